"""Easy read: pages of one idea a line with a picture, beside the page that they make easy.

``easy/panic`` is the easy version of the guide (or page) ``panic``: the name is the tie, in both directions.
"""

from collections.abc import Iterator

from waymark.content import Content, Entry, Kind
from waymark.content.easy import easy_lines
from waymark.model.easy import EASY
from waymark.prepare.words import inline_html
from waymark.views import View, Views

EasyPage = tuple[str, str, View]
"""Path below the language, kind (which is also the template), view."""


def easy_pages(views: Views) -> Iterator[EasyPage]:
    """The list of easy read pages, where there are any."""
    found = [entry for entry in views.content.of(Kind.PAGE, views.lang) if is_easy(entry)]
    if found:
        cards = [
            {
                "title": entry.record.title,
                "summary": entry.record.summary,
                "url": views.addresses.of(entry),
                "picture": next((line.picture for line in easy_lines(entry.body) if line.picture), None),
            }
            for entry in found
        ]
        yield "easy/index", "easy-index", {"pages": cards}


def is_easy(entry: Entry) -> bool:
    """True for an easy read page."""
    return entry.kind is Kind.PAGE and entry.record.layout == EASY


def easy_view(views: Views, entry: Entry) -> View:
    """What an easy read page shows: its parts line by line, and the page that it makes easy."""
    standard = standard_of(views.content, entry.lang, entry.id)
    return {
        "parts": easy_parts(views, entry.body),
        "standard": {"label": standard.record.title, "url": views.addresses.of(standard)}
        if standard
        else None,
    }


def easy_parts(views: Views, body: str) -> list[View]:
    """The lines under their headings."""
    parts: list[View] = []
    for line in easy_lines(body):
        if line.heading:
            parts.append({"heading": line.words, "id": line.anchor or f"part-{len(parts) + 1}", "lines": []})
        elif parts:
            parts[-1]["lines"].append({"picture": line.picture, "html": inline_html(views, line.words)})
    return parts


def easy_link(views: Views, entry: Entry) -> View | None:
    """The way to the easy version of a page; None where there is none in its language."""
    if entry.kind not in (Kind.GUIDE, Kind.PAGE):
        return None
    easy = views.content.get(Kind.PAGE, entry.lang, f"{EASY}/{entry.id}")
    return {"label": easy.record.title, "url": views.addresses.of(easy)} if easy else None


def standard_of(content: Content, lang: str, easy_id: str) -> Entry | None:
    """The guide or page that an easy read page is of, by its name."""
    name = easy_id.removeprefix(f"{EASY}/")
    return content.get(Kind.GUIDE, lang, name) or content.get(Kind.PAGE, lang, name)
