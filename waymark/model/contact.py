"""The contacts registry: the one place where a phone number, a text number or an e-mail address stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import (
    STRICT,
    Ages,
    Check,
    ForWhom,
    Grade,
    Hint,
    Hours,
    Line,
    Slug,
    Source,
    WebAddress,
    Words,
)


class ChannelType(StrEnum):
    """How somebody can be reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    WEB = "web"
    EMAIL = "email"
    VIDEO = "video"
    VISIT = "visit"


class Cost(StrEnum):
    """What reaching them costs the person who asks."""

    FREE = "free"
    STANDARD = "standard"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    """How fast this contact is for: emergency (999, 112), urgent (crisis lines), talk (listening and advice)."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    TALK = "talk"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One way to reach a contact."""

    __pydantic_config__ = STRICT
    type: ChannelType
    value: Annotated[
        str,
        Hint(
            "A number in quotes and spaced as the owner writes it, an e-mail or a full web address; for a visit, the street address.",
            min_length=1,
        ),
    ]
    word: Annotated[str | None, Hint("The word to text, if any.", example="SHOUT")] = None
    note: Annotated[Words | None, Hint("What to know first: 'choose the mental health option'.")] = None
    cost: Cost = Cost.UNKNOWN
    on_bill: Annotated[bool | None, Hint("Does it show on a phone bill? Leave out when not known.")] = None
    hours: Annotated[Hours | None, Hint("Only where this channel's hours differ from the contact's.")] = None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who answers. Everything that dials on the hub comes from here."""

    __pydantic_config__ = STRICT
    id: Slug
    name: Line
    about: Annotated[Words, Hint("One plain line: who answers.")]
    what_happens: Annotated[
        Words | None,
        Hint("What happens when you call, text or go. Needed when urgency is emergency or urgent."),
    ] = None
    private: Annotated[Words | None, Hint("Who gets told, in plain words, only as the owner says it.")] = None
    urgency: Urgency = Urgency.TALK
    categories: Annotated[
        tuple[str, ...],
        Hint("Crisis categories this contact is a first choice for.", example=["crisis_suicide"]),
    ] = ()
    for_whom: Annotated[tuple[ForWhom, ...], Hint("self, friend, parent")] = (ForWhom.SELF,)
    ages: Ages = Ages()
    area: Annotated[tuple[Slug, ...], Hint("Ids of the places it serves.", min_length=1)]
    languages: Annotated[tuple[str, ...], Hint("Language codes; bsl for British Sign Language.")] = ("en",)
    channels: Annotated[tuple[Channel, ...], Hint("The ways in, best first.", min_length=1)]
    hours: Hours = Hours()
    official_url: WebAddress | None = None
    grade: Grade
    sources: tuple[Source, ...] = ()
    check: Check = Check()
