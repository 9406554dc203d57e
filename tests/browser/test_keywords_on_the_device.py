"""Keywords on the device: the answer of Python for every line, shown under the box, also without a connection, and nothing sent."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults
from tests.browser.test_panel_on_the_device import Sent
from waymark.bundle import Bundle, open_bundle

Visit = Callable[..., BrowserContext]

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "keywords.json").read_text(encoding="utf-8"))
FIND = """async ([entries, lines]) => {
    const { findKeyword } = await import("/assets/js/keywords.js");
    return lines.map(({ text, chain, today, asked }) => {
        const found = findKeyword(text, entries, { chain, today, asked });
        return found && [found.state, found.state === "found" ? found.keyword.word : null];
    });
}"""


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build, opened."""
    return open_bundle(hub_build)


def test_each_line_of_the_table(visit: Visit, bundle: Bundle) -> None:
    """What the device makes of every line is what Python and the API make of it."""
    page = visit().new_page()
    page.goto("/")
    lines = [
        {
            "text": line["text"],
            "chain": bundle.places.chain(line["place"]) if line.get("place") else [],
            "today": line.get("today", "2026-11-22"),
            "asked": line.get("asked", False),
        }
        for line in TABLE["lines"]
    ]
    for line, told in zip(TABLE["lines"], page.evaluate(FIND, [TABLE["registry"], lines]), strict=True):
        assert told == ([line["state"], line["keyword"]] if line["state"] else None), line


def type_in(page: Page, words: str) -> None:
    """Words into the box, once its script is there."""
    page.locator("form[data-wired] [name=q]").fill(words)


@pytest.mark.parametrize(("home", "words"), [("/", "text LANTERN to 85258"), ("/da/", "kodeord lantern")])
def test_the_answer_stands_under_the_box(visit: Visit, home: str, words: str) -> None:
    """Who it reaches, that it is an example, who chose it, and national help; nothing is sent, and nothing can be faulted."""
    context = visit()
    sent = Sent(context)
    page = context.new_page()
    page.goto(home)
    type_in(page, words)
    answer = page.locator("form[data-wired] .keyword-answer")
    expect(answer).to_contain_text("West London NHS Trust")
    expect(answer.locator(".keyword-answer__word")).to_have_text("LANTERN")
    expect(answer.locator(".keyword-answer__chosen")).to_be_visible()
    assert answer.locator('a[href="tel:999"]').count() == 1
    expect(page.locator("form[data-wired] [role=status]")).not_to_be_empty()
    assert not any(word in each for each in sent.all for word in ("LANTERN", "lantern", "85258"))
    assert [] == faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_answer_goes_with_the_word(visit: Visit) -> None:
    """Another word takes it away; an ordinary search has none."""
    page = visit().new_page()
    page.goto("/")
    type_in(page, "lantern")
    answer = page.locator("form[data-wired] .keyword-answer")
    expect(answer).to_be_visible()
    type_in(page, "lantern festival")
    expect(answer).to_have_count(0)
    type_in(page, "#nosuchword")
    expect(answer).to_contain_text("don't know that word")
    assert answer.locator("a[href^='tel:']").count() >= 1


def test_a_crisis_comes_first(visit: Visit, bundle: Bundle) -> None:
    """Words of crisis that are said to be a keyword: the panel, and the answer after it; one sentence is told."""
    page = visit().new_page()
    page.goto("/")
    type_in(page, "text suicidal to")
    parts = page.locator("form[data-wired] :is(.crisis-panel, .keyword-answer)")
    expect(parts).to_have_count(2)
    assert "crisis-panel" in (parts.first.get_attribute("class") or "")
    expect(page.locator("form[data-wired] [role=status]")).to_have_text(
        bundle.strings["en"]["device_said_crisis"]
    )


@pytest.mark.parametrize(
    ("place", "words"), [("fleetwood", "belongs to another area"), ("ealing", "LANTERN")]
)
def test_the_place_in_the_form_counts(visit: Visit, place: str, words: str) -> None:
    """Another area's word is told kindly, with help."""
    page = visit().new_page()
    page.goto("/find/")
    page.locator("form[data-wired] [name=place]").select_option(place)
    type_in(page, "lantern")
    answer = page.locator("form[data-wired] .keyword-answer")
    expect(answer).to_contain_text(words)
    assert answer.locator("a[href^='tel:']").count() >= 1


def test_it_works_without_a_connection(visit: Visit) -> None:
    """After one search: the answer under the box, and the focus on it when somebody searches."""
    context = visit(service_workers="allow")
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    type_in(page, "cant sleep")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function("caches.match('/assets/data/panels.en.json').then(Boolean)")
    page.wait_for_function("caches.match('/assets/js/keywords.js').then(Boolean)")
    context.set_offline(True)
    page.goto("/guides/anger/")  # not kept: the offline page, which has the box
    sent = Sent(context)
    type_in(page, "zebra")
    type_in(page, "#harbour")
    answer = page.locator("form[data-wired] .keyword-answer")
    expect(answer).to_contain_text("HARBOUR")
    page.keyboard.press("Enter")
    expect(answer.locator("h2")).to_be_focused()
    assert not sent.holds("harbour")


def test_what_the_device_fetches_is_small(bundle: Bundle) -> None:
    """Panels and keywords together: 12 kB of a phone's data at most, and the keywords 4 of them."""
    for lang in bundle.languages:
        packed = bundle.site / "assets" / "data" / f"panels.{lang}.json.gz"
        assert packed.stat().st_size <= 12_000
        data = json.loads(packed.with_suffix("").read_text(encoding="utf-8"))
        words = json.dumps(data["keywords"], ensure_ascii=False, separators=(",", ":")).encode()
        assert len(gzip.compress(words, 9, mtime=0)) <= 4_000
