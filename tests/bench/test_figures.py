"""Figures, printed, as ratios of two things done in one run. Run by ``make bench``; nothing here decides a commit.

The plain comparison for search is a substring count over the same documents, for crisis words a plain list of words: what one
would write first. Times swing with the machine; the ratios hardly do.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from waymark.build import BuildPlan, build_hub
from waymark.bundle import Bundle, open_bundle
from waymark.search import Question
from waymark.text import fold

pytestmark = pytest.mark.bench

QUERIES = (
    "i cant sleep",
    "mum n dad always shouting",
    "drop in near me",
    "boxing fleetwood",
    "panic in class",
    "my mind wont shut up at night",
    "exam stress",
    "someone to talk to",
    "i feel nothing",
    "help with money",
)
ROUNDS = 30


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build."""
    return open_bundle(hub_build)


def milliseconds(work: Callable[[str], object], inputs: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile of single calls."""
    times = []
    for _ in range(ROUNDS):
        for text in inputs:
            start = time.perf_counter()
            work(text)
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def report(name: str, ours: tuple[float, float], plain: tuple[float, float]) -> None:
    """One line a figure."""
    print(
        f"\n{name}: p50 {ours[0]:.2f} ms, p99 {ours[1]:.2f} ms; ÷ plain: p50 {ours[0] / plain[0]:.2f}, p99 {ours[1] / plain[1]:.2f}"
    )


def test_search(bundle: Bundle) -> None:
    """One search in process, beside counting words in every document."""
    texts = [
        fold(f"{card['title']} {card['summary']}")
        for cards in bundle.cards["en"].values()
        for card in cards.values()
    ]

    def plain(query: str) -> list[int]:
        return sorted(sum(word in text for word in fold(query).split()) for text in texts)

    report(
        "search",
        milliseconds(lambda q: bundle.search["en"].find(Question(q=q)), QUERIES),
        milliseconds(plain, QUERIES),
    )


def test_crisis_words(bundle: Bundle) -> None:
    """One look-up in process, beside a plain list of ten words."""
    words = ("suicide", "kill", "die", "hurt", "abuse", "overdose", "voices", "scared", "unsafe", "hit")

    def plain(query: str) -> bool:
        return any(word in fold(query) for word in words)

    texts = (*QUERIES, "my friend wants to die", "im not safe at home", "dying of laughter")
    report(
        "crisis words",
        milliseconds(lambda q: bundle.crisis.match(q, "en"), texts),
        milliseconds(plain, texts),
    )


def test_building(project: Path, tmp_path: Path) -> None:
    """A whole build, and a second one with nothing changed."""
    plan = BuildPlan(project=project, content=project / "content", out=tmp_path, today=dt.date(2026, 11, 22))
    times = []
    for _ in range(2):
        start = time.perf_counter()
        build_hub(plan, lambda words: None)
        times.append(time.perf_counter() - start)
    print(f"\nbuild: {times[0]:.1f} s; second build ÷ first: {times[1] / times[0]:.3f}")


def test_opening(hub_build: Path) -> None:
    """How long a server waits for a build, and how much of that is holding it against its manifest."""
    start = time.perf_counter()
    open_bundle(hub_build)
    print(f"\nopening a build: {(time.perf_counter() - start) * 1000:.0f} ms")
