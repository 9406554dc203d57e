"""Polls as pages that the server makes: the short address on cards, the way of browsers without scripts, and frames in other sites.

Each page holds a fresh key and stamp, so that a reload or a second tap counts once. Whatever goes wrong, the form comes back as it
was filled in, with what to do.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request
from werkzeug.datastructures import MultiDict

from site_api import fields, site
from site_api.ballots import KEY_BYTES, filled_in, read_key
from site_api.current import hub, speak
from site_api.errors import ApiError, Code
from site_api.found_polls import find_poll, refuse_other_sites
from site_api.pages import render, show
from site_api.poll_state import State
from site_api.stamps import make_stamp
from site_api.store.votes import Outcome
from site_api.voting import Cast, cast

blueprint = Blueprint("poll_pages", __name__)

WAIT = 5
"""Seconds to wait, for a browser without scripts among very many."""
NOT_NOW = (Code.POLL_CLOSED, Code.POLL_NOT_OPEN, Code.ROOM_CLOSED)
REFUSED = (Code.CROSS_SITE, Code.UNKNOWN_POLL)
"""Told as errors: there is no form to give back."""
WHY = {
    Code.STAMP_MISSING: "confirm",
    Code.STAMP_EARLY: "wait",
    Code.PROOF_NEEDED: "wait",
    Code.STORE_UNAVAILABLE: "again",
}
"""Why the form comes back; anything else is an error that its sentence tells."""


@blueprint.route("/p/<poll_id>/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/p/<poll_id>/", methods=["GET", "POST"])
def show_form(poll_id: str, lang: str | None) -> Response:
    """The poll's form, or what became of the one that was sent."""
    if not begin(lang):
        return site.show_file(request.path.lstrip("/"))
    if request.method == "GET":
        return _asked_first_but_kept(_page(poll_id, {}))
    refuse_other_sites()
    sent = fields.read_sent()
    try:
        done = cast(poll_id, sent)
    except ApiError as error:
        return _give_back(poll_id, sent, error, _page)
    return _thank(poll_id, done)


@blueprint.route("/embed/polls/<poll_id>/", methods=["GET", "POST"])
def show_frame(poll_id: str) -> Response:
    """The same, small, for a frame in another site. Only this page may be framed."""
    asked = request.args.get("lang") or request.form.get("lang")
    speak(asked or hub().default_language)
    g.framed = True
    if request.method == "GET":
        return _asked_first_but_kept(_frame(poll_id, {}))
    refuse_other_sites()
    sent = fields.read_sent()
    try:
        done = cast(poll_id, sent)
    except ApiError as error:
        return _give_back(poll_id, sent, error, _frame)
    return _frame(poll_id, {"counted": done.outcome is Outcome.COUNTED, "noticed": done.noticed})


def _asked_first_but_kept(response: Response) -> Response:
    """An empty form may be kept: the back button then brings the same key, so that sending again counts once. A new visit asks anew."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def begin(lang: str | None) -> bool:
    """Answers in the language of the address; False when it is none of the hub's."""
    if lang is not None and lang not in hub().languages:
        return False
    speak(lang or hub().default_language)
    return True


def sealed(poll_id: str, sent: Mapping[str, Any] | None = None, *, wait: int = 0) -> dict[str, str]:
    """A key and a stamp for a form. A key that came is kept: the same answer sent again counts once."""
    try:
        key = read_key(MultiDict(sent or {}))
    except ApiError:
        key = secrets.token_bytes(KEY_BYTES)
    return {"key": key.hex(), "stamp": make_stamp(poll_id, wait=wait)}


def _page(poll_id: str, facts: Mapping[str, Any]) -> Response:
    poll = find_poll(poll_id)
    given = {"why": None, "sealed": sealed(poll_id), "crisis": _crisis(facts.get("noticed")), **facts}
    template = "poll.html" if poll["state"] == State.OPEN else "poll-closed.html"
    return show("message", template, title=poll["title"], poll=poll, **_state(poll), **given)


def _frame(poll_id: str, facts: Mapping[str, Any]) -> Response:
    poll = {**find_poll(poll_id), "private_url": None}  # our other pages can't be shown in a frame
    action = f"/embed/polls/{poll_id}/"
    given = {"why": None, "sealed": sealed(poll_id), "crisis": _crisis(facts.get("noticed")), **facts}
    return make_response(render("embed.html", poll=poll, action=action, **_state(poll), **given))


def _state(poll: Mapping[str, Any]) -> dict[str, Any]:
    return {"state": poll["state"], "state_words": poll["state_words"]}


def _thank(poll_id: str, done: Cast) -> Response:
    """On to the page of thanks, so that a reload sends nothing again; help itself where the words call for it, and for a repeat the truth."""
    poll = find_poll(poll_id)
    counted = done.outcome is Outcome.COUNTED
    if counted and done.noticed is None and done.comment_kept is not False:
        return redirect(f"{poll['url']}thanks/", code=303)
    return show(
        "message",
        "thanks.html",
        title=poll["title"],
        poll=poll,
        counted=counted,
        crisis=_crisis(done.noticed),
        comment_kept=done.comment_kept,
    )


def _crisis(noticed: Any) -> dict[str, Any] | None:
    return noticed.to_dict() if noticed else None


def _give_back(poll_id: str, sent: MultiDict[str, Any], error: ApiError, page: Any) -> Response:
    """The form as it was filled in, with what to do. Nothing that somebody wrote is lost."""
    if error.code in REFUSED:
        raise error
    why = WHY.get(error.code, "error")
    seal = sealed(poll_id, sent, wait=WAIT if error.code is Code.PROOF_NEEDED else 0)
    if error.code is Code.STAMP_EARLY:
        seal["stamp"] = str(sent.get("stamp"))  # its time runs already
    response = page(
        poll_id,
        {
            "why": None if error.code in NOT_NOW else why,
            "message": _sentence(error),
            "sealed": seal,
            "chosen": filled_in(find_poll(poll_id), sent),
            "comment": _text(sent, "comment"),
            "code": _text(sent, "code"),
            "noticed": error.noticed,
            "wait": WAIT,
        },
    )
    response.status_code = 200 if error.code is Code.STAMP_MISSING else error.status
    return response


def _sentence(error: ApiError) -> str:
    """What to do, for people: they see the form, so the name of a field would only puzzle them."""
    return (
        error.extra
        if error.code in (Code.MISSING_FIELD, Code.INVALID_VALUE) and error.extra
        else error.message()
    )


def _text(sent: MultiDict[str, Any], name: str) -> str:
    given = sent.get(name)
    return given if isinstance(given, str) else ""
