"""What a place has for each need, told honestly where nothing is known, and where practical help of each kind is found."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from waymark.model.service import Kind
from waymark.model.shared import STRICT, Hint, Slug, Words
from waymark.model.topic import NeedKey


class Deprivation(StrEnum):
    """The seven domains of deprivation that England measures. They sort help, never people."""

    INCOME = "income"
    EMPLOYMENT = "employment"
    EDUCATION = "education"
    HEALTH = "health"
    CRIME = "crime"
    HOUSING = "housing"
    SURROUNDINGS = "surroundings"


@dataclass(frozen=True, kw_only=True)
class NoneKnown:
    """Nobody is known here for one need: said with where we looked, when, and whom we asked."""

    __pydantic_config__ = STRICT
    place: Slug
    need: NeedKey
    looked_in: Annotated[tuple[Words, ...], Hint("Where we looked, each in every language.", min_length=1)]
    on: Annotated[dt.date, Hint("The day on which we looked.")]
    asked: Annotated[
        tuple[Words, ...], Hint("Whom we asked there, by their job. Empty: nobody yet, and the page says so.")
    ] = ()

    @property
    def key(self) -> str:
        """One record for each place and need."""
        return f"{self.place}/{self.need}"


@dataclass(frozen=True, kw_only=True)
class Practical:
    """One kind of practical help: money, food, a place to stay …"""

    __pydantic_config__ = STRICT
    id: Slug
    domain: Annotated[Deprivation | None, Hint("The domain of deprivation that it answers, if any.")] = None
    label: Words
    line: Annotated[Words, Hint("One sentence: what somebody finds here.")]
    steps: Annotated[tuple[Words, ...], Hint("What to try first, at most three.", max_length=3)] = ()
    topics: Annotated[tuple[Slug, ...], Hint("Topic slugs, for the search by place.", min_length=1)]
    guides: Annotated[tuple[Slug, ...], Hint("Ids of guides, best first.", max_length=3)] = ()
    services: Annotated[tuple[Slug, ...], Hint("Ids of services of a whole country, best first.")] = ()
    kinds: Annotated[tuple[Kind, ...], Hint("Kinds of service, for the search by place.")] = (Kind.PRACTICAL,)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Both, by key, in the order of the files."""

    none_known: Mapping[str, NoneKnown] = field(default_factory=dict)
    practical: Mapping[str, Practical] = field(default_factory=dict)
