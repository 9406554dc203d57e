"""What a device keeps, without a browser: the state, its order, places that are typed."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(
    not shutil.which("node"), reason="there is no node here; the browser tests do the same journeys"
)
def test_what_a_device_keeps(project: Path) -> None:
    """Every promise of tests/js/kept.test.mjs."""
    done = subprocess.run(
        ["node", "--test", str(project / "tests" / "js" / "kept.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
