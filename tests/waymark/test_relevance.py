"""Whether search answers what young people type: three sets of judged searches, each written by another hand.

The third hand's set was put aside before anything was tuned and has informed no word, weight or rule. It is the only figure that
predicts the field. The others are for tuning. A set is a file of lines: language, group, right topics (the first is the best;
"-" for what no hub has anything for), search. A first result is right when one of its topics is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from waymark.bundle import Bundle, open_bundle
from waymark.search import Question
from waymark.text import fold

CASES = Path(__file__).parent.parent / "cases" / "search"
OPEN, ASIDE = ("youth-worker", "hounslow"), "aside"
NOT_OURS = "-"


@dataclass(frozen=True)
class Judged:
    """One search and its right topics; none for what belongs elsewhere."""

    lang: str
    group: str
    topics: frozenset[str]
    q: str


def judged(name: str, bank: frozenset[str] = frozenset()) -> Iterator[Judged]:
    """The searches of one hand, without those that another hand chanced to write into the word bank: they were learnt."""
    for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        lang, group, topics, q = line.split("\t")
        if fold(q) not in bank:
            yield Judged(lang, group, frozenset(topics.split(",")) - {NOT_OURS}, q)


def word_bank(content: Path) -> frozenset[str]:
    """Every phrase that search learns from, folded."""
    texts = [path.read_text(encoding="utf-8") for path in (content / "_data" / "searches").rglob("*.txt")]
    called = [path.read_text(encoding="utf-8") for path in content.rglob("*.md")]
    lines = (line.partition("#")[0] for text in texts for line in text.splitlines())
    also = (
        line.removeprefix("  - ").strip('"')
        for text in called
        for line in text.splitlines()
        if line.startswith("  - ")
    )
    return frozenset(map(fold, (*lines, *also)))


def figures(bundle: Bundle, cases: list[Judged]) -> dict[str, float]:
    """Shares: right topic first, right among the first three, nothing found though something fits, nothing for what is not ours."""
    told: Counter[str] = Counter()
    for case in cases:
        answer = bundle.search[case.lang].find(Question(q=case.q, lang=case.lang, size=3))
        found = [frozenset(bundle.cards[case.lang][hit.type][hit.id]["topics"]) for hit in answer.hits]
        if not case.topics:
            told.update(elsewhere=1, nothing=not found)
            continue
        told.update(
            ours=1,
            first=bool(found and found[0] & case.topics),
            three=any(topics & case.topics for topics in found),
            zero=not found,
        )
    shares = {name: told[name] / told["ours"] for name in ("first", "three", "zero")}
    return {**shares, "nothing": told["nothing"] / max(told["elsewhere"], 1)}


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build, opened."""
    return open_bundle(hub_build)


@pytest.mark.parametrize("name", [*OPEN, ASIDE])
@pytest.mark.parametrize("lang", ["en", "da"])
def test_the_right_topic_comes_first(bundle: Bundle, project: Path, name: str, lang: str) -> None:
    """The floors are the ones we promised, on every hand; the figures are printed by ``make bench``."""
    bank = word_bank(project / "content")
    found = figures(bundle, [case for case in judged(name, bank) if case.lang == lang])
    assert found["first"] >= 0.75
    assert found["three"] >= 0.90
    assert found["zero"] <= (0.01 if lang == "en" else 0.04)  # 30 Danish searches a hand: one is 0.03
    if lang == "en":  # eight Danish ones a hand are too few to hold a share
        assert found["nothing"] >= 0.80


def test_the_sets_are_wide_enough(bundle: Bundle, project: Path) -> None:
    """400 searches and more over all topics, most of them without the topic's own words; no hand copied another."""
    bank = word_bank(project / "content")
    cases = [case for name in (*OPEN, ASIDE) for case in judged(name, bank) if case.topics]
    english = [case for case in cases if case.lang == "en"]
    labels = {
        topic["slug"]: {word for word in topic["label"].lower().split() if len(word) > 3}
        for group in bundle.shared["en"]["groups"]
        for topic in group["topics"]
    }
    without = [
        case
        for case in english
        if not any(labels[topic] & set(case.q.lower().split()) for topic in case.topics)
    ]
    assert len(cases) >= 400 and len({(case.lang, case.q) for case in cases}) >= 0.95 * len(cases)
    assert {topic for case in english for topic in case.topics} == set(labels)
    assert len(without) >= 0.6 * len(english)
