"""Long proof: builds come and go under load, and nobody who asks is ever turned away. Run by ``make soak``."""

import json
import shutil
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from tests.site_api.test_server import Running, start

__all__ = ["start"]

pytestmark = pytest.mark.soak

SWAPS, CLIENTS = 30, 6
PATHS = ("/", "/help-now/", "/api/v1/health", "/find/?place=ealing", "/api/v1/places/ealing")


def test_thirty_new_builds_without_a_failed_request(start, hub_build: Path, tmp_path: Path) -> None:
    """Pages, search and API go on answering while the link moves thirty times."""
    link = _first(hub_build, tmp_path)
    server: Running = start(link)
    stop, failed, asked = threading.Event(), [], [0]

    def ask() -> None:
        while not stop.is_set():
            for path in PATHS:
                asked[0] += 1
                try:
                    with urllib.request.urlopen(
                        f"http://127.0.0.1:{server.port}{path}", timeout=20
                    ) as answer:
                        answer.read()
                except OSError as error:
                    failed.append((path, str(error)))

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for number in range(1, SWAPS + 1):
        _switch(link, number)
        time.sleep(1)
    stop.set()
    for client in clients:
        client.join()
    print(f"\n{asked[0]} requests over {SWAPS} builds, {len(failed)} failed")
    assert failed == []
    assert json.loads(server.ask("GET", "/api/v1/health").body)["build"] == f"build-{SWAPS}"


def _first(hub_build: Path, folder: Path) -> Path:
    (folder / "hubs").mkdir()
    shutil.copytree(hub_build.resolve(), folder / "hubs" / "build-0")
    link = folder / "current"
    link.symlink_to("hubs/build-0")
    return link


def _switch(link: Path, number: int) -> None:
    """A new build beside the last one, then the link moved in one step, as the build does it."""
    last, fresh = (link.parent / "hubs" / f"build-{each}" for each in (number - 1, number))
    shutil.copytree(last, fresh)
    manifest = fresh / "data" / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**facts, "build_id": f"build-{number}"}), encoding="utf-8")
    new = link.with_name(".current.new")
    new.symlink_to(f"hubs/build-{number}")
    new.replace(link)
