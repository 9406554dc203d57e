"""How often nothing was found, by week, topic and place. A counter: no words, no time finer than a week, no order."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from site_api.store.weekly import KEPT_WEEKS, WeeklyCounts, week, weekly_table, weeks_before

__all__ = ["KEPT_WEEKS", "Gap", "Gaps", "Kind", "week", "weeks_before"]

gap = weekly_table("gap", "topic")
"""``period`` is an ISO week such as 2026-W47, ``place`` empty when nobody said where."""


class Kind(StrEnum):
    """In which way a search failed."""

    NOTHING_HERE = "nothing-here"
    """These words are about something that the hub has nothing for."""
    NOTHING_FITS = "nothing-fits"
    """The hub knows the topic; the wishes leave nothing."""
    NOTHING_NEAR = "nothing-near"
    """Something was found, but no service of the place or its town or region."""


@dataclass(frozen=True)
class Gap:
    """What is counted of one failed search."""

    period: str
    topic: str
    place: str
    kind: Kind


class Gaps(WeeklyCounts):
    """The table of gaps in one store."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, gap)
