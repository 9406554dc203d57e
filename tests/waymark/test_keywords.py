"""Co-produced keywords: found as people type them, and never a dead end."""

import datetime as dt
from typing import Any

import pytest

from waymark.keywords import KeywordState, find_keyword

TODAY = dt.date(2026, 11, 22)


def word(
    name: str, area: str, *, everyday: bool = False, starts: str = "2026-01-01", ends: str | None = None
) -> dict[str, Any]:
    """A registry entry."""
    return {
        "word": name,
        "area": [area],
        "everyday": everyday,
        "starts": starts,
        "ends": ends,
        "contacts": [],
    }


WORDS = (
    word("LANTERN", "ealing"),
    word("HARBOUR", "fleetwood", everyday=True),
    word("OLDWORD", "ealing", ends="2026-11-01"),
    word("NEWWORD", "ealing", starts="2027-01-01"),
    word("FYRLYS", "aalborg"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("LANTERN", "LANTERN"),
        ("lantern", "LANTERN"),  # case
        (" l a n t e r n ", "LANTERN"),  # spaces
        ("#lantern", "LANTERN"),  # hash
        ("text LANTERN to 85258", "LANTERN"),  # the explicit form
        ("keyword lantern", "LANTERN"),
        ("lantren", "LANTERN"),  # two letters swapped
        ("lanten", "LANTERN"),  # one letter lost
        ("fyrly", "FYRLYS"),  # one letter lost of six
        ("harbour", "HARBOUR"),  # an everyday word alone
        ("fýrlys", "FYRLYS"),  # an accent
    ],
)
def test_a_keyword_is_found_as_people_type_it(typed: str, found: str) -> None:
    """Case, spaces, accents and one slip are forgiven."""
    answer = find_keyword(typed, WORDS, today=TODAY)
    assert answer is not None and answer.keyword is not None
    assert (KeywordState.FOUND, found) == (answer.state, answer.keyword["word"])


@pytest.mark.parametrize("typed", ["i cant sleep", "harbor", "harbour walks in fleetwood", "", "lan", "🏮"])
def test_ordinary_words_are_no_keyword(typed: str) -> None:
    """An everyday word counts only alone and spelt right; anything else is a search."""
    assert find_keyword(typed, WORDS, today=TODAY) is None


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("oldword", KeywordState.EXPIRED),
        ("newword", KeywordState.NOT_YET),
        ("#nothing", KeywordState.UNKNOWN),
        ("text NOTHING to 85258", KeywordState.UNKNOWN),
    ],
)
def test_a_miss_says_what_it_is(typed: str, state: KeywordState) -> None:
    """Expired, not yet started and unknown words are told apart, so that the answer can be kind."""
    answer = find_keyword(typed, WORDS, today=TODAY)
    assert answer is not None and answer.state is state


def test_another_areas_word_is_recognised() -> None:
    """Somebody in Fleetwood who types Ealing's word learns that it is not theirs."""
    chain = ("fleetwood", "wyre", "fylde-coast", "lancashire", "england")
    answer = find_keyword("lantern", WORDS, place_chain=chain, today=TODAY)
    assert answer is not None and answer.state is KeywordState.WRONG_AREA


def test_whoever_asks_for_a_keyword_gets_an_answer() -> None:
    """On the keyword route every word is answered, also one that nobody knows."""
    answer = find_keyword("sunshine", WORDS, today=TODAY, asked=True)
    assert answer is not None and answer.state is KeywordState.UNKNOWN
