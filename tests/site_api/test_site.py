"""The pages as files: conditional, packed, never outside the site."""

import gzip

import pytest

from tests.site_api.conftest import BROWSER


def test_pages_are_served_with_their_validators(client):
    """A second visit costs a few bytes."""
    first = client.get("/")
    second = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, first.mimetype) == (200, "text/html")
    assert (second.status_code, second.data) == (304, b"")
    assert first.headers["Cache-Control"].startswith("public")


def test_packed_files_go_to_whoever_can_unpack(client):
    """The build packs once; the server only chooses."""
    plain, packed = client.get("/help-now/"), client.get("/help-now/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.mimetype == "text/html"


def test_an_address_without_its_slash_is_sent_on(client):
    """Printed addresses lose their last letter; filters stay."""
    response = client.get("/help-now?x=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/help-now/?x=1")


@pytest.mark.parametrize(
    "path",
    [
        "/../data/manifest.json",
        "/%2e%2e/data/manifest.json",
        "/..%2fdata/manifest.json",
        "/help-now/../../data/manifest.json",
        "/.git/config",
        "/help-now/%00",
        "/help-now//",
        "/index.html/",
        "/assets/",
        "/data/manifest.json",
    ],
)
def test_nothing_outside_the_site_is_served(client, path):
    """404, and no way to another host."""
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert "build_id" not in response.text


def test_a_missing_page_is_the_hubs_own_with_help(client):
    """In the language of its address."""
    for address, lang in (("/no-such-page/", "en"), ("/da/no-such-page/", "da")):
        page = client.get(address, headers=BROWSER)
        assert page.status_code == 404
        assert f'lang="{lang}"' in page.text
        assert "tel:" in page.text


def test_a_script_that_misses_gets_the_shape(client):
    """The page is for people."""
    response = client.get("/no-such-page/", headers={"Accept": "application/json"})
    assert (response.status_code, response.json["error"]["code"]) == (404, "not-found")


def test_head_has_no_body(client):
    """And the same headers."""
    head, get = client.head("/help-now/"), client.get("/help-now/")
    assert (head.data, head.headers["Content-Length"]) == (b"", get.headers["Content-Length"])


def test_versioned_assets_are_kept_for_good(client, bundle):
    """Their address changes with their content."""
    address = bundle.shared["en"]["css"]
    assert "v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get(address.partition("?")[0]).headers["Cache-Control"]
