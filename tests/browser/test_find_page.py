"""The find page in a real browser: by keyboard, without scripts, in both languages, light and dark, on a narrow screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_everywhere import faults

Visit = Callable[..., BrowserContext]

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
ANSWERS = {
    "words": ("/find/", "cant sleep"),
    "words in a place": ("/find/", "lonely fleetwood"),
    "nothing here": ("/find/", "pythagoras theorem"),
    "a slip": ("/find/", "axniety abut school"),
    "Danish words": ("/da/find/", "angst"),
    "Danish nothing here": ("/da/find/", "pythagoras"),
}
LISTS = {
    "a shared list": "/find/?place=fleetwood&age=17&how=phone",
    "nothing fits": "/find/?place=ealing&interest=animals&how=in-person",
    "a Danish list": "/da/find/?place=aalborg&age=17",
}


def ask(page: Page, start: str, words: str) -> None:
    """Types words on the find page and sends them."""
    page.goto(start)
    page.locator("main [name=q]").fill(words)
    with page.expect_navigation():
        page.locator(".filter-form__go").click()


def unfold(page: Page) -> None:
    """Opens every fold of the form and the cards."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def titles(page: Page) -> list[str]:
    """The results, in order."""
    return page.locator(".resource-card__title, .service-card__title").all_inner_texts()


@SCRIPTS
def test_words_then_a_filter_then_less_then_the_next_page(visit: Visit, scripts: bool) -> None:
    """The whole way, the words typed once. They stand in no address and in no page."""
    page = visit(java_script_enabled=scripts).new_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    ask(page, "/find/", "my zebracanary brother cant sleep")
    every = int(page.locator("#results").inner_text().split()[0])

    page.locator(".filter-form__more > summary").click()
    page.get_by_role("checkbox", name="Free help").check()
    with page.expect_navigation():
        page.locator(".filter-form__go").click()
    free = int(page.locator("#results").inner_text().split()[0])
    assert 0 < free < every
    expect(page.get_by_role("button", name="Take away: Your words")).to_be_visible()

    with page.expect_navigation():
        page.get_by_role("button", name="Take away: Free").click()
    assert int(page.locator("#results").inner_text().split()[0]) == every

    first = titles(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Show more results").click()
    expect(page.locator("#results")).to_contain_text("page 2 of")
    second = titles(page)
    assert second
    assert not set(first) & set(second)
    assert "zebracanary" not in page.content()

    with page.expect_navigation():
        page.get_by_role("button", name="Earlier results").click()
    assert titles(page) == first
    assert not [address for address in addresses if "zebracanary" in address or "again=" in address]


@SCRIPTS
def test_a_shared_list_has_links(visit: Visit, scripts: bool) -> None:
    """Without words every step is an address that can be kept."""
    page = visit(java_script_enabled=scripts).new_page()
    page.goto("/find/?place=fleetwood&how=phone&cost=free")
    page.get_by_role("link", name="Show more results").click()
    assert page.url.endswith("/find/?place=fleetwood&cost=free&how=phone&page=2#results")
    page.get_by_role("link", name="Take away: Free").click()
    assert page.url.endswith("/find/?place=fleetwood&how=phone")
    expect(page.locator(".choice [name=how][value=phone]")).to_be_checked()


def test_everything_by_keyboard(visit: Visit) -> None:
    """Words, place, age, a fold, a tick, and the answer's first card, without a pointer; each stop is visible."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/find/")
    page.locator("#q").focus()
    page.keyboard.type("worry")
    for key in ("Tab", "F", "l", "e", "Tab", "1", "5", "Tab", "Enter", "Tab", "Space"):
        page.keyboard.press(key)
    assert page.locator(":focus").get_attribute("value") == "free"
    assert page.locator(":focus").evaluate("node => getComputedStyle(node).outlineStyle") != "none"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    chips = page.locator(".chosen .chip").all_inner_texts()
    assert [re.sub(r"\s+", " ", chip).removeprefix("Take away: ").strip() for chip in chips] == [
        "Your words",
        "Fleetwood",
        "Age 15",
        "Free",
    ]
    reached = []
    page.locator("#q").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").evaluate("node => node.closest('article') !== null"))
    assert any(reached)


def test_help_comes_before_the_form_and_the_words_stay_away(visit: Visit) -> None:
    """Crisis words: the panel first, and no way on that jumps over it."""
    page = visit(java_script_enabled=False).new_page()
    ask(page, "/find/", "i am suicidal")
    assert "crisis-panel" in (page.locator("main h1, main h2").first.get_attribute("class") or "")
    assert "i am suicidal" not in page.content()
    assert "#" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("start", "words"), ANSWERS.values(), ids=ANSWERS.keys())
def test_no_fault_in_an_answer(visit: Visit, start: str, words: str, scheme: str) -> None:
    """axe finds nothing, folded and unfolded; and nothing sticks out of 320 pixels."""
    page = visit(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": 320, "height": 640}
    ).new_page()
    ask(page, start, words)
    assert faults(page) == []
    unfold(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", LISTS.values(), ids=LISTS.keys())
def test_no_fault_in_a_list(visit: Visit, path: str, scheme: str) -> None:
    """The same for addresses, and every control is big enough for a thumb."""
    page = visit(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": 320, "height": 640}
    ).new_page()
    page.goto(path)
    unfold(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.eval_on_selector_all(
        "main button, main select, main input:not([type=hidden], [type=checkbox]), main label.choice, main .chip, main summary",
        "all => all.filter(each => each.offsetParent && each.getBoundingClientRect().height < 44).map(each => each.outerHTML.slice(0, 90))",
    )
    assert small == []


def test_the_answer_stands_in_the_first_screen(visit: Visit) -> None:
    """On a small phone the number of results is seen without scrolling."""
    page = visit(viewport={"width": 360, "height": 640}).new_page()
    ask(page, "/find/", "cant sleep")
    box = page.locator("#results").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 640
