"""What people come to do, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Visit = Callable[..., BrowserContext]

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def search(page: Page, words: str, start: str = "/") -> None:
    """Types words into the search box of a page and sends them."""
    page.goto(start)
    page.locator("form[data-search-box] [name=q]").first.fill(words)
    with page.expect_navigation():
        page.locator("form[data-search-box] button").first.click()


@SCRIPTS
def test_searching_from_home(visit: Visit, scripts: bool) -> None:
    """A feeling typed on the home page leads to the page about it; the words are in no address."""
    page = visit(java_script_enabled=scripts).new_page()
    search(page, "i cant sleep")
    assert page.url.endswith("/find/")
    expect(page.get_by_role("link", name="Can't sleep").first).to_be_visible()
    page.get_by_role("link", name="Can't sleep").first.click()
    assert page.url.endswith("/guides/cant-sleep/")


@SCRIPTS
def test_crisis_words_bring_help_first(visit: Visit, scripts: bool) -> None:
    """The panel stands before everything else, with a number that dials and one that is texted."""
    page = visit(java_script_enabled=scripts).new_page()
    search(page, "i want to die")
    panel = page.locator(".crisis-panel").first
    expect(panel).to_be_visible()
    assert panel.locator("a[href^='tel:']").count() >= 1
    assert panel.locator("a[href^='sms:'], a[href^='https:']").count() >= 1
    assert "i want to die" not in page.content()
    heading = page.locator("main h1, main h2").first
    assert "crisis-panel__heading" in (heading.get_attribute("class") or "")


@SCRIPTS
def test_danish_crisis_words_bring_danish_help(visit: Visit, scripts: bool) -> None:
    """112 and never 999."""
    page = visit(java_script_enabled=scripts, locale="da-DK").new_page()
    search(page, "jeg vil ikke leve mere", start="/da/")
    panel = page.locator(".crisis-panel").first
    expect(panel).to_be_visible()
    assert "999" not in panel.inner_text()
    assert page.locator("html").get_attribute("lang") == "da"


@SCRIPTS
def test_a_local_keyword(visit: Visit, scripts: bool) -> None:
    """A keyword leads to local help and national help, and says that it is an example."""
    page = visit(java_script_enabled=scripts).new_page()
    search(page, "lantern")
    answer = page.locator(".keyword-answer").first
    expect(answer).to_be_visible()
    assert "example" in answer.inner_text().lower()
    assert answer.locator("a[href^='tel:'], a[href^='sms:']").count() >= 1


@SCRIPTS
def test_nothing_found_is_never_the_end(visit: Visit, scripts: bool) -> None:
    """Off-topic words find nothing, and people to talk to are there."""
    page = visit(java_script_enabled=scripts).new_page()
    search(page, "pythagoras theorem")
    assert page.locator("main a[href^='tel:']").count() >= 1


@SCRIPTS
def test_a_closed_poll_says_so_kindly(visit: Visit, scripts: bool) -> None:
    """No form, or a sentence; and the way to help."""
    page = visit(java_script_enabled=scripts).new_page()
    page.goto("/polls/which-words-fit/")
    assert page.locator("main .poll-form").count() == 0
    expect(page.locator("main")).to_contain_text("losed")


def test_help_now_reads_offline_after_one_visit(visit: Visit) -> None:
    """K01: with the network off, the page is there and its numbers dial; any other page helps too, if need be in the language that was read."""
    context = visit(service_workers="allow")
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    context.set_offline(True)
    page.goto("/help-now/")
    assert page.locator("a[href='tel:999']").count() >= 1
    page.goto("/guides/anger/")
    assert page.locator("a[href^='tel:']").count() >= 1
    page.goto("/da/places/aalborg/")
    assert page.locator("a[href^='tel:']").count() >= 1


def test_leaving_fast(visit: Visit) -> None:
    """Shift three times leaves an exit page for the weather; Shift and a letter three times does not."""
    context = visit()
    context.route(
        "https://www.bbc.co.uk/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    page = context.new_page()
    page.goto("/guides/not-safe-at-home/")
    for _ in range(3):
        page.keyboard.press("Shift+A")
    page.wait_for_timeout(300)
    assert page.url.endswith("/guides/not-safe-at-home/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")


def test_leaving_fast_without_scripts(visit: Visit) -> None:
    """The link is an ordinary link; and ordinary pages have none."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/guides/not-safe-at-home/")
    assert page.locator("a[href='https://www.bbc.co.uk/weather']").count() >= 1
    page.goto("/guides/exams/")
    assert page.locator("a[href='https://www.bbc.co.uk/weather']").count() == 0


def test_crisis_words_are_noticed_before_anything_is_sent(visit: Visit) -> None:
    """Typing is enough: the panel shows on the device, and no word has left it."""
    page = visit().new_page()
    page.goto("/")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.locator("form[data-search-box] [name=q]").first.press_sequentially("my friend wants to kill herself")
    panel = page.locator("[data-crisis-here] .crisis-panel").first
    expect(panel).to_be_visible()
    assert panel.locator("a[href^='tel:']").count() >= 1
    assert posted == []


def test_the_device_and_the_server_show_the_same_panel(visit: Visit) -> None:
    """One component, one set of words: the panel typed for and the panel answered with are alike."""
    page = visit().new_page()
    page.goto("/")
    page.locator("form[data-search-box] [name=q]").first.press_sequentially("i want to die")
    panel = page.locator("[data-crisis-here] .crisis-panel").first
    expect(panel).to_be_visible()
    on_device = panel.inner_text()
    with page.expect_navigation():
        page.locator("form[data-search-box] button").first.click()
    assert on_device == page.locator(".crisis-panel").first.inner_text()
