"""The thirty–ten–five rule: what may be told of a poll's counts, at its close, once.

Pure, so that it can be read in one go by whoever has to answer for it. Why each step is there:
``docs/adr/0013-publication.md`` and ``docs/editors/results.md``. What is made here is held against ``waymark/audit.py``, which knows only what is published.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from site_api.store.schema import PEOPLE
from waymark.audit import NO_MORE, RULE, STEP, Rule, Seen, audit, gives_away, narrows, percent_of
from waymark.model.poll import QuestionKind, stored_as, tables

__all__ = ["Cell", "State", "Table", "Told", "audit", "publish", "tell_release"]

SAME_SHARE = 0.9
CROSS = "cross"


class State(StrEnum):
    """What can be said about one table."""

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
    """One table as published."""

    state: State
    total: int | None
    options: Mapping[str, Told]


NOTHING = Table(State.TOO_FEW, None, {})


@dataclass(frozen=True)
class _Raw:
    """One table's counts, before anything is hidden."""

    counts: Mapping[str, int]
    people: int
    several: bool
    sensitive: bool
    rule: Rule

    def is_near(self, option: str) -> bool:
        """Where several may be chosen: nearly everybody chose it, so its count tells of the few who didn't."""
        return self.several and 0 < self.people - self.counts[option] < self.rule.smallest_count

    def is_small(self, option: str) -> bool:
        """Under ten, and somebody. Nobody is not somebody, but of a sensitive question "nobody said yes" tells on everybody."""
        return self.counts[option] < self.rule.smallest_count and (self.counts[option] > 0 or self.sensitive)


def publish(
    counts: Mapping[str, int], *, people: int | None = None, sensitive: bool = False, rule: Rule = RULE
) -> Table:
    """What to tell of one question's counts, given in the order of the poll file.

    ``people`` is how many answered, where one person may choose several options; otherwise the sum says it.
    """
    total = sum(counts.values()) if people is None else people
    raw = _Raw(counts, total, people is not None, sensitive, rule)
    if total < rule.fewest_answers:
        return NOTHING
    if sensitive and max(counts.values()) >= SAME_SHARE * total:
        return Table(State.SAME, None, {})
    first = {option for option in counts if raw.is_small(option) or raw.is_near(option)}
    hidden = first | _companion(counts, first)
    shown = [count for option, count in counts.items() if option not in hidden]
    if not any(shown) or gives_away(_seen(raw, first, hidden), rule):
        return NOTHING
    return _table(raw, first, hidden)


def _companion(counts: Mapping[str, int], first: set[str]) -> set[str]:
    """A single hidden count could be worked out from the total, so the smallest shown one hides with it. Ties: first in the poll file.
    A nought goes last: it hides nobody."""
    left = [option for option in counts if option not in first]
    return {min(left, key=lambda option: counts[option] or 10**9)} if len(first) == 1 and left else set()


def _seen(raw: _Raw, first: set[str], hidden: set[str]) -> Seen:
    return Seen(
        total=_round(raw.people),
        shown=tuple(sorted(_round(count) for option, count in raw.counts.items() if option not in hidden)),
        hidden=len(hidden),
        fewer=_says_fewer(raw, first, hidden),
        several=raw.several,
        sensitive=raw.sensitive,
    )


def _says_fewer(raw: _Raw, first: set[str], hidden: set[str]) -> bool:
    """ "Fewer than 10" is said only where it is true of every hidden count; else none of them says what it is."""
    return hidden == first and not any(raw.is_near(option) for option in hidden)


def _table(raw: _Raw, first: set[str], hidden: set[str]) -> Table:
    unshown = Told(Cell.FEWER if _says_fewer(raw, first, hidden) else Cell.HIDDEN)
    total = _round(raw.people)
    percents = total >= raw.rule.fewest_for_percent
    return Table(
        State.SHOWN,
        total,
        {
            option: unshown
            if option in hidden
            else Told(Cell.SHOWN, _round(count), percent_of(_round(count), total) if percents else None)
            for option, count in raw.counts.items()
        },
    )


def _round(count: int) -> int:
    return STEP * ((count + 2) // STEP)


Counts = Mapping[str, Mapping[str, int]]


def tell_release(
    poll_facts: Mapping[str, Any], counts: Counts, closed: dt.date | str, ballots: int
) -> dict[str, Any]:
    """What is published of one poll: numbers that may be told and no words. Depends on the counts alone.

    ``poll_facts`` as in ``data/polls.json``; ``counts`` as the store keeps them: question or part → option → count, and ``*`` for the
    people who answered it. ``ballots`` is how many answered the poll: under thirty, nothing is told. It is never told itself: beside a
    question's total it would count those who left the question out. What is told of the whole poll is the largest total of its tables.
    """
    enough = ballots >= RULE.fewest_answers
    told = list(_tell_tables(poll_facts, counts if enough else {}))
    largest = max((table["total"] for table in told if table["state"] == State.SHOWN), default=None)
    return {
        "poll": _id(poll_facts),
        "rule": RULE.name,
        "closed": str(closed),
        "example": bool(poll_facts.get("example")),
        "sensitive": bool(poll_facts.get("sensitive")),
        "ballots": {"state": str(State.SHOWN if largest else State.TOO_FEW), "count": largest},
        "tables": told,
    }


def _id(facts: Mapping[str, Any]) -> str:
    return facts["id"] if "id" in facts else next(iter(facts["words"].values()))["id"]


def _tell_tables(facts: Mapping[str, Any], counts: Counts) -> Iterator[dict[str, Any]]:
    """Each question's tables in the order of the poll; crossed questions as one table, last."""
    sensitive = bool(facts.get("sensitive"))
    kinds = {question["id"]: question["kind"] for question in facts["questions"]}
    ranked: dict[str, dict[str, Mapping[str, int]]] = {}
    for question, part, options, several in tables(facts):
        stored = counts.get(stored_as(question, part), {})
        here = {option: stored.get(option, 0) for option in options}
        kind = kinds.get(question, CROSS)
        if kind == QuestionKind.RANK:
            ranked.setdefault(question, {})[part] = here
            if len(ranked[question]) == _places(facts, question):
                yield from _tell_ranking(question, ranked[question], sensitive)
            continue
        people = stored.get(PEOPLE, 0) if several else None
        yield _as_told(question, part, kind, here, publish(here, people=people, sensitive=sensitive))


def _places(facts: Mapping[str, Any], question: str) -> int:
    return sum(table[0] == question for table in tables(facts))


def _tell_ranking(
    question: str, places: Mapping[str, Mapping[str, int]], sensitive: bool
) -> Iterator[dict[str, Any]]:
    """A table for each place, all of them of the same people: a later place has a row for those who filled no more.

    A place that would narrow what is hidden in an earlier one is not told.
    """
    people = max(sum(counts.values()) for counts in places.values())
    told: list[dict[str, Any]] = []
    for part, counts in places.items():
        left = people - sum(counts.values())
        rows = {**counts, NO_MORE: left} if left or part != "1" else dict(counts)
        table = _as_told(question, part, "rank", rows, _tell_place(rows, sensitive))
        shown = [each for each in [*told, table] if each["state"] == State.SHOWN]
        if table["state"] == State.SHOWN and narrows(shown, sensitive):
            table = _as_told(question, part, "rank", rows, NOTHING)
        told.append(table)
    yield from told


def _tell_place(rows: Mapping[str, int], sensitive: bool) -> Table:
    """One place's table. That most people filled no more places is no answer that they share."""
    table = publish(rows, sensitive=sensitive)
    same_end = table.state is State.SAME and max(rows, key=lambda row: rows[row]) == NO_MORE
    return NOTHING if same_end else table


def _as_told(question: str, part: str, kind: str, rows: Mapping[str, int], table: Table) -> dict[str, Any]:
    return {
        "question": question,
        "part": part,
        "kind": kind,
        "options": len(rows),
        "state": str(table.state),
        "total": table.total,
        "cells": [
            {"option": option, "state": str(told.cell), "count": told.count, "percent": told.percent}
            for option, told in table.options.items()
        ],
    }
