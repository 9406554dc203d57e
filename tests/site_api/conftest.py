"""A real app over a real build of the project's own content, with a store and secrets of its own."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from site_api import create_app
from site_api.current import EXTENSION
from site_api.settings import Settings, load_settings
from site_api.store import open_engine
from site_api.store.comments import open_comments
from waymark.bundle import Bundle, open_bundle

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@dataclass
class Clock:
    """A date that a test may move."""

    day: dt.date
    hour: int = 12
    second: int = 0

    def __call__(self) -> dt.date:
        """Today."""
        return self.day

    def now(self) -> dt.datetime:
        """Today at that hour, UTC: noon, unless a test says otherwise."""
        return dt.datetime.combine(self.day, dt.time(self.hour, 0, self.second), dt.UTC)


@dataclass(frozen=True)
class OneBuild:
    """A build that never changes; a test may have broken a part of it first."""

    bundle: Bundle

    def current(self) -> Bundle:
        """The build."""
        return self.bundle


class Client(FlaskClient):
    """Reads each answer to its end, as a browser does, so that no file stays open."""

    def open(self, *args: Any, **options: Any) -> Any:
        """One request."""
        return super().open(*args, **{"buffered": True, **options})


class Broken:
    """Stands in for a part that fails at run time: whatever is asked of it, it throws, with the words in its mouth."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*args: Any, **_options: Any) -> Any:
            raise RuntimeError(f"{name} broke on {args!r}")

        return fail


@pytest.fixture(scope="session")
def bundle(hub_build: Path) -> Bundle:
    """The build, opened once."""
    return open_bundle(hub_build)


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both stores with their tables and nothing in them: made once, and copied for each test."""
    folder = tmp_path_factory.mktemp("stores")
    open_engine(f"sqlite:///{folder}/polls.db").dispose()
    open_comments(f"sqlite:///{folder}/comments.db").dispose()
    return folder


@pytest.fixture
def settings(hub_build: Path, tmp_path: Path, empty_stores: Path) -> Settings:
    """The defaults, but for places of this test's own."""
    shutil.copytree(empty_stores, tmp_path / "var")
    return replace(
        load_settings({}),
        build=hub_build,
        store=f"sqlite:///{tmp_path}/var/polls.db",
        comments=f"sqlite:///{tmp_path}/var/comments.db",
        secrets=tmp_path / "var" / "secrets",
    )


@pytest.fixture
def clock(open_poll: str, bundle: Bundle) -> Clock:
    """The first day of the open poll."""
    return Clock(dt.date.fromisoformat(bundle.polls[open_poll]["opens"]))


@pytest.fixture(scope="session")
def open_poll(bundle: Bundle) -> str:
    """A poll of the content with one question of one choice."""
    return next(
        id
        for id, poll in sorted(bundle.polls.items())
        if poll["one_answer"] != "code"
        and poll["questions"][0]["kind"] == "one"
        and not (poll["room"] or poll["comment"] or poll["cross"])
    )


@pytest.fixture
def make(settings: Settings, bundle: Bundle, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Makes an app; parts of the build may be swapped: ``make(crisis=Broken())``."""
    made: list[Flask] = []

    def make_app(**parts: Any) -> Flask:
        app = create_app(settings, builds=OneBuild(replace(bundle, **parts)), now=clock.now)
        app.test_client_class = Client
        made.append(app)
        parts_of = app.extensions[EXTENSION]
        parts_of.keeper.look(parts_of)  # the day's closing of polls, done before the test looks at anything
        parts_of.keeper.wait()
        return app

    yield make_app
    for app in made:
        app.extensions[EXTENSION].keeper.wait()
        app.extensions[EXTENSION].signals.write()
        app.extensions[EXTENSION].gaps.write()  # else its thread opens a finished test's store a minute later
        app.extensions[EXTENSION].votes.close()
        app.extensions[EXTENSION].comments.close()


@pytest.fixture
def app(make: Callable[..., Flask]) -> Flask:
    """An app with nothing broken."""
    return make()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the app."""
    return app.test_client()
