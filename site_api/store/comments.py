"""What young people wrote, until an editor has read it: a store of its own, in which nothing tells who, when or in which order.

A text waits until five of its poll have come, and is then handed over with them, shuffled. An editor counts it under a theme,
and the text is erased, also from SQLite's log. What nobody has read goes by itself.
"""

import datetime as dt
import random
import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Select, Table, delete, func, insert, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from site_api.store import sqlite
from site_api.store.comment_tables import comment, disclosure, theme
from site_api.store.engine import open_engine
from site_api.store.migrate import COMMENTS
from site_api.store.votes import INSERT
from site_api.store.weekly import KEPT_WEEKS, week, weeks_before

QUESTIONS = "questions"
"""The source of questions to editors; every other source is a poll."""
LOT = 5
"""A text is shown to nobody before so many of its source have come, or its poll has closed."""
TEXT_WEEKS = 12
"""A text is erased when its week lies so far back: after 84 days at most, so that a few days late is still within 90."""
PATIENCE_WEEKS = 4
"""Questions have no closing day. After so many weeks they are handed over however few they are: else nobody would ever read them."""
SECONDS = 1
"""The longest that writing a text may wait for another writer. Behind it somebody may be waiting for help."""
LOCK = 7_929_179
"""PostgreSQL's advisory lock for counting a lot."""

MOST_TEXTS = 20_000
"""Texts of one source. A script that writes on and on fills no disk."""

PRAGMAS = {**sqlite.PRAGMAS, "busy_timeout": str(1000 * SECONDS)}
WAITING, RELEASED = "waiting", "released"
_random = random.SystemRandom()


@dataclass(frozen=True)
class Comment:
    """One text for an editor to read. Its id was made when it was released: it tells nothing of when it came."""

    id: bytes
    source: str
    text: str


def open_comments(address: str, *, check: bool = True) -> Engine:
    """An engine on the second store, as safe as the first, but of little patience. Raises StoreError with a sentence."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": "2"})
    engine = open_engine(
        url.render_as_string(hide_password=False),
        pragmas=PRAGMAS,
        name="WAYMARK_COMMENTS",
        tables=COMMENTS,
        check=check,
    )
    engine.hide_parameters = True  # an error would quote the text
    return engine


class StoreFull(Exception):
    """So many texts of one source wait already that no editor would ever read one more."""


class Comments:
    """The texts of one store, and what was counted of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = INSERT[engine.dialect.name]
        self._turn = threading.Lock()

    def keep(self, source: str, text: str, week: str) -> None:
        """Keeps a text until an editor has read it. Raises what the driver raises, within a few seconds, when it can't."""
        row = {"id": _new_id(), "source": source, "week": week, "text": text, "state": WAITING}
        with self._alone() as connection:
            here = dict.fromkeys((WAITING, RELEASED), 0) | _number(connection, source)
            if sum(here.values()) >= MOST_TEXTS:
                raise StoreFull
            connection.execute(insert(comment).values(row))
            if here[WAITING] + 1 >= LOT:
                _release(connection, source)
        self._wipe_log()

    def note_disclosure(self, week: str, place: str) -> None:
        """One more text that was answered with crisis help; ``place`` is a region's id or empty."""
        with self._alone() as connection:
            self._raise(connection, disclosure, period=week, place=place)

    def release_all(self, source: str) -> None:
        """Hands over all that waits, however few: call it when the poll has closed."""
        with self._alone() as connection:
            _release(connection, source)
        self._wipe()

    def queue(self, source: str | None = None) -> list[Comment]:
        """The texts that an editor may read, in an order that says nothing."""
        wanted = select(comment.c.id, comment.c.source, comment.c.text).where(comment.c.state == RELEASED)
        if source is not None:
            wanted = wanted.where(comment.c.source == source)
        found = [Comment(bytes(row.id), row.source, row.text) for row in self._read(wanted)]
        _random.shuffle(found)
        return found

    def code(self, id: bytes, theme_id: str, place: str = "") -> bool:
        """Counts a text under a theme and erases it, both or neither; False when it isn't there any more."""
        with self._alone() as connection:
            found = connection.execute(_gone(id).returning(comment.c.source, comment.c.week)).first()
            if found:
                self._raise(
                    connection, theme, period=found.week, theme=theme_id, source=found.source, place=place
                )
        self._wipe()
        return found is not None

    def drop(self, id: bytes) -> bool:
        """Erases a text without counting it; False when it isn't there any more."""
        with self._alone() as connection:
            found = connection.execute(_gone(id).returning(comment.c.source)).first()
        self._wipe()
        return found is not None

    def erase_old(self, today: dt.date) -> int:
        """Erases every text that is nearly 90 days old, read or not, and counts of more than a year. Says how many texts went.

        Questions that have waited for four weeks are handed over.
        """
        now = week(today)
        with self._alone() as connection:
            patient = select(comment.c.id).where(
                comment.c.source == QUESTIONS,
                comment.c.state == WAITING,
                comment.c.week <= weeks_before(now, PATIENCE_WEEKS),
            )
            if connection.execute(patient).first():
                _release(connection, QUESTIONS)
            erased = connection.execute(
                delete(comment).where(comment.c.week <= weeks_before(now, TEXT_WEEKS))
            )
            for counters in (theme, disclosure):
                connection.execute(delete(counters).where(counters.c.period < weeks_before(now, KEPT_WEEKS)))
        self._wipe()
        return erased.rowcount

    def sources(self) -> list[str]:
        """Where texts have come from that are still here."""
        return sorted(row.source for row in self._read(select(comment.c.source).distinct()))

    def themes(self, first: str, last: str) -> Counter[tuple[str, str, str]]:
        """(theme, source, place) → how many texts, from one week to another. For the small-number rules alone."""
        keys = theme.c.theme, theme.c.source, theme.c.place
        rows = self._read(_summed(theme, keys, first, last))
        return Counter({(row.theme, row.source, row.place): int(row.times) for row in rows})

    def disclosures(self, first: str, last: str) -> Counter[tuple[str, str]]:
        """(week, place) → how many. For the safeguarding lead alone, and never as it stands."""
        rows = self._read(_summed(disclosure, (disclosure.c.period, disclosure.c.place), first, last))
        return Counter({(row.period, row.place): int(row.times) for row in rows})

    def is_answering(self) -> bool:
        """Whether the store can be reached; raises what the driver raises when it can't."""
        return bool(self._read(select(1)))

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()

    def _read(self, statement: Select[Any]) -> list[Any]:
        with self._engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(statement))

    def _raise(self, connection: Connection, counters: Table, **key: str) -> None:
        new = self._insert(counters).values(**key, times=1)
        raised = new.on_conflict_do_update(
            index_elements=list(counters.primary_key), set_={"times": counters.c.times + 1}
        )
        connection.execute(raised)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """One transaction that nobody else is in. Nobody waits for it longer than a second or two."""
        if not self._turn.acquire(timeout=SECONDS):
            raise TimeoutError("another thread is still writing")
        try:
            with self._engine.begin() as connection:
                if self._engine.dialect.name == "postgresql":
                    connection.execute(text(f"SET LOCAL statement_timeout = '{SECONDS}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield connection
        finally:
            self._turn.release()

    def _wipe_log(self) -> None:
        """SQLite's log would keep the texts in the order in which they came, the erased ones too."""
        if (
            self._engine.dialect.name == "sqlite"
        ):  # without waiting for readers: behind this somebody may wait for help
            patience = f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}"
            self._try("PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", patience)

    def _wipe(self) -> None:
        """Makes sure that what was erased can't be read from the files: pages are zeroed, moved rows' old places as well."""
        self._try("VACUUM" if self._engine.dialect.name == "sqlite" else "VACUUM FULL comment")
        self._wipe_log()

    def _try(self, *statements: str) -> None:
        """What somebody else's reading may keep from working: then the next text does it, or the day's erasing."""
        with suppress(self._engine.dialect.loaded_dbapi.Error, SQLAlchemyError, OSError):
            self._outside(*statements)

    def _outside(self, *statements: str) -> None:
        """Statements that no transaction may be around, on one connection that is thrown away when they fail."""
        connection = self._engine.raw_connection()
        driver = connection.driver_connection
        try:
            if self._engine.dialect.name == "postgresql":
                driver.rollback()
                driver.autocommit = True
            for statement in statements:
                driver.execute(statement).close()
            if self._engine.dialect.name == "postgresql":
                driver.autocommit = False
        except BaseException:
            connection.invalidate()
            raise
        finally:
            connection.close()


def _new_id() -> bytes:
    return secrets.token_bytes(16)


def _gone(id: bytes) -> Delete:
    return delete(comment).where(comment.c.id == id, comment.c.state == RELEASED)


def _number(connection: Connection, source: str) -> dict[str, int]:
    """State → how many texts of a source."""
    rows = connection.execute(
        select(comment.c.state, func.count()).where(comment.c.source == source).group_by(comment.c.state)
    )
    return {state: number for state, number in rows}


def _release(connection: Connection, source: str) -> None:
    """Writes the waiting texts anew, shuffled and under other ids: neither file nor id tells how they came."""
    waiting = comment.c.source == source, comment.c.state == WAITING
    rows = [
        {"id": _new_id(), "source": source, "week": row.week, "text": row.text, "state": RELEASED}
        for row in connection.execute(select(comment.c.week, comment.c.text).where(*waiting))
    ]
    if rows:
        _random.shuffle(rows)
        connection.execute(delete(comment).where(*waiting))
        connection.execute(insert(comment), rows)


def _summed(counters: Table, keys: Iterable[Any], first: str, last: str) -> Select[Any]:
    return (
        select(*keys, func.sum(counters.c.times).label("times"))
        .where(counters.c.period.between(first, last))
        .group_by(*keys)
    )
