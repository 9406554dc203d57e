"""Places: postcodes and names become places, with what lies around them."""

import pytest


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ("W5", "ealing"),
        ("w5", "ealing"),
        ("W5 2XX", "ealing"),
        ("FY7", "fleetwood"),
        ("Fleetwood", "fleetwood"),
        ("9000", "aalborg"),
        ("the Fylde", "fylde-coast"),
    ],
)
def test_a_postcode_or_name_finds_its_place(client, near, place):
    """Only the outward half counts."""
    assert client.get("/api/v1/places", query_string={"near": near}).json["id"] == place


def test_a_place_knows_what_is_around_it(client):
    """Ealing, then North West London, then England."""
    place = client.get("/api/v1/places/ealing").json
    parents = [parent["id"] for parent in place["parents"]]
    assert parents.index("nw-london") < parents.index("england")
    assert place["nation"] == "GB-ENG"
    assert "ealing" in [child["id"] for child in client.get("/api/v1/places/nw-london").json["children"]]


def test_front_doors_are_told_in_words(client, bundle):
    """Wherever the data has one."""
    place = next(id for id, record in bundle.places.records.items() if record["front_door"])
    assert client.get(f"/api/v1/places/{place}").json["front_door"]["words"]


@pytest.mark.parametrize("address", ["/api/v1/places/fletwood", "/api/v1/places?near=fletwood"])
def test_a_slip_offers_near_names(client, address):
    """404 in the shape, with help."""
    response = client.get(address)
    assert (response.status_code, response.json["error"]["code"]) == (404, "unknown-place")
    assert "Fleetwood" in response.json["error"]["message"]


def test_an_unknown_place_is_never_told_back(client):
    """It may be somebody's street."""
    assert "Acacia" not in client.get("/api/v1/places?near=12 Acacia Road").text


def test_all_places_are_listed(client, bundle):
    """In the language asked for."""
    listed = client.get("/api/v1/places?lang=da").json["places"]
    assert {place["id"] for place in listed} == set(bundle.places.records)
