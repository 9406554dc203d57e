"""The search page for browsers without scripts: the same answer as the API's, made of the site's own components."""

import pytest

from tests.site_api.conftest import BROWSER, Broken


def test_words_come_by_post(client):
    """Results as cards, nothing cached, the words not told back."""
    page = client.post("/find/", data={"q": "exam stress zebracanary"}, headers=BROWSER)
    answer = client.post("/api/v1/search", json={"q": "exam stress zebracanary"}).json
    assert page.status_code == 200
    assert [result["url"] for result in answer["results"] if f'href="{result["url"]}"' not in page.text] == []
    assert page.headers["Cache-Control"] == "no-store"
    assert "zebracanary" not in page.text


def test_filters_come_by_address_and_can_be_shared(client):
    """A school prints the link."""
    page = client.get("/find/?need=getting-help&place=ealing", headers=BROWSER)
    answer = client.get("/api/v1/search?need=getting-help&place=ealing").json
    assert page.status_code == 200
    assert f'href="{answer["results"][0]["url"]}"' in page.text
    assert page.headers["Cache-Control"].startswith("public")


def test_words_in_the_address_are_not_read(client):
    """An address is kept by histories and proxies; the page says why."""
    page = client.get("/find/?q=zebracanary", headers=BROWSER)
    assert page.status_code == 400
    assert "private" in page.text
    assert "zebracanary" not in page.text


def test_crisis_words_put_the_panel_first(client):
    """Before any result, with numbers that dial."""
    page = client.post("/find/", data={"q": "i am suicidal"}, headers=BROWSER).text
    main = page[page.index("<main") :]
    assert "tel:" in main
    assert "crisis-panel" in main


@pytest.mark.parametrize("address", ["/find/", "/da/find/"])
def test_without_a_question_it_is_the_plain_page(client, address):
    """The same file that the build made."""
    page = client.get(address, headers=BROWSER)
    assert page.status_code == 200
    assert "ETag" in page.headers


def test_danish_has_its_own(client):
    """Shell, words and help."""
    page = client.post("/da/find/", data={"q": "angst"}, headers=BROWSER).text
    assert 'lang="da"' in page


def test_another_pages_find_is_no_search(client):
    """Only languages have one."""
    assert client.get("/guides/find/", headers=BROWSER).status_code == 404
    assert client.post("/guides/find/", data={"q": "x"}, headers=BROWSER).status_code == 405


def test_everything_broken_still_shows_help(make, bundle):
    """Index, crisis words and keywords all throw; the page stands, with numbers."""
    app = make(search={lang: Broken() for lang in bundle.languages}, crisis=Broken(), keywords=Broken())
    page = app.test_client().post("/find/", data={"q": "help"}, headers=BROWSER)
    assert page.status_code == 200
    assert "tel:" in page.text


def test_nothing_typed_can_become_markup(client):
    """Nor stand in an error."""
    nasty = '"><script>alert(1)</script>'
    for sent in ({"q": nasty}, {"q": "x", "topic": nasty}, {"q": "x", "place": nasty}, {nasty: "x"}):
        assert "<script>alert" not in client.post("/find/", data=sent, headers=BROWSER).text


def test_the_next_page_of_a_shared_list_is_a_link(client, bundle):
    """Filters stay in it."""
    page = client.get("/find/?need=getting-help&size=1", headers=BROWSER).text
    total = client.get("/api/v1/search?need=getting-help").json["total"]
    assert ("page=2" in page) is (total > 1)
