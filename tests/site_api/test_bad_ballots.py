"""Ballots that must not count, and those that must: bad input, old forms, forged senders, clocks that move, proofs used twice."""

import base64
import datetime as dt
import hashlib
import json
import secrets
from dataclasses import replace

import pytest
from altcha import v1 as altcha

from site_api import create_app
from site_api.ballots import make_code
from site_api.current import EXTENSION
from site_api.store import CodeKind
from tests.site_api.conftest import BROWSER, Client, OneBuild
from tests.site_api.store.proofs import CODE_POLL, OPTIONS, POLL, QUESTION, SECOND_POLL, make_polls


@pytest.fixture
def app(make, bundle):
    """An app with the proofs' polls: for one device, for a code, and a second one with the same question."""
    return make(polls={**bundle.polls, **make_polls(bundle.polls, "2026-11-16", "2027-01-31")})


@pytest.fixture(autouse=True)
def day(clock):
    """A day on which the proofs' polls are open."""
    clock.day = dt.date(2026, 11, 22)
    return clock


@pytest.fixture
def client(app):
    """Asks the app."""
    return app.test_client()


@pytest.fixture
def parts(app):
    """What the app is made of."""
    return app.extensions[EXTENSION]


def stamp(client, poll=POLL):
    """A stamp, as a page gets it."""
    return client.get(f"/api/v1/polls/{poll}/stamp").json["stamp"]


def send(client, poll=POLL, option="a", **more):
    """One answer; a key of its own, a fresh stamp and nothing else unless given."""
    sent = {"key": secrets.token_hex(16), "answers": {QUESTION: option}, **more}
    headers = sent.pop("headers", {})
    if "stamp" not in sent:
        sent["stamp"] = stamp(client, poll)
    return client.post(f"/api/v1/polls/{poll}/answers", json=sent, headers=headers)


def told(response):
    """Status and error code."""
    return response.status_code, response.json["error"]["code"]


def counts(parts, poll=POLL):
    """What is counted."""
    return parts.votes.counts(poll)


# what is sent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"answers": {QUESTION: "no-such-option"}}, (400, "unknown-option")),
        ({"answers": {QUESTION: ["a", "b"]}}, (400, "invalid-value")),
        ({"answers": {QUESTION: "*"}}, (400, "unknown-option")),
        ({"answers": {"*": "*"}}, (400, "unknown-field")),
        ({"answers": {}}, (400, "missing-field")),
        ({"key": "00"}, (400, "bad-key")),
        ({"key": {"a": "00" * 16}}, (400, "bad-key")),
        ({"stamp": None}, (400, "stamp-missing")),
        ({"stamp": "1-0-0000000000000000-" + "0" * 32}, (400, "stamp-old")),
        ({"stamp": "x" * 500}, (400, "stamp-old")),
        ({"comment": "a" * 10_000}, (400, "comment-too-long")),
        ({"comment": {"a": 1}}, (400, "invalid-value")),
        ({"altcha": "e30="}, (400, "proof-bad")),
        ({"altcha": ["x"]}, (400, "proof-bad")),
        ({"count": 40}, (400, "unknown-field")),
    ],
)
def test_what_is_wrong_is_told_and_not_counted(client, parts, more, expected):
    """Each by its name, with help beside it."""
    response = send(client, **more)
    assert told(response) == expected
    assert response.json["help"]
    assert counts(parts) == {}


def test_ten_thousand_letters_come_back_with_what_was_chosen(client, parts):
    """As a page: nothing is cut off behind somebody's back, and nothing is lost."""
    long = "very long " * 1000
    form = {"key": "ab" * 16, "stamp": stamp(client), f"answer-{QUESTION}": "b", "comment": long}
    page = client.post(f"/p/{POLL}/", data=form, headers=BROWSER)
    assert page.status_code == 400
    assert long.strip()[:2000] in page.text
    assert "ab" * 16 in page.text
    assert counts(parts) == {}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client, parts, settings):
    """413, with help."""
    response = send(client, comment="a" * settings.body_limit)
    assert told(response) == (413, "too-large")
    assert counts(parts) == {}


# when it is sent ------------------------------------------------------------------------------------------------------


def test_not_yet_open_and_closed(client, parts, day):
    """Neither counts, whatever stamp comes with it."""
    good = stamp(client)
    day.day = dt.date(2026, 11, 15)
    early = told(send(client, stamp=good))
    day.day = dt.date(2027, 2, 1)
    late = told(send(client, stamp=good))
    assert (early, late) == ((409, "poll-not-open"), (409, "poll-closed"))
    assert counts(parts) == {}


def test_a_form_sent_again_after_a_day_is_asked_to_be_sent_anew(client, parts, day):
    """Its stamp is old: as JSON that is said, as a page the form comes back with a new one, and then it counts."""
    old = stamp(client)
    day.day += dt.timedelta(days=2)
    assert told(send(client, stamp=old)) == (400, "stamp-old")
    form = {"key": "cd" * 16, "stamp": old, f"answer-{QUESTION}": "b"}
    page = client.post(f"/p/{POLL}/", data=form, headers=BROWSER)
    assert old not in page.text
    fresh = page.text.partition('name="stamp" value="')[2].partition('"')[0]
    again = client.post(f"/p/{POLL}/", data={**form, "stamp": fresh}, headers=BROWSER)
    assert again.status_code == 303
    assert counts(parts)[QUESTION] == {"b": 1, "*": 1}


def test_a_clock_that_is_put_back_or_on(client, parts, day):
    """An hour either way is forgiven, as two machines differ; a day back isn't: such a stamp was made in the future."""
    good = stamp(client)
    for hour, expected in ((11, 200), (13, 200), (9, 400)):
        day.hour = hour
        assert send(client, stamp=good).status_code == expected
    day.hour = 12
    day.day -= dt.timedelta(days=1)
    assert told(send(client, stamp=good)) == (400, "stamp-old")
    assert counts(parts)[QUESTION]["*"] == 2


def test_the_same_form_sent_twice_counts_once(client, parts):
    """Reload, back and send, double tap: one key."""
    one = {"key": secrets.token_hex(16), "stamp": stamp(client)}
    assert [send(client, **one).json["counted"] for _ in range(3)] == [True, False, False]
    assert counts(parts)[QUESTION]["*"] == 1


# who sends it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
@pytest.mark.parametrize("page", [False, True])
def test_another_sites_form_is_refused(client, parts, headers, page):
    """403 by every door, however good its key and stamp."""
    form = {"key": secrets.token_hex(16), "stamp": stamp(client), f"answer-{QUESTION}": "a"}
    if page:
        response = client.post(f"/p/{POLL}/", data=form, headers={**BROWSER, **headers})
        assert response.status_code == 403
    else:
        assert told(send(client, headers=headers)) == (403, "cross-site")
    assert counts(parts) == {}


def test_a_stamp_is_good_for_its_own_poll_only(client, parts):
    """Of another poll, or of another server."""
    assert told(send(client, stamp=stamp(client, SECOND_POLL))) == (400, "stamp-old")
    assert counts(parts) == {}


def test_one_key_counts_in_each_poll_and_leaves_no_common_trace(client, parts, settings):
    """A device that used one key twice isn't known again: the two nullifiers have nothing in common."""
    key = secrets.token_hex(16)
    assert [send(client, poll, key=key).json["counted"] for poll in (POLL, SECOND_POLL)] == [True, True]
    marks = {parts.secrets.nullifier(poll, bytes.fromhex(key)) for poll in (POLL, SECOND_POLL)}
    with parts.votes.reading() as connection:
        kept = [bytes(row[1]) for row in connection.exec_driver_sql("SELECT poll, nullifier FROM spent")]
    assert len(set(kept)) == 2
    assert set(kept) == marks
    assert bytes.fromhex(key) not in kept
    plain = {hashlib.sha256(bytes.fromhex(key)).digest()[:16], bytes.fromhex(key)}
    assert not plain & set(kept)


# codes ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def codes(parts):
    """Three good codes."""
    made = [make_code() for _ in range(3)]
    parts.votes.issue(CODE_POLL, [parts.secrets.code_mark(CODE_POLL, code) for code in made], CodeKind.ONE)
    return made


def test_a_code_is_good_once(client, parts, codes):
    """Wrong, missing, of another poll and used ones are refused, and the sums hold."""
    good, key = codes[0], secrets.token_hex(16)
    assert send(client, CODE_POLL, code=good, key=key).json["counted"] is True
    assert send(client, CODE_POLL, code=good, key=key).json["counted"] is False  # the same sending again
    assert told(send(client, CODE_POLL, code=good)) == (400, "bad-code")
    assert told(send(client, CODE_POLL, code="0000 0000 0000")) == (400, "bad-code")
    assert told(send(client, CODE_POLL, code="short")) == (400, "bad-code")
    assert told(send(client, CODE_POLL)) == (400, "missing-field")
    assert told(send(client, CODE_POLL, code="' OR 1=1 --")) == (400, "bad-code")
    spaced = f" {codes[1][:4].lower()}-{codes[1][4:8]} {codes[1][8:]} "
    assert send(client, CODE_POLL, code=spaced).json["counted"] is True
    assert (parts.votes.ballots(CODE_POLL), parts.votes.unspent(CODE_POLL)) == (2, 1)
    assert parts.votes.verify(CODE_POLL) == []


def test_a_refused_answer_does_not_use_up_its_code(client, parts, codes):
    """A wrong option, an old stamp, a comment that is too long: mend it and send it again."""
    for wrong in ({"option": "nope"}, {"stamp": "old"}, {"comment": "a" * 301}):
        assert send(client, CODE_POLL, code=codes[0], **wrong).status_code == 400
    assert parts.votes.unspent(CODE_POLL) == 3
    assert send(client, CODE_POLL, code=codes[0]).json["counted"] is True


# proofs of work (T21) -------------------------------------------------------------------------------------------------


@pytest.fixture
def crowded(settings, bundle, day):
    """An app where ten answers are a crowd, and its client."""
    polls = {**bundle.polls, **make_polls(bundle.polls, "2026-11-16", "2027-01-31")}
    small = replace(settings, crowd_burst=10, crowd_rate=1)
    app = create_app(small, builds=OneBuild(replace(bundle, polls=polls)), now=day.now)
    app.test_client_class = Client
    parts = app.extensions[EXTENSION]
    parts.keeper.look(parts)
    parts.keeper.wait()
    client = app.test_client()
    for number in range(10):
        assert send(client, option=OPTIONS[number % 4]).status_code == 200
    yield client
    parts.signals.write()
    parts.votes.close()
    parts.comments.close()


def solve(client, poll=POLL):
    """The challenge that the server gives now, solved."""
    asked = client.get(f"/api/v1/polls/{poll}/stamp").json["proof"]
    assert asked is not None
    number = next(
        number
        for number in range(asked["maxnumber"] + 1)
        if hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest() == asked["challenge"]
    )
    solved = {**{k: asked[k] for k in ("algorithm", "challenge", "salt", "signature")}, "number": number}
    return base64.b64encode(json.dumps(solved).encode()).decode()


def test_a_crowd_does_a_small_proof_and_is_counted(crowded):
    """Without one: 429 and why. With one: counted. Nobody is refused for where they are."""
    assert told(send(crowded)) == (429, "proof-needed")
    assert send(crowded, altcha=solve(crowded)).json["counted"] is True


def test_a_proof_is_good_once(crowded):
    """The library alone would take it again and again."""
    proof = solve(crowded)
    assert send(crowded, altcha=proof).json["counted"] is True
    assert told(send(crowded, altcha=proof)) == (400, "proof-bad")


def test_a_proof_that_is_too_old_is_refused(crowded, day):
    """Solved in advance, used a day later."""
    proof = solve(crowded)
    day.hour += 1
    assert told(send(crowded, altcha=proof)) == (400, "proof-bad")


def test_a_proof_for_another_poll_is_refused(crowded):
    """Each is made for one poll."""
    assert told(send(crowded, altcha=solve(crowded, SECOND_POLL))) == (400, "proof-bad")


@pytest.mark.parametrize("spoil", ["number", "salt", "signature", "challenge", "algorithm"])
def test_a_forged_proof_is_refused(crowded, spoil):
    """Whatever is changed in it."""
    said = json.loads(base64.b64decode(solve(crowded)))
    said[spoil] = (
        said[spoil] + 1 if spoil == "number" else "SHA-1" if spoil == "algorithm" else f"{said[spoil]}0"
    )
    forged = base64.b64encode(json.dumps(said).encode()).decode()
    assert told(send(crowded, altcha=forged)) == (400, "proof-bad")


def test_a_proof_of_ones_own_making_is_refused(crowded):
    """Signed with another key."""
    made = altcha.create_challenge(algorithm="SHA-256", max_number=10, hmac_key="mine", params={"poll": POLL})
    number = next(
        n for n in range(11) if hashlib.sha256(f"{made.salt}{n}".encode()).hexdigest() == made.challenge
    )
    said = {
        "algorithm": "SHA-256",
        "challenge": made.challenge,
        "salt": made.salt,
        "signature": made.signature,
        "number": number,
    }
    forged = base64.b64encode(json.dumps(said).encode()).decode()
    assert told(send(crowded, altcha=forged)) == (400, "proof-bad")


def test_a_browser_without_scripts_waits_instead(crowded, day):
    """The form comes back with a stamp that is good from in a few seconds, once."""
    form = {"key": secrets.token_hex(16), "stamp": stamp(crowded), f"answer-{QUESTION}": "a"}
    page = crowded.post(f"/p/{POLL}/", data=form, headers=BROWSER)
    assert page.status_code == 429
    assert form["key"] in page.text
    fresh = page.text.partition('name="stamp" value="')[2].partition('"')[0]
    early = crowded.post(f"/p/{POLL}/", data={**form, "stamp": fresh}, headers=BROWSER)
    assert early.status_code == 429
    day.hour += 1
    assert crowded.post(f"/p/{POLL}/", data={**form, "stamp": fresh}, headers=BROWSER).status_code == 303
    again = {**form, "key": secrets.token_hex(16), "stamp": fresh}
    assert crowded.post(f"/p/{POLL}/", data=again, headers=BROWSER).status_code == 400
