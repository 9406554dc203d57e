"""Every topic has something to read, and whoever gets help learns how to tell that it doesn't help."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import guides
from waymark.content import Content, Entry, Kind, load_content
from waymark.model import Audience, NeedKey

HEADING = "### How will I know it's helping?"


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def told(content: Content) -> list[tuple[str, str]]:
    """(path, code) of everything that the rules say."""
    return [(problem.path, problem.code) for rule in guides.RULES for problem in rule(content)]


def changed(content: Content, guide: str, body: str | None = None, **facts: Any) -> Content:
    """The content with other words or facts in one English guide."""
    key = (Kind.GUIDE, "en", guide)
    entry = content.entries[key]
    record = replace(entry.record, **facts)
    document = entry.document if body is None else replace(entry.document, body=body)
    return replace(
        content, entries={**content.entries, key: replace(entry, record=record, document=document)}
    )


def body_of(content: Content, guide: str) -> str:
    """The words of one English guide."""
    return content.entries[Kind.GUIDE, "en", guide].body


def english(content: Content) -> list[Entry]:
    """Every English guide."""
    return list(content.of(Kind.GUIDE, "en"))


def test_the_projects_own_guides_keep_both_rules(content: Content) -> None:
    """Every topic has a guide, and every page about getting help says what to do if it doesn't."""
    assert told(content) == []
    topics = {topic for guide in english(content) for topic in guide.record.topics}
    assert topics == set(content.topics)


def test_a_topic_that_loses_its_only_guide_is_named(content: Content) -> None:
    """At the topic's own page, which would be left with services alone."""
    found = told(changed(content, "ocd-tics-and-thoughts", topics=("anxiety",)))
    assert found == [("content/en/topics/ocd.md", "topic-without-guide")]


def test_a_guide_about_getting_help_needs_the_sections_or_the_link(content: Content) -> None:
    """Either is enough; with neither, the page is named."""
    words = body_of(content, "low-flat-numb")
    unlinked = words.replace("(guide:turned-away)", "(guide:worry)")
    assert told(changed(content, "low-flat-numb", unlinked)) == []
    headless = words.replace(HEADING, "### Well?")
    assert told(changed(content, "low-flat-numb", headless)) == []
    neither = unlinked.replace(HEADING, "### Well?")
    problems = list(guides.check_help_sections(changed(content, "low-flat-numb", neither)))
    assert [problem.code for problem in problems] == ["help-sections"]
    assert "How will I know it's helping?" in problems[0].what
    assert "What if it doesn't help?" not in problems[0].what


def test_advice_alone_needs_no_sections(content: Content) -> None:
    """A page of things to try is not a treatment that can fail somebody; getting more help is."""
    bare = changed(content, "panic", "Words.")
    assert told(bare) == []
    more = changed(content, "panic", "Words.", needs=(NeedKey.GETTING_MORE_HELP,))
    assert told(more) == [("content/en/guides/panic.md", "help-sections")]


def test_a_list_of_words_is_no_help_that_could_fail(content: Content) -> None:
    """The jargon buster names the words of every kind of help, and gives none."""
    listed = changed(content, "panic", "Words.", needs=(NeedKey.GETTING_HELP,), layout="jargon")
    assert told(listed) == []


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_has_a_guide(content: Content, audience: Audience) -> None:
    """Young people, friends, parents and schools each find words meant for them."""
    assert audience in {guide.record.audience for guide in english(content)}


@pytest.mark.parametrize("need", NeedKey)
def test_each_need_has_more_than_one_guide(content: Content, need: NeedKey) -> None:
    """All five THRIVE groupings have something to read."""
    assert sum(need in guide.record.needs for guide in english(content)) > 1


@pytest.mark.parametrize(
    "subject",
    [
        "ocd-tics-and-thoughts",
        "hearing-or-seeing-things",
        "trauma-and-flashbacks",
        "autism-and-adhd",
        "racism-faith-and-culture",
        "in-care-or-leaving-care",
        "new-to-the-uk",
        "alcohol-vaping-drugs-gambling",
        "turning-16-18-25",
        "parents-worried",
        "parents-crisis-tonight",
        "parents-what-i-can-be-told",
        "brothers-and-sisters",
        "five-kinds-of-help",
        "peer-support",
    ],
)
def test_the_day_one_set_is_written(content: Content, subject: str) -> None:
    """The day-one resources and the adult set exist, with something to do at once and three ways on."""
    guide = content.entries[Kind.GUIDE, "en", subject].record
    assert 2 <= len(guide.try_now.steps) <= 5
    assert len(guide.next) == 3
    assert guide.contacts and guide.also_called
