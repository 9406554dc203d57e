"""Co-produced keywords: a word that young people of an area chose, and what it leads to.

A keyword is never a condition for help: every state but ``found`` is answered with national help too.
``theme/js/keywords.js`` finds the same on the device; ``tests/cases/keywords.json`` holds the two together.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from waymark.text import LONGEST, fold, one_slip

_ASKED = re.compile(
    r"(?:text|send|skriv|sms)(?: (?:the|word|ordet|en|sms|med))* (?P<text>.+) (?:to|til)(?: [0-9 ]+)?"
    r"|(?:the )?(?:keyword|kodeord|kodeordet)(?: (?:is|er))? (?P<said>.+)"
)
"""Folded words of somebody who says that it is a keyword: on a poster it may say "text WORD to 85258"."""
_HASH = re.compile("[#＃]")
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
    registry, typed = tuple(keywords), text[:LONGEST]
    whole = fold(typed).split()
    said = _said(typed, whole)
    if said and (_is_one_word(said) or _exact("".join(said), registry)):
        whole, asked = said, True
    word = "".join(whole)
    if not word:
        return None
    matches = _exact(word, registry) or _slips(word, registry, alone=not asked)
    if not matches:
        return KeywordAnswer(KeywordState.UNKNOWN, None) if asked else None
    answers = [KeywordAnswer(_state(entry, place_chain, today), entry) for entry in matches]
    return min(answers, key=lambda answer: list(KeywordState).index(answer.state))


def keyword_words(
    say: Callable[..., str], lang: str, state: KeywordState, entry: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The words of an answer, for the server's page and the device's: ``entry`` only where the word may be shown.

    ``say(key, **values)`` gives an interface word.
    """
    known = {"word": None, "words": None, "example_words": None, "chosen_words": None}
    if entry:
        happens = entry["what_happens"]
        known = {
            "word": entry["word"],
            "words": happens.get(lang) or next(iter(happens.values())),
            "example_words": say("keyword_example") if entry["example"] else None,
            "chosen_words": chosen_words(say, entry),
        }
    return {"state": str(state), "heading": say(f"answer_keyword_{state.replace('-', '_')}"), **known}


def chosen_words(say: Callable[..., str], entry: Mapping[str, Any]) -> str:
    """Who chose a keyword and when, as one short line."""
    who = say(f"keyword_chosen_{entry['chosen_by'].replace('-', '_')}")
    if not entry["chosen_on"]:
        return f"{who}."
    year, *month = entry["chosen_on"].split("-")
    named = [say("months").split(",")[int(month[0]) - 1].strip()] if month else []
    return f"{who} ({' '.join((*named, year))})."


def _said(typed: str, whole: list[str]) -> list[str]:
    """The words that somebody says are a keyword; none where they say nothing of the kind."""
    asked = _ASKED.fullmatch(" ".join(whole))
    if asked:
        return (asked["text"] or asked["said"]).split()
    mark = _HASH.search(typed)
    return whole if mark and not fold(typed[: mark.start()]) else []


def _is_one_word(words: list[str]) -> bool:
    """One word, or one spelt out letter by letter."""
    return len(words) == 1 or all(len(word) == 1 for word in words)


@cache
def _folded(word: str) -> str:
    """An editor's word, folded once; never what somebody typed."""
    return fold(word)


def _exact(word: str, keywords: tuple[Mapping[str, Any], ...]) -> list[Mapping[str, Any]]:
    return [entry for entry in keywords if _folded(entry["word"]) == word]


def _slips(word: str, keywords: tuple[Mapping[str, Any], ...], *, alone: bool) -> list[Mapping[str, Any]]:
    """Keywords one slip away, when they are all the same word. Without being asked for, an everyday word is not guessed."""
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
