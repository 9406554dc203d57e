"""kill -9 in the middle of a busy minute: whoever was thanked is counted, nobody twice, nothing half (T1, T2 and T4, short forms)."""

import pytest

from tests.site_api.store.kills import kill_again_and_again, resend, send_many_times
from tests.site_api.store.proofs import SECOND_POLL, Server, look, make_build

KILLS, CLIENTS = 5, 12


@pytest.fixture(scope="module")
def build(hub_build, tmp_path_factory):
    """The real build with the proofs' own polls."""
    return make_build(hub_build, tmp_path_factory.mktemp("proofs"))


def test_five_kills_lose_nothing_and_all_who_send_again_count_once(build, tmp_path):
    """Every thanked answer is there, counters and keys agree, and after everybody's last answer came again it is one for each key.

    The server that is left then gets 2,000 submissions of 100 keys: counter = spent = 100.
    """
    server = Server(build, tmp_path)
    try:
        toll = kill_again_and_again(server, kills=KILLS, clients=CLIENTS, seconds=0.5)
        assert toll.thanked, "nobody was ever thanked"
        assert (toll.lost, toll.torn) == (0, False)
        resend(server, toll)
        found = look(server.address)
        assert len(found.spent) == found.people == found.ballots == len(toll.must_be | toll.maybe)
        statuses = send_many_times(server, keys=100, times=20, clients=16, poll=SECOND_POLL)
        second = look(server.address, SECOND_POLL)
    finally:
        server.kill()
    assert dict(statuses) == {200: 2000}
    assert (len(second.spent), second.people, sum(second.options.values())) == (100, 100, 100)


def test_the_harness_sees_a_server_that_thanks_too_early(build, tmp_path):
    """The control: thanks before the commit lose answers under the same kill, so the proof above can be trusted."""
    server = Server(build, tmp_path, module=("tests.site_api.store.early_thanks",))
    try:
        toll = kill_again_and_again(server, kills=1, clients=CLIENTS, seconds=1)
    finally:
        server.kill()
    assert toll.lost > 0
