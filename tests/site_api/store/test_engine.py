"""Opening the store: what is unsafe is refused with a sentence, and the tables hold nothing that tells on anybody."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from site_api.store import StoreError, Votes, open_engine, sqlite
from site_api.store.postgres import UNSAFE
from site_api.store.schema import metadata
from tests.site_api.store.test_votes import ballot, key

ROOT = Path(__file__).parents[3]

def test_the_migrations_make_what_the_code_reads(address):
    """The steps and the tables in code are held together."""
    engine = open_engine(address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_store_of_the_first_preview_is_brought_along(tmp_path):
    """Its counts stay, its tables still number no rows, and a long name fits."""
    address = f"sqlite:///{tmp_path}/polls.db"
    open_engine(address).dispose()
    with sqlite3.connect(tmp_path / "polls.db") as connection:
        for name in ("signal", "release", "poll_state", "code", "tally"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute(
            "CREATE TABLE tally (poll VARCHAR(100) NOT NULL, question VARCHAR(100) NOT NULL, option VARCHAR(100) NOT NULL,"
            " count BIGINT NOT NULL, PRIMARY KEY (poll, question, option), CONSTRAINT tally_count_positive CHECK (count >= 0))"
            " WITHOUT ROWID"
        )
        connection.execute("INSERT INTO tally VALUES ('exams', 'q1', 'yes', 7)")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    votes = Votes(open_engine(address))
    assert votes.counts("exams") == {"q1": {"yes": 7}}
    with votes.reading() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'tally'")).scalar_one()
    assert "WITHOUT ROWID" in made and "tally_count_positive" in made
    votes.close()


def test_opening_twice_changes_nothing(address):
    """Every worker opens the store; one of them brings it up to date."""
    open_engine(address).dispose()
    open_engine(address).dispose()


def test_four_processes_may_open_an_empty_store_at_once(address):
    """Nobody trips over another one's migration."""
    code = f"from site_api.store import open_engine; open_engine({address!r})"
    starting = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)
    ]
    failed = [error for process in starting if (error := process.communicate(timeout=60)[1])]
    assert failed == []


@pytest.mark.parametrize(
    "pragma", [{"synchronous": "NORMAL"}, {"journal_mode": "DELETE"}, {"secure_delete": "FAST"}]
)
def test_sqlite_that_could_lose_or_keep_a_vote_is_refused(tmp_path, pragma):
    """Read back from the open connection, not believed (T5)."""
    with pytest.raises(StoreError, match=next(iter(pragma))):
        open_engine(f"sqlite:///{tmp_path}/polls.db", pragmas={**sqlite.PRAGMAS, **pragma})


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_postgresql_that_could_lose_a_vote_is_refused(postgres, setting):
    """With the setting's name and the reason (T5)."""
    value, _ = UNSAFE[setting]
    address = f"{postgres}&options=-c%20{setting}%3D{value}"
    with pytest.raises(StoreError, match=setting):
        open_engine(address)


def test_a_store_that_is_not_there_is_one_sentence(tmp_path):
    """No traceback, no statement, no web link."""
    with pytest.raises(StoreError) as caught:
        open_engine("postgresql://nobody:hush@127.0.0.1:1/none")
    assert "can't be opened" in str(caught.value)
    assert all(secret not in str(caught.value) for secret in ("hush", "\n", "sqlalche.me"))


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    """Somebody pointed the setting at the wrong file."""
    (tmp_path / "polls.db").write_text("shopping list " * 100)
    with pytest.raises(StoreError, match="can't be opened"):
        open_engine(f"sqlite:///{tmp_path}/polls.db")


def test_tables_of_a_newer_version_are_left_alone(address):
    """An older server must not write into what it doesn't know."""
    open_engine(address).dispose()
    url = make_url(address)
    raw = create_engine(
        url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url
    )
    with raw.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    raw.dispose()
    with pytest.raises(StoreError, match="newer Waymark"):
        open_engine(address)


def test_nothing_of_a_deleted_key_stays_in_the_file(tmp_path):
    """secure_delete wipes what goes (part of T14)."""
    engine = open_engine(f"sqlite:///{tmp_path}/polls.db")
    votes = Votes(engine)
    votes.add(ballot("exams", 1))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM spent"))
    votes.close()
    assert key(1) not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
