"""What a release leaves out, and when it refuses: people must not be sent to a number that nobody has checked."""

import datetime as dt
from dataclasses import replace

from waymark.checks.languages import NEEDED_PAGES
from waymark.content import Content, Entry, Kind
from waymark.model import Check, Contact

LONGEST_LIST = 40


def is_in_date(check: Check, today: dt.date) -> bool:
    """True when an editor has checked a record and the check has not run out."""
    return check.state == "checked" and check.next is not None and today <= check.next


def refusals(content: Content, today: dt.date) -> tuple[str, ...]:
    """Why a release can't be built: crisis contacts or needed pages unchecked or out of date. Empty when it can."""
    reasons = [
        f"- the crisis contact {contact.id} ({contact.name}) is {_fault(contact.check)}: have two roles check it on the owner's own page"
        for contact in content.contacts.values()
        if contact.urgency != "talk" and not is_in_date(contact.check, today)
    ]
    reasons += [
        f"- the contact {key} is {_fault(content.contacts[key].check)}, and it stands in the strip on every page (hub.yml)"
        for key in _in_strips(content)
        if content.contacts[key].urgency == "talk" and not is_in_date(content.contacts[key].check, today)
    ]
    for lang in content.hub.languages:
        for page in NEEDED_PAGES:
            entry = content.get(Kind.PAGE, lang, page)
            if entry is None or not is_in_date(entry.record.check, today):
                reasons.append(
                    f"- the page {lang}/{page} is unchecked or out of date, and no hub can do without it"
                )
    left_out = sum(not is_in_date(entry.record.check, today) for entry in content.entries.values())
    if reasons and left_out:
        reasons.append(
            f"Besides, {left_out} of {len(content.entries)} pages and services would be left out: unchecked or out of date."
        )
    return tuple(reasons[:LONGEST_LIST])


def _in_strips(content: Content) -> tuple[str, ...]:
    """The contacts that hub.yml puts on every page, each once."""
    strips = (*content.hub.always_contacts.values(), *content.hub.unknown_place_contacts.values())
    return tuple(dict.fromkeys(key for strip in strips for key in strip))


def _fault(check: Check) -> str:
    return "unchecked" if check.state != "checked" else f"out of date since {check.next}"


def only_checked(content: Content, today: dt.date) -> Content:
    """The content without anything unchecked, out of date or made up, contacts included."""
    contacts = {key: contact for key, contact in content.contacts.items() if is_in_date(contact.check, today)}
    entries = {
        key: _with_contacts(entry, contacts)
        for key, entry in content.entries.items()
        if is_in_date(entry.record.check, today)
    }
    reachable = {key: entry for key, entry in entries.items() if _has_a_way_in(entry)}
    keywords = tuple(
        replace(word, contacts=kept)
        for word in content.keywords
        if is_in_date(word.check, today)
        and (kept := tuple(each for each in word.contacts if each in contacts))
    )
    return replace(
        content,
        contacts=contacts,
        entries=reachable,
        keywords=keywords,
        jargon={key: term for key, term in content.jargon.items() if is_in_date(term.check, today)},
        loop=content.loop.without_examples(),
    )


def _with_contacts(entry: Entry, contacts: dict[str, Contact]) -> Entry:
    """An entry that names only contacts which are in the release."""
    named = getattr(entry.record, "contacts", ())
    kept = tuple(each for each in named if each in contacts)
    return entry if kept == tuple(named) else replace(entry, record=replace(entry.record, contacts=kept))


def _has_a_way_in(entry: Entry) -> bool:
    return entry.kind is not Kind.SERVICE or bool(entry.record.contacts or entry.record.no_contact)
