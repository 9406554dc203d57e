"""What a visit costs, beside a default Material site of the same words and beside the page that the web has in the middle.

``make bench`` prints the table; ``docs/developers/figures.md`` has the last one that was pasted. All columns come from one run in one
Chromium, counted on the wire as ``tests/browser/test_weight.py`` says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.bench.default_material import build_material, served
from tests.browser.conftest import PHONE, chromium, server, var
from tests.browser.test_crawl import BROWSERS_OWN
from tests.browser.test_weight import kilobytes
from tests.browser.wire import Wire, counting
from tests.soak.test_every_page import STANDARD

__all__ = ["chromium", "server", "var"]

pytestmark = pytest.mark.bench

OURS = (
    ("help now", "/help-now/", "/guides/panic/"),
    ("home", "/", "/topics/anxiety/"),
    ("a guide", "/guides/panic/", "/guides/exams/"),
    ("find", "/find/", "/help-now/"),
)
MATERIAL = ("default Material, 100 pages", "/guides-panic/", "/guides-exams/")
MEDIAN = "| the web's median page, phone | 2,559 | – | – | – | – | 56 |"
"""HTTP Archive's Web Almanac 2025 (weight of a mobile home page) and WebAIM's Million 2026 (errors on a home page), as issue 6 has them."""
HEAD = "| page | first visit, kB | next page, kB | requests | headers, kB | for others | axe |\n|---|---|---|---|---|---|---|"
WAITS = 1500
"""Milliseconds for a script that starts late."""


@dataclass(frozen=True)
class Visit:
    """What one first visit and a next page cost."""

    first: float
    following: float
    requests: int
    heads: float
    foreign: int
    faults: int

    def row(self, name: str) -> str:
        """A line of the table."""
        return f"| {name} | {self.first:.1f} | {self.following:.1f} | {self.requests} | {self.heads:.1f} | {self.foreign} | {self.faults} |"


@pytest.fixture(scope="module")
def visited(chromium: Browser) -> Iterator[Callable[[str, str, str], Visit]]:
    """Makes a visit in a profile of its own."""

    def visit(address: str, path: str, after: str) -> Visit:
        with counting(address) as wire:
            context = chromium.new_context(base_url=address, viewport=PHONE, proxy={"server": wire.proxy})
            page = context.new_page()
            first = _opened(page, wire, path)
            faults = _faults(page)
            following = _opened(page, wire, after)
            context.close()
            foreign = sum(BROWSERS_OWN not in each for each in wire.foreign)
        return Visit(
            kilobytes(first),
            kilobytes(following),
            len(first) + foreign,
            sum(each.head for each in first) / 1000,
            foreign,
            faults,
        )

    yield visit


def _opened(page: Page, wire: Wire, path: str) -> list:
    page.goto(path)
    page.wait_for_timeout(WAITS)
    return wire.take()


def _faults(page: Page) -> int:
    """Places that axe finds fault with, by WCAG A and AA and best practice."""
    page.evaluate(AXE_SCRIPT)
    rules = {"runOnly": {"type": "tag", "values": STANDARD}}
    found = page.evaluate(
        "(options) => axe.run(options).then((all) => all.violations.map((each) => each.nodes.length))", rules
    )
    return sum(found)


def test_weight(
    visited: Callable[[str, str, str], Visit], server: str, project: Path, tmp_path: Path
) -> None:
    """A table, and in the same run: our guide is a fraction of Material's page, asks nobody else and has no fault."""
    rows = {name: visited(server, path, after) for name, path, after in OURS}
    with served(build_material(project / "content", tmp_path)) as address:
        material = visited(address, *MATERIAL[1:])
    print(
        "\n"
        + "\n".join(
            [HEAD, *(visit.row(name) for name, visit in rows.items()), material.row(MATERIAL[0]), MEDIAN]
        )
    )
    guide = rows["a guide"]
    print(
        f"our guide ÷ Material's: first {guide.first / material.first:.2f}, next {guide.following / material.following:.2f}"
    )
    assert guide.first < material.first / 2
    assert all((visit.foreign, visit.faults) == (0, 0) for visit in rows.values())
