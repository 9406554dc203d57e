"""``waymark backup make | restore``: a copy of the counts and the comments, and the way back. Both are held against their source.

The polls' secrets are never copied: a copy without them can tell nobody's key or code. Nothing is stopped for either command: a
copy is one look at the store, and a restore goes through the database, never around it.
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, delete, func, insert, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from site_api.settings import Settings, SettingsError, load_settings
from site_api.store import StoreError, comment_tables, gaps, open_engine, postgres, schema, sqlite
from site_api.store.comments import open_comments
from site_api.store.engine import turnstile
from site_api.store.migrate import COMMENTS, COUNTS, Steps

ABOUT = (
    "Copies the counts and the comments into a folder, and brings such a copy back. Secrets are never copied."
)
FORMAT = 1
KEPT = (schema.release, schema.poll_state)
"""What a restore never takes back: results that are out, and what was said of a poll. A second release would tell of the difference."""
PROGRAMS = Path("/usr/lib/postgresql")
AFTER_MAKING = (
    "It holds counts, and marks of used keys that say nothing without the polls' secrets, which are not in it.",
    "But it outlives what it was copied from: a poll's marks are erased when it closes, a comment within 90 days, and both stay in this",
    "copy until you delete it. Keep it on an encrypted disk, apart from the secrets, and delete it after a month.",
)
AFTER_RESTORING = (
    "Polls that have closed since the copy was made are closed again, and their marks erased, by the server's first request of a day.",
    "Answers that came after the copy was made are not in it. Whoever gave one may answer again.",
)


class BackupError(Exception):
    """What stands in the way of a copy or a restore, as a sentence."""


@dataclass(frozen=True)
class Store:
    """One of the two stores: what it is called in a backup, where it is, and which tables it has."""

    name: str
    address: str
    tables: Mapping[str, Table]
    steps: Steps

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return make_url(self.address).get_backend_name() == "sqlite"

    @property
    def file(self) -> str:
        """What its copy is called."""
        return f"{self.name}.db" if self.is_sqlite else f"{self.name}.pgdump"

    def engine(self) -> Engine:
        """Opens it as it is, without making or changing anything."""
        url = make_url(self.address)
        if not self.is_sqlite:
            return postgres.open_postgres(url)
        if not Path(url.database or "").is_file():
            raise BackupError(
                f"There is nothing at {url.database}. Are WAYMARK_STORE and WAYMARK_COMMENTS right?"
            )
        return sqlite.open_sqlite(url)

    def open_or_make(self) -> Engine:
        """Opens it with its tables up to date, as the server does."""
        return open_engine(self.address) if self.name == "counts" else open_comments(self.address)


def backup(arguments: Sequence[str]) -> int:
    """Runs ``waymark backup …``: says what was done, or one sentence and leaves with 1."""
    asked = _parser().parse_args(list(arguments))
    try:
        settings = load_settings()
        stores = _stores(settings, comments=not asked.without_comments)
        lines = (
            make(stores, asked.folder)
            if asked.do == "make"
            else restore(stores, asked.folder, replace=asked.replace)
        )
    except (BackupError, SettingsError, StoreError) as error:
        return _say(str(error))
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
        return _say(f"The store or the folder can't be used ({reason[0]}).")
    print("\n".join(lines))
    return 0


def make(stores: Sequence[Store], folder: Path) -> list[str]:
    """Copies the stores into a new folder; answers what to tell. Raises BackupError, and then leaves no folder."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} isn't empty. Name a new folder: a copy is never written over.")
    fresh = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        about = {store.name: _copy(store, folder) for store in stores}
        _write(folder / "backup.json", json.dumps({"format": FORMAT, "stores": about}, indent=1).encode())
    except BaseException:
        for path in folder.iterdir():
            path.unlink()
        if fresh:
            folder.rmdir()
        raise
    return [*(f"{folder / facts['file']}: {_told(facts)}" for facts in about.values()), *AFTER_MAKING]


def restore(stores: Sequence[Store], folder: Path, *, replace: bool) -> list[str]:
    """Brings a copy back; answers what to tell. Raises BackupError before anything is changed, or when the result isn't the copy."""
    about = _read_about(folder)
    chosen = [store for store in stores if store.name in about]
    for store in chosen:
        _refuse_wrong_copy(store, folder, about[store.name])
    engines = [store.open_or_make() for store in chosen]
    try:
        if not replace:
            for store, engine in zip(chosen, engines, strict=True):
                _refuse_counts(store, engine)
        for store, engine in zip(chosen, engines, strict=True):
            _bring_back(store, engine, folder, about[store.name])
    finally:
        for engine in engines:
            engine.dispose()
    return [
        *(f"{store.name}: {_told(about[store.name])}, as in the copy" for store in chosen),
        *AFTER_RESTORING,
    ]


# copying --------------------------------------------------------------------------------------------------------------


def _copy(store: Store, folder: Path) -> dict[str, Any]:
    """Copies one store and looks at the copy. What is said of it is read from the copy itself, or from the same moment."""
    target, engine = folder / store.file, store.engine()
    try:
        if store.is_sqlite:
            with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as source:
                source.execute("VACUUM INTO ?", (str(target),))
            target.chmod(0o600)
            rows = _look_at_file(target, store)
        else:
            rows = _dump(engine, target, store)
    finally:
        engine.dispose()
    _sync(target)
    return {"file": store.file, "sha256": hashlib.sha256(target.read_bytes()).hexdigest(), "tables": rows}


def _look_at_file(file: Path, store: Store) -> dict[str, Any]:
    engine = sqlite.open_sqlite(make_url(f"sqlite:///{file}"), {})
    try:
        with engine.connect().execution_options(reading=True) as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if found != "ok":
                raise BackupError(
                    f"The copy of the {store.name} isn't sound ({found}). The store itself may be damaged."
                )
            return _summary(connection, store)
    finally:
        engine.dispose()


def _dump(engine: Engine, target: Path, store: Store) -> dict[str, Any]:
    """pg_dump and our own counting see the same moment."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        moment = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar()
        rows = _summary(connection, store)
        names = [f"--table={name}" for name in (*rows, store.steps.version_table)]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", *names]
        old = os.umask(0o077)
        try:
            _run("pg_dump", *options, f"--file={target}", engine=engine)
        finally:
            os.umask(old)
    return rows


def _summary(connection: Connection, store: Store) -> dict[str, Any]:
    """Table → how many rows, and a hash over all of them in the order of their keys: the same on every kind of store."""
    there = set(inspect(connection).get_table_names())
    return {name: _digest(connection, table) for name, table in sorted(store.tables.items()) if name in there}


def _digest(connection: Connection, table: Table) -> dict[str, Any]:
    rows = sorted(
        json.dumps([value.hex() if isinstance(value, bytes | memoryview) else value for value in row])
        for row in connection.execute(select(table))
    )
    return {"rows": len(rows), "sha256": hashlib.sha256("\n".join(rows).encode()).hexdigest()}


# restoring ------------------------------------------------------------------------------------------------------------


def _read_about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / "backup.json").read_text("utf-8"))
        if about["format"] != FORMAT:
            raise BackupError(f"{folder} was made by another version of Waymark: restore it with that one.")
        return dict(about["stores"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} holds no backup that is whole ({type(error).__name__}).") from None


def _refuse_wrong_copy(store: Store, folder: Path, facts: Mapping[str, Any]) -> None:
    if facts["file"] != store.file:
        raise BackupError(
            f"The copy of the {store.name} is {facts['file']}, but the setting names another kind of store."
        )
    path = folder / store.file
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
        raise BackupError(f"{path} is missing or isn't what was copied. Nothing was changed.")


def _refuse_counts(store: Store, engine: Engine) -> None:
    with engine.connect().execution_options(reading=True) as connection:
        for name, table in store.tables.items():
            if connection.execute(select(func.count()).select_from(table)).scalar():
                raise BackupError(
                    f"The {store.name} aren't empty ({name} has rows). Give --replace to put the copy in their place."
                )


def _bring_back(store: Store, engine: Engine, folder: Path, facts: Mapping[str, Any]) -> None:
    """Puts the copy in place, holds it against what was copied, and then gives back what may never be taken back."""
    with turnstile(engine)():
        kept = _read_kept(engine) if store.name == "counts" else {}
        if store.is_sqlite:
            _fill_file(Path(engine.url.database or ""), folder / store.file)
        else:
            options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
            _run(
                "pg_restore", *options, "--exit-on-error", str(folder / store.file), engine=engine, into=True
            )
        with engine.connect().execution_options(reading=True) as connection:
            if _summary(connection, store) != facts["tables"]:
                raise BackupError(
                    f"The {store.name} were brought back, but they differ from the copy. Don't use them."
                )
        with engine.begin() as connection:
            for table, rows in kept.items():
                _give_back(connection, table, rows)
    store.open_or_make().dispose()  # a copy of an older version is brought up to date


def _fill_file(database: Path, copy: Path) -> None:
    """SQLite's own way of writing one database over another: through its locks, in one transaction, also while a server has it open."""
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(database, timeout=30)) as target:
        for name, value in sqlite.PRAGMAS.items():
            target.execute(f"PRAGMA {name} = {value}")
        source.backup(target)
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"{database} isn't sound after the restore ({found}). Don't use it.")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _read_kept(engine: Engine) -> dict[Table, list[dict[str, Any]]]:
    with engine.connect().execution_options(reading=True) as connection:
        return {table: [dict(row._mapping) for row in connection.execute(select(table))] for table in KEPT}


def _give_back(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        connection.execute(delete(table).where(table.c.poll == row["poll"]))
        connection.execute(insert(table).values(row))


# PostgreSQL's programs ------------------------------------------------------------------------------------------------


def _run(name: str, *options: str, engine: Engine, into: bool = False) -> None:
    """Runs one of them on the engine's database. The password goes by the environment: a command line can be read by everybody."""
    url = engine.url.set(drivername="postgresql")
    environ = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    # SQLAlchemy writes a space as +, which libpq reads as a plus
    where = f"--dbname={url.set(password=None).render_as_string(hide_password=False).replace('+', '%20')}"
    done = subprocess.run([_program(name), where, *options], env=environ, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        what = "Nothing was changed" if into else "No copy was made"
        raise BackupError(f"{name}: {lines[0]}. {what}.")


def _program(name: str) -> str:
    newest = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if not found:
        raise BackupError(f"{name} isn't installed here (Debian: apt-get install postgresql-client).")
    return found


# odds and ends --------------------------------------------------------------------------------------------------------


def _stores(settings: Settings, *, comments: bool) -> list[Store]:
    counts = Store("counts", settings.store, _tables(gaps.gap.metadata), COUNTS)
    return [counts, Store("comments", settings.comments, _tables(comment_tables.metadata), COMMENTS)][
        : 1 + comments
    ]


def _tables(metadata: MetaData) -> dict[str, Table]:
    return dict(metadata.tables)


def _told(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {table['rows']}" for name, table in facts["tables"].items())


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    _sync(path)


def _sync(path: Path) -> None:
    """The copy and its place in the folder are on the disk before anybody is told of them."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _say(words: str) -> int:
    print(f"waymark: {words}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waymark backup", description=ABOUT)
    parts = parser.add_subparsers(dest="do", required=True, metavar="make | restore")
    for name, about in (("make", "copy into a new folder"), ("restore", "bring a copy back")):
        part = parts.add_parser(name, help=about, description=ABOUT)
        part.add_argument("folder", type=Path)
        part.add_argument("--without-comments", action="store_true", help="only the counts")
        if name == "restore":
            part.add_argument(
                "--replace", action="store_true", help="put it in the place of counts that are there"
            )
    return parser
