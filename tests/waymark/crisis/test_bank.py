"""The phrase bank: its size, its form, and what no line of it may hold."""

import re
from typing import Any

import pytest

from waymark.content import Content
from waymark.crisis.bank import Line, bank_lines, bank_slips, hand_lines
from waymark.text import fold

GROUP: dict[str, Any] = {
    "level": "urgent",
    "category": "crisis_suicide",
    "for_whom": "self",
    "reason": "A test.",
    "lines": "one line\n\nanother line\n",
}
TOP = {"hand": "x", "lang": "en", "voice": "x", "owner": "x", "reviewer": None, "added": "2026-11-22"}


@pytest.fixture(scope="module")
def lines(crisis_content: Content) -> list[Line]:
    """The whole bank."""
    return list(bank_lines(crisis_content.phrases))


def test_it_is_big_and_half_of_it_is_innocent(lines: list[Line]) -> None:
    """At least 5,000 lines by many hands in both languages; crises and the rest in balance; every kind of crisis well represented."""
    assert len(lines) >= 5_000
    assert len({line.hand for line in lines}) >= 10
    assert 0.35 < sum(line.is_crisis for line in lines) / len(lines) < 0.55
    for lang, fewest in (("en", 300), ("da", 60)):
        for category in {line.category for line in lines if line.is_crisis}:
            assert sum(line.category == category and line.lang == lang for line in lines) >= fewest
    assert {line.for_whom for line in lines if line.is_crisis} == {"self", "friend", "parent"}


def test_no_line_is_there_twice_with_two_answers(lines: list[Line]) -> None:
    """The same words can't be a crisis and none."""
    answers: dict[str, set[bool]] = {}
    for line in lines:
        answers.setdefault(fold(line.text), set()).add(line.is_crisis)
    assert [] == [text for text, found in answers.items() if text and len(found) > 1]


def test_no_crisis_line_names_a_way(lines: list[Line]) -> None:
    """No number with a unit, and none of the nouns that a line about ways would need; ordinary words in innocent lines are free."""
    amounts = re.compile(r"\b\d+ ?(mg|ml|kg|stone|lbs|kcal|calories|pills|tablets)\b")
    nouns = re.compile(
        r"\b(paracetamol|ibuprofen|tablets?|pills?|razors?|blades?|noose|rope|bleach|insulin|laxatives?)\b"
    )
    told = [
        line.text
        for line in lines
        if line.is_crisis and (amounts.search(line.text) or nouns.search(line.text))
    ]
    assert [] == told


def test_the_projects_own_bank_is_sound(crisis_content: Content) -> None:
    """Nothing to mend, and nothing was read past: every group's lines are there."""
    assert [] == [slip.what for slip in bank_slips(crisis_content.phrases)]


def test_lines_know_where_they_stand() -> None:
    """File, group and line; empty lines are no lines but count."""
    found = list(hand_lines("bank/x", {**TOP, "groups": [GROUP]}))
    assert [(line.text, line.group, line.number) for line in found] == [
        ("one line", 0, 1),
        ("another line", 0, 3),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"level": "loud"}, '"loud" is not a level'),
        ({"category": "crisis_weather"}, '"crisis_weather" is not a category of crisis'),
        ({"category": None}, '"None" is not a category of crisis'),
        ({"for_whom": None}, "a crisis is somebody's"),
        ({"reason": ""}, "a group says why its lines get their answer"),
        ({"lines": ""}, "a group needs lines"),
        ({"lines": ["a list"]}, "a group needs lines"),
        ({"level": "none"}, "none is no crisis, so it has no category"),
        ({"colour": "red"}, '"colour" means nothing in a group'),
    ],
)
def test_a_wrong_group_is_told_and_left_out(change: dict[str, Any], told: str) -> None:
    """What, and where; the other groups go on."""
    data = {**TOP, "groups": [{**GROUP, **change}, GROUP]}
    slips = list(bank_slips({"bank/x": data}))
    assert told in [slip.what for slip in slips]
    assert {slip.where[:2] for slip in slips} == {("groups", 0)}
    assert len(list(hand_lines("bank/x", data))) == 2


@pytest.mark.parametrize("data", [None, [], "words", {"groups": "words"}, {**TOP, "groups": ["words", 3]}])
def test_a_file_that_is_no_hand_is_told(data: Any) -> None:
    """Never a traceback."""
    assert list(bank_slips({"bank/x": data}))
    assert [] == list(bank_lines({"bank/x": data}))


def test_a_hand_says_whose_it_is() -> None:
    """Owner, reviewer and date, as every entry of the lexicon."""
    told = [slip.what for slip in bank_slips({"bank/x": {"groups": [GROUP]}})]
    assert told == [
        f"the hand has no {key}" for key in ("hand", "lang", "voice", "owner", "reviewer", "added")
    ]
