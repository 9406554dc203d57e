"""The poll's script without a browser: what is kept, what is sent, what an answer of the server means."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(
    not shutil.which("node"), reason="there is no node here; the browser tests do the same journeys"
)
def test_the_ballot_on_the_device(project: Path) -> None:
    """Every promise of tests/js/ballot.test.mjs."""
    done = subprocess.run(
        ["node", "--test", str(project / "tests" / "js" / "ballot.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
