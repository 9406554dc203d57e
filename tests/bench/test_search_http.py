"""Whole HTTP answers at 3,000 services: the app as it is, and the same app with plain Whoosh behind its search.

Both notice crisis words, look for keywords, and send the same kind of cards; only the finding differs. In one process, without
a network, one request after another, because both would gain alike from more of any.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from site_api import create_app
from site_api.current import EXTENSION
from site_api.settings import load_settings
from tests.bench.directory import Entry, Query, directory, queries
from tests.bench.engines import Whoosh
from waymark.bundle import Bundle, open_bundle
from waymark.indexing.library import Listed, WordBank, make_library
from waymark.search import Answer, Hit, Question, Search

pytestmark = pytest.mark.bench

SIZE, ASKED, ROUNDS = 3000, 150, 3


@dataclass(frozen=True)
class OneBuild:
    """A build that never changes."""

    bundle: Bundle

    def current(self) -> Bundle:
        """The build."""
        return self.bundle


@dataclass(frozen=True)
class PlainWhoosh:
    """Plain Whoosh, answering as our search does; it counts no facets and knows no places, which spares it work."""

    engine: Whoosh
    real: Search

    @property
    def library(self) -> Any:
        """What the API reads its list of languages from."""
        return self.real.library

    def find(self, question: Question, is_open: object = None) -> Answer:
        """The ten best."""
        found = self.engine.find(Query("plain", question.q, {}))
        hits = tuple(Hit("service", str(number), 1) for number in found)
        return Answer(len(found), hits)


def listed(entries: Sequence[Entry]) -> list[Listed]:
    """As the build would list them: everywhere in the United Kingdom, on one topic."""
    return [
        Listed(
            words=entry.indexed(number), topics=("anxiety",), values=entry.values, area=("united-kingdom",)
        )
        for number, entry in enumerate(entries)
    ]


@pytest.fixture(scope="module")
def apps(hub_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    """Both apps over the same 3,000 made-up services."""
    folder, bundle, entries = tmp_path_factory.mktemp("http"), open_bundle(hub_build), directory(SIZE)
    model = bundle.search["en"].library.topics
    library = make_library("en", model.topics[:-1], listed(entries), WordBank(said={}))
    replace(library, topics=model).save(folder / "library")
    ours = Search(folder / "library", "en", bundle.places, "GB-ENG")
    template = bundle.cards["en"]["service"]["childline"]
    cards = {
        str(number): {**template, "id": str(number), "title": entry.title, "summary": entry.summary}
        for number, entry in enumerate(entries)
    }
    made = {}
    for name, search in (("ours", ours), ("plain Whoosh", PlainWhoosh(Whoosh(folder, entries), ours))):
        swapped = replace(bundle, cards={"en": {"service": cards, "resource": {}}}, search={"en": search})
        settings = replace(
            load_settings({}),
            build=hub_build,
            store=f"sqlite:///{folder}/{len(made)}.db",
            secrets=folder / "secrets",
        )
        made[name] = create_app(settings, builds=OneBuild(swapped))
    yield made
    for app in made.values():
        app.extensions[EXTENSION].votes.close()


def seconds(client: FlaskClient, asked: Sequence[Query]) -> list[float]:
    """Each answer's time."""
    times = []
    for query in asked:
        start = time.perf_counter()
        answer = client.post("/api/v1/search", json={"q": query.words, "lang": "en"})
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200
    return times


def test_http_search(apps: dict[str, Flask]) -> None:
    """Mean, median and 99th percentile, and the ratio of the means, which is that of answers a second."""
    asked = [
        query
        for each in queries(directory(SIZE), ASKED // 2).values()
        for query in each
        if query.kind in ("plain", "prefix")
    ]
    means = {}
    for name, app in apps.items():
        client = app.test_client()
        seconds(client, asked[:20])
        times = [each for _ in range(ROUNDS) for each in seconds(client, asked)]
        means[name] = statistics.mean(times)
        cuts = statistics.quantiles(times, n=100)
        print(
            f"\n{name}: mean {means[name] * 1000:.2f} ms, p50 {cuts[49] * 1000:.2f}, p99 {cuts[98] * 1000:.2f}, {1 / means[name]:.0f} a second"
        )
    ratio = means["plain Whoosh"] / means["ours"]
    print(
        f"answers a second: {ratio:.1f} times plain Whoosh's (12 asked for: {'reached' if ratio >= 12 else 'not reached'})"
    )
