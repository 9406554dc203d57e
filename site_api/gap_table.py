"""What may be told of failed searches: tens, "or more", and nothing below ten. Pure and alone, as the rule for polls is.

One topic and one kind at a time, from the smallest places up: a place with ten or more has a row. A place with fewer has none,
and is counted in the larger place around it, in the end in "all places". Rows never overlap and no total is told, so
there is nothing to subtract. What no row tells is below ten, and may be nought.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_COUNT = 10
FEWEST_VALUES = 5
"""A count below ten must be able to be at least this many numbers, for a reader who knows the rule and does the sums."""
ALL_PLACES = ""

Cells = Mapping[tuple[str, str, str], int]
"""(topic, place, kind) → how often."""
Chain = Callable[[str], Sequence[str]]
"""A place and everything around it, from small to large; empty for one that nobody knows."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a place, with those places in it that have no line of their own."""

    topic: str
    place: str
    kind: str
    at_least: int


def tell(cells: Cells, chain: Chain) -> list[Row]:
    """The rows, most frequent first; rows that tell the same number stand by name, never by what is behind it."""
    by_place: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (topic, place, kind), times in cells.items():
        by_place[topic, kind][place if chain(place) else ALL_PLACES] += times
    rows = [
        Row(topic, place, kind, at_least)
        for (topic, kind), times in by_place.items()
        for place, at_least in _merge(times, chain)
    ]
    return sorted(rows, key=lambda row: (-row.at_least, row.topic, row.kind, row.place))


def _merge(times: Mapping[str, int], chain: Chain) -> Iterator[tuple[str, int]]:
    """Place → what is told of it, passing on what is too small."""
    places = {around for place in times for around in chain(place)}
    passed: dict[str, list[int]] = defaultdict(list)
    for place in (*sorted(places, key=lambda each: (-len(chain(each)), each)), ALL_PLACES):
        own, small = times.get(place, 0), passed[place]
        at_least = _told(own, small)
        if at_least:
            yield place, at_least
        elif own or small:
            passed[next(iter(chain(place)[1:]), ALL_PLACES)].append(own + sum(small))


def _told(own: int, small: Iterable[int]) -> int:
    """The sum rounded down to tens: 0 when nothing may be told.

    The auditor: seven places of nine each are 63, and "60 or more" of seven that are all below ten would tell each of them
    nearly. So less is told, until each could be five numbers, even for somebody who knows which of them are not nought.
    """
    parts = [part for part in (own, *small) if part]
    told = sum(parts) // SMALLEST_COUNT * SMALLEST_COUNT
    if told and own < SMALLEST_COUNT:
        most = (SMALLEST_COUNT - 1) * len(parts) - (FEWEST_VALUES - 1)
        told = min(told, most // SMALLEST_COUNT * SMALLEST_COUNT)
    return told
