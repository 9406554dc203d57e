"""The flat index against BM25F written plainly, word by word and document by document."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from waymark.indexing.pack import K1, B, pack
from waymark.indexing.store import BOOSTS, IndexedDocument
from waymark.search.flat import SCALE, FlatIndex, best

WORDS = ("sleep", "worry", "school", "night", "friend", "angry", "help", "talk", "panic", "mum")
"""Words that the stemmer leaves as they are and the stop list does not know, so that the plain sum needs neither."""
FIELD = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)
"""Up to ten words: Whoosh keeps the lengths of fields in a byte, exact up to there and within a tenth above."""
DOCUMENTS = st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=12)
EFFORT = effort(max_examples=40, deadline=None, derandomize=True)


def made(rows: list[tuple[str, str, str]]) -> list[IndexedDocument]:
    """Documents of titles, summaries and bodies."""
    return [
        IndexedDocument("service", f"s{number}", title, "", "", summary, body)
        for number, (title, summary, body) in enumerate(rows)
    ]


def plain_bm25(documents: list[IndexedDocument], words: list[str]) -> list[float]:
    """BM25F as it stands in the books."""
    fields = {name: [getattr(document, name).split() for document in documents] for name in BOOSTS}
    average = {name: sum(map(len, texts)) / len(documents) for name, texts in fields.items()}
    scores = []
    for number in range(len(documents)):
        score = 0.0
        for word in words:
            times = 0.0
            for name, texts in fields.items():
                if average[name]:
                    length = 1 - B + B * len(texts[number]) / average[name]
                    times += BOOSTS[name] * texts[number].count(word) / length
            having = sum(
                any(word in texts[each] for texts in fields.values()) for each in range(len(documents))
            )
            score += (
                log(1 + (len(documents) - having + 0.5) / (having + 0.5)) * times * (K1 + 1) / (times + K1)
            )
        scores.append(score)
    return scores


@EFFORT
@given(rows=DOCUMENTS, words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
def test_scores_are_bm25_but_for_rounding(
    rows: list[tuple[str, str, str]], words: list[str]
) -> None:
    """Each word's share is off by at most half an impact."""
    documents = made(rows)
    index = pack("en", documents, dict.fromkeys(WORDS, 1), ())
    understood = index.vocabulary.understand(words)
    found = index.scores(understood.wanted) / (SCALE * 16)
    assert np.allclose(found, plain_bm25(documents, words), atol=len(words) * 0.5 / SCALE + 1e-6)


@EFFORT
@given(scores=st.lists(st.integers(0, 9), max_size=60), most=st.integers(1, 12))
def test_the_best_are_those_of_a_whole_sort(scores: list[int], most: int) -> None:
    """Highest first, equals by number, nothing without a score."""
    wanted = sorted(
        (number for number, score in enumerate(scores) if score), key=lambda each: (-scores[each], each)
    )
    assert best(np.array(scores, np.int32), most).tolist() == wanted[:most]


def test_what_is_saved_is_what_is_opened(tmp_path: Path) -> None:
    """Array by array, word by word."""
    index = pack(
        "en", made([("panic at school", "help", "talk to mum")]), {"gutted": 2}, ("harm",)
    )
    index.save(tmp_path / "saved")
    opened = FlatIndex.open(tmp_path / "saved")
    assert opened.size == index.size == 1
    assert list(opened.vocabulary.words) == list(index.vocabulary.words)
    assert opened.vocabulary.guarded == {"harm"}
    for name in ("starts", "documents", "impacts", "caps"):
        assert np.array_equal(getattr(opened, name), getattr(index, name))


def test_nothing_can_change_a_saved_index(tmp_path: Path) -> None:
    """Processes share the mapped pages."""
    pack("en", made([("panic", "", "")]), {}, ()).save(tmp_path / "saved")
    with pytest.raises(ValueError, match="read-only"):
        FlatIndex.open(tmp_path / "saved").impacts[0] = 1
