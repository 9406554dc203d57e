"""What editors are told about the crisis lexicon."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import crisis
from waymark.content import Content, load_content

ENTRY: dict[str, Any] = {
    "id": "x-test",
    "lang": "en",
    "category": "crisis_suicide",
    "level": "urgent",
    "phrases": ["some words"],
    "reason": "A test.",
    "owner": "Nobody",
    "reviewer": None,
    "added": "2026-11-22",
}


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def said(content: Content, file: str, data: Any) -> list[str]:
    """What every rule says about one changed file."""
    changed = replace(content, phrases={**content.phrases, file: data})
    return [f"{problem.what}, {problem.fix}" for rule in crisis.RULES for problem in rule(changed)]


def test_the_projects_own_lexicon_is_sound(content: Content) -> None:
    """Nothing to mend."""
    assert [] == [str(problem) for rule in crisis.RULES for problem in rule(content)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"phrases": ["(open"]},
            '"(open" opens a bracket that it never closes, mend the notation (docs: waymark/crisis/notation.py)',
        ),
        (
            {"phrases": ["{nowhere}"]},
            'the slot "nowhere" is not defined in slots.yml, mend the notation (docs: waymark/crisis/notation.py)',
        ),
        ({"phrases": []}, 'the entry "x-test" has no phrases, write at least one'),
        ({"level": "loud"}, '"loud" is not a level, write concern, urgent or emergency'),
        (
            {"category": None},
            f'"None" is not a category of crisis, write one of {", ".join(crisis.CATEGORIES)}',
        ),
        ({"level": "concern"}, 'the concern "x-test" names no topic, add topic: a slug of topics.yml'),
        ({"topic": "nothing"}, 'there is no topic "nothing", take one of topics.yml'),
        (
            {"id": "en-suicide-word"},
            'the entry "en-suicide-word" is already written in crisis/suicide-en, give one of the two another id',
        ),
        ({"colour": "red"}, '"colour" means nothing in an entry, correct its spelling or take it out'),
        (
            {"phrases": ["suicide squad"]},
            '"suicide squad" is an exception too, so it never fires, take it out of one of the two',
        ),
    ],
)
def test_a_wrong_entry_is_told(content: Content, change: dict[str, Any], expected: str) -> None:
    """One sentence, and what to do."""
    assert [expected] == said(content, "crisis/zz-test", [{**ENTRY, **change}])


def test_an_entry_without_a_reviewer_key_is_told(content: Content) -> None:
    """Not reviewed is written as null, not left out."""
    entry = {key: value for key, value in ENTRY.items() if key != "reviewer"}
    assert ['the entry "x-test" has no reviewer, add reviewer'] == said(content, "crisis/zz-test", [entry])


def test_a_contact_that_does_not_exist_is_told(content: Content) -> None:
    """Help is named by registry id."""
    responses = content.phrases["crisis/responses"]
    sets = {**responses["sets"], "dk": [{"show": [["nobody"], ["livslinien"]]}]}
    expected = ['there is no contact "nobody", write the contact first, or take this out']
    assert expected == said(content, "crisis/responses", {**responses, "sets": sets})


def test_home_nations_have_to_agree(content: Content) -> None:
    """The device reads the one, the server the other."""
    responses = {**content.phrases["crisis/responses"], "home": {"en": "GB-WLS", "da": "DK"}}
    assert ["the home nation of en is GB-WLS here and GB-ENG in hub.yml, make them the same"] == said(
        content, "crisis/responses", responses
    )


def test_a_row_without_places_is_told(content: Content) -> None:
    """A slip in the responses leaves that row out; it never stops the check or the build."""
    responses = content.phrases["crisis/responses"]
    sets = {**responses["sets"], "dk": ["words", {"also": ["livslinien"]}, {"show": [["livslinien"]]}]}
    told = "a row needs show: a list of places, each a list of contacts, write show: [[first, else-this], [second]]"
    assert [told, told] == said(content, "crisis/responses", {**responses, "sets": sets})
