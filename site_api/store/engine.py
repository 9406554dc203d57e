"""Opens the store, refuses one that could lose or tell a vote, and brings its tables up to date."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from site_api.store import postgres, sqlite
from site_api.store.migrate import COUNTS, Steps, migrate


class StoreError(Exception):
    """The store can't be used; says why, for the person who starts the server."""


def open_engine(
    address: str,
    *,
    pragmas: Mapping[str, str] = sqlite.PRAGMAS,
    name: str = "WAYMARK_STORE",
    tables: Steps = COUNTS,
    check: bool = True,
) -> Engine:
    """An engine on a store that is safe and up to date. ``name`` is the setting that trouble is told about.

    Without ``check`` nothing is opened yet: for a worker of a server that has checked already. One that begins while the store is away
    must still answer with help.
    """
    url = make_url(address)
    kind = sqlite if url.get_backend_name() == "sqlite" else postgres
    engine = sqlite.open_sqlite(url, pragmas, make=check) if kind is sqlite else postgres.open_postgres(url)
    if not check:
        return engine
    try:
        _make_ready(engine, kind.find_unsafe, name, tables)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise StoreError(
            f"{name}: the store can't be opened ({_reason(error)}). Is it there, and may this user write to it?"
        ) from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def turnstile(engine: Engine) -> Callable[[], AbstractContextManager[None]]:
    """Where a writer waits its turn: a lock across threads and processes for SQLite; PostgreSQL has locks of its own."""
    if engine.dialect.name != "sqlite":
        return nullcontext
    return sqlite.Turnstile(Path(engine.url.database or ""))


def _make_ready(
    engine: Engine, find_unsafe: Callable[[Engine], str | None], name: str, tables: Steps
) -> None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    unsafe = find_unsafe(engine)
    if unsafe:
        raise StoreError(f"{name}: {unsafe}")
    migrate(engine, tables)


def _reason(error: Exception) -> str:
    """The driver's own words, without the statement, the password or a web link."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
