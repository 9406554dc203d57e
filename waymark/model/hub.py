"""The hub's manifest: what this hub is called, which places, topics and languages it carries."""

from dataclasses import dataclass
from typing import Annotated

from waymark.model.shared import STRICT, Hint, Line, Slug, WebAddress, Words


@dataclass(frozen=True, kw_only=True)
class Hub:
    """One hub. Adopting Waymark begins by writing this file."""

    __pydantic_config__ = STRICT
    name: Annotated[Line, Hint("The hub's name.")]
    tagline: Words
    address: Annotated[WebAddress, Hint("Where the hub will live, without a slash at the end.")]
    languages: Annotated[
        tuple[str, ...], Hint("Language codes; the first one is served at the root.", min_length=1)
    ]
    places: Annotated[
        tuple[Slug, ...], Hint("The places it serves; all places inside them come along.", min_length=1)
    ]
    topics: Annotated[tuple[Slug, ...], Hint("Topic slugs it carries. Empty: all of them.")] = ()
    always_contacts: Annotated[
        dict[str, tuple[Slug, ...]],
        Hint("For each nation, the registry ids of the strip that is on every page."),
    ]
    unknown_place_contacts: Annotated[
        dict[str, tuple[Slug, ...]], Hint("For each language, the strip's ids when no place is chosen.")
    ]
    home_nation: Annotated[
        dict[str, str], Hint("For each language, the nation whose help is shown when no place is chosen.")
    ]
    exit_to: Annotated[WebAddress, Hint("Where 'Exit this page' goes. No query string.")]
    owner: Annotated[Line, Hint("The organisation that answers for the hub.")]
    feedback_contact: Annotated[Slug | None, Hint("A registry id for faults and complaints.")] = None
