"""What a reader could work out from published counts: the auditor of the thirty–ten–five rule.

Works from what is published alone, and knows the rule as every reader may. Pure; the numbers of the rule stand here once.
A *release* is what is told of one poll: see ``site_api/publish.py``, which makes it, and ``docs/editors/results.md``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

STEP = 5
NO_MORE = "-"
"""The row of a ranking's later places for those who filled no more places. Not a slug, so no option is called this."""
ACROSS = "*"
"""Joins two crossed questions, and two options of theirs."""
KINDS = ("one", "several", "scale", "rank", "pair", "cross")


@dataclass(frozen=True)
class Rule:
    """The numbers of the rule. Larger ones tell less."""

    fewest_answers: int = 30
    smallest_count: int = 10
    fewest_for_percent: int = 100
    fewest_values: int = 5
    """A hidden count must be able to be at least this many numbers."""

    @property
    def name(self) -> str:
        """As releases say it: "30-10-5"."""
        return f"{self.fewest_answers}-{self.smallest_count}-{STEP}"


RULE = Rule()


@dataclass(frozen=True)
class Hidden:
    """The counts that are not told: how many of them are small, go along with a small one, or are nearly everybody.

    ``near`` happens only where several options may be chosen: the few who did *not* choose it are the small group.
    """

    small: int = 0
    along: int = 0
    near: int = 0


@dataclass(frozen=True)
class Seen:
    """One table as a reader sees it: its rounded total, the rounded counts that are told, and how many are not."""

    total: int
    shown: tuple[int, ...]
    hidden: int
    fewer: bool
    several: bool = False
    sensitive: bool = False

    def cases(self) -> Iterator[Hidden]:
        """Every way in which the hidden counts can be small ones and others: one count goes along with a single small one, else none."""
        if self.fewer or not self.hidden:
            yield Hidden(small=self.hidden)
            return
        if self.hidden == 2:
            yield Hidden(small=1, along=1)
        if self.several:
            if self.hidden == 2:
                yield Hidden(along=1, near=1)
            for near in range(1, self.hidden + 1):
                yield Hidden(small=self.hidden - near, near=near)


def small_values(
    seen: Seen, hidden: Hidden, rule: Rule = RULE, people: Iterable[int] | None = None
) -> set[int]:
    """What one of the small counts can be, for somebody who knows that it is one of them, when ``people`` answered."""
    return _values(seen, hidden, "small", rule, people)


def near_values(
    seen: Seen, hidden: Hidden, rule: Rule = RULE, people: Iterable[int] | None = None
) -> set[int]:
    """How many can have left out an option that nearly everybody chose."""
    return _values(seen, hidden, "near", rule, people)


def possible_people(seen: Seen, rule: Rule = RULE) -> set[int]:
    """How many can have answered, with what is told of the options."""
    return {
        people
        for people in _rounding_to(seen.total, rule)
        if any(_fits(seen, case, people, rule) for case in seen.cases())
    }


def _rounding_to(total: int, rule: Rule) -> range:
    return range(max(total - 2, rule.fewest_answers), total + 3)


def _fits(seen: Seen, hidden: Hidden, people: int, rule: Rule) -> bool:
    boxes = _boxes(seen, people, rule)
    if boxes is None:
        return False
    every = _all_boxes(seen, hidden, boxes, people, rule)
    least, most = sum(box[0] for box in every), sum(box[1] for box in every)
    return all(low <= high for low, high in every) and people <= most and (seen.several or least <= people)


def _all_boxes(
    seen: Seen, hidden: Hidden, boxes: Mapping[str, tuple[int, int]], people: int, rule: Rule
) -> list[tuple[int, int]]:
    """Small, along, near and shown, in this order."""
    roles = (("small", hidden.small), ("along", hidden.along), ("near", hidden.near))
    every = [boxes[role] for role, times in roles for _ in range(times)]
    return every + [_shown_box(count, people, seen.several, rule) for count in seen.shown]


def _values(seen: Seen, hidden: Hidden, role: str, rule: Rule, people: Iterable[int] | None) -> set[int]:
    """Interval arithmetic for each number of people that rounds to the total. ``near`` counts those who didn't choose the option."""
    found: set[int] = set()
    for number in _rounding_to(seen.total, rule) if people is None else people:
        if not _fits(seen, hidden, number, rule):
            continue
        boxes = _boxes(seen, number, rule) or {}
        every = _all_boxes(seen, hidden, boxes, number, rule)
        low, high = boxes[role]
        least = number - sum(box[1] for box in every) + high
        most = high if seen.several else number - sum(box[0] for box in every) + low
        values = range(max(low, least), min(high, most) + 1)
        found.update(number - value for value in values) if role == "near" else found.update(values)
    return found


def _boxes(seen: Seen, people: int, rule: Rule) -> dict[str, tuple[int, int]] | None:
    """What a hidden count can be by its role alone; None when the counts told don't go with so many people."""
    if any(low > high for low, high in (_shown_box(each, people, seen.several, rule) for each in seen.shown)):
        return None
    told = [count for count in seen.shown if count]
    largest = min(told) + 2 if told else people
    floor = 0 if seen.sensitive else 1
    return {
        "small": (floor, rule.smallest_count - 1),
        "along": (rule.smallest_count, min(largest, people)),
        "near": (people - rule.smallest_count + 1, people - floor),
    }


def _shown_box(count: int, people: int, several: bool, rule: Rule) -> tuple[int, int]:
    """What a told count stands for. Where several may be chosen, everybody or all but ten: a few less would be hidden."""
    if not count:
        return 0, 0
    low, high = max(count - 2, rule.smallest_count), min(count + 2, people)
    if several and high < people:
        high = min(high, people - rule.smallest_count)
    if several and low > people - rule.smallest_count:
        low = people
    return low, high


@lru_cache(maxsize=4096)
def gives_away(seen: Seen, rule: Rule = RULE, people: frozenset[int] | None = None) -> bool:
    """Whether a reader could work a small count, or the few who left an option out, out to fewer than five numbers, even one who knows
    which of the hidden counts are small. Also true of numbers that can't come from any counts at all.
    """
    possible = possible_people(seen, rule) if people is None else set(people)
    for case in seen.cases():
        small = small_values(seen, case, rule, possible) if case.small else set()
        near = near_values(seen, case, rule, possible) if case.near else set()
        if any(0 < len(values) < rule.fewest_values for values in (small, near)):
            return True
    return not possible


def audit(release: Mapping[str, Any], rule: Rule = RULE) -> list[str]:
    """Everything that must not be published as it is, as sentences; empty when the release may go out.

    Needs the release alone: it can be run on a file that somebody brings.
    """
    problems = list(_shape(release, rule))
    if problems:
        return problems
    tables = release["tables"]
    sensitive = bool(release.get("sensitive"))
    for table in tables:
        problems += [f"{_name(table)}: {what}" for what in _numbers(table, sensitive, rule)]
    problems += _ballots(release["ballots"], tables)
    problems += _told_once(tables)
    if not problems:
        problems += [
            f"{_name(table)}: a small count could be worked out"
            for table in tables
            if table["state"] == "shown" and gives_away(see(table, sensitive), rule)
        ]
        problems += _ranks(tables, sensitive, rule)
    return problems


def see(table: Mapping[str, Any], sensitive: bool) -> Seen:
    """A published table as the auditor reads it."""
    cells = table["cells"]
    return Seen(
        total=table["total"],
        shown=tuple(sorted(cell["count"] for cell in cells if cell["state"] == "shown")),
        hidden=sum(cell["state"] != "shown" for cell in cells),
        fewer=any(cell["state"] == "fewer" for cell in cells),
        several=table["kind"] == "several",
        sensitive=sensitive,
    )


def _name(table: Mapping[str, Any]) -> str:
    return f"{table['question']}:{table['part']}" if table["part"] else str(table["question"])


RELEASE_KEYS = {"poll", "rule", "closed", "example", "sensitive", "ballots", "tables"}
TABLE_KEYS = {"question", "part", "kind", "options", "state", "total", "cells"}
CELL_KEYS = {"option", "state", "count", "percent"}


def _shape(release: Mapping[str, Any], rule: Rule) -> Iterator[str]:
    """Nothing but what the shape has may be in a release: an extra field is a door."""
    if set(release) != RELEASE_KEYS:
        yield f"a release has these keys and no others: {', '.join(sorted(RELEASE_KEYS))}"
        return
    if release["rule"] != rule.name:
        yield f'the rule is "{release["rule"]}"; this auditor knows "{rule.name}"'
    if set(release["ballots"]) != {"state", "count"}:
        yield "ballots have a state and a count"
    for table in release["tables"]:
        if set(table) != TABLE_KEYS:
            yield f"a table has these keys and no others: {', '.join(sorted(TABLE_KEYS))}"
        elif table["kind"] not in KINDS or table["state"] not in ("shown", "too-few", "same"):
            yield f"{_name(table)}: unknown kind or state"
        else:
            for cell in table["cells"]:
                if set(cell) != CELL_KEYS or cell["state"] not in ("shown", "fewer", "hidden"):
                    yield f"{_name(table)}: a cell has an option, a state, a count and a percent"
                    break


def _numbers(table: Mapping[str, Any], sensitive: bool, rule: Rule) -> Iterator[str]:
    """Whether one table keeps the rule, number by number."""
    cells, total = table["cells"], table["total"]
    if table["state"] != "shown":
        if cells or total is not None:
            yield "it is not shown, and yet there are numbers"
        return
    if not _is_rounded(total) or total < rule.fewest_answers:
        yield f"its total must be at least {rule.fewest_answers}, rounded to {STEP}"
        return
    if len(cells) != table["options"] or len({cell["option"] for cell in cells}) != len(cells):
        yield "every option stands in it once"
    for cell in cells:
        yield from _cell(cell, total, sensitive, rule)
    hidden = [cell["state"] for cell in cells if cell["state"] != "shown"]
    if len(hidden) == 1:
        yield "a single hidden count could be worked out from the total"
    if len(set(hidden)) > 1:
        yield "it says which of the hidden counts are small"
    if not any(cell["count"] for cell in cells):
        yield "nothing in it is worth showing"


def _cell(cell: Mapping[str, Any], total: int, sensitive: bool, rule: Rule) -> Iterator[str]:
    count, percent, option = cell["count"], cell["percent"], cell["option"]
    if cell["state"] != "shown":
        if count is not None or percent is not None:
            yield f"{option} is hidden, and yet there is a number"
        return
    if not _is_rounded(count) or 0 < count < rule.smallest_count or (sensitive and not count):
        yield f"{option}: {count!r} may not be told"
    elif count > total:
        yield f"{option}: more than the total"
    elif percent != (percent_of(count, total) if total >= rule.fewest_for_percent else None):
        yield f"{option}: the percentage is not the one of the rounded numbers"


def _is_rounded(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0 and number % STEP == 0


def percent_of(count: int, total: int) -> int:
    """A whole percentage, made of rounded numbers alone. A half goes up."""
    return (200 * count + total) // (2 * total)


def _ballots(ballots: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """The whole poll's number is the largest total that is told anyway. Any other would tell how many left a question out."""
    largest = max((table["total"] for table in tables if table["state"] == "shown"), default=None)
    wanted = {"state": "shown" if largest else "too-few", "count": largest}
    return (
        []
        if dict(ballots) == wanted
        else ["ballots must be the largest total of the tables, and no other number"]
    )


def _told_once(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """No table twice, and crossed questions in their joint table alone."""
    names = Counter(_name(table) for table in tables)
    problems = [f"{name}: told twice" for name, times in names.items() if times > 1]
    crossed = {
        each for table in tables if table["kind"] == "cross" for each in table["question"].split(ACROSS)
    }
    alone = [table["question"] for table in tables if table["question"] in crossed]
    return problems + [f"{question}: told alone and crossed" for question in alone]


def _ranks(tables: Sequence[Mapping[str, Any]], sensitive: bool, rule: Rule) -> Iterator[str]:
    """The places of one ranking are answers of the same people: what one place tells must not narrow another."""
    for question in dict.fromkeys(table["question"] for table in tables if table["kind"] == "rank"):
        parts = [table for table in tables if table["question"] == question and table["state"] == "shown"]
        if len({table["total"] for table in parts}) > 1:
            yield f"{question}: its places have different totals"
        elif narrows(parts, sensitive, rule):
            yield f"{question}: its places together tell too much"


def narrows(parts: Sequence[Mapping[str, Any]], sensitive: bool, rule: Rule = RULE) -> bool:
    """Whether told places of a ranking could narrow each other.

    Three things join them: they have the same people; nobody ranks an option twice, so that its counts never add up to more than all the
    people; and whoever filled no second place filled no third. The first is reckoned with; where neither of the others can ever bind, that is
    all there is, and otherwise the answer is yes.
    """
    if len(parts) < 2:
        return False
    seen = [see(table, sensitive) for table in parts]
    people = frozenset.intersection(*(frozenset(possible_people(each, rule)) for each in seen))
    return (
        any(gives_away(each, rule, people) for each in seen)
        or _can_fill_up(parts, people, rule)
        or any(
            not _goes_before(sooner, later, sensitive, rule) for sooner, later in pairwise(_with_ends(parts))
        )
    )


def _can_fill_up(parts: Sequence[Mapping[str, Any]], people: Iterable[int], rule: Rule) -> bool:
    """Whether an option could be in somebody's ranking as often as there are people."""
    most: Counter[str] = Counter()
    for table in parts:
        for cell in table["cells"]:
            if cell["option"] != NO_MORE:
                most[cell["option"]] += _box(table, cell, rule)[1]
    return any(count > min(people) for count in most.values())


def _with_ends(parts: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each place's table with its row of those who filled no more."""
    return [(table, cell) for table in parts for cell in table["cells"] if cell["option"] == NO_MORE]


def _goes_before(
    sooner: tuple[Mapping[str, Any], Mapping[str, Any]],
    later: tuple[Mapping[str, Any], Mapping[str, Any]],
    sensitive: bool,
    rule: Rule,
) -> bool:
    """Whether "no more places" in the sooner table is never more than in the later one, whatever the hidden counts are.

    Nobody at all; or numbers that don't overlap; or both small, where each can be any small number.
    """
    if sooner[1]["count"] == 0 or _box(*sooner, rule)[1] <= _box(*later, rule)[0]:
        return True
    every = set(range(0 if sensitive else 1, rule.smallest_count))
    return all(
        cell["state"] == "fewer"
        and small_values(see(table, sensitive), Hidden(small=see(table, sensitive).hidden), rule) == every
        for table, cell in (sooner, later)
    )


def _box(table: Mapping[str, Any], cell: Mapping[str, Any], rule: Rule) -> tuple[int, int]:
    """The least and the most that one cell's count can be by itself, told or hidden."""
    if cell["state"] == "shown":
        return _shown_box(cell["count"], table["total"] + 2, False, rule)
    if cell["state"] == "fewer":
        return 0, rule.smallest_count - 1
    return 0, min(each["count"] for each in table["cells"] if each["count"]) + 2
