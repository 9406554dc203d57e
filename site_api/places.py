"""Places: an outward postcode or a name becomes a place, with what lies around it and its front door."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.current import hub, in_language, language, say
from site_api.errors import ApiError, Code
from waymark.text import fold

blueprint = Blueprint("places", __name__)


@dataclass(frozen=True, kw_only=True)
class Here:
    """Where a request is asked from: a place and all around it, or only the nation whose numbers to show."""

    place: str | None = None
    chain: tuple[str, ...] = ()
    nation: str
    named: bool = False
    """Whether somebody said where they are; otherwise a place in their words may say it."""


@blueprint.get("/api/v1/places")
def list_places() -> Response:
    """Every place of the hub, or with ``near`` the one that a postcode or name lies in."""
    asked = fields.read_fields(fields.PLACES)
    if asked["near"] is None:
        return jsonify({"places": [told(id) for id in hub().places.records]})
    found = hub().places.find(asked["near"])
    if found is None:
        raise ApiError(Code.UNKNOWN_PLACE, field="near", extra=near_names(asked["near"]))
    return jsonify(told(found))


@blueprint.get("/api/v1/places/<place_id>")
def show_place(place_id: str) -> Response:
    """One place by its id."""
    fields.read_fields(fields.LANG_ONLY)
    if place_id not in hub().places.records:
        raise ApiError(Code.UNKNOWN_PLACE, field="id", extra=near_names(place_id))
    return jsonify(told(place_id))


def locate(asked: Mapping[str, Any]) -> Here:
    """Where ``place`` or ``outcode`` says somebody is; nowhere in particular means the reader's own nation."""
    typed = asked.get("place") or asked.get("outcode")
    if not typed:
        return Here(nation=home_nation())
    places = hub().places
    nation, found = places.nation_of(typed), places.find(typed)
    if nation is None:
        field = "place" if asked.get("place") else "outcode"
        raise ApiError(
            Code.INVALID_VALUE,
            field=field,
            value="",
            extra=f"{say('answer_error_unknown_place')} {near_names(typed)}",
        )
    return here_at(found) if found else Here(nation=nation, named=True)


def here_at(place_id: str) -> Here:
    """A place of the hub, with all around it."""
    places = hub().places
    return Here(place=place_id, chain=places.chain(place_id), nation=places.nation(place_id), named=True)


def home_nation() -> str:
    """The nation whose help is shown when nobody said where they are."""
    return str(hub().manifest["hub"]["home_nation"][language()])


def near_names(typed: str) -> str:
    """A sentence with names that look like what was typed, or what else to try. Never what was typed: it may be an address."""
    names = {
        fold(name): in_language(record["name"])
        for id, record in hub().places.records.items()
        for name in (id, *record["name"].values())
    }
    near = get_close_matches(fold(typed[:100]), names, n=3, cutoff=0.6)
    return (
        say("answer_error_near_places", near=", ".join(dict.fromkeys(names[name] for name in near)))
        if near
        else say("answer_error_try_places")
    )


def told(place_id: str) -> dict[str, Any]:
    """A place in the reader's language, with what is around it, what is inside it, and its front door."""
    places, record = hub().places, hub().places.records[place_id]
    return {
        **(link(place_id) or {}),
        "type": record["type"],
        "nation": record["nation"],
        "parents": [link(parent) for parent in places.chain(place_id)[1:]],
        "children": [link(child) for child in places.children(place_id)],
        "front_door": _front_door(record["front_door"]),
        "outcodes": list(record["outcodes"]),
        "starter": record["starter"],
        "unchecked": record["check"]["state"] != "checked",
    }


def _front_door(door: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if door is None:
        return None
    card = hub().cards[language()]["service"].get(door["service"] or "")
    return {
        "words": in_language(door["words"]),
        "service": {"title": card["title"], "url": card["url"]} if card else None,
    }


def link(place_id: str | None) -> dict[str, Any] | None:
    """A place's id, name and page."""
    if place_id is None:
        return None
    record = hub().places.records[place_id]
    return {"id": place_id, "name": in_language(record["name"]), "url": (record["url"] or {}).get(language())}
