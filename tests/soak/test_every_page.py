"""Long proof: every page, not every template, can be read by everybody. Run by ``make soak``.

Each page of the site map, each HTML file and each kind of page that the server makes is opened on a phone, in English and Danish, in
light and dark. axe judges it by WCAG 2.0 to 2.2 A and AA, its best practice, and AAA's contrast of text; ``look.js`` judges what axe
doesn't measure. What costs a walk through a page by keyboard, or needs other colours, is done once a template. Two browsers share the
work, and every fault of every page comes in one list at the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.addresses import every_address
from tests.browser.conftest import FLAGS, PHONE, find_chromium, server, var
from tests.browser.templates import TEMPLATES

__all__ = ["server", "var"]

pytestmark = pytest.mark.soak

BROWSERS = 2
NARROW = {"width": 320, "height": 640}
"""As wide as a window of 1280 pixels at 400 %."""
STOPS = 1_500
"""Presses of Tab on one page: more than any page has links, so that nobody is trapped."""
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = {
    "runOnly": {"type": "tag", "values": STANDARD},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
}
"""AAA's contrast takes in AA's, and either is most of the work."""
SEARCHES = {
    "/find/": ("i cant sleep", "i want to die", "lantern", "pythagoras theorem"),
    "/da/find/": ("jeg vil ikke leve mere",),
}
"""Words that somebody sends: what is found has no address of its own."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one place of one page."""

    rule: str
    target: str
    look: str
    page: str
    how: str = ""


Judge = Callable[[Page, str], Iterator[Fault]]


def test_every_page_in_light_and_dark(server: str, hub_build: Path, tmp_path: Path) -> None:
    """No fault of axe, AAA contrast of text, 320 pixels, a reader's own spacing, big targets, outlines and landmarks: on every page."""
    addresses = [
        *every_address(hub_build / "site"),
        *(f"{at} {words}" for at, all_words in SEARCHES.items() for words in all_words),
    ]
    faults = looked_at(server, addresses, judge_page)
    assert not faults, told(faults, tmp_path)


def test_the_focus_is_seen_on_every_template(server: str, tmp_path: Path) -> None:
    """Tab by Tab through a page: what has the focus is on the screen, on top and marked; in forced colours too, where controls keep an edge."""
    faults = looked_at(server, list(TEMPLATES.values()), judge_focus)
    faults += looked_at(server, list(TEMPLATES.values()), judge_forced, forced_colors="active")
    assert not faults, told(faults, tmp_path)


def looked_at(server: str, addresses: Sequence[str], judge: Judge, **options: Any) -> list[Fault]:
    """What is wrong with all of these, each page judged once; the browsers take turns at the list."""
    with ThreadPoolExecutor(BROWSERS) as pool:
        parts = [
            pool.submit(_share, server, addresses[start::BROWSERS], judge, options)
            for start in range(BROWSERS)
        ]
        return sorted(fault for part in parts for fault in part.result())


def _share(server: str, addresses: Sequence[str], judge: Judge, options: dict[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    with _visit(server, options) as context:
        page = context.new_page()
        for address in addresses:
            opened(page, address)
            found += judge(page, address)
    return found


@contextmanager
def _visit(server: str, options: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser of its own: Playwright's belongs to one thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        chosen = {"viewport": PHONE, "service_workers": "block", "reduced_motion": "reduce", **options}
        yield browser.new_context(base_url=server, **chosen)
        browser.close()


def opened(page: Page, address: str) -> None:
    """A page with its scripts at work, in light and at a phone's size; words behind a blank are sent as a search."""
    path, _, words = address.partition(" ")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    page.goto(path)
    if words:
        box = page.locator("main form[data-search-box], main form").first
        box.locator("[name=q]").fill(words)
        with page.expect_navigation():
            box.locator("button").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE_SCRIPT)
    page.evaluate(LOOK)


def judge_page(page: Page, address: str) -> Iterator[Fault]:
    """Everything that is asked of every page."""
    yield from _axe(page, address, "light")
    for rule in ("outline", "landmarks", "targets", "moving"):
        yield from _looked(page, address, rule, "light")
    page.emulate_media(color_scheme="dark")
    yield from _axe(page, address, "dark")
    page.set_viewport_size(NARROW)
    yield from _looked(page, address, "reflow", "320 wide")
    page.evaluate("look.space()")
    yield from _looked(page, address, "reflow", "320 wide, spaced")
    yield from _looked(page, address, "clipped", "320 wide, spaced")


def judge_focus(page: Page, address: str) -> Iterator[Fault]:
    """Where Tab leads, to the end of the page."""
    yield from _walked(page, address, "keyboard")


def judge_forced(page: Page, address: str) -> Iterator[Fault]:
    """A reader's own few colours: no fault, edges on controls, a mark on what has the focus."""
    yield from _axe(page, address, "forced colours")
    yield from _looked(page, address, "edges", "forced colours")
    yield from _walked(page, address, "forced colours")


def _walked(page: Page, address: str, look: str) -> Iterator[Fault]:
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate("look.focus()")
        if found is None:
            return
        yield from _faults(found, address, look)
    yield Fault("focus-endless", "body", look, address)


def _axe(page: Page, address: str, look: str) -> Iterator[Fault]:
    for violation in page.evaluate("(options) => axe.run(options).then((all) => all.violations)", AXE):
        for node in violation["nodes"]:
            target = " ".join(str(part) for part in node["target"])
            yield Fault(
                violation["id"], target, look, address, node["failureSummary"].replace("\n", " ")[:200]
            )


def _looked(page: Page, address: str, rule: str, look: str) -> Iterator[Fault]:
    yield from _faults(page.evaluate(f"look.{rule}()"), address, look)


def _faults(found: Sequence[Sequence[str]], address: str, look: str) -> Iterator[Fault]:
    for rule, target, how in found:
        yield Fault(rule, target, look, address, how)


def told(faults: Sequence[Fault], folder: Path) -> str:
    """The same fault of many pages in one line; the whole list in a file."""
    whole = folder / "faults.tsv"
    whole.write_text(
        "".join("\t".join((each.page, each.look, each.rule, each.target, each.how)) + "\n" for each in faults)
    )
    pages: dict[tuple[str, str, str], list[Fault]] = defaultdict(list)
    for each in faults:
        pages[each.rule, each.target, each.look].append(each)
    lines = [
        f"{len(found)}× {rule} [{look}] {target}: {', '.join(dict.fromkeys(each.page for each in found[:3]))} – {found[0].how}"
        for (rule, target, look), found in pages.items()
    ]
    return f"{len(faults)} faults, all of them in {whole}\n" + "\n".join(lines)
