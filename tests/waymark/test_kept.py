"""What devices keep: the worker's list, help near a place, and what nobody may keep."""

import gzip
import json
from pathlib import Path

import pytest

from waymark.content import Content, load_content
from waymark.finish.kept import NO_STORE, listed, slim_main
from waymark.finish.near import SHOWN

HEAVIEST = 10_000


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def test_the_worker_is_small_and_knows_todays_styles(hub_build: Path) -> None:
    """Its list names the addresses that pages link to; with its list it stays below 3,000 bytes on the wire."""
    worker = (hub_build / "site" / "sw.js").read_bytes()
    page = (hub_build / "site" / "help-now" / "index.html").read_text(encoding="utf-8")
    kept = listed(worker.decode())
    assert f'href="{kept["css"]}"' in page and f'src="{kept["js"]}"' in page
    assert len(gzip.compress(worker, 9)) <= 3_000


def test_a_guide_is_kept_without_its_furniture(tmp_path: Path) -> None:
    """First lines, what to try, words and their numbers stay; icons, forms and lists of further pages go."""
    page = tmp_path / "index.html"
    page.write_text(
        '<main id="main"><article><header class="opening x"><h1>Title</h1><a href="#helpers">Skip</a></header>'
        '<section class="try-now"><svg></svg>Try</section><div class="words"><p>Call <a href="tel:999">999</a></p>'
        '<form>poll</form></div><div class="next-cards">Next</div></article></main>',
        encoding="utf-8",
    )
    kept = slim_main(page)
    assert all(part in kept for part in ("<h1>Title</h1>", "Try", 'href="tel:999"'))
    assert not [part for part in ("svg", "poll", "Next", "#helpers") if part in kept]


def test_pages_that_leave_no_trace_are_marked(hub_build: Path) -> None:
    """Exactly those with a quick way out."""
    site = hub_build / "site"
    for path in site.rglob("index.html"):
        assert path.with_name(NO_STORE).exists() == (b"data-exit " in path.read_bytes()), path


@pytest.mark.parametrize("lang", ["en", "da"])
def test_help_near_a_place_is_small_and_of_its_own_nation(
    hub_build: Path, content: Content, lang: str
) -> None:
    """Every place has a file of at most 10 kB; nobody there is shown a service of a neighbour nation alone."""
    folder = hub_build / "site" / "assets" / "data" / "near"
    nations = {
        entry.id: {content.places[area].nation.value for area in entry.record.area}
        for entry in content.entries.values()
        if entry.kind == "service"
    }
    for place in content.places:
        packed = (folder / f"{place}.{lang}.json").read_bytes()
        assert len(gzip.compress(packed, 9)) <= HEAVIEST, place
        near, nation = json.loads(packed), content.geography.nation(place)
        for service in near["services"]:
            assert nations[service["url"].split("/")[-2]] & {nation, nation[:2]}, (place, service["title"])
        for topic, numbers in near["topics"].items():
            assert 1 <= len(numbers) <= SHOWN and max(numbers) < len(near["services"]), (place, topic)


def test_the_closest_come_first(hub_build: Path) -> None:
    """In Fleetwood somebody in Fleetwood stands before somebody for the whole country."""
    near = json.loads(
        (hub_build / "site" / "assets" / "data" / "near" / "fleetwood.en.json").read_text(encoding="utf-8")
    )
    lines = [service["line"] for service in near["services"]]
    assert "Fleetwood" in lines[0] and "Fleetwood" not in lines[-1]
