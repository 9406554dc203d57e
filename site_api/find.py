"""Search for browsers without scripts: the same answer as the API's, as a page made of the site's own components.

What somebody typed stands in no address and in no page. Yet a later page of results, or a filter taken away, is asked with
the same words. So the answer carries them sealed: only this server's memory can read them, and only until it is restarted.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from site_api import fields, site
from site_api.crisis import read_question
from site_api.current import hub, say, shared, speak
from site_api.errors import ApiError, Code
from site_api.go import counted_cards, counted_contacts
from site_api.pages import show
from site_api.places import Here, link, locate
from site_api.sealed import seal, unseal
from site_api.search import ask_index, find
from waymark.search import Outcome

blueprint = Blueprint("find", __name__)

FILTERS = tuple(
    field.name for field in fields.SEARCH if field.name not in ("q", "outcode", "page", "size", "lang")
)
AGAIN = fields.Field(
    name="again", about="The words of the answer in hand, sealed.", words=True, default="", in_address=False
)
WITHOUT = fields.Field(
    name="without", about="A filter to take away: how:text, place.", words=True, many=True, default=()
)
TABLE = (*fields.FIND, AGAIN, WITHOUT)

WORDS = "q"
"""Taken away like a filter: ``without=q``."""
FACETS = {
    "kind": "kinds",
    "topic": "topics",
    "need": "needs",
    "interest": "interests",
    "language": "languages",
}
"""Fields that are called otherwise in an answer's facets."""
LABELS = {"kind": "kind_{}", "how": "how_{}", "cost": "cost_{}", "referral": "referral_{}"} | {
    "interest": "interest_{}",
    "language": "lang_{}",
    "open": "find_open_now",
    "diagnosis": "find_no_diagnosis",
    "access": "find_step_free",
}
"""What a filter is called, as a key of the interface words."""


@blueprint.route("/find/", methods=["GET", "POST"], defaults={"lang": None})
@blueprint.route("/<lang>/find/", methods=["GET", "POST"])
def show_find(lang: str | None) -> Response:
    """Words come by POST alone; an address with filters can be shared, and an empty one is the plain page."""
    known = lang is None or lang in hub().languages
    if not known and request.method == "POST":
        raise ApiError(Code.METHOD_NOT_ALLOWED)
    speak(lang or hub().default_language)
    if not known or (request.method != "POST" and not request.query_string):
        return site.show_file(request.path.lstrip("/"))
    return show_results()


def show_results() -> Response:
    """Help first, then a keyword, then the results, with the form filled in as it was sent, but for the words."""
    asked, here, forgotten = _read()
    found = find(asked, here)
    answer = _counted(found.to_dict())
    keyword = found.keyword and {**found.keyword, "word": found.keyword["keyword"]}
    by_post = request.method == "POST"
    response = show(
        "find",
        "find.html",
        title="",
        asked={**asked, "place": here.place},
        found=answer,
        facets=_facets(answer),
        keyword=keyword,
        first=found.noticed.first,
        withheld=found.noticed.withhold,
        forgotten=forgotten,
        again=seal(asked["q"]),
        wishes=list(_wishes(asked)),
        chosen=[_step(asked, here, wish, by_post) for wish in _wishes(asked, with_words=True)],
        loosen=_loosened(asked, here, by_post) if answer["outcome"] == Outcome.NOTHING_FITS else [],
        pages=_pages(asked, answer, by_post),
        share=_address(asked) if _may_be_shared(asked) else None,
    )
    if not by_post:
        response.headers["Cache-Control"] = "public, max-age=60"  # cards say what is open now
    return response


def _counted(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with web pages and chats that are counted on the way; as it is where any word speaks of a crisis."""
    if answer["crisis"]["severity"] != "none":
        return answer
    return {**answer, "results": counted_cards(answer["results"]), "help": counted_contacts(answer["help"])}


def _read() -> tuple[dict[str, Any], Here, bool]:
    """The question, with the words that came sealed where none were typed; and whether those could not be read any more."""
    asked, here = read_question(TABLE)
    sealed, without = asked.pop("again"), asked.pop("without")
    kept = unseal(sealed)
    asked["q"] = asked["q"] or kept or ""
    for wish in without:
        asked = _less(asked, *wish.partition(":")[::2])
    return asked, locate(asked) if without else here, bool(sealed and kept is None)


def _wishes(asked: Mapping[str, Any], *, with_words: bool = False) -> Iterator[tuple[str, str]]:
    """Every filter that was chosen, as field and value."""
    if with_words and asked["q"]:
        yield WORDS, ""
    for name in FILTERS:
        value = asked[name]
        if value is not None:
            for each in value if isinstance(value, tuple) else (value,):
                yield name, str(each)


def _less(asked: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    """The question without one wish; on its first page, as the list is another one."""
    less = {**asked, "page": 1}
    if name == WORDS:
        less[WORDS] = ""
    elif name in FILTERS:
        held = asked[name]
        less[name] = tuple(each for each in held if each != value) if isinstance(held, tuple) else None
    return less


def _step(asked: Mapping[str, Any], here: Here, wish: tuple[str, str], by_post: bool) -> dict[str, Any]:
    """A wish with the way to take it away: a link where the question came by address, else a button of the form."""
    name, value = wish
    return {
        "label": _label(name, value, here),
        "field": "without",
        "value": f"{name}:{value}" if isinstance(asked[name], tuple) else name,
        "address": None if by_post else _address(_less(asked, name, value)),
    }


def _label(name: str, value: str, here: Here) -> str:
    if name == WORDS:
        return say("chosen_words")
    if name == "place":
        return (link(here.place) or {"name": value})["name"]
    if name == "age":
        return f"{say('find_age_short')} {value}"
    if name in ("topic", "need"):
        return _named()[name].get(value, value)
    return say(LABELS[name].format(value))


def _named() -> dict[str, dict[str, str]]:
    common = shared()
    return {
        "topic": {topic["slug"]: topic["label"] for group in common["groups"] for topic in group["topics"]},
        "need": {need["key"]: need["label"] for need in common["needs"]},
    }


def _loosened(asked: Mapping[str, Any], here: Here, by_post: bool) -> list[dict[str, Any]]:
    """Each wish whose going would leave something, with how much; most first.

    Age is not offered: a service for others would only send somebody away.
    """
    steps = []
    for name, value in _wishes(asked):
        if name == "age":
            continue
        less = _less(asked, name, value)
        answer = ask_index(less, locate(less))
        if answer and answer.total:
            steps.append({**_step(asked, here, (name, value), by_post), "total": answer.total})
    return sorted(steps, key=lambda step: -step["total"])


def _facets(answer: Mapping[str, Any]) -> dict[str, Mapping[str, int]]:
    """How many each choice would leave, by the form's own names."""
    return {name: answer["facets"].get(FACETS.get(name, name), {}) for name in FILTERS}


def _pages(asked: Mapping[str, Any], answer: Mapping[str, Any], by_post: bool) -> dict[str, Any]:
    """The pages before and after, as steps; None where there is none."""
    page, last = answer["page"], max(1, -(-answer["total"] // answer["size"]))

    def step(number: int) -> dict[str, Any]:
        address = None if by_post else _address({**asked, "page": number})
        return {"field": "page", "value": number, "address": address and f"{address}#results"}

    return {
        "page": page,
        "last": last,
        "previous": step(min(page - 1, last)) if page > 1 and answer["total"] else None,
        "next": step(page + 1) if page < last else None,
    }


def _may_be_shared(asked: Mapping[str, Any]) -> bool:
    """A list without words. One with an age is about one person, so nobody is offered a link to it."""
    return not asked["q"] and asked["age"] is None and any(True for _ in _wishes(asked))


def _address(asked: Mapping[str, Any]) -> str:
    """The address of a list without words: a school may print it."""
    wishes = list(_wishes(asked))
    if asked["size"] != _default("size"):
        wishes.append(("size", asked["size"]))
    if asked["page"] != _default("page"):
        wishes.append(("page", asked["page"]))
    address = str(shared()["find_url"])
    return f"{address}?{urlencode(wishes)}" if wishes else address


def _default(name: str) -> Any:
    return next(field.default for field in TABLE if field.name == name)
