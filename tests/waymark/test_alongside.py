"""Beside help that takes time stands something to use now, and behind every no a way on."""

import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import Content, Kind, load_content
from waymark.prepare.alongside import FOR_ANYBODY, HELP
from waymark.prepare.pages import VIEWS
from waymark.views import View, Views


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def pages(content: Content, kind: Kind, lang: str) -> dict[str, View]:
    """id → view of all pages of a kind."""
    views = Views(content, Addresses(content), lang, dt.date(2026, 11, 29))
    return {entry.id: VIEWS[kind](views, entry) for entry in content.of(kind, lang)}


@pytest.mark.parametrize("lang", ["en", "da"])
def test_every_service_that_helps_with_aims_names_two_others_to_use_as_well(
    content: Content, lang: str
) -> None:
    """Both can be had without being sent, by everybody whom the service serves; one of them is something to do."""
    for service_id, view in pages(content, Kind.SERVICE, lang).items():
        if HELP.isdisjoint(view["card"]["needs"]):
            assert view["alongside"] == [], service_id
            continue
        assert len(view["alongside"]) >= 2, service_id
        for other in view["alongside"]:
            assert other["self_referral"] and other["id"] != service_id
            assert all(content.covers(tuple(other["area"]), area) for area in view["card"]["area"])
            assert "crisis" not in other["kinds"]


def test_what_stands_alongside_is_about_the_same_or_for_anybody(content: Content) -> None:
    """A club for young refugees is no general advice, nor is a line for parents about something else."""
    beat = pages(content, Kind.SERVICE, "en")["beat"]
    assert beat["alongside"][0]["id"] == "best-for-you"
    for service_id, view in pages(content, Kind.SERVICE, "en").items():
        for other in view["alongside"]:
            about = other["topics"][0]
            assert about in FOR_ANYBODY or about in view["card"]["topics"], (service_id, other["id"])


@pytest.mark.parametrize("lang", ["en", "da"])
def test_every_service_that_somebody_else_asks_for_leads_on_from_a_no(content: Content, lang: str) -> None:
    """And every page about help with aims says what to do when it doesn't help."""
    for service_id, view in pages(content, Kind.SERVICE, lang).items():
        asked = set(view["card"]["referral"]) - {"self"}
        wanted = bool(asked) or not HELP.isdisjoint(view["card"]["needs"])
        assert bool(view["if_turned_away"]) == wanted, service_id
        if wanted:
            assert view["if_turned_away"]["url"].endswith("/guides/turned-away/")


def test_its_name_says_which_of_the_two_it_is(content: Content) -> None:
    """Turned away, not helping, or both."""
    found = pages(content, Kind.SERVICE, "en")
    assert (
        found["arc-day-programme"]["if_turned_away"]["label"] == "If you're turned away, or it isn't helping"
    )
    assert found["42nd-street"]["if_turned_away"]["label"] == "If it isn't helping"
    assert found["broen-aalborg"]["if_turned_away"]["label"] == "If you're turned away"
    assert found["parkrun"]["if_turned_away"] is None


@pytest.mark.parametrize("lang", ["en", "da"])
def test_every_guide_about_getting_help_leads_there_too(content: Content, lang: str) -> None:
    """But for the page itself."""
    for guide_id, view in pages(content, Kind.GUIDE, lang).items():
        wanted = guide_id != "turned-away" and not HELP.isdisjoint(view["card"]["needs"])
        assert bool(view["if_turned_away"]) == wanted, guide_id
