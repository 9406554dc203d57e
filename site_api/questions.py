"""Questions to the editors, from nobody in particular. Nobody reads along, and nobody can be answered: what comes back is a page for all."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from site_api import fields, site
from site_api.crisis import Noticed
from site_api.current import hub, parts, say, speak, strip
from site_api.errors import ApiError, Code, wants_page, where
from site_api.fields import Field
from site_api.free_text import QUESTION_LETTERS, QUIET, notice_text, take_text, thanks_page, tidy
from site_api.pages import show
from site_api.places import Here, home_nation, locate
from site_api.polls import refuse_other_sites
from site_api.stamps import read_stamp
from site_api.store.comments import QUESTIONS
from site_api.store.weekly import Count, Signal, week

log = logging.getLogger("waymark.api")

blueprint = Blueprint("questions", __name__)

TEXT = Field(
    name="text",
    about="The question: 500 letters at most. No name, no address: an editor reads it, and nobody can answer it personally.",
    words=True,
    default="",
    in_address=False,
)
STAMP = Field(
    name="stamp", about="A stamp for questions. The site's own form, which is a file, has none.", words=True
)
TOPIC = Field(name="topic", about="What it is about, if that is clear.", known=fields.topics)
QUESTION = (TEXT, fields.LANG, fields.PLACE, TOPIC, STAMP)

UNKNOWN = "unknown"
"""The subject of a question that names no topic."""


@blueprint.post("/api/v1/questions")
def add_question() -> Response:
    """Keeps a question for the editors. The answer says that nobody reads along, and shows help where the words call for it."""
    return answer(page=wants_page())


@blueprint.route("/ask/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/ask/", methods=["GET", "POST"])
def show_ask(lang: str | None) -> Response:
    """The page is a file of the build; sending its form comes here, with scripts or without."""
    known = lang is None or lang in hub().languages
    if not known and request.method == "POST":
        raise ApiError(Code.METHOD_NOT_ALLOWED)
    speak(lang or hub().default_language)
    if request.method != "POST":
        return site.show_file(request.path.lstrip("/"))
    return answer(page=True)


def answer(*, page: bool) -> Response:
    """Help first, then the thanks; or the form again, with every word in it and why."""
    try:
        asked, here = _read()
        taken = take_text(asked["text"], source=QUESTIONS, place=here.place, limit=QUESTION_LETTERS)
    except ApiError as error:
        noticed = notice_text(tidy(_sent("text")), Here(nation=home_nation()))
        error.take(noticed)
        if page and error.code != Code.CROSS_SITE and fields_can_be_read():
            return _form_again(noticed, _sentence(error), status=error.status)
        raise
    if taken.kept and taken.noticed.severity == QUIET:
        _count(asked["topic"], here)
    message = say("answer_question_kept" if taken.kept else "answer_question_not_kept")
    if page and not taken.kept:
        return _form_again(taken.noticed, message, status=503)
    if page:
        return thanks_page(taken.noticed, title=say("answer_question_thanks"), message=message)
    return jsonify(_told(taken.noticed, taken.kept, message, here))


def fields_can_be_read() -> bool:
    """Whether there is a form to give back: not where the body was no form at all."""
    try:
        fields.read_sent()
    except ApiError:
        return False
    return True


def _read() -> tuple[dict[str, Any], Here]:
    refuse_other_sites()
    asked = fields.read_fields(QUESTION)
    if asked["stamp"]:
        read_stamp(QUESTIONS, asked["stamp"])
    if not tidy(asked["text"]):
        raise ApiError(Code.MISSING_FIELD, field=TEXT.name)
    return asked, locate(asked)


def _sent(name: str) -> str:
    """What a form sent in one of its fields, whatever was wrong with the others."""
    try:
        value = fields.read_sent().get(name)
    except ApiError:
        return ""
    return value if isinstance(value, str) else ""


def _sentence(error: ApiError) -> str:
    return say("answer_question_empty") if error.code == Code.MISSING_FIELD else error.message()


def _form_again(noticed: Noticed, wrong: str, *, status: int) -> Response:
    response = show(
        "message",
        "ask.html",
        title=say("title_ask"),
        wrong=wrong,
        asked={"text": _sent("text"), "topic": _sent("topic")},
        crisis=noticed.to_dict() if noticed.first else None,
    )
    response.status_code = status
    return response


def _told(noticed: Noticed, kept: bool, message: str, here: Here) -> Mapping[str, Any]:
    return {
        "crisis": noticed.to_dict(),
        "kept": kept,
        "monitored": False,
        "message": message,
        "not_live": say("answer_written_no_reply"),
        "help": strip(here.nation),
    }


def _count(topic: str | None, here: Here) -> None:
    """One more question about a topic. Called for no text that is noticed in any way: such a text leaves no trace here."""
    try:
        counted = Count(week(parts().today()), topic or UNKNOWN, here.place or "", Signal.QUESTION)
        parts().signals.add(counted)
    except Exception as error:  # a question is never lost for a count
        log.error("a question could not be counted: %s", where(error))
