"""Long proof: every page is valid HTML by the Nu checker, the one that the standard's editors keep. Run by ``make soak``."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.addresses import FROM_THE_SERVER
from tests.browser.conftest import server, var
from tests.browser.templates import TEMPLATES

__all__ = ["server", "var"]

HERE = Path(__file__).parent
JAR = HERE / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ALLOWED: list[dict[str, str]] = yaml.safe_load((HERE / "nu_allowed.yml").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        not JAR.is_file() or not shutil.which("java"), reason="no Nu checker: tools/ensure_nu.sh"
    ),
]


def told(folder: Path) -> list[dict[str, Any]]:
    """All that the checker has to say about the pages of a folder: errors and warnings."""
    command = [
        "java",
        "-jar",
        JAR,
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--skip-non-html",
        folder,
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(out)["messages"]


def allowed(message: dict[str, Any]) -> bool:
    """True for what stands in the list with a reason."""
    return any(
        row["says"] in message["message"] and row["shows"] in message.get("extract", "") for row in ALLOWED
    )


def lines(messages: list[dict[str, Any]]) -> list[str]:
    """A line each: where, what, and the code that it is about."""
    return [
        f"{each['url'].split('/site/')[-1]}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}"
        for each in messages
        if not allowed(each)
    ]


def test_every_built_page_is_valid(hub_build: Path) -> None:
    """No error and no warning on any page, English or Danish."""
    assert lines(told(hub_build.resolve() / "site")) == []


def test_what_the_server_makes_is_valid(server: str, hub_build: Path, tmp_path: Path) -> None:
    """Nor on those that the server fills in."""
    built = hub_build / "site"
    paths = [
        path
        for path in (*TEMPLATES.values(), *FROM_THE_SERVER)
        if not (built / path.strip("/") / "index.html").is_file()
    ]
    for number, path in enumerate(paths):
        (tmp_path / f"{number}.html").write_bytes(_page(server + path))
    assert len(paths) > 10
    assert lines(told(tmp_path)) == []


def _page(url: str) -> bytes:
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"})).read()
    except urllib.error.HTTPError as error:
        return error.read()


def test_the_checker_can_complain(tmp_path: Path) -> None:
    """An error and a warning are found, and each row of the list has a reason."""
    (tmp_path / "bad.html").write_text('<!doctype html><html lang="en"><title>x</title><h1></h1><p><div></p>')
    assert {each["type"] for each in told(tmp_path)} == {"error", "info"}
    assert all(row["why"] for row in ALLOWED)
