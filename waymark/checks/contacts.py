"""The registry is the one place for numbers, and a number is never shown to people whom it does not serve."""

import re
from collections.abc import Iterator

from waymark import hours
from waymark.content import Content, Entry, Kind, find_references
from waymark.model import ChannelType, Contact
from waymark.problems import Problem
from waymark.text import digits

NUMBER = re.compile(
    r"(?<![\w/.-])(?:\+\d{2}|0\d{2,4}|116)(?:[ -]?\d){4,9}(?!\w)|\b(?:999|111|112|85258|88247|1813|1888|61016)\b"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+")
_QUIET = re.compile(r"\[[^\]]*\]\((?:[a-z]+):[^)]*\)")


def check_numbers_in_prose(content: Content) -> Iterator[Problem]:
    """A phone or text number, an e-mail or a web address in prose goes stale; the registry's do not.

    NHS 111 is also a name, so "NHS 111" and "111 is" may stand in words; a link beside it dials.
    """
    for entry in content.entries.values():
        for number, line in enumerate(entry.body.split("\n"), start=entry.document.body_line):
            words = _QUIET.sub(" ", line)
            for match in (*NUMBER.finditer(words), *EMAIL.finditer(words), *ADDRESS.finditer(words)):
                if match[0] in {"111", "112", "999"} and content.hub.home_nation.get(entry.lang) in _nations(
                    content, match[0]
                ):
                    continue
                yield Problem(
                    entry.path,
                    number,
                    "number-in-prose",
                    f'"{match[0]}" is typed into the words',
                    "put it in content/_data/contacts and link to it: [words](contact:its-id)",
                )


def _nations(content: Content, number: str) -> set[str]:
    """The nations in which a short emergency number is the right one, by the registry."""
    found: set[str] = set()
    for contact in content.contacts.values():
        if any(
            digits(channel.value) == number
            for channel in contact.channels
            if channel.type is ChannelType.CALL
        ):
            found.update(_contact_nations(content, contact))
    return found


def _contact_nations(content: Content, contact: Contact) -> set[str]:
    nations = {content.geography.nation(area) for area in contact.area if area in content.places}
    return nations | {"GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR"} if "GB" in nations else nations


def check_wrong_nation(content: Content) -> Iterator[Problem]:
    """A page never sends its readers to another nation's number: no 999 in Denmark, no 112 line for England."""
    for entry in content.entries.values():
        nations = _reader_nations(content, entry)
        for contact_id, line in _contacts_used(entry):
            contact = content.contacts.get(contact_id)
            if contact and nations and not nations & _contact_nations(content, contact):
                where = " and ".join(sorted(nations))
                yield Problem(
                    entry.path,
                    line,
                    "wrong-nation",
                    f'"{contact_id}" does not serve the readers of this page ({where})',
                    "use the contact of their own nation",
                )


def _reader_nations(content: Content, entry: Entry) -> set[str]:
    if entry.kind is Kind.SERVICE:
        return {content.geography.nation(area) for area in entry.record.area if area in content.places}
    if entry.kind is Kind.PLACE and entry.id in content.places:
        return {content.geography.nation(entry.id)}
    home = content.hub.home_nation.get(entry.lang)
    return {home} if home else set()


def _contacts_used(entry: Entry) -> Iterator[tuple[str, int]]:
    own = getattr(entry.record, "contacts", ()) if entry.says("contacts") else ()
    for index, contact_id in enumerate(own):
        yield contact_id, entry.line_of("contacts", index)
    for reference in find_references(entry.body, entry.document.body_line):
        if reference.kind == "contact":
            yield reference.target.split("/")[0], reference.line


def check_wrong_area(content: Content) -> Iterator[Problem]:
    """A service's contacts serve at least part of the service's own area."""
    for entry in content.of(Kind.SERVICE):
        for contact_id, line in _contacts_used(entry):
            contact = content.contacts.get(contact_id)
            if contact and not any(content.touches(contact.area, area) for area in entry.record.area):
                yield Problem(
                    entry.path,
                    line,
                    "wrong-area",
                    f'"{contact_id}" serves {", ".join(contact.area)}, this service {", ".join(entry.record.area)}',
                    "correct the area of one of the two",
                )


def check_channels(content: Content) -> Iterator[Problem]:
    """A channel's value is what its type says: digits for a call, an address for the web."""
    forms = {
        ChannelType.CALL: r"\+?[\d ]+",
        ChannelType.TEXT: r"\+?[\d ]+",
        ChannelType.EMAIL: r"[\w.+-]+@[\w-]+\.[\w.-]+",
    }
    forms |= dict.fromkeys((ChannelType.WEB, ChannelType.CHAT, ChannelType.VIDEO), r"https://\S+")
    for contact in content.contacts.values():
        origin = content.origins["contact", contact.id]
        for index, channel in enumerate(contact.channels):
            if channel.type in forms and not re.fullmatch(forms[channel.type], channel.value):
                yield Problem(
                    origin.path,
                    origin.line_of("channels", index, "value"),
                    "channel-value",
                    f'"{channel.value}" does not look like something to {channel.type.value}',
                    "correct the value or the type",
                )


def check_crisis_contacts(content: Content) -> Iterator[Problem]:
    """Whoever is reached in an emergency or a crisis is described: people want to know what happens when they call."""
    for contact in content.contacts.values():
        origin = content.origins["contact", contact.id]
        if contact.urgency != "talk" and not contact.what_happens:
            yield Problem(
                origin.path,
                origin.line_of(),
                "what-happens",
                f'"{contact.id}" does not say what happens when you reach it',
                "add what_happens",
            )
        if (
            contact.check.state == "checked"
            and contact.urgency != "talk"
            and contact.check.by_2 in (None, contact.check.by)
        ):
            yield Problem(
                origin.path,
                origin.line_of("check"),
                "second-checker",
                f'only one role has checked the crisis contact "{contact.id}"',
                "have a second, different role check it and write by_2",
            )


def check_hours(content: Content) -> Iterator[Problem]:
    """Opening hours can be read by a machine (OpenStreetMap's opening_hours notation)."""

    def problems(path: str, line: int, osm: str | None) -> Iterator[Problem]:
        wrong = hours.problem(osm) if osm else None
        if wrong:
            what, _, fix = wrong.partition(": ")
            yield Problem(path, line, "hours", what, fix or 'write them like "Mo-Fr 15:00-20:00"')

    for contact in content.contacts.values():
        origin = content.origins["contact", contact.id]
        yield from problems(origin.path, origin.line_of("hours", "osm"), contact.hours.osm)
        for index, channel in enumerate(contact.channels):
            if channel.hours:
                yield from problems(
                    origin.path, origin.line_of("channels", index, "hours", "osm"), channel.hours.osm
                )
    for entry in content.of(Kind.SERVICE):
        yield from problems(entry.path, entry.line_of("hours", "osm"), entry.record.hours.osm)


RULES = (
    check_numbers_in_prose,
    check_wrong_nation,
    check_wrong_area,
    check_channels,
    check_crisis_contacts,
    check_hours,
)
