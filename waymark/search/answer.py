"""What search is asked and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Hit:
    """One thing found. ``score`` orders; ``distance_km`` is None without a place; ``why`` is a key of the interface words."""

    type: str
    id: str
    score: float
    distance_km: float | None = None
    why: str | None = None


@dataclass(frozen=True)
class Answer:
    """A page of hits out of ``total``. ``facets``: field → value → how many of all hits have it."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    place: str | None = None
