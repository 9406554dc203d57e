"""Polls for scripts: the question, a stamp, one answer each. Never a row about anybody."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from site_api import fields
from site_api.current import parts, say
from site_api.errors import ApiError
from site_api.found_polls import find_facts, find_poll, refuse_other_sites, refuse_unless_open
from site_api.proofs import make_challenge
from site_api.stamps import make_stamp
from site_api.store.votes import Outcome
from site_api.voting import Cast, cast

__all__ = ["blueprint", "refuse_other_sites"]

blueprint = Blueprint("polls", __name__)


@blueprint.get("/api/v1/polls/<poll_id>")
def show_poll(poll_id: str) -> Response:
    """The question, and whether it can be answered now."""
    fields.read_fields(fields.LANG_ONLY)
    return jsonify(find_poll(poll_id))


@blueprint.get("/api/v1/polls/<poll_id>/stamp")
def show_stamp(poll_id: str) -> Response:
    """What a form needs beside the answer: a stamp, and a challenge while this network sends very many answers."""
    fields.read_fields(fields.LANG_ONLY)
    facts = find_facts(poll_id)
    refuse_unless_open(poll_id, facts)
    proof = make_challenge(poll_id) if parts().crowds.look(request) else None
    return jsonify({"stamp": make_stamp(poll_id), "proof": proof})


@blueprint.post("/api/v1/polls/<poll_id>/answers")
def add_answer(poll_id: str) -> Response:
    """Adds one answer. A repeat with the same key is thanked and not counted."""
    refuse_other_sites()
    sent = fields.read_sent()
    speak_as_asked(sent)
    try:
        done = cast(poll_id, sent)
    except ApiError as error:
        error.back = _page_of(poll_id)
        raise
    return jsonify(told(done))


def told(done: Cast) -> dict[str, Any]:
    """What a script is told of its answer. Words that call for help get it here too."""
    counted = done.outcome is Outcome.COUNTED
    return {
        "counted": counted,
        "message": say("answer_poll_counted" if counted else "answer_poll_repeat"),
        "comment_kept": done.comment_kept,
        "crisis": done.noticed.to_dict() if done.noticed else None,
    }


def speak_as_asked(sent: MultiDict[str, Any]) -> None:
    """Answers in the language that was sent, and refuses one that the hub doesn't speak."""
    fields.read_language(sent)


def _page_of(poll_id: str) -> str | None:
    """The poll's page, for the way back from an error; None where there is no such poll."""
    try:
        return str(find_poll(poll_id)["url"])
    except ApiError:
        return None
