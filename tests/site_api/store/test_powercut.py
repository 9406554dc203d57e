"""A power cut takes nothing that somebody was thanked for (T3, short form; ``make soak`` runs the whole)."""

import pytest

from tests.site_api.store import powercut

pytestmark = pytest.mark.skipif(not powercut.HAS_COMPILER, reason="no gcc on this machine")
VOTES, THREADS, CUTS = 400, 16, 20


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The library that notes what reaches the disk."""
    return powercut.compile_shim(tmp_path_factory.mktemp("shim"))


def test_nothing_thanked_is_lost(shim, tmp_path):
    """Twenty cuts, each with two sorts of luck: no answer lost, none half counted, the file sound."""
    log, _ = powercut.record(shim, tmp_path, safety="FULL", votes=VOTES, threads=THREADS)
    losses = powercut.cut(log, tmp_path, cuts=CUTS, each=2, seed=5)
    assert sum(loss.acknowledged for loss in losses) > VOTES
    assert [loss for loss in losses if loss.lost or loss.torn or not loss.sound] == []


def test_the_model_sees_what_the_weaker_setting_loses(shim, tmp_path):
    """With synchronous=NORMAL thanks come before the disk has the answer, and the same cuts lose some. So they can be trusted."""
    log, _ = powercut.record(shim, tmp_path, safety="NORMAL", votes=VOTES, threads=THREADS)
    losses = powercut.cut(log, tmp_path, cuts=CUTS, each=2, seed=5)
    assert sum(loss.lost for loss in losses) > 0
