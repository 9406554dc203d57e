"""Polls for scripts: a question, a stamp, one answer each, and whatever may be wrong with it."""

import base64
import datetime as dt
import json
import secrets

import pytest

from site_api.current import EXTENSION
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
    """What the store holds of the questions."""
    return {q: dict(n) for q, n in app.extensions[EXTENSION].votes.counts(poll).items() if q != "*"}


@pytest.fixture
def send(client, address, open_poll):
    """Sends an answer with a fresh stamp, as the page's script does."""

    def answer(answers, headers=None, **more):
        stamp = client.get(f"/api/v1/polls/{open_poll}/stamp").json["stamp"]
        return client.post(
            address, json={"stamp": stamp, "answers": answers, **more}, headers=headers or {}
        )

    return answer


def test_a_poll_says_whether_it_is_open(client, clock, bundle, open_poll):
    """By today's date; its closing day is still open."""
    opens, closes = (dt.date.fromisoformat(bundle.polls[open_poll][key]) for key in ("opens", "closes"))
    states = []
    for clock.day in (opens - dt.timedelta(days=1), opens, closes, closes + dt.timedelta(days=1)):
        states.append(client.get(f"/api/v1/polls/{open_poll}").json["state"])
    assert states == ["soon", "open", "open", "closed"]


def test_an_answer_is_counted_once(app, send, question, open_poll):
    """A repeat with the same key is thanked, even when it says something else."""
    first, second = question["options"][:2]
    key = new_key()
    said = [send({question["id"]: option}, key=key).json for option in (first, first, second)]
    assert [answer["counted"] for answer in said] == [True, False, False]
    assert all(answer["message"] for answer in said)
    assert counts(app, open_poll)[question["id"]] == {first: 1, "*": 1}


def test_the_key_may_be_hex_or_base64url(send, question):
    """The same sixteen bytes, written in each way, are one key."""
    key = secrets.token_bytes(16)
    written = [
        key.hex(),
        key.hex().upper(),
        base64.urlsafe_b64encode(key).decode(),
        base64.urlsafe_b64encode(key).decode().rstrip("="),
    ]
    said = [send({question["id"]: question["options"][0]}, key=each).json["counted"] for each in written]
    assert said == [True, False, False, False]


def test_without_a_key_the_server_makes_one(send, question):
    """Then each sending counts."""
    said = [send({question["id"]: question["options"][0]}).json["counted"] for _ in range(2)]
    assert said == [True, True]


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        (None, "stamp-missing"),
        ("", "stamp-missing"),
        (7, "stamp-missing"),
        ("nonsense", "stamp-old"),
        ("0-0-0000000000000000-" + "0" * 32, "stamp-old"),
    ],
)
def test_a_form_needs_its_stamp(app, client, address, question, open_poll, stamp, code):
    """Nobody's copy of a form can be sent for ever, and nobody can make a stamp."""
    sent = {"answers": {question["id"]: question["options"][0]}, "stamp": stamp}
    response = client.post(address, json=sent)
    assert (response.status_code, response.json["error"]["code"]) == (400, code)
    assert (response.json["error"]["field"], counts(app, open_poll)) == ("stamp", {})


def test_a_stamp_is_good_for_a_day_and_for_its_own_poll(client, clock, address, question, bundle, open_poll):
    """Sent a day later, or to another poll, a form is asked to be sent again. A clock that is put back an hour harms nobody."""
    other = next(id for id in bundle.polls if id != open_poll and bundle.polls[id]["opens"] <= clock.day.isoformat() <= bundle.polls[id]["closes"])
    stamp = client.get(f"/api/v1/polls/{open_poll}/stamp").json["stamp"]
    theirs = client.get(f"/api/v1/polls/{other}/stamp").json["stamp"]
    answers = {question["id"]: question["options"][0]}

    def code(stamp):
        response = client.post(address, json={"answers": answers, "stamp": stamp})
        return response.json.get("error", {}).get("code")

    said = [code(theirs), code(stamp)]
    clock.hour = 11
    said.append(code(stamp))
    clock.hour = 9
    said.append(code(stamp))
    clock.hour, clock.day = 13, clock.day + dt.timedelta(days=1)
    said.append(code(stamp))
    assert said == ["stamp-old", None, None, "stamp-old", "stamp-old"]


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
    stamp = client.get(f"/api/v1/polls/{open_poll}/stamp").json["stamp"]
    response = client.post(address, json={"stamp": stamp, **json.loads(text)})
    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    assert response.json["help"]
    assert counts(app, open_poll) == {}


def test_two_options_where_one_is_allowed(client, address, question):
    """Refused, with the sentence that says so."""
    response = client.post(address, json={"answers": {question["id"]: question["options"][:2]}})
    assert (response.status_code, response.json["error"]["code"]) == (400, "invalid-value")
    assert "Choose one answer" in response.json["error"]["message"]


@pytest.mark.parametrize("sent", [{"comment": "hello"}, {"comment": 7}])
def test_a_comment_where_there_is_no_box_is_refused(app, send, question, open_poll, sent):
    """So that nobody believes it was read. Nothing is counted."""
    response = send({question["id"]: question["options"][0]}, **sent)
    assert (response.status_code, response.json["error"]["field"]) == (400, "comment")
    assert counts(app, open_poll) == {}


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
        client.get("/api/v1/polls/nope/stamp"),
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
def test_other_sites_cannot_answer_in_a_visitors_name(send, question, headers, status):
    """Brigading by a hidden form on a popular page."""
    assert send({question["id"]: question["options"][0]}, headers=headers).status_code == status


def test_a_store_that_fails_is_told_kindly(app, send, question, tmp_path, caplog):
    """Try again in a minute; help is still there; the log says where."""
    app.extensions[EXTENSION].votes.close()
    (tmp_path / "var" / "polls.db").unlink()
    (tmp_path / "var" / "polls.db").mkdir()
    response = send({question["id"]: question["options"][0]}, key=new_key())
    assert (response.status_code, response.json["error"]["code"]) == (503, "store-unavailable")
    assert response.json["help"]
    assert "could not be kept" in caplog.text


def test_votes_leave_no_line_in_the_log(send, question, caplog):
    """A line a vote would say when somebody voted."""
    caplog.set_level("INFO", logger="waymark.api")
    send({question["id"]: question["options"][0]})
    assert caplog.text == ""
