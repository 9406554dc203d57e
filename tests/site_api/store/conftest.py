"""Both stores, for real: a SQLite file, and a PostgreSQL server of our own when its programs are on this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from site_api.store import Votes, open_engine

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
"""PostgreSQL refuses to run as root; its package brings a user of its own."""


def run(*command: str, folder: Path) -> None:
    """Runs one of PostgreSQL's programs, as its own user where we are root."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if AS_ROOT else {}
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60, **user)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server that lives for this test run, on a socket in a folder of its own."""
    if not POSTGRES:
        pytest.skip("no PostgreSQL on this machine")
    programs, folder = POSTGRES[0].parent, Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    if AS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -p {port}"
    run(
        f"{programs}/initdb",
        "-D",
        "data",
        "-U",
        "waymark",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        folder=folder,
    )
    run(f"{programs}/pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start", folder=folder)
    try:
        yield f"postgresql://waymark@/postgres?host={folder}&port={port}"
    finally:
        run(f"{programs}/pg_ctl", "-D", "data", "-m", "immediate", "stop", folder=folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/polls.db"
        return
    server = request.getfixturevalue("postgres")
    name = f"t{abs(hash(request.node.nodeid)):x}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def votes(address: str) -> Iterator[Votes]:
    """An open, empty store."""
    found = Votes(open_engine(address))
    yield found
    found.close()
