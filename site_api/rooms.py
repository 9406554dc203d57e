"""A poll in a room: the big screen, opened and closed by the facilitator, and the batch that somebody enters for a group on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from site_api import fields, site
from site_api.ballots import IN_FORM, parts_of, read_code
from site_api.current import hub, parts, say
from site_api.errors import ApiError, Code, where
from site_api.found_polls import find_facts, find_poll, refuse_other_sites, refuse_unless_open
from site_api.pages import show
from site_api.poll_pages import begin, sealed
from site_api.poll_state import Said, State
from site_api.stamps import read_stamp
from site_api.store.schema import PEOPLE
from site_api.store.votes import Choice, CodeKind, Group
from site_api.voting import add, log
from waymark.audit import RULE, STEP
from waymark.qr import qr_code

blueprint = Blueprint("rooms", __name__)

TENS = 10
LARGEST_GROUP = 500
FEWEST_IN_GROUP = 2
DO = {"open": Said.OPEN, "close": Said.PAUSED}
COUNT = "count-"


@blueprint.route("/room/<poll_id>/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/room/<poll_id>/", methods=["GET", "POST"])
def show_room(poll_id: str, lang: str | None) -> Response:
    """The screen; with the facilitator's code it is opened or closed."""
    if not begin(lang):
        return site.show_file(request.path.lstrip("/"))
    find_facts(poll_id)
    if request.method == "GET":
        return _screen(poll_id)
    refuse_other_sites()
    sent = fields.read_sent()
    try:
        _steer(poll_id, sent)
    except ApiError as error:
        response = _screen(poll_id, message=error.message())
        response.status_code = error.status
        return response
    return _screen(poll_id)


def _steer(poll_id: str, sent: MultiDict[str, Any]) -> None:
    fields.refuse_unknown(sent, ("lang", "key", "stamp", "code", "do"))
    read_stamp(poll_id, sent.get("stamp"))
    if sent.get("do") not in DO:
        raise ApiError(Code.INVALID_VALUE, field="do", value="")
    mark = parts().secrets.code_mark(poll_id, read_code(sent))
    poll = find_poll(poll_id)
    if poll["state"] in (State.SOON, State.CLOSED):
        refuse_unless_open(poll_id, find_facts(poll_id))
    try:
        if not parts().votes.holds(poll_id, mark, CodeKind.ROOM):
            raise ApiError(Code.BAD_CODE, field="code")
        parts().closing.say(poll_id, DO[str(sent["do"])])
    except ApiError:
        raise
    except Exception as error:
        log.error("a room could not be opened or closed: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None
    parts().states.forget()


def _screen(poll_id: str, *, message: str | None = None) -> Response:
    poll = find_poll(poll_id)
    address = f"{hub().manifest['hub']['address']}{poll['form_action']}"
    return show(
        "message",
        "room.html",
        title=poll["title"],
        poll=poll,
        state=poll["state"],
        state_words=poll["state_words"],
        address=address.removeprefix("https://").removesuffix("/"),
        qr=qr_code(address),
        answered=answered_words(poll_id),
        action=request.path,
        sealed=sealed(poll_id),
        message=message,
    )


def answered_words(poll_id: str) -> str | None:
    """How many have answered, in full tens from thirty on; nothing before, and nothing when the store is away."""
    try:
        ballots = parts().votes.ballots(poll_id)
    except Exception as error:
        log.error("ballots could not be counted: %s", where(error))
        return None
    if ballots < RULE.fewest_answers:
        return None
    published = STEP * (
        (ballots + 2) // STEP
    )  # else the screen and the results together would tell more than either
    return say("answer_room_answered", count=published // TENS * TENS)


@blueprint.route("/p/<poll_id>/group/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/p/<poll_id>/group/", methods=["GET", "POST"])
def show_group(poll_id: str, lang: str | None) -> Response:
    """Scribe mode: one batch for a group, with a code that is good once."""
    if not begin(lang):
        return site.show_file(request.path.lstrip("/"))
    facts = find_facts(poll_id)
    if facts.get("cross"):
        raise ApiError(Code.NOT_FOUND)  # who chose what together can't be read off two tally sheets
    if request.method == "GET":
        return _sheet(poll_id, {})
    refuse_other_sites()
    sent = fields.read_sent()
    wrong: dict[str, str] = {}
    try:
        refuse_unless_open(poll_id, facts)
        read_stamp(poll_id, sent.get("stamp"))
        group = _read_group(poll_id, facts, sent, wrong)
        if group is not None:
            add(group)
            poll = find_poll(poll_id)
            return show("message", "thanks.html", title=poll["title"], poll=poll, counted=True, crisis=None)
        status, message = 400, None
    except ApiError as error:
        status, message = error.status, error.message()
        if error.field == "code":
            wrong["code"], message = error.extra or error.message(), None
    response = _sheet(poll_id, sent, message=message, errors=wrong)
    response.status_code = status
    return response


def _read_group(
    poll_id: str, facts: Mapping[str, Any], sent: MultiDict[str, Any], wrong: dict[str, str]
) -> Group | None:
    """The batch; None when something is ``wrong``, each problem beside its box."""
    names = {
        f"{COUNT}{IN_FORM}{stored}|{option}": Choice(stored, option)
        for stored, options, _ in parts_of(facts)
        for option in options
    }
    fields.refuse_unknown(sent, ("lang", "key", "stamp", "code", "size", *names))
    size = _whole(sent.get("size"), wrong, "size", least=FEWEST_IN_GROUP, most=LARGEST_GROUP)
    counts = {
        choice: _whole(sent.get(name), wrong, name.removeprefix(COUNT), least=0, most=LARGEST_GROUP)
        for name, choice in names.items()
    }
    for stored, options, several in parts_of(facts):
        here = [counts[Choice(stored, option)] for option in options]
        people = max(here) if several else sum(here)
        if people > size and not wrong:
            wrong[f"{IN_FORM}{stored}"] = say("answer_group_too_many", size=size)
        if any(here):
            counts[Choice(stored, PEOPLE)] = size if several else people
    if not any(counts.values()) and not wrong:
        wrong["size"] = say("answer_error_choose_any")
    mark = parts().secrets.code_mark(poll_id, read_code(sent))
    return None if wrong else Group(poll=poll_id, code=mark, size=size, counts=counts)


def _whole(given: object, wrong: dict[str, str], name: str, *, least: int, most: int) -> int:
    text = given.strip() if isinstance(given, str) else ""
    if not text and least == 0:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 4) or not least <= int(text) <= most:
        wrong[name] = say("answer_error_whole", least=least, most=most)
        return 0
    return int(text)


def _sheet(
    poll_id: str,
    sent: Mapping[str, Any],
    *,
    message: str | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    poll = find_poll(poll_id)
    values = {
        name.removeprefix(COUNT): text[:4]
        for name, text in sent.items()
        if name.startswith(COUNT) and isinstance(text, str)
    }
    return show(
        "message",
        "group.html",
        title=say("group_title"),
        poll=poll,
        action=request.path,
        sealed=sealed(poll_id, sent),
        values=values,
        errors=dict(errors or {}),
        message=message,
        size=str(sent.get("size") or "")[:4],
        code=str(sent.get("code") or "")[:30],
    )
