"""What pages were told by "Did this help?" in a quarter that has closed. Only what was published under the rule is read."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from site_api.store.schema import release

HEAD = ("page", "question", "answer", "count", "of")
UNTOLD = {"fewer": "fewer than 10", "hidden": "not shown"}


@dataclass(frozen=True)
class Score:
    """How often a page helped, in rounded numbers. ``yes`` is 0 for fewer than ten."""

    page: str
    yes: int
    total: int

    @property
    def words(self) -> str:
        """For a person: "about 15 of about 40"."""
        yes = f"about {self.yes}" if self.yes else UNTOLD["fewer"]
        return f"{yes} of about {self.total} said yes"


def read_release(engine: Engine, poll: str) -> Mapping[str, Any] | None:
    """What was published of a quarter; None while it hasn't been closed."""
    with engine.connect().execution_options(reading=True) as connection:
        told = connection.execute(select(release.c.told).where(release.c.poll == poll)).scalar()
    return json.loads(told) if told else None


def _shown(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(page, what was asked of it, table) of every table with numbers."""
    for table in told["tables"]:
        if table["state"] == "shown":
            page, _, part = table["question"].partition(":")
            yield page, part or "helped", table


def lowest(told: Mapping[str, Any], most: int = 5) -> list[Score]:
    """The pages that helped least, as far as the rule tells how many said yes."""
    scores = []
    for page, part, table in _shown(told):
        yes = next((cell for cell in table["cells"] if cell["option"] == "yes"), None)
        if part == "helped" and yes and yes["state"] != "hidden":
            scores.append(Score(page, yes["count"] or 0, table["total"]))
    return sorted(scores, key=lambda score: (score.yes / score.total, score.page))[:most]


def rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Every cell that is told, page by page."""
    return [
        (page, part, cell["option"], _words(cell), f"about {table['total']}")
        for page, part, table in _shown(told)
        for cell in table["cells"]
    ]


def _words(cell: Mapping[str, Any]) -> str:
    return UNTOLD.get(cell["state"], f"about {cell['count']}")


def as_text(told: Mapping[str, Any]) -> str:
    """A table for a terminal."""
    table: Sequence[tuple[str, ...]] = [HEAD, *rows(told)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEAD))]
    body = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    rest = "A page without a line has fewer than 30 answers, or none."
    return "\n".join([f"Did this help? {told['poll'].removeprefix('helped-')}", "", *body, "", rest])


def as_csv(told: Mapping[str, Any]) -> str:
    """A table for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD, *rows(told)])
    return out.getvalue().rstrip("\n")


def as_json(told: Mapping[str, Any]) -> str:
    """As it was published."""
    return json.dumps(told, indent=1, ensure_ascii=False)


FORMATS: dict[str, Callable[[Mapping[str, Any]], str]] = {"text": as_text, "csv": as_csv, "json": as_json}
