"""``waymark comments``: how editors read what young people wrote: masked, shuffled, and gone when it has been read."""

import argparse
import csv
import datetime as dt
import io
import json
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from site_api.personal_data import Screen, screen_of
from site_api.settings import Settings, SettingsError, load_settings
from site_api.store import StoreError
from site_api.store.comments import Comment, Comments, open_comments
from site_api.store.weekly import KEPT_WEEKS, week, weeks_before
from waymark.bundle import Bundle, BundleError, open_bundle

SMALLEST = 10
"""No count below this is told; those above are told in tens, rounded down."""
ID_LETTERS = 8
"""As much of an id as somebody has to type."""
WIDTH = 100
ALL_PLACES = "all places"
MANY, FEW = f"{SMALLEST} or more", f"fewer than {SMALLEST}"

Row = tuple[str, ...]


class CommandError(Exception):
    """Something that can't be done; says why."""


@dataclass(frozen=True)
class Desk:
    """What a command works with."""

    asked: argparse.Namespace
    settings: Settings
    comments: Comments
    today: dt.date

    def build(self) -> Bundle:
        """The build, for its rules and themes. Without it nothing is shown: unmasked is not an answer."""
        try:
            return open_bundle(self.settings.build)
        except BundleError as error:
            raise CommandError(str(error)) from None

    def weeks(self) -> tuple[str, str]:
        """The first and the last of the weeks asked for; the one that is still going on isn't among them."""
        now = week(self.today)
        return weeks_before(now, self.asked.weeks), weeks_before(now, 1)


def comments(arguments: Sequence[str], *, today: dt.date | None = None) -> int:
    """Runs ``waymark comments …``: prints, or says in one sentence why not and leaves with 1."""
    asked = _parser().parse_args(list(arguments))
    try:
        settings = load_settings({**os.environ, **({"WAYMARK_COMMENTS": asked.store} if asked.store else {})})
        store = _open(settings.comments)
        try:
            desk = Desk(asked, settings, store, today or dt.datetime.now(dt.UTC).date())
            for line in asked.run(desk):
                print(line)
        finally:
            store.close()
    except (CommandError, SettingsError, StoreError) as error:
        return _complain(str(error))
    except BrokenPipeError:  # whoever reads has seen enough: | head
        sys.stdout = None
        return 0
    except (SQLAlchemyError, OSError, ImportError) as error:
        return _complain(
            f"The comments can't be reached ({type(error).__name__}). Is WAYMARK_COMMENTS right?"
        )
    return 0


def _complain(sentence: str) -> int:
    print(f"waymark: {sentence}", file=sys.stderr)
    return 1


def _open(address: str) -> Comments:
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CommandError(f"There are no comments at {url.database}. Is --store or WAYMARK_COMMENTS right?")
    return Comments(open_comments(address))


def list_texts(desk: Desk) -> Iterator[str]:
    """Released texts, masked, in an order that says nothing; those with rude words last."""
    queue = desk.comments.queue(desk.asked.source)
    if not queue:
        yield "Nothing to read. Texts are shown five at a time, or when their poll has closed."
        return
    screen = screen_of(desk.build())
    for each in in_reading_order(queue, screen)[: desk.asked.number]:
        yield f"{each.id.hex()[:ID_LETTERS]}  {each.source}"
        yield from (
            textwrap.indent(line, "    ")
            for part in screen.mask(each.text).text.splitlines()
            for line in textwrap.wrap(part, WIDTH) or [""]
        )
    left = len(queue) - desk.asked.number
    if left > 0:
        yield f"And {left} more."


def in_reading_order(queue: Sequence[Comment], screen: Screen) -> list[Comment]:
    """Rude ones last, else as they come. Nobody's words are left out for it."""
    return sorted(queue, key=lambda each: screen.is_rude(each.text))


def code_text(desk: Desk) -> Iterator[str]:
    """Counts a text under a theme and erases it."""
    build = desk.build()
    _refuse_unknown_theme(build, desk.asked.theme)
    text = _find(desk)
    place = _place(build, text.source, desk.asked.place)
    if not desk.comments.code(text.id, desk.asked.theme, place):
        raise CommandError("That text is gone already.")
    yield f"Counted under {desk.asked.theme}. The text is erased."


def drop_text(desk: Desk) -> Iterator[str]:
    """Erases a text that is about nothing of ours."""
    if not desk.comments.drop(_find(desk).id):
        raise CommandError("That text is gone already.")
    yield "The text is erased. It is counted nowhere."


def tell_themes(desk: Desk) -> Iterator[str]:
    """Themes that ten texts or more were about; nothing about the others."""
    counted: Counter[str] = Counter()
    first, last = desk.weeks()
    for (theme, _source, _place), times in desk.comments.themes(first, last).items():
        counted[theme] += times
    rows = [
        (theme, f"{times // SMALLEST * SMALLEST} or more")
        for theme, times in sorted(counted.items(), key=lambda each: (-(each[1] // SMALLEST), each[0]))
        if times >= SMALLEST
    ]
    title = f"What texts were about, {first} to {last}"
    yield FORMATS[desk.asked.format](title, ("theme", "texts"), [*rows, ("every other theme", FEW)])


def tell_disclosures(desk: Desk) -> Iterator[str]:
    """Weeks with ten disclosures or more. For the safeguarding lead, and for nobody's page."""
    first, last = desk.weeks()
    found = desk.comments.disclosures(first, last)
    rows: list[Row] = []
    for back in range(desk.asked.weeks, 0, -1):
        now = weeks_before(week(desk.today), back)
        here = {place: times for (period, place), times in found.items() if period == now}
        rows.append((now, ALL_PLACES, MANY if sum(here.values()) >= SMALLEST else FEW))
        rows += [(now, place, MANY) for place, times in sorted(here.items()) if place and times >= SMALLEST]
    title = "Texts that were answered with crisis help. For the safeguarding lead: never publish this."
    yield FORMATS[desk.asked.format](title, ("week", "region", "texts"), rows)


def erase_old(desk: Desk) -> Iterator[str]:
    """Erases what has come to its age. The server does this every day; here it can be done without one."""
    desk.comments.erase_old(desk.today)
    yield "What was old is erased."


def _find(desk: Desk) -> Comment:
    """The one text that is meant. A text that still waits can't be meant by anybody."""
    wanted = desk.asked.id.lower()
    found = [each for each in desk.comments.queue() if each.id.hex().startswith(wanted)]
    if len(wanted) < ID_LETTERS or not found:
        raise CommandError(
            "There is no such text. Its first eight letters and digits stand in: waymark comments list."
        )
    if len(found) > 1:
        raise CommandError("Two texts begin like that: give more letters of the one.")
    return found[0]


def _refuse_unknown_theme(build: Bundle, theme: str) -> None:
    known = theme_ids(build)
    if known and theme not in known:
        raise CommandError(f"There is no theme {theme}. There are: {', '.join(sorted(known))}.")


def theme_ids(build: Bundle) -> set[str]:
    """The themes that editors agreed on; empty when the build has none yet."""
    listed = getattr(build, "themes", None) or ()
    return {each["id"] if isinstance(each, Mapping) else str(each) for each in listed}


def _place(build: Bundle, source: str, stated: str | None) -> str:
    """Where a text counts: the place that was given, or else the one that its poll is for."""
    place = stated or (build.polls.get(source) or {}).get("audience") or ""
    if place and place not in build.places.records:
        raise CommandError(f"There is no place {place}.")
    return place


def _as_text(title: str, head: Row, rows: Sequence[Row]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join([title, "", *lines])


def _as_csv(_title: str, head: Row, rows: Sequence[Row]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().rstrip("\n")


def _as_json(title: str, head: Row, rows: Sequence[Row]) -> str:
    told: dict[str, Any] = {"title": title, "rows": [dict(zip(head, row, strict=True)) for row in rows]}
    return json.dumps(told, indent=1, ensure_ascii=False)


FORMATS: dict[str, Callable[[str, Row, Sequence[Row]], str]] = {
    "text": _as_text,
    "csv": _as_csv,
    "json": _as_json,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="waymark comments",
        description="Read what young people wrote, masked and shuffled; theme it; erase it.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Desk], Iterator[str]], about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=run.__doc__)
        command.add_argument("--store", help="where the comments are (default: what WAYMARK_COMMENTS says)")
        command.set_defaults(run=run)
        return command

    listing = add("list", list_texts, "show texts, masked")
    listing.add_argument("--source", help="only those of one poll, or: questions")
    listing.add_argument("--number", type=int, default=20, help="how many at most (default: 20)")
    theming = add("theme", code_text, "count a text under a theme and erase it")
    theming.add_argument("id", help="the first eight letters and digits of its line")
    theming.add_argument("theme", help="a theme of content/_data/themes.yml")
    theming.add_argument("--place", help="the region it is about (default: the region of its poll)")
    add("drop", drop_text, "erase a text without counting it").add_argument("id")
    for name, run, about in (
        ("themes", tell_themes, "what ten texts or more were about"),
        ("disclosures", tell_disclosures, "for the safeguarding lead: weeks with ten or more"),
    ):
        telling = add(name, run, about)
        telling.add_argument(
            "--weeks",
            type=int,
            choices=range(1, KEPT_WEEKS + 1),
            default=13,
            metavar="N",
            help="how many whole weeks before this one (default: 13)",
        )
        telling.add_argument("--format", choices=list(FORMATS), default="text")
    add("erase", erase_old, "erase what is old, now")
    return parser
