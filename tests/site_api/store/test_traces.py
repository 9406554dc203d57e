"""What the files tell somebody who has them all: neither who chose what (T12), nor who came when (T13), nor what was erased (T14)."""

import datetime as dt
import hashlib
import random
import secrets
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from site_api.ballots import make_code
from site_api.current import EXTENSION
from site_api.store import Ballot, Choice, Closing, CodeKind, Votes, open_engine
from site_api.store.comments import Comments, open_comments
from tests.site_api.store.pages import Watcher, commits, concordance, layout
from tests.site_api.store.proofs import CODE_POLL, OPTIONS, QUESTION, make_polls, together, wait_until

PUPILS, CLIENTS = 500, 64
BY_CHANCE = 6
"""A blind guess gets one in 500 right on the average, and more than six in one of 12,000 runs; row numbers gave 170."""


def key(poll: str, pupil: int) -> bytes:
    """The nullifier that a pupil has in a poll: nothing joins those of two polls."""
    return hashlib.sha256(f"key of {pupil} in {poll}".encode()).digest()[:16]


def answer(votes: Votes, poll: str, pupil: int, option: str = "a") -> None:
    """One pupil's answer."""
    votes.add(Ballot(poll=poll, nullifier=key(poll, pupil), choices=(Choice("q", option),)))


def answers(votes: Votes, poll: str, number: int, *, clients: int = CLIENTS) -> dict[bytes, str]:
    """So many answers from so many at once, of random options: key → option."""
    said = {key(poll, pupil): random.Random(pupil).choice(OPTIONS) for pupil in range(number)}
    next_one = iter(range(number))  # shared, so that nobody is left alone at the end

    def send(_client: int) -> None:
        for pupil in next_one:
            answer(votes, poll, pupil, said[key(poll, pupil)])

    together(clients, send)
    return said


def close(votes: Votes, poll: str) -> None:
    """What the closing of a poll does to the store."""
    closing_ = Closing(votes)
    closing_.erase(poll)
    closing_.write_anew()


# T12: the write-ahead log, commit by commit ---------------------------------------------------------------------------


class Copier:
    """Keeps every state of a growing log: whoever could take only one would have less."""

    def __init__(self, path) -> None:
        self.path, self.logs, self._stop = path, [b""], threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self._look()

    def _go_on(self) -> None:
        while not self._stop.wait(0.005):
            self._look()

    def _look(self) -> None:
        try:
            log = self.path.read_bytes()
        except OSError:
            return
        if log[:32] == self.logs[-1][:32] and len(log) >= len(self.logs[-1]):
            self.logs[-1] = log
        else:
            self.logs.append(log)


def test_a_busy_log_tells_of_hardly_anybody(tmp_path):
    """2,000 answers from 64 clients, every commit looked at: at most one in a hundred linked, and after a quiet second no log."""
    votes = Votes(open_engine(f"sqlite:///{tmp_path}/polls.db"))
    log = tmp_path / "polls.db-wal"
    with Copier(log) as copier:
        said = answers(votes, "exams", 2000)
        wait_until(lambda: log.stat().st_size == 0, seconds=20)
    votes.close()
    watcher = Watcher("exams", "q")
    for each in copier.logs:
        watcher.read(each)
    right = sum(said[key] == option for key, option in watcher.linked.items())
    print(
        f"\n{len(watcher.lots)} commits seen of {min(watcher.lots)} to {max(watcher.lots)} answers; linked {right} of 2000; {sorted(watcher.lots)[:12]}"
    )
    assert sum(watcher.lots) > 1000, "the watcher saw too little to prove anything"
    assert right <= 20


def test_the_watcher_links_everybody_where_each_answer_is_a_commit(tmp_path):
    """The control: the same reader over a plain design, one answer a transaction, gets all of them."""
    said = {key("exams", pupil): random.Random(pupil).choice(OPTIONS) for pupil in range(300)}
    open_engine(f"sqlite:///{tmp_path}/polls.db").dispose()
    with closing(sqlite3.connect(tmp_path / "polls.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        for nullifier, option in said.items():
            connection.execute("BEGIN")
            connection.execute("INSERT INTO spent VALUES ('exams', ?)", (nullifier,))
            connection.execute(
                "INSERT INTO tally VALUES ('exams', 'q', ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
                (option,),
            )
            connection.execute("COMMIT")
        log = (tmp_path / "polls.db-wal").read_bytes()
    watcher = Watcher("exams", "q")
    watcher.read(log)
    assert watcher.linked == said
    assert len(list(commits(log))) >= 300


def test_a_reader_in_the_way_only_puts_the_emptying_off(tmp_path):
    """Somebody has the file open in a shell: answers are counted all the same, and the log goes when they have left."""
    votes = Votes(open_engine(f"sqlite:///{tmp_path}/polls.db"))
    answer(votes, "exams", 0)
    log = tmp_path / "polls.db-wal"
    with closing(sqlite3.connect(tmp_path / "polls.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM tally").fetchone()
        answer(votes, "exams", 1)
        time.sleep(1.6)  # the quiet second is over, and the emptying waits for the reader
        answer(votes, "exams", 2)
        reader.execute("COMMIT")
    wait_until(lambda: log.stat().st_size == 0, seconds=20)
    assert votes.ballots("exams") == 3
    votes.close()


# T13: order -----------------------------------------------------------------------------------------------------------


def orders(address: str, poll: str, tmp_path) -> dict[str, list[bytes]]:
    """Every order of a poll's keys that a file or a database gives away."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(tmp_path / "polls.db")) as connection:
            plain = [
                row[0] for row in connection.execute("SELECT nullifier FROM spent WHERE poll = ?", (poll,))
            ]
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                connection.execute("SELECT rowid FROM spent")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return {"as it is read": plain, "page layout": layout((tmp_path / "polls.db").read_bytes(), poll)}
    engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
    found = {}
    with engine.connect() as connection:
        for name in ("ctid", "xmin::text::bigint", "xmin::text::bigint, cmin::text::bigint"):
            rows = connection.execute(
                text(f"SELECT nullifier FROM spent WHERE poll = :poll ORDER BY {name}"), {"poll": poll}
            )
            found[name] = [bytes(row[0]) for row in rows]
    engine.dispose()
    return found


def same_ranks(first: list[bytes], second: list[bytes]) -> int:
    """How many of the pupils have the same place in both orders, as the attacker would guess."""
    pupil = {key(poll, number): number for poll in ("one", "two") for number in range(PUPILS)}
    return sum(pupil[a] == pupil[b] for a, b in zip(first, second, strict=True))


def test_two_polls_in_one_lesson_are_not_joined_by_order_once_one_has_closed(address, tmp_path):
    """500 pupils answer two polls in the same order. After the close of one its keys are gone, and the other's lie by key."""
    votes = Votes(open_engine(address))
    together(2, lambda which: [answer(votes, ("one", "two")[which], pupil) for pupil in range(PUPILS)])
    before = {name: orders(address, poll, tmp_path) for name, poll in (("one", "one"), ("two", "two"))}
    matches = {way: same_ranks(before["one"][way], before["two"][way]) for way in before["one"]}
    print(f"\n{address.split(':')[0]}: same rank of {PUPILS} while both are open: {matches}")
    close(votes, "one")
    after_one, after_two = orders(address, "one", tmp_path), orders(address, "two", tmp_path)
    votes.close()
    assert all(order == [] for order in after_one.values())
    came = {key("two", pupil): pupil for pupil in range(PUPILS)}
    for way, order in after_two.items():
        assert len(order) == PUPILS, way
        assert sum(came[each] == place for place, each in enumerate(order)) <= 2, way
    if address.startswith("sqlite"):
        assert max(matches.values()) <= BY_CHANCE


def test_what_lies_side_by_side_says_nothing_of_who_came_first(address, tmp_path):
    """4,000 keys of a poll that goes on, after another one has closed: neighbours are in either order, half and half."""
    votes = Votes(open_engine(address))
    came = {key("two", pupil): pupil for pupil in range(4000)}
    answers(votes, "two", 4000)
    answer(votes, "one", 0)
    close(votes, "one")
    found = {way: concordance(order, came) for way, order in orders(address, "two", tmp_path).items()}
    votes.close()
    print(f"\n{address.split(':')[0]}: {found}")
    assert all(abs(value - 0.5) <= 0.03 for value in found.values())


# T14: what is erased is gone ------------------------------------------------------------------------------------------


def raw_files(address: str, tmp_path) -> dict[str, bytes]:
    """Every file that the store has written."""
    if address.startswith("sqlite"):
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    engine = create_engine(
        make_url(address).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.execute(text("SHOW data_directory")).scalar()
        database = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar()
    engine.dispose()
    base, wal = Path(folder) / "base" / str(database), Path(folder) / "pg_wal"
    return {
        str(path): path.read_bytes() for place in (base, wal) for path in place.rglob("*") if path.is_file()
    }


def turn_the_log_over(address: str) -> None:
    """What docs/operators/polls.md tells an operator to do after a close: PostgreSQL then writes over its own old log."""
    engine = create_engine(
        make_url(address).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for _ in range(4):
            connection.execute(text("SELECT pg_switch_wal()"))
            connection.execute(text("CHECKPOINT"))
    engine.dispose()


def test_after_the_close_no_key_and_no_code_is_in_any_file(address, tmp_path):
    """Keys, code marks, the codes themselves: none of them anywhere. PostgreSQL's own log is counted apart, and told."""
    votes = Votes(open_engine(address))
    marks = [secrets.token_bytes(16) for _ in range(70)]
    proofs = [secrets.token_bytes(16) for _ in range(20)]
    votes.issue("exams", marks, CodeKind.ONE)
    keys = [key("exams", pupil) for pupil in range(60)]
    for number, nullifier in enumerate(keys):
        proof = proofs[number] if number < len(proofs) else None
        votes.add(
            Ballot(
                poll="exams",
                nullifier=nullifier,
                choices=(Choice("q", "a"),),
                code=marks[number],
                proof=proof,
            )
        )
    everything = [*keys, *marks, *proofs]
    there = b"".join(raw_files(address, tmp_path).values())
    assert all(each in there for each in keys), "the search has to find them while they are there"
    close(votes, "exams")
    files = raw_files(address, tmp_path)
    left = {name: sum(each in content for each in everything) for name, content in files.items()}
    in_log = sum(count for name, count in left.items() if "pg_wal" in name)
    print(f"\n{address.split(':')[0]}: {in_log} traces of {len(everything)} in PostgreSQL's write-ahead log")
    assert {name: count for name, count in left.items() if count and "pg_wal" not in name} == {}
    assert votes.ballots("exams") == 60
    votes.close()
    if in_log:
        turn_the_log_over(address)
        files = raw_files(address, tmp_path)
        assert not [name for name, content in files.items() if any(each in content for each in everything)]


def test_a_poll_that_is_closed_leaves_its_counts_and_nothing_else(make, bundle, clock, tmp_path):
    """Through the pages and the closing that runs by itself: no key, code, nullifier, mark or secret is in any file of the server."""
    clock.day = dt.date(2026, 11, 22)
    app = make(polls={**bundle.polls, **make_polls(bundle.polls, "2026-11-16", "2026-11-30")})
    parts, client = app.extensions[EXTENSION], app.test_client()
    codes = [make_code() for _ in range(40)]
    parts.votes.issue(CODE_POLL, [parts.secrets.code_mark(CODE_POLL, code) for code in codes], CodeKind.ONE)
    stamp = client.get(f"/api/v1/polls/{CODE_POLL}/stamp").json["stamp"]
    keys = [secrets.token_bytes(16) for _ in range(35)]
    for nullifier, code in zip(keys, codes, strict=False):
        sent = {"key": nullifier.hex(), "stamp": stamp, "code": code, "answers": {QUESTION: "a"}}
        assert client.post(f"/api/v1/polls/{CODE_POLL}/answers", json=sent).json["counted"]
    secret = (tmp_path / "var" / "secrets" / f"{CODE_POLL}.key").read_bytes()
    marks = [parts.secrets.nullifier(CODE_POLL, nullifier) for nullifier in keys]
    marks += [parts.secrets.code_mark(CODE_POLL, code) for code in codes]
    there = b"".join(raw_files("sqlite", tmp_path).values())
    assert all(mark in there for mark in marks[:35])
    clock.day = dt.date(2026, 12, 1)
    client.get("/api/v1/health")
    parts.keeper.wait()
    words = [*keys, *(key.hex().encode() for key in keys), *(code.encode() for code in codes), *marks, secret]
    files = raw_files("sqlite", tmp_path / "var")
    found = {name: sum(word in content for word in words) for name, content in files.items()}
    assert {name: number for name, number in found.items() if number} == {}
    assert parts.votes.ballots(CODE_POLL) == 35
    assert parts.closing.release(CODE_POLL) is not None


def test_a_text_that_was_erased_is_in_no_file(tmp_path):
    """Comments go as keys do: dropped, coded or old, nothing of them is left."""
    comments = Comments(open_comments(f"sqlite:///{tmp_path}/comments.db"))
    texts = [f"zebracanary number {number} wants longer opening hours" for number in range(12)]
    for each in texts:
        comments.keep("exams", each, "2026-W47")
    waiting = comments.queue()
    for number, each in enumerate(waiting):
        if number % 2:
            comments.drop(each.id)
        else:
            comments.code(each.id, "opening-hours")
    gone = {each.text for each in waiting}
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    comments.close()
    assert gone
    assert [each for each in gone if each.encode() in content] == []
