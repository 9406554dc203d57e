"""Search for browsers without scripts: the same answer as the API's, as a page made of the site's own components."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from site_api import fields, site
from site_api.crisis import read_question
from site_api.current import hub, shared, speak
from site_api.errors import ApiError, Code
from site_api.pages import show
from site_api.search import find

blueprint = Blueprint("find", __name__)

FILTERS = tuple(
    field.name for field in fields.SEARCH if field.name not in ("q", "outcode", "page", "size", "lang")
)


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
    asked, here = read_question(fields.FIND)
    found = find(asked, here)
    answer = found.to_dict()
    keyword = found.keyword and {**found.keyword, "word": found.keyword["keyword"]}
    response = show(
        "find",
        "find.html",
        title="",
        asked=asked,
        found=answer,
        keyword=keyword,
        first=found.noticed.first,
        withheld=found.noticed.withhold,
        next_page=_page_address(asked, answer),
    )
    if request.method != "POST":
        response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _page_address(asked: dict[str, Any], found: dict[str, Any]) -> str | None:
    """Where the next page of a shared list is; searches with words have their pages by POST."""
    if asked["q"] or found["page"] * found["size"] >= found["total"]:
        return None
    wishes = [
        (name, value)
        for name in FILTERS
        if asked[name]
        for value in (asked[name] if isinstance(asked[name], tuple) else (asked[name],))
    ]
    return f"{shared()['find_url']}?{urlencode([*wishes, ('page', found['page'] + 1)])}"
