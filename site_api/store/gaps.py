"""How often nothing was found, by week, topic and place. A counter: no words, no time finer than a week, no order."""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

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

from site_api.store.schema import metadata
from site_api.store.sqlite import Turnstile
from site_api.store.votes import INSERT

KEPT_WEEKS = 53
"""A year and a day or so, to hold a season against the last one. What is older goes with the next writing."""
LOCK = 7_929_178
"""PostgreSQL's advisory lock for writing gaps: rows come in random order, and two writers would lock each other out."""

gap = Table(
    "gap",
    metadata,
    Column("period", String(8), primary_key=True),
    Column("topic", String(100), primary_key=True),
    Column("place", String(100), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("times", BigInteger, nullable=False),
    CheckConstraint("times > 0", name="gap_times_positive"),
    sqlite_with_rowid=False,
)
"""``period`` is an ISO week such as 2026-W47, ``place`` empty when nobody said where."""

_WEEK = re.compile(r"\d{4}-W\d{2}")
_random = random.SystemRandom()


class Kind(StrEnum):
    """In which way a search failed."""

    NOTHING_HERE = "nothing-here"
    """These words are about something that the hub has nothing for."""
    NOTHING_FITS = "nothing-fits"
    """The hub knows the topic; the wishes leave nothing."""
    NOTHING_NEAR = "nothing-near"
    """Something was found, but no service of the place or its town or region."""


@dataclass(frozen=True)
class Gap:
    """What is counted of one failed search."""

    period: str
    topic: str
    place: str
    kind: Kind


class Gaps:
    """The table of gaps in one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = INSERT[engine.dialect.name]
        self._turn = (
            Turnstile(Path(engine.url.database or "")) if engine.dialect.name == "sqlite" else nullcontext
        )

    def add(self, counts: Mapping[Gap, int]) -> None:
        """Raises the counters in one transaction, in random order, and removes what is too old to keep."""
        rows = [
            {
                "period": each.period,
                "topic": each.topic,
                "place": each.place,
                "kind": str(each.kind),
                "times": times,
            }
            for each, times in counts.items()
        ]
        if not rows:
            return
        _random.shuffle(rows)
        new = self._insert(gap)
        raised = new.on_conflict_do_update(
            index_elements=list(gap.primary_key), set_={"times": gap.c.times + new.excluded.times}
        )
        oldest = weeks_before(max(row["period"] for row in rows), KEPT_WEEKS)
        with self._alone() as connection:
            connection.execute(raised, rows)
            connection.execute(delete(gap).where(gap.c.period < oldest))

    def is_counting(self) -> bool:
        """Whether the table is there: a server makes it when it starts."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return inspect(connection).has_table(gap.name)

    def counts(self, first: str, last: str) -> Counter[tuple[str, str, str]]:
        """(topic, place, kind) → how often, from one week to another. For the suppression alone: nobody is shown these."""
        keys = gap.c.topic, gap.c.place, gap.c.kind
        found: Counter[tuple[str, str, str]] = Counter()
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(
                select(*keys, func.sum(gap.c.times)).where(gap.c.period.between(first, last)).group_by(*keys)
            )
            for topic, place, kind, times in rows:
                found[topic, place, kind] = int(times)
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
