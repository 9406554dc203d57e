"""Co-produced keywords: a word that an area's young people chose leads to help there. A miss leads to help too."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.crisis import notice
from site_api.current import contacts, hub, in_language, parts, say, strip
from site_api.errors import where
from site_api.places import Here, locate
from waymark.keywords import KeywordAnswer, KeywordState, find_keyword
from waymark.text import LONGEST

log = logging.getLogger("waymark.api")

blueprint = Blueprint("keywords", __name__)


@blueprint.get("/api/v1/keywords/<word>")
def show_keyword(word: str) -> Response:
    """What a keyword leads to where somebody is. Always 200: nobody needs the right word to get help."""
    here = locate(fields.read_fields(fields.KEYWORD))
    noticed = notice(word, here=here)
    answer = look_up(word, here=here, asked=True) or told(
        KeywordAnswer(KeywordState.UNKNOWN, None), here.nation
    )
    help_first = list(noticed.help) if noticed.first else []
    return jsonify({**answer, "crisis": noticed.to_dict(), "help": _once([*help_first, *answer["help"]])})


def look_up(words: str, *, here: Here, asked: bool = False) -> dict[str, Any] | None:
    """The keyword that the words are, ready to tell; None when they are an ordinary search or looking fails."""
    try:
        found = find_keyword(
            words[:LONGEST], hub().keywords, place_chain=here.chain, today=parts().today(), asked=asked
        )
        return told(found, here.nation) if found else None
    except Exception as error:  # a keyword is never a condition for help
        log.error("keyword look-up failed: %s", where(error))
        return None


def told(answer: KeywordAnswer, nation: str) -> dict[str, Any]:
    """The keyword part of an answer: local help when the word is good, national help always."""
    entry = answer.keyword if answer.state is KeywordState.FOUND else None
    local = contacts(entry["contacts"]) if entry else []
    return {
        "state": str(answer.state),
        "keyword": entry["word"] if entry else None,
        "area": _area(entry) if entry else [],
        "heading": say(f"answer_keyword_{answer.state.replace('-', '_')}"),
        "words": in_language(entry["what_happens"]) if entry else None,
        "example_words": say("keyword_example") if entry and entry["example"] else None,
        "help": _once([*local, *strip(nation)]),
    }


def _area(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    records = hub().places.records
    return [{"id": id, "name": in_language(records[id]["name"])} for id in entry["area"] if id in records]


def _once(people: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({contact["id"]: contact for contact in people}.values())
