"""What editors are told about keywords."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import keywords
from waymark.content import Content, load_content
from waymark.model import ChosenBy, Keyword


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def changed(content: Content, *others: Keyword, **facts: Any) -> Content:
    """The content with one keyword only, LANTERN of Ealing with other facts, and what else is given."""
    lantern = next(word for word in content.keywords if word.word == "LANTERN")
    words = (replace(lantern, **facts), *others)
    origin = content.origins["keyword", "LANTERN"]
    return replace(
        content,
        keywords=words,
        origins={**content.origins, **{("keyword", word.word): origin for word in words}},
    )


def said(content: Content) -> list[str]:
    """What every rule says, without the path."""
    return [
        f"{problem.code}: {problem.what}, {problem.fix}"
        for rule in keywords.RULES
        for problem in rule(content)
    ]


def test_the_projects_own_keywords_are_sound(content: Content) -> None:
    """Nothing to mend."""
    assert [] == said(content)
    assert [] == said(changed(content))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"word": "SUN"}, 'shape-short: "SUN" is too short, choose one of 4 letters or more'),
        (
            {"word": "VOICES"},
            'crisis: "VOICES" reads like "voices", a word of crisis, choose another with the young people',
        ),
        (
            {"word": "VOICED"},
            'crisis: "VOICED" is one slip away from "voices", a word of crisis, choose another with the young people',
        ),
        (
            {"word": "SELFHARM"},
            'crisis: "SELFHARM" is read as a word of crisis, choose another with the young people',
        ),
        (
            {"word": "WYRE"},
            'repeated-id: "WYRE" is the name of a place, "wyre", choose another with the young people',
        ),
        (
            {"word": "NWLONDON"},
            'repeated-id: "NWLONDON" is the name of a place, "nw-london", choose another with the young people',
        ),
        (
            {"text_to": "nobody"},
            'unknown-contact: "LANTERN" is texted to "nobody", which is no contact, write that contact first, or correct the id',
        ),
        (
            {"text_to": "nhs-111", "contacts": ("nhs-111",)},
            'unknown-contact: "LANTERN" is texted to "nhs-111", which takes no texts, name a contact with a text channel',
        ),
        (
            {"text_to": "shout"},
            'unknown-contact: "LANTERN" is texted to "shout", whom it does not lead to, add it to contacts',
        ),
        (
            {"ends": dt.date(2026, 10, 31)},
            'shape-dates: "LANTERN" ends (2026-10-31) before it starts (2026-11-01), correct one of the dates',
        ),
        (
            {"chosen_by": ChosenBy.YOUNG_PEOPLE},
            'shape-record: "LANTERN" is an example, write chosen_by: developers',
        ),
        (
            {"example": False},
            'shape-record: "LANTERN" was made up by developers, add example: true, or say who chose it',
        ),
        (
            {"example": False, "chosen_by": ChosenBy.TOGETHER, "chosen_on": None},
            'shape-record: "LANTERN" says who chose it and not when, add chosen_on, such as "2026-11"',
        ),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else str(value),
)
def test_what_is_wrong_is_said(content: Content, facts: dict[str, Any], expected: str) -> None:
    """One thing wrong, one sentence about it."""
    assert [expected] == said(changed(content, **facts))


@pytest.mark.parametrize(
    ("first", "second", "area", "told"),
    [
        ("BLÅBÆR", "BLAABAER", "aalborg", "reads like"),
        ("LANTERN", "LANTERS", "aalborg", "is one slip away from"),  # both long: any area
        ("MOSS", "MOST", "ealing", "is one slip away from"),  # short: where the areas overlap
        ("MOSS", "MOST", "nw-london", "is one slip away from"),
        ("MOSS", "MOST", "aalborg", None),
        ("LANTERN", "HARBOUR", "ealing", None),
    ],
)
def test_two_words_are_told_apart(
    content: Content, first: str, second: str, area: str, told: str | None
) -> None:
    """The same after folding; or a slip apart, where the slip would be forgiven or where somebody may live in both areas."""
    lantern = next(word for word in content.keywords if word.word == "LANTERN")
    other = replace(lantern, word=second, area=(area,))
    expected = f'repeated-id: "{first}" {told} "{second}" of {area}, change one of the two'
    assert said(changed(content, other, word=first)) == ([expected] if told else [])


def test_a_problem_has_its_line(content: Content) -> None:
    """``waymark check`` points at the fact."""
    found = [
        problem for rule in keywords.RULES for problem in rule(changed(content, ends=dt.date(2020, 1, 1)))
    ]
    assert [problem.path for problem in found] == ["content/_data/keywords.yml"] and found[0].line > 1


def test_a_keyword_without_its_record_is_refused(project: Path, tmp_path: Path) -> None:
    """Who chose it and when are facts that no keyword lacks; null says that nobody knows when. Three letters are too few."""
    root = tmp_path / "content"
    shutil.copytree(project / "content", root)
    file = root / "_data" / "keywords.yml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  chosen_by: unknown\n", "").replace("word: LANTERN", "word: LAN")
    file.write_text(text.replace('  chosen_on: "2026-11"\n', "", 1), encoding="utf-8")
    _, problems = load_content(root)
    told = [str(problem) for problem in problems if "keywords.yml" in problem.path]
    assert any('"chosen_by" is missing' in each for each in told), told
    assert any('"chosen_on" is missing' in each for each in told), told
    assert any('"word" can\'t be "LAN"' in each for each in told), told


def test_a_lexicon_that_cannot_be_read_is_told_elsewhere(content: Content) -> None:
    """The rules for keywords go on with the words that search guards."""
    without = {key: value for key, value in content.phrases.items() if not key.startswith("crisis")}
    broken = replace(changed(content, word="VOICES"), phrases=without)
    assert said(broken) == [
        'crisis: "VOICES" reads like "voices", a word of crisis, choose another with the young people'
    ]
