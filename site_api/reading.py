"""Opens the stores to read from them: for reports. Nothing is made or changed: that is the server's affair."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from site_api.gap_table import Chain
from site_api.store import postgres, sqlite
from waymark.places import Places


class ReportError(Exception):
    """A report that can't be made; says why."""


@contextmanager
def reading(address: str, setting: str = "WAYMARK_STORE") -> Iterator[Engine]:
    """An engine on a store that is there. Raises ReportError with a sentence when it can't be read."""
    engine: Engine | None = None
    try:
        engine = _open(address, setting)
        yield engine
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise ReportError(f"The counts can't be read ({reason}). Is --store or {setting} right?") from None
    finally:
        if engine is not None:
            engine.dispose()


def _open(address: str, setting: str) -> Engine:
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return postgres.open_postgres(url)
    if not Path(url.database or "").is_file():
        raise ReportError(f"There are no counts at {url.database}. Is --store or {setting} right?")
    return sqlite.open_sqlite(url)


def find_chain(
    build: Path, warn: Callable[[str], None] = lambda words: print(words, file=sys.stderr)
) -> Chain:
    """Which place lies in which, as the build has it. Without a build, small counts go straight to all places."""
    try:
        return Places(json.loads((build / "data" / "places.json").read_text(encoding="utf-8")), {}).chain
    except (OSError, ValueError):
        warn(f"waymark: there is no build at {build}, so every place stands alone and small ones become one.")
        return lambda place: (place,) if place else ()
