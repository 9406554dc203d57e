"""What a visit costs somebody who pays by the megabyte, held to ``budgets.yml``.

A kilobyte here is 1,000 bytes of bodies as they went over the wire, packed, of all that the browser fetches: the page, its styles,
scripts and icon, and everything that the offline worker takes along, until nothing has been asked for a moment. The bytes are counted on
the wire itself (``wire.py``), since DevTools doesn't tell all that a worker fetches. Headers aren't counted: over HTTP/1.1, as here, they
are near 900 bytes an answer and would be the same on any site; over HTTP/2, as a web server in front sends them, a few dozen bytes.
``make bench`` prints them beside the rest.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.browser.templates import TEMPLATES
from tests.browser.wire import Exchange, Wire, counting

FILE = yaml.safe_load(Path(__file__).with_name("budgets.yml").read_text(encoding="utf-8"))
LIMITS: dict[str, float] = FILE["limits"]
BUDGETS: dict[str, dict[str, float]] = FILE["templates"]
NAMES = list(BUDGETS)


def kilobytes(exchanges: list[Exchange]) -> float:
    """Thousands of bytes of bodies."""
    return sum(each.body for each in exchanges) / 1000


def told(exchanges: list[Exchange]) -> str:
    """What was fetched, the biggest first."""
    return "\n".join(
        f"{each.body:>7} {each.path}" for each in sorted(exchanges, key=lambda each: -each.body) if each.body
    )


@pytest.fixture(scope="module")
def wire(server: str) -> Iterator[Wire]:
    """All that the visits fetch."""
    with counting(server) as wire:
        yield wire


def opened(page: Page, wire: Wire, path: str) -> list[Exchange]:
    """What a page fetched until it, and the worker, had all they wanted."""
    page.goto(path)
    page.evaluate(
        "navigator.serviceWorker.ready.then((all) => new Promise((done) => { const look = () => all.active?.state === 'activated' ? done() : setTimeout(look, 20); look(); }))"
    )
    return wire.take()


@pytest.mark.parametrize("name", NAMES)
def test_a_visit_keeps_to_its_budget(chromium: Browser, server: str, wire: Wire, name: str) -> None:
    """A first visit that begins on this template; and, after it, a next page: the template that comes after it in the list."""
    after = NAMES[(NAMES.index(name) + 1) % len(NAMES)]
    context = chromium.new_context(
        base_url=server, viewport={"width": 360, "height": 640}, proxy={"server": wire.proxy}
    )
    page = context.new_page()
    wire.take()
    first, following = opened(page, wire, TEMPLATES[name]), opened(page, wire, TEMPLATES[after])
    context.close()
    print(f"\n{name}: first {kilobytes(first):.1f} kB; then {after}: {kilobytes(following):.1f} kB")
    assert kilobytes(first) <= BUDGETS[name]["first"], told(first)
    assert kilobytes(following) <= BUDGETS[after]["next"], told(following)


def test_budgets_keep_to_the_promise() -> None:
    """Get help now within 25 kB, anything else within 60, a next page within 15; and every kind of page has a budget."""
    for name, budget in BUDGETS.items():
        assert budget["first"] <= (LIMITS["help now"] if name == "help now" else LIMITS["first"]), name
        assert budget["next"] <= LIMITS["next"], name
    assert (LIMITS["help now"], LIMITS["first"], LIMITS["next"]) == (25, 60, 15)
    assert set(TEMPLATES) - set(BUDGETS) == set(FILE["like others"])
