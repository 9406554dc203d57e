"""How pages look, as somebody wants it: at once, kept only when they ask, there before anything is painted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults

Visit = Callable[..., BrowserContext]
SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
PAPER = "getComputedStyle(document.body).backgroundColor"


def choose(page: Page, group: str, option: str) -> None:
    """Picks one of a group."""
    page.get_by_role("group", name=group).get_by_label(option, exact=True).check()


def test_settings_change_the_page_at_once_and_keep_nothing(visit: Visit) -> None:
    """Size, space, colours, calm; another page looks as before, and nothing is stored."""
    page = visit(color_scheme="light").new_page()
    page.goto("/settings/")
    size, paper = page.evaluate(SIZE), page.evaluate(PAPER)
    choose(page, "Size of words", "Very big")
    choose(page, "Colours", "Dark")
    choose(page, "Space between lines, letters and words", "Most")
    page.get_by_label("Calm pages").check()
    assert page.evaluate(SIZE) == size * 1.5
    assert page.evaluate(PAPER) != paper
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).letterSpacing)") > 1
    assert page.evaluate("localStorage.length") == 0
    assert [] == faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto("/guides/exams/")
    assert (page.evaluate(SIZE), page.evaluate(PAPER)) == (size, paper)


def test_kept_settings_are_there_before_the_first_paint_and_move_nothing(visit: Visit) -> None:
    """On every page from the first picture on: the page never jumps from one look to the other."""
    page = visit(color_scheme="light").new_page()
    page.goto("/settings/")
    choose(page, "Size of words", "Big")
    choose(page, "Colours", "Dark")
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.locator(".settings-panel__said")).to_contain_text("Kept")
    page.add_init_script(
        """globalThis.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { moved += entry.value; })).observe({ type: "layout-shift", buffered: true });
        document.addEventListener("readystatechange", () => { globalThis.early ??= document.documentElement.dataset.size; });"""
    )
    for path in ("/", "/guides/exams/", "/help-now/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("early") == "3", path
        assert page.evaluate("moved") <= 0.02, path
        assert page.evaluate(SIZE) == 21
    page.goto("/settings/")
    page.get_by_role("button", name="Back to usual").click()
    assert page.evaluate("[localStorage.length, document.documentElement.dataset.size ?? '']") == [0, ""]


@pytest.mark.parametrize("path", ["/settings/", "/da/settings/"])
def test_without_scripts_the_page_says_where_the_devices_own_settings_are(visit: Visit, path: str) -> None:
    """No button that does nothing."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(path)
    expect(page.locator("noscript")).not_to_be_empty()
    assert page.locator("main button >> visible=true").count() == 0


def test_one_button_takes_the_settings_away_too(visit: Visit) -> None:
    """The page looks as usual at once."""
    page = visit().new_page()
    page.goto("/settings/")
    choose(page, "Size of words", "Big")
    page.get_by_role("button", name="Keep on this device").click()
    page.get_by_role("button", name="Forget everything on this device").click()
    expect(page.locator(".forget-all__said")).to_contain_text("Nothing of yours is kept")
    assert page.evaluate("[localStorage.length, document.documentElement.dataset.size ?? '']") == [0, ""]
    expect(page.get_by_role("group", name="Size of words").get_by_label("Usual", exact=True)).to_be_checked()
