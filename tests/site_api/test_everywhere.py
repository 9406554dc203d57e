"""In every place that the hub serves there is something to do, somebody like you and practical help, and the links of a place page find it."""

import pytest

from tests.site_api.conftest import BROWSER

PLACES = {
    "nw-london": "en",
    "fleetwood": "en",
    "lancashire": "en",
    "oxfordshire": "en",
    "greater-manchester": "en",
    "north-jutland": "da",
}


@pytest.mark.parametrize("kind", ["activity", "peer-group", "mentoring", "course", "practical"])
@pytest.mark.parametrize("place", PLACES)
def test_a_search_by_kind_finds_something_in_every_region(client, place, kind):
    """Of that kind, and none of them from a neighbour's part of the country."""
    told = client.get(
        "/api/v1/search", query_string={"place": place, "kind": kind, "lang": PLACES[place]}
    ).json
    assert told["results"], told["message"]
    assert all(kind in result["kinds"] for result in told["results"] if result["type"] == "service")


@pytest.mark.parametrize("place", PLACES)
def test_the_rest_of_a_need_is_found_without_scripts(client, place):
    """The link below each need on a place's page is a page of answers."""
    root = "/da/" if PLACES[place] == "da" else "/"
    page = client.get(f"{root}find/?place={place}&need=thriving", headers=BROWSER)
    assert page.status_code == 200
    assert 'class="service-card"' in page.text


def test_practical_help_near_somebody_is_one_link_away(client):
    """As the page of practical help writes it, with a place chosen."""
    told = client.get(
        "/api/v1/search", query_string="place=fleetwood&kind=practical&topic=young-carers&lang=en"
    ).json
    assert "lancashire-young-carers" in [result["id"] for result in told["results"]]
