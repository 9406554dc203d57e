"""Long proof: two hundred power cuts over thousands of answers (T3). Run by ``make soak``."""

import pytest

from tests.site_api.store import powercut
from tests.site_api.store.test_powercut import shim

__all__ = ["shim"]

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not powercut.HAS_COMPILER, reason="no gcc on this machine"),
]
RUNS, VOTES, CUTS = 20, 2600, 10


@pytest.mark.parametrize(("safety", "loses"), [("FULL", False), ("NORMAL", True)])
def test_two_hundred_power_cuts(shim, tmp_path, safety, loses):
    """Twenty runs, ten cuts each; the weaker setting is the control that has to lose."""
    losses = []
    for run in range(RUNS):
        folder = tmp_path / str(run)
        folder.mkdir()
        log, _ = powercut.record(shim, folder, safety=safety, votes=VOTES, threads=(4, 16, 64)[run % 3])
        losses += powercut.cut(log, folder, cuts=CUTS, each=3, seed=run)
    lost = sum(loss.lost for loss in losses)
    print(
        f"\nsynchronous={safety}: {lost} of {sum(loss.acknowledged for loss in losses)} thanked answers lost"
    )
    assert [loss for loss in losses if loss.torn or not loss.sound] == []
    assert (lost > 0) is loses
