"""The polls of the build in hand: their facts, their words in the reader's language, and whether they can be answered today."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import request

from site_api import fields
from site_api.current import date_words, hub, language, parts, say
from site_api.errors import ApiError, Code
from site_api.poll_state import State, find_state

OWN_SITE = ("same-origin", "none")


def find_facts(poll_id: str) -> Mapping[str, Any]:
    """What holds for a poll in every language. Raises unknown-poll, with the name it was perhaps meant to be."""
    facts = hub().polls.get(poll_id)
    if facts is None:
        raise ApiError(Code.UNKNOWN_POLL, field="id", extra=fields.did_you_mean(poll_id, hub().polls))
    return facts


def in_words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A poll's words in the reader's language, or in the first that has it, as the build knew it."""
    words = facts["words"]
    return words.get(language()) or next(iter(words.values()))


def find_poll(poll_id: str) -> dict[str, Any]:
    """The same with its state of today."""
    facts = find_facts(poll_id)
    poll = in_words(facts)
    return {**poll, "state": str(state(poll_id, facts)), "state_words": state_words(poll_id, facts)}


def state(poll_id: str, facts: Mapping[str, Any]) -> State:
    """Whether it can be answered now."""
    return find_state(facts, parts().states.said(poll_id), parts().today())


def state_words(poll_id: str, facts: Mapping[str, Any]) -> str:
    """The same for people."""
    return say(
        f"poll_state_{state(poll_id, facts)}",
        opens=date_words(dt.date.fromisoformat(facts["opens"])),
        closes=date_words(dt.date.fromisoformat(facts["closes"])),
    )


def refuse_unless_open(poll_id: str, facts: Mapping[str, Any]) -> None:
    """An answer to a poll that is not open is not taken."""
    match state(poll_id, facts):
        case State.SOON:
            raise ApiError(Code.POLL_NOT_OPEN, opens=date_words(dt.date.fromisoformat(facts["opens"])))
        case State.CLOSED:
            raise ApiError(Code.POLL_CLOSED)
        case State.WAITING:
            raise ApiError(Code.ROOM_CLOSED)


def refuse_other_sites() -> None:
    """Another site's page must not answer in a visitor's name.

    Our own pages send no referrer, so an old browser's form says ``Origin: null``; that one is believed.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    foreign = origin not in ("null", f"{request.scheme}://{request.host}", f"https://{request.host}")
    if (site and site not in OWN_SITE) or (not site and foreign):
        raise ApiError(Code.CROSS_SITE)
