"""Did this help? One tap a page, and if somebody likes one thing to keep and one to change. Nobody types anything.

Taps are counted as a poll that each quarter has by itself: the same store, the same rule, published only when the quarter is over.
"""

import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from site_api import fields, site
from site_api.ballots import KEY, KEY_BYTES, read_key
from site_api.current import Parts, hub, language, parts, say, shared, speak
from site_api.errors import ApiError, Code, where
from site_api.found_polls import refuse_other_sites
from site_api.pages import show
from site_api.store.schema import PEOPLE
from site_api.store.votes import Ballot, Choice, Outcome
from site_api.store.weekly import Count, Signal, week
from waymark.bundle import Bundle

log = logging.getLogger("waymark.api")

blueprint = Blueprint("helped", __name__)

ANSWERS = ("yes", "a-bit", "no")
KEEP, CHANGE = "keep", "change"
FEWEST = 30
"""Pages with fewer answers are not even named in a quarter's numbers: that a page was answered at all is a small count too."""
LONGEST_NAME = 90
"""Letters of a page's name in the store, which has room for 100 with ":change" behind it."""
FOLDERS = {"guides": ("resource", ""), "topics": ("resource", "topic-"), "services": ("service", "")}
"""Folder of a page → the type of its card, and what its card's id begins with."""
POLL = "helped-"
_POLL = re.compile(POLL + r"(\d{4})-q([1-4])")


def _options(group: str) -> list[str]:
    return [option["id"] for option in (shared().get("feedback") or {}).get(group, ())]


PAGE = fields.Field(name="page", about="The id of a page: guides/panic.", words=True)
HELPED = (
    PAGE,
    fields.Field(name="answer", about="Whether the page helped.", choices=ANSWERS, in_address=False),
    fields.Field(name=KEEP, about="What should stay.", known=lambda: _options(KEEP), in_address=False),
    fields.Field(name=CHANGE, about="What should change.", known=lambda: _options(CHANGE), in_address=False),
    fields.Field(**{**vars(KEY), "in_address": False}),
    fields.LANG,
)
SHOWN = (PAGE, fields.Field(name="done", about="Everything was said.", choices=("1",)), fields.LANG)


@blueprint.post("/api/v1/helped")
def add_tap() -> Response:
    """Counts a tap, or what to keep and to change. The same key sent again is thanked and counted once."""
    refuse_other_sites()
    sent, asked, card = _read()
    try:
        counted = count(asked, sent)
    except ApiError as error:
        error.back = card["url"]
        raise
    return jsonify(
        {"counted": counted, "message": say("helped_thanks" if asked["answer"] else "helped_done")}
    )


@blueprint.route("/helped/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/helped/", methods=["GET", "POST"])
def show_helped(lang: str | None) -> Response:
    """The same for browsers without scripts. What was sent is answered with the way to a page that a reload doesn't send again."""
    if lang is not None and lang not in hub().languages:
        if request.method == "POST":
            raise ApiError(Code.METHOD_NOT_ALLOWED)
        return site.show_file(request.path.lstrip("/"))
    speak(lang or hub().default_language)
    if request.method == "GET":
        return _page()
    refuse_other_sites()
    sent, asked, card = _read()
    try:
        count(asked, sent)
    except ApiError as error:
        error.back = card["url"]
        raise
    said = {"page": asked["page"], **({} if asked["answer"] else {"done": "1"})}
    return redirect(f"{shared()['home_url']}helped/?{urlencode(said)}", code=303)


def _read() -> tuple[MultiDict[str, Any], dict[str, Any], Mapping[str, Any]]:
    """What was sent, its checked values, and the page that it is about."""
    sent = fields.read_sent()
    asked = fields.read_fields(HELPED, sent=sent)
    card = find_page(asked["page"])
    if not any(asked[name] for name in ("answer", KEEP, CHANGE)):
        raise ApiError(
            Code.MISSING_FIELD, field="answer", extra=say("answer_helped_choose"), back=card["url"]
        )
    return sent, asked, card


def _page() -> Response:
    """Thanks, and what somebody could add: a form with a key of its own, so that sending it twice counts once."""
    asked = fields.read_fields(SHOWN)
    card = find_page(asked["page"])
    key = read_key(MultiDict()).hex()
    page = {"id": asked["page"], "title": card["title"], "url": card["url"], "lang": card["lang"]}
    feedback = None if asked["done"] else shared().get("feedback")
    title = say("answer_helped_title")
    message = say("answer_helped_done" if asked["done"] else "answer_helped_counted")
    return show(
        "message",
        "helped.html",
        title=title,
        message=message,
        page=page,
        feedback=feedback,
        key=key,
        lang=language(),
    )


def find_page(page: str | None) -> Mapping[str, Any]:
    """The card of a guide, a topic or a service of this build, in the reader's language or the first that has it."""
    folder, _, name = (page or "").partition("/")
    kind, before = FOLDERS.get(folder, ("", ""))
    for lang in (language(), *hub().languages):
        card = hub().cards[lang].get(kind, {}).get(f"{before}{name}") if kind else None
        if card and card["url"].strip("/").removeprefix(f"{lang}/") == page:
            return card
    raise ApiError(Code.INVALID_VALUE, field="page", value="", extra=say("answer_helped_unknown_page"))


def count(asked: Mapping[str, Any], sent: MultiDict[str, Any]) -> bool:
    """Counts what was said under a fresh key, or the device's own. False when this very key has been counted before."""
    poll, name = poll_of(parts().today()), stored_name(asked["page"])
    choices = [Choice(name, asked["answer"])] if asked["answer"] else []
    choices += [Choice(f"{name}:{group}", asked[group]) for group in (KEEP, CHANGE) if asked[group]]
    many = any(parts().crowds.count(request, poll))
    try:
        nullifier = parts().secrets.nullifier(poll, _key_for(name, choices, sent))
        outcome = parts().votes.add(Ballot(poll=poll, nullifier=nullifier, choices=tuple(choices)))
    except (SQLAlchemyError, OSError) as error:
        log.error("a tap could not be kept: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None
    if many and outcome is Outcome.COUNTED:
        parts().signals.add(Count(week(parts().today()), poll, "", Signal.UNUSUAL))
    return outcome is Outcome.COUNTED


def _key_for(name: str, choices: list[Choice], sent: MultiDict[str, Any]) -> bytes:
    """One key is good for one page's tap and one page's reasons, never to join two pages by."""
    asked = " ".join(sorted({choice.question.partition(":")[1] for choice in choices}))
    return sha256(read_key(sent) + f" {name} {asked}".encode()).digest()[:KEY_BYTES]


def stored_name(page: str) -> str:
    """A page as a question of the store: guides/panic is guides-panic. A very long one ends in a fingerprint."""
    name = page.replace("/", "-")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}-{sha256(name.encode()).hexdigest()[:8]}"


def poll_of(day: dt.date) -> str:
    """The quarter's poll: helped-2026-q4."""
    return f"{POLL}{day.year}-q{(day.month + 2) // 3}"


def quarter_before(day: dt.date) -> str:
    """The quarter before that of a day: 2026-q3."""
    return poll_of(day.replace(day=1, month=3 * ((day.month - 1) // 3) + 1) - dt.timedelta(days=1))[
        len(POLL) :
    ]


def poll_facts(poll: str, parts: Parts) -> dict[str, Any] | None:
    """A quarter as a poll that can be closed: its dates, and a question for each page with enough answers. None for any other poll."""
    found = _POLL.fullmatch(poll)
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    opens = dt.date(year, 3 * number - 2, 1)
    after = dt.date(year + (number == 4), 3 * number % 12 + 1, 1)
    return {
        "id": poll,
        "opens": opens.isoformat(),
        "closes": (after - dt.timedelta(days=1)).isoformat(),
        "one_answer": "open",
        "audience": None,
        "sensitive": False,
        "example": False,
        "questions": list(_questions(parts.builds.current(), parts.votes.counts(poll))),
    }


def _questions(bundle: Bundle, counts: Mapping[str, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    """Each page's questions that thirty have answered. Options stand as in the forms, whatever was chosen."""
    feedback = bundle.shared[bundle.default_language].get("feedback") or {}
    options = {group: [option["id"] for option in feedback.get(group, ())] for group in (KEEP, CHANGE)}
    for question, told in sorted(counts.items()):
        if question != PEOPLE and told.get(PEOPLE, 0) >= FEWEST:
            yield {
                "id": question,
                "kind": "one",
                "options": options.get(question.partition(":")[2], list(ANSWERS)),
            }
