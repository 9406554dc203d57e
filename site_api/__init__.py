"""Waymark's API: thin HTTP adapters over the build that ``waymark`` makes, and the counts of polls.

Knows no YAML, Markdown or MkDocs: everything it tells stands in the build.
"""

import datetime as dt
from collections.abc import Callable

from flask import Flask

from site_api import (
    crisis,
    find,
    go,
    health,
    helped,
    keywords,
    openapi,
    places,
    poll_pages,
    polls,
    questions,
    results,
    rooms,
    search,
    site,
)
from site_api.crowds import Crowds
from site_api.current import EXTENSION, Builds, Parts
from site_api.errors import init_errors
from site_api.headers import init_headers
from site_api.packing import init_packing
from site_api.pages import warm
from site_api.poll_closing import Keeper
from site_api.poll_state import PollStates
from site_api.settings import Settings, load_settings
from site_api.store import Closing, PollSecrets, Votes, open_engine
from site_api.store.comments import Comments, open_comments
from site_api.store.gaps import Gaps
from site_api.store.waiting import WaitingCounts
from site_api.store.weekly import WeeklyCounts
from waymark.bundle import Hubs

BLUEPRINTS = (
    search,
    crisis,
    keywords,
    places,
    polls,
    results,
    poll_pages,
    rooms,
    questions,
    helped,
    go,
    health,
    openapi,
    find,
    site,
)


def now() -> dt.datetime:
    """This moment in UTC: every machine opens and closes a poll at once, and nations' clocks are worked out from it."""
    return dt.datetime.now(dt.UTC)


def create_app(
    settings: Settings | None = None,
    *,
    builds: Builds | None = None,
    now: Callable[[], dt.datetime] = now,
    check: bool = True,
) -> Flask:
    """The app. What it can't work without (a whole build, a safe store) stops it here with a sentence.

    Without ``check`` the stores are opened when they are needed: a worker that begins while they are away still answers with help.
    """
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=settings.body_limit, MAX_FORM_MEMORY_SIZE=settings.body_limit)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = put_together(settings, builds=builds, now=now, check=check)
    init_packing(app)
    init_headers(app)
    init_errors(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    return app


def put_together(
    settings: Settings, *, builds: Builds | None, now: Callable[[], dt.datetime], check: bool = True
) -> Parts:
    """Opens the build, the store and the secrets, in that order: the commonest trouble is told first."""
    builds = builds or Hubs(settings.build)
    warm(builds.current())
    secrets = PollSecrets(settings.secrets)
    if check:
        secrets.check()
    engine = open_engine(settings.store, check=check)
    votes = Votes(engine)
    closing = Closing(votes)
    return Parts(
        settings=settings,
        builds=builds,
        votes=votes,
        closing=closing,
        states=PollStates(closing.states),
        crowds=Crowds(settings.crowd_burst, settings.crowd_rate),
        keeper=Keeper(),
        comments=Comments(open_comments(settings.comments, check=check)),
        gaps=WaitingCounts(Gaps(engine).add),
        signals=WaitingCounts(WeeklyCounts(engine).add),
        secrets=secrets,
        now=now,
    )
