"""One real build of the project's own content, shared by every test that wants to see the real thing."""

import datetime as dt
import fcntl
import os
from pathlib import Path

import pytest

from waymark.build import BuildPlan, build_hub

PROJECT = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 22)
"""The day on which the tests happen: it decides which polls are open."""


def plan_for(out: Path) -> BuildPlan:
    """How the shared build is made."""
    return BuildPlan(project=PROJECT, content=PROJECT / "content", out=out, today=TODAY)


def build_shared(plan: BuildPlan) -> None:
    """Builds what changed. Runs side by side share a folder: one builds, the others wait and find it done."""
    plan.out.mkdir(parents=True, exist_ok=True)
    with (plan.out / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_hub(plan, print)


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def hub_plan(tmp_path_factory: pytest.TempPathFactory) -> BuildPlan:
    """Where the shared build goes: a folder of this run's own, or WAYMARK_TEST_OUT, which runs side by side share and a developer keeps."""
    kept = os.environ.get("WAYMARK_TEST_OUT")
    return plan_for(Path(kept) if kept else tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def hub_build(hub_plan: BuildPlan) -> Path:
    """The ``current`` link of a real two-language build."""
    build_shared(hub_plan)
    return hub_plan.current
