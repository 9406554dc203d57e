"""What search is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

PAGE_SIZE, LARGEST_PAGE = 10, 50


@dataclass(frozen=True, kw_only=True)
class Question:
    """One search. ``place`` is the id of a place of the hub; ``age`` is in whole years; empty tuples mean "any"."""

    q: str = ""
    lang: str = "en"
    place: str | None = None
    age: int | None = None
    topics: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    cost: str | None = None
    referral: str | None = None
    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    diagnosis: str | None = None
    open_now: bool = False
    page: int = 1
    size: int = PAGE_SIZE


class Outcome(StrEnum):
    """How a search went, so that an empty answer can say the right thing."""

    FOUND = "found"
    NOTHING_FITS = "nothing-fits"
    """We know what it is about; the wishes around it leave nothing."""
    NOTHING_HERE = "nothing-here"
    """These words are about something that this hub has nothing for."""


@dataclass(frozen=True)
class Hit:
    """One thing found. ``score`` orders within its band; ``distance_km`` is None without a place; ``why`` is a key of the interface words."""

    type: str
    id: str
    score: int
    distance_km: float | None = None
    why: str | None = None


@dataclass(frozen=True)
class Answer:
    """A page of hits out of ``total``. ``facets``: field → value → how many it would find; ``about``: topics heard, surest first."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    place: str | None = None
    outcome: Outcome = Outcome.FOUND
    about: tuple[str, ...] = ()
    local: int = 0
    """How many of the services found serve this place or its town or region, not a whole nation."""
