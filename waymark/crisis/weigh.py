"""Weights learnt from the bank: they may raise what the phrases found, never lower it. Whole numbers, so that every reader agrees.

A head is a question: is this a crisis, of which kind, is it now, whose, is a way looked for. Its answer is the sum of the points of the
features in the words, held against its bias times the square root of how many features there were (long words shall not outshout).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from typing import Any

from waymark.crisis.features import bucket, features, stems
from waymark.crisis.model import CATEGORIES
from waymark.packed import read_numbers

CRISIS, EMERGENCY, WITHHOLD = "crisis", "emergency", "withhold"
OTHERS = ("friend", "parent")
ABOUT = (EMERGENCY, WITHHOLD, *OTHERS, *CATEGORIES)


@dataclass(frozen=True)
class Weighed:
    """What the weights make of words. Only ever read where ``is_crisis``."""

    is_crisis: bool = False
    category: str | None = None
    is_emergency: bool = False
    withhold: bool = False
    for_whom: str = "self"


class Weights:
    """The heads, ready to ask.

    ``data``: ``crisis`` {bias (by language of the page), at (buckets, as gaps), by (points, signed)} over all features; ``about`` {at, heads: head → {bias, by}},
    the other heads over ``stems``, a column of points each. Lists are strings of numbers.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        crisis, about = data[CRISIS], data["about"]
        stems_at = list(accumulate(read_numbers(about["at"])))
        self.bias = {head: int(about["heads"][head]["bias"]) for head in ABOUT}
        self.crisis_bias: Mapping[str, int] = {lang: int(bias) for lang, bias in crisis["bias"].items()}
        self.points = {CRISIS: _points(accumulate(read_numbers(crisis["at"])), crisis["by"])} | {
            head: _points(stems_at, about["heads"][head]["by"]) for head in ABOUT
        }

    def weigh(self, words: Sequence[str], lang: str) -> Weighed:
        """The answer for plain words on a page in ``lang``."""
        if not words or self.lead(words, lang) <= 0:
            return Weighed()
        leads = self.leads(words)
        # of equal ones the first: CATEGORIES says which goes before which
        whom = max(OTHERS, key=leads.__getitem__)
        return Weighed(
            is_crisis=True,
            category=max(CATEGORIES, key=leads.__getitem__),
            is_emergency=leads[EMERGENCY] > 0,
            withhold=leads[WITHHOLD] > 0,
            for_whom=whom if leads[whom] > 0 else "self",
        )

    def lead(self, words: Sequence[str], lang: str) -> float:
        """By how many points plain words are a crisis (above 0) or none."""
        bias = self.crisis_bias.get(lang, max(self.crisis_bias.values()))
        return self._sum(CRISIS, bias, {bucket(feature) for feature in features(words)})

    def leads(self, words: Sequence[str]) -> dict[str, float]:
        """By how many points each of the other questions is answered with yes (above 0) or no."""
        heard = {bucket(stem) for stem in stems(words)}
        return {head: self._sum(head, bias, heard) for head, bias in self.bias.items()}

    def reasons(self, words: Sequence[str], head: str = CRISIS) -> list[tuple[str, int]]:
        """Features that spoke and their points, the loudest first."""
        points = self.points[head]
        heard = features(words) if head == CRISIS else stems(words)
        said = ((feature, points.get(bucket(feature), 0)) for feature in heard)
        return sorted(
            ((name, value) for name, value in said if value), key=lambda each: (-abs(each[1]), each[0])
        )

    def _sum(self, head: str, bias: int, heard: Collection[int]) -> float:
        points = self.points[head]
        return sum(points.get(each, 0) for each in heard) + bias * sqrt(len(heard))


def _points(places: Iterable[int], by: str) -> dict[int, int]:
    return dict(zip(places, map(_signed, read_numbers(by)), strict=True))


def _signed(number: int) -> int:
    """0, 1, 2, 3, 4 … stand for 0, -1, 1, -2, 2 …"""
    return -(number + 1) // 2 if number % 2 else number // 2


def unsigned(points: Iterable[int]) -> Iterable[int]:
    """Points as numbers from 0."""
    return (2 * each if each >= 0 else -2 * each - 1 for each in points)
