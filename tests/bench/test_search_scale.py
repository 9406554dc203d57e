"""Search at four sizes beside Whoosh, FTS5 and Tantivy, and what we asked of ourselves: reached, or not. Nothing here fails.

The directory and the questions are made up (`tests.bench.directory`), the engines are in `tests.bench.engines`. Times are from
the typed words to ten numbers, in one thread with everything in memory. The engines take turns, and a question's time is the
median of its calls: p99 is of slow questions, not of moments in which the machine did something else. Run by ``make bench``, or
alone:
``python -m pytest -q -s -m bench tests/bench/test_search_scale.py``.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

import pytest

from tests.bench.directory import KINDS, Entry, Query, directory, queries
from tests.bench.engines import MOST, Engine, Flat, Fts5, Tantivy, Whoosh
from waymark.indexing.pack import K1, Postings, frequencies
from waymark.indexing.store import Stemmer, cut

pytestmark = pytest.mark.bench

SIZES = (300, 3_000, 5_000, 30_000)
ROUNDS, QUERIES = 5, 300
FEWER = {"Whoosh": 100}
"""Questions of each kind for who is slow: up to a second for each at the largest size."""
GOALS = (
    (3_000, "Tantivy", 50, 1.0),
    (3_000, "Whoosh", 99, 1 / 40),
    (30_000, "Whoosh", 99, 1 / 200),
    (30_000, "FTS5", 99, 1 / 10),
    (30_000, "Tantivy", 99, 2.0),
)
"""Size, engine, percentile, and at most which share of the engine's time ours may be."""
KEPT, ALIKE = 0.93, 0.98
"""Right answers that a misspelt question keeps; best ten that are the same with exact scores."""
OPENS_MS, HOLDS_MB = 100, 80

WEIGH = """
import json, sys, time
from importlib import import_module
from pathlib import Path

folder, questions, steps = Path(sys.argv[1]), sys.stdin.read().splitlines(), []

def held():  # MB in memory, pages of mapped files included
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

def step(name, work):
    before, start = held(), time.perf_counter()
    done = work()
    took, after = (time.perf_counter() - start) * 1000, held()
    steps.append({"step": name, "ms": took, "MB more": after - before, "MB in all": after})
    return done

def ask(words):
    scores = index.scores(index.vocabulary.understand(text.fold(words).split()).wanted)
    return flat.best(scores * bits.numbers(bits.all), 10)

step("import numpy", lambda: import_module("numpy"))
text, flat, filters = step(
    "import ours", lambda: [import_module(f"waymark.{name}") for name in ("text", "search.flat", "search.filters")]
)
index, bits = step("open", lambda: (flat.FlatIndex.open(folder), filters.Filters.open(folder)))
step("first question", lambda: ask(questions[0]))
step("all questions", lambda: [ask(words) for words in questions])
print(json.dumps(steps))
"""
"""Run in a process of its own, on Linux: what each step takes and adds."""

Times = Mapping[tuple[str, str], tuple[float, float]]
"""(engine, kind) → p50 and p99 in milliseconds."""


@dataclass(frozen=True)
class Arena:
    """One size: its folder of indexes, its questions, its engines, all warm."""

    size: int
    folder: Path
    asked: Mapping[str, Sequence[Query]]
    engines: Mapping[str, Engine]

    @property
    def flat(self) -> Engine:
        """Ours."""
        return self.engines["flat"]


@pytest.fixture(scope="module", params=SIZES)
def arena(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """Every engine with the same directory. Made once a size."""
    entries = directory(request.param)
    folder = tmp_path_factory.mktemp(f"directory-{request.param}")
    asked = queries(entries, QUERIES)
    engines = {engine.name: engine for engine in _prepared(folder, entries)}
    yield Arena(request.param, folder, asked, engines)
    engines.clear()


def test_speed(arena: Arena) -> None:
    """Every engine with every kind of question."""
    with _undisturbed():
        times = {
            (name, kind): figures
            for kind in KINDS
            for name, figures in _timed(arena.engines, arena.asked[kind]).items()
        }
    print(f"\n\n{arena.size} services, p50 / p99 ms; machine's load {os.getloadavg()[0]:.1f}")
    _table(
        KINDS, {name: [f"{p50:.3f} / {p99:.3f}" for p50, p99 in _row(times, name)] for name in arena.engines}
    )
    for size, name, percentile, most in GOALS:
        if size == arena.size:
            at = 0 if percentile == 50 else 1
            shares = [
                _row(times, "flat")[kind][at] / _row(times, name)[kind][at] for kind in range(len(KINDS))
            ]
            each = ", ".join(f"{kind} {share:.4f}" for kind, share in zip(KINDS, shares, strict=True))
            _verdict(f"p{percentile} ÷ {name}'s: {each}; at most {most:.4f} asked", max(shares) <= most)


def test_quality(arena: Arena) -> None:
    """What a slip and a half-typed word cost each engine, and what whole numbers cost ours."""
    kinds = ("misspelt", "prefix")
    kept = {
        name: [_share_kept(engine, arena.asked[kind][: FEWER.get(name)]) for kind in kinds]
        for name, engine in arena.engines.items()
    }
    print(
        f"\n\n{arena.size} services, share of the best {MOST} of the question spelt right and typed to its end"
    )
    _table(kinds, {name: [f"{share:.3f}" for share in shares] for name, shares in kept.items()})
    _verdict(f"a slip keeps {kept['flat'][0]:.3f}; at least {KEPT} asked", kept["flat"][0] >= KEPT)
    documents = [entry.indexed(number) for number, entry in enumerate(directory(arena.size))]
    exact = Exact(arena.size, frequencies([cut("en", document) for document in documents]))
    alike = statistics.mean(
        _overlap(arena.flat.find(each), exact.find(each)) for each in arena.asked["plain"]
    )
    _verdict(f"same best {MOST} as exact BM25F: {alike:.4f}; at least {ALIKE} asked", alike >= ALIKE)


def test_weight(arena: Arena) -> None:
    """What a process pays for the index, in a process of its own."""
    words = [query.words for kind in KINDS for query in arena.asked[kind]]
    run = [sys.executable, "-c", WEIGH, str(arena.folder / "flat")]
    done = subprocess.run(
        run, input="\n".join(words), capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    told = json.loads(done.stdout)
    print(f"\n\n{arena.size} services, a fresh process")
    columns = ("ms", "MB more", "MB in all")
    _table(columns, {step["step"]: [f"{step[column]:.1f}" for column in columns] for step in told})
    if arena.size == max(SIZES):
        opened = sum(step["ms"] for step in told if step["step"] in ("open", "first question"))
        held = sum(step["MB more"] for step in told if step["step"] != "import numpy")
        _verdict(f"opens in {opened:.0f} ms with its first question; {OPENS_MS} asked", opened <= OPENS_MS)
        _verdict(
            f"holds {held:.0f} MB besides numpy, {told[-1]['MB in all']:.0f} in all; {HOLDS_MB} asked",
            held <= HOLDS_MB,
        )


class Exact:
    """BM25F as the formula says it, with floats, one posting after the other."""

    def __init__(self, size: int, postings: Postings) -> None:
        self._size, self._postings, self._stem = size, postings, Stemmer("en")

    def find(self, query: Query) -> list[int]:
        """Numbers of the best, equals by number."""
        scores: dict[int, float] = {}
        for word in query.words.split():
            run = self._postings.get(self._stem(word), {})
            rarity = log(1 + (self._size - len(run) + 0.5) / (len(run) + 0.5))
            for number, often in run.items():
                scores[number] = scores.get(number, 0.0) + rarity * often * (K1 + 1) / (often + K1)
        return sorted(scores, key=lambda number: (-scores[number], number))[:MOST]


def _prepared(folder: Path, entries: Sequence[Entry]) -> Iterator[Engine]:
    for make in (Flat, Whoosh):
        yield make(folder, entries)
    for make in (Fts5, Tantivy):
        yield make(entries)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps Python from looking through the directory for rubbish while an engine is timed; rubbish of the calls it does see."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _timed(engines: Mapping[str, Engine], asked: Sequence[Query]) -> dict[str, tuple[float, float]]:
    """p50 and p99 of every engine. The first round warms and doesn't count."""
    times: dict[str, list[list[float]]] = {name: [] for name in engines}
    for _ in range(1 + ROUNDS):
        for name, engine in engines.items():
            times[name].append([_call(engine, query) for query in asked[: FEWER.get(name)]])
    figures = {}
    for name, rounds in times.items():
        each = [statistics.median(calls) for calls in zip(*rounds[1:], strict=True)]
        figures[name] = statistics.median(each), statistics.quantiles(each, n=100, method="inclusive")[98]
    return figures


def _call(engine: Engine, query: Query) -> float:
    start = time.perf_counter()
    engine.find(query)
    return (time.perf_counter() - start) * 1000


def _row(times: Times, name: str) -> list[tuple[float, float]]:
    return [times[name, kind] for kind in KINDS]


def _share_kept(engine: Engine, asked: Iterable[Query]) -> float:
    pairs = (
        (engine.find(query), engine.find(replace(query, kind="plain", words=query.meant))) for query in asked
    )
    return statistics.mean(_overlap(found, right) for found, right in pairs if right)


def _overlap(found: Sequence[int], right: Sequence[int]) -> float:
    return len({*found} & {*right}) / len(right)


def _table(columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    for name, cells in {"": columns, **rows}.items():
        print(f"  {name:16}" + "".join(f"{cell:>20}" for cell in cells))


def _verdict(words: str, reached: bool) -> None:
    print(f"  {'reached' if reached else 'NOT REACHED'}: {words}")
