"""What the counts add to the editors' week. Everything under the small-number rules, and nothing that anybody wrote."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Engine

from site_api import helped_report
from site_api.gap_table import Chain, tell
from site_api.helped import POLL, quarter_before
from site_api.reading import ReportError, find_chain, reading
from site_api.report import has_comments
from site_api.settings import Settings, SettingsError, load_settings
from site_api.store.comments import LOT, QUESTIONS, Comments
from site_api.store.gaps import Gaps
from site_api.store.weekly import Signal, WeeklyCounts, week, weeks_before

WEEKS = 4
"""Gaps and taps are told of so many whole weeks: one week of a small hub is nearly always under ten."""

Told = list[tuple[str, list[str]]]
"""Title and lines, section by section."""


def digest_lines(today: dt.date, environment: Mapping[str, str] | None = None) -> Told:
    """Sections of what was counted. A store that can't be read is a line of its own: the rest of the digest still comes."""
    try:
        settings = load_settings(dict(environment if environment is not None else os.environ))
        return [*_of_counts(settings, today), *_of_comments(settings)]
    except (ReportError, SettingsError) as error:
        return [("The counts", [str(error)])]


def _of_counts(settings: Settings, today: dt.date) -> Told:
    with reading(settings.store) as engine:
        if not Gaps(engine).is_counting():
            raise ReportError("This store doesn't count yet. The server prepares it when it starts.")
        chain = find_chain(settings.build, warn=lambda _words: None)
        sections: tuple[tuple[str, Callable[[Engine, dt.date, Chain], Iterator[str]]], ...] = (
            (f"Searched for and not found, {WEEKS} weeks", _gaps),
            (f"Gone on to, {WEEKS} weeks", _taps),
            ("Unusual traffic", _unusual),
            ("Pages that helped least", _lowest),
        )
        return [(title, list(find(engine, today, chain))) for title, find in sections]


def _weeks(today: dt.date, number: int = WEEKS) -> tuple[str, str]:
    return weeks_before(week(today), number), weeks_before(week(today), 1)


def _gaps(engine: Engine, today: dt.date, chain: Chain) -> Iterator[str]:
    for row in tell(Gaps(engine).counts(*_weeks(today)), chain):
        yield f"{row.topic}, {row.place or 'all places'} ({row.kind}): {row.at_least} or more"


def _taps(engine: Engine, today: dt.date, chain: Chain) -> Iterator[str]:
    counts = WeeklyCounts(engine).counts(*_weeks(today))
    taps = {key: times for key, times in counts.items() if key[2] == Signal.HELP_TAP}
    for row in tell(taps, chain):
        yield f"{row.topic}: {row.at_least} or more"


def _unusual(engine: Engine, today: dt.date, _chain: Chain) -> Iterator[str]:
    """Only which poll and which week: how much came is for the poll's own results."""
    for period in (weeks_before(week(today), 1), week(today)):
        counts = WeeklyCounts(engine).counts(period, period)
        for poll in sorted({subject for subject, _place, kind in counts if kind == Signal.UNUSUAL}):
            yield f"{poll}, {period}: very many answers from one network, or in all. Nothing was taken out. Ask who was there"


def _lowest(engine: Engine, today: dt.date, _chain: Chain) -> Iterator[str]:
    """Of the last quarter, as published. A page under thirty answers is not told."""
    quarter = quarter_before(today)
    told = helped_report.read_release(engine, f"{POLL}{quarter}")
    for score in helped_report.lowest(told) if told else ():
        yield f"{score.page} ({quarter}): {score.words}"


def _of_comments(settings: Settings) -> Told:
    """How many lots wait to be read: not how many texts, and nothing of what is in them."""
    if not has_comments(settings.comments):
        return []
    with reading(settings.comments, "WAYMARK_COMMENTS") as engine:
        queue = Comments(engine).queue()
    questions = sum(each.source == QUESTIONS for each in queue)
    told = [_lots("questions", questions), _lots("comments", len(queue) - questions)]
    return [("Waiting to be read", [line for line in told if line])]


def _lots(noun: str, texts: int) -> str:
    lots = -(-texts // LOT)
    return f"{noun}: {lots} {'lot' if lots == 1 else 'lots'}. Read them: waymark comments" if lots else ""
