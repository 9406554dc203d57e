"""Closing: published once, and what must not last is gone, by itself and by hand."""

import datetime as dt
import json

import pytest

from site_api.current import EXTENSION
from site_api.poll_closing import ClosingError, close_due, close_poll
from site_api.store import Ballot, Choice


@pytest.fixture
def parts(app):
    """The app's parts."""
    return app.extensions[EXTENSION]


@pytest.fixture
def question(bundle, open_poll):
    """The first question of the open poll."""
    return bundle.polls[open_poll]["questions"][0]


def answer(parts, poll, question, numbers):
    """Answers through the store: so many for each option in turn."""
    number = 0
    for option, times in zip(question["options"], numbers, strict=False):
        for _ in range(times):
            number += 1
            mark = parts.secrets.nullifier(poll, number.to_bytes(16))
            parts.votes.add(Ballot(poll=poll, nullifier=mark, choices=(Choice(question["id"], option),)))


def test_the_first_request_after_the_closing_day_closes_it(client, clock, parts, bundle, open_poll, question):
    """Nobody has to remember: the release is written, the marks and the secret are gone."""
    answer(parts, open_poll, question, (41, 33, 20))
    assert parts.secrets.kept() == {open_poll} and open_poll in parts.closing.unfinished()
    clock.day = dt.date.fromisoformat(bundle.polls[open_poll]["closes"]) + dt.timedelta(days=1)
    client.get("/api/v1/health")
    parts.keeper.wait()
    told = parts.closing.release(open_poll)
    assert [cell["count"] for cell in told["tables"][0]["cells"][:3]] == [40, 35, 20]
    assert (parts.secrets.kept(), parts.closing.unfinished()) == (set(), set())


def test_a_release_is_made_once(parts, bundle, open_poll, question, clock):
    """Whoever changes a count afterwards, or closes it again, changes nothing that is told (T15: identical bytes)."""
    answer(parts, open_poll, question, (41, 33, 20))
    first = close_poll(parts, open_poll, bundle.polls[open_poll])
    parts.votes.add(
        Ballot(
            poll=open_poll,
            nullifier=bytes(16),
            choices=(Choice(question["id"], question["options"][0]),) * 1,
        )
    )
    second = close_poll(parts, open_poll, bundle.polls[open_poll])
    assert json.dumps(first) == json.dumps(second)


def test_closed_for_good_is_closed(client, parts, bundle, open_poll, question):
    """Also before its closing day: no answer is taken any more."""
    close_poll(parts, open_poll, bundle.polls[open_poll])
    refused = client.get(f"/api/v1/polls/{open_poll}/stamp")
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "poll-closed")


def test_numbers_that_the_auditor_refuses_are_not_published(parts, bundle, open_poll, question, monkeypatch):
    """And what must not last goes all the same."""
    answer(parts, open_poll, question, (41, 33, 20))
    monkeypatch.setattr("site_api.poll_closing.audit", lambda told: ["a cell is pinned"])
    with pytest.raises(ClosingError, match="a cell is pinned"):
        close_poll(parts, open_poll, bundle.polls[open_poll])
    assert parts.closing.release(open_poll) is None
    assert (parts.secrets.kept(), parts.closing.unfinished()) == (set(), set())


def test_a_poll_whose_file_was_taken_away_is_wiped(parts, bundle, question):
    """Its keys must not outlive it because an editor deleted a file."""
    answer(parts, "forgotten-poll", question, (3,))
    close_due(parts, bundle)
    assert (parts.secrets.kept(), parts.closing.unfinished()) == (set(), set())


def test_somebody_who_reads_only_puts_the_rewriting_off(parts, bundle, open_poll, question, monkeypatch):
    """The keys and the secret are gone and the numbers are told; what is left to do is done the next time."""
    answer(parts, open_poll, question, (41, 33, 20))
    monkeypatch.setattr("site_api.poll_closing.PAUSE", 0)

    def busy():
        raise BlockingIOError("somebody is reading")

    with monkeypatch.context() as read:
        read.setattr(parts.closing, "write_anew", busy)
        told = close_poll(parts, open_poll, bundle.polls[open_poll])
    assert (told["poll"], parts.closing.states()[open_poll]) == (open_poll, "closed")
    assert (parts.secrets.kept(), parts.closing.unfinished()) == (set(), set())
    close_due(parts, bundle)
    assert parts.closing.states()[open_poll] == "finished"


def test_one_that_fails_does_not_stop_the_others(parts, bundle, question, monkeypatch, caplog):
    """It is a line in the log, without a text of its own."""
    answer(parts, "forgotten-one", question, (3,))
    answer(parts, "forgotten-two", question, (3,))
    erase = parts.closing.erase

    def fail(poll):
        if poll == "forgotten-one":
            raise OSError("zebracanary")
        erase(poll)

    monkeypatch.setattr(parts.closing, "erase", fail)
    close_due(parts, bundle)
    assert parts.closing.unfinished() == {"forgotten-one"}
    assert "could not be closed" in caplog.text and "zebracanary" not in caplog.text
