"""The second store: a text waits, is shown among others in an order of its own, and is gone from every file when it was read."""

import datetime as dt
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from site_api.store import StoreError
from site_api.store import comments as module
from site_api.store.comment_tables import metadata
from site_api.store.comments import (
    LOT,
    PATIENCE_WEEKS,
    QUESTIONS,
    TEXT_WEEKS,
    Comments,
    StoreFull,
    open_comments,
)
from site_api.store.engine import open_engine
from site_api.store.weekly import weeks_before

WEEK = "2026-W47"
TODAY = dt.date(2026, 11, 18)
EVER = ("0000-W00", "9999-W99")
ALLOWED = {
    "comment_version": {"version_num"},
    "comment": {"id", "source", "week", "text", "state"},
    "theme": {"period", "theme", "source", "place", "times"},
    "disclosure": {"period", "place", "times"},
}
"""Every table and column there may be. A new one fails here until somebody has thought about what it tells."""


@pytest.fixture
def comments(address):
    """An open, empty store."""
    found = Comments(open_comments(address))
    yield found
    found.close()


@pytest.fixture
def in_file(tmp_path):
    """The same on SQLite, whose files a test may read."""
    found = Comments(open_comments(f"sqlite:///{tmp_path}/comments.db"))
    yield found
    found.close()


def keep(comments, *texts, source="exams", week=WEEK):
    """Keeps some texts."""
    for each in texts:
        comments.keep(source, each, week)


def texts(comments, source=None):
    """What an editor may read, sorted."""
    return sorted(each.text for each in comments.queue(source))


def files(folder):
    """Every byte of a folder: database, log, and whatever else is there."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def lines(number):
    """Made-up texts, each a canary of its own, of many lengths so that pages split."""
    return [f"zebracanary{each:04} " + "word " * (each % 60) for each in range(number)]


# What may be there


def test_only_reviewed_columns_exist(address):
    """No time, no option, no key, no order: the list is the whole of it (T10)."""
    engine = open_comments(address)
    found = inspect(engine)
    assert {
        table: {each["name"] for each in found.get_columns(table)} for table in found.get_table_names()
    } == ALLOWED
    timely = [
        column
        for table in ALLOWED
        for column in found.get_columns(table)
        if column.get("default")
        or column.get("autoincrement") is True
        or "TIME" in str(column["type"]).upper()
    ]
    assert timely == []
    engine.dispose()


def test_the_migrations_make_what_the_code_reads(address):
    """The steps and the tables in code are held together."""
    engine = open_comments(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "comment_version"})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_sqlite_numbers_no_rows(tmp_path, in_file):
    """A rowid would tell which came first."""
    connection = sqlite3.connect(tmp_path / "comments.db")
    made = dict(
        connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE name IN ('comment', 'theme', 'disclosure')"
        )
    )
    connection.close()
    assert len(made) == 3
    assert all(sql.rstrip().endswith("WITHOUT ROWID") for sql in made.values())


@pytest.mark.parametrize("pragma", [{"synchronous": "NORMAL"}, {"secure_delete": "FAST"}])
def test_an_unsafe_store_is_refused_by_the_name_of_its_setting(tmp_path, monkeypatch, pragma):
    """The same checks as for the counts; the operator reads which of the two it is."""
    monkeypatch.setattr(module, "PRAGMAS", {**module.PRAGMAS, **pragma})
    with pytest.raises(StoreError, match=f"WAYMARK_COMMENTS: .*{next(iter(pragma))}"):
        open_comments(f"sqlite:///{tmp_path}/comments.db")


def test_the_counts_store_has_no_texts(address):
    """The two are made by steps of their own."""
    engine = open_engine(address)
    assert not {"comment", "theme", "disclosure"}.intersection(inspect(engine).get_table_names())
    engine.dispose()


# Waiting, and being shown


def test_a_text_is_shown_with_four_others_or_not_at_all(comments):
    """Fewer than five of one poll wait, whatever the other polls get."""
    keep(comments, "a", "b", "c", "d")
    keep(comments, "p", "q", source="other")
    assert comments.queue() == []
    keep(comments, "e")
    assert texts(comments) == ["a", "b", "c", "d", "e"]
    keep(comments, "f")
    assert texts(comments) == ["a", "b", "c", "d", "e"]


def test_the_close_of_a_poll_hands_over_the_rest(comments):
    """Nobody's words are lost because the last lot was small."""
    keep(comments, "a", "b")
    keep(comments, "p", source="other")
    comments.release_all("exams")
    comments.release_all("exams")
    assert texts(comments) == ["a", "b"]
    assert texts(comments, "other") == []
    assert comments.sources() == ["exams", "other"]


def test_the_queue_has_no_order(comments):
    """Neither that of coming nor any other that lasts."""
    keep(comments, *"abcdefghij")
    orders = {tuple(each.text for each in comments.queue()) for _ in range(20)}
    assert len(orders) > 10


def test_ids_are_made_anew_when_texts_are_shown(comments):
    """Whoever copied the file while a text waited can't find it in the queue by its id."""
    keep(comments, *"abcd")
    with comments._engine.connect() as connection:
        waiting = {bytes(row.id) for row in connection.execute(text("SELECT id FROM comment"))}
    keep(comments, "e")
    assert len(waiting) == LOT - 1
    assert waiting.isdisjoint(each.id for each in comments.queue())


def test_what_is_shown_was_written_in_one_shuffled_go(comments):
    """Five at once, in an order that is not theirs: neither rowid, place in the file, nor PostgreSQL's xmin tells."""
    written = []

    def note(_connection, _cursor, statement, parameters, many, *_rest):
        if statement.startswith("INSERT INTO comment ") and "released" in str(parameters):
            written.append(str(parameters))

    event.listen(comments._engine, "before_cursor_execute", note)
    for lot in range(8):
        keep(comments, *(f"{lot}{letter}" for letter in "abcde"))
    event.remove(comments._engine, "before_cursor_execute", note)
    orders = {
        tuple(sorted("abcde", key=lambda letter, each=each, lot=lot: each.find(f"{lot}{letter}")))
        for lot, each in enumerate(written)
    }
    assert len(written) == 8
    assert len(orders) > 1


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_postgresql_gives_a_lot_one_transaction(address):
    """Its hidden columns would else order the texts (T13)."""
    comments = Comments(open_comments(address))
    keep(comments, *"abcde")
    with comments._engine.connect() as connection:
        assert connection.execute(text("SELECT count(DISTINCT xmin::text) FROM comment")).scalar() == 1
    comments.close()


def test_a_source_takes_no_more_than_anybody_would_read(comments, monkeypatch):
    """A script that writes on and on fills no disk."""
    monkeypatch.setattr(module, "MOST_TEXTS", 6)
    keep(comments, *"abcdef")
    with pytest.raises(StoreFull):
        comments.keep("exams", "g", WEEK)
    comments.keep("other", "g", WEEK)


# Read, counted, gone


def test_coding_counts_and_erases_at_once(comments):
    """The theme has one more, the text is not there any more; a second time changes nothing."""
    keep(comments, *"abcde")
    first = comments.queue()[0]
    assert comments.code(first.id, "sleep", "lancashire")
    assert not comments.code(first.id, "sleep", "lancashire")
    assert comments.themes(*EVER) == Counter({("sleep", "exams", "lancashire"): 1})
    assert first.text not in texts(comments)
    for each in comments.queue():
        comments.code(each.id, "sleep", "lancashire")
    assert comments.themes(*EVER) == Counter({("sleep", "exams", "lancashire"): 5})


def test_a_fault_half_way_keeps_the_text_and_counts_nothing(comments):
    """Both or neither."""
    keep(comments, *"abcde")

    def break_down(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO theme"):
            raise OSError("the disk is gone")

    event.listen(comments._engine, "before_cursor_execute", break_down)
    with pytest.raises(OSError, match="disk"):
        comments.code(comments.queue()[0].id, "sleep")
    event.remove(comments._engine, "before_cursor_execute", break_down)
    assert len(comments.queue()) == 5
    assert comments.themes(*EVER) == Counter()


def test_a_waiting_text_cannot_be_taken_out_by_its_id(comments):
    """Only what an editor may see."""
    keep(comments, "a")
    with comments._engine.connect() as connection:
        (id,) = connection.execute(text("SELECT id FROM comment")).first()
    assert not comments.code(bytes(id), "sleep")
    assert not comments.drop(bytes(id))


def test_dropping_counts_nothing(comments):
    """The text goes, and that is all."""
    keep(comments, *"abcde")
    assert comments.drop(comments.queue()[0].id)
    assert not comments.drop(b"0" * 16)
    assert len(comments.queue()) == 4
    assert comments.themes(*EVER) == Counter()


def test_what_is_nearly_ninety_days_old_goes_read_or_not(comments):
    """84 days at most, so that a server that was off for some days still keeps the promise of 90."""
    old, kept = weeks_before(WEEK, TEXT_WEEKS), weeks_before(WEEK, TEXT_WEEKS - 1)
    keep(comments, *"abcde", week=old)
    keep(comments, "waiting", week=old, source="other")
    keep(comments, *"vwxyz", week=kept)
    assert comments.erase_old(TODAY) == 6
    assert comments.erase_old(TODAY) == 0
    assert texts(comments) == list("vwxyz")
    oldest = dt.date.fromisocalendar(int(old[:4]), int(old[-2:]), 1)
    assert (TODAY - oldest).days <= 90


def test_counts_of_texts_go_after_a_year(comments):
    """A season is held against the last one, and no longer."""
    for week in (weeks_before(WEEK, 54), WEEK):
        keep(comments, *"abcde", week=week)
        comments.note_disclosure(week, "lancashire")
    for each in comments.queue():
        comments.code(each.id, "sleep")
    comments.erase_old(TODAY)
    assert comments.themes(*EVER) == Counter({("sleep", "exams", ""): 5})
    assert comments.disclosures(*EVER) == Counter({(WEEK, "lancashire"): 1})


def test_questions_are_handed_over_after_a_month_however_few(comments):
    """They have no closing day, and waiting for ever would be erasing unread. A poll's comments wait for its close."""
    keep(comments, "a question", source=QUESTIONS, week=weeks_before(WEEK, PATIENCE_WEEKS))
    keep(comments, "a comment", week=weeks_before(WEEK, PATIENCE_WEEKS))
    comments.erase_old(TODAY)
    assert texts(comments) == ["a question"]


def test_disclosures_are_counted_by_week_and_region(comments):
    """And by nothing else: no text, no category."""
    for place in ("lancashire", "lancashire", ""):
        comments.note_disclosure(WEEK, place)
    assert comments.disclosures(*EVER) == Counter({(WEEK, "lancashire"): 2, (WEEK, ""): 1})
    assert comments.disclosures("2026-W48", "2026-W49") == Counter()


# The files


@pytest.mark.parametrize("how", ["code", "drop", "old"])
def test_no_byte_of_an_erased_text_stays_in_any_file(tmp_path, in_file, how):
    """Not in the database, its free pages, nor its log; looked at while the store is still open (T14)."""
    keep(in_file, *lines(120))
    assert files(tmp_path).count(b"zebracanary") >= 120
    if how == "old":
        in_file.erase_old(TODAY + dt.timedelta(weeks=TEXT_WEEKS))
    for each in in_file.queue():
        assert in_file.code(each.id, "sleep") if how == "code" else in_file.drop(each.id)
    assert b"zebracanary" not in files(tmp_path)


def test_one_erased_among_many_is_gone_alone(tmp_path, in_file):
    """The others are still there; moved rows leave no copy of the one."""
    keep(in_file, *lines(60))
    for each in in_file.queue()[:30]:
        name = each.text.split()[0].encode()
        in_file.drop(each.id)
        assert name not in files(tmp_path)
    assert len(in_file.queue()) == 30


def test_the_log_holds_no_text_after_it_was_kept(tmp_path, in_file):
    """Frames of the log stand in the order in which they came: an order is a clock."""
    for each in lines(12):
        in_file.keep("exams", each, WEEK)
        log = tmp_path / "comments.db-wal"
        assert not log.exists() or b"zebracanary" not in log.read_bytes()


def test_a_reader_in_the_way_only_delays_the_wiping(tmp_path, in_file):
    """Keeping works, and the next erasing empties the log."""
    keep(in_file, "zebracanary one")
    reader = sqlite3.connect(tmp_path / "comments.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM comment").fetchone()
    keep(in_file, "zebracanary two", "zebracanary three", "zebracanary four", "zebracanary five")
    assert in_file.drop(in_file.queue()[0].id)
    reader.rollback()
    reader.close()
    in_file.release_all("exams")
    for each in in_file.queue():
        in_file.drop(each.id)
    assert b"zebracanary" not in files(tmp_path)


def test_a_locked_store_says_so_soon(tmp_path, in_file):
    """Behind the writing somebody may be waiting for help: seconds, not minutes. Raises, and loses nothing that was there."""
    other = sqlite3.connect(tmp_path / "comments.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        in_file.keep("exams", "a", WEEK)
    other.rollback()
    other.close()
    keep(in_file, "b")
    in_file.release_all("exams")
    assert texts(in_file) == ["b"]


def test_an_error_never_quotes_the_text(tmp_path, in_file):
    """Whoever writes an error down writes down no comment."""
    other = sqlite3.connect(tmp_path / "comments.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception) as caught:
        in_file.keep("exams", "zebracanary", WEEK)
    other.rollback()
    other.close()
    assert "zebracanary" not in f"{caught.value} {caught.value!r}"


def test_many_writers_lose_nothing_that_was_acknowledged(address):
    """Four engines, as four workers would have. One that can't wait any longer says so; whoever was thanked is there."""
    stores = [Comments(open_comments(address)) for _ in range(4)]
    thanked = []

    def write(number):
        with suppress(SQLAlchemyError, OSError):
            stores[number % 4].keep("exams", f"text {number}", WEEK)
            thanked.append(f"text {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    stores[0].release_all("exams")
    assert sorted(thanked) == texts(stores[0])
    assert len(thanked) > 30
    for each in stores:
        each.close()
