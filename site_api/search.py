"""Signposting search: words and wishes in; help first, then keyword, then pages and services, nearest first."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.crisis import Noticed, notice, read_question
from site_api.current import hub, language, say, strip
from site_api.errors import where
from site_api.keywords import look_up
from site_api.places import Here, here_at, link
from waymark.search import Answer, Question
from waymark.text import LONGEST

log = logging.getLogger("waymark.api")

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Everything that a search answers, for both the JSON and the page."""

    noticed: Noticed
    keyword: Mapping[str, Any] | None
    answer: Answer | None
    """None when results are withheld, or when searching failed."""
    results: tuple[Mapping[str, Any], ...]
    message: str
    place: Mapping[str, Any] | None
    page: int
    size: int

    def to_dict(self) -> dict[str, Any]:
        """The one JSON shape of a search."""
        return {
            "crisis": self.noticed.to_dict(),
            "keyword": self.keyword,
            "did_you_mean": self.answer.did_you_mean if self.answer else None,
            "total": self.answer.total if self.answer else 0,
            "place": self.place,
            "page": self.page,
            "size": self.size,
            "facets": self.answer.facets if self.answer else {},
            "results": list(self.results),
            "message": self.message,
            "help": strip(),
        }


@blueprint.route("/api/v1/search", methods=["GET", "POST"])
def search() -> Response:
    """Where somebody can get help, in one JSON answer."""
    asked, here = read_question(fields.SEARCH)
    return jsonify(find(asked, here).to_dict())


def find(asked: Mapping[str, Any], here: Here) -> Found:
    """Help first: crisis words, then a keyword, then the index. None of them can keep the others from answering.

    The index is asked first only because it finds places in the words: "help fleetwood" shows Fleetwood's own line.
    """
    answer = _ask_index(asked, here)
    if answer and answer.place and not here.named:
        here = here_at(answer.place)
    noticed = notice(asked["q"], here=here, age=asked["age"])
    if noticed.withhold:
        answer = None
    return Found(
        noticed=noticed,
        keyword=look_up(asked["q"], here=here),
        answer=answer,
        results=tuple(_cards(answer)) if answer else (),
        message=_message(asked, noticed, answer),
        place=link(here.place),
        page=asked["page"],
        size=asked["size"],
    )


def _ask_index(asked: Mapping[str, Any], here: Here) -> Answer | None:
    question = Question(
        q=asked["q"][:LONGEST],
        lang=language(),
        place=here.place,
        age=asked["age"],
        topics=asked["topic"],
        needs=asked["need"],
        kinds=asked["kind"],
        cost=asked["cost"],
        how=asked["how"],
        referral=asked["referral"],
        page=asked["page"],
        size=asked["size"],
    )
    try:
        return hub().search[language()].find(question)
    except Exception as error:  # the help around the results stays
        log.error("search failed, help shown instead: %s", where(error))
        return None


def _cards(answer: Answer) -> list[Mapping[str, Any]]:
    """The hits as cards, with how far away they are and why they are shown."""
    records = hub().records[language()]
    return [
        {
            **records[hit.type][hit.id],
            "distance_km": hit.distance_km,
            "why": say(hit.why) if hit.why else None,
        }
        for hit in answer.hits
        if hit.id in records[hit.type]
    ]


def _message(asked: Mapping[str, Any], noticed: Noticed, answer: Answer | None) -> str:
    if noticed.withhold:
        return say("answer_find_withheld")
    if answer is None:
        return say("answer_find_broken")
    if not answer.total:
        return say("answer_find_nothing")
    total = (
        say("answer_find_results_one")
        if answer.total == 1
        else say("answer_find_results_many", total=answer.total)
    )
    return f"{total}. {say('answer_find_open')}" if asked["open"] else total
