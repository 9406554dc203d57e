"""SQLite as the store: one file, safe through a power cut, deleted rows wiped."""

import fcntl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "secure_delete": "ON",
    "busy_timeout": "10000",
    "temp_store": "MEMORY",
}
"""Set on every connection. What must hold is read back at start-up."""

MUST_READ = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
"""What the open connection has to say: a setting that SQLite silently ignored would lose votes in a power cut."""


def open_sqlite(url: URL, pragmas: Mapping[str, str] = PRAGMAS) -> Engine:
    """An engine whose every transaction takes the write lock at its beginning, so that none fails half-way."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(
            "BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE"
        )

    return engine


def find_unsafe(engine: Engine) -> str | None:
    """The first thing about the open connection that could lose a vote, as a sentence."""
    with engine.connect() as connection:
        for name, expected in MUST_READ.items():
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            if found != expected:
                return f"SQLite answers {found!r} for {name} where {expected!r} is needed, so a vote could be lost or read back. Use a file on a local disk."
    return None


class Turnstile:
    """One writer at a time, waiting in line: across threads by a lock, across processes by a lock on a file.

    SQLite's own waiting sleeps and tries again, which makes the slowest vote of a school's minute thirty times the usual.
    """

    def __init__(self, database: Path) -> None:
        self._threads = threading.Lock()
        self._path = database.with_name(database.name + ".lock")

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._threads, self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file closes
            yield
