"""Lighthouse, and how soon somebody in need reads the page on a slow phone. Run by ``make bench``.

A preview isn't to be indexed, and Lighthouse takes that for a fault; so this looks at a hub as it will be released, made from a copy of
the content in which everything is checked. Scores of speed swing with what else the machine does: the best of a few runs counts.
"""

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import FLAGS, PHONE, chromium, find_chromium, serving
from tests.browser.templates import TEMPLATES
from tests.checked import checked_copy
from waymark.build import BuildPlan, build_hub

__all__ = ["chromium"]

pytestmark = pytest.mark.bench

LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
PAGES = {"help now": "/help-now/", "home": "/", "a guide": "/guides/panic/", "find": "/find/"}
LEAST, RUNS = 0.99, 3
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""Slow 3G: 400 ms to the server and back, 400 kbit/s each way, for each request; a processor four times slower goes with it."""
SLOWER = 4
SOON, STILL = 2000, 0.02
PAINTS = """() => new Promise((done) => {
  const said = { seen: 0, shift: 0 };
  const take = (list) => { for (const each of list) { if (each.entryType === "largest-contentful-paint") said.seen = each.startTime; else if (!each.hadRecentInput) said.shift += each.value; } };
  for (const type of ["largest-contentful-paint", "layout-shift"]) new PerformanceObserver((list) => take(list.getEntries())).observe({ type, buffered: true });
  setTimeout(() => done([said.seen, said.shift]), 500);
})"""


@pytest.fixture(scope="module")
def released(project: Path, tmp_path_factory: pytest.TempPathFactory, hub_plan: BuildPlan) -> Iterator[str]:
    """The address of a server over a hub as it will be."""
    folder = tmp_path_factory.mktemp("release")
    content = checked_copy(project / "content", folder / "content")
    plan = dataclasses.replace(hub_plan, content=content, out=folder / "build", release=True)
    build_hub(plan, print)
    (folder / "var").mkdir()
    with serving(plan.current, project, folder / "var") as address:
        yield address


def report(address: str, folder: Path) -> dict[str, float]:
    """Lighthouse's four scores of a page, and what keeps each from being whole, printed."""
    command = [LIGHTHOUSE, address, "--output=json", f"--output-path={folder / 'lh.json'}", "--quiet"]
    flags = " ".join([*FLAGS, "--headless=new"])
    environment = {**os.environ, "CHROME_PATH": find_chromium()}
    subprocess.run(
        [*command, f"--chrome-flags={flags}"], check=True, env=environment, timeout=240, capture_output=True
    )
    found = json.loads((folder / "lh.json").read_text(encoding="utf-8"))
    weighed = {
        ref["id"] for each in found["categories"].values() for ref in each["auditRefs"] if ref["weight"]
    }
    short = [
        f"{id} {found['audits'][id]['score']}"
        for id in sorted(weighed)
        if found["audits"][id]["score"] not in (None, 1)
    ]
    print(f"\n{address}: { ({name: each['score'] for name, each in found['categories'].items()}) } {short}")
    return {name: each["score"] for name, each in found["categories"].items()}


@pytest.mark.skipif(
    not LIGHTHOUSE.exists() or not shutil.which("node"), reason="no Lighthouse: tools/ensure_lighthouse.sh"
)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_lighthouse(released: str, tmp_path: Path, path: str) -> None:
    """At least 99 of 100 in speed, accessibility, good practice and being found."""
    best: dict[str, float] = {}
    for _ in range(RUNS):
        scores = report(released + path, tmp_path)
        best = {name: max(score, best.get(name, 0)) for name, score in scores.items()}
        if min(best.values()) >= LEAST:
            break
    assert len(best) == 4 and min(best.values()) >= LEAST, best


def painted(context: BrowserContext, path: str) -> tuple[float, float]:
    """Milliseconds until the biggest thing of a page was there, and how far things jumped, on a slow phone's first visit."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path, timeout=60_000)
    seen, shift = page.evaluate(PAINTS)
    return seen, shift


def test_help_comes_soon_on_a_slow_phone(released: str, chromium: Browser) -> None:
    """Get help now within two seconds, the median of five first visits."""
    times = []
    for _ in range(5):
        context = chromium.new_context(base_url=released, viewport=PHONE)
        times.append(painted(context, "/help-now/")[0])
        context.close()
    print(
        f"\nGet help now, largest paint: {sorted(times)[2]:.0f} ms (400 ms, 400 kbit/s, processor ÷ {SLOWER}); all: {[round(each) for each in times]}"
    )
    assert 0 < sorted(times)[2] <= SOON


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_nothing_jumps_on_a_slow_phone(released: str, chromium: Browser, path: str) -> None:
    """Where styles and scripts come late, things jump if they ever do: at most 0.02 on each template."""
    context = chromium.new_context(base_url=released, viewport=PHONE, service_workers="block")
    _, shift = painted(context, path)
    context.close()
    assert shift <= STILL
