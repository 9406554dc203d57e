"""Money, food, a home, work, school, health, safety, surroundings: each has a first step, something to read and somebody to ask."""

import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import Content, Kind, load_content
from waymark.model.coverage import Deprivation
from waymark.prepare.practical import practical_pages
from waymark.views import View, Views


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def page(content: Content, lang: str) -> View:
    """The page of practical help."""
    [(path, kind, view)] = practical_pages(Views(content, Addresses(content), lang, dt.date(2026, 11, 29)))
    assert (path, kind) == ("practical-help", "practical")
    return view


def test_all_seven_domains_of_deprivation_are_there(content: Content) -> None:
    """And new people's papers besides."""
    assert set(Deprivation) <= {record.domain for record in content.coverage.practical.values()}
    assert "new-here" in [domain["id"] for domain in page(content, "en")["domains"]]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_each_part_has_a_first_step_something_to_read_and_a_search(content: Content, lang: str) -> None:
    """In the language of the page: rules of another country would lead astray."""
    root = "/" if lang == "en" else f"/{lang}/"
    for domain in page(content, lang)["domains"]:
        assert domain["steps"] and (domain["guides"] or domain["topics"]), domain["id"]
        assert domain["find_url"].startswith(f"{root}find/?kind=practical")
        for link in (*domain["guides"], *domain["services"], *domain["topics"]):
            assert link["url"].startswith(root) and (lang != "en" or "/da/" not in link["url"])


def test_english_parts_name_somebody_of_the_whole_country(content: Content) -> None:
    """Somebody to ask, wherever in England the reader is."""
    for domain in page(content, "en")["domains"]:
        assert domain["services"], domain["id"]
        for card in domain["services"]:
            entry = content.get(Kind.SERVICE, "en", card["id"])
            assert entry and any(
                content.covers(entry.record.area, place) for place in ("oxford", "fleetwood")
            )


def test_the_danish_page_dials_danish_numbers_only(content: Content) -> None:
    """Never 999 in Denmark."""
    steps = " ".join(step for domain in page(content, "da")["domains"] for step in domain["steps"])
    assert "tel:112" in steps and "tel:999" not in steps
