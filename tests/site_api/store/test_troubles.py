"""What a bad day looks like from outside: votes are told kindly to come again, help is still there, and it mends itself.

A library loaded before the server plays the disk (``tools/powercut``), so that it needs no rights; other troubles are real.
"""

import fcntl
import multiprocessing
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.site_api.store import powercut
from tests.site_api.store.conftest import AS_ROOT, POSTGRES, run
from tests.site_api.store.proofs import (
    ASKED,
    POLL,
    QUESTION,
    ROOT,
    Server,
    ballot,
    free_port,
    look,
    make_build,
    wait_until,
)


@pytest.fixture(scope="module")
def build(hub_build, tmp_path_factory):
    """The real build with the proofs' own polls."""
    return make_build(hub_build, tmp_path_factory.mktemp("proofs"))


@pytest.fixture(scope="module")
def server(build, tmp_path_factory):
    """A server whose disk can be spoilt by a file in a folder; its name is ``trouble`` beside the rest."""
    folder = tmp_path_factory.mktemp("trouble")
    (folder / "trouble").mkdir()
    environ = {}
    if powercut.HAS_COMPILER:
        environ = {
            "LD_PRELOAD": str(powercut.compile_shim(folder)),
            "POWERCUT_WATCH": str(folder / "var" / "polls.db"),
            "POWERCUT_TROUBLE": str(folder / "trouble"),
        }
    found = Server(build, folder, environ=environ).start()
    found.good_stamp = found.stamp()
    yield found
    found.stop()


def vote(server, key, option="a"):
    """One answer: status and JSON."""
    return server.ask("POST", f"{ASKED}/answers", ballot(key, option, server.good_stamp))


def counted(server):
    """How many answered."""
    return look(server.address).people


@contextmanager
def spoilt(server, how):
    """The disk is full, readonly or slow."""
    if not powercut.HAS_COMPILER:
        pytest.skip("no gcc on this machine")
    flag = server.folder / "trouble" / how
    flag.touch()
    try:
        yield
    finally:
        flag.unlink()


def assert_kind(server, key):
    """503 with a sentence and help; the page gives the form back as it was; help pages and crisis words answer."""
    status, said = vote(server, key)
    assert (status, said["error"]["code"]) == (503, "store-unavailable")
    assert said["help"]
    form = f"key={key.hex()}&stamp={server.good_stamp}&answer-{QUESTION}=c"
    page = server.ask(
        "POST",
        f"/p/{POLL}/",
        form,
        Accept="text/html",
        Content_Type="application/x-www-form-urlencoded",
    )
    assert page[0] == 503
    assert key.hex() in page[1], "the form has to come back with the same key"
    assert 'value="c" checked' in " ".join(page[1].split()) or "checked" in page[1]
    assert "tel:" in page[1]
    assert server.ask("GET", "/help-now/", Accept="text/html")[0] == 200
    assert server.ask("POST", "/api/v1/crisis", {"q": "i dont feel safe at home"})[0] == 200


def assert_mended(server, key, before):
    """Without a restart the same answer counts, once, and by whichever worker: each finds out by itself."""
    for _ in range(4):
        wait_until(lambda: vote(server, key)[0] == 200, seconds=30)
    assert counted(server) == before + 1


@pytest.mark.parametrize("how", ["full", "readonly"])
def test_a_disk_that_takes_nothing(server, how):
    """Full, or read-only since a fault. Whoever watches the server's health is told, though reading goes on."""
    vote(server, secrets.token_bytes(16))
    before, key = counted(server), secrets.token_bytes(16)

    def health():
        return server.ask("GET", "/api/v1/health")[0]

    with spoilt(server, how):
        assert_kind(server, key)
        wait_until(lambda: health() == 503)
    assert_mended(server, key, before)
    wait_until(lambda: {health() for _ in range(6)} == {200})


def test_a_disk_that_hardly_moves(server):
    """Nobody waits for long: 503 after seconds, and help is answered meanwhile."""
    before, key = counted(server), secrets.token_bytes(16)
    with spoilt(server, "slow"):
        begun = time.monotonic()
        status, _ = vote(server, key)
        waited = time.monotonic() - begun
        assert status == 503
        assert server.ask("GET", "/help-now/", Accept="text/html")[0] == 200
    assert waited < 15
    assert_mended(server, key, before)


def hold(database, how, ready, seconds):
    """Runs in a process of its own: holds SQLite's write lock, or the turnstile's file, for some seconds."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        if how == "write lock":
            connection.execute("BEGIN IMMEDIATE")
            ready.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")
    if how == "turnstile":
        with Path(f"{database}.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            ready.set()
            time.sleep(seconds)


def assert_survives_holding(server, how, seconds):
    """503 while somebody else holds it, and afterwards all is well. ``make soak`` does this: it takes its time."""
    before, key = counted(server), secrets.token_bytes(16)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    holder = spawn.Process(target=hold, args=(str(server.database), how, ready, seconds))
    holder.start()
    assert ready.wait(30)
    assert_kind(server, key)
    holder.join(seconds + 30)
    assert_mended(server, key, before)


def test_nobody_is_thanked_into_a_file_that_is_gone(server):
    """Somebody deleted or moved the database: an answer into the nameless rest would be lost with the process."""
    vote(server, secrets.token_bytes(16))
    aside = server.folder / "aside"
    aside.mkdir()
    for path in server.database.parent.glob("polls.db*"):
        path.rename(aside / path.name)
    statuses = [vote(server, secrets.token_bytes(16))[0] for _ in range(4)]
    health = server.ask("GET", "/api/v1/health")[0]
    assert server.ask("GET", "/help-now/", Accept="text/html")[0] == 200
    for path in server.database.parent.glob("polls.db*"):
        path.unlink()
    for path in aside.iterdir():
        path.rename(server.database.parent / path.name)
    assert set(statuses) == {503}
    assert health == 503
    before, key = counted(server), secrets.token_bytes(16)
    assert_mended(server, key, before)


@pytest.fixture
def own_postgres():
    """A PostgreSQL that a test may stop: its address, and what stops and starts it."""
    if not POSTGRES:
        pytest.skip("no PostgreSQL on this machine")
    programs, folder = POSTGRES[0].parent, Path(tempfile.mkdtemp(prefix="waymark-pg-"))
    if AS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    port = free_port()
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

    def control(*command):
        run(f"{programs}/pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, *command, folder=folder)

    control("start")
    yield f"postgresql://waymark@/postgres?host={folder}&port={port}", control
    run(f"{programs}/pg_ctl", "-D", "data", "-m", "immediate", "stop", folder=folder)
    shutil.rmtree(folder, ignore_errors=True)


def replace_a_worker(server):
    """Kills one worker, as a memory limit might, and waits for the one that takes its place: it starts while the store is away."""

    def workers():
        found = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True)
        return {int(number) for number in found.stdout.split()}

    before = workers()
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(workers()) == len(before) and workers() != before)
    time.sleep(3)
    assert server.process.poll() is None, server.log.read_text()


def test_postgresql_goes_and_comes_back(build, tmp_path, own_postgres):
    """Stopped at once in mid-flight: 503 with help. Back again: the same server counts on, and nothing thanked is lost."""
    address, control = own_postgres
    server = Server(build, tmp_path, store=address).start()
    server.good_stamp = server.stamp()
    try:
        thanked = [secrets.token_bytes(16) for _ in range(20)]
        assert {vote(server, key)[0] for key in thanked} == {200}
        control("-m", "immediate", "stop")
        key = secrets.token_bytes(16)
        assert_kind(server, key)
        replace_a_worker(server)
        assert_kind(server, key)
        control("start")
        assert_mended(server, key, 20)
    finally:
        server.stop()


# before it starts -----------------------------------------------------------------------------------------------------


def start_and_read(tmp_path, build, **environ):
    """Exit code and words of a server that can't start."""
    server = Server(build, tmp_path, environ=environ)
    done = subprocess.run(
        [sys.executable, "-m", "site_api", "serve"],
        cwd=ROOT,
        env=server.settings(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


def test_an_unsafe_postgresql_stops_the_server_with_a_sentence(build, tmp_path, postgres):
    """Through the real command: exit 1, the setting's name, no traceback (T5)."""
    code, words = start_and_read(
        tmp_path, build, WAYMARK_STORE=f"{postgres}&options=-c%20synchronous_commit%3Doff"
    )
    assert code == 1
    assert "synchronous_commit is off" in words
    assert "Traceback" not in words


def test_an_unsafe_sqlite_stops_the_server_with_a_sentence(build, tmp_path):
    """A file in memory has no write-ahead log: refused through the real command (T5)."""
    code, words = start_and_read(tmp_path, build, WAYMARK_STORE="sqlite:///:memory:")
    assert code == 1
    assert "WAYMARK_STORE" in words
    assert "Traceback" not in words


def test_a_database_that_is_read_only_from_the_start_is_a_sentence(build, tmp_path):
    """Restored by the wrong user, or a disk mounted read-only."""
    if not powercut.HAS_COMPILER:
        pytest.skip("no gcc on this machine")
    (tmp_path / "readonly").touch()
    shim = powercut.compile_shim(tmp_path)
    code, words = start_and_read(
        tmp_path,
        build,
        LD_PRELOAD=str(shim),
        POWERCUT_WATCH=str(tmp_path / "var" / "polls.db"),
        POWERCUT_TROUBLE=str(tmp_path),
    )
    assert code == 1
    assert "WAYMARK_STORE" in words
    assert "Traceback" not in words
