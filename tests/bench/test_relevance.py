"""How often search answers right, on each hand's judged searches, with plain BM25 over the same documents beside it."""

from pathlib import Path

import pytest

from tests.waymark.test_relevance import ASIDE, OPEN, Judged, figures, judged, word_bank
from waymark.bundle import Bundle, open_bundle
from waymark.search.flat import best
from waymark.text import fold

pytestmark = pytest.mark.bench


def plain(bundle: Bundle, cases: list[Judged]) -> dict[str, float]:
    """BM25F alone: the words as they stand in the documents, no topics, no wishes."""
    first = three = zero = 0
    ours = [case for case in cases if case.topics]
    for case in ours:
        library = bundle.search[case.lang].library
        understood = library.index.vocabulary.understand(fold(case.q).split())
        found = [library.keys[number] for number in best(library.index.scores(understood.wanted), 3)]
        topics = [set(bundle.cards[case.lang][kind][key]["topics"]) for kind, key in found]
        first += bool(topics and topics[0] & case.topics)
        three += any(each & case.topics for each in topics)
        zero += not found
    return {"first": first / len(ours), "three": three / len(ours), "zero": zero / len(ours)}


def test_relevance(hub_build: Path, project: Path) -> None:
    """A line a hand and language."""
    bundle, bank = open_bundle(hub_build), word_bank(project / "content")
    for name in (*OPEN, ASIDE):
        for lang in bundle.languages:
            cases = [case for case in judged(name, bank) if case.lang == lang]
            told = "  ".join(f"{key} {share:.3f}" for key, share in figures(bundle, cases).items())
            beside = "  ".join(f"{key} {share:.3f}" for key, share in plain(bundle, cases).items())
            print(f"\n{name} {lang} ({len(cases)} searches): {told}\n    plain BM25: {beside}")
