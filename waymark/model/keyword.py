"""A word that an area agreed with its young people; typing it reaches help where they live."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from waymark.model.shared import STRICT, Check, Hint, Line, Slug, Words


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """One keyword. A miss is answered with help too, so that a word is never a condition for help."""

    __pydantic_config__ = STRICT
    word: Annotated[str, Hint("Capital letters, safe if seen over a shoulder.", pattern=r"^[A-ZÆØÅ]{4,16}$")]
    area: Annotated[tuple[Slug, ...], Hint("Places that use it.", min_length=1)]
    contacts: Annotated[
        tuple[Slug, ...], Hint("Registry ids it leads to; national help is always added.", min_length=1)
    ]
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
    made_with: Annotated[Line, Hint("Who chose it, when, and how.")]
    check: Check = Check()
