"""Long proofs of the poll store: T1, T2, T4 and T9 whole, on both stores, and a lock of half a minute. Run by ``make soak``."""

import os
import secrets
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.site_api.store.conftest import address, postgres
from tests.site_api.store.kills import kill_again_and_again, resend, send_many_times
from tests.site_api.store.proofs import ASKED, Server, integrity, look, make_build, wait_until
from tests.site_api.store.test_one_address import HEADERS, send_as_a_school
from tests.site_api.store.test_troubles import (
    assert_survives_holding,
    counted,
    own_postgres,
    vote,
)

__all__ = ["address", "own_postgres", "postgres"]

pytestmark = pytest.mark.soak
KILLS, CLIENTS = 100, 24


@pytest.fixture(scope="module")
def build(hub_build, tmp_path_factory):
    """The real build with the proofs' own polls."""
    return make_build(hub_build, tmp_path_factory.mktemp("proofs"))


@pytest.fixture
def server(build, tmp_path, address):
    """A server on each kind of store. Nobody is asked for a proof: this is about the store."""
    environ = {"WAYMARK_CROWD_BURST": "1000000", "WAYMARK_CROWD_RATE": "100000"}
    store = "" if address.startswith("sqlite") else address
    found = Server(build, tmp_path, store=store, environ=environ)
    yield found
    found.kill()


def test_ten_thousand_submissions_of_five_hundred_keys(server):
    """Two processes: counter = spent = 500 (T1)."""
    server.start()
    statuses = send_many_times(server, keys=500, times=20, clients=64)
    found = look(server.address)
    print(
        f"\n{server.address.split(':')[0]}: {dict(statuses)}, spent {len(found.spent)}, counted {found.people}"
    )
    assert dict(statuses) == {200: 10_000}
    assert (len(found.spent), found.people, sum(found.options.values()), found.ballots) == (500,) * 4


def test_a_hundred_kills(server):
    """Nothing thanked is lost, nothing is torn; everybody sends the last one again, and each key counts once (T2, T4)."""
    toll = kill_again_and_again(server, kills=KILLS, clients=CLIENTS, seconds=0.6)
    resend(server, toll)
    found = look(server.address)
    print(
        f"\n{server.address.split(':')[0]}: {KILLS} kills, {len(toll.thanked)} thanked, {toll.lost} lost, torn: {toll.torn}, "
        f"sent {len(toll.sent)}, in the end {found.people} of {len(toll.must_be | toll.maybe)}"
    )
    assert (toll.lost, toll.torn) == (0, False)
    assert len(found.spent) == found.people == len(toll.must_be | toll.maybe)
    if not server.store:
        assert integrity(server.database) == "ok"


def test_the_control_loses(build, tmp_path):
    """Thanks before the commit: the same harness finds what is lost."""
    server = Server(build, tmp_path, module=("tests.site_api.store.early_thanks",))
    toll = kill_again_and_again(server, kills=KILLS // 10, clients=CLIENTS, seconds=0.6)
    print(f"\ncontrol: {KILLS // 10} kills, {len(toll.thanked)} thanked, {toll.lost} lost")
    assert toll.lost > 0


def test_two_thousand_from_one_address_in_a_minute(build, tmp_path):
    """All counted, none refused, no proof of work asked for (T9), with the limits as they come."""
    server = Server(build, tmp_path).start()
    try:
        begun = time.monotonic()
        statuses = send_as_a_school(server, 2000, clients=60)
        took = time.monotonic() - begun
        asked = server.ask("GET", f"{ASKED}/stamp", **HEADERS)[1]["proof"]
        found = look(server.address)
    finally:
        server.stop()
    print(f"\n2,000 answers from one address in {took:.1f} s: {dict(statuses)}")
    assert dict(statuses) == {200: 2000}
    assert (found.people, found.torn, asked) == (2000, False, None)
    assert took < 60


@pytest.mark.parametrize("how", ["write lock", "turnstile"])
def test_half_a_minute_of_somebody_else(build, tmp_path, how):
    """Locked for 30 seconds: 503 with help meanwhile, then all is well without a restart."""
    server = Server(build, tmp_path).start()
    server.good_stamp = server.stamp()
    try:
        assert_survives_holding(server, how, 30)
    finally:
        server.stop()


def test_a_postgresql_that_hangs_keeps_nobody_from_help(build, tmp_path, own_postgres):
    """It takes connections and says nothing, as over a broken line: a whole class sends, and help is answered all the same."""
    address, _ = own_postgres
    server = Server(build, tmp_path, store=address, environ={"WAYMARK_THREADS": "8"}).start()
    server.good_stamp = server.stamp()
    folder = Path(address.partition("host=")[2].partition("&")[0])
    master = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    assert vote(server, secrets.token_bytes(16))[0] == 200
    try:
        stopped = signal_all(master, signal.SIGSTOP)
        keys = [secrets.token_bytes(16) for _ in range(40)]
        with ThreadPoolExecutor(40) as pool:
            sending = [pool.submit(vote, server, key) for key in keys]
            time.sleep(2)
            begun = time.monotonic()
            assert server.ask("GET", "/help-now/", Accept="text/html")[0] == 200
            waited = time.monotonic() - begun
            statuses = {each.result()[0] for each in sending}
        assert statuses == {503}
        assert waited < 15
        signal_all(stopped, signal.SIGCONT)
        assert_mended_all(server, keys, 1)
    finally:
        signal_all(master, signal.SIGCONT)
        server.stop()


def signal_all(master, number):
    """Sends a signal to PostgreSQL's master and all its children; gives the numbers of those."""
    if isinstance(master, int):
        children = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True).stdout.split()
        master = [master, *map(int, children)]
    for each in master:
        with suppress(ProcessLookupError):
            os.kill(each, number)
    return master


def assert_mended_all(server, keys, before):
    """Each of these counts in the end, once."""
    for key in keys:
        wait_until(lambda key=key: vote(server, key)[0] == 200, seconds=30)
    assert counted(server) == before + len(keys)
