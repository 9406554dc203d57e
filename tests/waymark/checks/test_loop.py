"""What comes back to young people keeps its promises: every rule finds what it is there for, and the project's own entries keep it."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from waymark.checks import loop
from waymark.content import Content, load_content
from waymark.model.loop import Answer, AskedBy, HeardIn, Stage
from waymark.problems import Problem

Rule = Callable[[Content], Iterator[Problem]]
FIRST = "what-happens-when-i-call"
FROM_POLL = "feeling-good"


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def changed(content: Content, kind: str, key: str, **facts: Any) -> Content:
    """The content with one record of the loop changed."""
    records = dict(getattr(content.loop, kind))
    records[key] = replace(records[key], **facts)
    return replace(content, loop=replace(content.loop, **{kind: records}))


def codes(rule: Rule, content: Content) -> list[str]:
    """What a rule finds."""
    return [problem.code for problem in rule(content)]


@pytest.mark.parametrize("rule", loop.RULES, ids=lambda rule: rule.__name__)
def test_the_projects_own_entries_keep_every_rule(content: Content, rule: Rule) -> None:
    """And there are some of each kind to keep it."""
    assert content.loop.decisions and content.loop.proposals and content.loop.rounds
    assert content.loop.themes and content.loop.feedback and content.loop.results and content.loop.trends
    assert codes(rule, content) == []


def test_everything_here_is_an_example(content: Content) -> None:
    """Nobody has been asked, so nothing may look as if somebody had."""
    listed = (content.loop.decisions, content.loop.proposals, content.loop.rounds, content.loop.trends)
    assert all(record.example for records in listed for record in records.values())
    assert all(release["example"] for release in content.loop.results.values())


def test_a_decision_leads_to_what_changed(content: Content) -> None:
    """A dead link fails the build, and so does none at all for what is said to be done (A20)."""
    dead = changed(content, "decisions", FIRST, link="page:no-such-page")
    assert codes(loop.check_decisions, dead) == ["unknown-page"]
    assert codes(loop.check_decisions, changed(content, "decisions", FIRST, link=None)) == ["no-link"]
    planned = changed(content, "decisions", FIRST, link=None, decision=Answer.DOING)
    assert codes(loop.check_decisions, planned) == []


@pytest.mark.parametrize("noun", ["poll", "theme", "round"])
def test_a_decision_was_heard_somewhere(content: Content, noun: str) -> None:
    """In a poll, a theme or a round that exists."""
    heard = HeardIn(**{noun: "2099-q1" if noun == "round" else "no-such"})
    assert codes(loop.check_decisions, changed(content, "decisions", FIRST, heard_in=heard)) == [
        f"unknown-{noun}"
    ]


@pytest.mark.parametrize(("days", "right"), [(0, True), (30, True), (31, False), (-1, False)])
def test_young_people_are_told_within_30_days(content: Content, days: int, right: bool) -> None:
    """The promise of the page about having a say (Lundy: feedback within the stated days)."""
    day = content.loop.decisions[FIRST].date + dt.timedelta(days=days)
    found = codes(loop.check_decision_dates, changed(content, "decisions", FIRST, told_by=day))
    assert found == ([] if right else ["decision-dates"])


def test_nothing_is_decided_before_its_poll_has_closed(content: Content) -> None:
    """Else nobody's answer could have mattered."""
    early = changed(content, "decisions", FROM_POLL, date=dt.date(2026, 11, 1), told_by=dt.date(2026, 11, 20))
    assert codes(loop.check_decision_dates, early) == ["decision-dates"]


@pytest.mark.parametrize("status", [Stage.WRITING, Stage.DONE])
def test_nothing_is_written_without_a_need(content: Content, status: Stage) -> None:
    """C17: a topic can't move to writing without a poll, a theme or a gap behind it."""
    wished = changed(content, "proposals", "chat-room", status=status, asked_by=None, link="page:help-now")
    assert codes(loop.check_proposals, wished) == ["no-need"]
    asked = changed(content, "proposals", "chat-room", status=Stage.THINKING, asked_by=None)
    assert codes(loop.check_proposals, asked) == []


@pytest.mark.parametrize(
    ("need", "code"),
    [
        (AskedBy(poll="no-such", option="a/b"), "unknown-poll"),
        (AskedBy(poll="which-words-fit", option="ordinary-days/no-such"), "unknown-option"),
        (AskedBy(theme="no-such"), "unknown-theme"),
        (AskedBy(gap="2026-q3/no-such"), "unknown-trend"),
        (AskedBy(gap="2031-q1/searches-sleep-fleetwood-nothing-near"), "unknown-trend"),
    ],
)
def test_a_need_can_be_looked_up(content: Content, need: AskedBy, code: str) -> None:
    """Whoever reads the roadmap can follow it to its numbers (B18)."""
    assert codes(loop.check_proposals, changed(content, "proposals", "chat-room", asked_by=need)) == [code]


def test_a_need_is_one_thing() -> None:
    """A poll comes with its option, and nothing is asked by two at once."""
    for wrong in ({}, {"poll": "a"}, {"option": "a/b"}, {"theme": "a", "gap": "2026-q3/x"}):
        with pytest.raises(ValueError):
            AskedBy(**wrong)
    with pytest.raises(ValueError):
        HeardIn(poll="a", theme="b")


def test_what_is_done_has_a_page(content: Content) -> None:
    """A promise that can't be seen isn't kept."""
    assert codes(loop.check_proposals, changed(content, "proposals", FIRST, link=None)) == ["no-link"]
    assert codes(loop.check_proposals, changed(content, "proposals", FIRST, link="guide:none")) == [
        "unknown-guide"
    ]


def test_a_round_opens_in_its_quarter(content: Content) -> None:
    """And asks polls that exist."""
    late = changed(content, "rounds", "2026-q4", opens=dt.date(2027, 1, 4))
    assert codes(loop.check_rounds, late) == ["round-dates"]
    assert codes(loop.check_rounds, changed(content, "rounds", "2026-q4", polls=("no-such",))) == [
        "unknown-poll"
    ]
    with pytest.raises(ValueError):
        replace(content.loop.rounds["2026-q4"], closes=dt.date(2026, 11, 1))


def test_vocabulary_leads_somewhere(content: Content) -> None:
    """A theme's topic exists; a choice below "Did this help?" stands once and leads to a page."""
    assert codes(loop.check_vocabulary, changed(content, "themes", "sleep", topic="no-such")) == [
        "unknown-topic"
    ]
    feedback = content.loop.feedback
    assert feedback
    twice = replace(feedback, keep=(*feedback.keep, feedback.keep[0]))
    assert codes(loop.check_vocabulary, replace(content, loop=replace(content.loop, feedback=twice))) == [
        "repeated-id"
    ]
    dead = replace(feedback, change=(replace(feedback.change[0], link="page:no-such"),))
    assert codes(loop.check_vocabulary, replace(content, loop=replace(content.loop, feedback=dead))) == [
        "unknown-page"
    ]


def test_every_language_is_told(content: Content) -> None:
    """Nobody gets half of what came of it."""
    half = changed(content, "decisions", FIRST, what={"en": "Done."})
    assert codes(loop.check_loop_words, half) == ["untranslated"]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("decisions", FROM_POLL),
        ("decisions", "more-pictures"),
        ("proposals", "feeling-good"),
        ("rounds", "2026-q3"),
    ],
)
def test_what_is_real_never_rests_on_an_example(content: Content, kind: str, key: str) -> None:
    """An example poll's numbers can't become a reason for anything."""
    assert "example-mixed" in codes(loop.check_examples, changed(content, kind, key, example=False))


def test_a_real_gap_is_not_an_examples(content: Content) -> None:
    """Trend tables too."""
    real = changed(content, "trends", "2026-q3", example=False)
    assert codes(loop.check_examples, real) == ["example-mixed"]


def with_release(content: Content, **facts: Any) -> Content:
    """The content with its one release changed."""
    (key, release), *_ = content.loop.results.items()
    return replace(content, loop=replace(content.loop, results={key: {**release, **facts}}))


def test_results_belong_to_their_poll(content: Content) -> None:
    """Same poll, same mark, its closing day, its questions, its options, and the rule."""
    ((_, release), *_) = content.loop.results.items()
    tables = [dict(table) for table in release["tables"]]
    for wrong in (
        {"example": False},
        {"closed": "2026-08-31"},
        {"closed": "2026-11-02"},
        {"tables": [{**tables[0], "question": "no-such"}]},
        {"tables": [{**tables[0], "cells": list(reversed(tables[0]["cells"]))}]},
        {"tables": "none"},
    ):
        assert set(codes(loop.check_results, with_release(content, **wrong))) == {"results"}, wrong
    origins = {**content.origins, ("result", "no-such"): content.origins["result", release["poll"]]}
    unknown = replace(content, origins=origins, loop=replace(content.loop, results={"no-such": release}))
    assert codes(loop.check_results, unknown) == ["unknown-poll"]


def test_no_small_number_gets_onto_a_page(content: Content) -> None:
    """A release that tells four people is refused, whoever wrote it."""
    ((_, release), *_) = content.loop.results.items()
    cells = [{**cell} for cell in release["tables"][0]["cells"]]
    cells[0] |= {"state": "shown", "count": 4, "percent": None}
    told = with_release(content, tables=[{**release["tables"][0], "cells": cells}])
    assert "results" in codes(loop.check_results, told)


def test_trends_are_tens_of_known_subjects(content: Content) -> None:
    """Once each, and never finer than told."""
    table = content.loop.trends["2026-q3"]
    row = table.rows[2]

    def rows(*changes: dict[str, Any]) -> Content:
        return changed(content, "trends", "2026-q3", rows=tuple(replace(row, **facts) for facts in changes))

    assert codes(loop.check_trends, rows({})) == []
    assert codes(loop.check_trends, rows({}, {})) == ["repeated-id"]
    assert codes(loop.check_trends, rows({"at_least": 13})) == ["small-numbers"]
    assert codes(loop.check_trends, rows({"subject": "no-such"})) == ["unknown-subject"]
    assert codes(loop.check_trends, rows({"place": "no-such"})) == ["unknown-place"]
    assert codes(loop.check_trends, changed(content, "trends", "2026-q3", first="2026-W40")) == [
        "trend-period"
    ]
