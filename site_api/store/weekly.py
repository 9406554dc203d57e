"""Counters by week, subject, place and kind: no words, no time finer than a week, no order. Two tables have this shape."""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    String,
    Table,
    delete,
    func,
    inspect,
    select,
    text,
)

from site_api.store.engine import turnstile
from site_api.store.schema import metadata
from site_api.store.votes import INSERT

KEPT_WEEKS = 53
"""A year and a day or so, to hold a season against the last one. What is older goes with the next writing."""
LOCK = 7_929_178
"""PostgreSQL's advisory lock for these tables: rows come in random order, and two writers would lock each other out."""

_WEEK = re.compile(r"\d{4}-W\d{2}")
_random = random.SystemRandom()


class Signal(StrEnum):
    """What else is counted by the week."""

    HELP_TAP = "help-tap"
    """Somebody went on to a helper from a page that the server made. The subject is the contact."""
    QUESTION = "question"
    """A question was sent to the editors. The subject is its topic."""
    UNUSUAL = "unusual"
    """An answer came while its network was sending very many. The subject is the poll."""


@dataclass(frozen=True)
class Count:
    """One thing that happened, as far as it is counted."""

    period: str
    subject: str
    place: str
    kind: str


def weekly_table(name: str, subject: str) -> Table:
    """A table of weekly counters whose second column is called ``subject``."""
    return Table(
        name,
        metadata,
        Column("period", String(8), primary_key=True),
        Column(subject, String(100), primary_key=True),
        Column("place", String(100), primary_key=True),
        Column("kind", String(20), primary_key=True),
        Column("times", BigInteger, nullable=False),
        CheckConstraint("times > 0", name=f"{name}_times_positive"),
        sqlite_with_rowid=False,
    )


signal = weekly_table("signal", "subject")


class WeeklyCounts:
    """One such table in one store."""

    def __init__(self, engine: Engine, table: Table = signal) -> None:
        self._engine, self._table = engine, table
        self._insert = INSERT[engine.dialect.name]
        self._turn = turnstile(engine)

    def add(self, counts: Mapping[Any, int]) -> None:
        """Raises the counters in one transaction, in random order, and removes what is too old to keep.

        The keys are frozen dataclasses whose fields are the columns: ``Count``, ``Gap``.
        """
        table = self._table
        rows = [{**asdict(each), "kind": str(each.kind), "times": times} for each, times in counts.items()]
        if not rows:
            return
        _random.shuffle(rows)
        new = self._insert(table)
        raised = new.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={"times": table.c.times + new.excluded.times}
        )
        oldest = weeks_before(max(row["period"] for row in rows), KEPT_WEEKS)
        with self._alone() as connection:
            connection.execute(raised, rows)
            connection.execute(delete(table).where(table.c.period < oldest))

    def is_counting(self) -> bool:
        """Whether the table is there: a server makes it when it starts."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return inspect(connection).has_table(self._table.name)

    def counts(self, first: str, last: str) -> Counter[tuple[str, str, str]]:
        """(subject, place, kind) → how often, from one week to another. For the suppression alone: nobody is shown these."""
        _, subject, place, kind = self._table.primary_key.columns
        period = self._table.c.period
        found: Counter[tuple[str, str, str]] = Counter()
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(
                select(subject, place, kind, func.sum(self._table.c.times))
                .where(period.between(first, last))
                .group_by(subject, place, kind)
            )
            for *key, times in rows:
                found[tuple(key)] = int(times)
        return found

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._turn(), self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection


def week(day: dt.date) -> str:
    """The ISO week of a day, such as 2026-W47. Weeks sort as text."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def weeks_before(period: str, number: int) -> str:
    """The week so many weeks earlier."""
    if not _WEEK.fullmatch(period):
        raise ValueError("a period is an ISO week")
    monday = dt.date.fromisocalendar(int(period[:4]), int(period[-2:]), 1)
    return week(monday - dt.timedelta(weeks=number))
