"""Search on the device: the same answers as Python's over the same small library, and there when the network is gone."""

import functools
import http.server
import itertools
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.test_everywhere import faults
from tests.waymark.test_pocket import LANGUAGES, small_search
from tests.waymark.test_relevance import OPEN, judged
from waymark.bundle import Bundle, open_bundle
from waymark.search import Question, Search

WORKER = True
Visit = Callable[..., BrowserContext]

ASIDE: tuple[dict[str, Any], ...] = (
    {},
    {"place": "fleetwood"},
    {"place": "ealing", "age": 15},
    {"place": "aalborg"},
    {"age": 24},
    {"place": "nw-london", "cost": "free"},
    {"how": ("text", "chat")},
    {"kinds": ("counselling", "drop-in"), "age": 17},
    {"place": "hounslow", "referral": "self"},
    {"topics": ("anxiety", "low-mood")},
    {"needs": ("getting-advice",), "place": "oxford"},
    {"interests": ("sport",)},
    {"diagnosis": "not-needed"},
    {"place": "manchester", "age": 120},
)
"""What may be asked beside words."""
ODD = (
    "",
    "   ",
    "🦊🦊",
    "*",
    "boxing fleetwood",
    "help W5",
    "football fy7 6xy",
    "9000 nogen at tale med",
    "drop in near me",
    "free counselling no referral",
    "sui",
    "lonl",
    "anxiousness",
    "kile",
    "constructor",
    "a" * 900,
    "Søvn på Ålborg",
)
ASK = """async ([data, asked]) => {
    const { createSearch } = await import("/assets/js/search.js");
    const { find, why } = createSearch(await (await fetch(data)).json());
    return asked.map((question) => {
        const { hits, total, outcome, respelt, about, place, local } = find(question);
        return { total, outcome, respelt, about, place, local,
            hits: hits.map((hit) => [hit.document, hit.score, hit.km, why(hit)]) };
    });
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test keeps its output clean."""


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build, opened."""
    return open_bundle(hub_build)


@pytest.fixture(scope="module")
def site(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scripts and the data of the build, served."""
    root = tmp_path_factory.mktemp("device")
    shutil.copytree(bundle.site / "assets", root / "assets")
    (root / "index.html").write_text("<!doctype html><title>Same answer</title>", encoding="utf-8")
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def asked(lang: str) -> list[dict[str, Any]]:
    """The judged searches of a language and the odd ones, plain and each with something beside."""
    words = [case.q for name in OPEN for case in judged(name) if case.lang == lang] + list(ODD)
    beside = itertools.cycle(ASIDE[1:])
    half_typed = [{"q": text[:-2]} for text in words[::4] if len(text) > 6]
    return [{"q": text} for text in words] + [{"q": text, **next(beside)} for text in words] + half_typed


def on_device(question: dict[str, Any]) -> dict[str, Any]:
    """A question as the page asks it."""
    plain = {key: question[key] for key in ("q", "place", "age") if key in question}
    others = {key: value for key, value in question.items() if key not in plain}
    return {
        **plain,
        "filters": {key: [value] if isinstance(value, str) else list(value) for key, value in others.items()},
    }


def by_python(search: Search, lang: str, question: dict[str, Any]) -> dict[str, Any]:
    """The answer that the device has to give."""
    number = {key: place for place, key in enumerate(search.library.keys)}
    pages = [search.find(Question(lang=lang, size=50, page=page, **question)) for page in range(1, 6)]
    first = pages[0]
    return {
        "total": first.total,
        "outcome": first.outcome.value,
        "respelt": first.did_you_mean,
        "about": list(first.about),
        "place": first.place,
        "local": first.local,
        "hits": [
            [number[hit.type, hit.id], hit.score, hit.distance_km, hit.why if first.place else None]
            for page in pages
            for hit in page.hits
        ],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_answer_as_python(
    chromium: Browser, bundle: Bundle, site: str, lang: str, tmp_path: Path
) -> None:
    """Documents in order with score, distance and reason; total, outcome, spelling, topics, place: all alike, for over a thousand."""
    questions = asked(lang)
    assert lang != "en" or len(questions) > 1000
    search = small_search(bundle, lang, tmp_path)
    page = chromium.new_page()
    page.goto(site)
    told = page.evaluate(ASK, [f"/assets/data/search.{lang}.json", [on_device(each) for each in questions]])
    page.close()
    for question, answer in zip(questions, told, strict=True):
        if answer["place"] is None:
            answer["hits"] = [[*hit[:3], None] for hit in answer["hits"]]
        assert by_python(search, lang, question) == answer, question


class Watch:
    """Everything that a visit sends, and where it goes."""

    def __init__(self, context: BrowserContext) -> None:
        self.sent: list[str] = []
        context.on("request", lambda request: self.sent.append(f"{request.url} {request.post_data or ''}"))


PATIENT = """const wait = window.setTimeout;
window.setTimeout = (work, milliseconds, ...more) => wait(work, [800, 1500].includes(milliseconds) ? 60000 : milliseconds, ...more);"""
"""What the page does with a slow server is not what is tested here, and a busy machine is one."""


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """A browser whose pages wait for the server and the look-up as long as it takes."""

    def patient(**options: Any) -> BrowserContext:
        context = visit(**options)
        context.add_init_script(PATIENT)
        return context

    return patient


def down(route: Route) -> None:
    """The front server answers for the API, which is gone."""
    route.fulfill(status=503, content_type="text/html", body="<h1>503</h1>")


def type_and_send(page: Page, words: str) -> None:
    """As somebody does with a keyboard, once the page's own script has come."""
    page.locator("form[data-search-box][data-wired]").first.wait_for()
    page.locator("form[data-search-box] [name=q]").first.fill(words)
    page.locator("form[data-search-box] [name=q]").first.press("Enter")


def settled(page: Page, start: str = "/") -> None:
    """Visits and waits until the worker is in charge."""
    page.goto(start)
    page.evaluate(
        "new Promise((done) => navigator.serviceWorker.controller ? done() : navigator.serviceWorker.addEventListener('controllerchange', () => done()))"
    )


def kept_search(page: Page, lang: str) -> None:
    """Waits until the worker has kept what a search needs."""
    page.wait_for_function(
        "async (lang) => (await Promise.all((await caches.keys()).filter((name) => name.startsWith(`waymark-search-${lang}-`)).map(async (name) => (await (await caches.open(name)).keys()).length))).some((many) => many >= 8)",
        arg=lang,
    )


def nothing_about_the_words(page: Page, words: str) -> None:
    """In no address, no history, no storage, no kept answer."""
    assert all(word not in page.url for word in words.split())
    stored = page.evaluate("""async () => {
        const kept = [];
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) kept.push(request.url);
        return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie, kept,
            (await indexedDB.databases()).length]);
    }""")
    assert all(word not in stored for word in words.split())


@pytest.mark.parametrize(
    ("lang", "home", "words"), [("en", "/", "zebra cant sleep"), ("da", "/da/", "zebra kan ikke sove")]
)
def test_a_second_search_works_with_the_network_gone(visit: Visit, lang: str, home: str, words: str) -> None:
    """Search once online; offline the same box answers on the page, says so, moves the focus, and keeps nothing."""
    context = visit()
    watch = Watch(context)
    page = context.new_page()
    settled(page, home)
    assert not [url for url in watch.sent if "search.js" in url or "/data/search." in url]
    with page.expect_navigation():
        type_and_send(page, words)
    assert page.locator("#results").count() == 1
    kept_search(page, lang)
    settled(page, home)
    context.set_offline(True)
    before = len(watch.sent)
    entries = page.evaluate("history.length")
    type_and_send(page, words)
    heading = page.locator("#results")
    expect(heading).to_be_focused()
    expect(page.locator(".result-list__note").first).to_contain_text("offline")
    assert page.locator(".result-list article").count() >= 1
    assert page.evaluate("history.length") == entries
    assert not [each for each in watch.sent[before:] if "zebra" in each]
    nothing_about_the_words(page, words)
    assert [] == faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # Another search takes the place of the first.
    type_and_send(page, "mum")
    expect(page.locator("#results")).to_have_count(1)


@pytest.mark.parametrize("how", ["503", "no answer"])
def test_the_api_is_down(visit: Visit, how: str) -> None:
    """The pages are there and the API isn't: the search is done on the device, on the page, and the posting is not even tried."""
    context = visit(service_workers="block")
    watch = Watch(context)
    context.route("**/api/**", down if how == "503" else lambda route: route.abort())
    context.route(
        "**/find/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page = context.new_page()
    page.goto("/find/")
    page.locator("[name=place]").select_option("fleetwood")
    type_and_send(page, "football")
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#results")).to_contain_text("Fleetwood")
    assert page.locator(".result-list .service-card").count() >= 1
    assert not [each for each in watch.sent if "football" in each]
    more = page.get_by_role("button", name="Show more")
    if more.count():
        shown = page.locator(".result-list article").count()
        more.click()
        assert page.locator(".result-list article").count() > shown


def test_a_server_that_cannot_count_still_searches(visit: Visit) -> None:
    """503 of a server that lives, with its poll counts away, is no reason to search elsewhere."""
    context = visit(service_workers="block")
    body = json.dumps({"live": True, "ready": False})
    context.route(
        "**/api/v1/health",
        lambda route: route.fulfill(status=503, content_type="application/json", body=body),
    )
    page = context.new_page()
    page.goto("/")
    with page.expect_navigation():
        type_and_send(page, "cant sleep")
    assert page.url.split("#")[0].endswith("/find/")


def test_help_still_comes_first(visit: Visit) -> None:
    """Crisis words on the device: the panel with the focus, before the results; and results that are withheld stay withheld."""
    context = visit(service_workers="block")
    context.route("**/api/**", down)
    page = context.new_page()
    page.goto("/")
    type_and_send(page, "i want to die")
    expect(page.locator(".crisis-panel__heading")).to_be_focused()
    first = page.locator("main .crisis-panel, main .result-list").first
    assert "crisis-panel" in (first.get_attribute("class") or "")
    withheld = json.loads((Path(__file__).parents[1] / "cases" / "crisis.json").read_text(encoding="utf-8"))
    text = next(case["text"] for case in withheld if case.get("withhold") and case["lang"] == "en")
    type_and_send(page, text)
    expect(page.locator("#results")).to_have_count(1)
    page.wait_for_timeout(500)
    assert page.locator(".result-list article").count() == 0
    assert page.locator(".result-list a[href^='tel:'], .result-list a[href^='sms:']").count() >= 1


@pytest.mark.parametrize("ask", ["pythagoras theorem", "nothing fits"])
def test_nothing_found_is_never_the_end(visit: Visit, ask: str) -> None:
    """Nothing of ours, or nothing that fits: people to talk to, as the server shows them."""
    context = visit(service_workers="block")
    context.route("**/api/**", down)
    page = context.new_page()
    page.goto("/find/")
    if ask == "nothing fits":
        page.locator("[name=age]").fill("99")
        page.locator("summary").filter(visible=True).last.scroll_into_view_if_needed()
        page.evaluate(
            "document.querySelectorAll('[name=how]').forEach((box) => { box.checked = box.value === 'text'; })"
        )
    type_and_send(page, "boxing" if ask == "nothing fits" else ask)
    expect(page.locator("#results")).to_be_focused()
    assert page.locator(".result-list article").count() == 0
    assert page.locator(".result-list a[href^='tel:'], .result-list a[href^='sms:']").count() >= 1


def test_nobody_elsewhere_reads_the_home_number(visit: Visit) -> None:
    """Nothing found in Aalborg, on an English page: 112, and never 999."""
    context = visit(service_workers="block")
    context.route("**/api/**", down)
    page = context.new_page()
    page.goto("/find/")
    page.locator("[name=place]").select_option("aalborg")
    type_and_send(page, "pythagoras theorem")
    expect(page.locator("#results")).to_be_focused()
    said = page.locator(".result-list").inner_html()
    assert "tel:112" in said and "tel:999" not in said


def test_a_search_that_nothing_can_answer_ends_with_people(visit: Visit) -> None:
    """Offline and never searched before: the offline page, not the browser's error."""
    context = visit()
    page = context.new_page()
    settled(page)
    context.set_offline(True)
    with page.expect_navigation():
        type_and_send(page, "cant sleep")
    assert page.locator("main a[href^='tel:']").count() >= 1


def test_the_offline_page_offers_the_box_once_a_search_was_kept(visit: Visit) -> None:
    """Before it would lead nowhere; after, any page that can't be had still lets somebody search."""
    context = visit()
    page = context.new_page()
    settled(page)
    page.goto("/offline/")
    expect(page.locator("form[data-search-box]")).to_be_hidden()
    settled(page)
    with page.expect_navigation():
        type_and_send(page, "cant sleep")
    kept_search(page, "en")
    context.set_offline(True)
    page.goto("/guides/anger/")
    expect(page.locator("form[data-search-box]")).to_be_visible()
    type_and_send(page, "cant sleep")
    expect(page.locator("#results")).to_be_focused()
    assert page.locator(".result-list article").count() >= 1
