"""What has to hold on every template: help two tabs away, no accessibility fault, nothing from or for anybody else."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Request

from tests.browser.templates import TEMPLATES

Visit = Callable[..., BrowserContext]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    """What axe finds, in a line each."""
    found = Axe().run(page, options=RULES).response["violations"]
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
    page.goto(path)
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


def test_nothing_about_the_visitor(visit: Visit, server: str) -> None:
    """Browsing every template: no request to others, no cookie, nothing stored, nothing refused by the security policy."""
    context = visit(service_workers="allow")
    foreign: list[str] = []
    complaints: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((server, "data:")):
            foreign.append(request.url)

    context.on("request", note)
    page = context.new_page()
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security" in message.text else None,
    )
    for path in TEMPLATES.values():
        page.goto(path)
        stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert stored == [0, 0, ""], path
    assert (foreign, complaints, context.cookies()) == ([], [], [])
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_no_single_letter_does_anything(visit: Visit) -> None:
    """WCAG 2.1.4: no letter is a shortcut."""
    page = visit().new_page()
    page.goto("/guides/panic/")
    before = page.url, page.evaluate("document.body.innerHTML.length")
    for letter in "abcdefghijklmnopqrstuvwxyz/?.,":
        page.keyboard.press(letter)
    assert before == (page.url, page.evaluate("document.body.innerHTML.length"))
