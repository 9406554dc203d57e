"""Adding answers: each key counts once, nothing is lost, nothing is left half done. On both stores, for real."""

import hashlib
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text

from site_api.store import Ballot, Choice, CodeKind, Group, Outcome, Votes, open_engine
from site_api.store.schema import GROUPED, ISSUED, PEOPLE
from site_api.store.writer import TooSlow, Writer

ROOT = Path(__file__).parents[3]
YES, NO = Choice("q1", "yes"), Choice("q1", "no")


def key(number: int) -> bytes:
    """The nullifier of a made-up ballot key."""
    return hashlib.sha256(str(number).encode()).digest()[:16]


def ballot(poll: str, number: int, *choices: Choice, **more: bytes) -> Ballot:
    """A ballot with a made-up key."""
    return Ballot(poll=poll, nullifier=key(number), choices=choices or (YES,), **more)


def test_an_answer_adds_one(votes):
    """To the option, to the number of people who answered the question, and to those who answered the poll."""
    assert votes.add(ballot("exams", 1)) is Outcome.COUNTED
    assert votes.counts("exams") == {"q1": {"yes": 1, PEOPLE: 1}, PEOPLE: {PEOPLE: 1}}
    assert votes.ballots("exams") == 1


def test_a_repeat_is_not_counted(votes):
    """Nor when it says something else."""
    votes.add(ballot("exams", 1))
    assert votes.add(ballot("exams", 1, NO)) is Outcome.REPEAT
    assert votes.counts("exams")["q1"] == {"yes": 1, PEOPLE: 1}


def test_several_options_are_one_person(votes):
    """People are counted once a question."""
    votes.add(ballot("exams", 1, YES, NO, Choice("q2", "a")))
    assert votes.counts("exams") == {
        "q1": {"yes": 1, "no": 1, PEOPLE: 1},
        "q2": {"a": 1, PEOPLE: 1},
        PEOPLE: {PEOPLE: 1},
    }


def test_polls_do_not_share_keys_or_counts(votes):
    """One poll's key is good in another."""
    assert [votes.add(ballot(poll, 1)) for poll in ("exams", "sleep")] == [Outcome.COUNTED] * 2
    assert votes.counts("exams") == votes.counts("sleep")


def test_counts_outlive_the_server(address):
    """What was thanked is on disk."""
    first = Votes(open_engine(address))
    first.add(ballot("exams", 1))
    first.close()
    second = Votes(open_engine(address))
    assert second.add(ballot("exams", 1)) is Outcome.REPEAT
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
        votes.add(ballot("exams", 1))
    event.remove(engine, "before_cursor_execute", break_down)
    assert votes.add(ballot("exams", 1)) is Outcome.COUNTED
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
    with votes.engine.connect() as connection:
        spent = connection.execute(text("SELECT count(*) FROM spent")).scalar()
    votes.close()
    assert (counts["yes"] + counts["no"], counts[PEOPLE], spent) == (500, 500, 500)


def test_threads_of_one_process_wait_in_line(votes):
    """A class presses Send at once."""
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda number: votes.add(ballot("exams", number % 100)), range(400)))
    assert (said.count(Outcome.COUNTED), votes.counts("exams")["q1"]["yes"]) == (100, 100)


def test_a_code_counts_once(votes):
    """A second answer with the same code is refused, also in the same moment; a code that was never made too."""
    votes.issue("exams", [key(900), key(901)], CodeKind.ONE)
    with ThreadPoolExecutor(8) as pool:
        said = list(
            pool.map(lambda number: votes.add(ballot("exams", number, code=key(900))), range(8))
        )
    assert (said.count(Outcome.COUNTED), said.count(Outcome.NO_CODE)) == (1, 7)
    assert votes.add(ballot("exams", 20, code=key(999))) is Outcome.NO_CODE
    assert (votes.unspent("exams"), votes.ballots("exams"), votes.verify("exams")) == (1, 1, [])


def test_an_answer_sent_again_with_its_code_is_thanked(votes):
    """Its thanks were lost on the way: the code is gone, and the key says that it was this answer that took it."""
    votes.issue("exams", [key(900), key(901)], CodeKind.ONE)
    votes.add(ballot("exams", 1, code=key(900)))
    assert votes.add(ballot("exams", 1, code=key(900))) is Outcome.REPEAT
    assert votes.add(ballot("exams", 1, code=key(901))) is Outcome.REPEAT
    assert votes.unspent("exams") == 1


def test_a_code_is_good_for_its_own_poll_and_use(votes):
    """Neither another poll's code nor a facilitator's lets somebody answer."""
    votes.issue("sleep", [key(900)], CodeKind.ONE)
    votes.issue("exams", [key(901)], CodeKind.GROUP)
    votes.issue("exams", [key(902)], CodeKind.ROOM)
    said = [votes.add(ballot("exams", number, code=key(number + 899))) for number in (1, 2, 3)]
    assert (said, votes.ballots("exams")) == ([Outcome.NO_CODE] * 3, 0)


def test_a_proof_is_good_once(votes):
    """With another key it is refused; with the same it is the same answer. It doesn't count as a spent key of the poll."""
    assert votes.add(ballot("exams", 1, proof=key(70))) is Outcome.COUNTED
    assert votes.add(ballot("exams", 2, proof=key(70))) is Outcome.PROOF_USED
    assert votes.add(ballot("exams", 1, proof=key(70))) is Outcome.REPEAT
    assert votes.add(ballot("sleep", 1, proof=key(70))) is Outcome.COUNTED
    assert (votes.ballots("exams"), votes.ballots("sleep")) == (1, 1)


def test_a_groups_batch_counts_once(votes):
    """Its numbers are added with its code; the same code again changes nothing."""
    votes.issue("exams", [key(901)], CodeKind.GROUP)
    batch = Group(poll="exams", code=key(901), size=12, counts={YES: 7, NO: 4, Choice("q1", PEOPLE): 11})
    assert [votes.add(batch), votes.add(batch)] == [Outcome.COUNTED, Outcome.NO_CODE]
    votes.add(ballot("exams", 1))
    assert votes.counts("exams") == {
        "q1": {"yes": 8, "no": 4, PEOPLE: 12},
        PEOPLE: {PEOPLE: 13, GROUPED: 12},
    }


def test_what_does_not_add_up_is_told(votes):
    """Somebody who changes a count by hand is found out."""
    votes.issue("exams", [key(900), key(901)], CodeKind.ONE)
    votes.add(ballot("exams", 1, code=key(900)))
    assert votes.verify("exams") == []
    with votes.writing() as connection:
        connection.execute(text("UPDATE tally SET count = 5 WHERE question = 'q1'"))
    assert votes.verify("exams") == ["q1: answered by more people than the poll was"]
    with votes.writing() as connection:
        connection.execute(text(f"UPDATE tally SET count = 3 WHERE \"option\" = '{ISSUED}'"))
    assert len(votes.verify("exams")) == 2


def test_waiting_answers_share_a_commit():
    """What comes while a commit is on its way goes into the next one together, and each gets its own answer."""
    lots: list[list[int]] = []
    release = threading.Event()

    def commit(lot):
        lots.append(list(lot))
        release.wait(5)
        return [number * 2 for number in lot]

    writer: Writer[int, int] = Writer(commit)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(writer.write, 0)
        while not lots:
            time.sleep(0.01)
        rest = [pool.submit(writer.write, number) for number in range(1, 9)]
        while writer._waiting.qsize() < 8:
            time.sleep(0.01)
        release.set()
        assert [first.result(5), *(each.result(5) for each in rest)] == [number * 2 for number in range(9)]
    writer.stop()
    assert (lots[0], sorted(lots[1]), len(lots)) == ([0], list(range(1, 9)), 2)


def test_a_store_that_hangs_lets_nobody_wait_for_ever():
    """The first wait a little and are told; the next are told at once; when it moves again, so does everything."""
    release = threading.Event()

    def commit(lot):
        release.wait(20)
        return list(lot)

    writer: Writer[int, int] = Writer(commit, patience=0.2)
    with pytest.raises(TooSlow):
        writer.write(1)
    with pytest.raises(TooSlow, match=r"doesn't answer$"):
        writer.write(2)
    release.set()
    for _ in range(100):
        if writer._busy_since is None:
            break
        time.sleep(0.01)
    assert writer.write(3) == 3
    writer.stop()


def test_what_a_lot_raises_is_raised_to_each(votes):
    """And the thread goes on with the next lot."""

    def commit(lot):
        if 13 in lot:
            raise OSError("no room")
        return list(lot)

    writer: Writer[int, int] = Writer(commit)
    with pytest.raises(OSError, match="no room"):
        writer.write(13)
    assert writer.write(14) == 14
    writer.stop()
