"""A word that an area agreed with its young people; typing it reaches help where they live."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import STRICT, Check, Hint, Line, Slug, Words


class ChosenBy(StrEnum):
    """Who chose a word, told truthfully."""

    YOUNG_PEOPLE = "young-people"
    TOGETHER = "together"
    WORKERS = "workers"
    DEVELOPERS = "developers"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """One keyword. A miss is answered with help too, so that a word is never a condition for help."""

    __pydantic_config__ = STRICT
    word: Annotated[str, Hint("Capital letters, safe if seen over a shoulder.", pattern=r"^[A-ZÆØÅ]{4,16}$")]
    area: Annotated[tuple[Slug, ...], Hint("Places that use it.", min_length=1)]
    contacts: Annotated[
        tuple[Slug, ...], Hint("Registry ids it leads to; national help is always added.", min_length=1)
    ]
    text_to: Annotated[
        Slug | None, Hint("The registry id of the contact whose text number the word is sent to, if it is.")
    ] = None
    what_happens: Words
    everyday: Annotated[
        bool, Hint("true when people also use the word for other things: then it must stand alone.")
    ] = False
    example: Annotated[bool, Hint("true for words made up to show how this works; shown as an example.")] = (
        False
    )
    starts: dt.date
    ends: dt.date | None = None
    owner: Annotated[Line, Hint("The role that answers for it.")]
    chosen_by: Annotated[
        ChosenBy, Hint("Who chose the word: people read it. unknown where its owner doesn't say.")
    ]
    chosen_on: Annotated[
        str | None,
        Hint(
            "When it was chosen, as exactly as it is known: 2026 or 2026-11, in quotes; null where nobody says.",
            pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        ),
    ]
    made_with: Annotated[Line, Hint("How it was chosen, and where that is written.")]
    check: Check = Check()
