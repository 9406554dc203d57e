"""Imports go one way. The contracts are in pyproject.toml; this test makes them part of every run."""

import subprocess
import sys
from pathlib import Path


def test_imports_go_one_way(project: Path) -> None:
    """A plain value never reaches for an adapter, the kit never for the API, the server never for the builder."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
