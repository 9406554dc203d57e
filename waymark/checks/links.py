"""References hold: whatever a record or a page points to exists."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from waymark.content import Content, Entry, Kind, find_references
from waymark.model.easy import PICTURE
from waymark.problems import Problem


def missing(path: str, line: int, noun: str, wanted: str, known: Collection[str]) -> Problem:
    """Something is pointed to that isn't there; perhaps a name near it was meant."""
    near = get_close_matches(wanted, list(known), n=1)
    fix = f'did you mean "{near[0]}"?' if near else f"write the {noun} first, or take this out"
    return Problem(path, line, f"unknown-{noun.replace(' ', '-')}", f'there is no {noun} "{wanted}"', fix)


def known_ids(content: Content) -> dict[str, Collection[str]]:
    """Everything that can be pointed to, by its kind. A file that can't be read is there too: it has a problem of its own."""
    known: dict[str, Collection[str]] = {
        kind.value: {entry.id for entry in content.of(kind)}
        | {name for each, name in content.unread if each is kind}
        for kind in Kind
    }
    return {
        **known,
        "topic": content.topics,
        "place": content.places,
        "contact": content.contacts,
        "need": content.needs,
    }


def check_record_references(content: Content) -> Iterator[Problem]:
    """Topics, places, contacts, guides and polls that a page's facts name exist."""
    known = known_ids(content)
    fields = {
        "topics": "topic",
        "see_also": "topic",
        "area": "place",
        "contacts": "contact",
        "next": "guide",
        "poll": "poll",
        "audience": "place",
    }
    for entry in content.entries.values():
        for field, noun in fields.items():
            value = getattr(entry.record, field, None)
            if not entry.says(field) or (entry.kind is Kind.GUIDE and field == "audience"):
                continue
            for index, wanted in enumerate(value if isinstance(value, tuple) else [value] if value else []):
                if wanted not in known[noun]:
                    yield missing(entry.path, entry.line_of(field, index), noun, wanted, known[noun])


def check_data_references(content: Content) -> Iterator[Problem]:
    """Topics have a group, contacts and keywords serve places that exist, a front door is a service that exists."""
    wants: list[tuple[tuple[str, str], str, str, str]] = []
    wants += [(("topic", key), "group", "topic group", topic.group) for key, topic in content.topics.items()]
    wants += [
        (("contact", key), "area", "place", area)
        for key, contact in content.contacts.items()
        for area in contact.area
    ]
    wants += [
        (("keyword", word.word), "area", "place", area) for word in content.keywords for area in word.area
    ]
    wants += [
        (("keyword", word.word), "contacts", "contact", contact)
        for word in content.keywords
        for contact in word.contacts
    ]
    wants += [
        (("place", key), "front_door", "service", place.front_door.service)
        for key, place in content.places.items()
        if place.front_door and place.front_door.service
    ]
    known = {**known_ids(content), "topic group": content.groups}
    for origin_key, field, noun, wanted in wants:
        if wanted not in known[noun]:
            origin = content.origins[origin_key]
            yield missing(origin.path, origin.line_of(field), noun, wanted, known[noun])


def check_hub_references(content: Content) -> Iterator[Problem]:
    """The manifest names places, topics and contacts that exist."""
    hub = content.hub
    strips = [*hub.always_contacts.values(), *hub.unknown_place_contacts.values()]
    wants = [("place", place) for place in hub.places] + [("topic", topic) for topic in hub.topics]
    wants += [("contact", contact) for strip in strips for contact in strip]
    known = known_ids(content)
    for noun, wanted in dict.fromkeys(wants):
        if wanted not in known[noun]:
            yield missing("content/_data/hub.yml", 1, noun, wanted, known[noun])


def check_body_references(content: Content) -> Iterator[Problem]:
    """``[words](kind:id)`` points to something that exists, and has words."""
    known = known_ids(content)
    for entry in content.entries.values():
        for reference in find_references(entry.body, entry.document.body_line):
            if reference.kind == PICTURE:
                continue  # a rule of easy read pages
            yield from _check_reference(
                entry, reference.kind, reference.target, reference.words, reference.line, known
            )


def _check_reference(
    entry: Entry, kind: str, target: str, words: str, line: int, known: dict[str, Collection[str]]
) -> Iterator[Problem]:
    if kind not in known:
        yield Problem(
            entry.path,
            line,
            "unknown-reference",
            f'"{kind}:" is not a kind of link we know',
            f"use one of {', '.join(sorted(known))}",
        )
        return
    wanted = target.split("/")[0] if kind == "contact" else target
    if wanted not in known[kind]:
        yield missing(entry.path, line, "page" if kind == "page" else kind, wanted, known[kind])
    if not words.strip():
        yield Problem(
            entry.path,
            line,
            "empty-link",
            f"the link to {kind}:{target} has no words",
            "write what the reader will find there",
        )


def check_vocabulary_pages(content: Content) -> Iterator[Problem]:
    """A topic or place page is named after a topic or place that exists."""
    for kind, known in ((Kind.TOPIC, content.topics), (Kind.PLACE, content.places)):
        for entry in content.of(kind):
            if entry.id not in known:
                yield missing(entry.path, 1, kind.value, entry.id, known)


RULES = (
    check_record_references,
    check_data_references,
    check_hub_references,
    check_body_references,
    check_vocabulary_pages,
)
