"""Somewhere a person can go for help: the record behind a service page, a card, a search result and the feed."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import (
    STRICT,
    Ages,
    Check,
    Grade,
    Hint,
    Hours,
    Line,
    Slug,
    Source,
    Title,
    WebAddress,
)
from waymark.model.topic import NeedKey


class Kind(StrEnum):
    """What sort of help it is."""

    CRISIS = "crisis"
    CRISIS_CAFE = "crisis-cafe"
    HELPLINE = "helpline"
    TEXT_CHAT = "text-chat"
    COUNSELLING = "counselling"
    NHS_TEAM = "nhs-team"
    DAY_PROGRAMME = "day-programme"
    SCHOOL_SUPPORT = "school-support"
    DROP_IN = "drop-in"
    PEER_GROUP = "peer-group"
    MENTORING = "mentoring"
    ACTIVITY = "activity"
    COURSE = "course"
    SELF_HELP = "self-help"
    DIRECTORY = "directory"
    PRACTICAL = "practical"
    FAMILY_SUPPORT = "family-support"
    ADVICE = "advice"


class How(StrEnum):
    """The form the help takes."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    TEXT = "text"
    CHAT = "chat"
    EMAIL = "email"
    VIDEO = "video"
    ONLINE = "online"


class ServiceCost(StrEnum):
    """What it costs to use."""

    FREE = "free"
    PAID = "paid"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Referral(StrEnum):
    """Who can ask for it."""

    SELF = "self"
    PARENT = "parent"
    SCHOOL = "school"
    GP = "gp"
    PROFESSIONAL = "professional"
    HOSPITAL = "hospital"


class Interest(StrEnum):
    """What people like doing."""

    SPORT = "sport"
    ART = "art"
    MUSIC = "music"
    GAMING = "gaming"
    OUTDOORS = "outdoors"
    ANIMALS = "animals"
    FAITH = "faith"
    MAKING = "making"


class YesNo(StrEnum):
    """A fact that may be unknown, and then says so."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Whether it is running."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long people wait, only ever from a published source."""

    __pydantic_config__ = STRICT
    days: Annotated[int, Hint("Typical wait in days.", ge=0, le=2000)]
    target_days: Annotated[int | None, Hint("The provider's own target, in days.", ge=0, le=2000)] = None
    as_of: Annotated[
        str, Hint("When that was true: 2026-05 or 2026-05-01.", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    ]
    source: Line


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service. The words below the facts are its page; the numbers come from the contacts registry."""

    __pydantic_config__ = STRICT
    title: Annotated[Title, Hint("The name that people know.")]
    summary: Annotated[Line, Hint("One plain sentence: what it is and for whom.")]
    provider: Annotated[Line, Hint("The organisation that runs it.")]
    contacts: Annotated[tuple[Slug, ...], Hint("Ids from the contacts registry, best first.")] = ()
    no_contact: Annotated[Line | None, Hint("If there is no public contact: how people get in instead.")] = (
        None
    )
    kinds: Annotated[tuple[Kind, ...], Hint("What sort of help it is.", min_length=1)]
    topics: Annotated[tuple[Slug, ...], Hint("Topic slugs, the main one first.", min_length=1)]
    needs: Annotated[tuple[NeedKey, ...], Hint("THRIVE groupings it answers.", min_length=1)]
    who: Annotated[Line, Hint("Who it is for, in plain words.")]
    ages: Ages = Ages()
    area: Annotated[
        tuple[Slug, ...],
        Hint("Ids of the places it serves; nobody outside them is sent there.", min_length=1),
    ]
    how: Annotated[tuple[How, ...], Hint("The form the help takes.", min_length=1)]
    cost: ServiceCost = ServiceCost.UNKNOWN
    cost_note: Line | None = None
    referral: Annotated[tuple[Referral, ...], Hint("Who can ask for it. Empty: not known.")] = ()
    diagnosis_needed: YesNo = YesNo.UNKNOWN
    get_in: Annotated[Line, Hint("How to start, in one sentence.")]
    next_steps: Annotated[
        tuple[Line, ...], Hint("What happens next, at most five steps. Empty: not known.", max_length=5)
    ] = ()
    wait: Annotated[
        Wait | None, Hint("Leave out when the provider does not publish it: the page says so.")
    ] = None
    first_reply_days: Annotated[
        int | None, Hint("Days until the first reply, from a source.", ge=0, le=365)
    ] = None
    length: Annotated[Line | None, Hint("How long the help lasts.")] = None
    safe: Annotated[Line | None, Hint("How people are kept safe there, from a source.")] = None
    private: Annotated[
        Line | None, Hint("Who gets told, as the provider says it. Leave out when not known.")
    ] = None
    come_back: YesNo = YesNo.UNKNOWN
    hours: Hours = Hours()
    interests: Annotated[
        tuple[Interest, ...], Hint("What people do or share there, for those who search by what they like.")
    ] = ()
    languages: tuple[str, ...] = ("en",)
    step_free: Annotated[YesNo, Hint("Whether somebody in a wheelchair gets in without steps.")] = (
        YesNo.UNKNOWN
    )
    venue: Annotated[
        Line | None, Hint("What sort of place it is, where that isn't a clinic: a football club, a theatre.")
    ] = None
    last_day: Annotated[
        dt.date | None, Hint("The last day of a course or an event. Afterwards it is left out by itself.")
    ] = None
    address: Annotated[Line | None, Hint("Street and outward postcode of the door, if there is one.")] = None
    outcode: Annotated[str | None, Hint("Outward postcode of the door, for distance.")] = None
    web: WebAddress | None = None
    status: Status = Status.OPEN
    used_to_be: Annotated[tuple[Line, ...], Hint("Old names, so that a search for one still finds it.")] = ()
    grade: Grade
    to_check: Annotated[
        tuple[Line, ...], Hint("What an editor must find out before this can be trusted.")
    ] = ()
    sources: Annotated[tuple[Source, ...], Hint("Where the facts come from.", min_length=1)]
    check: Check = Check()
