"""Keywords: local help for those who know the word, national help for everybody."""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import quote

import pytest

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "keywords.json").read_text(encoding="utf-8"))


@pytest.fixture
def entry(bundle, clock):
    """A keyword that is in use today."""
    return next(
        entry for entry in bundle.keywords if entry["starts"] <= clock().isoformat() and not entry["everyday"]
    )


def ids(people):
    """The ids of contacts."""
    return [contact["id"] for contact in people]


def test_a_keyword_leads_to_its_area_and_the_nation(client, entry):
    """Local first, the strip after it."""
    answer = client.get(f"/api/v1/keywords/{entry['word'].lower()}?place={entry['area'][0]}").json
    assert (answer["state"], answer["keyword"]) == ("found", entry["word"])
    assert ids(answer["help"])[: len(entry["contacts"])] == list(entry["contacts"])
    assert len(answer["help"]) > len(entry["contacts"])
    assert bool(answer["example_words"]) is entry["example"]


@pytest.mark.parametrize("word", ["NOSUCHWORD", "%20", "x" * 600, "a%2Fb", "😭", "<b>"])
def test_a_miss_is_kind(client, word):
    """200 with help; the word is not told back."""
    response = client.get(f"/api/v1/keywords/{word}")
    assert response.status_code in (200, 404)  # a slash is another address
    assert response.json["help"]
    assert "NOSUCHWORD" not in response.text


def test_a_word_of_another_area_shows_national_help(client, entry):
    """And says so."""
    answer = client.get(f"/api/v1/keywords/{entry['word']}?place=aalborg").json
    assert answer["state"] == "wrong-area"
    assert answer["help"]
    assert answer["keyword"] is None


def test_a_word_that_has_not_started_shows_national_help(client, entry, clock):
    """The date is the clock's."""
    clock.day = dt.date.fromisoformat(entry["starts"]) - dt.timedelta(days=1)
    assert client.get(f"/api/v1/keywords/{entry['word']}").json["state"] == "not-yet"


def test_crisis_words_in_its_place_come_first(client):
    """Somebody may type anything into a box for a word."""
    answer = client.get("/api/v1/keywords/i am suicidal").json
    assert answer["crisis"]["severity"] == "urgent"
    assert ids(answer["help"])[: len(answer["crisis"]["help"])] == ids(answer["crisis"]["help"])


def test_search_knows_keywords_too(client, entry):
    """The same block, beside the results."""
    answer = client.post("/api/v1/search", json={"q": f"text {entry['word']} to 85258"}).json
    assert answer["keyword"]["state"] == "found"
    assert client.post("/api/v1/search", json={"q": "exam stress"}).json["keyword"] is None


def test_the_people_beside_a_keyword_are_of_the_nation_asked_from(client):
    """An English reader in Aalborg is never shown 999."""
    answer = client.get("/api/v1/keywords/NOSUCHWORD?place=aalborg&lang=en").json
    found = {contact["id"] for contact in answer["help"]}
    assert "emergency-112" in found and "emergency-999" not in found


def test_the_people_beside_crisis_words_are_of_the_nation_asked_from(client):
    """Chosen, or named in the words."""
    for asked in ({"q": "hello", "place": "aalborg"}, {"q": "hello aalborg"}):
        answer = client.post("/api/v1/crisis", json={**asked, "lang": "en"}).json
        found = {contact["id"] for contact in answer["help"]}
        assert "emergency-112" in found and "emergency-999" not in found


def test_each_line_of_the_table(make, clock):
    """The API says what Python says: on the keyword route what was asked for, in a search all else."""
    client = make(keywords=tuple(TABLE["registry"])).test_client()
    for line in TABLE["lines"]:
        clock.day = dt.date.fromisoformat(line.get("today", "2026-11-22"))
        where = {key: line[key] for key in ("place", "lang") if key in line}
        if line.get("asked"):
            answer = client.get(f"/api/v1/keywords/{quote(line['text'], safe='')}", query_string=where).json
        else:
            answer = client.post("/api/v1/search", json={"q": line["text"], **where}).json["keyword"]
        told = (answer["state"], answer["keyword"]) if answer else (None, None)
        assert (line["state"], line["keyword"]) == told, line


def test_a_found_word_says_who_chose_it(client, entry):
    """One short line, in the reader's language; a miss says nothing of it."""
    english = client.get(f"/api/v1/keywords/{entry['word']}").json["chosen_words"]
    danish = client.get(f"/api/v1/keywords/{entry['word']}?lang=da").json["chosen_words"]
    assert english and danish and english != danish
    assert client.get("/api/v1/keywords/NOSUCHWORD").json["chosen_words"] is None


@pytest.mark.parametrize(("word", "lang", "number"), [("FYRLYS", "en", "112"), ("LANTERN", "da", "999")])
def test_a_found_word_brings_the_national_help_of_its_own_area(client, word, lang, number):
    """Whoever knows the word and says nothing of where they are is most likely there."""
    found = ids(client.get(f"/api/v1/keywords/{word}?lang={lang}").json["help"])
    assert f"emergency-{number}" in found
    assert f"emergency-{'999' if number == '112' else '112'}" not in found


def test_a_place_in_the_words_counts_on_the_keyword_route(client):
    """As it does in a search."""
    found = ids(client.get("/api/v1/keywords/help aalborg?lang=en").json["help"])
    assert "emergency-112" in found and "emergency-999" not in found
