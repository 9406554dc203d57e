"""The editors' week on one page: what runs out, what opens and closes, what is missing. Facts of the content; the counts come from the server."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from waymark.content import Content, Kind
from waymark.model import Check

SOON = dt.timedelta(days=30)
"""A check that runs out within so many days is told, so that somebody can plan it."""
MOST = 15
"""Lines of one list; how many more there are is said."""


def digest(content: Content, today: dt.date) -> list[str]:
    """Markdown lines, section by section; a section with nothing to say is left out."""
    monday = today - dt.timedelta(days=today.weekday())
    lines = [f"# {content.hub.name}: the week from {monday.isoformat()}", ""]
    for title, told in (
        ("Checks", _checks(content, today)),
        ("Polls and rounds this week", _polls(content, monday)),
        ("Tell young people", _promises(content, today)),
        ("Topics, needs and places that have nothing", _missing(content)),
    ):
        lines += section(title, list(told))
    return lines


def section(title: str, told: list[str]) -> list[str]:
    """A heading with its list, as long as anybody reads; nothing for an empty one."""
    if not told:
        return []
    more = [f"- … and {len(told) - MOST} more"] if len(told) > MOST else []
    return [f"## {title}", "", *(f"- {line}" for line in told[:MOST]), *more, ""]


def _checks(content: Content, today: dt.date) -> Iterator[str]:
    """What ran out, what runs out soon, and how much nobody has checked at all."""
    dated = sorted((check.next, name) for name, check in _checked(content) if check.next)
    for day, name in dated:
        if day < today:
            yield f"**ran out on {day}**: {name}"
        elif day <= today + SOON:
            yield f"runs out on {day}: {name}"
    unchecked: dict[str, int] = {}
    for name, check in _checked(content):
        if check.state != "checked":
            kind = name.partition(" ")[0]
            unchecked[kind] = unchecked.get(kind, 0) + 1
    if unchecked:
        yield "not checked by anybody yet: " + ", ".join(
            f"{kind} {count}" for kind, count in unchecked.items()
        )


def _checked(content: Content) -> Iterator[tuple[str, Check]]:
    """Everything that carries a check, with what it is called."""
    for entry in content.entries.values():
        yield f"{entry.kind} {entry.lang}/{entry.id}", entry.record.check
    for noun, records in (("contact", content.contacts), ("place", content.places)):
        for key, record in records.items():
            yield f"{noun} {key}", record.check
    for word in content.keywords:
        yield f"keyword {word.word}", word.check


def _polls(content: Content, monday: dt.date) -> Iterator[str]:
    """What opens or closes from Monday to Sunday."""
    polls = {entry.id: entry.record for entry in content.of(Kind.POLL)}
    for noun, records in (("poll", polls), ("round", content.loop.rounds)):
        yield from _days(noun, records, monday)


def _days(noun: str, records: Mapping[str, Any], monday: dt.date) -> Iterator[str]:
    for key, record in records.items():
        example = " (example)" if record.example else ""
        for verb, day in (("opens", record.opens), ("closes", record.closes)):
            if monday <= day < monday + dt.timedelta(days=7):
                yield f"{noun} {key}{example} {verb} on {day}"


def _promises(content: Content, today: dt.date) -> Iterator[str]:
    """Decisions whose day to tell is today or within a week. Examples promise nothing."""
    for decision in content.loop.decisions.values():
        if not decision.example and today <= decision.told_by <= today + dt.timedelta(days=7):
            yield f"{decision.id}: young people are told by {decision.told_by}"


def _missing(content: Content) -> Iterator[str]:
    """Holes in the hub itself, language by language."""
    for lang in content.hub.languages:
        topics = [slug for slug in content.topics if not content.get(Kind.TOPIC, lang, slug)]
        needs = [key for key in content.needs if not _has_need(content, lang, key)]
        if topics:
            yield f"{lang}: no page about {_short(topics)}"
        if len(needs) == len(content.needs):
            yield f"{lang}: no guides at all"
        elif needs:
            yield f"{lang}: no guide for {_short(needs)}"
    served = {place for entry in content.of(Kind.SERVICE) for place in entry.record.area}
    places = [place for place in content.places if content.best(Kind.PLACE, content.hub.languages[0], place)]
    empty = [place for place in places if place not in served]
    if empty:
        yield f"no service of their own: {_short(empty)}"
    for record in content.coverage.none_known.values():
        asked = "" if record.asked else ", and nobody there has been asked yet"
        yield f"{record.place}: nobody known for {record.need} (looked on {record.on}){asked}"


def _has_need(content: Content, lang: str, key: str) -> bool:
    return any(key in guide.record.needs for guide in content.of(Kind.GUIDE, lang))


def _short(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:MOST]) + (f" and {len(listed) - MOST} more" if len(listed) > MOST else "")
