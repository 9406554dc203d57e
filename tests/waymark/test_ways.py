"""Ways in: by feeling, by time, by reader. They follow from what editors wrote."""

import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import Kind
from waymark.content.load import load_content
from waymark.model import Audience
from waymark.prepare import prepare_site
from waymark.prepare.alphabet import first_letter, in_order
from waymark.prepare.ways import FOR, feeling_groups, five_minutes, only_living, way_pages
from waymark.views import Views

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def all_views():
    """The project's content in both languages."""
    content, problems = load_content(CONTENT)
    assert not problems
    return {
        lang: Views(content, Addresses(content), lang, dt.date(2026, 11, 29))
        for lang in content.hub.languages
    }


@pytest.fixture(scope="module", params=["en", "da"])
def views(request, all_views):
    """One language."""
    return all_views[request.param]


def test_every_feeling_leads_somewhere_and_stands_once(views):
    """Each line is on one shelf; nothing that editors chose is lost on the way, but for pages that this hub lacks."""
    lines = [way["label"] for group in feeling_groups(views) for way in group["feelings"]]
    assert len(lines) == len(set(lines)) >= 20
    assert all(way["url"] for group in feeling_groups(views) for way in group["feelings"])


def test_five_minute_things_are_safe_to_meet_by_chance(views):
    """None comes from a page with a content note or a quick way out: those need all their words around them."""
    guides = {views.addresses.of(guide): guide.record for guide in views.content.of(Kind.GUIDE, views.lang)}
    things = [thing for group in five_minutes(views) for thing in group["things"]]
    assert things
    for thing in things:
        record = guides[thing["guide"]["url"]]
        assert not record.exit_page and not record.content_note
        assert record.audience is Audience.YOUNG_PERSON
        assert 2 <= len(thing["steps"]) <= 5


def test_each_reader_finds_the_guides_for_them(views):
    """A friend's page has the guides for friends, all of them and no others."""
    pages = {path: view for path, kind, view in way_pages(views) if kind == "audience"}
    for audience in FOR:
        wanted = {
            views.addresses.of(guide)
            for guide in views.content.of(Kind.GUIDE, views.lang)
            if guide.record.audience is audience
        }
        assert {card["url"] for card in pages.get(f"for/{audience}", {"guides": []})["guides"]} == wanted


def test_home_offers_every_way_in(all_views):
    """By feeling, for those who aren't sure, by time, by need, by place, by reader; and none of them leads nowhere."""
    prepared = prepare_site(all_views, release=False)
    living = {page.meta["url"] for page in prepared.pages}
    for page in prepared.pages:
        if page.meta["kind"] == "home":
            view = page.meta["view"]
            for way in ("feelings", "starts", "five", "needs", "places", "audiences", "ways"):
                assert view[way], (page.meta["url"], way)
            assert {way["url"] for way in (*view["starts"], *view["audiences"], *view["ways"])} <= living


def test_a_way_to_a_page_that_is_not_there_is_left_out():
    """A small hub without practical help has no dead link on its home page."""
    view = {"ways": [{"url": "/a/"}, {"url": "/b/"}], "feelings": [{"url": "/c/"}]}
    assert only_living(view, {"/a/"}) == {"ways": [{"url": "/a/"}], "feelings": [{"url": "/c/"}]}


def test_a_release_has_no_page_of_components(all_views):
    """Its examples are made up: young people never meet them."""
    for release, wanted in ((False, 1), (True, 0)):
        kinds = [page.meta["kind"] for page in prepare_site(all_views, release=release).pages]
        assert kinds.count("components") == wanted


def test_danish_letters_come_last(all_views):
    """A to Z in Danish ends with Æ, Ø and Å; in English an accent changes nothing."""
    danish, english = all_views["da"], all_views["en"]
    words = ["Åben", "Ære", "zebra", "Ø", "anden", "aa"]
    assert sorted(words, key=lambda each: in_order(danish, each)) == ["aa", "anden", "zebra", "Ære", "Ø", "Åben"]
    assert [first_letter(danish, word) for word in words] == ["Å", "Æ", "Z", "Ø", "A", "A"]
    assert [first_letter(english, word) for word in ("Éric", "111 online", "zebra")] == ["E", "0–9", "Z"]
