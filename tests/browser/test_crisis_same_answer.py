"""The device's matcher in a real browser: the same answer as the server's for every line, with one file fetched once."""

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.waymark.test_crisis import CASES, answer
from waymark.content import load_content
from waymark.crisis import Crisis
from waymark.crisis.bank import bank_lines
from waymark.training import compile_whole

PAGE = "<!doctype html><title>Same answer</title>"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test keeps its output clean."""


@pytest.fixture(scope="module")
def site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Crisis]]:
    """A folder with the two modules and the artifact, served; and the matcher in Python."""
    root = tmp_path_factory.mktemp("crisis")
    (root / "assets" / "data").mkdir(parents=True)
    content = load_content(project / "content")[0]
    artifact = compile_whole(content)
    (root / "assets" / "data" / "crisis.json").write_text(json.dumps(artifact), encoding="utf-8")
    shutil.copytree(project / "theme" / "js", root / "assets" / "js")
    (root / "index.html").write_text(PAGE, encoding="utf-8")
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", Crisis.from_dict(artifact)
        server.shutdown()


def test_every_line_of_the_bank(chromium: Browser, site: tuple[str, Crisis], project: Path) -> None:
    """What ``check`` says is what ``Crisis`` says, for the table and the whole bank, and the lexicon travels once."""
    address, crisis = site
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    bank = bank_lines(load_content(project / "content")[0].phrases)
    lines = [[case["text"], case["lang"]] for case in (*CASES, *map(vars, bank))]
    assert len(lines) > 10_000
    found = page.evaluate(
        """async (lines) => {
            const { check } = await import("/assets/js/crisis.js");
            return Promise.all(lines.map(([text, lang]) => check(text, lang, { nation: "GB-ENG" })));
        }""",
        lines,
    )
    page.close()
    for (text, lang), told in zip(lines, found, strict=True):
        match = crisis.match(text, lang)
        if match.severity == "none":
            assert told is None, text
            continue
        expected = answer(crisis, text, lang)
        kept = {name: expected[name] for name in ("severity", "category", "for_whom", "topic", "withhold")}
        assert {**kept, "help_ids": list(crisis.help(match, nation="GB-ENG"))} == told, text
    assert sum(url.endswith("crisis.json") for url in asked) == 1
    assert not [url for url in asked if "?" in url]
