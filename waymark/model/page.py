"""Pages of words: guides (the resources), topic pages, place pages and plain pages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import STRICT, Ages, Check, Hint, Line, MadeWith, Slug, Source, Title
from waymark.model.topic import NeedKey


class Audience(StrEnum):
    """Whom a guide speaks to."""

    YOUNG_PERSON = "young-person"
    FRIEND = "friend"
    PARENT = "parent"
    SCHOOL = "school"


@dataclass(frozen=True, kw_only=True)
class TryNow:
    """One small thing to do right now; it stands in the first screen of a phone."""

    __pydantic_config__ = STRICT
    title: Title
    steps: Annotated[tuple[Line, ...], Hint("Two to five short steps.", min_length=2, max_length=5)]


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A resource: what's going on, what to try, who can help, more."""

    __pydantic_config__ = STRICT
    title: Title
    summary: Annotated[Line, Hint("One sentence that says what the reader gets.")]
    layout: Annotated[
        str, Hint("The template: guide, or jargon for the one page that lists the words of jargon.yml.")
    ] = "guide"
    topics: Annotated[tuple[Slug, ...], Hint("Topic slugs, the main one first.", min_length=1)]
    needs: Annotated[tuple[NeedKey, ...], Hint("THRIVE groupings it answers.", min_length=1)]
    ages: Ages = Ages(min=11, max=25)
    audience: Audience = Audience.YOUNG_PERSON
    need: Annotated[Line, Hint("The user need: As a …, I need …, so that …")]
    adds: Annotated[Line, Hint("What this page adds to what already exists elsewhere.")]
    try_now: TryNow
    contacts: Annotated[
        tuple[Slug, ...], Hint("Ids from the contacts registry for 'who can help', best first.", min_length=1)
    ]
    next: Annotated[tuple[Slug, ...], Hint("Three guides to read next.", min_length=1, max_length=3)]
    poll: Annotated[Slug | None, Hint("A poll to show below the page.")] = None
    content_note: Annotated[
        Line | None, Hint("What hard things the page talks about; needed for suicide, self-harm and abuse.")
    ] = None
    exit_page: Annotated[bool, Hint("true where being seen reading this could put somebody at risk.")] = False
    neutral_title: Annotated[Title | None, Hint("The browser tab's title on an exit page.")] = None
    also_called: Annotated[tuple[Line, ...], Hint("What young people would type to find this.")] = ()
    sources: Annotated[tuple[Source, ...], Hint("What the page rests on.", min_length=1)]
    made_with: MadeWith
    owner: Annotated[Line, Hint("The organisation that answers for it.")]
    check: Check = Check()


@dataclass(frozen=True, kw_only=True)
class TopicPage:
    """The words above the guides and services of one topic. The file is named after the topic."""

    __pydantic_config__ = STRICT
    title: Title
    summary: Line
    also_called: Annotated[tuple[Line, ...], Hint("What young people would type for this.")] = ()
    see_also: Annotated[tuple[Slug, ...], Hint("Neighbouring topics.", max_length=4)] = ()
    exit_page: Annotated[bool, Hint("true where being seen reading this could put somebody at risk.")] = False
    neutral_title: Annotated[Title | None, Hint("The browser tab's title on an exit page.")] = None
    made_with: MadeWith
    check: Check = Check()


@dataclass(frozen=True, kw_only=True)
class PlacePage:
    """The words of a place page. The file is named after the place."""

    __pydantic_config__ = STRICT
    title: Title
    summary: Line
    made_with: MadeWith
    check: Check = Check()


@dataclass(frozen=True, kw_only=True)
class Page:
    """Any other page: home, help now, about, privacy, schools."""

    __pydantic_config__ = STRICT
    title: Title
    summary: Line
    layout: Annotated[str, Hint("The template: home, help-now, page, schools, ask, easy, privacy.")] = "page"
    contacts: Annotated[tuple[Slug, ...], Hint("Registry ids shown on the page, in order.")] = ()
    poll: Slug | None = None
    made_with: MadeWith
    check: Check = Check()
