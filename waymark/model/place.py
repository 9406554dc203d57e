"""Places nest: neighbourhood < town or borough < region < nation < state."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import STRICT, Check, Hint, Line, Slug, Words


class PlaceType(StrEnum):
    """How large a place is, from small to large."""

    NEIGHBOURHOOD = "neighbourhood"
    TOWN = "town"
    BOROUGH = "borough"
    REGION = "region"
    COUNTY = "county"
    NATION = "nation"
    STATE = "state"


class Nation(StrEnum):
    """ISO 3166 codes of the nations we know; the nation decides emergency numbers and bank holidays."""

    ENGLAND = "GB-ENG"
    WALES = "GB-WLS"
    SCOTLAND = "GB-SCT"
    NORTHERN_IRELAND = "GB-NIR"
    UNITED_KINGDOM = "GB"
    DENMARK = "DK"


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The named way in that a place gives to somebody who does not know whom to ask."""

    __pydantic_config__ = STRICT
    service: Annotated[Slug | None, Hint("The id of the service that is the front door.")] = None
    words: Annotated[
        Words,
        Hint("One or two sentences: who, where, how. If nobody is known, say so and who was asked, when."),
    ]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place, as data. Its children and its services are found, not listed."""

    __pydantic_config__ = STRICT
    id: Slug
    name: Annotated[Words, Hint("The name that people there use.")]
    type: PlaceType
    inside: Annotated[Slug | None, Hint("The id of the next larger place; empty only for a state.")] = None
    nation: Nation
    outcodes: Annotated[
        tuple[str, ...],
        Hint("Outward postcodes (Denmark: whole postcodes) mostly inside it.", example=["FY7"]),
    ] = ()
    also_called: Annotated[tuple[Line, ...], Hint("Other names people type: 'the Fylde'.")] = ()
    lat: Annotated[float | None, Hint("Latitude of its middle, in degrees (WGS 84).", ge=-90, le=90)] = None
    lng: Annotated[float | None, Hint("Longitude of its middle, in degrees (WGS 84).", ge=-180, le=180)] = (
        None
    )
    front_door: FrontDoor | None = None
    starter: Annotated[bool, Hint("true while the place has only its first facts.")] = False
    check: Check = Check()
