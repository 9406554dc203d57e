"""What an answer to a poll costs: beside the same server's answers that touch no store (T6), beside plain SQLite (T7), and how even it
is (T8). Ratios of things done in turns in one run; ``make bench`` prints them. Nothing here decides a commit.
"""

import secrets
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench import wrk
from tests.site_api.store.proofs import ASKED, QUESTION, Server, look, make_build

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not wrk.HAS_WRK, reason="no wrk on this machine: apt-get install wrk"),
]
ROUNDS, SECONDS = 7, 3.0
QUIET_MS = 0.5
"""A machine whose plain commits take less is quiet (T7)."""


def raw_commits(folder: Path, seconds: float) -> list[float]:
    """Plain single commits by sqlite3 at FULL: key and counter in one transaction. Milliseconds each."""
    times = []
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as connection:
        for line in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {line}")
        connection.execute("CREATE TABLE IF NOT EXISTS spent (k BLOB PRIMARY KEY) WITHOUT ROWID")
        connection.execute("CREATE TABLE IF NOT EXISTS tally (o TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO spent VALUES (?)", (secrets.token_bytes(16),))
            connection.execute("INSERT INTO tally VALUES ('a', 1) ON CONFLICT DO UPDATE SET n = n + 1")
            connection.execute("COMMIT")
            times.append(1000 * (time.perf_counter() - begun))
    return times


@pytest.mark.parametrize("threads", [32, 8])
def test_a_vote_beside_no_store_and_beside_plain_commits(
    hub_build: Path, tmp_path: Path, threads: int
) -> None:
    """64 clients, two workers, SQLite at FULL; rounds of (no store, votes, plain commits)."""
    environ = {
        "WAYMARK_CROWD_BURST": "1000000",
        "WAYMARK_CROWD_RATE": "100000",
        "WAYMARK_THREADS": str(threads),
    }
    server = Server(make_build(hub_build, tmp_path), tmp_path, environ=environ).start()
    try:
        sending = wrk.votes(f"{ASKED}/answers", QUESTION, server.stamp())
        asking = wrk.plain(f"{ASKED}/stamp")
        for script in (asking, sending):
            wrk.load(server.port, script, tmp_path, seconds=1)
        counted_before = look(server.address).people
        rounds = [
            (
                wrk.load(server.port, asking, tmp_path, seconds=SECONDS),
                wrk.load(server.port, sending, tmp_path, seconds=SECONDS),
                raw_commits(tmp_path, SECONDS / 2),
            )
            for _ in range(ROUNDS)
        ]
        counted = look(server.address).people - counted_before
    finally:
        server.stop()
    _tell(rounds, threads)
    sent = sum(voted.requests for _, voted, _ in rounds)
    assert [each for plain, voted, _ in rounds for each in (plain, voted) if each.wrong] == []
    assert (
        sent <= counted <= sent + 64 * (ROUNDS + 1)
    )  # wrk leaves when time is up, with answers on their way


def _tell(rounds: list[tuple[wrk.Load, wrk.Load, list[float]]], threads: int) -> None:
    middle = statistics.median
    no_store = middle(plain.a_second for plain, _, _ in rounds)
    votes = middle(voted.a_second for _, voted, _ in rounds)
    to_plain = middle(voted.a_second / plain.a_second for plain, voted, _ in rounds)
    to_raw = middle(voted.a_second / (len(raw) / sum(raw) * 1000) for _, voted, raw in rounds)
    raw_ms = middle(each for _, _, raw in rounds for each in raw)
    even = middle(voted.p99 / voted.p50 for _, voted, _ in rounds)
    p50, p99 = middle(voted.p50 for _, voted, _ in rounds), middle(voted.p99 for _, voted, _ in rounds)
    quiet = raw_ms < QUIET_MS
    wanted = 0.3 if quiet else 0.8
    print(
        f"\n{threads} threads a worker: no store {no_store:.0f}/s, votes {votes:.0f}/s (p50 {p50:.1f} ms, p99 {p99:.1f} ms), "
        f"plain commits {1000 / raw_ms:.0f}/s at the median ({raw_ms:.2f} ms: a {'quiet' if quiet else 'busy'} machine)"
    )
    for name, found, good in (
        ("T6 vote ÷ no store", to_plain, to_plain >= 0.45),
        (f"T7 HTTP ÷ plain commits (≥ {wanted})", to_raw, to_raw >= wanted),
        ("T8 p99 ÷ p50", even, even <= 3),
    ):
        print(f"  {name}: {found:.2f} ({'reached' if good else 'NOT reached'})")
