"""Learns the weights of crisis words from the bank, at build. The only module that knows scikit-learn.

Logistic regression, a question at a time: is it a crisis, of which kind, is it now, whose, is a way looked for. What comes out are
whole numbers for the features that count most; ``readable`` writes them with their names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from waymark.crisis import Crisis, compile_crisis
from waymark.crisis.bank import FOLDER as BANK
from waymark.crisis.bank import Line, bank_lines
from waymark.crisis.features import BITS, bucket, features, stems
from waymark.crisis.lexicon import FOLDER
from waymark.crisis.weigh import ABOUT, CRISIS, EMERGENCY, WITHHOLD, unsigned
from waymark.packed import numbers
from waymark.steps import Known, kept

SETTINGS = "crisis/learning"
LOUDEST, LOUDEST_ABOUT = 63, 14
"""Points of the loudest feature: of "is it a crisis", and of the questions what it is about."""
FEWEST, FEWEST_ABOUT = 2, 5
"""Lines that a feature has to stand in before it may count: what only one person typed says little."""
HELP = ("home", "nations", "responses", "contacts")
"""Parts of the artifact that say who helps. Nothing that is learnt, and no line's answer, hangs on them."""


class Words(Protocol):
    """What of a content folder bears on crisis words (``waymark.content.Content`` has it). No more is known here, so that a change of
    anything else teaches nothing anew."""

    @property
    def phrases(self) -> Mapping[str, Any]: ...
    @property
    def contacts(self) -> Mapping[str, Any]: ...
    @property
    def searches(self) -> Mapping[str, Mapping[str, Any]]: ...


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


def compile_whole(content: Words, cache: Path | None = None) -> dict[str, Any]:
    """The artifact ``crisis.json`` with its weights. A hub without a bank gets one without weights.

    ``cache``: a folder for what was made before from the same words; None takes the user's cache folder.
    """
    phrases = {name: data for name, data in content.phrases.items() if name.startswith((FOLDER, BANK))}
    artifact: dict[str, Any] = kept(compile_crisis, phrases, content.contacts, folder=cache)
    lines = list(bank_lines(content.phrases))
    settings = content.phrases.get(SETTINGS)
    if not lines or settings_faults(settings):
        return artifact  # what is wrong with the settings, the checks tell
    told = (heard(artifact), lines, calm_searches(content), settings)
    return artifact | {"weights": kept(learn_from, *told, folder=cache)}


def heard(artifact: Mapping[str, Any]) -> Known:
    """The artifact for a step that asks what words call for, not who helps: a changed phone number changes nothing of its answer."""
    return Known(artifact, {name: part for name, part in artifact.items() if name not in HELP})


def settings_faults(settings: Any) -> list[tuple[str, str]]:
    """(key, what it has to be) for everything that learning needs and the settings don't have."""
    if not isinstance(settings, Mapping):
        return [("", "keys and values")]
    return [(key, what) for key, (what, holds) in NEEDED.items() if not holds(settings.get(key))]


def calm_searches(content: Words) -> list[tuple[str, str]]:
    """(language, words) of the word bank's searches that are no crisis: those of all topics that the settings don't leave out."""
    left_out = set(content.phrases[SETTINGS]["not_calm"])
    return [
        (lang, words)
        for lang, topics in content.searches.items()
        for topic, file in topics.items()
        if topic not in left_out
        for _, words in file.phrases
    ]


def learn_from(
    artifact: Mapping[str, Any],
    lines: Sequence[Line],
    searches: Sequence[tuple[str, str]],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """``learn`` with the phrases of an artifact that has no weights yet."""
    return learn(Crisis.from_dict(artifact), lines, searches, settings)


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


def readable(artifact: Mapping[str, Any], content: Words) -> list[tuple[str, int, str]]:
    """(question, points, feature) for people: every feature that counts, the loudest of each question first."""
    if not artifact["weights"]:
        return []
    lines = [line.text for line in bank_lines(content.phrases)]
    return [tuple(row) for row in kept(named_points, heard(artifact), lines, calm_searches(content))]


def named_points(
    artifact: Mapping[str, Any], lines: Sequence[str], searches: Sequence[tuple[str, str]]
) -> list[tuple[str, int, str]]:
    """Every feature that counts, by the name that the lines and searches know it by: the first of those that share its number."""
    crisis = Crisis.from_dict(artifact)
    if crisis.weights is None:
        return []
    wanted = set().union(*crisis.weights.points.values())
    names: dict[int, str] = {}
    seen: set[str] = set()
    for text in (*lines, *_unnoticed(crisis, searches)):
        words = crisis.residue(text)
        new = {*stems(words), *features(words)} - seen
        seen |= new
        for feature in sorted(new):
            place = bucket(feature)
            if place in wanted:
                names.setdefault(place, feature)
    return [
        (head, value, names.get(place, "?"))
        for head, points in crisis.weights.points.items()
        for place, value in sorted(points.items(), key=lambda each: (-abs(each[1]), each[0]))
        if value
    ]


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
