"""Adding answers: each key counts once, nothing is lost, nothing is left half done. On both stores, for real."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text

from site_api.store import Choice, Votes, open_engine
from site_api.store.schema import PEOPLE

ROOT = Path(__file__).parents[3]
YES, NO = Choice("q1", "yes"), Choice("q1", "no")


def key(number: int) -> bytes:
    """The nullifier of a made-up ballot key."""
    return hashlib.sha256(str(number).encode()).digest()[:16]


def test_an_answer_adds_one(votes):
    """To the option, and to the number of people."""
    assert votes.add("exams", key(1), [YES]) is True
    assert votes.counts("exams") == {"q1": {"yes": 1, PEOPLE: 1}}


def test_a_repeat_is_not_counted(votes):
    """Nor when it says something else."""
    votes.add("exams", key(1), [YES])
    assert votes.add("exams", key(1), [NO]) is False
    assert votes.counts("exams") == {"q1": {"yes": 1, PEOPLE: 1}}


def test_several_options_are_one_person(votes):
    """People are counted once a question."""
    votes.add("exams", key(1), [YES, NO, Choice("q2", "a")])
    assert votes.counts("exams") == {"q1": {"yes": 1, "no": 1, PEOPLE: 1}, "q2": {"a": 1, PEOPLE: 1}}


def test_polls_do_not_share_keys_or_counts(votes):
    """One poll's key is good in another."""
    assert [votes.add(poll, key(1), [YES]) for poll in ("exams", "sleep")] == [True, True]
    assert votes.counts("exams") == votes.counts("sleep")


def test_counts_outlive_the_server(address):
    """What was thanked is on disk."""
    first = Votes(open_engine(address))
    first.add("exams", key(1), [YES])
    first.close()
    second = Votes(open_engine(address))
    assert second.add("exams", key(1), [YES]) is False
    assert second.counts("exams")["q1"]["yes"] == 1
    second.close()


def test_a_fault_half_way_leaves_nothing(address):
    """The key is not spent when the count could not be raised."""
    engine = open_engine(address)
    votes = Votes(engine)

    def break_down(_connection, _cursor, statement, *_rest):
        if "tally" in statement:
            raise OSError("the disk is gone")

    event.listen(engine, "before_cursor_execute", break_down)
    with pytest.raises(OSError, match="disk"):
        votes.add("exams", key(1), [YES])
    event.remove(engine, "before_cursor_execute", break_down)
    assert votes.add("exams", key(1), [YES]) is True
    votes.close()


def test_five_hundred_keys_many_times_from_two_processes(address):
    """Counter = spent = 500, however often each key came (T1, short form)."""
    open_engine(address).dispose()
    writers = [
        subprocess.Popen([sys.executable, "-m", "tests.site_api.store.writer", address, str(seed)], cwd=ROOT)
        for seed in (1, 2)
    ]
    assert [writer.wait(timeout=240) for writer in writers] == [0, 0]
    votes = Votes(open_engine(address))
    counts = votes.counts("exams")["q1"]
    with votes._engine.connect() as connection:
        spent = connection.execute(text("SELECT count(*) FROM spent")).scalar()
    votes.close()
    assert (counts["yes"] + counts["no"], counts[PEOPLE], spent) == (500, 500, 500)


def test_threads_of_one_process_wait_in_line(votes):
    """A class presses Send at once."""
    with ThreadPoolExecutor(16) as pool:
        counted = list(pool.map(lambda number: votes.add("exams", key(number % 100), [YES]), range(400)))
    assert (sum(counted), votes.counts("exams")["q1"]["yes"]) == (100, 100)
