"""The way on to a helper: it is counted, leads only where the registry says, and leaves no trace where somebody may be in danger."""

import re
from dataclasses import replace

import pytest

from site_api.current import EXTENSION
from site_api.store.weekly import Count, Signal
from tests.site_api.conftest import BROWSER, Broken


@pytest.fixture
def way(bundle):
    """(contact, number, address) of a chat or web page of somebody to talk to."""
    return next(
        (contact["id"], number, channel["href"])
        for contact in bundle.contacts["en"].values()
        if contact["urgency"] == "talk"
        for number, channel in enumerate(contact["channels"])
        if channel["type"] in ("web", "chat")
    )


def waiting(app):
    """What is counted and not written yet."""
    return dict(app.extensions[EXTENSION].signals._counts)


def test_it_leads_to_the_registry_and_counts_one(app, client, way):
    """303, no referrer, not kept by anybody; week, contact, kind and nothing else."""
    contact, number, address = way
    response = client.get(f"/go/{contact}/{number}", headers=BROWSER)
    assert (response.status_code, response.headers["Location"]) == (303, address)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert waiting(app) == {Count("2026-W47", contact, "", Signal.HELP_TAP): 1}


@pytest.mark.parametrize(
    "path", ["no-such/0", "childline/99", "https:%2F%2Fevil.example/0", "emergency-999/0"]
)
def test_what_is_unknown_leads_to_help(app, client, path):
    """Never an error, and never anywhere else."""
    response = client.get(f"/go/{path}?next=https://evil.example", headers=BROWSER)
    assert response.status_code in (303, 404)
    assert response.headers.get("Location", "/help-now/") == "/help-now/"
    assert waiting(app) == {}


def test_calls_and_texts_never_come_this_way(app, client, bundle):
    """A phone dials by itself; nothing of ours stands in between."""
    for contact in bundle.contacts["en"].values():
        for number, channel in enumerate(contact["channels"]):
            if channel["type"] not in ("web", "chat"):
                assert client.get(f"/go/{contact['id']}/{number}").headers["Location"] == "/help-now/"
    assert waiting(app) == {}


def test_who_may_be_in_danger_is_not_counted(app, client, bundle):
    """Crisis contacts have no such way at all."""
    urgent = [contact for contact in bundle.contacts["en"].values() if contact["urgency"] != "talk"]
    assert urgent
    for contact in urgent:
        for number, _channel in enumerate(contact["channels"]):
            assert client.get(f"/go/{contact['id']}/{number}").headers["Location"] == "/help-now/"
    assert waiting(app) == {}


def test_looking_ahead_is_not_going(app, client, way):
    """A browser that fetches before anybody taps, and a program that checks links."""
    contact, number, address = way
    assert client.head(f"/go/{contact}/{number}").headers["Location"] == address
    ahead = client.get(f"/go/{contact}/{number}", headers={"Sec-Purpose": "prefetch"})
    assert ahead.headers["Location"] == address
    assert waiting(app) == {}


def test_the_way_stays_open_when_counting_fails(app, client, way, caplog):
    """Help is worth more than a number."""
    parts = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(parts, signals=Broken())
    contact, number, address = way
    assert client.get(f"/go/{contact}/{number}").headers["Location"] == address
    app.extensions[EXTENSION] = parts
    assert any("a tap could not be counted" in record.getMessage() for record in caplog.records)


def test_a_hub_that_does_not_count_does_not_count(make, settings, way):
    """The setting for searches is the setting for taps."""
    app = make()
    parts = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(parts, settings=replace(settings, count_gaps=False))
    contact, number, _ = way
    assert app.test_client().get(f"/go/{contact}/{number}").status_code == 303
    assert waiting(app) == {}
    app.extensions[EXTENSION] = parts


def links(page):
    """Where the main part leads."""
    main = page[page.index("<main") : page.index("</main")]
    return re.findall(r'href="([^"]+)"', main)


def test_an_answer_page_leads_on_through_it(client):
    """Cards of a search without scripts; each way leads to an address of the registry."""
    page = client.post("/find/", data={"q": "someone to chat with"}, headers=BROWSER).text
    found = [link for link in links(page) if link.startswith("/go/")]
    assert found
    assert all(client.get(link).headers["Location"].startswith("https://") for link in found)


def test_a_crisis_answer_never_does(client):
    """Plain addresses, no count, no trace; whatever the words' degree."""
    for words in ("i am suicidal", "i want to hurt myself", "my friend is not safe at home"):
        page = client.post("/find/", data={"q": words}, headers=BROWSER).text
        assert "crisis-panel" in page
        assert "/go/" not in page


def test_the_apis_answer_keeps_the_registrys_addresses(client):
    """A script's taps are never counted: they never pass by the server."""
    assert "/go/" not in client.post("/api/v1/search", data={"q": "someone to chat with"}).text
