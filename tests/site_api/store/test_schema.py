"""What the databases may hold (T10): an allow-list of tables and columns with their types, read from the databases themselves.

A new column fails here until somebody has asked what it tells, and has written it down.
"""

import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import inspect, text

from site_api.store import open_engine
from site_api.store.comments import open_comments

KEY, MARK, WEEK = "VARCHAR(100)", "BLOB", "VARCHAR(8)"
COUNTS = {
    "alembic_version": {"version_num": "VARCHAR(32)"},
    "tally": {"poll": KEY, "question": "VARCHAR(210)", "option": "VARCHAR(210)", "count": "BIGINT"},
    "spent": {"poll": KEY, "nullifier": MARK},
    "code": {"poll": KEY, "mark": MARK, "kind": "VARCHAR(8)"},
    "poll_state": {"poll": KEY, "state": "VARCHAR(10)"},
    "release": {"poll": KEY, "told": "TEXT"},
    "gap": {"period": WEEK, "topic": KEY, "place": KEY, "kind": "VARCHAR(20)", "times": "BIGINT"},
    "signal": {"period": WEEK, "subject": KEY, "place": KEY, "kind": "VARCHAR(20)", "times": "BIGINT"},
}
COMMENTS = {
    "comment_version": {"version_num": "VARCHAR(32)"},
    "comment": {"id": MARK, "source": KEY, "week": WEEK, "text": "TEXT", "state": "VARCHAR(8)"},
    "theme": {"period": WEEK, "theme": KEY, "source": KEY, "place": KEY, "times": "BIGINT"},
    "disclosure": {"period": WEEK, "place": KEY, "times": "BIGINT"},
}
FORBIDDEN = re.compile(
    r"(^|_)(ip|addr\w*|agent|browser|device|session|cookie|user|person|pupil|name|mail|phone|created|updated|modified|at|time|date|day"
    r"|hour|minute|stamp|timestamp|seq\w*|serial|rowid|rank|position|number|order|referr?er|language|screen|school_class)(_|$)"
)
"""Words that no column is called by, nor a part of one."""
TIMES = ("TIME", "DATE", "INTERVAL")


@pytest.fixture(params=["counts", "comments"])
def store(request, address):
    """Each store in turn, on each kind of database: (engine, what it may hold)."""
    if request.param == "counts":
        engine, allowed = open_engine(address), COUNTS
    else:
        engine, allowed = open_comments(address), COMMENTS
    yield engine, allowed
    engine.dispose()


def columns(engine):
    """(table, column) → what the database says of it."""
    found = inspect(engine)
    return {
        (table, column["name"]): column
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


def test_tables_and_columns_are_those_that_were_reviewed(store):
    """Names and types, nothing more and nothing less."""
    engine, allowed = store
    found = {}
    for (table, name), column in columns(engine).items():
        kind = str(column["type"]).replace("BYTEA", MARK)
        found.setdefault(table, {})[name] = kind
    assert found == allowed


def test_no_time_no_number_of_rows_no_default(store):
    """No time of any kind, not even a date; nothing that counts up; nothing that the database fills in by itself."""
    engine, _ = store
    for place, column in columns(engine).items():
        assert not str(column["type"]).upper().startswith(TIMES), place
        assert column.get("default") is None, place
        assert column.get("autoincrement") is not True, place
        assert not column.get("identity"), place
        assert not column.get("computed"), place
        assert not FORBIDDEN.search(place[1]), place


def test_nothing_beside_the_tables(store):
    """No index of our own making, no trigger, no view, no sequence: each could keep an order or a copy."""
    engine, allowed = store
    found = inspect(engine)
    assert found.get_view_names() == []
    assert {table: found.get_indexes(table) for table in allowed if found.get_indexes(table)} == {}
    if engine.dialect.name == "postgresql":
        assert found.get_sequence_names() == []
        with engine.connect() as connection:
            triggers = connection.execute(
                text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
            ).scalar()
        assert triggers == 0
        return
    with closing(sqlite3.connect(engine.url.database)) as connection:
        kinds = {row[0] for row in connection.execute("SELECT type FROM sqlite_master")}
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert kinds <= {"table", "index"}
    assert "sqlite_sequence" not in names


def test_every_table_is_without_rowid(store):
    """SQLite's hidden number of rows is a clock. Only Alembic's one row, which is about nobody, has it."""
    engine, allowed = store
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL has no rowid; its ctid and xmin are looked at in test_traces.py")
    with closing(sqlite3.connect(engine.url.database)) as connection:
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    for table in allowed:
        if not table.endswith("_version"):
            assert made[table].rstrip().upper().endswith("WITHOUT ROWID"), table


def test_the_list_of_forbidden_words_works():
    """It catches what others have had, and lets pass what we have."""
    for bad in (
        "ip",
        "ip_hash",
        "created_at",
        "user_agent",
        "session_id",
        "device",
        "answered_at",
        "rowid",
        "serial",
    ):
        assert FORBIDDEN.search(bad), bad
    assert not [
        name for table in (*COUNTS.values(), *COMMENTS.values()) for name in table if FORBIDDEN.search(name)
    ]
