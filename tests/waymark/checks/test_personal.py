"""The rules of the personal-data screen and the rude words are checked before a build: an editor's slip is told by its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from waymark.checks.personal import NEVER_RUDE, RUDE, SCREEN, check_rude, check_screen
from waymark.content import load_content

ROOT = Path(__file__).parents[3] / "content"


@pytest.fixture(scope="module")
def content():
    """The project's own content."""
    return load_content(ROOT)[0]


def with_phrases(content, **changed):
    """The same content with other word lists."""
    return replace(content, phrases={**content.phrases, **changed})


def test_our_own_lists_are_whole(content):
    """Nothing to say about them."""
    assert [*check_screen(content), *check_rude(content)] == []


@pytest.mark.parametrize("pattern", ["(", "<no_such_list>", "[a-"])
def test_a_pattern_that_cannot_be_read_is_told_by_its_line(content, pattern):
    """With the file, and what to do."""
    data = content.phrases[SCREEN]
    broken = {**data, "rules": [*data["rules"][:2], {"kind": "x", "pattern": pattern}]}
    (problem,) = check_screen(with_phrases(content, **{SCREEN: broken}))
    assert problem.path.endswith("words/personal.yml")
    assert problem.line > 1
    assert "can't be read" in str(problem)


@pytest.mark.parametrize("data", [None, [], {}, {"lists": {}, "rules": []}])
def test_rules_that_are_not_there_are_a_problem(content, data):
    """A screen without rules would hide nothing, in silence."""
    (problem,) = check_screen(with_phrases(content, **{SCREEN: data}))
    assert "lists and rules" in str(problem)


@pytest.mark.parametrize("word", sorted(NEVER_RUDE))
def test_words_of_people_are_never_rude(content, word):
    """Nor of what was done to them."""
    (problem,) = check_rude(with_phrases(content, **{RUDE: {"en": ["shit", word]}}))
    assert word in str(problem)


def test_a_long_list_is_refused(content):
    """It would sort more and more of what matters to the end."""
    (problem,) = check_rude(
        with_phrases(content, **{RUDE: {"en": [f"word{number}" for number in range(41)]}})
    )
    assert "too many" in str(problem)


def test_no_list_at_all_is_a_problem(content):
    """The build needs it, empty if need be."""
    assert [*check_rude(with_phrases(content, **{RUDE: None}))]
    assert [*check_rude(with_phrases(content, **{RUDE: {"en": []}}))] == []
