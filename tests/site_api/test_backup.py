"""Copies of both stores, made and brought back for real, on SQLite and on PostgreSQL; also while a server counts on."""

import json
import secrets
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from site_api.backup import backup
from site_api.store import Ballot, Choice, Closing, CodeKind, Votes, open_engine
from site_api.store.comments import Comments, open_comments
from site_api.store.gaps import Gap, Gaps, Kind
from tests.site_api.store.conftest import address, postgres

__all__ = ["address", "postgres"]

TEXT = "zebracanary longer opening hours please"


def ballot(poll="exams", option="a"):
    """Somebody's answer."""
    return Ballot(poll=poll, nullifier=secrets.token_bytes(16), choices=(Choice("q", option),))


@pytest.fixture
def comments_address(address, tmp_path):
    """The second store: a file beside the first, or the same kind of database."""
    if address.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/comments.db"
    return f"{address}&options=-c%20search_path%3Dcomments"


@pytest.fixture
def stores(address, comments_address, tmp_path, monkeypatch):
    """Two stores with something in each, as the settings name them."""
    if not address.startswith("sqlite"):
        engine = open_engine(address)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE SCHEMA comments")
        engine.dispose()
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "exams.key").write_bytes(b"zebracanary-secret-of-32-bytes!!")
    for name, value in (
        ("STORE", address),
        ("COMMENTS", comments_address),
        ("SECRETS", tmp_path / "secrets"),
    ):
        monkeypatch.setenv(f"WAYMARK_{name}", str(value))
    engine = open_engine(address)
    votes, comments = Votes(engine), Comments(open_comments(comments_address))
    for number in range(40):
        votes.add(ballot(option="ab"[number % 2]))
    votes.issue("cards", [secrets.token_bytes(16) for _ in range(5)], CodeKind.ONE)
    Gaps(engine).add({Gap("2026-W47", "sleep", "", Kind.NOTHING_NEAR): 3})
    comments.keep("exams", TEXT, "2026-W47")
    yield votes, comments
    votes.close()
    comments.close()


def counts(votes, poll="exams"):
    """What is counted of a poll."""
    return votes.counts(poll)["q"]


def test_a_copy_brings_everything_back(stores, tmp_path, capsys):
    """Counts, used keys, codes, weekly counts and comments, after more has happened; the same numbers are told."""
    votes, comments = stores
    assert backup(["make", str(tmp_path / "copy")]) == 0
    told = capsys.readouterr().out
    assert "spent 40" in told
    assert "outlives" in told
    before = counts(votes)
    for _ in range(7):
        votes.add(ballot())
    comments.keep("exams", "another one", "2026-W47")
    assert backup(["restore", str(tmp_path / "copy")]) == 1
    assert "--replace" in capsys.readouterr().err
    assert counts(votes)["*"] == 47
    assert backup(["restore", str(tmp_path / "copy"), "--replace"]) == 0
    assert "as in the copy" in capsys.readouterr().out
    assert counts(votes) == before
    assert votes.unspent("cards") == 5
    assert comments.sources() == ["exams"]
    assert votes.verify("exams") == []
    assert votes.add(ballot()).value == "counted"


def test_a_copy_goes_into_an_empty_store(stores, tmp_path, monkeypatch, address, capsys):
    """On another machine, where there is nothing yet."""
    if not address.startswith("sqlite"):
        pytest.skip("the other test empties PostgreSQL's tables")
    votes, _ = stores
    assert backup(["make", str(tmp_path / "copy")]) == 0
    monkeypatch.setenv("WAYMARK_STORE", f"sqlite:///{tmp_path}/new/polls.db")
    monkeypatch.setenv("WAYMARK_COMMENTS", f"sqlite:///{tmp_path}/new/comments.db")
    assert backup(["restore", str(tmp_path / "copy")]) == 0, capsys.readouterr().err
    other = Votes(open_engine(f"sqlite:///{tmp_path}/new/polls.db"))
    assert counts(other) == counts(votes)
    other.close()


def test_an_emptied_store_is_filled_again(stores, tmp_path):
    """The accident that backups are for."""
    votes, _ = stores
    assert backup(["make", str(tmp_path / "copy")]) == 0
    before = counts(votes)
    with votes.writing() as connection:
        for table in ("tally", "spent", "code", "gap"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    assert backup(["restore", str(tmp_path / "copy"), "--without-comments"]) == 0
    assert counts(votes) == before


def test_no_secret_is_in_a_copy_and_nobody_else_may_read_it(stores, tmp_path):
    """Without the secrets the marks in it say nothing."""
    assert backup(["make", str(tmp_path / "copy")]) == 0
    files = list((tmp_path / "copy").iterdir())
    assert len(files) == 3
    assert [path for path in files if b"zebracanary-secret" in path.read_bytes()] == []
    assert [oct(path.stat().st_mode & 0o077) for path in (tmp_path / "copy", *files)] == ["0o0"] * 4


def test_comments_may_be_left_out(stores, tmp_path):
    """A copy without them needn't be deleted for their sake."""
    assert backup(["make", str(tmp_path / "copy"), "--without-comments"]) == 0
    names = {path.stem for path in (tmp_path / "copy").iterdir()}
    assert names == {"backup", "counts"}
    assert b"zebracanary" not in b"".join(path.read_bytes() for path in (tmp_path / "copy").iterdir())


def test_what_is_out_stays_as_it_is(stores, tmp_path):
    """A release made after the copy survives a restore: a second, different one would tell of those between."""
    votes, _ = stores
    closing_ = Closing(votes)
    assert backup(["make", str(tmp_path / "copy")]) == 0
    closing_.freeze("exams", {"poll": "exams", "tables": []})
    closing_.say("exams", "closed")
    assert backup(["restore", str(tmp_path / "copy"), "--replace"]) == 0
    assert closing_.release("exams") == {"poll": "exams", "tables": []}
    assert closing_.states() == {"exams": "closed"}


def test_a_copy_made_while_answers_come_is_whole(stores, tmp_path):
    """One moment of the store: keys and counters agree, and nobody was kept waiting until they gave up."""
    votes, _ = stores
    stop, failed = threading.Event(), []

    def go_on():
        while not stop.is_set():
            try:
                votes.add(ballot())
            except Exception as error:
                failed.append(error)

    sender = threading.Thread(target=go_on)
    sender.start()
    try:
        for number in range(3):
            assert backup(["make", str(tmp_path / f"copy{number}"), "--without-comments"]) == 0
    finally:
        stop.set()
        sender.join()
    assert failed == []
    assert backup(["restore", str(tmp_path / "copy1"), "--replace", "--without-comments"]) == 0
    whole = votes.counts("exams")
    with votes.reading() as connection:
        spent = connection.exec_driver_sql("SELECT count(*) FROM spent WHERE poll = 'exams'").scalar()
    assert spent == whole["q"]["*"] == whole["*"]["*"]


def test_a_changed_copy_is_refused_and_nothing_is_changed(stores, tmp_path, capsys):
    """Bits rot, disks fill up half-way."""
    votes, _ = stores
    assert backup(["make", str(tmp_path / "copy")]) == 0
    before = counts(votes)
    file = next(path for path in (tmp_path / "copy").iterdir() if path.stem == "counts")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert backup(["restore", str(tmp_path / "copy"), "--replace"]) == 1
    assert "isn't what was copied" in capsys.readouterr().err
    assert counts(votes) == before


@pytest.mark.parametrize("content", [None, "{}", "[]", "no json", json.dumps({"format": 99, "stores": {}})])
def test_a_folder_that_is_no_copy_is_a_sentence(tmp_path, capsys, content, monkeypatch):
    """No traceback, nothing made."""
    monkeypatch.setenv("WAYMARK_STORE", f"sqlite:///{tmp_path}/none.db")
    (tmp_path / "copy").mkdir()
    if content is not None:
        (tmp_path / "copy" / "backup.json").write_text(content)
    assert backup(["restore", str(tmp_path / "copy")]) == 1
    assert capsys.readouterr().err.startswith("waymark: ")
    assert not (tmp_path / "none.db").exists()


def test_a_copy_is_never_written_over_another(stores, tmp_path, capsys):
    """A new folder each time."""
    assert backup(["make", str(tmp_path / "copy")]) == 0
    assert backup(["make", str(tmp_path / "copy")]) == 1
    assert "isn't empty" in capsys.readouterr().err


def test_a_store_that_is_not_there_leaves_no_folder(tmp_path, monkeypatch, capsys):
    """A wrong setting makes neither a copy nor a database."""
    monkeypatch.setenv("WAYMARK_STORE", f"sqlite:///{tmp_path}/none.db")
    assert backup(["make", str(tmp_path / "copy")]) == 1
    assert "There is nothing at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_restored_file_is_safe_and_small(stores, tmp_path, address):
    """Write-ahead log as before, emptied, and nothing of what was replaced is left in the file."""
    if not address.startswith("sqlite"):
        pytest.skip("files of SQLite")
    votes, _ = stores
    assert backup(["make", str(tmp_path / "copy")]) == 0
    late = [ballot() for _ in range(300)]
    for each in late:
        votes.add(each)
    assert backup(["restore", str(tmp_path / "copy"), "--replace"]) == 0
    content = b"".join(path.read_bytes() for path in Path(tmp_path).glob("polls.db*"))
    assert [each for each in late if each.nullifier in content] == []
    with closing(sqlite3.connect(tmp_path / "polls.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (tmp_path / "polls.db-wal").stat().st_size == 0
