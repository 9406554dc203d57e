"""The build that the server reads: refused when missing, torn or old; swapped without a gap."""

import json
import logging
import shutil
from pathlib import Path

import pytest

from waymark.bundle import FORMAT, BundleError, Hubs, open_bundle


@pytest.fixture
def copy(hub_build: Path, tmp_path: Path) -> Path:
    """A copy of the real build that a test may break, behind a link."""
    root = tmp_path / "hubs" / "one"
    shutil.copytree(hub_build.resolve() / "data", root / "data")
    (root / "site").mkdir()
    link = tmp_path / "current"
    link.symlink_to("hubs/one")
    return link


def test_a_whole_build_opens(copy: Path) -> None:
    """Two languages, records, places, crisis words and search."""
    bundle = open_bundle(copy)
    assert bundle.languages == ("en", "da")
    assert bundle.cards["en"]["service"] and bundle.places.find("W5") == "ealing"


def test_a_missing_build_is_a_sentence(tmp_path: Path) -> None:
    """The operator is told what to do."""
    with pytest.raises(BundleError, match=r"no build at .* make build"):
        open_bundle(tmp_path / "current")


@pytest.mark.parametrize("name", ["cards.en.jsonl", "crisis.json", "places.json"])
def test_a_torn_build_is_refused(copy: Path, name: str) -> None:
    """One changed byte, or one missing file, and the server does not start."""
    path = copy / "data" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BundleError, match="torn"):
        open_bundle(copy)
    path.unlink()
    with pytest.raises(BundleError, match="torn"):
        open_bundle(copy)


def test_another_format_is_refused(copy: Path) -> None:
    """An older or newer build is not guessed at."""
    path = copy / "data" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "format": 0}), encoding="utf-8")
    with pytest.raises(BundleError, match=f"format 0; this server reads format {FORMAT}"):
        open_bundle(copy)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BundleError, match="manifest can't be read"):
        open_bundle(copy)


def _switch(copy: Path, name: str) -> None:
    fresh = copy.with_name("fresh")
    fresh.symlink_to(f"hubs/{name}")
    fresh.replace(copy)


def test_a_new_build_is_picked_up(copy: Path) -> None:
    """Moving the link is enough."""
    hubs = Hubs(copy)
    first = hubs.current()
    second = copy.parent / "hubs" / "two"
    shutil.copytree(first.root, second)
    manifest = json.loads((second / "data" / "manifest.json").read_text(encoding="utf-8"))
    (second / "data" / "manifest.json").write_text(
        json.dumps({**manifest, "build_id": "two"}), encoding="utf-8"
    )
    _switch(copy, "two")
    assert hubs.current().build_id == "two"


def test_a_broken_new_build_is_reported_once_and_the_old_one_kept(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """People still get help while the operator mends it."""
    hubs = Hubs(copy)
    first = hubs.current()
    (copy.parent / "hubs" / "broken" / "data").mkdir(parents=True)
    _switch(copy, "broken")
    with caplog.at_level(logging.ERROR, logger="waymark"):
        assert all(hubs.current() is first for _ in range(3))
    assert len(caplog.records) == 1
