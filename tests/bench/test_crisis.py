"""Crisis words beside a plain list: how fast, how right on words of people who never taught it, how heavy. Nothing here fails.

Times are of single calls in one thread, from the typed words to the answer. Everyone takes turns, and a query's time is the median
of its calls: p99 is of slow queries, not of moments in which the machine did something else. Lines that were kept aside are
counted, never printed. Run by ``make bench``, or alone:
``python -m pytest -q -s -m bench tests/bench/test_crisis.py``. Takes some five minutes on two processors.
"""

import gc
import gzip
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.bench.crisis_peers import Automaton, Loop, OneExpression, Peer, crisis_list
from tests.waymark.crisis.test_aside import HANDS, aside
from waymark.content import load_content
from waymark.crisis import Crisis, Match, Severity
from waymark.crisis.bank import Line, bank_lines
from waymark.crisis_report import Figures, Judged, judge, report
from waymark.finish.device import to_json
from waymark.text import LONGEST, fold
from waymark.training import SETTINGS, calm_searches, compile_whole, learn

pytestmark = pytest.mark.bench

ROUNDS, LONG_QUERIES, PROCESSES = 5, 100, 5
GOAL_MS = 1.0
"""What 99 of 100 queries may take at most."""
OURS = "ours"
LANGUAGES = ("en", "da")

WEIGH = """
import json, sys, time
from importlib import import_module
from pathlib import Path

path, queries, steps = Path(sys.argv[1]), sys.stdin.read().splitlines(), []

def held():  # MB in memory
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

def step(name, work):
    before, start = held(), time.perf_counter()
    done = work()
    took, after = (time.perf_counter() - start) * 1000, held()
    steps.append({"step": name, "ms": took, "MB more": after - before, "MB in all": after})
    return done

crisis = step("import ours", lambda: import_module("waymark.crisis"))
artifact = step("read the JSON", lambda: json.loads(path.read_text(encoding="utf-8")))
ready = step("Crisis.from_dict", lambda: crisis.Crisis.from_dict(artifact))
step("first query", lambda: ready.match(queries[0], "en"))
step("all lines of the bank", lambda: [ready.match(words, "en") for words in queries])
print(json.dumps(steps))
"""
"""Run in a process of its own, on Linux: what each step takes and adds."""


@dataclass(frozen=True)
class Bank:
    """The project's own bank, what was learnt from it, and what a hand left out has to be taught with."""

    artifact: Mapping[str, Any]
    lines: Sequence[Line]
    calm: Sequence[tuple[str, str]]
    settings: Mapping[str, Any]


@pytest.fixture(scope="module")
def bank(project: Path) -> Bank:
    """Read and taught once."""
    content = load_content(project / "content")[0]
    artifact = json.loads(to_json(compile_whole(content)))
    lines = list(bank_lines(content.phrases))
    return Bank(artifact, lines, calm_searches(content), content.phrases[SETTINGS])


def test_speed(bank: Bank) -> None:
    """Ours and three plain lists with what people type and with as much as we read."""
    crisis, listed = Crisis.from_dict(bank.artifact), crisis_list(bank.lines)
    peers: list[Peer] = [OneExpression(listed), Loop(listed), Automaton(listed)]
    works: dict[str, Callable[[Line], object]] = {OURS: lambda line: crisis.match(line.text, line.lang)}
    works |= {peer.name: partial(_asked, peer) for peer in peers}
    typed = [*bank.lines, *(line for lang in LANGUAGES for line in aside(lang))]
    long = list(_long_queries(bank.lines))
    with _undisturbed():
        times = {name: [*each] for name, each in _timed(works, [*typed, *long]).items()}
    print(f"\n\n{len(listed)} lines in the lists; machine's load {os.getloadavg()[0]:.1f}")
    kinds = {
        f"{len(typed)} lines as people type": slice(len(typed)),
        f"{len(long)} queries of {LONGEST} letters": slice(len(typed), None),
        "all": slice(None),
    }
    for kind, part in kinds.items():
        figures = {name: _percentiles(each[part]) for name, each in times.items()}
        print(f"\n{kind}, ms")
        rows = {
            name: [
                *(f"{each:.3f}" for each in figures[name]),
                *(f"{ours / each:.2f}" for ours, each in zip(figures[OURS], figures[name], strict=True)),
            ]
            for name in works
        }
        _table(["p50", "p99", "max", "ours ÷: p50", "p99", "max"], rows)
        p99 = figures[OURS][1]
        _verdict(f"p99 {p99:.3f} ms; under {GOAL_MS:.0f} asked", p99 < GOAL_MS)


def test_each_hand_left_out(bank: Bank) -> None:
    """Taught by everyone but one hand, judged by that one. The phrases and the border have seen it, though: they were mended and moved with the whole bank in view."""
    hands = list(dict.fromkeys(line.hand for line in bank.lines))
    start, workers = time.perf_counter(), os.cpu_count() or 1
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        judged = [each for hand in pool.map(partial(_left_out, bank), hands) for each in hand]
    took = time.perf_counter() - start
    print(
        f"\n\neach of {len(hands)} hands judged by what the others taught, {workers} at a time, {took:.0f} s"
    )
    also = len(bank.lines) - len(judged)
    print(f"{also} of {len(bank.lines)} lines are left out of the figures: another hand wrote the same")
    for told in report(judged):
        print(told)


def test_hands_kept_aside(bank: Bank) -> None:
    """Everything taught, beside its phrases alone and plain lists, on lines that taught nobody."""
    taught = {fold(line.text) for line in bank.lines}
    listed = crisis_list(bank.lines)
    ours, phrases = (Crisis.from_dict(each) for each in (bank.artifact, {**bank.artifact, "weights": None}))
    answers: dict[str, Callable[[Sequence[Line]], Judged]] = {
        OURS: partial(judge, ours),
        "phrases alone": partial(judge, phrases),
        "list, anywhere": partial(_answered, OneExpression(listed)),
        "list, whole words": partial(_answered, Automaton(listed)),
    }
    print(f"\n\nhands kept aside ({len(HANDS)}), without lines that the bank has too")
    print("list, anywhere: the expression; list, whole words: Aho-Corasick")
    for lang in LANGUAGES:
        lines = [line for line in aside(lang) if fold(line.text) not in taught]
        hands = {
            name: [line for line in lines if line.hand == name] for name in {line.hand for line in lines}
        }
        for name, part in (*(sorted(hands.items()) if len(hands) > 1 else ()), (f"all {lang}", lines)):
            print(f"\n{name}: {len(part)} lines, {sum(line.is_crisis for line in part)} of them crises")
            rows = {who: _shares(Figures.of(answer(part))) for who, answer in answers.items()}
            _table(["emergencies", "all crises", "none in vain", "concern in vain"], rows)


def test_weight(bank: Bank, tmp_path: Path) -> None:
    """What the artifact costs the line, and what it costs a process of its own."""
    whole = to_json(bank.artifact)
    parts = {name: part for name, part in bank.artifact.items() if name != "weights"}
    parts |= {f"weights: {name}": part for name, part in bank.artifact["weights"].items()}
    sizes = {name: _sizes(to_json(part)) for name, part in parts.items()}
    rows = dict(sorted(sizes.items(), key=lambda each: -each[1][1])) | {"crisis.json": _sizes(whole)}
    print("\n\ncrisis.json by part, each gzipped alone (together they share words)")
    total = rows["crisis.json"][1]
    _table(
        ["bytes", "gzipped", "÷ whole"],
        {name: [f"{plain}", f"{small}", f"{small / total:.3f}"] for name, (plain, small) in rows.items()},
    )
    path = tmp_path / "crisis.json"
    path.write_text(whole, encoding="utf-8")
    runs = [_weighed(path, [line.text for line in bank.lines]) for _ in range(PROCESSES)]
    print(f"\na fresh process, medians of {PROCESSES}")
    columns = ["ms", "MB more", "MB in all"]
    steps = {
        step[0]["step"]: [f"{statistics.median(each[column] for each in step):.1f}" for column in columns]
        for step in zip(*runs, strict=True)
    }
    _table(columns, steps)


def _left_out(bank: Bank, hand: str) -> Judged:
    """A hand's own lines, judged by what all the others taught."""
    others = [line for line in bank.lines if line.hand != hand]
    phrases = {**bank.artifact, "weights": None}
    weights = learn(Crisis.from_dict(phrases), others, bank.calm, bank.settings)
    theirs = {fold(line.text) for line in others}
    own = [line for line in bank.lines if line.hand == hand and fold(line.text) not in theirs]
    return judge(Crisis.from_dict({**bank.artifact, "weights": weights}), own)


def _asked(peer: Peer, line: Line) -> bool:
    return peer.notices(line.text)


def _answered(peer: Peer, lines: Iterable[Line]) -> Judged:
    return [(line, Match(Severity.URGENT if peer.notices(line.text) else Severity.NONE)) for line in lines]


def _long_queries(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of one language after each other, as many letters as we read."""
    chance = random.Random(1)
    for number in range(LONG_QUERIES):
        lang = LANGUAGES[number % len(LANGUAGES)]
        drawn = chance.sample([line for line in lines if line.lang == lang], LONGEST // 5)
        text = " ".join(line.text for line in drawn)[:LONGEST]
        assert len(text) == LONGEST
        yield Line(text, lang, Severity.NONE, None, None, False, "long", "", 0, number)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps Python from looking through everything for rubbish while calls are timed; rubbish of the calls it does see."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _timed(works: Mapping[str, Callable[[Line], object]], asked: Sequence[Line]) -> dict[str, list[float]]:
    """Each query's median, in milliseconds. The first round warms and doesn't count."""
    times: dict[str, list[list[float]]] = {name: [] for name in works}
    for _ in range(1 + ROUNDS):
        for name, work in works.items():
            times[name].append([_call(work, line) for line in asked])
    return {
        name: [statistics.median(calls) for calls in zip(*rounds[1:], strict=True)]
        for name, rounds in times.items()
    }


def _call(work: Callable[[Line], object], line: Line) -> float:
    start = time.perf_counter()
    work(line)
    return (time.perf_counter() - start) * 1000


def _percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    p99 = statistics.quantiles(times, n=100, method="inclusive")[98]
    return statistics.median(times), p99, max(times)


def _shares(figures: Figures) -> list[str]:
    shares = (figures.emergency, figures.crisis, figures.none, figures.concern)
    return ["–" if share is None else f"{share:.3f}" for share in shares]


def _sizes(said: str) -> tuple[int, int]:
    return len(said.encode()), len(gzip.compress(said.encode(), 9))


def _weighed(path: Path, queries: Sequence[str]) -> list[dict[str, Any]]:
    run = [sys.executable, "-c", WEIGH, str(path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        run, input="\n".join(queries), capture_output=True, text=True, check=True, cwd=root, encoding="utf-8"
    )
    return list(json.loads(done.stdout))


def _table(columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    for name, cells in {"": columns, **rows}.items():
        print(f"  {name:24}" + "".join(f"{cell:>17}" for cell in cells))


def _verdict(words: str, reached: bool) -> None:
    print(f"  {'reached' if reached else 'NOT REACHED'}: {words}")
