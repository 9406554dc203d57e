"""SQLite as the store: one file, safe through a power cut, deleted rows wiped."""

import fcntl
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

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


def open_sqlite(url: URL, pragmas: Mapping[str, str] = PRAGMAS, *, make: bool = True) -> Engine:
    """An engine whose every transaction takes the write lock at its beginning, so that none fails half-way.

    ``make``: the first connection may make the file. Later ones may not: a file that was taken away must be missed, not replaced.
    """
    path = Path(url.database or "")
    opened = threading.Event()

    def connect() -> sqlite3.Connection:
        mode = "rwc" if make and not opened.is_set() else "rw"
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}", uri=True, check_same_thread=False
        )
        opened.set()
        return connection

    engine = create_engine(url, creator=connect)
    _mind_the_file(engine, path)

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


def _mind_the_file(engine: Engine, path: Path) -> None:
    """A file that is moved away or replaced while it is open would take votes into the dark: each use looks whether it is still there."""

    @event.listens_for(engine, "connect")
    def _note(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def _compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info.get("file") != _identity(path):
            raise DisconnectionError("the database is another file now")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


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


def empty_log(engine: Engine) -> None:
    """Moves what was committed into the file and cuts the write-ahead log to nothing: it held each commit by itself.

    Raises BlockingIOError at once when somebody is reading: it has to be tried again, and no vote may wait for it.
    """
    if engine.dialect.name == "sqlite":
        with _impatient(engine) as cursor:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise BlockingIOError("somebody is reading")


def write_anew(engine: Engine) -> None:
    """Writes the whole file anew, in the order of the keys, and empties the log. Raises BlockingIOError when somebody is in the way."""
    try:
        with _impatient(engine) as cursor:
            cursor.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise BlockingIOError(f"the file can't be written anew ({error})") from None
    empty_log(engine)


@contextmanager
def _impatient(engine: Engine) -> Iterator[sqlite3.Cursor]:
    """A cursor outside any transaction that doesn't wait for others."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield cursor
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
            cursor.close()
    finally:
        connection.close()
