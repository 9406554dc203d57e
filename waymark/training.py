"""Learns the weights of crisis words from the bank, at build. The only module that knows scikit-learn.

Logistic regression, a question at a time: is it a crisis, of which kind, is it now, whose, is a way looked for. What comes out are
whole numbers for the features that count most; ``readable`` writes them with their names.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymark.content import Content
from waymark.crisis import Crisis, compile_crisis
from waymark.crisis.bank import Line, bank_lines
from waymark.crisis.features import BITS, bucket, features, stems
from waymark.crisis.weigh import ABOUT, CRISIS, EMERGENCY, WITHHOLD, unsigned
from waymark.packed import numbers

SETTINGS = "crisis/learning"
LOUDEST, LOUDEST_ABOUT = 63, 14
"""Points of the loudest feature: of "is it a crisis", and of the questions what it is about."""
FEWEST, FEWEST_ABOUT = 2, 5
"""Lines that a feature has to stand in before it may count: what only one person typed says little."""
KEPT = 8
"""Trainings that the cache keeps."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(map(_number, value.values()))


NEEDED: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "not_calm": ("a list of topics", lambda value: isinstance(value, list)),
    "calm_counts": ("a number above 0", lambda value: _number(value) and value > 0),
    "concern_counts": ("a number above 0", lambda value: _number(value) and value > 0),
    "keep": ("a whole number above 0", lambda value: isinstance(value, int) and value > 0),
    "bend": (
        "numbers above 0 for crisis and about",
        lambda value: _numbers(value) and {CRISIS, "about"} <= set(value) and min(value.values()) > 0,
    ),
    "border": (
        "numbers; for crisis, a number for each language",
        lambda value: (
            isinstance(value, Mapping)
            and _numbers(value.get(CRISIS))
            and all(_number(each) for head, each in value.items() if head != CRISIS)
        ),
    ),
    "off": (
        "a list of features, each with feature, reason, owner, added",
        lambda value: (
            isinstance(value, list)
            and all(
                isinstance(each, Mapping) and {"feature", "reason", "owner", "added"} <= set(each)
                for each in value
            )
        ),
    ),
}
"""What learning.yml has to hold: key → (what it is, whether a value is that)."""


@dataclass(frozen=True)
class _Sample:
    """All lines as rows of features (scipy CSR), how much each row counts, and in how many rows each feature stands."""

    rows: Any
    counts: NDArray[np.float64]
    often: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], counts: Sequence[float]) -> "_Sample":
        """From the names of the features of each line."""
        from scipy.sparse import csr_matrix

        buckets = [sorted({bucket(feature) for feature in named}) for named in texts]
        lengths = np.array([len(each) for each in buckets])
        values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths)
        places = np.fromiter((place for each in buckets for place in each), np.int64, int(lengths.sum()))
        starts = np.concatenate([[0], np.cumsum(lengths)])
        rows = csr_matrix((values, places, starts), shape=(len(buckets), 1 << BITS))
        return cls(rows, np.array(counts, float), np.bincount(places, minlength=1 << BITS))

    def places(self, fewest: int, settings: Mapping[str, Any]) -> NDArray[np.int64]:
        """Features that may count: often enough, and not switched off."""
        off = [bucket(entry["feature"]) for entry in settings["off"]]
        found = np.flatnonzero(self.often >= fewest)
        return found[~np.isin(found, off)]


def compile_whole(content: Content, cache: Path | None = None) -> dict[str, Any]:
    """The artifact ``crisis.json`` with its weights. A hub without a bank gets one without weights.

    ``cache``: a folder for what was learnt before from the same words; None takes the user's cache folder.
    """
    artifact = compile_crisis(content.phrases, content.contacts)
    lines = list(bank_lines(content.phrases))
    settings = content.phrases.get(SETTINGS)
    if not lines or settings_faults(settings):
        return artifact  # what is wrong with the settings, the checks tell
    kept = _kept(cache, artifact, lines, content)
    with suppress(OSError, ValueError):
        return artifact | {"weights": json.loads(kept.read_text(encoding="utf-8"))}
    weights = learn(Crisis.from_dict(artifact), lines, calm_searches(content), settings)
    _keep(kept, weights)
    return artifact | {"weights": weights}


def settings_faults(settings: Any) -> list[tuple[str, str]]:
    """(key, what it has to be) for everything that learning needs and the settings don't have."""
    if not isinstance(settings, Mapping):
        return [("", "keys and values")]
    return [(key, what) for key, (what, holds) in NEEDED.items() if not holds(settings.get(key))]


def calm_searches(content: Content) -> list[tuple[str, str]]:
    """(language, words) of the word bank's searches that are no crisis: those of all topics that the settings don't leave out."""
    left_out = set(content.phrases[SETTINGS]["not_calm"])
    return [
        (lang, words)
        for lang, topics in content.searches.items()
        for topic, file in topics.items()
        if topic not in left_out
        for _, words in file.phrases
    ]


def learn(
    crisis: Crisis, lines: Sequence[Line], searches: Sequence[tuple[str, str]], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The weights, as ``Weights`` reads them. ``crisis`` is the matcher of the phrases alone."""
    left = [crisis.residue(line.text) for line in lines]
    calm = [crisis.residue(text) for text in _unnoticed(crisis, searches)]
    counts = [*(_count(line, settings) for line in lines), *[float(settings["calm_counts"])] * len(calm)]
    is_crisis = np.array([line.is_crisis for line in lines])
    real = [line for line in lines if line.is_crisis]
    words = [each for each, line in zip(left, lines, strict=True) if line.is_crisis]
    return {
        CRISIS: _crisis_head(
            _Sample.of(map(features, [*left, *calm]), counts),
            np.concatenate([is_crisis, np.zeros(len(calm), bool)]),
            settings,
        ),
        "about": _other_heads(_Sample.of(map(stems, words), [1.0] * len(real)), real, settings),
    }


def readable(artifact: Mapping[str, Any], content: Content) -> Iterator[tuple[str, int, str]]:
    """(question, points, feature) for people: every feature that counts, the loudest of each question first."""
    crisis = Crisis.from_dict(artifact)
    if crisis.weights is None:
        return
    names: dict[int, str] = {}
    calm = _unnoticed(crisis, calm_searches(content))
    for text in (*(line.text for line in bank_lines(content.phrases)), *calm):
        words = crisis.residue(text)
        for feature in (*stems(words), *features(words)):
            names.setdefault(bucket(feature), feature)
    for head, points in crisis.weights.points.items():
        for place, value in sorted(points.items(), key=lambda each: (-abs(each[1]), each[0])):
            if value:
                yield head, value, names.get(place, "?")


def _count(line: Line, settings: Mapping[str, Any]) -> float:
    return float(settings["concern_counts"]) if line.level == "concern" else 1.0


def _unnoticed(crisis: Crisis, searches: Sequence[tuple[str, str]]) -> list[str]:
    """Calm searches without the few that the phrases notice."""
    return [text for lang, text in searches if not crisis.match(text, lang).is_shown]


def _crisis_head(sample: _Sample, holds: NDArray[np.bool_], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Learnt on all features, learnt again on those that count most, written as whole numbers."""
    bend, places = float(settings["bend"][CRISIS]), sample.places(FEWEST, settings)
    slopes, _ = _fit(sample, places, holds, bend)
    strength = np.abs(slopes) * np.sqrt(sample.often[places])
    places = np.sort(places[np.argsort(-strength, kind="stable")[: int(settings["keep"])]])
    slopes, start = _fit(sample, places, holds, bend)
    points, scale = _whole(slopes, LOUDEST)
    places, points = places[points != 0], points[points != 0]
    return {
        "bias": {
            lang: round((start - float(moved)) * scale) for lang, moved in settings["border"][CRISIS].items()
        },
        "at": _gaps(places),
        "by": numbers(unsigned(points.tolist())),
    }


def _other_heads(sample: _Sample, lines: Sequence[Line], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What a crisis is about: a column of points for each question, over the same stems."""
    places = sample.places(FEWEST_ABOUT, settings)
    heads: dict[str, Any] = {}
    for head in ABOUT:
        holds = np.array([_holds(line, head) for line in lines])
        slopes, start = _fit(sample, places, holds, float(settings["bend"]["about"]))
        points, scale = _whole(slopes, LOUDEST_ABOUT)
        bias = round((start - float(settings["border"].get(head, 0))) * scale)
        heads[head] = {"bias": bias, "by": numbers(unsigned(points.tolist()))}
    return {"at": _gaps(places), "heads": heads}


def _holds(line: Line, head: str) -> bool:
    if head == EMERGENCY:
        return line.level == "emergency"
    return line.withhold if head == WITHHOLD else head in (line.for_whom, line.category)


def _whole(slopes: NDArray[np.float64], loudest: int) -> tuple[NDArray[np.int64], float]:
    """Slopes as points, and how many points make one."""
    scale = loudest / (float(np.abs(slopes).max(initial=0)) or 1.0)
    return np.rint(slopes * scale).astype(np.int64), scale


def _gaps(places: NDArray[np.int64]) -> str:
    return numbers([*places[:1].tolist(), *np.diff(places).tolist()])


def _fit(
    sample: _Sample, places: NDArray[np.int64], holds: NDArray[np.bool_], bend: float
) -> tuple[NDArray[np.float64], float]:
    from sklearn.linear_model import LogisticRegression

    if holds.all() or not holds.any():  # nothing to tell apart: always the same answer
        return np.zeros(len(places)), 1.0 if holds.all() else -1.0
    model = LogisticRegression(C=bend, solver="liblinear", tol=1e-3, max_iter=1000, random_state=0)
    model.fit(sample.rows[:, places], holds, sample_weight=sample.counts)
    return model.coef_[0], float(model.intercept_[0])


def _kept(cache: Path | None, artifact: Mapping[str, Any], lines: Sequence[Line], content: Content) -> Path:
    """The file of the cache that holds what these words teach."""
    here = Path(__file__)
    code = sorted([*(here.parent / "crisis").glob("*.py"), here, here.with_name("text.py")])
    lexicon = {name: artifact[name] for name in ("spelling", "slots", "entries", "exceptions", "negation")}
    taught = [lexicon, [vars(line) for line in lines], calm_searches(content), content.phrases[SETTINGS]]
    digest = hashlib.sha256(json.dumps(taught, default=str).encode() + version("scikit-learn").encode())
    for path in code:
        digest.update(path.read_bytes())
    return _folder(cache) / f"crisis-weights-{digest.hexdigest()[:24]}.json"


def _folder(cache: Path | None) -> Path:
    return cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "waymark"


def _keep(path: Path, weights: Mapping[str, Any]) -> None:
    """Writes to the cache; a place that can't be written to only costs time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps(weights), encoding="utf-8")
        fresh.replace(path)
        old = sorted(path.parent.glob("crisis-weights-*.json"), key=lambda each: each.stat().st_mtime)
        for each in old[:-KEPT]:
            each.unlink(missing_ok=True)
