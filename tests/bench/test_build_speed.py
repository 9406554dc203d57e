"""How long a hub of 1,000 pages takes to build, beside MkDocs with its own theme and with Material over the same Markdown, in one run.

Ours is the whole command ``waymark build`` from an empty folder: reading, every check, all pages, search, data for server and device,
checks on the pages, compression. What it knows beforehand is what it learnt from the words of the hub (crisis words, the bank): that is
the same for any number of pages, and kept on every machine that has built this hub once; it is told on a line of its own. Nothing of
the pages is known beforehand. The two peers make pages and a search index, and check nothing.
"""

import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import free_port
from waymark.steps import kept_folder

pytestmark = pytest.mark.bench

PAGES = 1_000
ROUNDS = 3
PEERS = {"material": 0.35, "mkdocs": 0.7}
"""Theme → the most that our time may be of its, as issue 6 asks."""
ONE_PAGE, SHOWN = 0.2, 2.0
"""Of our own whole build, when one page changed; and seconds until ``waymark serve`` shows it."""
PEER_SETTINGS = """\
site_name: Peer
site_dir: site-{theme}
theme: {{name: {theme}}}
validation: {{links: {{not_found: ignore, absolute_links: ignore, unrecognized_links: ignore, anchors: ignore}}}}
"""


@dataclass(frozen=True)
class Hub:
    """A content folder with its builds and a cache of its own."""

    project: Path
    folder: Path

    @property
    def content(self) -> Path:
        """The pages."""
        return self.folder / "content"

    def build(self, out: str, cache: str) -> float:
        """Seconds of ``waymark build``."""
        command = [sys.executable, "-m", "waymark", "build"]
        return self.timed([*command, "--content", str(self.content), "--out", str(self.folder / out)], cache)

    def timed(self, command: list[str], cache: str) -> float:
        """Seconds of a command, which has to go well."""
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=self.project, env=self.environment(cache), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return time.perf_counter() - start

    def environment(self, cache: str) -> dict[str, str]:
        """With the cache that is named."""
        return {**os.environ, "XDG_CACHE_HOME": str(self.folder / cache), "NO_MKDOCS_2_WARNING": "1"}


@pytest.fixture(scope="module")
def small(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """The project's own hub, built once: what its words teach is kept in its cache."""
    hub = Hub(project, tmp_path_factory.mktemp("small"))
    shutil.copytree(project / "content", hub.content)
    weights = list(kept_folder().glob("training.learn_from-*"))
    (hub.folder / "cache" / "waymark").mkdir(parents=True)
    for path in weights:
        shutil.copy(path, hub.folder / "cache" / "waymark")
    first = hub.build("build", "cache")
    print(f"\n\nthe project's own hub, {_pages(hub)} pages, nothing known but the weights: {first:.1f} s")
    return hub


@pytest.fixture(scope="module")
def large(small: Hub, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """The same hub with guides added until it has 1,000 pages. No two say the same."""
    hub = Hub(small.project, tmp_path_factory.mktemp("large"))
    shutil.copytree(small.content, hub.content)
    folder = hub.content / "en" / "guides"
    guides = [path for path in sorted(folder.glob("*.md")) if _may_be_copied(path.read_text(encoding="utf-8"))]
    for number, (part, path) in zip(range(PAGES - _pages(small)), itertools.product(range(2, 999), guides), strict=False):
        text = re.sub(r'^title: "?(.*?)"?$', rf'title: "\1, part {part}"', path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        (folder / f"{path.stem}-{part}.md").write_text(f"{text}\n\nThis is part {part}, number {1000 + number}.\n", encoding="utf-8")
    shutil.copytree(small.folder / "cache", hub.folder / "cache")
    hub.build("build", "cache")
    return hub


def _may_be_copied(text: str) -> bool:
    """Ordinary guides, with room for a few words more below the most that a guide may have."""
    return not re.search(r"^(?:exit_page: true|layout:)", text, re.MULTILINE) and len(text.split("---\n", 2)[2].split()) < 650


def _pages(hub: Hub) -> int:
    return len(list((hub.folder / "build" / "prepared").rglob("*.md")))


@pytest.fixture(scope="module")
def peers(large: Hub) -> Path:
    """Our pages as plain Markdown, with the settings of each peer."""
    folder = large.folder / "peers"
    source = large.folder / "build" / "prepared"
    for path in source.rglob("*.md"):
        _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = re.search(r'^title: "(.*)"$', facts, re.MULTILINE)
        target = folder / "docs" / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# {title[1] if title else path.stem}\n\n{body}", encoding="utf-8")
    for theme in PEERS:
        (folder / f"{theme}.yml").write_text(PEER_SETTINGS.format(theme=theme), encoding="utf-8")
    return folder


def test_a_thousand_pages(large: Hub, small: Hub, peers: Path) -> None:
    """Rounds of ours and both peers, one after the other; the middle of each."""
    times: dict[str, list[float]] = {"ours": [], "one page changed": [], **{theme: [] for theme in PEERS}}
    for number in range(ROUNDS):
        cache = f"cache-{number}"
        shutil.copytree(small.folder / "cache", large.folder / cache)
        times["ours"].append(large.build(f"out-{number}", cache))
        for theme in PEERS:
            command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(peers / f"{theme}.yml")]
            times[theme].append(large.timed(command, cache))
        with _changed(large.content / "en" / "guides" / "panic.md", f"Round {number}."):
            times["one page changed"].append(large.build(f"out-{number}", cache))
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(f"\n\n{_pages(large)} pages, seconds, middle of {ROUNDS}; the machine's load is {os.getloadavg()[0]:.1f}")
    for name, seconds in middle.items():
        print(f"  {name:<18}{seconds:7.1f}   ({', '.join(f'{each:.1f}' for each in times[name])})")
    for theme, most in PEERS.items():
        _verdict(f"ours ÷ {theme}", middle["ours"] / middle[theme], most)
    _verdict("one page ÷ ours", middle["one page changed"] / middle["ours"], ONE_PAGE)


def test_a_guide_weighs_the_same(large: Hub, small: Hub) -> None:
    """The very same bytes of HTML in both hubs."""
    page = Path("build/current/site/guides/panic/index.html")
    mine, theirs = ((hub.folder / page).read_bytes() for hub in (small, large))
    print(f"\n\n/guides/panic/: {len(mine)} bytes among {_pages(small)} pages, {len(theirs)} among {_pages(large)}")
    assert mine == theirs


@pytest.mark.parametrize("name", ["small", "large"])
def test_a_saved_page_is_shown(name: str, request: pytest.FixtureRequest) -> None:
    """From saving a guide to seeing it in the answer of the running server."""
    hub: Hub = request.getfixturevalue(name)
    port = free_port()
    command = [sys.executable, "-m", "waymark", "serve", "--content", str(hub.content), "--out", str(hub.folder / "build"), "--port", str(port)]
    url = f"http://127.0.0.1:{port}/guides/panic/"
    served = {**hub.environment("cache"), "WAYMARK_STORE": f"sqlite:///{hub.folder}/counts.db", "WAYMARK_COMMENTS": f"sqlite:///{hub.folder}/comments.db", "WAYMARK_SECRETS": str(hub.folder / "secrets")}
    log = hub.folder / "serve.log"
    with log.open("w") as said, subprocess.Popen(command, cwd=hub.project, env=served, stdout=said, stderr=said) as server:
        try:
            _until(lambda: _get(url) is not None, 120, log)
            found = []
            for number in range(ROUNDS + 1):
                words = f"Saved for the {number}. time at {time.time_ns()}."
                start = time.perf_counter()
                with _changed(hub.content / "en" / "guides" / "panic.md", words):
                    _until(lambda words=words: words.encode() in (_get(url) or b""), 60, log)
                    found.append(time.perf_counter() - start)
                _until(lambda words=words: words.encode() not in (_get(url) or words.encode()), 60, log)
        finally:
            server.terminate()
    print(f"\n\na saved page among {_pages(hub)} is shown after {', '.join(f'{each:.1f}' for each in found)} s")
    _verdict("seconds until it is shown, first one left out", statistics.median(found[1:]), SHOWN)


class _changed:
    """A file with more words, and as it was again."""

    def __init__(self, path: Path, words: str) -> None:
        self._path, self._words = path, words
        self._before = path.read_text(encoding="utf-8")

    def __enter__(self) -> None:
        self._path.write_text(f"{self._before}\n\n{self._words}\n", encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        self._path.write_text(self._before, encoding="utf-8")


def _get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, ConnectionError):
        return None


def _until(holds: Callable[[], bool], seconds: float, log: Path) -> None:
    end = time.perf_counter() + seconds
    while not holds():
        assert time.perf_counter() < end, log.read_text()[-3000:]
        time.sleep(0.02)


def _verdict(what: str, found: float, most: float) -> None:
    print(f"  {what}: {found:.2f}; at most {most:.2f} asked: {'reached' if found <= most else 'NOT reached'}")
