"""What somebody keeps on purpose: a list and a place, on this device alone, by a button that says so; and one that takes all of it away."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults
from tests.browser.waiting import HAS, IN_CHARGE, until

WORKER = True
Visit = Callable[..., BrowserContext]
GUIDE, SERVICE, EXIT = "/guides/exams/", "/services/childline/", "/guides/not-safe-at-home/"
STORED = "() => JSON.stringify({ ...localStorage })"
LEFT = "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).filter((name) => !/^waymark-\\d+$/.test(name)).length]"


def keep(page: Page, *paths: str) -> None:
    """Opens pages and presses the button on each."""
    for path in paths:
        page.goto(path)
        page.locator("[data-keep] button").click()
        expect(page.locator("[data-keep] [role=status]")).to_contain_text("Kept on this device")
        until(page, HAS, path)


def titles(page: Page) -> list[str]:
    """The list as it stands."""
    page.locator(".saved-list__items li").first.wait_for()
    return page.locator(".saved-list__items h3").all_inner_texts()


def test_nothing_is_kept_before_the_button_is_pressed(visit: Visit) -> None:
    """And before it is pressed the page says who can see the list. Pressed again, nothing is left."""
    page = visit().new_page()
    page.goto(GUIDE)
    expect(page.locator(".keep-button__note")).to_have_text(
        "Other people who use this device can see your list."
    )
    assert page.evaluate(STORED) == "{}"
    keep(page, GUIDE)
    state = json.loads(json.loads(page.evaluate(STORED))["waymark"])
    assert [item["url"] for item in state["saved"]] == [GUIDE]
    assert set(state) == {"v", "place", "settings", "saved"}
    page.reload()
    page.locator("[data-keep][data-kept] button").click()
    expect(page.locator("[data-keep] [role=status]")).to_contain_text("Taken off your list")
    until(page, "async () => localStorage.length === 0 && !(await caches.has('waymark-saved'))")


def test_a_page_that_leaves_no_trace_has_no_button(visit: Visit) -> None:
    """Nor does it offer to keep a place."""
    page = visit().new_page()
    page.goto(EXIT)
    expect(page.locator("[data-exit]")).not_to_have_count(0)
    expect(page.locator("[data-keep], .near__keep")).to_have_count(0)


def test_the_list_is_ordered_by_buttons_and_survives(visit: Visit) -> None:
    """Up and down say what they move and keep the focus; after a reload the order is the same."""
    page = visit().new_page()
    keep(page, GUIDE, SERVICE, "/guides/anger/")
    page.goto("/saved/")
    before = titles(page)
    assert len(before) == 3
    page.get_by_role("button", name=f"Move up ({before[2]})").click()
    assert titles(page) == [before[0], before[2], before[1]]
    expect(page.get_by_role("button", name=f"Move up ({before[2]})")).to_be_focused()
    expect(page.locator(".saved-list__said")).to_contain_text("Place in the list: 2")
    page.reload()
    assert titles(page) == [before[0], before[2], before[1]]
    for button in page.locator(".saved-list button >> visible=true").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44, button.inner_text()
    assert [] == faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_whatever_is_taken_away_can_be_had_back(visit: Visit) -> None:
    """One entry, and the whole list with one tap; the focus is never lost."""
    page = visit().new_page()
    keep(page, GUIDE, SERVICE)
    page.goto("/saved/")
    before = titles(page)
    page.get_by_role("button", name=f"Take off ({before[0]})").click()
    assert titles(page) == before[1:]
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    page.get_by_role("button", name="Undo").click()
    assert titles(page) == before
    page.get_by_role("button", name="Empty this list").click()
    expect(page.locator(".saved-list__items li")).to_have_count(0)
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Undo").click()
    assert titles(page) == before


def test_what_was_kept_reads_offline_and_prints_with_its_numbers(visit: Visit) -> None:
    """The pages, the list, and on paper the numbers without a button."""
    context = visit()
    page = context.new_page()
    keep(page, GUIDE, SERVICE)
    until(page, IN_CHARGE)
    until(page, HAS, "/assets/components/saved-list/saved-list.js")
    context.set_offline(True)
    page.goto(f"{SERVICE}?later")
    expect(page.locator(".saved-copy")).to_have_count(1)
    page.goto("/saved/?later")
    assert len(titles(page)) == 2
    expect(page.locator(".saved-list__ways a[href='tel:08001111']")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator(".saved-list__ways a[href='tel:08001111']")).to_be_visible()
    assert page.locator(".saved-list button >> visible=true").count() == 0
    page.emulate_media(media="screen")
    page.goto("/guides/anger/?later")
    expect(page.locator("[data-saved-links] a")).to_have_count(2)


def test_a_kept_number_that_is_too_old_is_not_in_the_list(visit: Visit) -> None:
    """91 days: the entry stays, its numbers go."""
    context = visit()
    page = context.new_page()
    keep(page, SERVICE)
    until(page, HAS, "/assets/components/saved-list/saved-list.js")
    page.evaluate(
        """async (path) => {
          const store = await caches.open("waymark-saved"), copy = await store.match(path), headers = new Headers(copy.headers);
          headers.set("Waymark-Kept", new Date(Date.now() - 91 * 864e5).toISOString());
          await store.put(path, new Response(await copy.blob(), { headers }));
        }""",
        SERVICE,
    )
    context.set_offline(True)
    context.route(f"**{SERVICE}", lambda route: route.abort())
    page.goto("/saved/?later")
    assert len(titles(page)) == 1
    expect(page.locator(".saved-list__items")).to_contain_text("too old")
    expect(page.locator(".saved-list__items a[href^='tel:']")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "name"), [("W5", "Ealing"), ("fy7 6xy", "Fleetwood"), ("ealing", "Ealing")]
)
def test_a_place_is_found_on_the_device_and_sent_nowhere(visit: Visit, typed: str, name: str) -> None:
    """By name or postcode; kept only when asked, without the postcode; then pages show help there and never another nation's."""
    context = visit()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}".lower()))
    page = context.new_page()
    page.goto("/saved/")
    box = page.get_by_label("Town, area or the first half of your postcode")
    box.fill(typed)
    box.press("Enter")
    expect(page.locator(".place-choice__said")).to_contain_text(name)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Keep this place").click()
    expect(page.locator(".place-choice__said")).to_contain_text("Kept on this device")
    until(page, HAS, f"/assets/data/near/{name.lower()}.en.json")
    if typed != "ealing":
        assert not [each for each in sent if typed.lower() in each]
        assert typed.lower() not in page.evaluate(STORED).lower()
    context.route("**/api/**", lambda route: route.abort())
    page.goto(GUIDE)
    expect(page.locator("#near")).to_have_text(f"Help near {name}")
    assert 1 <= page.locator(".near__card").count() <= 4
    assert page.locator(".near a[href='tel:112']").count() == 0
    assert [] == faults(page)
    context.unroute("**/api/**")  # with a route of a test the browser keeps nothing
    page.goto(GUIDE)
    context.set_offline(True)
    page.goto(GUIDE)
    expect(page.locator("#near")).to_have_text(f"Help near {name}")


def test_one_button_forgets_everything(visit: Visit) -> None:
    """List, place, settings, and copies. Get help now stays: every device has it."""
    page = visit().new_page()
    keep(page, GUIDE)
    page.goto("/saved/")
    page.evaluate("localStorage.setItem('waymark-helped', '{}')")
    page.get_by_role("button", name="Forget everything on this device").click()
    expect(page.locator(".forget-all__said")).to_contain_text("Nothing of yours is kept")
    assert page.evaluate(LEFT) == [0, 0, 0]
    expect(page.locator(".saved-list__items li")).to_have_count(0)
    assert page.evaluate(HAS, "/help-now/")


def test_without_scripts_the_page_says_what_works_instead(visit: Visit) -> None:
    """And near a topic there is a plain form that leads to help there."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/saved/")
    assert "You can print any page instead" in page.locator("main").inner_text()
    assert page.locator("main button >> visible=true").count() == 0
    page.goto(GUIDE)
    expect(page.locator("[data-keep]")).to_be_hidden()
    page.locator("#near-place").select_option("fleetwood")
    page.locator(".near__form button").click()
    assert "place=fleetwood" in page.url and page.locator("#results").count() == 1
