"""Small values that several records share: ages, hours, checks, sources, and the hints that editors read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

STRICT = {"extra": "forbid"}
"""Set as ``__pydantic_config__`` on every record: a key that we do not know is a slip of the pen, never ignored."""


class Hint:
    """Says in plain words what a field is for, and what it may hold.

    The words go into the JSON Schema that editors' tools show and into the templates of ``waymark new``. The limits
    (``pattern``, ``min_length``, ``max_length``, ``ge``, ``le``) are those of JSON Schema. The two methods are what a
    schema builder looks for; this module needs no such library itself, so the server can do without one.
    """

    def __init__(self, text: str = "", *, example: Any = None, **limits: Any) -> None:
        self.text, self.example, self.limits = text, example, limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        schema = handler(source)
        return {**schema, **self.limits} if self.limits else schema

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Any) -> Any:
        schema = handler(core_schema)
        if self.text:
            schema["description"] = self.text
        if self.example is not None:
            schema["examples"] = [self.example]
        return schema


Slug = Annotated[
    str,
    Hint(
        "Lower-case letters, digits and hyphens. Permanent: people print it.",
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
    ),
]
Line = Annotated[str, Hint("One line of words.", min_length=1, max_length=300, pattern=r"^[^\n]*\S[^\n]*$")]
Title = Annotated[str, Hint("A short title.", min_length=1, max_length=90, pattern=r"^[^\n]*\S[^\n]*$")]
Words = Annotated[
    Mapping[str, Annotated[str, Hint(min_length=1)]],
    Hint("The same words in each language: {en: …, da: …}", min_length=1),
]
WebAddress = Annotated[str, Hint("A full web address.", pattern=r"^https://[^\s]+$")]


FORMS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and hyphens, such as can-not-sleep",
    r"^[^\n]*\S[^\n]*$": "one line of words",
    r"^https://[^\s]+$": "an address that begins with https://",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": '"2026", "2026-11" or "2026-11-23", in quotes',
    r"^[A-ZÆØÅ]{4,16}$": "4 to 16 capital letters without spaces",
    r"^(guide|service|topic|place|poll|page):[a-z0-9][a-z0-9/_-]*$": "a kind and an id, such as guide:sleep or page:about/privacy",
    r"^[a-z0-9-]+(:[a-z0-9-]+)?/[a-z0-9-]+$": "question/option, with the ids of the poll",
    r"^\d{4}-(q[1-4]|W\d{2})/[a-z0-9-]+$": "a period and the id of a line, such as 2026-q3/searches-sleep-oxford-nothing-near",
    r"^\d{4}-q[1-4]$": "a year and a quarter, such as 2026-q4",
    r"^\d{4}-(q[1-4]|W\d{2})$": "a quarter or a week, such as 2026-q4 or 2026-W47",
    r"^\d{4}-W\d{2}$": "a week, such as 2026-W47",
    r"^tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+$": "a test's file and name, such as tests/site_api/test_privacy.py::test_no_file_holds_anything",
}
"""What each pattern asks for, in an editor's words. ``tests/waymark/test_shapes.py`` finds a pattern that has none."""


class Grade(StrEnum):
    """How far the source of a fact is to be trusted (the scale of ``content/_data/README.md``)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class ForWhom(StrEnum):
    """Who somebody is asking for. It words the help; it is never kept."""

    SELF = "self"
    FRIEND = "friend"
    PARENT = "parent"


@dataclass(frozen=True, kw_only=True)
class Ages:
    """Whole years, both ends included. Ages word a page or bound a service; they never gate a page."""

    __pydantic_config__ = STRICT
    min: Annotated[int, Hint("Youngest age.", ge=0, le=120)] = 0
    max: Annotated[int | None, Hint("Oldest age; leave out when there is no upper limit.")] = None
    sure: Annotated[bool, Hint("false when the source does not say clearly.")] = True

    def __post_init__(self) -> None:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When somebody answers: for machines in the OpenStreetMap opening_hours notation, for people in words."""

    __pydantic_config__ = STRICT
    osm: Annotated[
        str | None,
        Hint("OpenStreetMap opening_hours, only where the source is clear.", example="Mo-Fr 15:00-20:00"),
    ] = None
    words: Annotated[Words | None, Hint("For readers: '3pm to 8pm, Monday to Friday'.")] = None


class CheckState(StrEnum):
    """Whether a human editor has checked a record against the owner's own page."""

    UNCHECKED = "unchecked"
    CHECKED = "checked"


@dataclass(frozen=True, kw_only=True)
class Check:
    """Who checked a record and when. Nothing is checked until a person says so here."""

    __pydantic_config__ = STRICT
    state: CheckState = CheckState.UNCHECKED
    date: Annotated[dt.date | None, Hint("The day it was checked.")] = None
    by: Annotated[Line | None, Hint("The role of the person who checked, not a name.")] = None
    by_2: Annotated[Line | None, Hint("A second, different role: required for crisis contacts.")] = None
    next: Annotated[dt.date | None, Hint("When it must be checked again.")] = None

    def __post_init__(self) -> None:
        if self.state is CheckState.CHECKED and not (self.date and self.by and self.next):
            raise ValueError("a checked record needs date, by and next")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a fact or an idea comes from."""

    __pydantic_config__ = STRICT
    title: Annotated[Line, Hint("What was read.", example="NHS: Panic disorder")]
    url: WebAddress | None = None
    date: Annotated[
        str | None,
        Hint(
            "The date of the source, as exactly as it is known: 2024, 2024-08 or 2024-08-14.",
            pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class MadeWith:
    """Who shaped a page, told truthfully. An empty list of young people is said, never hidden."""

    __pydantic_config__ = STRICT
    young_people: Annotated[
        tuple[Line, ...], Hint("Roles or chosen names of the young people who shaped it, with consent.")
    ] = ()
    others: Annotated[tuple[Line, ...], Hint("Roles of others who shaped it.")] = ()
    note: Annotated[Line, Hint("One honest sentence for readers.")]
