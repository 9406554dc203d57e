"""Nothing about the reader: the whole site is walked through in one visit, and nothing of it may show afterwards.

Every page that was built and every kind of page that the server makes is opened with scripts on and the offline worker at work. All
that the browser sends goes over a wire of ours (``wire.py``), so a request for anybody else is seen whoever asks, page or worker.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.addresses import every_address
from tests.browser.wire import Wire, counting

Visit = Callable[..., BrowserContext]
WORKER = True

MOST_SHIFT = 0.02
TELLING = {
    "ref",
    "trk",
    "referrer",
    "source",
    "src",
    "campaign",
    "cid",
    "uid",
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "igshid",
}
"""Names in an address by which one site tells another where somebody comes from; so does all that begins with utm_."""
BROWSERS_OWN = "content-autofill.googleapis.com"
"""Chromium asks this on its own account where a page has a form, and Chromium alone: the policy of our pages forbids them."""

WATCH = """(() => {
  const tried = (window.__tried = []);
  for (const name of ["setItem", "removeItem", "clear"]) {
    const real = Storage.prototype[name];
    Storage.prototype[name] = function (...given) { tried.push(`${name} ${given[0] ?? ""}`); return real.apply(this, given); };
  }
  for (const [holder, name] of [[IDBFactory.prototype, "open"], [Document.prototype, "requestStorageAccess"]]) {
    const real = holder[name];
    if (real) holder[name] = function (...given) { tried.push(`${name} ${given[0] ?? ""}`); return real.apply(this, given); };
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", { ...cookie, set(value) { tried.push(`cookie ${value}`); cookie.set.call(this, value); } });
  addEventListener("securitypolicyviolation", (event) => tried.push(`policy ${event.effectiveDirective} ${event.blockedURI}`));
  window.__shift = 0;
  const observer = new PerformanceObserver((list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.__shift += each.value; });
  observer.observe({ type: "layout-shift", buffered: true });
  window.__observer = observer;
})()"""
LOOK = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const each of window.__observer.takeRecords()) if (!each.hadRecentInput) window.__shift += each.value;
  done({
    tried: window.__tried,
    kept: [localStorage.length, sessionStorage.length, document.cookie],
    shift: window.__shift,
    out: [...document.querySelectorAll("a[href], area[href], form[action]")]
      .filter((each) => /^https?:/.test(each.href ?? each.action) && new URL(each.href ?? each.action).origin !== location.origin)
      .map((each) => [each.href ?? each.action, each.rel ?? ""]),
  });
})))"""


@dataclass
class Walk:
    """What one visit to every page left behind."""

    pages: int = 0
    faults: list[str] = field(default_factory=list)
    shifts: list[tuple[float, str]] = field(default_factory=list)
    out: dict[tuple[str, str], str] = field(default_factory=dict)
    """Links that lead to others, with their rel, and a page that has each."""
    at: str = ""


@pytest.fixture(scope="module")
def wire(server: str) -> Iterator[Wire]:
    """What the walk sends, whoever sends it."""
    with counting(server) as wire:
        yield wire


@pytest.fixture(scope="module")
def walk(request: pytest.FixtureRequest, hub_build: Path, wire: Wire) -> Iterator[Walk]:
    """One visit to all pages."""
    chromium, server = request.getfixturevalue("chromium"), request.getfixturevalue("server")
    context = chromium.new_context(
        base_url=server, viewport={"width": 360, "height": 640}, proxy={"server": wire.proxy}
    )
    yield _walk(context, every_address(hub_build / "site"))
    context.close()


def _walk(context: BrowserContext, addresses: tuple[str, ...]) -> Walk:
    walk = Walk()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("console", lambda message: _hear(walk, message))
    page.on("pageerror", lambda error: walk.faults.append(f"{walk.at}: {error}"))
    for walk.at in addresses:
        page.goto(walk.at)
        _look(walk, page)
    kept = [
        *context.cookies(),
        *page.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))"),
    ]
    walk.faults += [f"kept at the end: {each}" for each in kept]
    return walk


def _hear(walk: Walk, message: ConsoleMessage) -> None:
    """A browser's complaint; that a page wasn't found is one, and is right about the page for that."""
    own = message.location.get("url", "").endswith(walk.at) and "Failed to load resource" in message.text
    if message.type in ("error", "warning") and not own:
        walk.faults.append(f"{walk.at}: {message.text}")


def _look(walk: Walk, page: Page) -> None:
    found = page.evaluate(LOOK)
    walk.pages += 1
    walk.faults += [f"{walk.at}: {tried}" for tried in found["tried"]]
    if found["kept"] != [0, 0, ""]:
        walk.faults.append(f"{walk.at}: kept {found['kept']}")
    walk.shifts.append((found["shift"], walk.at))
    for target, rel in found["out"]:
        walk.out.setdefault((target, rel), walk.at)


def test_nothing_is_kept_and_nothing_complains(walk: Walk) -> None:
    """No cookie, nothing stored or tried to be stored, no word of the security policy, no error: on every page, with its scripts at work."""
    assert walk.faults == []


def test_nobody_else_is_asked(walk: Walk, wire: Wire) -> None:
    """All that was fetched came from our own server, which set no cookie; and the walk has been everywhere."""
    wire.settle()
    assert [each for each in wire.foreign if BROWSERS_OWN not in each] == []
    assert [each.path for each in wire.seen if each.cookie] == []
    assert len({each.path for each in wire.seen}) >= walk.pages > 300


def test_nothing_jumps(walk: Walk) -> None:
    """While a page comes up on a phone, nothing that somebody may be reading moves: CLS ≤ 0.02 on every page."""
    assert [
        (round(shift, 3), at) for shift, at in sorted(walk.shifts, reverse=True) if shift > MOST_SHIFT
    ] == []


def test_links_that_lead_away_tell_nothing(walk: Walk) -> None:
    """No referrer, no window that can reach back, and nothing in an address that says where somebody comes from."""
    assert len(walk.out) > 50
    assert {target: at for (target, rel), at in walk.out.items() if "noreferrer" not in rel.split()} == {}
    assert {target: at for (target, _), at in walk.out.items() if tells(target)} == {}


def tells(target: str) -> bool:
    """True when an address names us or carries a mark of where it was found."""
    address = urlsplit(target)
    marks = parse_qsl(address.query, keep_blank_values=True)
    named = (
        "waymark" in f"{address.query}{address.fragment}".lower() or "127.0.0.1" in target or address.username
    )
    return bool(named) or any(name.lower() in TELLING or name.lower().startswith("utm_") for name, _ in marks)


@pytest.mark.parametrize(
    "target",
    [
        "https://a.example/?utm_source=x",
        "https://a.example/?ref=hub",
        "https://a.example/#from-waymark",
        "https://me@a.example/",
    ],
)
def test_the_look_at_addresses_can_fail(target: str) -> None:
    """Each kind of mark is found."""
    assert tells(target) and not tells("https://a.example/find?postcode=&service=12#map")
