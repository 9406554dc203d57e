"""A change that loses a line of the crisis bank is stopped, with the line."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import bank
from waymark.content import Content, load_content
from waymark.crisis import Crisis
from waymark.crisis.bank import Line, bank_lines
from waymark.crisis.judge import TOLERANCE, is_lost
from waymark.crisis.model import Severity
from waymark.training import compile_whole


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def told(content: Content, **changed: Any) -> list[str]:
    """What the rules say with some files changed ("__" stands for "/")."""
    phrases = {
        **content.phrases,
        **{name.replace("__", "/").replace("_", "-"): data for name, data in changed.items()},
    }
    return [str(problem) for rule in bank.RULES for problem in rule(replace(content, phrases=phrases))]


def test_the_projects_own_bank_gets_its_answers(content: Content) -> None:
    """But for the lines that are known to be missed."""
    assert [] == told(content)


def test_a_missed_line_that_nobody_knows_of_is_told_with_its_place(content: Content) -> None:
    """Path, line, what, what to do; once for each line that known-misses.yml no longer lists."""
    known = copy.deepcopy(content.phrases[bank.KNOWN])
    crisis = Crisis.from_dict(compile_whole(content))
    listed = {text.strip() for group in known["missed"] for text in group["lines"].splitlines()}
    clear = [
        line for line in bank_lines(content.phrases) if line.text in listed and is_lost(crisis, line)
    ]
    assert clear
    known["missed"] = []
    found = told(content, crisis__known_misses=known)
    assert len(found) == len(clear)
    first = clear[0]
    text = next(each for each in found if f'"{first.text}"' in each)
    path, number = text.split(":")[:2]
    assert (Path("content").parent / path).read_text(encoding="utf-8").splitlines()[
        int(number) - 1
    ].strip() == first.text
    assert "help no longer comes first" in text and "known-misses.yml" in text


def test_a_line_by_a_hair_is_not_told(content: Content) -> None:
    """Machines round differently: within the tolerance nobody is stopped."""
    crisis = Crisis.from_dict(compile_whole(content))
    assert crisis.weights is not None
    near = []
    for line in bank_lines(content.phrases):
        lead = crisis.weights.lead(crisis.residue(line.text), line.lang)
        if line.is_crisis and not crisis.match(line.text, line.lang).is_shown and lead > -TOLERANCE:
            near.append(line)
    assert near and not any(is_lost(crisis, line) for line in near)


@pytest.mark.parametrize(
    ("text", "level", "lost"),
    [
        ("i want to die", Severity.URGENT, False),
        ("i want to die", Severity.NONE, True),
        ("fish and chips near me", Severity.URGENT, True),
        ("fish and chips near me", Severity.NONE, False),
    ],
)
def test_lost_is_lost(content: Content, text: str, level: Severity, lost: bool) -> None:
    """Both ways: a crisis that is not shown, and help that is shown in vain."""
    category = "crisis_suicide" if level == "urgent" else None
    line = Line(text, "en", level, category, "self", False, "x", "bank/x", 0, 1)
    assert lost is is_lost(Crisis.from_dict(compile_whole(content)), line)


def test_a_broken_group_is_told_by_its_line(content: Content) -> None:
    """The file and the line of what is wrong."""
    hand = copy.deepcopy(content.phrases["bank/en-plain"])
    hand["groups"][3]["level"] = "loud"
    found = told(content, bank__en_plain=hand)
    assert any("en-plain.yml" in each and '"loud" is not a level' in each for each in found)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("keep", "many", "keep has to be a whole number above 0"),
        ("keep", None, "keep has to be a whole number above 0"),
        ("not_calm", "anxiety", "not_calm has to be a list of topics"),
        ("calm_counts", 0, "calm_counts has to be a number above 0"),
        ("bend", {"crisis": 30}, "bend has to be numbers above 0 for crisis and about"),
        ("border", {"crisis": 0.1}, "border has to be numbers; for crisis, a number for each language"),
        (
            "off",
            [{"feature": "x "}],
            "off has to be a list of features, each with feature, reason, owner, added",
        ),
    ],
)
def test_a_wrong_setting_is_told_and_nothing_falls_over(
    content: Content, key: str, value: Any, expected: str
) -> None:
    """A sentence with the line; nothing is learnt until it is mended."""
    settings = {**content.phrases[bank.SETTINGS], key: value}
    changed = replace(content, phrases={**content.phrases, bank.SETTINGS: settings})
    found = [str(problem) for rule in bank.RULES for problem in rule(changed)]
    assert len(found) == 1 and "learning.yml" in found[0] and expected in found[0]
    assert compile_whole(changed)["weights"] is None


@pytest.mark.parametrize(
    "data", ["words", {"missed": "words"}, {"missed": ["words"]}, {"missed": [{"lines": "a line"}]}]
)
def test_wrong_known_misses_are_told(content: Content, data: Any) -> None:
    """By name, whatever stands there."""
    changed = replace(content, phrases={**content.phrases, bank.KNOWN: data})
    assert any("each with a reason and lines" in str(problem) for problem in bank.check_settings(changed))
