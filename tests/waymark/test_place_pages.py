"""What a place's pages show: by need, to do, while waiting. Nothing endless, nothing that needs a referral where none is promised."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import Content, Kind, load_content, local_services, without_past
from waymark.model.coverage import Coverage
from waymark.prepare.lists import list_pages
from waymark.prepare.place_lists import has_lists, place_view
from waymark.views import View, Views

TODAY = dt.date(2026, 11, 29)
REGIONS = ("nw-london", "fleetwood", "lancashire", "oxfordshire", "greater-manchester", "north-jutland")


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def views(content: Content, lang: str = "en") -> Views:
    """Views of one language on the day of the tests."""
    return Views(content, Addresses(content), lang, TODAY)


def pages(content: Content, lang: str = "en") -> dict[str, tuple[str, View]]:
    """path → (kind, view) of all pages that follow from others."""
    return {path: (kind, view) for path, kind, view in list_pages(views(content, lang))}


def of_place(content: Content, place: str, lang: str = "en") -> View:
    """The view of a place page."""
    entry = content.get(Kind.PLACE, lang, place)
    assert entry
    return place_view(views(content, lang), entry)


@pytest.mark.parametrize("lang", ["en", "da"])
def test_every_place_tells_of_all_five_needs(content: Content, lang: str) -> None:
    """Each with services of its own, or with the honest words that none is known."""
    for page in content.of(Kind.PLACE, lang):
        parts = of_place(content, page.id, lang)["needs"]
        assert [part["need"]["key"] for part in parts] == list(content.needs)
        assert all(bool(part["cards"]) != bool(part["none"]) for part in parts), page.id


def test_where_nobody_is_known_the_page_says_where_we_looked_when_and_whom_we_asked(content: Content) -> None:
    """And it shows who helps in the whole country."""
    part = next(
        part for part in of_place(content, "oxford")["needs"] if part["need"]["key"] == "getting-risk-support"
    )
    assert part["none"] == {
        "words": "We don't know of any here yet.",
        "looked": "We looked in: our own list of services, the pages of Oxford Health, the NHS trust, "
        "news about the Oxford safe haven, which is for adults (29 November 2026).",
        "asked": "Nobody there has been asked yet.",
    }
    assert [card["id"] for card in part["national"]][:2] == ["emergency-999", "nhs-111"]


def test_without_a_record_the_page_claims_nothing(content: Content) -> None:
    """A release leaves out what is unchecked; then it must not say where somebody looked."""
    bare = dataclasses.replace(content, coverage=Coverage())
    part = next(part for part in of_place(bare, "oxford")["needs"] if part["none"])
    assert part["none"] == {
        "words": "We don't list anybody for this here yet.",
        "looked": None,
        "asked": None,
    }


def test_a_place_page_is_no_wall(content: Content) -> None:
    """At most two services a need, and the rest in the search, which works without scripts."""
    for page in content.of(Kind.PLACE, "en"):
        view = of_place(content, page.id)
        for part in view["needs"]:
            assert len(part["cards"]) + len(part["national"]) <= 2
            assert part["more_url"] == f"/find/?place={page.id}&need={part['need']['key']}"
        assert len(view["things"]) <= 3 and len(view["urgent"]) <= 2


def test_urgent_help_of_a_place_is_help_that_people_reach_on_their_own(content: Content) -> None:
    """What only a hospital can send you to isn't urgent help."""
    for page in content.of(Kind.PLACE, "en"):
        assert all(card["self_referral"] for card in of_place(content, page.id)["urgent"])
    assert [card["id"] for card in of_place(content, "fleetwood")["urgent"]] == ["lancashire-crisis"]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_every_waiting_page_lists_three_things_and_says_who_can_get_them(content: Content, lang: str) -> None:
    """None of them needs a referral, but for those in the group that says so."""
    found = {path: view for path, (kind, view) in pages(content, lang).items() if kind == "place-waiting"}
    places = [page.id for page in content.of(Kind.PLACE, lang) if has_lists(views(content, lang), page.id)]
    assert set(found) == {f"places/{place}/while-you-wait" for place in places}
    for path, view in found.items():
        free = [card for group in view["groups"] if group["id"] != "asked" for card in group["cards"]]
        assert len(free) >= 3, path
        assert all(card["self_referral"] and card["who"] for card in free), path
        asked = [card for group in view["groups"] if group["id"] == "asked" for card in group["cards"]]
        assert not any(card["self_referral"] for card in asked), path


def test_mentoring_for_people_on_a_list_is_on_the_waiting_page(content: Content) -> None:
    """A football club's mentor can only be had through the NHS worker, and that is said."""
    _, view = pages(content)["places/harrow/while-you-wait"]
    asked = next(group for group in view["groups"] if group["id"] == "asked")
    mentor = next(card for card in asked["cards"] if card["id"] == "football-mentoring")
    assert mentor["referral_words"] == "A worker you know can ask"


@pytest.mark.parametrize("place", REGIONS)
@pytest.mark.parametrize("kind", ["activity", "peer-group", "mentoring", "course", "practical"])
def test_every_region_has_something_of_each_sort(content: Content, place: str, kind: str) -> None:
    """What the search by kind finds there: for the place, or for the whole country."""
    lang = "da" if place == "north-jutland" else "en"
    for each in {lang, "en"}:
        assert any(
            kind in service.record.kinds and content.touches(service.record.area, place)
            for service in content.of(Kind.SERVICE, each)
        )


@pytest.mark.parametrize("place", REGIONS)
def test_every_region_has_an_activity_of_its_own(content: Content, place: str) -> None:
    """National clubs alone are no answer to "what is there to do here"."""
    assert any("activity" in service.record.kinds for service in local_services(content, place, "en"))


def test_north_west_london_has_creative_moving_and_culture_rooted_things(content: Content) -> None:
    """Art for one, sport for another, and something that begins with faith or a family's culture."""
    here = list(local_services(content, "nw-london", "en"))
    for topic in ("creativity", "being-active", "faith-culture"):
        assert any(topic in service.record.topics for service in here), topic


def test_each_thing_to_do_stands_once(content: Content) -> None:
    """On the shelf where it fits best."""
    for path, (kind, view) in pages(content).items():
        if kind == "place-things":
            ids = [card["id"] for group in view["groups"] for card in group["cards"]]
            assert len(ids) == len(set(ids)), path


def test_a_course_that_is_over_is_told_to_nobody(content: Content) -> None:
    """On its last day it is still there, the day after it is gone from everything that is built."""
    key = (Kind.SERVICE, "en", "lyric-start")
    course = content.entries[key]
    dated = dataclasses.replace(course, record=dataclasses.replace(course.record, last_day=TODAY))
    content = dataclasses.replace(content, entries={**content.entries, key: dated})
    assert key in without_past(content, TODAY).entries
    assert key not in without_past(content, TODAY + dt.timedelta(days=1)).entries
    assert "29 November 2026" in [fact["value"] for fact in views(content).facts(dated)]


def test_a_venue_that_is_no_clinic_is_said(content: Content) -> None:
    """It matters to people who would not walk into one."""
    entry = content.get(Kind.SERVICE, "en", "lyric-start")
    assert entry
    facts = {fact["id"]: fact["value"] for fact in views(content).facts(entry)}
    assert facts["venue"] == "A theatre, not a clinic"
