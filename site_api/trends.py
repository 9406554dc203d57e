"""What young people look for, go on to, ask and write about: counts of weeks or quarters that are over, under the small-number rules.

The rules are those of ``gap_table``: tens, nothing under ten, small places counted in larger ones, no totals. Never any words.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from site_api.gap_table import ALL_PLACES, SMALLEST_COUNT, Cells, Chain, tell
from site_api.periods import Period
from site_api.store.comments import Comments
from site_api.store.gaps import Gaps
from site_api.store.weekly import Signal, WeeklyCounts

FEWER = f"fewer than {SMALLEST_COUNT}"
ANYWHERE = "all places"
COMMENT = "comment"
"""The kind of what editors have sorted by theme, wherever it was written."""


class Source(StrEnum):
    """What a line was counted from."""

    SEARCHES = "searches"
    HELP_TAPS = "help-taps"
    QUESTIONS = "questions"
    COMMENTS = "comments"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    source: Source
    subject: str
    place: str
    kind: str
    at_least: int

    @property
    def id(self) -> str:
        """What a roadmap cites it by."""
        return f"{self.source}-{self.subject}-{self.place or 'everywhere'}-{self.kind}"


def read_cells(counts: Engine, comments: Engine | None, period: Period) -> dict[Source, Cells]:
    """Raw counts by source. For ``tell_lines`` alone: nobody is shown these."""
    first, last = period.first, period.last
    signals = WeeklyCounts(counts).counts(first, last)
    return {
        Source.SEARCHES: Gaps(counts).counts(first, last),
        Source.HELP_TAPS: _of_kind(signals, Signal.HELP_TAP),
        Source.QUESTIONS: _of_kind(signals, Signal.QUESTION),
        Source.COMMENTS: _themes(Comments(comments), period) if comments else Counter(),
    }


def _of_kind(signals: Cells, kind: Signal) -> Cells:
    return {key: times for key, times in signals.items() if key[2] == kind}


def _themes(comments: Comments, period: Period) -> Counter[tuple[str, str, str]]:
    """Themes of all polls and questions together: one poll's would be small, and told beside the sum."""
    found: Counter[tuple[str, str, str]] = Counter()
    for (theme, _source, place), times in comments.themes(period.first, period.last).items():
        found[theme, place, COMMENT] += times
    return found


def tell_lines(cells: Mapping[Source, Cells], chain: Chain) -> list[Line]:
    """What may be told, source by source, the most frequent first."""
    return [
        Line(source, row.topic, row.place, row.kind, row.at_least)
        for source, counted in cells.items()
        for row in tell(counted, chain)
    ]


def _rows(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    return [
        *(
            (line.source, line.subject, line.place or ANYWHERE, line.kind, f"{line.at_least} or more")
            for line in lines
        ),
        ("everything else", "any", ANYWHERE, "any", FEWER),
    ]


HEAD = ("source", "subject", "place", "kind", "times")


def as_text(lines: Sequence[Line], period: Period) -> str:
    """A table for a terminal."""
    table = [HEAD, *_rows(lines)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEAD))]
    body = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join(
        [f"What young people tell us, {period.name} ({period.first} to {period.last})", "", *body]
    )


def as_csv(lines: Sequence[Line], _period: Period) -> str:
    """A table for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *_rows(lines)])
    return out.getvalue().rstrip("\n")


def as_json(lines: Sequence[Line], period: Period) -> str:
    """The file that stands in ``content/_data/trends`` and is shown on the site."""
    return json.dumps(
        {
            "period": period.name,
            "first": period.first,
            "last": period.last,
            "example": False,
            "rows": [
                {
                    "id": line.id,
                    "source": line.source,
                    "subject": line.subject,
                    "place": None if line.place == ALL_PLACES else line.place,
                    "kind": line.kind,
                    "at_least": line.at_least,
                }
                for line in lines
            ],
            "everything_else": FEWER,
        },
        indent=1,
        ensure_ascii=False,
    )


FORMATS: dict[str, Callable[[Sequence[Line], Period], str]] = {
    "text": as_text,
    "csv": as_csv,
    "json": as_json,
}
