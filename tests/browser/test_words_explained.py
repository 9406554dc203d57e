"""A hard word is explained where it stands: its meaning comes up, and nobody loses their place. Without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults

Visit = Callable[..., BrowserContext]
PAGE, WORD = "/guides/going-to-a-and-e/", "triage"
MEANING = "A quick check of who needs help first, and from whom."


def open_word(page: Page) -> None:
    """Reads down to the first such word and taps it."""
    page.goto(PAGE)
    page.locator(f"#in-{WORD}").scroll_into_view_if_needed()
    page.locator(f"#in-{WORD}").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_meaning_comes_up_and_the_line_stays(visit: Visit, scripts: bool) -> None:
    """At the foot of the screen, whole; the page does not jump; and one tap leads back to the word."""
    page = visit(java_script_enabled=scripts).new_page()
    page.goto(PAGE)
    word, entry = page.locator(f"#in-{WORD}"), page.locator(f"#word-{WORD}")
    word.scroll_into_view_if_needed()
    before = word.bounding_box()
    word.click()
    assert word.bounding_box() == before
    box = entry.bounding_box()
    assert box and box["y"] >= 640 * 0.4 and round(box["y"] + box["height"]) == 640
    expect(entry).to_contain_text(MEANING)
    entry.get_by_role("link", name="Back to where you were").click()
    expect(entry.get_by_role("link")).to_be_hidden()
    back = word.bounding_box()
    assert back and 0 < back["y"] < 640 - back["height"]


def test_by_keyboard_alone(visit: Visit) -> None:
    """Enter on the word, Tab to the way back, Enter: the next Tab goes on from the word."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(PAGE)
    page.locator(f"#in-{WORD}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(f"#word-{WORD} a")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(f"#in-{WORD}")).to_be_focused()


def test_who_cannot_see_the_dots_hears_the_meaning(visit: Visit) -> None:
    """The link's description is the meaning, so a screen reader needs no jump."""
    page = visit().new_page()
    page.goto(PAGE)
    described = page.locator(f"#in-{WORD}").get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_have_text(MEANING)
    expect(page.locator(f"#in-{WORD}")).to_have_accessible_description(MEANING)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_word_has_no_fault(visit: Visit, scheme: str) -> None:
    """axe finds nothing while a meaning is up; at 320 pixels nothing sticks out; in forced colours there is a frame."""
    page = visit(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
    open_word(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(forced_colors="active")
    assert page.evaluate(f"getComputedStyle(document.getElementById('word-{WORD}')).borderTopWidth") == "4px"


def test_opening_a_word_keeps_nothing(visit: Visit) -> None:
    """It asks nobody and stores nothing."""
    page = visit().new_page()
    page.goto(PAGE)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(f"#in-{WORD}").click()
    assert [url for url in asked if not url.endswith(".svg")] == [], (
        "the browser may look for the tab's icon again"
    )
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


@pytest.mark.parametrize("path", ["/easy/help-now/", "/easy/panic/", "/da/easy/help-now/"])
def test_easy_read_is_big_and_far_apart(visit: Visit, path: str) -> None:
    """Words of 22 pixels and more, a picture left of each line, numbers that a thumb can't miss."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(path)
    for line in page.locator(".easy-line").all()[:12]:
        picture, words = line.locator("svg").bounding_box(), line.locator("p").bounding_box()
        assert picture and words and picture["x"] + picture["width"] <= words["x"]
        assert float(line.locator("p").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 22
    for link in page.locator(".easy-line a").all():
        box = link.bounding_box()
        assert box and box["height"] >= 44
