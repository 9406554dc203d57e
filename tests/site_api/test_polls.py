"""Polls over HTTP: a question, one answer each, and totals only when nobody can be picked out."""

import base64
import datetime as dt
import json
import secrets

import pytest

from site_api.current import EXTENSION
from site_api.store.votes import Choice
from tests.site_api.conftest import BROWSER


@pytest.fixture
def question(bundle, open_poll):
    """The first question of the open poll."""
    return bundle.polls[open_poll]["questions"][0]


@pytest.fixture
def address(open_poll):
    """Where its answers go."""
    return f"/api/v1/polls/{open_poll}/answers"


@pytest.fixture
def closed(clock, bundle, open_poll):
    """Moves the clock past the poll's last day."""

    def move():
        clock.day = dt.date.fromisoformat(bundle.polls[open_poll]["closes"]) + dt.timedelta(days=1)

    return move


def new_key():
    """A ballot key as a browser makes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")


def counts(app, poll):
    """What the store holds."""
    return app.extensions[EXTENSION].votes.counts(poll)


def test_a_poll_says_whether_it_is_open(client, clock, bundle, open_poll):
    """By today's date; its closing day is still open."""
    opens, closes = (dt.date.fromisoformat(bundle.polls[open_poll][key]) for key in ("opens", "closes"))
    states = []
    for clock.day in (opens - dt.timedelta(days=1), opens, closes, closes + dt.timedelta(days=1)):
        states.append(client.get(f"/api/v1/polls/{open_poll}").json["state"])
    assert states == ["soon", "open", "open", "closed"]


def test_an_answer_is_counted_once(app, client, address, question, open_poll):
    """A repeat with the same key is thanked, even when it says something else."""
    first, second = question["options"][:2]
    key = new_key()
    said = [
        client.post(address, json={"key": key, "answers": {question["id"]: option}}).json
        for option in (first, first, second)
    ]
    assert [answer["counted"] for answer in said] == [True, False, False]
    assert all(answer["message"] for answer in said)
    assert counts(app, open_poll)[question["id"]] == {first: 1, "*": 1}


def test_the_key_may_be_hex_or_base64url(app, client, address, question, open_poll):
    """The same sixteen bytes, written in each way, are one key."""
    key = secrets.token_bytes(16)
    written = [
        key.hex(),
        key.hex().upper(),
        base64.urlsafe_b64encode(key).decode(),
        base64.urlsafe_b64encode(key).decode().rstrip("="),
    ]
    said = [
        client.post(address, json={"key": each, "answers": {question["id"]: question["options"][0]}}).json[
            "counted"
        ]
        for each in written
    ]
    assert said == [True, False, False, False]


def test_without_a_key_the_server_makes_one(app, client, address, question, open_poll):
    """A browser without scripts counts each time it is sent."""
    for _ in range(2):
        assert (
            client.post(address, json={"answers": {question["id"]: question["options"][0]}}).json["counted"]
            is True
        )


def test_a_form_ends_on_the_page_of_thanks(client, address, question, bundle, open_poll):
    """303, so that a reload sends nothing again; in the language of the form."""
    for lang, words in bundle.polls[open_poll]["words"].items():
        response = client.post(
            address, data={"lang": lang, f"answer-{question['id']}": question["options"][0]}, headers=BROWSER
        )
        assert (response.status_code, response.headers["Location"]) == (303, f"{words['url']}thanks/")
        assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"answers": {"Q": "no-such-option"}}, 400, "unknown-option"),
        ({"answers": {"Q": ["a", "b"]}}, 400, "unknown-option"),
        ({"answers": {"Q": 3}}, 400, "unknown-option"),
        ({"answers": {"Q": [["a"]]}}, 400, "unknown-option"),
        ({"answers": {}}, 400, "missing-field"),
        ({"answers": {"Q": ""}}, 400, "missing-field"),
        ({}, 400, "missing-field"),
        ({"answers": {"no-such-question": "a"}}, 400, "unknown-field"),
        ({"no-such-field": "a"}, 400, "unknown-field"),
        ({"answers": "a"}, 400, "invalid-value"),
        ({"key": "short", "answers": {"Q": "OK"}}, 400, "bad-key"),
        ({"key": 7, "answers": {"Q": "OK"}}, 400, "bad-key"),
        ({"key": "!" * 22, "answers": {"Q": "OK"}}, 400, "bad-key"),
        ({"lang": "xx", "answers": {"Q": "OK"}}, 400, "invalid-value"),
    ],
)
def test_wrong_answers_are_told_apart(app, client, address, question, open_poll, sent, status, code):
    """Q stands for the question, OK for one of its options. Nothing is counted."""
    text = (
        json.dumps(sent)
        .replace('"Q"', json.dumps(question["id"]))
        .replace('"OK"', json.dumps(question["options"][0]))
    )
    response = client.post(address, data=text, content_type="application/json")
    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    assert response.json["help"]
    assert counts(app, open_poll) == {}


def test_two_options_where_one_is_allowed(client, address, question):
    """Refused, with the sentence that says so."""
    response = client.post(address, json={"answers": {question["id"]: question["options"][:2]}})
    assert (response.status_code, response.json["error"]["code"]) == (400, "invalid-value")
    assert "Choose one answer" in response.json["error"]["message"]


def test_a_form_error_is_a_page_with_the_way_back(client, address, question, bundle, open_poll):
    """And with somebody to call."""
    page = client.post(address, data={f"answer-{question['id']}": "no-such-option"}, headers=BROWSER)
    assert page.status_code == 400
    assert f'href="{bundle.polls[open_poll]["words"]["en"]["url"]}"' in page.text
    assert "tel:" in page.text


def test_a_poll_that_is_not_open_takes_no_answer(app, client, clock, address, question, closed, open_poll):
    """Before and after, with a sentence each."""
    clock.day -= dt.timedelta(days=1)
    early = client.post(address, json={"answers": {question["id"]: question["options"][0]}})
    closed()
    late = client.post(address, json={"answers": {question["id"]: question["options"][0]}})
    page = client.post(address, data={f"answer-{question['id']}": question["options"][0]}, headers=BROWSER)
    assert [(each.status_code, each.json["error"]["code"]) for each in (early, late)] == [
        (409, "poll-not-open"),
        (409, "poll-closed"),
    ]
    assert (page.status_code, "has closed" in page.text) == (409, True)
    assert counts(app, open_poll) == {}


def test_an_unknown_poll_is_told_as_such(client):
    """404 in the shape, whatever is asked of it."""
    for response in (
        client.get("/api/v1/polls/nope"),
        client.post("/api/v1/polls/nope/answers", json={}),
        client.get("/api/v1/polls/nope/results"),
    ):
        assert (response.status_code, response.json["error"]["code"]) == (404, "unknown-poll")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a script without a browser
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        (
            {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
            200,
        ),  # our own form: our pages send no referrer, so no origin either
        ({"Origin": "null"}, 200),  # the same from a browser of 2019
        ({"Origin": "https://localhost"}, 200),  # behind a proxy that speaks TLS
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),  # another host of the council
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
    ],
)
def test_other_sites_cannot_answer_in_a_visitors_name(client, address, question, headers, status):
    """Brigading by a hidden form on a popular page."""
    assert (
        client.post(
            address, json={"answers": {question["id"]: question["options"][0]}}, headers=headers
        ).status_code
        == status
    )


def test_results_wait_for_the_close(app, client, address, question, open_poll):
    """Not even how many have answered: a watched number tells what one person chose."""
    before = client.get(f"/api/v1/polls/{open_poll}/results")
    for number in range(60):
        app.extensions[EXTENSION].votes.add(
            open_poll, number.to_bytes(16), [Choice(question["id"], question["options"][0])]
        )
    after = client.get(f"/api/v1/polls/{open_poll}/results")
    assert before.data == after.data
    assert (after.json["published"], after.json["questions"]) == (False, [])


def test_results_follow_the_rule(app, client, question, open_poll, closed):
    """Rounded, small ones hidden, nothing from one to nine anywhere."""
    options = question["options"]
    numbers = [41, 33, 4, *[0] * (len(options) - 3)]
    for index, number in enumerate(numbers):
        for each in range(number):
            app.extensions[EXTENSION].votes.add(
                open_poll, (1000 * index + each).to_bytes(16), [Choice(question["id"], options[index])]
            )
    closed()
    answer = client.get(f"/api/v1/polls/{open_poll}/results").json
    told = answer["questions"][0]
    assert answer["published"] is True
    assert (told["state"], told["total"]) == ("shown", 80)
    assert told["options"][0]["count"] == 40
    assert [cell["count"] for cell in told["options"][1:3]].count(None) >= 1
    assert told["options"][2]["count"] is None


def test_few_answers_are_not_enough(app, client, question, open_poll, closed):
    """The words are the publication rule's own."""
    app.extensions[EXTENSION].votes.add(
        open_poll, bytes(16), [Choice(question["id"], question["options"][0])]
    )
    closed()
    told = client.get(f"/api/v1/polls/{open_poll}/results").json["questions"][0]
    assert (told["state"], told["total"], told["options"]) == ("too-few", None, [])
    assert "fewer than 30" in told["words"]


def test_a_store_that_fails_is_told_kindly(app, client, address, question, tmp_path, caplog):
    """Try again in a minute; help is still there; the log says where."""
    app.extensions[EXTENSION].votes.close()
    (tmp_path / "var" / "polls.db").unlink()
    (tmp_path / "var" / "polls.db").mkdir()
    response = client.post(
        address, json={"key": new_key(), "answers": {question["id"]: question["options"][0]}}
    )
    assert (response.status_code, response.json["error"]["code"]) == (503, "store-unavailable")
    assert response.json["help"]
    assert "could not be kept" in caplog.text


def test_votes_leave_no_line_in_the_log(client, address, question, caplog):
    """A line a vote would say when somebody voted."""
    caplog.set_level("INFO", logger="waymark.api")
    client.post(address, json={"answers": {question["id"]: question["options"][0]}})
    assert caplog.text == ""
