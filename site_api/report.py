"""``waymark report …``: what people looked for, what young people tell us, which pages helped. Small counts are merged or left out."""

import argparse
import csv
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import make_url

from site_api import helped_report, trends
from site_api.gap_table import ALL_PLACES, SMALLEST_COUNT, Row, tell
from site_api.helped import quarter_before
from site_api.periods import Period, last_quarter, read_period
from site_api.reading import ReportError, find_chain, reading
from site_api.settings import Settings, SettingsError, load_settings
from site_api.store.gaps import KEPT_WEEKS, Gaps, week, weeks_before

ABOUT = "What people looked for and didn't find. Small counts are merged or left out."
ABOUT_TRENDS = (
    "What young people look for, go on to, ask and write about, in a quarter or a week that is over."
)
ABOUT_HELPED = "Which pages helped, in a quarter that has closed."
HEAD = ("topic", "place", "kind", "times")
ANYWHERE = "all places"
FEWER = f"fewer than {SMALLEST_COUNT}"
REST = ("everything else", ANYWHERE, "any", FEWER)
"""The last row of every table: whatever has no row was asked for fewer than ten times, or never."""
MEANING = (
    "nothing-here: the hub has nothing about this. nothing-fits: it has, but not with these wishes.",
    "nothing-near: it has, but no service of this place. A place counts those in it that have no row.",
)
NOT_COUNTING = "This store doesn't count gaps yet. The server prepares it when it starts."


def report(arguments: Sequence[str], *, today: dt.date | None = None) -> int:
    """Runs ``waymark report …``: prints a report, or one sentence and leaves with 1."""
    asked = _parser().parse_args(list(arguments))
    today = today or dt.datetime.now(dt.UTC).date()
    try:
        settings = load_settings({**os.environ, **({"WAYMARK_STORE": asked.store} if asked.store else {})})
        print(asked.run(asked, settings, today))
    except (ReportError, SettingsError) as error:
        print(f"waymark: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waymark report", description="Reports from the counts.")
    reports = parser.add_subparsers(dest="report", required=True)

    def add(
        name: str, run: Callable[..., str], about: str, formats: Sequence[str]
    ) -> argparse.ArgumentParser:
        command = reports.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        command.add_argument("--store", help="where the counts are (default: what WAYMARK_STORE says)")
        command.add_argument("--format", choices=list(formats), default="text")
        return command

    gaps = add("gaps", _gaps, ABOUT, list(FORMATS))
    gaps.add_argument(
        "--weeks",
        type=int,
        choices=range(1, KEPT_WEEKS + 1),
        default=13,
        metavar="N",
        help=f"how many whole weeks before this one, 1 to {KEPT_WEEKS} (default: 13)",
    )
    told = add("trends", _trends, ABOUT_TRENDS, list(trends.FORMATS))
    told.add_argument("--period", help="2026-q3 or 2026-W39 (default: the last quarter that is over)")
    helped = add("helped", _helped, ABOUT_HELPED, list(helped_report.FORMATS))
    helped.add_argument("--quarter", help="2026-q3 (default: the last quarter that is over)")
    return parser


def _gaps(asked: argparse.Namespace, settings: Settings, today: dt.date) -> str:
    first, last = weeks_before(week(today), asked.weeks), weeks_before(week(today), 1)
    with reading(settings.store) as engine:
        gaps = Gaps(engine)
        if not gaps.is_counting():
            raise ReportError(NOT_COUNTING)
        cells = gaps.counts(first, last)
    return FORMATS[asked.format](tell(cells, find_chain(settings.build)), first, last)


def _trends(asked: argparse.Namespace, settings: Settings, today: dt.date) -> str:
    period = _period(asked.period, today)
    lines = trends.tell_lines(read_trends(settings, period), find_chain(settings.build))
    return trends.FORMATS[asked.format](lines, period)


def read_trends(settings: Settings, period: Period) -> dict[trends.Source, trends.Cells]:
    """Raw counts of a period from both stores. Without a store of comments there are no themes, and the report says so."""
    with reading(settings.store) as counts:
        if not Gaps(counts).is_counting():
            raise ReportError(NOT_COUNTING)
        if not has_comments(settings.comments):
            print("waymark: there are no comments yet, so no themes are told.", file=sys.stderr)
            return trends.read_cells(counts, None, period)
        with reading(settings.comments, "WAYMARK_COMMENTS") as comments:
            return trends.read_cells(counts, comments, period)


def has_comments(address: str) -> bool:
    """Whether there is a second store yet: a file, or a database that is asked later."""
    url = make_url(address)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def _helped(asked: argparse.Namespace, settings: Settings, today: dt.date) -> str:
    quarter = asked.quarter or quarter_before(today)
    with reading(settings.store) as engine:
        told = helped_report.read_release(engine, f"helped-{quarter}")
    if told is None:
        raise ReportError(
            f"Nothing is published of {quarter}: nobody has tapped, or the server hasn't run since. `waymark poll close --due` does it now."
        )
    return helped_report.FORMATS[asked.format](told)


def _period(name: str | None, today: dt.date) -> Period:
    """The period asked for. One that isn't over can still change, and its numbers could be held against each other."""
    try:
        period = read_period(name) if name else last_quarter(today)
    except ValueError as error:
        raise ReportError(str(error)) from None
    if period.end >= today:
        raise ReportError(f"{period.name} isn't over: it ends on {period.end}.")
    return period


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
