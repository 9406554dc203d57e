"""Answering a poll: with scripts and without, by keyboard, in a frame, from a card, and when the server can't be reached."""

import json
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import serving, settings
from tests.browser.test_everywhere import faults

Visit = Callable[..., BrowserContext]
EVERY_KIND = "/polls/keep-and-change/"
SIMPLE = "/polls/where-would-you-look-first/"
CARDS = "/p/school-lunch-breaks/"
STORE = "waymark-polls"
SLOW = 15_000
"""Milliseconds for what a busy machine does behind the page."""
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def ballots(var: Path, poll: str) -> int:
    """How many answers the store has counted for a poll: what no page tells."""
    with sqlite3.connect(f"file:{var}/polls.db?mode=ro", uri=True) as store:
        found = store.execute(
            "SELECT count FROM tally WHERE poll = ? AND question = '*' AND option = '*'", (poll,)
        ).fetchone()
    return found[0] if found else 0


def wired(page: Page) -> None:
    """Waits until the script has the form: before that Send is the browser's own."""
    expect(page.locator("main .poll-form[data-wired]")).to_be_attached(timeout=SLOW)


def choose(page: Page) -> None:
    """Chooses the first option of the first question."""
    page.locator("main .poll-form .poll-form__option input").first.check()


def send(page: Page) -> None:
    """Presses the form's button."""
    page.locator("main .poll-form button").click()


def done(page: Page) -> None:
    """Waits until the page says thanks in the form's place."""
    expect(page.locator("[data-poll-done] [data-poll-title]")).to_have_text("Thank you", timeout=SLOW)


def stored(page: Page) -> dict[str, dict[str, str]]:
    """The one entry of polls on the device; {} when there is none."""
    return json.loads(page.evaluate(f"localStorage.getItem('{STORE}')") or "{}")


def traces(page: Page) -> list[int]:
    """How much is in each place where a browser can keep something: both storages, cookies, databases."""
    return page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie.length,
        (await indexedDB.databases()).length]"""
    )


# Without scripts (T19)


def test_without_scripts_one_answer_counts_once(visit: Visit, var: Path) -> None:
    """T19: from the short address: send, thanks; reload of the thanks, and back and send again, add nothing."""
    page = visit(java_script_enabled=False).new_page()
    before = ballots(var, "where-would-you-look-first")
    page.goto("/p/where-would-you-look-first/")
    choose(page)
    send(page)
    assert page.url.endswith("/polls/where-would-you-look-first/thanks/")
    assert ballots(var, "where-would-you-look-first") == before + 1
    page.reload()
    page.go_back()
    choose(page)
    send(page)
    expect(page.locator("main .lead")).to_contain_text("counted once")
    assert ballots(var, "where-would-you-look-first") == before + 1


def test_without_scripts_a_built_page_asks_for_one_more_tap(visit: Visit, var: Path) -> None:
    """T19: the page of the build has no key, so the server gives the form back with one; that one counts once however often it is sent."""
    page = visit(java_script_enabled=False).new_page()
    before = ballots(var, "where-would-you-look-first")
    page.goto(SIMPLE, wait_until="networkidle")
    choose(page)
    send(page)
    expect(page.locator("h1")).to_have_text("One more tap")
    assert page.locator("main .poll-form input:checked").count() == 1
    sent: list[str | None] = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    send(page)
    assert page.url.endswith("/polls/where-would-you-look-first/thanks/")
    again = page.request.post(
        "/p/where-would-you-look-first/",
        data=sent[0] or "",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
    )
    assert "counted once" in again.text()
    assert ballots(var, "where-would-you-look-first") == before + 1


def test_without_scripts_every_kind_comes_back_filled_in(visit: Visit) -> None:
    """Ranks, the pair and the comment stand in the form that comes back: nothing has to be done twice."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(EVERY_KIND, wait_until="networkidle")
    page.get_by_label("Third choice").select_option("audio")
    page.locator("[name='answer-hub-parts:keep'][value=words]").check()
    page.locator("[name=comment]").fill("Shorter pages would be good.")
    send(page)
    expect(page.locator("h1")).to_have_text("One more tap")
    expect(page.get_by_label("Third choice")).to_have_value("audio")
    expect(page.locator("[name='answer-hub-parts:keep'][value=words]")).to_be_checked()
    expect(page.locator("[name=comment]")).to_have_value("Shorter pages would be good.")
    send(page)
    expect(page.locator("h1")).to_have_text("Thank you")


def test_without_scripts_words_of_crisis_bring_help_before_thanks(visit: Visit) -> None:
    """T20 in a browser: the panel stands first on the page, and the thanks below it."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/p/keep-and-change/")
    choose(page)
    page.locator("[name=comment]").fill("i want to die")
    send(page)
    assert "crisis-panel__heading" in (page.locator("main h1, main h2").first.get_attribute("class") or "")
    assert page.locator("main .crisis-panel a[href^='tel:']").count() >= 1
    expect(page.locator("h1")).to_have_text("Thank you")


@pytest.fixture(scope="session")
def codes(server: str, hub_build: Path, project: Path, var: Path) -> list[str]:
    """Codes of the poll with cards, read off the cards that the command prints."""
    cards = var / "cards.html"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "waymark",
            "poll",
            "codes",
            "school-lunch-breaks",
            "--count",
            "8",
            "--out",
            str(cards),
        ],
        cwd=project,
        env=settings(hub_build, var),
        check=True,
        capture_output=True,
    )
    found = re.findall(r'class="code">([0-9A-Z ]{14})<', cards.read_text("utf-8"))
    assert len(found) == 8
    return found


@SCRIPTS
def test_a_card_counts_once(visit: Visit, var: Path, codes: list[str], scripts: bool) -> None:
    """T19: the code is typed as it stands on the card, in small letters too; a second time it is refused, kindly and in place."""
    code = codes[0 if scripts else 1]
    before = ballots(var, "school-lunch-breaks")
    for typed in (code.lower(), code):
        page = visit(java_script_enabled=scripts).new_page()
        page.goto(CARDS)
        if scripts:
            wired(page)
        choose(page)
        page.locator("[name=code]").fill(typed)
        send(page)
        if typed == code:
            expect(page.locator(".poll-form__problem").filter(has_text=re.compile("."))).to_be_visible()
            expect(page.locator("[name=code]")).to_have_value(code)
        elif scripts:
            done(page)
        else:
            expect(page.locator("h1")).to_have_text("Thank you")
        assert ballots(var, "school-lunch-breaks") == before + 1


def test_a_scanned_card_fills_in_its_code_and_leaves_the_address(visit: Visit, codes: list[str]) -> None:
    """The code stands behind the #: it goes into its field and out of the address bar, and no request ever carries it."""
    page = visit().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    plain = codes[2].replace(" ", "")
    page.goto(f"{CARDS}#{plain}")
    wired(page)
    expect(page.locator("[name=code]")).to_have_value(codes[2])
    assert page.url.endswith(CARDS)
    assert not any(plain in url for url in asked[1:])


# With scripts: what is kept, and when (T23)


def test_nothing_is_kept_before_send_and_one_record_after(visit: Visit, server: str) -> None:
    """T23: no storage, cookie or request of ours before Send; after it one entry with a key and a day, and no choice."""
    context = visit()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    page.goto(EVERY_KIND, wait_until="networkidle")
    wired(page)
    choose(page)
    page.get_by_label("First choice").select_option("audio")
    page.locator("[name=comment]").fill("Hello")
    assert (traces(page), asked) == ([0, 0, 0, 0], [])
    send(page)
    done(page)
    assert traces(page) == [1, 0, 0, 0]
    assert context.cookies() == []
    assert {id: sorted(entry) for id, entry in stored(page).items()} == {"keep-and-change": ["closes", "key"]}
    assert re.fullmatch("[0-9a-f]{32}", stored(page)["keep-and-change"]["key"])
    assert "audio" not in page.evaluate("JSON.stringify(localStorage)")


def test_thanks_takes_the_place_of_the_form_and_gets_focus(visit: Visit) -> None:
    """Whoever can't see it hears it: focus is on the thanks, and the form is gone."""
    page = visit().new_page()
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    choose(page)
    send(page)
    done(page)
    expect(page.locator("[data-poll-title]")).to_be_focused()
    expect(page.locator("main .poll-form")).to_be_hidden()
    assert faults(page) == []


def test_a_second_visit_is_thanked_and_can_be_forgotten(visit: Visit) -> None:
    """T23: the form stays away; Forget takes the record off the device and brings the form back, empty."""
    page = visit().new_page()
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    choose(page)
    send(page)
    done(page)
    page.reload()
    expect(page.locator("[data-poll-title]")).to_have_text("You've answered this. Thank you.")
    expect(page.locator("main .poll-form")).to_be_hidden()
    assert faults(page) == []
    page.get_by_role("button", name="Forget that I answered").click()
    expect(page.locator("main .poll-form")).to_be_visible()
    assert traces(page)[0] == 0
    assert page.locator("main .poll-form input:checked").count() == 0
    page.reload()
    expect(page.locator("main .poll-form")).to_be_visible()


def test_a_record_goes_thirty_days_after_closing(visit: Visit) -> None:
    """T23: on load, from any poll's page; one that is younger stays."""
    page = visit().new_page()
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    records = {
        "old": {"key": "0" * 32, "closes": "2020-01-01"},
        "new": {"key": "1" * 32, "closes": "2999-01-01"},
    }
    page.evaluate(f"(map) => localStorage.setItem('{STORE}', JSON.stringify(map))", records)
    page.reload()
    page.wait_for_function(f"!localStorage.getItem('{STORE}').includes('old')")
    assert list(stored(page)) == ["new"]


def test_a_poll_past_its_day_is_closed_on_the_device(visit: Visit) -> None:
    """An old copy of the page doesn't let anybody answer in vain."""
    page = visit().new_page()
    page.clock.set_fixed_time("2027-02-01T08:00:00Z")
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    expect(page.locator("[data-poll-title]")).to_contain_text("closed")
    expect(page.locator("main .poll-form")).to_be_hidden()


# When something is in the way


def test_without_a_connection_the_answer_is_kept_and_sent_later(visit: Visit, var: Path) -> None:
    """Offline: kept on the device with help beside it, sent when the connection is back, counted once, and wiped."""
    context = visit()
    page = context.new_page()
    before = ballots(var, "where-would-you-look-first")
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    choose(page)
    context.set_offline(True)
    send(page)
    expect(page.locator("[data-poll-title]")).to_have_text("Not sent yet")
    expect(page.locator("[data-poll-done]").get_by_role("link", name="Get help now")).to_be_visible()
    assert "waiting" in stored(page)["where-would-you-look-first"]
    assert faults(page) == []
    context.set_offline(False)
    done(page)
    assert sorted(stored(page)["where-would-you-look-first"]) == ["closes", "key"]
    assert ballots(var, "where-would-you-look-first") == before + 1


def test_trouble_of_the_server_keeps_the_answer_over_a_reload(visit: Visit, var: Path) -> None:
    """503: kept; the next visit sends it with the same key."""
    page = visit().new_page()
    before = ballots(var, "where-would-you-look-first")

    def refuse(route: Route) -> None:
        route.fulfill(
            status=503,
            json={"error": {"code": "store-unavailable", "message": "-", "field": None}, "help": []},
        )

    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    page.route("**/answers", refuse)
    choose(page)
    send(page)
    expect(page.locator("[data-poll-title]")).to_have_text("Not sent yet")
    key = stored(page)["where-would-you-look-first"]["key"]
    page.unroute("**/answers")
    page.reload()
    done(page)
    assert stored(page)["where-would-you-look-first"] == {"key": key, "closes": "2027-01-31"}
    assert ballots(var, "where-would-you-look-first") == before + 1


def test_a_kept_answer_can_be_thrown_away(visit: Visit, var: Path) -> None:
    """Don't keep it: gone from the device at once, and never sent."""
    context = visit()
    page = context.new_page()
    before = ballots(var, "where-would-you-look-first")
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    choose(page)
    context.set_offline(True)
    send(page)
    page.get_by_role("button", name="Don't keep it").click()
    assert traces(page)[0] == 0
    assert page.locator("main .poll-form input:checked").count() == 0
    context.set_offline(False)
    page.wait_for_timeout(500)
    assert ballots(var, "where-would-you-look-first") == before


def test_words_of_crisis_bring_help_even_when_nothing_can_be_sent(visit: Visit) -> None:
    """T20 on the device: the panel comes first and gets focus, though the server counts nothing."""
    page = visit().new_page()
    page.goto(EVERY_KIND, wait_until="networkidle")
    wired(page)
    page.route("**/api/v1/polls/**", lambda route: route.abort())
    choose(page)
    page.locator("[name=comment]").fill("i want to die")
    send(page)
    panel = page.locator("[data-poll-help] .crisis-panel")
    expect(panel).to_be_visible()
    assert panel.locator("a[href^='tel:']").count() >= 1
    expect(panel.locator(".crisis-panel__heading")).to_be_focused()
    expect(page.locator("[data-poll-title]")).to_have_text("Not sent yet")
    assert panel.bounding_box()["y"] < page.locator("[data-poll-title]").bounding_box()["y"]
    assert faults(page) == []


def test_an_empty_answer_is_not_sent(visit: Visit) -> None:
    """A sentence beside the button, focus on the first question, nothing kept."""
    page = visit().new_page()
    page.goto(SIMPLE, wait_until="networkidle")
    wired(page)
    send(page)
    expect(page.get_by_role("alert").filter(has_text="Choose at least one answer")).to_be_visible()
    assert traces(page)[0] == 0


def test_among_very_many_the_device_solves_a_small_puzzle(
    visit: Visit, hub_build: Path, project: Path, tmp_path: Path
) -> None:
    """T21: past the burst the server asks for a proof of work; the script does it and the answer counts."""
    with serving(hub_build, project, tmp_path, WAYMARK_CROWD_BURST="10", WAYMARK_CROWD_RATE="1") as address:
        api, context = f"{address}/api/v1/polls/where-would-you-look-first", visit()
        crowd = [context.request.get(f"{api}/stamp").json() for _ in range(14)]
        for number, stamp in enumerate(crowd):
            answer = {"key": f"{number:032x}", "stamp": stamp["stamp"], "answers": {"first-place": "school"}}
            context.request.post(f"{api}/answers", data=answer)
        counted = ballots(tmp_path, "where-would-you-look-first")
        page, sent = context.new_page(), []
        page.on(
            "request",
            lambda request: sent.append(request.post_data_json) if request.method == "POST" else None,
        )
        page.goto(f"{address}{SIMPLE}")
        wired(page)
        choose(page)
        send(page)
        done(page)
        assert sent[-1]["altcha"]
        assert ballots(tmp_path, "where-would-you-look-first") == counted + 1


# Every kind, by keyboard, on a small screen, in a frame


def test_rank_and_pair_by_keyboard_alone(visit: Visit, var: Path) -> None:
    """Tab, arrows and Enter are enough to put first things first, to keep one thing and change another, and to send."""
    page = visit().new_page()
    before = ballots(var, "keep-and-change")
    page.goto(EVERY_KIND, wait_until="networkidle")
    wired(page)
    page.locator("[name='answer-hub-parts:keep']").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("pages to")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("main .poll-form__help a")).to_be_focused()
    values = page.locator("main .poll-form").evaluate(
        "(form) => [...new FormData(form)].filter(([, value]) => value)"
    )
    assert values == [
        ["lang", "en"],
        ["answer-hub-parts:keep", "colours"],
        ["answer-hub-parts:change", "words"],
        ["answer-next-steps:1", "more-local"],
        ["answer-next-steps:2", "audio"],
    ]
    page.keyboard.press("Tab")
    expect(page.locator("main .poll-note a")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    done(page)
    assert ballots(var, "keep-and-change") == before + 1


@pytest.mark.parametrize(
    "path", [EVERY_KIND, SIMPLE, CARDS, "/room/in-this-room/", "/p/keep-and-change/group/"]
)
def test_nothing_is_too_small_to_tap(visit: Visit, path: str) -> None:
    """Everything to choose or press is 44 pixels high at least, with its label."""
    page = visit(viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    page.locator("details summary").evaluate_all(
        "(all) => all.forEach((each) => { each.parentElement.open = true; })"
    )
    small = page.locator(
        "main :is(.poll-form__option, select, .button, input.field, textarea):visible"
    ).evaluate_all(
        "(all) => all.filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML)"
    )
    assert small == []


@pytest.fixture
def school(server: str) -> Iterator[str]:
    """A page of somebody else (localhost is another site than 127.0.0.1) with a poll in a frame."""
    page = f'<!doctype html><title>School</title><iframe title="Poll" src="{server}/embed/polls/keep-and-change/" width="340" height="600"></iframe>'

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://localhost:{host.server_port}/"
        host.shutdown()


@SCRIPTS
def test_a_frame_in_another_site(visit: Visit, school: str, var: Path, scripts: bool) -> None:
    """The embedded form answers inside its frame, counts once, leads to help in a new tab, and leaves the host page alone."""
    page = visit(java_script_enabled=scripts).new_page()
    before = ballots(var, "keep-and-change")
    page.goto(school)
    frame = page.frame_locator("iframe")
    help_link = frame.get_by_role("link", name="Get help now").first
    assert help_link.get_attribute("target") == "_blank"
    frame.locator(".poll-form__option input").first.check()
    frame.locator(".poll-form button").click()
    expect(frame.get_by_text("Your answer is counted.")).to_be_visible()
    assert page.url == school
    assert ballots(var, "keep-and-change") == before + 1


def test_the_frame_has_no_fault(visit: Visit) -> None:
    """The embedded page by itself: axe finds nothing, 320 pixels are enough, help is the first stop of the keyboard."""
    for scheme in ("light", "dark"):
        page = visit(viewport={"width": 320, "height": 640}, color_scheme=scheme).new_page()
        page.goto("/embed/polls/keep-and-change/")
        assert faults(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == "/help-now/"


def test_a_poll_in_the_middle_of_a_guide(visit: Visit, var: Path) -> None:
    """The marker in the words becomes the form, and it answers there."""
    page = visit().new_page()
    before = ballots(var, "where-would-you-look-first")
    page.goto("/guides/never-asked-before/")
    wired(page)
    choose(page)
    send(page)
    done(page)
    assert page.url.endswith("/guides/never-asked-before/")
    assert ballots(var, "where-would-you-look-first") == before + 1


def test_a_room_opens_by_its_facilitator(visit: Visit, hub_build: Path, project: Path, var: Path) -> None:
    """The screen waits; the facilitator's code opens it; a phone can answer; a wrong code is told, and nothing opens."""
    made = subprocess.run(
        [sys.executable, "-m", "waymark", "poll", "codes", "in-this-room", "--room"],
        cwd=project,
        env=settings(hub_build, var),
        check=True,
        capture_output=True,
        text=True,
    )
    code = re.search(
        r"[0-9A-HJKMNP-TV-Z]{4}[ -]?[0-9A-HJKMNP-TV-Z]{4}[ -]?[0-9A-HJKMNP-TV-Z]{4}", made.stdout
    )
    assert code, made.stdout
    screen = visit(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    screen.goto("/room/in-this-room/")
    expect(screen.locator("[data-room]")).to_contain_text("Not open")
    for typed, state in (("0000 0000 0000", "Not open"), (code[0], "Open.")):
        screen.locator("summary", has_text="running this session").click()
        screen.locator("#room-code").fill(typed)
        screen.get_by_role("button", name="Open the poll").click()
        expect(screen.locator("[data-room]")).to_contain_text(state)
        screen.goto("/room/in-this-room/")
    phone = visit().new_page()
    phone.goto("/p/in-this-room/")
    wired(phone)
    choose(phone)
    send(phone)
    done(phone)


def test_the_answer_sheet_is_one_side_of_paper(visit: Visit) -> None:
    """A4, with boxes, without menus; numbers of people who can help are on it."""
    page = visit().new_page()
    page.goto("/polls/keep-and-change/sheet/")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    for gone in (".top", ".help-strip", ".foot", ".sheet-page__screen"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".sheet__help")).to_contain_text("0800 1111")
