"""Co-produced keywords: a word that young people of an area chose, and what it leads to.

A keyword is never a condition for help: every state but ``found`` is answered with national help too.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from waymark.text import fold, one_slip

_EXPLICIT = re.compile(
    r"^\s*(?:text\s+(?P<text>\S+)\s+to\s+\d+|(?:the\s+)?keyword\s+(?P<said>\S+)|#\s*(?P<hash>\S+))\s*$",
    re.IGNORECASE,
)
LONG_ENOUGH_FOR_A_SLIP = 6


class KeywordState(StrEnum):
    """What became of a word that somebody typed."""

    FOUND = "found"
    WRONG_AREA = "wrong-area"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class KeywordAnswer:
    """The state, and the registry entry behind it (None for an unknown word)."""

    state: KeywordState
    keyword: Mapping[str, Any] | None


def find_keyword(
    text: str,
    keywords: Iterable[Mapping[str, Any]],
    *,
    place_chain: Collection[str] = (),
    today: dt.date,
    asked: bool = False,
) -> KeywordAnswer | None:
    """The keyword that ``text`` is, or None when it is an ordinary search.

    ``asked`` is true where the person said that it is a keyword (the keyword page, the API route); then, and for
    ``text WORD to 85258``, ``#word`` and ``keyword word``, an unknown word is answered rather than passed over.
    """
    explicit = _EXPLICIT.match(text)
    word = fold(next(part for part in explicit.groups() if part) if explicit else text).replace(" ", "")
    if not word:
        return None
    matches = _matches(word, tuple(keywords), alone=not (explicit or asked))
    if not matches:
        return KeywordAnswer(KeywordState.UNKNOWN, None) if explicit or asked else None
    answers = [KeywordAnswer(_state(entry, place_chain, today), entry) for entry in matches]
    return min(answers, key=lambda answer: list(KeywordState).index(answer.state))


@cache
def _folded(word: str) -> str:
    """An editor's word, folded once; never what somebody typed."""
    return fold(word)


def _matches(word: str, keywords: tuple[Mapping[str, Any], ...], *, alone: bool) -> list[Mapping[str, Any]]:
    exact = [entry for entry in keywords if _folded(entry["word"]) == word]
    if exact:
        return exact
    slips = [
        entry
        for entry in keywords
        if len(entry["word"]) >= LONG_ENOUGH_FOR_A_SLIP
        and one_slip(word, _folded(entry["word"]))
        and not (alone and entry["everyday"])
    ]
    return slips if len({entry["word"] for entry in slips}) == 1 else []


def _state(entry: Mapping[str, Any], place_chain: Collection[str], today: dt.date) -> KeywordState:
    if entry["ends"] and dt.date.fromisoformat(entry["ends"]) < today:
        return KeywordState.EXPIRED
    if dt.date.fromisoformat(entry["starts"]) > today:
        return KeywordState.NOT_YET
    if place_chain and not set(entry["area"]) & set(place_chain):
        return KeywordState.WRONG_AREA
    return KeywordState.FOUND
