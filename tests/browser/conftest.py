"""A real Chromium in front of the real server over the real build."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

PHONE = {"width": 360, "height": 640}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its counts and secrets: tests may count there what a page never tells."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def server(hub_build: Path, project: Path, var: Path) -> Iterator[str]:
    """The address of the production server, started as ``make serve`` starts it."""
    with serving(hub_build, project, var) as address:
        yield address


def settings(hub_build: Path, var: Path) -> dict[str, str]:
    """What a server or a command over this build is told."""
    return {
        **os.environ,
        "WAYMARK_BUILD": str(hub_build),
        "WAYMARK_SECRETS": str(var / "secrets"),
        "WAYMARK_STORE": f"sqlite:///{var}/polls.db",
        "WAYMARK_COMMENTS": f"sqlite:///{var}/comments.db",
        "WAYMARK_WORKERS": "1",
    }


@contextmanager
def serving(hub_build: Path, project: Path, var: Path, **more: str) -> Iterator[str]:
    """A server of its own, with more settings, for as long as it is needed."""
    port = free_port()
    environment = {**settings(hub_build, var), "WAYMARK_PORT": str(port), **more}
    with (var / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "site_api", "serve"], cwd=project, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(f"{address}/api/v1/health", process, var / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def find_chromium() -> str:
    """The browser that ``make browser`` found or installed."""
    names = (os.environ.get("CHROMIUM", "chromium"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    assert path, "There is no Chromium: run make browser"
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, chromium: Browser, server: str
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a visit: a fresh browser profile on a phone-sized screen, with scripts unless told otherwise.

    The offline worker comes along where the module says ``WORKER = True``: it fetches some twenty files in each new profile, which
    took a third of all tests' time.
    """
    opened: list[BrowserContext] = []
    worker = "allow" if getattr(request.module, "WORKER", False) else "block"

    def begin(**options: Any) -> BrowserContext:
        chosen = {"viewport": PHONE, "service_workers": worker, **options}
        context = chromium.new_context(base_url=server, **chosen)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield begin
    for context in opened:
        context.close()
