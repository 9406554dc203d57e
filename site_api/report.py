"""``waymark report gaps``: what people looked for and didn't find, for editors. Small counts are merged or left out."""

import argparse
import csv
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from site_api.gap_table import ALL_PLACES, SMALLEST_COUNT, Cells, Chain, Row, tell
from site_api.settings import SettingsError, load_settings
from site_api.store import postgres, sqlite
from site_api.store.gaps import KEPT_WEEKS, Gaps, week, weeks_before
from waymark.places import Places

ABOUT = "What people looked for and didn't find. Small counts are merged or left out."
HEAD = ("topic", "place", "kind", "times")
ANYWHERE = "all places"
FEWER = f"fewer than {SMALLEST_COUNT}"
REST = ("everything else", ANYWHERE, "any", FEWER)
"""The last row of every table: whatever has no row was asked for fewer than ten times, or never."""
MEANING = (
    "nothing-here: the hub has nothing about this. nothing-fits: it has, but not with these wishes.",
    "nothing-near: it has, but no service of this place. A place counts those in it that have no row.",
)


class ReportError(Exception):
    """A report that can't be made; says why."""


def report(arguments: Sequence[str], *, today: dt.date | None = None) -> int:
    """Runs ``waymark report …``: prints a report, or one sentence and leaves with 1."""
    asked = _parser().parse_args(list(arguments))
    today = today or dt.datetime.now(dt.UTC).date()
    try:
        settings = load_settings({**os.environ, **({"WAYMARK_STORE": asked.store} if asked.store else {})})
        first, last = weeks_before(week(today), asked.weeks), weeks_before(week(today), 1)
        rows = tell(_read(settings.store, first, last), _chain(settings.build))
    except (ReportError, SettingsError) as error:
        print(f"waymark: {error}", file=sys.stderr)
        return 1
    print(FORMATS[asked.format](rows, first, last))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waymark report", description="Reports from the counts.")
    gaps = parser.add_subparsers(dest="report", required=True, metavar="gaps").add_parser(
        "gaps", help="searches that found nothing", description=ABOUT
    )
    gaps.add_argument("--store", help="where the counts are (default: what WAYMARK_STORE says)")
    gaps.add_argument(
        "--weeks",
        type=int,
        choices=range(1, KEPT_WEEKS + 1),
        default=13,
        metavar="N",
        help=f"how many whole weeks before this one, 1 to {KEPT_WEEKS} (default: 13)",
    )
    gaps.add_argument("--format", choices=list(FORMATS), default="text")
    return parser


def _read(address: str, first: str, last: str) -> Cells:
    """The counts of these weeks. Nothing is made or changed: that is the server's affair."""
    engine: Engine | None = None
    try:
        engine = _open(address)
        gaps = Gaps(engine)
        if not gaps.is_counting():
            raise ReportError("This store doesn't count gaps yet. The server prepares it when it starts.")
        return gaps.counts(first, last)
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise ReportError(
            f"The counts can't be read ({reason}). Is --store or WAYMARK_STORE right?"
        ) from None
    finally:
        if engine is not None:
            engine.dispose()


def _open(address: str) -> Engine:
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return postgres.open_postgres(url)
    if not Path(url.database or "").is_file():
        raise ReportError(f"There are no counts at {url.database}. Is --store or WAYMARK_STORE right?")
    return sqlite.open_sqlite(url)


def _chain(build: Path) -> Chain:
    """Which place lies in which, as the build has it. Without a build, small counts go straight to all places."""
    try:
        return Places(json.loads((build / "data" / "places.json").read_text(encoding="utf-8")), {}).chain
    except (OSError, ValueError):
        print(
            f"waymark: there is no build at {build}, so every place stands alone and small ones become one.",
            file=sys.stderr,
        )
        return lambda place: (place,) if place else ()


def _lines(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    told = [(row.topic, row.place or ANYWHERE, row.kind, f"{row.at_least} or more") for row in rows]
    return [*told, REST]


def _as_text(rows: Sequence[Row], first: str, last: str) -> str:
    table = [HEAD, *_lines(rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in table]
    title = f"Searches that found nothing, {first} to {last}"
    return "\n".join([title, "", *(line.rstrip() for line in lines), "", *MEANING])


def _as_csv(rows: Sequence[Row], _first: str, _last: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *_lines(rows)])
    return out.getvalue().rstrip("\n")


def _as_json(rows: Sequence[Row], first: str, last: str) -> str:
    told = [
        {
            "topic": row.topic,
            "place": None if row.place == ALL_PLACES else row.place,
            "kind": row.kind,
            "at_least": row.at_least,
        }
        for row in rows
    ]
    return json.dumps({"first": first, "last": last, "rows": told, "everything_else": FEWER}, indent=1)


FORMATS: dict[str, Callable[[Sequence[Row], str, str], str]] = {
    "text": _as_text,
    "csv": _as_csv,
    "json": _as_json,
}
