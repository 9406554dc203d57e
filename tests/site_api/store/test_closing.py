"""What is left of a poll when it has closed: its counts and what was published. On both stores, for real."""

import pytest
from sqlalchemy import text

from site_api.store import Closing, CodeKind
from tests.site_api.store.test_votes import ballot, key


@pytest.fixture
def closing(votes):
    """The closing of that store."""
    return Closing(votes)


def test_a_state_is_kept_and_changed(closing):
    """The last word holds."""
    closing.say("exams", "open")
    closing.say("exams", "closed")
    assert closing.states() == {"exams": "closed"}


def test_the_first_release_stays(closing):
    """A second one, whatever it says, changes nothing."""
    assert closing.release("exams") is None
    assert closing.freeze("exams", {"total": 35}) == {"total": 35}
    assert closing.freeze("exams", {"total": 40}) == {"total": 35}
    assert closing.release("exams") == {"total": 35}


def test_erasing_leaves_the_counts_and_other_polls(votes, closing):
    """Keys, proofs and codes of this poll go; what others have stays."""
    votes.issue("exams", [key(900), key(901)], CodeKind.ONE)
    votes.add(ballot("exams", 1, code=key(900), proof=key(70)))
    votes.add(ballot("sleep", 1))
    before = votes.counts("exams"), votes.counts("sleep")
    assert closing.unfinished() == {"exams", "sleep"}
    closing.erase("exams")
    closing.write_anew()
    assert (closing.unfinished(), votes.unspent("exams")) == ({"sleep"}, 0)
    assert (votes.counts("exams"), votes.counts("sleep")) == before


def test_erasing_tells_no_order(votes, closing, address):
    """PostgreSQL: after it, all rows come from one transaction and lie in the order of their keys."""
    for number in range(40):
        votes.add(ballot("sleep", number))
    votes.add(ballot("exams", 1))
    closing.erase("exams")
    closing.write_anew()
    if not address.startswith("postgresql"):
        pytest.skip("SQLite has no xmin; its file is looked at in test_traces.py")
    with votes.reading() as connection:
        rows = connection.execute(text("SELECT xmin::text, nullifier FROM spent ORDER BY ctid")).all()
    assert len({xmin for xmin, _ in rows}) == 1
    assert [bytes(mark) for _, mark in rows] == sorted(bytes(mark) for _, mark in rows)
