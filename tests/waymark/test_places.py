"""Outward codes, names and nesting."""

from pathlib import Path

import pytest

from waymark.content import Content, load_content
from waymark.places import distance_km


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("W5", "ealing"),  # an outward code
        ("w5 2xx", "ealing"),  # a whole postcode: only its first half is looked at
        ("FY7", "fleetwood"),
        ("fy76ab", "fleetwood"),  # without the space
        ("9000", "aalborg"),  # a Danish postcode
        ("DK-9000", "aalborg"),
        ("fleetwood", "fleetwood"),  # a name
        ("  the FYLDE ", "fylde-coast"),  # what people call it
        ("Ålborg", "aalborg"),  # the other spelling
        ("hammersmith-fulham", "hammersmith-fulham"),  # an id
        ("Blackpool", "blackpool"),
    ],
)
def test_what_people_type_finds_their_place(content: Content, typed: str, place: str) -> None:
    """An outward code, a postcode, a name or a nickname all lead to the smallest place that holds them."""
    assert place == content.geography.find(typed)


@pytest.mark.parametrize("typed", ["", "ZZ99", "nowhere at all", "1", "🦊", "W" * 500])
def test_what_is_no_place_finds_none(content: Content, typed: str) -> None:
    """Nonsense is no place, and no error."""
    assert content.geography.find(typed) is None


def test_places_nest_up_to_the_state(content: Content) -> None:
    """A search in Fleetwood widens step by step."""
    expected = ("fleetwood", "wyre", "fylde-coast", "lancashire", "england", "united-kingdom")
    assert expected == content.geography.chain("fleetwood")


def test_the_nation_decides_and_denmark_is_never_england(content: Content) -> None:
    """Aalborg is in Denmark and Ealing in England; the emergency number follows from that."""
    assert content.geography.nation("aalborg") == "DK"
    assert content.geography.nation("ealing") == "GB-ENG"
    assert content.geography.nation_of("CF10") == "GB-WLS"  # Cardiff: no place of ours, but a nation


def test_near_answers_the_place_itself_first(content: Content) -> None:
    """The place somebody is in, then its neighbours by distance."""
    near = content.geography.near("W5")
    assert near[0].place == "ealing"
    distances = [each.distance_km or 0.0 for each in near[1:]]
    assert distances == sorted(distances)
    assert all(content.geography.nation(each.place) == "GB-ENG" for each in near)


def test_distance_is_in_kilometres() -> None:
    """London to Manchester is about 262 km as the crow flies."""
    assert distance_km((51.5074, -0.1278), (53.4808, -2.2426)) == pytest.approx(262, abs=2)
