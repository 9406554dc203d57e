"""The thirty–ten–five rule: what may be told of a poll's counts, at its close, once.

Pure and alone, so that it can be read in one go by whoever has to answer for it. Why each step is there: ``polls.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEWEST_ANSWERS = 30
SMALLEST_COUNT = 10
STEP = 5
FEWEST_FOR_PERCENT = 100
SAME_SHARE = 0.9
FEWEST_VALUES = 5
"""A hidden count must be able to be at least this many numbers, for a reader who knows the rule and does the sums."""


class State(StrEnum):
    """What can be said about one question."""

    SHOWN = "shown"
    TOO_FEW = "too-few"
    SAME = "same"


class Cell(StrEnum):
    """What can be said about one option."""

    SHOWN = "shown"
    FEWER = "fewer"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Told:
    """One option as published: a rounded count, or why there is none."""

    cell: Cell
    count: int | None = None
    percent: int | None = None


@dataclass(frozen=True)
class Table:
    """One question as published."""

    state: State
    total: int | None
    options: Mapping[str, Told]


def publish(counts: Mapping[str, int], *, people: int | None = None, sensitive: bool = False) -> Table:
    """What to tell of one question's counts, given in the order of the poll file.

    ``people`` is how many answered, where one person may choose several options; otherwise the sum says it.
    """
    total = sum(counts.values()) if people is None else people
    if total < FEWEST_ANSWERS:
        return Table(State.TOO_FEW, None, {})
    if sensitive and max(counts.values()) >= SAME_SHARE * total:
        return Table(State.SAME, None, {})
    several = people is not None
    small = {
        option
        for option, count in counts.items()
        if _is_small(count, total, several=several, sensitive=sensitive)
    }
    hidden = small | _companion(counts, small)
    while (
        hidden
        and not several
        and len(hidden) < len(counts)
        and _is_pinned(counts, small, hidden, sensitive=sensitive)
    ):
        hidden |= {_smallest(counts, hidden)}
    if len(hidden) == len(counts):
        return Table(State.TOO_FEW, None, {})
    unshown = Told(Cell.FEWER if hidden == small else Cell.HIDDEN)
    rounded = _round(total)
    return Table(
        State.SHOWN,
        rounded,
        {option: unshown if option in hidden else _told(count, rounded) for option, count in counts.items()},
    )


def _is_small(count: int, total: int, *, several: bool, sensitive: bool) -> bool:
    """A count under ten. Where several may be chosen, also one that nearly everybody chose: it tells of the few who didn't."""
    if several and 0 < total - count < SMALLEST_COUNT:
        return True
    return count < SMALLEST_COUNT and (count > 0 or sensitive)


def _companion(counts: Mapping[str, int], small: set[str]) -> set[str]:
    """A single hidden count could be worked out from the total, so the smallest shown one hides with it."""
    return {_smallest(counts, small)} if len(small) == 1 and len(counts) > 1 else set()


def _smallest(counts: Mapping[str, int], hidden: set[str]) -> str:
    """The smallest count still shown. A nought goes last: it hides nobody."""
    return min(
        (option for option in counts if option not in hidden), key=lambda option: counts[option] or 10**9
    )


def _is_pinned(counts: Mapping[str, int], small: set[str], hidden: set[str], *, sensitive: bool) -> bool:
    """The auditor: could somebody who knows this rule work a small count out to fewer than five numbers?

    Interval arithmetic on what would be told, assuming the worst: that they know which of the hidden ones is small.
    """
    total, floor, ceiling = _round(sum(counts.values())), 0 if sensitive else 1, SMALLEST_COUNT - 1
    shown = [_round(count) for option, count in counts.items() if option not in hidden and count]
    most = total + 2 - sum(max(count - 2, SMALLEST_COUNT) for count in shown)
    least = max(total - 2, FEWEST_ANSWERS) - sum(count + 2 for count in shown)
    others, companions = len(small) - 1, len(hidden - small)
    low = max(floor, least - ceiling * others - (min(shown, default=most) + 2) * companions)
    high = min(ceiling, most - floor * others - SMALLEST_COUNT * companions)
    return high - low + 1 < FEWEST_VALUES


def _told(count: int, total: int) -> Told:
    rounded = _round(count)
    return Told(Cell.SHOWN, rounded, round(100 * rounded / total) if total >= FEWEST_FOR_PERCENT else None)


def _round(count: int) -> int:
    return STEP * ((count + 2) // STEP)
