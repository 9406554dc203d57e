"""What a page has to carry so that it helps: an order, a note before hard things, a way to somebody."""

import re
from collections.abc import Iterator

from waymark.content import Content, Entry, Kind
from waymark.model import NeedKey
from waymark.problems import Problem

_HEADING = re.compile(r"^## +(?P<words>.+?)\s*$", re.MULTILINE)
_HTML = re.compile(r"<(?:/?[a-zA-Z][^>]*|!--)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]")
SHORTEST, LONGEST = 250, 700
"""Words of a guide."""


def check_guide_order(content: Content) -> Iterator[Problem]:
    """Guides start with what's going on, then what to try, who can help, and more (needs, then actions)."""
    for entry in content.of(Kind.GUIDE):
        strings = content.strings[entry.lang]
        wanted = [strings.get(f"guide_{part}", part) for part in ("going_on", "try", "who", "more")]
        found = [match["words"] for match in _HEADING.finditer(entry.body)]
        if found != wanted:
            yield Problem(
                entry.path,
                entry.document.body_line,
                "guide-order",
                f"the headings are {found}",
                f"use {wanted}, in this order",
            )


def check_guide_length(content: Content) -> Iterator[Problem]:
    """A guide is long enough to help and short enough to read at night."""
    for entry in content.of(Kind.GUIDE):
        count = len(entry.body.split())
        if not SHORTEST <= count <= LONGEST:
            yield Problem(
                entry.path,
                entry.document.body_line,
                "guide-length",
                f"it has {count} words",
                f"write {SHORTEST} to {LONGEST}",
            )


def check_content_note(content: Content) -> Iterator[Problem]:
    """A page on hard things says so first, so that the reader can choose."""
    for entry in content.of(Kind.GUIDE):
        if (
            NeedKey.GETTING_RISK_SUPPORT in entry.record.needs
            and not entry.record.content_note
            and entry.says("needs")
        ):
            yield Problem(
                entry.path,
                entry.line_of("needs"),
                "content-note",
                "a page about staying safe has no content note",
                "add content_note",
            )


def check_exit_title(content: Content) -> Iterator[Problem]:
    """A page that could put somebody at risk has a browser title that gives nothing away."""
    for entry in (*content.of(Kind.GUIDE), *content.of(Kind.TOPIC)):
        if entry.record.exit_page and not entry.record.neutral_title and entry.says("exit_page"):
            yield Problem(
                entry.path,
                entry.line_of("exit_page"),
                "neutral-title",
                "an exit page shows its own title in the browser tab",
                "add neutral_title",
            )


def check_service_way_in(content: Content) -> Iterator[Problem]:
    """A service can be reached, or says how else to get in."""
    for entry in content.of(Kind.SERVICE):
        if not entry.record.contacts and not entry.record.no_contact:
            yield Problem(
                entry.path,
                entry.line_of("contacts"),
                "no-way-in",
                "it names no contact",
                "add contacts, or no_contact with how people get in",
            )


def check_markup(content: Content) -> Iterator[Problem]:
    """Pages are Markdown only: no HTML, no script, and pictures have words."""
    for entry in content.entries.values():
        for number, line in enumerate(entry.body.split("\n"), start=entry.document.body_line):
            yield from _check_line(entry, number, line)


def _check_line(entry: Entry, number: int, line: str) -> Iterator[Problem]:
    if match := _HTML.search(line):
        yield Problem(
            entry.path, number, "html", f'"{match[0][:20]}" is HTML', "use Markdown; HTML is not let through"
        )
    for image in _IMAGE.finditer(line):
        if not image["alt"].strip():
            yield Problem(
                entry.path,
                number,
                "image-words",
                "a picture has no words",
                "describe it between the square brackets",
            )


RULES = (
    check_guide_order,
    check_guide_length,
    check_content_note,
    check_exit_title,
    check_service_way_in,
    check_markup,
)
