"""What has to hold on every template: help two tabs away, no accessibility fault, nothing sideways.

``test_crawl.py`` looks at every page for what is about the reader; ``tests/soak/test_every_page.py`` judges every page as this does a template.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

from tests.browser.templates import TEMPLATES

Visit = Callable[..., BrowserContext]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""Told only what is wrong, axe takes half the time."""


def faults(page: Page) -> list[str]:
    """What axe finds, in a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(options).then((all) => all.violations)", RULES)
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary'][:200]}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_no_accessibility_fault_in_light_and_dark(visit: Visit, path: str) -> None:
    """axe finds nothing on any template, on a phone, in light and dark."""
    page = visit(color_scheme="light", reduced_motion="reduce").new_page()
    page.goto(path)
    assert [] == faults(page), "light"
    page.emulate_media(color_scheme="dark")
    assert [] == faults(page), "dark"


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_help_is_the_second_stop_of_the_keyboard(visit: Visit, path: str) -> None:
    """Skip link first, Get help now second, on every page; and there is a number that dials below. No script needed."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(path.partition("#")[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") in ("/help-now/", "/da/help-now/")
    assert page.locator("a[href^='tel:']").count() >= 1


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_narrow_screen_never_scrolls_sideways(visit: Visit, path: str) -> None:
    """320 pixels wide, which is 400 % zoom on a 1280 screen."""
    page = visit(viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_single_letter_does_anything(visit: Visit) -> None:
    """WCAG 2.1.4: no letter is a shortcut."""
    page = visit().new_page()
    page.goto("/guides/panic/")
    before = page.url, page.evaluate("document.body.innerHTML.length")
    for letter in "abcdefghijklmnopqrstuvwxyz/?.,":
        page.keyboard.press(letter)
    assert before == (page.url, page.evaluate("document.body.innerHTML.length"))
