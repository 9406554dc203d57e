"""Brings the tables of a store up to date with Alembic, once, whoever starts first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text

LOCK = 7_929_177
"""PostgreSQL's advisory lock of ours: any number, as long as it is always this one."""


@dataclass(frozen=True)
class Steps:
    """The numbered steps that make one store's tables, and the table that says how far a store has come."""

    folder: Path
    version_table: str


COUNTS = Steps(Path(__file__).parent / "migrations", "alembic_version")
COMMENTS = Steps(Path(__file__).parent / "comment_migrations", "comment_version")


def migrate(engine: Engine, steps: Steps = COUNTS) -> None:
    """Runs the migrations that are missing. Many processes may start at once: one works, the others find it done."""
    config = _config(steps)
    options = {"version_table": steps.version_table}
    with _alone(engine) as connection:
        if MigrationContext.configure(connection, opts=options).get_current_heads() != (
            ScriptDirectory.from_config(config).as_revision_number("heads")
        ):
            config.attributes["connection"] = connection
            _upgrade(config)


def _upgrade(config: Config) -> None:
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise OSError("its tables were made by a newer Waymark; use that one, or another store") from None


def _config(steps: Steps) -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    config.attributes["version_table"] = steps.version_table
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else can be in: SQLite's write lock, PostgreSQL's advisory lock."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection
