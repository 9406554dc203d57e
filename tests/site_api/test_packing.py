"""Packed answers: smaller on the way, the same when unpacked."""

import gzip

from tests.site_api.conftest import BROWSER


def test_a_search_is_packed_for_whoever_can_unpack(client):
    """At least three times smaller, byte for byte the same."""
    plain = client.post("/api/v1/search", json={"q": "exams"})
    packed = client.post("/api/v1/search", json={"q": "exams"}, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_pages_and_errors_are_packed_too(client):
    """The form's answer on an old phone."""
    for page in (
        client.post("/find/", data={"q": "exams"}, headers=BROWSER | {"Accept-Encoding": "gzip"}),
        client.get("/find/?q=x", headers=BROWSER | {"Accept-Encoding": "gzip"}),
    ):
        assert b"<html" in gzip.decompress(page.data)


def test_small_answers_are_left_alone(client):
    """Packing would make them larger."""
    assert "Content-Encoding" not in client.get("/api/v1/health", headers={"Accept-Encoding": "gzip"}).headers
