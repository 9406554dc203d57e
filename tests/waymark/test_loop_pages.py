"""The pages on which young people see what came of what they said: real and made up apart, in the order of what was asked for."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from waymark.addresses import Addresses
from waymark.content import Content, load_content
from waymark.finish import check_pages
from waymark.model import Check
from waymark.prepare.loop import (
    decision_view,
    in_order,
    loop_pages,
    page_link,
    period_words,
    split,
    trends_view,
)
from waymark.prepare.results import poll_results
from waymark.release import only_checked
from waymark.views import Views

PAGES = ("you-said", "roadmap", "rounds", "rounds/2026-q4", "rounds/2026-q3", "what-young-people-tell-us")
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def views_of(content: Content, lang: str = "en") -> Views:
    """Views of one language."""
    return Views(content, Addresses(content), lang, TODAY)


def pages(content: Content, lang: str = "en") -> dict[str, dict]:
    """View by path."""
    return {path: view for path, _kind, view in loop_pages(views_of(content, lang))}


@pytest.mark.parametrize("before", ["", "da/"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_made_up(
    hub_build: Path, content: Content, before: str, path: str
) -> None:
    """The badge and the sentence stand there in both languages, and nothing is shown as real."""
    tree = html.fromstring((hub_build / "site" / before / path / "index.html").read_bytes())
    strings = content.strings["da" if before else "en"]
    (note,) = tree.xpath("//*[@data-examples]//*[contains(@class, 'made-up')]")
    assert strings["loop_examples_note"] in note.text_content()
    assert strings["loop_example"] in note.text_content()
    assert tree.xpath("//*[@data-example='true']") or path == "rounds/2026-q3"
    assert not tree.xpath("//*[@data-example='false'] | //*[@data-real]")


def test_a_decision_shows_all_four_parts(hub_build: Path, content: Content) -> None:
    """Space, voice, audience and influence: where it was heard, what was said, who decides, what changed; and by when people were told."""
    text = html.fromstring((hub_build / "site" / "you-said" / "index.html").read_bytes()).text_content()
    for decision in content.loop.decisions.values():
        for words in (decision.said, decision.what, decision.who):
            assert words["en"] in text
    assert "We said no. Why:" in text and "23 November 2026" in text and "Which words fit best?" in text


def test_the_roadmap_follows_the_poll(content: Content) -> None:
    """C18: most wanted first, by published numbers; what has no number comes after, as the file has it."""
    shown = [each["id"] for each in pages(content)["roadmap"]["examples"]]
    assert shown[:2] == ["feeling-good", "too-much"]  # about 55, about 20
    assert shown[2:] == [key for key in content.loop.proposals if key not in shown[:2]]
    assert [each["count_words"] for each in pages(content)["roadmap"]["examples"]][:3] == [
        "About 55 people chose it.",
        "About 20 people chose it.",
        None,
    ]


def test_another_result_gives_another_order(content: Content) -> None:
    """The order is the poll's, not ours; equal numbers stand as in the file, and hidden ones count as none."""
    release = content.loop.results["which-words-fit"]
    told = {
        "feeling-good": {"state": "fewer", "count": None, "percent": None},
        "too-much": {"state": "shown", "count": 60, "percent": 50},
    }
    tables = [
        {**table, "cells": [{**cell, **told.get(cell["option"], {})} for cell in table["cells"]]}
        for table in release["tables"]
    ]
    other = replace(
        content, loop=replace(content.loop, results={"which-words-fit": {**release, "tables": tables}})
    )
    order = [each.id for each in in_order(views_of(other), content.loop.proposals.values())]
    assert order == ["too-much", *(key for key in content.loop.proposals if key != "too-much")]


def test_real_and_made_up_are_two_lists(content: Content) -> None:
    """Whatever becomes real leaves the examples, on its page and in every count."""
    records = list(content.loop.decisions.values())
    found = split([replace(records[0], example=False), *records[1:]], decision_view, views_of(content))
    assert [each["id"] for each in found["real"]] == [records[0].id]
    assert [each["id"] for each in found["examples"]] == [each.id for each in records[1:]]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda text: text.replace('data-example="true"', 'data-example="false"', 1),
        lambda text: text.replace("data-examples", "data-else"),
        lambda text: text.replace('class="made-up"', 'class="else"'),
    ],
)
def test_a_page_that_mixes_them_stops_the_build(
    hub_build: Path, content: Content, tmp_path: Path, break_it
) -> None:
    """Whatever a template does one day."""
    text = (hub_build / "site" / "you-said" / "index.html").read_text("utf-8")
    page = tmp_path / "you-said" / "index.html"
    page.parent.mkdir()
    page.write_text(text, "utf-8")
    assert "example-mixed" not in {problem.code for problem in check_pages(tmp_path, content)}
    page.write_text(break_it(text), "utf-8")
    assert "example-mixed" in {problem.code for problem in check_pages(tmp_path, content)}


def test_a_release_has_no_examples(content: Content) -> None:
    """The pages are there, and say that nobody has been asked."""
    good = Check(state="checked", date=TODAY, by="Editor", by_2="Another", next=dt.date(2027, 9, 1))
    entries = {
        key: replace(entry, record=replace(entry.record, check=good))
        for key, entry in content.entries.items()
    }
    made = pages(only_checked(replace(content, entries=entries), TODAY))
    assert {"you-said", "roadmap", "rounds", "what-young-people-tell-us"} == set(made)
    assert made["you-said"]["real"] == made["you-said"]["examples"] == []
    assert made["what-young-people-tell-us"]["real"] == {"polls": [], "trends": []}


def test_a_closed_poll_shows_its_results(hub_build: Path) -> None:
    """On its own page, without scripts, with the table beside the chart; an open one shows none."""
    closed = (hub_build / "site" / "polls" / "which-words-fit" / "index.html").read_text("utf-8")
    opened = (hub_build / "site" / "polls" / "how-does-this-hub-look" / "index.html").read_text("utf-8")
    assert "result-chart" in closed and "<table" in closed and "fewer than 10" in closed
    assert "result-chart" not in opened
    told = html.fromstring((hub_build / "site" / "what-young-people-tell-us" / "index.html").read_bytes())
    assert told.xpath("//*[@data-examples]//*[contains(@class, 'result-chart')]")


def test_results_need_a_release_and_a_poll(content: Content) -> None:
    """Else there is nothing to show."""
    assert poll_results(views_of(content), "how-does-this-hub-look") is None
    release = content.loop.results["which-words-fit"]
    lost = replace(content, loop=replace(content.loop, results={"no-such": release}))
    assert poll_results(views_of(lost), "no-such") is None


def test_trends_are_measured_against_one_another(content: Content) -> None:
    """A bar of another list that is as long stands for as many."""
    view = trends_view(views_of(content), content.loop.trends["2026-q3"])
    bars = {row["times"]: row["bar"] for each in view["lists"] for row in each["rows"]}
    assert bars["120 or more"] == 100 and bars["60 or more"] == 50 and bars["30 or more"] == 25
    labels = [row["label"] for each in view["lists"] for row in each["rows"]]
    assert {"Sleep", "Shout", "Waiting for help", "Something we have nothing about"} <= set(labels)


def test_periods_have_names_people_use(content: Content) -> None:
    """A quarter by its months, a week by its Monday, in both languages."""
    assert period_words(views_of(content), "2026-q3") == "July to September 2026"
    assert period_words(views_of(content, "da"), "2026-q4") == "oktober til december 2026"
    assert period_words(views_of(content), "2026-W47") == "the week of 16 November 2026"


def test_a_link_to_a_page_that_was_left_out_is_no_link(content: Content) -> None:
    """A release may leave the page out; the decision still stands there."""
    assert page_link(views_of(content), "guide:no-such") is None
    assert page_link(views_of(content), None) is None


def test_the_ways_between_the_pages(hub_build: Path) -> None:
    """From the page about having a say, from the list of polls, and from every footer."""
    for path in ("about/involve", "polls"):
        links = html.fromstring((hub_build / "site" / path / "index.html").read_bytes()).xpath(
            "//main//@href"
        )
        assert {"/you-said/", "/roadmap/", "/rounds/", "/what-young-people-tell-us/"} <= set(links), path
    foot = html.fromstring((hub_build / "site" / "da" / "index.html").read_bytes()).xpath("//footer//@href")
    assert {"/da/you-said/", "/da/roadmap/", "/da/what-young-people-tell-us/"} <= set(foot)


@pytest.mark.parametrize(
    "path", ["guides/panic", "services/childline", "topics/anxiety", "da/topics/anxiety"]
)
def test_did_this_help_is_on_every_page_to_read(hub_build: Path, path: str) -> None:
    """A form with three real buttons, and the page's id; what to add waits unseen."""
    tree = html.fromstring((hub_build / "site" / path / "index.html").read_bytes())
    (form,) = tree.xpath("//form[contains(@class, 'did-it-help__tap')]")
    assert form.get("action") == ("/da/helped/" if path.startswith("da/") else "/helped/")
    assert form.xpath("./input[@name='page']/@value") == [path.removeprefix("da/")]
    assert form.xpath(".//button/@value") == ["yes", "a-bit", "no"]
    assert tree.xpath("//template//a/@href")


def test_a_page_that_leaves_no_trace_notes_nothing(hub_build: Path) -> None:
    """Whoever takes the phone can't see that it was read."""
    left = html.fromstring((hub_build / "site" / "guides" / "panic" / "index.html").read_bytes())
    hidden = html.fromstring((hub_build / "site" / "guides" / "not-safe-at-home" / "index.html").read_bytes())
    assert not left.xpath("//*[@data-no-trace]")
    assert hidden.xpath("//*[@data-exit]") and hidden.xpath("//*[@data-did-it-help][@data-no-trace]")
