"""Signposting search: words and wishes in; help first, then keyword, then pages and services, nearest first."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.crisis import Noticed, notice, read_question
from site_api.current import hub, language, say, shared, strip
from site_api.errors import where
from site_api.gaps import count_gap
from site_api.hours import is_open_now, openness
from site_api.keywords import look_up
from site_api.places import Here, here_at, link
from waymark.search import Answer, Outcome, Question
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
    about: tuple[Mapping[str, Any], ...]
    """The topics that the words seem to be about, as links."""
    message: str
    place: Mapping[str, Any] | None
    help: Sequence[Mapping[str, Any]]
    """The always-there people of the nation that was asked from."""
    page: int
    size: int

    def to_dict(self) -> dict[str, Any]:
        """The one JSON shape of a search."""
        return {
            "crisis": self.noticed.to_dict(),
            "keyword": self.keyword,
            "did_you_mean": self.answer.did_you_mean if self.answer else None,
            "total": self.answer.total if self.answer else 0,
            "outcome": self.answer.outcome if self.answer else None,
            "about": list(self.about),
            "local": self.answer.local if self.answer else 0,
            "place": self.place,
            "page": self.page,
            "size": self.size,
            "facets": self.answer.facets if self.answer else {},
            "results": list(self.results),
            "message": self.message,
            "help": list(self.help),
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
    answer = ask_index(asked, here)
    if answer and answer.place and not here.named:
        here = here_at(answer.place)
    noticed = notice(asked["q"], here=here, age=asked["age"])
    keyword = look_up(asked["q"], here=here)
    if answer and asked["page"] == 1 and keyword is None:
        count_gap(answer, words=bool(asked["q"].strip()), crisis=noticed.severity != "none")
    if noticed.withhold:
        answer = None
    return Found(
        noticed=noticed,
        keyword=keyword,
        answer=answer,
        results=tuple(_cards(answer, asked["age"])) if answer else (),
        about=_topics(answer.about) if answer else (),
        message=_message(asked, noticed, answer),
        place=link(here.place),
        help=strip(here.nation),
        page=asked["page"],
        size=asked["size"],
    )


def ask_index(asked: Mapping[str, Any], here: Here) -> Answer | None:
    """What the index finds, and nothing around it; None when it fails."""
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
        interests=asked["interest"],
        languages=asked["language"],
        access=(asked["access"],) if asked["access"] else (),
        diagnosis=asked["diagnosis"],
        open_now=asked["open"] is not None,
        page=asked["page"],
        size=asked["size"],
    )
    try:
        return hub().search[language()].find(question, is_open_now)
    except Exception as error:  # the help around the results stays
        log.error("search failed, help shown instead: %s", where(error))
        return None


def _topics(slugs: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    listed = {topic["slug"]: topic for group in shared()["groups"] for topic in group["topics"]}
    return tuple(listed[slug] for slug in slugs if slug in listed)


def _cards(answer: Answer, age: int | None) -> list[Mapping[str, Any]]:
    """The hits as cards, with how far away they are and why they are shown."""
    cards = hub().cards[language()]
    return [
        {
            **cards[hit.type][hit.id],
            "distance_km": hit.distance_km,
            "why": say(hit.why) if hit.why else None,
            "open": openness(cards[hit.type][hit.id]),
            "ends": _ends(cards[hit.type][hit.id], age),
        }
        for hit in answer.hits
        if hit.id in cards[hit.type]
    ]


def _ends(card: Mapping[str, Any], age: int | None) -> str | None:
    """A warning for somebody who will soon be too old: young people fall through where services end."""
    last = card["ages"]["max"]
    if age is None or last is None or card["type"] != "service" or not 0 <= last - age <= 1:
        return None
    return say("ends_at", age=last + 1)


def _message(asked: Mapping[str, Any], noticed: Noticed, answer: Answer | None) -> str:
    if noticed.withhold:
        return say("answer_find_withheld")
    if answer is None:
        return say("answer_find_broken")
    if not answer.total:
        return say(
            "answer_find_elsewhere" if answer.outcome == Outcome.NOTHING_HERE else "answer_find_nothing"
        )
    return (
        say("answer_find_results_one")
        if answer.total == 1
        else say("answer_find_results_many", total=answer.total)
    )
