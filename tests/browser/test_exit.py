"""Leaving fast: the pages that need it have a way out that works without scripts, and works faster with them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults

Visit = Callable[..., BrowserContext]
LISTED, ORDINARY = (
    "/guides/not-safe-at-home/",
    ("/", "/guides/exams/", "/help-now/", "/topics/sleep/", "/find/"),
)
AWAY = "https://www.bbc.co.uk/weather"


def opened(visit: Visit, path: str = LISTED, **options: object) -> Page:
    """A listed page with the weather pretended, once its script is at work."""
    context = visit(**options)
    context.route(
        "https://www.bbc.co.uk/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    page = context.new_page()
    page.goto("/")
    page.goto(path)
    if options.get("java_script_enabled", True):
        expect(page.locator(".exit-link__second")).to_have_count(1)
    return page


def test_without_scripts_it_is_a_link(visit: Visit) -> None:
    """A click leads away, and what the link can't do can be read."""
    page = opened(visit, java_script_enabled=False)
    page.locator(".exit-truth summary").click()
    expect(page.locator(".exit-truth p")).to_be_visible()
    page.locator("[data-exit]").click()
    page.wait_for_url(AWAY)


@pytest.mark.parametrize("path", ORDINARY)
def test_ordinary_pages_have_none(visit: Visit, path: str) -> None:
    """Not everywhere: a way out on each page would say that each page is dangerous."""
    page = visit().new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.locator(f"[data-exit], a[href='{AWAY}']").count() == 0
    expect(page.locator(".exit-link__second")).to_have_count(0)


@pytest.mark.parametrize("path", [LISTED, "/topics/abuse/", "/da/topics/abuse/"])
def test_three_shifts_leave(visit: Visit, path: str) -> None:
    """Three presses on their own, in any page of the list; the tab gives nothing away before."""
    page = opened(visit, path)
    assert "abuse" not in page.title().lower() and "home" not in page.title().lower()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(AWAY)


def test_shift_with_a_letter_does_not_leave(visit: Visit) -> None:
    """Somebody who types capitals stays, also when one press of Shift follows."""
    page = opened(visit)
    for _ in range(3):
        page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_contain_text("2 more")
    assert page.url.endswith(LISTED)


def test_two_shifts_and_six_seconds_do_not_leave(visit: Visit) -> None:
    """After five seconds the count begins anew, and screen readers hear it."""
    context = visit()
    page = context.new_page()
    page.clock.install()
    page.goto(LISTED)
    expect(page.locator(".exit-link__second")).to_have_count(1)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_contain_text("1 more")
    page.clock.run_for(6000)
    expect(page.locator("[data-exit-status]")).to_contain_text("expired")
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_contain_text("2 more")
    assert page.url.endswith(LISTED)


LEAVE_AND_RETURN = """() => {
  const state = () => {
    const body = document.body;
    return [getComputedStyle(body).visibility, body.inert, body.getAttribute("aria-hidden"), document.title.trim()];
  };
  const before = state();
  document.querySelector("[data-exit]").click();
  const gone = state();
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  window.stop();
  return [before, gone, state()];
}"""


def test_the_page_is_blank_before_the_browser_moves(visit: Visit) -> None:
    """In the same turn as the click: nothing to see, to hear or to reach. When somebody comes back it is there again."""
    context = visit()
    # An answer without content: the browser stays where it is.
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(status=204))
    page = context.new_page()
    page.goto(LISTED)
    expect(page.locator(".exit-link__second")).to_have_count(1)
    before, gone, back = page.evaluate(LEAVE_AND_RETURN)
    assert gone == ["hidden", True, "true", ""]
    assert before == back and before[:3] == ["visible", False, None] and before[3]


def test_back_does_not_bring_the_page(visit: Visit) -> None:
    """Also when the reader has jumped about in it: the step before is another page."""
    page = opened(visit)
    page.locator(".content-note a").click()
    page.wait_for_url("**#helpers")
    page.locator("[data-exit]").click()
    page.wait_for_url(AWAY)
    page.go_back()
    page.wait_for_url("**/")
    assert LISTED not in page.url


def test_the_second_link_is_the_keyboards(visit: Visit) -> None:
    """Right after the skip link; unseen until it is reached; Get help now comes next."""
    page = opened(visit)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    second = page.locator(":focus")
    assert second.get_attribute("href") == AWAY
    box = second.bounding_box()
    assert box and box["y"] >= 0
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "/help-now/"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(AWAY)


def test_it_can_be_seen_at_400_percent(visit: Visit) -> None:
    """A window of 320 by 256: the link is there, nothing scrolls sideways, and it doesn't cover what has the focus."""
    page = opened(visit, viewport={"width": 320, "height": 256})
    expect(page.locator("[data-exit]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for _ in range(14):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => { const box = document.activeElement.getBoundingClientRect();
            const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2);
            return !(top && (document.activeElement.contains(top) || top.contains(document.activeElement))); }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")


def test_the_truth_about_leaving_is_reachable(visit: Visit) -> None:
    """It says that history stays, links to how to browse in private, and has no fault that axe finds."""
    for path, words in ((LISTED, "history"), ("/da/topics/abuse/", "historik")):
        page = opened(visit, path)
        page.locator(".exit-truth summary").click()
        expect(page.locator(".exit-truth p")).to_contain_text(words)
        assert "privacy" in (page.locator(".exit-truth a").get_attribute("href") or "")
        assert [] == faults(page)
