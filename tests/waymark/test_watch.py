"""``waymark serve``: what is saved is shown, and a slip takes nothing down."""

import dataclasses
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import free_port
from waymark.build import BuildPlan
from waymark.watch import Changes, rebuild

LONGEST = 180
"""Seconds after which something is wrong. No promise of speed: that is measured by ``make bench``."""


@pytest.fixture(scope="module")
def trial(
    project: Path, hub_plan: BuildPlan, hub_build: Path, tmp_path_factory: pytest.TempPathFactory
) -> BuildPlan:
    """A copy of the content to change, and the build of it."""
    folder = tmp_path_factory.mktemp("trial")
    shutil.copytree(project / "content", folder / "content")
    shutil.copytree(hub_plan.out, folder / "build", symlinks=True)
    return dataclasses.replace(hub_plan, content=folder / "content", out=folder / "build")


@pytest.fixture(scope="module")
def address(trial: BuildPlan) -> Iterator[str]:
    """A running ``waymark serve``."""
    port, folder = free_port(), trial.out.parent
    environment = {
        **os.environ,
        "WAYMARK_STORE": f"sqlite:///{folder}/counts.db",
        "WAYMARK_COMMENTS": f"sqlite:///{folder}/comments.db",
        "WAYMARK_SECRETS": str(folder / "secrets"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "waymark", "serve", "--content", str(trial.content), "--out", str(trial.out), "--port", str(port)]  # fmt: skip
    with (folder / "said.txt").open("w") as said:
        server = subprocess.Popen(command, cwd=trial.project, env=environment, stdout=said, stderr=said)
        try:
            until(lambda: get(f"http://127.0.0.1:{port}/") != "", folder)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            assert server.wait(30) is not None
    assert get(f"http://127.0.0.1:{port}/") == "", "the server went on after waymark serve was stopped"


def get(url: str) -> str:
    """A page; nothing while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def until(holds: Callable[[], bool], folder: Path) -> None:
    """Waits until something is so."""
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, (folder / "said.txt").read_text(encoding="utf-8")[-3000:]
        time.sleep(0.1)


def test_a_saved_page_is_shown(trial: BuildPlan, address: str) -> None:
    """Without a restart, and with nobody asking for a build."""
    page = trial.content / "en" / "guides" / "panic.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nSaved a moment ago.\n", encoding="utf-8")
    until(lambda: "Saved a moment ago." in get(f"{address}/guides/panic/"), trial.out.parent)


def test_a_slip_is_told_with_its_line_and_the_last_build_is_served_on(trial: BuildPlan, address: str) -> None:
    """And when it is mended, the next build is shown."""
    page, said = trial.content / "en" / "guides" / "worry.md", trial.out.parent / "said.txt"
    good = page.read_text(encoding="utf-8")
    page.write_text(good.replace("topics:", "topcis:", 1) + "\nNever shown.\n", encoding="utf-8")
    until(lambda: "content/en/guides/worry.md:" in said.read_text(encoding="utf-8"), trial.out.parent)
    until(lambda: "The last good build is untouched" in said.read_text(encoding="utf-8"), trial.out.parent)
    assert "<h1" in get(f"{address}/guides/worry/") and "Never shown." not in get(f"{address}/guides/worry/")
    page.write_text(good + "\nMended.\n", encoding="utf-8")
    until(lambda: "Mended." in get(f"{address}/guides/worry/"), trial.out.parent)


def test_a_build_that_breaks_in_an_unforeseen_way_is_told_too(
    trial: BuildPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, no traceback, and the watching goes on."""

    def broken(plan: BuildPlan, say: Callable[[str], None]) -> Path:
        raise KeyError("nobody thought of this")

    monkeypatch.setattr("waymark.watch.build_hub", broken)
    said: list[str] = []
    assert rebuild(trial, said.append) is False
    assert said == ["The build broke off (KeyError: 'nobody thought of this'). The last good build is untouched."]


def test_reading_a_file_is_no_change(tmp_path: Path) -> None:
    """Or a build would set off the next one for ever."""
    from watchdog.observers import Observer

    (tmp_path / "a").write_text("words", encoding="utf-8")
    changes, observer = Changes(), Observer()
    observer.schedule(changes, str(tmp_path), recursive=True)
    observer.start()
    try:
        (tmp_path / "a").read_text(encoding="utf-8")
        assert changes.wait() is False
        (tmp_path / "a").write_text("other words", encoding="utf-8")
        assert changes.wait() is True
        assert changes.wait() is False
    finally:
        observer.stop()
        observer.join()
