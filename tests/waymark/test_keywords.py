"""Co-produced keywords: found as people type them, and never a dead end."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from waymark.content import load_content
from waymark.keywords import KeywordState, chosen_words, find_keyword, keyword_words
from waymark.places import Places

TODAY = dt.date(2026, 11, 22)
TABLE = json.loads((Path(__file__).parents[1] / "cases" / "keywords.json").read_text(encoding="utf-8"))


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


@pytest.fixture(scope="module")
def geography(project: Path) -> Places:
    """The hub's places."""
    return load_content(project / "content")[0].geography


@pytest.mark.parametrize("line", TABLE["lines"], ids=lambda line: f"{line['text'][:30]!r} {line['note']}")
def test_each_line_of_the_table(geography: Places, line: dict[str, Any]) -> None:
    """What people type, and what becomes of it; the API and the device read the same table."""
    answer = find_keyword(
        line["text"],
        TABLE["registry"],
        place_chain=geography.chain(line["place"]) if line.get("place") else (),
        today=dt.date.fromisoformat(line.get("today", TODAY.isoformat())),
        asked=line.get("asked", False),
    )
    assert line["state"] == (answer and answer.state)
    if line["keyword"]:
        assert answer and answer.keyword and answer.keyword["word"] == line["keyword"]


def say(key: str, **_values: Any) -> str:
    """Interface words for a test: the key, and months that can be told apart."""
    return ",".join(f"month {number}" for number in range(1, 13)) if key == "months" else key


@pytest.mark.parametrize(
    ("by", "on", "told"),
    [
        ("young-people", "2026-03-14", "keyword_chosen_young_people (month 3 2026)."),
        ("together", "2026-11", "keyword_chosen_together (month 11 2026)."),
        ("developers", "2026", "keyword_chosen_developers (2026)."),
        ("unknown", None, "keyword_chosen_unknown."),
    ],
)
def test_who_chose_a_word_is_one_line(by: str, on: str | None, told: str) -> None:
    """And when, as exactly as it is known."""
    assert chosen_words(say, {"chosen_by": by, "chosen_on": on}) == told


def test_a_miss_tells_nothing_of_the_word() -> None:
    """Neither the word nor who chose it: it may be another area's."""
    told = keyword_words(say, "en", KeywordState.WRONG_AREA, None)
    assert told["heading"] == "answer_keyword_wrong_area"
    assert not any((told["word"], told["words"], told["example_words"], told["chosen_words"]))
