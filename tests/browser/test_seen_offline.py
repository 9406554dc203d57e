"""Pages that somebody has opened read without a connection, for a week, out of the browser's own cache; those that leave no trace don't."""

import email.utils
import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.waiting import HAS, IN_CHARGE, until

WORKER = True
Visit = Callable[..., BrowserContext]
DAY = 24 * 60 * 60
EXIT, GUIDE, OTHER = "/topics/abuse/", "/guides/exams/", "/guides/anger/"
NUMBERS = "main a[href^='tel:'] >> visible=true"


class _Site(http.server.SimpleHTTPRequestHandler):
    """The site as it was some days ago: each answer says so, and has to be asked for again."""

    days = 0

    def log_message(self, *args: Any) -> None:
        """A test keeps its output clean."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return email.utils.formatdate(time.time() - self.days * DAY, usegmt=True)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "public, max-age=0")
        super().end_headers()


@pytest.fixture
def days_ago(hub_build: Path, chromium: Browser) -> Iterator[Callable[[int], tuple[BrowserContext, Page]]]:
    """Somebody who opened a guide so many days ago, and has no connection today."""
    contexts: list[BrowserContext] = []
    servers: list[http.server.ThreadingHTTPServer] = []

    def begin(days: int) -> tuple[BrowserContext, Page]:
        handler = functools.partial(
            type("_Then", (_Site,), {"days": days}), directory=str(hub_build / "site")
        )
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        servers.append(server)
        contexts.append(context)
        page = context.new_page()
        opened(page, GUIDE)
        context.set_offline(True)
        return context, page

    yield begin
    for context in contexts:
        context.close()
    for server in servers:
        server.shutdown()
        server.server_close()


def opened(page: Page, path: str) -> None:
    """Opens a page and waits until the worker is there, with the offline page kept."""
    page.goto(path)
    until(page, IN_CHARGE)
    until(page, HAS, "/offline/")


def test_a_page_that_was_opened_reads_offline_and_says_its_day(
    days_ago: Callable[[int], tuple[BrowserContext, Page]],
) -> None:
    """Three days later: its words and its styles, and above them the day on which it was fetched."""
    _, page = days_ago(3)
    page.goto(GUIDE)
    expect(page.locator("h1")).not_to_have_text("You're offline")
    day = page.evaluate(
        "new Date(Date.now() - 3 * 864e5).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })"
    )
    expect(page.locator(".saved-copy")).to_have_text(f"Saved copy from {day}. Numbers may have changed.")
    assert page.evaluate("getComputedStyle(document.querySelector('.top__help')).borderRadius") != "0px"


def test_after_a_week_it_is_not_trusted(days_ago: Callable[[int], tuple[BrowserContext, Page]]) -> None:
    """Eight days later: the offline page, with numbers."""
    _, page = days_ago(8)
    page.goto(GUIDE)
    expect(page.locator("h1")).to_have_text("You're offline")
    assert page.locator(NUMBERS).count() >= 2


def test_what_was_opened_is_nowhere_in_our_storage(visit: Visit) -> None:
    """Not in localStorage, not in a cache of ours: whoever picks up the phone can't see from us what was read."""
    page = visit().new_page()
    for path in (GUIDE, OTHER, EXIT):
        opened(page, path)
    kept = page.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(request.url);
        return JSON.stringify([found, { ...localStorage }, { ...sessionStorage }]);
    }""")
    assert "/help-now/" in kept
    assert not [path for path in (GUIDE, OTHER, EXIT) if path in kept]


def test_a_page_that_leaves_no_trace_cannot_be_read_offline(visit: Visit) -> None:
    """It was open a moment ago. Without a connection the offline page stands there, with people to call, and an ordinary page still opens."""
    context = visit()
    page = context.new_page()
    for path in (GUIDE, EXIT):
        opened(page, path)
    expect(page.locator("[data-exit]")).to_have_count(1)
    context.set_offline(True)
    page.goto(EXIT)
    expect(page.locator("h1")).to_have_text("You're offline")
    expect(page.locator("[data-exit]")).to_have_count(0)
    assert page.locator(NUMBERS).count() >= 2
    page.goto(GUIDE)
    expect(page.locator("h1")).not_to_have_text("You're offline")


def test_every_page_with_a_quick_way_out_says_that_nobody_may_keep_it(visit: Visit, hub_build: Path) -> None:
    """All of them, also when a browser asks whether it changed; no other page of the site says so."""
    site = hub_build / "site"
    context = visit(service_workers="block")
    pages = {path.parent.relative_to(site).as_posix(): path for path in site.rglob("index.html")}
    listed = [name for name, path in pages.items() if b"data-exit " in path.read_bytes()]
    assert len(listed) >= 4
    for name in [*listed, "guides/exams", "help-now"]:
        answer = context.request.get(f"/{name}/")
        assert (answer.headers["cache-control"] == "no-store") == (name in listed), name
    assert context.request.get(f"/{listed[0]}/.no-store").status == 404
