"""One real build of the project's own content, shared by every test that wants to see the real thing."""

import datetime as dt
import os
from pathlib import Path

import pytest

from waymark.build import BuildPlan, build_hub

PROJECT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 22)
"""The day on which the tests happen: it decides which polls are open."""


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def hub_plan(tmp_path_factory: pytest.TempPathFactory) -> BuildPlan:
    """Where the shared build goes: a folder of this run's own, or WAYMARK_TEST_OUT, which a developer keeps between runs."""
    kept = os.environ.get("WAYMARK_TEST_OUT")
    out = Path(kept) if kept else tmp_path_factory.mktemp("build")
    return BuildPlan(project=PROJECT, content=PROJECT / "content", out=out, today=TODAY)


@pytest.fixture(scope="session")
def hub_build(hub_plan: BuildPlan) -> Path:
    """The ``current`` link of a real two-language build."""
    build_hub(hub_plan, print)
    return hub_plan.current
