"""Opens the store, refuses one that could lose or tell a vote, and brings its tables up to date."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from site_api.store import postgres, sqlite
from site_api.store.migrate import migrate


class StoreError(Exception):
    """The store can't be used; says why, for the person who starts the server."""


def open_engine(address: str, *, pragmas: Mapping[str, str] = sqlite.PRAGMAS) -> Engine:
    """An engine on a store that is safe and up to date. ``pragmas`` is there for the tests that break them."""
    url = make_url(address)
    kind = sqlite if url.get_backend_name() == "sqlite" else postgres
    engine = sqlite.open_sqlite(url, pragmas) if kind is sqlite else postgres.open_postgres(url)
    try:
        _make_ready(engine, kind.find_unsafe)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        raise StoreError(
            f"WAYMARK_STORE: the store can't be opened ({_reason(error)}). Is it there, and may this user write to it?"
        ) from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def _make_ready(engine: Engine, find_unsafe: Callable[[Engine], str | None]) -> None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    unsafe = find_unsafe(engine)
    if unsafe:
        raise StoreError(f"WAYMARK_STORE: {unsafe}")
    migrate(engine)


def _reason(error: Exception) -> str:
    """The driver's own words, without the statement, the password or a web link."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
