"""Help on the device is the help of the server's page: of the place, the age and the language, and there before anything is sent."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

Visit = Callable[..., BrowserContext]

WORDS = {
    "en": (
        "i want to die",
        "i cut myself",
        "my friend wants to kill herself",
        "my daughter is suicidal",
        "i have taken an overdose",
        "someone is following me",
        "he hits me",
        "they have my nudes and blackmail me",
        "i ran away and have nowhere to sleep",
        "i hear voices that tell me to hurt people",
        "cant sleep",
    ),
    "da": (
        "jeg vil ikke leve mere",
        "min ven vil begå selvmord",
        "jeg har taget en overdosis",
        "han slår mig",
    ),
}
PLACES = (None, "ealing", "fleetwood", "oxford", "aalborg", "north-jutland", "wales", "united-kingdom")
AGES = (None, "12", "17", "19", "40")
NAMED = (
    "i want to die fleetwood",
    "i want to die in Aalborg",
    "suicidal w5",
    "i want to die FY7 6XY",
    "north west london i want to die",
    "jeg vil dø 9000",
    "i want to die acton",
    "i want to die in hammersmith and fulham",
    "i want to die mars",
    "i want to die in Penge SE20",
)
COMPARE = """async ([asked, lang]) => {
    const { check } = await import("/assets/js/crisis.js");
    const { createPanels } = await import("/assets/js/panel.js");
    const panels = createPanels(await (await fetch(`/assets/data/panels.${lang}.json`)).json());
    const tidy = (html) => new DOMParser().parseFromString(html, "text/html").body.innerHTML.replace(/>\\s+</g, "><").trim();
    const told = [];
    for (const { q, place, age } of asked) {
        const here = panels.here(q, place ?? "");
        const found = await check(q, lang, { nation: here.nation, placeChain: here.chain, age: age ? Number(age) : null });
        const body = new URLSearchParams({ q, lang, place: place ?? "", age: age ?? "" });
        const page = await (await fetch(lang === "en" ? "/find/" : `/${lang}/find/`, { method: "POST", body })).text();
        const answer = new DOMParser().parseFromString(page, "text/html");
        const part = (name) => tidy(answer.querySelector(`main ${name}`)?.outerHTML ?? "");
        told.push({
            here: here.nation,
            device: tidy(panels.crisis(found, here)), server: part(".crisis-panel"),
            keywordDevice: tidy(panels.keyword(q, here)), keywordServer: part(".keyword-answer"),
        });
    }
    return told;
}"""


def compare(page: Page, lang: str, asked: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the device makes of each question beside what the server's page holds."""
    page.goto("/find/" if lang == "en" else f"/{lang}/find/")
    return list(page.evaluate(COMPARE, [asked, lang]))


@pytest.mark.parametrize("lang", ["en", "da"])
def test_the_panel_is_the_servers(visit: Visit, lang: str) -> None:
    """Words, places and ages in each language: the same people, in the same words; nobody of another nation."""
    asked = [{"q": q, "place": place, "age": age} for q, place, age in product(WORDS[lang], PLACES, AGES)] + [
        {"q": q, "place": None, "age": None} for q in NAMED
    ]
    shown = 0
    for question, told in zip(asked, compare(visit().new_page(), lang, asked), strict=True):
        assert told["device"] == told["server"], question
        shown += bool(told["device"])
        other = "tel:112" if told["here"].startswith("GB") else "tel:999"
        assert f'href="{other}"' not in told["device"], question
    assert shown > len(asked) / 2


@pytest.mark.parametrize("lang", ["en", "da"])
def test_the_keyword_is_the_servers(visit: Visit, lang: str) -> None:
    """The same answer, with the same people, for words of every kind."""
    words = (
        "LANTERN", "#lantern", "lantren", "text LANTERN to 85258", "text lantern to", "harbour", "harbor",
        "keyword harbor", "calmer", "calmmer", "FYRLYS", "kodeord fyrlys", "skylark", "pebbles", "#sunshine",
        "sunshine", "send hest til 1234", "#aalborg", "boxing in fleetwood",
    )  # fmt: skip
    asked = [{"q": q, "place": place, "age": None} for q, place in product(words, PLACES)]
    answered = 0
    for question, told in zip(asked, compare(visit().new_page(), lang, asked), strict=True):
        assert told["keywordDevice"] == told["keywordServer"], question
        answered += bool(told["keywordDevice"])
    assert answered > len(asked) / 2


class Sent:
    """Everything that leaves the browser."""

    def __init__(self, context: BrowserContext) -> None:
        self.all: list[str] = []
        context.on("request", lambda request: self.all.append(f"{request.url} {request.post_data or ''}"))

    def holds(self, word: str) -> bool:
        """Whether a word left."""
        return any(word in each for each in self.all)


@pytest.mark.parametrize(
    ("place", "age", "lang", "there", "not_there"),
    [
        ("ealing", "15", "en", "West London NHS Trust", "tel:112"),
        ("fleetwood", "15", "en", "Lancashire", "tel:112"),
        ("aalborg", "15", "en", "BørneTelefonen", "tel:999"),
        ("aalborg", "15", "da", "BørneTelefonen", "tel:999"),
    ],
)
def test_the_form_says_where_and_how_old(
    visit: Visit, place: str, age: str, lang: str, there: str, not_there: str
) -> None:
    """Typed into the box: the panel of that place stands under it before any word leaves."""
    context = visit()
    sent = Sent(context)
    page = context.new_page()
    page.goto("/find/" if lang == "en" else "/da/find/")
    page.locator("form[data-wired] [name=place]").select_option(place)
    page.locator("main [name=age]").fill(age)
    page.locator("main [name=q]").fill("zebra i want to die" if lang == "en" else "zebra jeg vil dø")
    panel = page.locator(".search-box__help .crisis-panel")
    expect(panel).to_contain_text(there)
    assert not_there not in panel.inner_html()
    assert not sent.holds("zebra")


def test_another_place_is_another_panel(visit: Visit) -> None:
    """Whoever corrects the place or the age reads help of the right one."""
    page = visit().new_page()
    page.goto("/find/")
    page.locator("form[data-wired] [name=q]").fill("i want to die")
    panel = page.locator(".search-box__help .crisis-panel")
    expect(panel).not_to_contain_text("Lancashire")
    page.locator("main [name=place]").select_option("fleetwood")
    expect(panel).to_contain_text("Lancashire")
    page.locator("main [name=place]").select_option("aalborg")
    expect(panel).not_to_contain_text("Lancashire")
    assert 'href="tel:999"' not in panel.inner_html()


def test_a_place_in_the_words_counts_on_the_home_page(visit: Visit) -> None:
    """Where no place can be chosen, the words may name one."""
    context = visit()
    sent = Sent(context)
    page = context.new_page()
    page.goto("/")
    page.locator("form[data-wired] [name=q]").fill("zebra i want to die fleetwood")
    expect(page.locator(".search-box__help .crisis-panel")).to_contain_text("Lancashire")
    assert not sent.holds("zebra")


def test_one_sentence_says_that_help_is_there(visit: Visit) -> None:
    """A screen reader hears one sentence, politely; the panel is for reading, and the focus stays in the box."""
    page = visit().new_page()
    page.goto("/")
    box = page.locator("form[data-wired] [name=q]")
    box.fill("i want to die")
    said = page.locator("form[data-wired] [role=status]")
    expect(said).to_have_text("Help is shown right below the search box.")
    assert page.locator(".search-box__help[aria-live]").count() == 0
    expect(box).to_be_focused()
    # The next stop of the keyboard after the button is in the help.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.crisis-panel'))")


@pytest.mark.parametrize("broken", ["{}", "not json", json.dumps({"contacts": {}, "frames": {}})])
def test_without_its_parts_the_server_answers(visit: Visit, broken: str) -> None:
    """Nothing on the device then; the form is sent, and its answer begins with help."""
    context = visit(service_workers="block")
    context.route("**/assets/data/panels.*", lambda route: route.fulfill(status=200, body=broken))
    page = context.new_page()
    page.goto("/")
    page.locator("form[data-wired] [name=q]").fill("i want to die")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("main .crisis-panel").count() == 1
