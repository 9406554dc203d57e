"""Did this help? One tap in its place, or a form without scripts; what the device keeps, and when it forgets."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Visit = Callable[..., BrowserContext]

PAGE = "/guides/panic/"
KEPT = "waymark-helped"


def kept(page: Page) -> dict:
    """Everything that the page's own storage holds, but for what the offline worker needs."""
    return page.evaluate("() => ({...localStorage, ...sessionStorage})")


def tap(page: Page, name: str = "A bit") -> None:
    """One of the three buttons."""
    page.locator(".did-it-help__tap").get_by_role("button", name=name, exact=True).click()


def test_nothing_before_the_tap_and_one_list_after(visit: Visit) -> None:
    """T23: no key, no cookie; then the page's id and the quarter, and nothing of what was answered."""
    context = visit()
    page = context.new_page()
    page.goto(PAGE, wait_until="networkidle")
    assert KEPT not in kept(page)
    tap(page)
    expect(page.get_by_text("Thank you. That's counted.")).to_be_visible()
    listed = json.loads(kept(page)[KEPT])
    assert listed.keys() == {"quarter", "pages"} and listed["pages"] == ["guides/panic"]
    assert "a-bit" not in kept(page)[KEPT] and context.cookies() == []
    page.reload()
    expect(page.get_by_text("You've told us about this page. Thank you.")).to_be_visible()
    expect(page.locator(".did-it-help__tap")).to_be_hidden()


def test_thanks_is_said_where_the_keyboard_is(visit: Visit) -> None:
    """By keyboard alone: the focus stands at the thanks, and the reasons come next."""
    page = visit().new_page()
    page.goto(PAGE, wait_until="networkidle")
    page.locator(".did-it-help__answer").first.focus()
    page.keyboard.press("Enter")
    said = page.locator(".did-it-help__said")
    expect(said).to_be_focused()
    expect(said).to_have_attribute("role", "status")
    page.keyboard.press("Tab")
    expect(page.get_by_label("The steps to try")).to_be_focused()


def test_keep_and_change_unfold_and_are_thanked(visit: Visit) -> None:
    """Sent without leaving the page; a number that didn't work leads to the page for mistakes."""
    page = visit().new_page()
    page.goto(PAGE, wait_until="networkidle")
    tap(page, "No")
    expect(page.get_by_text("If you'd like to talk to someone")).to_be_visible()
    page.get_by_label("The people to contact").check()
    page.get_by_label("It's too long").check()
    expect(page.locator(".did-it-help__report a")).to_have_attribute("href", "/about/report-a-mistake/")
    with page.expect_response("**/api/v1/helped") as answer:
        page.locator(".did-it-help__more button").click()
    sent = answer.value.request.post_data_json
    assert answer.value.ok and (sent["keep"], sent["change"]) == ("people", "too-long")
    expect(page.get_by_text("That helps us make it better.")).to_be_visible()


def test_a_broken_connection_loses_no_tap(visit: Visit) -> None:
    """It says so, keeps the buttons, notes nothing, and the next try carries the same key."""
    page = visit().new_page()
    page.goto(PAGE, wait_until="networkidle")
    keys = []

    def fail(route):
        keys.append(route.request.post_data_json["key"])
        route.abort()

    page.route("**/api/v1/helped", fail)
    tap(page)
    expect(page.get_by_text("We couldn't save that just now.")).to_be_visible()
    assert KEPT not in kept(page)
    page.unroute("**/api/v1/helped")
    with page.expect_response("**/api/v1/helped") as answer:
        tap(page)
    assert answer.value.request.post_data_json["key"] == keys[0]
    expect(page.get_by_text("Thank you. That's counted.")).to_be_visible()


def test_a_page_that_leaves_no_trace_leaves_none(visit: Visit) -> None:
    """It counts, thanks, and the device knows nothing."""
    page = visit().new_page()
    page.goto("/guides/not-safe-at-home/")
    tap(page, "Yes")
    expect(page.get_by_text("Thank you. That's counted.")).to_be_visible()
    assert KEPT not in kept(page)


@pytest.mark.parametrize(
    "old", ['{"quarter": "2020-q1", "pages": ["guides/panic"]}', "not json", "[]", '{"quarter": "2020-q1"}']
)
def test_an_old_list_goes_by_itself(visit: Visit, old: str) -> None:
    """When its quarter is over, or nobody can read it; the page can be answered again."""
    page = visit().new_page()
    page.goto("/about/")
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEPT, old])
    page.goto(PAGE, wait_until="networkidle")
    expect(page.locator(".did-it-help__tap")).to_be_visible()
    page.wait_for_function("(key) => localStorage.getItem(key) === null", arg=KEPT)


def test_a_device_that_keeps_nothing_can_tap(visit: Visit) -> None:
    """Storage that throws is no reason to lose an answer."""
    context = visit()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    page = context.new_page()
    page.goto(PAGE, wait_until="networkidle")
    tap(page, "Yes")
    expect(page.get_by_text("Thank you. That's counted.")).to_be_visible()


def test_without_scripts_it_is_a_form(visit: Visit) -> None:
    """T19: tap, thanks, Back and again, reasons, thanks; nothing answered stands in an address."""
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(PAGE, wait_until="networkidle")
    tap(page, "No")
    assert page.url.endswith("/helped/?page=guides%2Fpanic")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_label("The length").check()
    page.get_by_role("button", name="Send", exact=True).click()
    assert page.url.endswith("/helped/?page=guides%2Fpanic&done=1")
    page.get_by_role("link", name="Back to the page").click()
    assert page.url.endswith(PAGE)
