"""Polls without scripts: the form comes back filled in whatever goes wrong, and each answer counts once."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from altcha import v1 as altcha
from lxml import html
from sqlalchemy.exc import OperationalError

from site_api.ballots import make_code
from site_api.current import EXTENSION
from site_api.store import CodeKind
from site_api.store.waiting import WaitingCounts
from site_api.store.weekly import week
from tests.site_api.conftest import BROWSER

WORRYING = "i want to die"
"""As in the crisis cases: words that call for help, and say no way."""


@pytest.fixture
def parts(app):
    """The app's parts."""
    return app.extensions[EXTENSION]


@pytest.fixture
def question(bundle, open_poll):
    """The first question of the open poll."""
    return bundle.polls[open_poll]["questions"][0]


def find(bundle, **facts):
    """A poll of the content with these facts, open on its first day."""
    return next(
        id
        for id, poll in sorted(bundle.polls.items())
        if all(poll[key] == value for key, value in facts.items()) and poll["opens"] == "2026-11-16"
    )


def form_of(page):
    """The poll form of a page as a browser would send it: field → value."""
    form = html.fromstring(page.text).xpath("//form[contains(@class, 'poll-form')]")[0]
    return {name: value for name, value in form.form_values()}


def ballots(parts, poll):
    """How many answered."""
    return parts.votes.ballots(poll)


def test_a_form_from_the_short_address_counts_once(client, parts, question, open_poll):
    """Filled in, sent, sent again by Back or by reload: one answer, thanked each time."""
    page = client.get(f"/p/{open_poll}/", headers=BROWSER)
    sent = form_of(page) | {f"answer-{question['id']}": question["options"][0]}
    first = client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
    second = client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
    assert (first.status_code, first.headers["Location"]) == (303, f"/polls/{open_poll}/thanks/")
    assert (second.status_code, "answered" in second.text, ballots(parts, open_poll)) == (200, True, 1)


def test_each_visit_gets_a_key_of_its_own(client, open_poll):
    """Two people at one computer are two people."""
    keys = {form_of(client.get(f"/p/{open_poll}/", headers=BROWSER))["key"] for _ in range(5)}
    assert len(keys) == 5 and all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_a_page_of_the_build_needs_one_more_tap(client, parts, question, open_poll):
    """It holds no key and no stamp: the form comes back as it was filled in, and then counts once."""
    chosen = {"lang": "en", f"answer-{question['id']}": question["options"][1]}
    page = client.post(f"/p/{open_poll}/", data=chosen, headers=BROWSER)
    again = form_of(page)
    assert (page.status_code, ballots(parts, open_poll)) == (200, 0)
    assert again[f"answer-{question['id']}"] == question["options"][1]
    done = [client.post(f"/p/{open_poll}/", data=again, headers=BROWSER).status_code for _ in range(2)]
    assert (done, ballots(parts, open_poll)) == ([303, 200], 1)


def test_a_day_old_form_is_made_fresh(client, clock, parts, question, open_poll):
    """What was chosen stays, and it can be sent again."""
    sent = form_of(client.get(f"/p/{open_poll}/", headers=BROWSER))
    sent[f"answer-{question['id']}"] = question["options"][1]
    clock.day += dt.timedelta(days=1)
    clock.hour = 13
    page = client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
    fresh = form_of(page)
    assert (page.status_code, "over a day" in page.text, ballots(parts, open_poll)) == (400, True, 0)
    assert (fresh["key"], fresh[f"answer-{question['id']}"]) == (sent["key"], question["options"][1])
    assert client.post(f"/p/{open_poll}/", data=fresh, headers=BROWSER).status_code == 303


def test_an_empty_answer_is_told_kindly(client, parts, open_poll):
    """With the form, and somebody to call."""
    page = client.post(f"/p/{open_poll}/", data=form_of(client.get(f"/p/{open_poll}/")), headers=BROWSER)
    assert (page.status_code, ballots(parts, open_poll)) == (400, 0)
    assert form_of(page)["stamp"] and "tel:" in page.text


def test_a_store_that_fails_keeps_the_answer_in_the_page(
    app, client, parts, question, open_poll, monkeypatch
):
    """503 with the same form and key; when the store is back, it counts once."""
    sent = form_of(client.get(f"/p/{open_poll}/")) | {f"answer-{question['id']}": question["options"][0]}

    def fail(_ballot):
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(parts.votes, "add", fail)
        page = client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
    again = form_of(page)
    assert (page.status_code, "tel:" in page.text) == (503, True)
    assert (again["key"], again[f"answer-{question['id']}"]) == (sent["key"], question["options"][0])
    assert client.post(f"/p/{open_poll}/", data=again, headers=BROWSER).status_code == 303
    assert ballots(parts, open_poll) == 1


class TestVeryMany:
    """What happens beyond a school's burst: no refusal, and no answer lost."""

    @pytest.fixture
    def settings(self, settings):
        """Ten at once, one a second."""
        return replace(settings, crowd_burst=10, crowd_rate=1)

    def send(self, client, poll, question, **more):
        """One answer with a key of its own from the short address."""
        sent = form_of(client.get(f"/p/{poll}/")) | {f"answer-{question['id']}": question["options"][0]}
        return client.post(f"/p/{poll}/", data=sent | more, headers=BROWSER)

    def test_without_scripts_it_is_a_short_wait(self, client, clock, parts, question, open_poll):
        """The eleventh waits five seconds; too early is told so; then it counts, once."""
        for _ in range(10):
            assert self.send(client, open_poll, question).status_code == 303
        page = self.send(client, open_poll, question)
        sent = form_of(page)
        assert (page.status_code, ballots(parts, open_poll)) == (429, 10)
        early = client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
        assert (early.status_code, form_of(early)["stamp"]) == (429, sent["stamp"])
        clock.second = 6
        assert client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER).status_code == 303
        other = client.post(f"/p/{open_poll}/", data=sent | {"key": "ab" * 16}, headers=BROWSER)
        assert (other.status_code, ballots(parts, open_poll)) == (400, 11), "one wait is one answer"

    def test_with_scripts_it_is_a_proof_of_work(self, client, parts, question, open_poll):
        """Asked for, solved, counted; the same proof with another key is refused."""
        for _ in range(10):
            self.send(client, open_poll, question)
        stamp = client.get(f"/api/v1/polls/{open_poll}/stamp").json
        answers = {"stamp": stamp["stamp"], "answers": {question["id"]: question["options"][0]}}
        address = f"/api/v1/polls/{open_poll}/answers"
        bare = client.post(address, json={"key": "aa" * 16, **answers})
        assert (bare.status_code, bare.json["error"]["code"]) == (429, "proof-needed")
        proof = stamp["proof"]
        solved = altcha.solve_challenge(
            proof["challenge"], proof["salt"], proof["algorithm"], proof["maxnumber"], 0
        )
        solution = altcha.Payload(
            proof["algorithm"], proof["challenge"], solved.number, proof["salt"], proof["signature"]
        ).to_base64()
        said = [
            client.post(address, json={"key": key * 16, "altcha": solution, **answers})
            for key in ("aa", "bb", "aa")
        ]
        assert [each.status_code for each in said] == [200, 400, 200]
        assert [each.json.get("counted") for each in said] == [True, None, False]
        assert ballots(parts, open_poll) == 11

    def test_editors_learn_of_it(self, client, clock, parts, question, open_poll):
        """By the week, with the poll, and nothing about the network. Nothing is taken away from the counts."""
        for _ in range(10):
            self.send(client, open_poll, question)
        sent = form_of(self.send(client, open_poll, question))
        clock.second = 6
        client.post(f"/p/{open_poll}/", data=sent, headers=BROWSER)
        assert isinstance(parts.signals, WaitingCounts)
        assert {
            (each.period, each.subject, each.place, each.kind): n for each, n in parts.signals._counts.items()
        } == {(week(clock.day), open_poll, "", "unusual"): 1}

    def test_a_proxy_that_counts_is_believed_on_this_machine_alone(self, client, question, open_poll):
        """nginx says whether it is many; nobody else can."""
        address = f"/api/v1/polls/{open_poll}/stamp"
        here = client.get(address, headers={"X-Waymark-Crowd": "REJECTED_DRY_RUN"})
        elsewhere = client.get(
            address,
            headers={"X-Waymark-Crowd": "REJECTED_DRY_RUN"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )
        assert (bool(here.json["proof"]), elsewhere.json["proof"]) == (True, None)


def test_a_worrying_comment_is_answered_with_help_first(client, parts, bundle):
    """The answer counts, and the page is help with the thanks below it."""
    poll = find(bundle, comment=True)
    option = bundle.polls[poll]["questions"][0]["options"][0]
    sent = form_of(client.get(f"/p/{poll}/"))
    field = f"answer-{bundle.polls[poll]['questions'][0]['id']}:keep"
    page = client.post(f"/p/{poll}/", data=sent | {field: option, "comment": WORRYING}, headers=BROWSER)
    assert (page.status_code, ballots(parts, poll)) == (200, 1)
    assert 0 < page.text.index("crisis-panel") < page.text.index("Thank you")
    assert WORRYING not in page.text


def test_words_alone_are_an_answer(client, parts, bundle):
    """Somebody who only writes isn't sent back to choose something: the ballot counts, without a choice."""
    poll = find(bundle, comment=True)
    sent = form_of(client.get(f"/p/{poll}/")) | {"comment": "more about trains please"}
    page = client.post(f"/p/{poll}/", data=sent, headers=BROWSER)
    assert (page.status_code, parts.votes.counts(poll)) == (303, {"*": {"*": 1}})


def test_words_that_could_not_be_kept_are_told_so(client, parts, bundle, monkeypatch):
    """The choices count, and nobody believes that their words were read."""
    poll = find(bundle, comment=True)
    question = bundle.polls[poll]["questions"][0]

    def fail(*_):
        raise OSError("no room")

    monkeypatch.setattr(parts.comments, "keep", fail)
    sent = form_of(client.get(f"/p/{poll}/")) | {"comment": "more about trains please"}
    page = client.post(
        f"/p/{poll}/",
        data=sent | {f"answer-{question['id']}:keep": question["options"][0]},
        headers=BROWSER,
    )
    assert (page.status_code, ballots(parts, poll)) == (200, 1)
    assert html.fromstring(page.text).xpath("//main//p[contains(., 'keep what you wrote')]")


@pytest.mark.parametrize("trouble", ["store", "stamp", "two options", "too long"])
def test_help_comes_first_whatever_else_is_wrong(client, parts, bundle, monkeypatch, trouble):
    """The words are looked at before anything can fail."""
    poll = find(bundle, comment=True)
    question = bundle.polls[poll]["questions"][0]
    sent = form_of(client.get(f"/p/{poll}/")) | {"comment": WORRYING}
    sent[f"answer-{question['id']}:keep"] = question["options"][0]
    if trouble == "two options":
        sent[f"answer-{question['id']}:change"] = "no-such-option"
    if trouble == "stamp":
        sent["stamp"] = "nonsense"
    if trouble == "too long":
        sent["comment"] = f"{WORRYING} " + "and so on " * 1000
    if trouble == "store":

        def fail(_ballot):
            raise OSError("read-only")

        monkeypatch.setattr(parts.votes, "add", fail)
    page = client.post(f"/p/{poll}/", data=sent, headers=BROWSER)
    assert page.status_code in (400, 503)
    assert 0 < page.text.index("crisis-panel") < page.text.index("poll-form")
    assert form_of(page)["comment"].startswith(WORRYING)
    script = client.post(f"/api/v1/polls/{poll}/answers", json=dict(sent, lang="en"))
    assert script.status_code in (400, 503)
    assert [each["id"] for each in script.json["help"]] == [
        each["id"] for each in client.post("/api/v1/crisis", json={"q": WORRYING}).json["crisis"]["help"]
    ]


def test_a_card_counts_once(client, parts, bundle):
    """Typed with small letters and gaps; used or made up, it is refused with the form as it was."""
    poll = find(bundle, one_answer="code")
    question = bundle.polls[poll]["questions"][0]
    codes = [make_code() for _ in range(3)]
    parts.votes.issue(poll, [parts.secrets.code_mark(poll, code) for code in codes], CodeKind.ONE)

    def answer(code):
        sent = form_of(client.get(f"/p/{poll}/")) | {"code": code}
        sent[f"answer-{question['id']}"] = question["options"][0]
        return client.post(f"/p/{poll}/", data=sent, headers=BROWSER)

    typed = " ".join((codes[0][:4], codes[0][4:8], codes[0][8:])).lower()
    first, used, made_up, short, none = (answer(code) for code in (typed, codes[0], make_code(), "K7Q2", ""))
    assert [each.status_code for each in (first, used, made_up, short, none)] == [303, 400, 400, 400, 400]
    assert form_of(used)["code"] == codes[0]
    assert (ballots(parts, poll), parts.votes.unspent(poll), parts.votes.verify(poll)) == (1, 2, [])


def test_one_key_in_two_polls_counts_in_both_and_joins_neither(client, parts, bundle):
    """Their marks have nothing in common."""
    polls = [
        id
        for id, poll in sorted(bundle.polls.items())
        if poll["opens"] == "2026-11-16"
        and not poll["room"]
        and poll["one_answer"] != "code"
        and poll["questions"][0]["kind"] == "one"
    ][:2]
    for poll in polls:
        question = bundle.polls[poll]["questions"][0]
        sent = form_of(client.get(f"/p/{poll}/")) | {"key": "ab" * 16}
        sent[f"answer-{question['id']}"] = question["options"][0]
        assert client.post(f"/p/{poll}/", data=sent, headers=BROWSER).status_code == 303
    assert [ballots(parts, poll) for poll in polls] == [1, 1]
    marks = [parts.secrets.nullifier(poll, bytes.fromhex("ab" * 16)) for poll in polls]
    assert marks[0] != marks[1]


def test_a_poll_that_cannot_be_answered_says_when(client, clock, bundle):
    """Before it opens, and after it closed: with the days, and no form."""
    soon = next(id for id, poll in bundle.polls.items() if poll["opens"] > clock.day.isoformat())
    over = next(id for id, poll in bundle.polls.items() if poll["closes"] < clock.day.isoformat())
    for poll in (soon, over):
        page = client.get(f"/p/{poll}/", headers=BROWSER)
        assert (page.status_code, '<form class="poll-form' in page.text) == (200, False)
        assert "tel:" in page.text


def test_other_languages_have_their_own(client, parts, question, open_poll, bundle):
    """The page speaks the language of its address, and thanks in it."""
    poll = next(
        id
        for id, poll in bundle.polls.items()
        if "da" in poll["words"]
        and poll["words"]["da"]["lang"] == "da"
        and poll["opens"] == "2026-11-16"
        and not poll["room"]
        and poll["one_answer"] != "code"
    )
    page = client.get(f"/da/p/{poll}/", headers=BROWSER)
    assert 'lang="da"' in page.text
    sent = form_of(page)
    first = bundle.polls[poll]["questions"][0]
    sent[f"answer-{first['id']}"] = first["options"][0]
    done = client.post(f"/da/p/{poll}/", data=sent, headers=BROWSER)
    assert (done.status_code, done.headers["Location"].startswith("/da/")) == (303, True)


def test_a_frame_in_another_site(client, parts, question, open_poll):
    """The embed may be framed, and nothing else; it has help in it; answering stays inside it."""
    page = client.get(f"/embed/polls/{open_poll}/", headers=BROWSER)
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert "/help-now/" in page.text
    sent = form_of(page) | {f"answer-{question['id']}": question["options"][0]}
    done = client.post(f"/embed/polls/{open_poll}/", data=sent, headers=BROWSER)
    assert (done.status_code, ballots(parts, open_poll)) == (200, 1)
    assert "frame-ancestors *" in done.headers["Content-Security-Policy"]
    other = client.get(f"/p/{open_poll}/", headers=BROWSER)
    assert (
        other.headers["X-Frame-Options"],
        "frame-ancestors 'none'" in other.headers["Content-Security-Policy"],
    ) == ("DENY", True)


def test_other_sites_forms_are_refused(client, parts, question, open_poll):
    """A copy of the form on another page, with a stamp taken from ours."""
    sent = form_of(client.get(f"/p/{open_poll}/")) | {f"answer-{question['id']}": question["options"][0]}
    page = client.post(
        f"/p/{open_poll}/",
        data=sent,
        headers=BROWSER | {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    assert (page.status_code, ballots(parts, open_poll)) == (403, 0)
