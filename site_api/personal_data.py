"""The personal-data screen: what an editor may see of a text. It masks, and never refuses; and what it masked is not published either.

The patterns are the build's (``content/_data/words/personal.yml``). Beside them works Google's list of the world's telephone
numbers. The helplines' own numbers and names stay readable: "Childline 0800 1111 was good" is about nobody.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from phonenumbers import Leniency, PhoneNumberMatcher, format_number
from phonenumbers.phonenumberutil import PhoneNumberFormat

from waymark.bundle import Bundle
from waymark.personal import Masked, Rules, Span, mask, read_rules

PHONE_REGIONS = ("GB", "DK")
LEAST_DIGITS = 7
"""Shorter numbers are scores, ages and helplines."""
NUMBERS = ("phone", "number", "cpr")
_TWO_YEARS = re.compile(r"(?:19|20)\d\d\D{1,3}(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Screen:
    """The rules, what they must leave alone, and the rude words that put a text at the end of the queue."""

    rules: Rules
    allowed_numbers: frozenset[str]
    rude: frozenset[str]

    def mask(self, text: str) -> Masked:
        """The text with everything personal that is known hidden, and the kinds of what was found."""
        spans = [*self.rules.find(text), *find_numbers(text)]
        kept = [span for span in spans if not self._is_allowed(text[span.start : span.end], span.kind)]
        return mask(text, kept)

    def is_rude(self, text: str) -> bool:
        """Whether a text is read after the others."""
        return not self.rude.isdisjoint(_WORD.findall(text.lower()))

    def _is_allowed(self, found: str, kind: str) -> bool:
        return kind in NUMBERS and (
            digits(found) in self.allowed_numbers or bool(_TWO_YEARS.fullmatch(found))
        )


def find_numbers(text: str) -> Iterator[Span]:
    """Telephone numbers as people write them, of the nations that the hub speaks to."""
    for region in PHONE_REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
            if len(digits(match.raw_string)) >= LEAST_DIGITS:
                yield Span(match.start, match.end, "phone")


def digits(number: str) -> str:
    """A number's digits alone."""
    return "".join(letter for letter in number if letter.isdecimal())


@lru_cache(maxsize=2)
def _screen(build: "_Known") -> Screen:
    bundle = build.bundle
    return read_screen(
        bundle.personal, allowed_numbers=known_numbers(bundle), allowed_names=known_names(bundle)
    )


class _Known:
    """A build by its name, so that its screen is made once: a build itself can't be looked up in a table."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.bundle is self.bundle

    def __hash__(self) -> int:
        return id(self.bundle)


def screen_of(bundle: Bundle) -> Screen:
    """The screen of a build; made once for each."""
    return _screen(_Known(bundle))


def read_screen(
    data: Mapping[str, Any], *, allowed_numbers: Collection[str] = (), allowed_names: Collection[str] = ()
) -> Screen:
    """A screen from the build's words."""
    return Screen(
        rules=read_rules(data["personal"], allowed_names),
        allowed_numbers=frozenset(form for number in allowed_numbers for form in _written(number)),
        rude=frozenset(word for words in data["rude"].values() for word in words),
    )


def known_numbers(bundle: Bundle) -> set[str]:
    """Every number that a contact of the hub can be reached by."""
    return {
        channel["value"]
        for contacts in bundle.contacts.values()
        for contact in contacts.values()
        for channel in contact["channels"]
        if digits(channel["value"])
    }


def known_names(bundle: Bundle) -> set[str]:
    """What the hub itself names: contacts, services, places and their web sites."""
    contacts = [contact for each in bundle.contacts.values() for contact in each.values()]
    services = [card for cards in bundle.cards.values() for card in cards.get("service", {}).values()]
    places = [name for record in bundle.places.records.values() for name in record["name"].values()]
    sites = [re.sub(r"^https?://(?:www\.)?|/.*$", "", each["official_url"] or "") for each in contacts]
    names = {*(each["name"] for each in contacts), *(card["title"] for card in services), *places, *sites}
    return {name for name in names if len(name) > 2}


def _written(number: str) -> Iterator[str]:
    """A number's digits in the forms that people write: as it stands, and with its country's code or without."""
    yield digits(number)
    for region in PHONE_REGIONS:
        for match in PhoneNumberMatcher(number, region, leniency=Leniency.POSSIBLE):
            for form in (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.E164):
                yield digits(format_number(match.number, form))
