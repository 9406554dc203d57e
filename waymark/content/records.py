"""What the content folder holds, in memory: pages as entries, data as records, and where each was written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from waymark.frontmatter import Document, Where
from waymark.model import (
    Contact,
    Guide,
    Hub,
    Keyword,
    Loop,
    Need,
    Page,
    Place,
    PlacePage,
    Poll,
    Service,
    Topic,
    TopicGroup,
    TopicPage,
)
from waymark.model.coverage import Coverage
from waymark.model.jargon import Term
from waymark.model.promise import Promise
from waymark.places import Places


class Kind(StrEnum):
    """What a Markdown file is. The value is the word that references begin with; the folder follows from it."""

    GUIDE = "guide"
    SERVICE = "service"
    TOPIC = "topic"
    PLACE = "place"
    POLL = "poll"
    PAGE = "page"


FOLDERS: dict[Kind, str] = {
    Kind.GUIDE: "guides",
    Kind.SERVICE: "services",
    Kind.TOPIC: "topics",
    Kind.PLACE: "places",
    Kind.POLL: "polls",
}
"""Folder of each kind below a language; every other Markdown file is a plain page."""

TYPES: dict[Kind, type] = {
    Kind.GUIDE: Guide,
    Kind.SERVICE: Service,
    Kind.TOPIC: TopicPage,
    Kind.PLACE: PlacePage,
    Kind.POLL: Poll,
    Kind.PAGE: Page,
}


@dataclass(frozen=True)
class Entry:
    """One Markdown file in one language. ``record`` is complete, also where a translation left facts out."""

    kind: Kind
    id: str
    lang: str
    record: Any
    document: Document
    home_lang: str

    @property
    def body(self) -> str:
        """The words below the facts."""
        return self.document.body

    @property
    def path(self) -> str:
        """Where it is written, from the project's root."""
        return self.document.path

    def line_of(self, *where: str | int) -> int:
        """The line of a fact."""
        return self.document.line_of(where)

    def says(self, field: str) -> bool:
        """True when this file itself gives the fact; a translation takes the others from the home language."""
        return field in self.document.data or self.lang == self.home_lang


@dataclass(frozen=True)
class Origin:
    """Where a data record was written."""

    document: Document
    at: Where

    @property
    def path(self) -> str:
        """The file."""
        return self.document.path

    def line_of(self, *where: str | int) -> int:
        """The line of one of its facts."""
        return self.document.line_of((*self.at, *where))


@dataclass(frozen=True)
class Searches:
    """One file of the word bank: what people type for one topic. ``phrases``: (line number, words)."""

    path: str
    phrases: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Content:
    """Everything that editors wrote. Dictionaries keep the order of the files."""

    hub: Hub
    topics: Mapping[str, Topic]
    groups: Mapping[str, TopicGroup]
    needs: Mapping[str, Need]
    places: Mapping[str, Place]
    contacts: Mapping[str, Contact]
    keywords: tuple[Keyword, ...]
    entries: Mapping[tuple[Kind, str, str], Entry]
    strings: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Any] = field(default_factory=dict)
    searches: Mapping[str, Mapping[str, "Searches"]] = field(default_factory=dict)
    """language → topic (or "elsewhere") → what people type when they mean it."""
    loop: Loop = field(default_factory=Loop)
    """What was decided, what is planned, and what may be told of what young people said."""
    coverage: Coverage = field(default_factory=Coverage)
    """Where nobody is known for a need, and the kinds of practical help."""
    jargon: Mapping[str, Term] = field(default_factory=dict)
    """Words that are explained where a page uses them, by id."""
    promises: Mapping[str, Promise] = field(default_factory=dict)
    """What the hub promises about privacy, by id."""
    unread: frozenset[tuple[Kind, str]] = frozenset()
    """Files whose facts could not be read: they have a problem of their own, so links to them are not another."""
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict, repr=False)
    geography: Places = field(default_factory=lambda: Places({}, {}), repr=False)

    def of(self, kind: Kind, lang: str | None = None) -> Iterator[Entry]:
        """All entries of a kind, in one language or in all."""
        return (entry for entry in self.entries.values() if entry.kind is kind and lang in (None, entry.lang))

    def get(self, kind: Kind, lang: str, entry_id: str) -> Entry | None:
        """One entry, or None."""
        return self.entries.get((kind, lang, entry_id))

    def best(self, kind: Kind, lang: str, entry_id: str) -> Entry | None:
        """One entry in this language, or else in the first language that has it."""
        for candidate in (lang, *self.hub.languages):
            if (kind, candidate, entry_id) in self.entries:
                return self.entries[kind, candidate, entry_id]
        return None

    def covers(self, area: tuple[str, ...], place_id: str) -> bool:
        """True when somebody in ``place_id`` is inside ``area``."""
        return not set(area).isdisjoint(self.geography.chain(place_id))

    def touches(self, area: tuple[str, ...], place_id: str) -> bool:
        """True when ``area`` and the place share any ground: one lies inside the other."""
        return self.covers(area, place_id) or any(place_id in self.geography.chain(each) for each in area)


@dataclass(frozen=True)
class Reference:
    """``[words](kind:target)`` in a body: which words point to what, on which line of the file."""

    words: str
    kind: str
    target: str
    line: int


_REFERENCE = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<kind>[a-z]+):(?P<target>[a-z0-9][a-z0-9/_-]*)\)")


def find_references(body: str, first_line: int = 1) -> Iterator[Reference]:
    """Every reference in the words of a page, in order."""
    for match in _REFERENCE.finditer(body):
        yield Reference(
            match["words"], match["kind"], match["target"], first_line + body.count("\n", 0, match.start())
        )


def replace_references(body: str, replace: Any) -> str:
    """The body with each reference replaced by what ``replace(words, kind, target)`` answers."""
    return _REFERENCE.sub(lambda match: replace(match["words"], match["kind"], match["target"]), body)
