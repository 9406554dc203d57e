"""Polls: the question, one answer each, and what may be told of the counts. Never a row about anybody."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from site_api import fields
from site_api.ballots import SEVERAL, read_choices, read_key
from site_api.current import date_words, hub, language, parts, say
from site_api.errors import ApiError, Code, wants_page, where
from site_api.publish import Cell, State, Table, Told, publish
from site_api.store.schema import PEOPLE
from site_api.store.votes import Choice

log = logging.getLogger("waymark.api")

blueprint = Blueprint("polls", __name__)

OWN_SITE = ("same-origin", "none")


@blueprint.get("/api/v1/polls/<poll_id>")
def show_poll(poll_id: str) -> Response:
    """The question, and whether it can be answered today."""
    fields.read_fields(fields.LANG_ONLY)
    poll = find_poll(poll_id)
    return jsonify({**poll, "state": state(poll), "state_words": state_words(poll)})


@blueprint.post("/api/v1/polls/<poll_id>/answers")
def add_answer(poll_id: str) -> Response:
    """Adds one answer. A form is sent on to a page of thanks, a script gets JSON; a repeat is thanked and not counted."""
    refuse_other_sites()
    sent = fields.read_sent()
    fields.read_fields(fields.LANG_ONLY, sent=MultiDict({"lang": sent.getlist("lang")}))
    poll = find_poll(poll_id)
    try:
        refuse_unless_open(poll)
        key, choices = read_key(sent), read_choices(poll, sent)
        counted = _count(poll_id, key, choices)
    except ApiError as error:
        error.back = poll["url"]
        raise
    if wants_page():
        return redirect(f"{poll['url']}thanks/", code=303)
    return jsonify(
        {"counted": counted, "message": say("answer_poll_counted" if counted else "answer_poll_repeat")}
    )


@blueprint.get("/api/v1/polls/<poll_id>/results")
def show_results(poll_id: str) -> Response:
    """What may be told, once the poll has closed; before that, when it will be."""
    fields.read_fields(fields.LANG_ONLY)
    poll = find_poll(poll_id)
    if state(poll) != "closed":
        wait = say("answer_poll_results_wait", closes=date_words(_day(poll["closes"])))
        return jsonify({**_about(poll), "published": False, "message": wait, "questions": []})
    counts = _read_counts(poll_id)
    questions = [
        tell(question, counts.get(question["id"], {}), sensitive=hub().polls[poll_id]["sensitive"])
        for question in poll["questions"]
    ]
    return jsonify(
        {
            **_about(poll),
            "published": True,
            "message": say("answer_poll_results_thanks"),
            "questions": questions,
        }
    )


def find_poll(poll_id: str) -> Mapping[str, Any]:
    """The poll in the reader's language, or in the first that has it."""
    facts = hub().polls.get(poll_id)
    if facts is None:
        raise ApiError(Code.UNKNOWN_POLL, field="id", extra=fields.did_you_mean(poll_id, hub().polls))
    words = facts["words"]
    return words.get(language()) or next(iter(words.values()))


def state(poll: Mapping[str, Any]) -> str:
    """Whether it can be answered today: soon, open or closed. The closing day is the last one."""
    today = parts().today()
    if today < _day(poll["opens"]):
        return "soon"
    return "closed" if today > _day(poll["closes"]) else "open"


def state_words(poll: Mapping[str, Any]) -> str:
    """The same for people."""
    return say(
        f"poll_state_{state(poll)}",
        opens=date_words(_day(poll["opens"])),
        closes=date_words(_day(poll["closes"])),
    )


def refuse_unless_open(poll: Mapping[str, Any]) -> None:
    """An answer to a poll that is not open, or that asks for a code from a card, is not taken."""
    match state(poll):
        case "soon":
            raise ApiError(Code.POLL_NOT_OPEN, opens=date_words(_day(poll["opens"])))
        case "closed":
            raise ApiError(Code.POLL_CLOSED)
    if poll["one_answer"] == "code":
        raise ApiError(Code.POLL_NEEDS_CODE)


def refuse_other_sites() -> None:
    """Another site's page must not answer in a visitor's name.

    Our own pages send no referrer, so an old browser's form says ``Origin: null``; that one is believed.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    foreign = origin not in ("null", f"{request.scheme}://{request.host}", f"https://{request.host}")
    if (site and site not in OWN_SITE) or (not site and foreign):
        raise ApiError(Code.CROSS_SITE)


def _count(poll_id: str, key: bytes, choices: tuple[Choice, ...]) -> bool:
    try:
        return parts().votes.add(poll_id, parts().secrets.nullifier(poll_id, key), choices)
    except (SQLAlchemyError, OSError) as error:
        log.error("an answer could not be kept: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None


def _read_counts(poll_id: str) -> Mapping[str, Mapping[str, int]]:
    try:
        return parts().votes.counts(poll_id)
    except SQLAlchemyError as error:
        log.error("counts could not be read: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None


def tell(question: Mapping[str, Any], counts: Mapping[str, int], *, sensitive: bool) -> dict[str, Any]:
    """One question's results in words and rounded numbers; a raw count goes in and never comes out."""
    ordered = {option["id"]: counts.get(option["id"], 0) for option in question["options"]}
    table = publish(
        ordered, people=counts.get(PEOPLE, 0) if question["kind"] == SEVERAL else None, sensitive=sensitive
    )
    options = (
        [{**option, **_told(table.options[option["id"]])} for option in question["options"]]
        if table.options
        else []
    )
    return {
        "id": question["id"],
        "label": question["label"],
        "state": table.state,
        "total": table.total,
        "words": _table_words(table),
        "options": options,
    }


def _table_words(table: Table) -> str:
    match table.state:
        case State.TOO_FEW:
            return say("answer_poll_results_too_few")
        case State.SAME:
            return say("answer_poll_results_same")
    return say("answer_poll_results_shown", total=table.total)


def _told(told: Told) -> dict[str, Any]:
    words = (
        say("answer_poll_results_about", count=told.count)
        if told.cell is Cell.SHOWN
        else say(f"answer_poll_results_{told.cell}")
    )
    return {"count": told.count, "percent": told.percent, "words": words}


def _about(poll: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": poll["id"],
        "title": poll["title"],
        "url": poll["url"],
        "example": poll["example"],
        "state": state(poll),
        "state_words": state_words(poll),
    }


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
