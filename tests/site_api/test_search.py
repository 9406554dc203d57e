"""Search over the API: help first, one shape, and an answer to whatever is typed."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from site_api.crisis import SHOWN_FIRST
from tests.site_api.conftest import Broken

KEYS = [
    "crisis",
    "keyword",
    "did_you_mean",
    "total",
    "outcome",
    "about",
    "local",
    "place",
    "page",
    "size",
    "facets",
    "results",
    "message",
    "help",
]
RESULT_KEYS = {
    "type",
    "id",
    "title",
    "summary",
    "url",
    "topics",
    "needs",
    "place",
    "ages",
    "distance_km",
    "why",
}

ODD = {
    "empty": "",
    "spaces": "   ",
    "emoji": "😭😭😭",
    "control characters": "\x00\x01\x1b[2J",
    "ten thousand letters": "worry " * 1700,
    "one letter ten thousand times": "a" * 10_000,
    "star": "*",
    "quotes": '"""',
    "operators": "AND OR NOT ( )",
    "field": "title:exams",
    "range": "[a TO z]",
    "regular expression": "(a+)+$",
    "wildcards": "????",
    "SQL": "'; DROP TABLE tally; --",
    "HTML": "<script>alert(1)</script>",
    "right to left": "مساعدة \u202eolleh",
    "zero width": "he\u200blp",
    "lone surrogate": "help \ud83d",
    "template": "{{ 7*7 }} {q} %s",
    "not a word": "⸻⸻",
    "number": "0",
    "path": "../../etc/passwd",
}


def test_an_answer_has_the_shape_of_the_design(client):
    """The same keys for every search."""
    answer = client.post("/api/v1/search", json={"q": "exam stress"}).json
    assert list(answer) == KEYS
    assert answer["total"] >= len(answer["results"]) > 0
    assert all(set(result) >= RESULT_KEYS for result in answer["results"])
    assert answer["crisis"]["severity"] in ("none", "concern")


@pytest.mark.parametrize("words", ODD.values(), ids=ODD.keys())
def test_whatever_is_typed_is_answered(client, words):
    """200, help in it, and never the words themselves."""
    response = client.post("/api/v1/search", data=json.dumps({"q": words}), content_type="application/json")
    assert response.status_code == 200
    assert response.json["help"]
    assert response.json["crisis"]["help"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, fields: client.get("/api/v1/search", query_string=fields),
        lambda client, fields: client.post("/api/v1/search", json=fields),
        lambda client, fields: client.post("/api/v1/search", data=fields),
    ],
    ids=["address", "JSON", "form"],
)
def test_three_ways_of_asking_are_one_answer(client, ask):
    """Lists and numbers too."""
    asked = {
        "q": "talk to someone",
        "place": "ealing",
        "age": "15",
        "need": ["getting-help", "getting-advice"],
        "size": "3",
    }
    assert ask(client, asked).json == client.post("/api/v1/search", json={**asked, "age": 15, "size": 3}).json


def test_crisis_words_show_help_first(client):
    """The words of the policy's own first row."""
    answer = client.post("/api/v1/search", json={"q": "i am suicidal"}).json
    assert answer["crisis"]["severity"] in SHOWN_FIRST
    assert answer["crisis"]["category"] == "crisis_suicide"
    assert len(answer["crisis"]["help"]) > 0


def test_only_the_first_five_hundred_letters_count(client):
    """As the policy says; what comes after is cut, on the device and here alike."""
    answer = client.post("/api/v1/search", json={"q": "maths homework " * 40 + "i am suicidal"}).json
    assert answer["crisis"]["severity"] not in SHOWN_FIRST


def test_a_failing_crisis_look_up_shows_urgent_help(make, caplog):
    """A panel too many harms nobody; results stay. The log says where, never what."""
    answer = make(crisis=Broken()).test_client().post("/api/v1/search", json={"q": "zebracanary exam"}).json
    assert answer["crisis"]["severity"] == "urgent"
    assert answer["crisis"]["help"]
    assert answer["total"] > 0
    assert "zebracanary" not in caplog.text


def test_a_failing_index_still_shows_help(make, bundle):
    """200 with help, a keyword if it was one, and a sentence."""
    answer = (
        make(search={lang: Broken() for lang in bundle.languages})
        .test_client()
        .post("/api/v1/search", json={"q": "exams"})
        .json
    )
    assert (answer["total"], answer["results"]) == (0, [])
    assert answer["help"]
    assert "isn't working" in answer["message"]


def test_a_failing_keyword_list_still_searches(make):
    """A keyword is never a condition for help."""
    assert make(keywords=Broken()).test_client().post("/api/v1/search", json={"q": "exams"}).json["total"] > 0


def test_a_refusal_still_carries_the_help_that_the_words_call_for(client):
    """A client's slip must not hide the panel."""
    for wrong in ({"place": "narnia"}, {"age": 900}, {"langg": "en"}):
        response = client.post("/api/v1/search", json={"q": "i am suicidal", **wrong})
        panel = client.post("/api/v1/crisis", json={"q": "i am suicidal"}).json["crisis"]["help"]
        assert response.status_code == 400
        assert [contact["id"] for contact in response.json["help"]] == [contact["id"] for contact in panel]


def test_nothing_found_is_said_kindly(client):
    """With somebody to talk to."""
    answer = client.post("/api/v1/search", json={"q": "xqzvw"}).json
    assert (answer["total"], answer["message"].split(".")[0]) == (0, "We have nothing about that here")


def test_a_place_keeps_other_nations_numbers_out(client):
    """Aalborg never shows 999, Ealing never 112's Danish entry."""

    def help_in(place, lang):
        answer = client.post("/api/v1/search", json={"q": "i am suicidal", "place": place, "lang": lang}).json
        return {contact["id"] for contact in answer["crisis"]["help"]}

    assert "emergency-999" not in help_in("aalborg", "en")
    assert "emergency-112" not in help_in("ealing", "da")


def test_a_whole_postcode_is_looked_at_by_its_first_half(client):
    """And is never told back."""
    answer = client.post("/api/v1/search", json={"q": "counselling", "outcode": "W5 2XX"})
    assert answer.json["place"]["id"] == "ealing"
    assert "2XX" not in answer.text


def test_pages_of_results_do_not_overlap(client):
    """And all of them together are the total."""
    seen, page = [], 1
    while (answer := client.get("/api/v1/search", query_string={"page": page, "size": 50}).json)["results"]:
        seen += [(result["type"], result["id"]) for result in answer["results"]]
        page += 1
    assert len(seen) == len(set(seen)) == answer["total"]


def test_open_now_keeps_only_what_is_open_for_sure(client, clock):
    """Each result says so itself; the same search on Christmas Day finds fewer."""
    clock.day = dt.date(2026, 11, 24)  # a Tuesday
    answer = client.get("/api/v1/search?open=now&size=50&place=fleetwood").json
    assert answer["total"] and {result["open"]["state"] for result in answer["results"]} == {"open"}
    clock.day = dt.date(2026, 12, 25)
    christmas = client.get("/api/v1/search?open=now&size=50&place=fleetwood").json
    assert 0 < christmas["total"] < answer["total"]
    assert all("day and night" in result["open"]["words"] for result in christmas["results"])


def test_christmas_day_is_never_called_open(client, clock):
    """What keeps hours that don't speak of bank holidays says: check first."""
    clock.day = dt.date(2026, 12, 25)
    told = [
        result["open"] for result in client.get("/api/v1/search?size=50").json["results"] if result["open"]
    ]
    assert {each["state"] for each in told} >= {"open", "holiday-unsure"}
    assert all("bank holiday" in each["words"] for each in told if each["state"] == "holiday-unsure")


def test_somebody_nearly_too_old_is_told(client):
    """K14: at 17 a service that ends at 18 says so; at 15 it does not."""
    ends = {
        age: [r["ends"] for r in client.get(f"/api/v1/search?age={age}&size=50").json["results"]]
        for age in (15, 17)
    }
    assert any(words and "18" in words for words in ends[17])
    assert not any(words and "18" in words for words in ends[15])


def test_a_place_in_the_words_brings_its_own_help(client):
    """As if it had been chosen; for the crisis part alone too."""
    chosen = client.post("/api/v1/search", json={"q": "i am suicidal", "place": "ealing"}).json["crisis"][
        "help"
    ]
    for address in ("/api/v1/search", "/api/v1/crisis"):
        assert client.post(address, json={"q": "i am suicidal ealing"}).json["crisis"]["help"] == chosen
    assert chosen != client.post("/api/v1/search", json={"q": "i am suicidal"}).json["crisis"]["help"]


def test_reasons_are_words(client, bundle):
    """Why a result is shown is a sentence, not a key."""
    results = client.get("/api/v1/search?place=ealing&size=50").json["results"]
    assert {result["why"] for result in results} - {None}
    assert [result["why"] for result in results if result["why"] and result["why"].startswith("why_")] == []


@pytest.fixture
def threads_change_often() -> Iterator[None]:
    """A hundred thousand changes a second: what is not safe to share fails here at once, not one day in fifty."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_change_often")
def test_many_at_once_get_their_own_answers(app, client):
    """The index is shared by all threads of a process."""
    words = [
        "exams",
        "lonely",
        "boxing fleetwood",
        "cant sleep",
        "angry",
        "someone to talk to",
        "money",
        "lgbt",
    ] * 12
    alone = {each: client.post("/api/v1/search", json={"q": each}).json for each in set(words)}
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda each: app.test_client().post("/api/v1/search", json={"q": each}).json, words)
        )
    assert together == [alone[each] for each in words]


@pytest.mark.parametrize(
    "asked", [{"q": "pythagoras theorem"}, {"q": "cant sleep"}, {"q": "boxing", "cost": "paid", "age": 99}]
)
def test_the_people_around_an_answer_are_of_the_nation_asked_from(client, asked):
    """An English question from Aalborg shows 112 and never 999, whatever was found; one from Fleetwood the other way round."""

    def people(place):
        return {
            contact["id"]
            for contact in client.post("/api/v1/search", json={**asked, "place": place}).json["help"]
        }

    assert "emergency-112" in people("aalborg") and not {"emergency-999", "nhs-111"} & people("aalborg")
    assert "emergency-999" in people("fleetwood") and "emergency-112" not in people("fleetwood")


def test_a_respelling_tells_back_only_words_of_ours(client):
    """What means nothing here may be a name: it stands in no answer."""
    answer = client.post("/api/v1/search", json={"q": "berevement zebracanary worry"}).json
    assert "zebracanary" not in json.dumps(answer)
