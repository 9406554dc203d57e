"""Co-produced keywords: a word that an area's young people chose leads to help there. A miss leads to help too."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.crisis import here_in, notice
from site_api.current import contacts, hub, in_language, language, parts, say, strip
from site_api.errors import where
from site_api.places import Here, locate
from waymark.keywords import KeywordAnswer, KeywordState, find_keyword, keyword_words

log = logging.getLogger("waymark.api")

blueprint = Blueprint("keywords", __name__)


@blueprint.get("/api/v1/keywords/<word>")
def show_keyword(word: str) -> Response:
    """What a keyword leads to where somebody is. Always 200: nobody needs the right word to get help."""
    here = locate(fields.read_fields(fields.KEYWORD))
    here = here if here.named else here_in(word, here)
    noticed = notice(word, here=here)
    answer = look_up(word, here=here, asked=True) or told(KeywordAnswer(KeywordState.UNKNOWN, None), here)
    help_first = list(noticed.help) if noticed.first else []
    return jsonify({**answer, "crisis": noticed.to_dict(), "help": _once([*help_first, *answer["help"]])})


def look_up(words: str, *, here: Here, asked: bool = False) -> dict[str, Any] | None:
    """The keyword that the words are, ready to tell; None when they are an ordinary search or looking fails."""
    try:
        found = find_keyword(
            words, hub().keywords, place_chain=here.chain, today=parts().today(), asked=asked
        )
        return told(found, here) if found else None
    except Exception as error:  # a keyword is never a condition for help
        log.error("keyword look-up failed: %s", where(error))
        return None


def told(answer: KeywordAnswer, here: Here) -> dict[str, Any]:
    """The keyword part of an answer: local help when the word is good, national help always."""
    entry = answer.keyword if answer.state is KeywordState.FOUND else None
    local = contacts(entry["contacts"]) if entry else []
    words = keyword_words(say, language(), answer.state, entry)
    return {
        "keyword": words.pop("word"),
        **words,
        "area": _area(entry) if entry else [],
        "reaches": [contact["id"] for contact in local],
        "help": _once([*local, *strip(_nation(entry, here))]),
    }


def _nation(entry: Mapping[str, Any] | None, here: Here) -> str:
    """Whose national help. Whoever knows an area's word and didn't say where they are is most likely there."""
    return here.nation if here.named or entry is None else hub().places.nation(entry["area"][0])


def _area(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    records = hub().places.records
    return [{"id": id, "name": in_language(records[id]["name"])} for id in entry["area"] if id in records]


def _once(people: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({contact["id"]: contact for contact in people}.values())
