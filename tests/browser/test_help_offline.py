"""Help that doesn't need us: scripts off, server down, network gone after one visit, and copies that have grown old."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults
from tests.browser.waiting import HAS, IN_CHARGE, until

WORKER = True

Visit = Callable[..., BrowserContext]
ENGLISH = (
    "/help-now/",
    "/guides/is-it-an-emergency/",
    "/guides/111-for-mental-health/",
    "/guides/going-to-a-and-e/",
    "/guides/what-happens-when-you-call/",
    "/guides/a-friend-is-not-safe/",
)
PAGES = (*ENGLISH, "/da/help-now/")
BIG = 24
LATER = "?later"
"""The browser's own cache answers for five minutes without asking anybody. It doesn't know this address, so the worker's copies answer."""

AGE = """async (days) => {
  const cache = await caches.open((await caches.keys()).find((name) => /^waymark-\\d+$/.test(name)));
  for (const request of await cache.keys()) {
    const copy = await cache.match(request), headers = new Headers(copy.headers);
    if (!headers.has("Waymark-Kept")) throw new Error(`${request.url} has no day`);
    headers.set("Waymark-Kept", new Date(Date.now() - days * 864e5).toISOString());
    await cache.put(request, new Response(await copy.blob(), { headers }));
  }
  return (await cache.keys()).length;
}"""
"""Makes every kept copy as old as the number of days, by the day that is written in the copy itself."""

OLD_STILL = """async () => {
  const cache = await caches.open((await caches.keys()).find((name) => /^waymark-\\d+$/.test(name)));
  const copies = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
  return copies.filter((copy) => Date.now() - Date.parse(copy.headers.get("Waymark-Kept")) > 864e5).length;
}"""


def visited(visit: Visit, **options: object) -> tuple[BrowserContext, Page]:
    """Somebody who has been on the home page once: the worker has kept what it keeps."""
    context = visit(**options)
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, IN_CHARGE)
    return context, page


def all_kept(page: Page) -> None:
    """Somebody who goes on reading: each small page that they open brings one more of what is kept for everybody."""
    page.goto("/da/ask/")
    until(page, HAS, "/da/help-now/")
    wanted = ["/offline/", *(f"/assets/kept{path[:-1]}.html" for path in ENGLISH[1:])]
    for _ in wanted * 2:
        if page.evaluate(f"async (all) => (await Promise.all(all.map({HAS}))).every(Boolean)", wanted):
            return
        page.goto("/ask/")
        page.wait_for_timeout(250)
    raise AssertionError("not everything is kept")


@pytest.mark.parametrize("path", PAGES)
def test_without_scripts_everything_is_there(visit: Visit, path: str) -> None:
    """Numbers dial, folded words unfold, jumps land."""
    page = visit(java_script_enabled=False, service_workers="block").new_page()
    page.goto(path)
    assert page.locator("main a[href^='tel:']").count() >= 1
    page.locator("main summary").first.click()
    expect(page.locator("main details[open] p").first).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_without_the_api_everything_is_there(visit: Visit, path: str) -> None:
    """The page asks the API for nothing."""
    context = visit(service_workers="block")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    context.route("**/api/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.locator("main a[href^='tel:']").count() >= 1 and asked == []


def test_after_one_visit_get_help_now_reads_offline_and_nothing_else_was_fetched_for_it(visit: Visit) -> None:
    """Whoever came for Get help now pays for that page, its styles and the worker; the copy is the one that the browser had anyway."""
    context = visit()
    page = context.new_page()
    page.goto("/help-now/")
    until(page, IN_CHARGE)
    page.wait_for_load_state("networkidle")
    kept = page.evaluate(
        "async () => (await (await caches.open('waymark-3')).keys()).map((request) => new URL(request.url).pathname)"
    )
    assert sorted(kept) == ["/assets/js/site.js", "/assets/site.css", "/help-now/"]
    context.set_offline(True)
    page.goto("/help-now/" + LATER)
    expect(page.locator(".saved-copy")).to_have_count(1)
    assert page.locator("main a[href='tel:999']").count() >= 1
    page.goto("/guides/anger/")
    expect(page.locator("h1")).to_have_text("You're offline")
    assert page.locator(".help-strip a[href='tel:999']").count() == 1


def test_all_help_pages_read_offline(visit: Visit) -> None:
    """Each in its own words and with its styles, with the day of the copy, and no fault that axe finds."""
    context, page = visited(visit)
    all_kept(page)
    titles = {}
    for path in PAGES:
        answer = context.request.get(path)
        titles[path] = answer.text().split("<h1>")[1].split("</h1>")[0]
    context.set_offline(True)
    now = dt.date.today()
    for path in PAGES:
        page.goto(path + LATER)
        assert page.locator("h1").inner_html() == titles[path], path
        assert page.locator("main a[href^='tel:']").count() >= 1
        line = page.locator("main .saved-copy")
        expect(line).to_have_count(1)
        expect(line).to_contain_text("Gemt kopi fra" if path.startswith("/da/") else "Saved copy from")
        expect(line).to_contain_text(str(now.year))
        assert page.evaluate("getComputedStyle(document.querySelector('.top__help')).borderRadius") != "0px"
    assert [] == faults(page)


def test_the_day_is_the_copys_own(visit: Visit) -> None:
    """A copy of thirty days ago says that day, month by name, in both languages."""
    context, page = visited(visit)
    all_kept(page)
    assert page.evaluate(AGE, 30) >= 10
    day = page.evaluate(
        "new Date(Date.now() - 30 * 864e5).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })"
    )
    danish = page.evaluate(
        "new Date(Date.now() - 30 * 864e5).toLocaleDateString('da-DK', { day: 'numeric', month: 'long', year: 'numeric' })"
    )
    context.set_offline(True)
    page.goto("/guides/going-to-a-and-e/")
    expect(page.locator(".saved-copy")).to_have_text(f"Saved copy from {day}. Numbers may have changed.")
    page.goto("/da/help-now/" + LATER)
    expect(page.locator(".saved-copy")).to_have_text(f"Gemt kopi fra {danish}. Numre kan være ændret.")


@pytest.mark.parametrize(
    ("path", "lang", "number"),
    [
        ("/help-now/", "en", "tel:999"),
        ("/guides/going-to-a-and-e/", "en", "tel:999"),
        ("/guides/anger/", "en", "tel:999"),
        ("/da/help-now/", "da", "tel:112"),
        ("/da/topics/abuse/", "da", "tel:112"),
    ],
)
def test_after_ninety_days_only_national_numbers_are_left(
    visit: Visit, path: str, lang: str, number: str
) -> None:
    """89 days: the copy. 91: the small page that says it is old, in the language, first the language's own nation."""
    context, page = visited(visit)
    all_kept(page)
    page.evaluate(AGE, 89)
    context.set_offline(True)
    page.goto(path + LATER)
    expect(page.locator(".saved-copy")).to_have_count(1)
    page.evaluate(AGE, 91)
    page.goto(path + LATER)
    expect(page.locator(".saved-copy")).to_have_count(0)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("main.old-copy a >> visible=true").first.get_attribute("href") == number
    assert page.locator("main a[href^='http'], main a[href^='mailto']").count() == 0
    assert [] == faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_copy_without_a_day_is_not_trusted(visit: Visit) -> None:
    """Nobody knows how old it is."""
    context, page = visited(visit)
    page.goto("/ask/")
    until(page, HAS, "/offline/")
    page.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys()).find((name) => /^waymark-\\d+$/.test(name)));
          const copy = await cache.match("/help-now/"), headers = new Headers(copy.headers);
          headers.delete("Waymark-Kept");
          await cache.put("/help-now/", new Response(await copy.blob(), { headers }));
        }"""
    )
    context.set_offline(True)
    page.goto("/help-now/" + LATER)
    expect(page.locator("main.old-copy")).to_have_count(1)


def test_with_a_connection_the_page_is_fresh_and_the_copies_are_renewed(visit: Visit) -> None:
    """However old the copies are, online nobody reads one; and one visit anywhere makes all of them new."""
    _, page = visited(visit)
    page.evaluate(AGE, 200)
    page.goto("/guides/anger/")
    expect(page.locator(".saved-copy, .old-copy")).to_have_count(0)
    until(page, f"async () => (await ({OLD_STILL})()) === 0")
    page.goto("/help-now/")
    expect(page.locator(".saved-copy, .old-copy")).to_have_count(0)


def test_a_server_that_fails_is_no_better_than_none(visit: Visit) -> None:
    """A 502 in front of a help page: the copy is shown, with its day."""
    context, page = visited(visit)
    context.route("**/help-now/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.goto("/help-now/")
    expect(page.locator(".saved-copy")).to_have_count(1)
    assert page.locator("main a[href='tel:999']").count() >= 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("path", ["/guides/going-to-a-and-e/", "/help-now/", "/da/help-now/"])
def test_the_screen_to_show_fills_the_screen_by_a_link(visit: Visit, path: str, scripts: bool) -> None:
    """D73: large words and nothing else, closed by a link or by Back; the keyboard reaches nothing behind it."""
    page = visit(java_script_enabled=scripts, color_scheme="dark").new_page()
    page.goto(path)
    page.locator(".show-screen__open").click()
    card = page.locator("#show")
    box = card.bounding_box()
    assert box and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 640)
    expect(page.locator("h1")).to_be_hidden()
    size = page.locator(".show-screen__words p").first.evaluate(
        "(p) => parseFloat(getComputedStyle(p).fontSize)"
    )
    assert size >= BIG
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#shown"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_be_hidden()


def test_the_screen_to_show_works_offline(visit: Visit) -> None:
    """A waiting room without signal, and a screen turned sideways: it can be scrolled, and it has no fault that axe finds."""
    context, page = visited(visit)
    all_kept(page)
    context.set_offline(True)
    page.goto("/guides/going-to-a-and-e/#show")
    expect(page.locator(".show-screen__close")).to_be_visible()
    assert [] == faults(page)
    page.set_viewport_size({"width": 320, "height": 256})
    page.locator(".show-screen__close").scroll_into_view_if_needed()
    expect(page.locator(".show-screen__close")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/help-now/", "/da/help-now/"])
def test_the_first_screens_of_a_phone(visit: Visit, path: str) -> None:
    """The emergency number is whole on the first screen; a way without a voice follows within one more."""
    page = visit().new_page()
    page.goto(path)
    first = page.locator(".care-card--emergency .dial").first.bounding_box()
    assert first and first["y"] + first["height"] <= 640
    card = page.locator(".care-card--emergency").bounding_box()
    written = page.locator("main a[href^='sms:'] >> visible=true").first.bounding_box()
    assert card and written and written["y"] - (card["y"] + card["height"]) <= 200


@pytest.mark.parametrize("path", ENGLISH[1:])
def test_the_help_guides_have_no_fault(visit: Visit, path: str) -> None:
    """axe, in light and dark, and 400 % zoom."""
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
        page.goto(path)
        assert [] == faults(page), scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
