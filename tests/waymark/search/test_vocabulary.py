"""What a typed word is understood as: known, half typed, with a slip, with a longer ending, or not at all."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from waymark.search.vocabulary import BENT, HALF, REPAIRED, WHOLE, Vocabulary, deletion_table
from waymark.text import one_slip

COUNTS = {
    "anxiety": 40, "anxious": 30, "bully": 9, "bullied": 12, "friend": 50, "friends": 60, "guitar": 3, "harm": 20,
    "lonely": 25, "night": 80, "sleep": 90, "sleepy": 4, "steep": 1, "worry": 70,
}  # fmt: skip
GUARDED = ("harm", "suicide")


def vocabulary(counts: dict[str, int], guarded: Iterable[str] = GUARDED) -> Vocabulary:
    """Each word its own term."""
    words, guarded = sorted(counts), tuple(guarded)
    return Vocabulary(
        words,
        np.arange(len(words), dtype=np.int32),
        np.array([counts[word] for word in words], np.int32),
        frozenset(guarded),
        deletion_table(words, frozenset(guarded)),
    )


KNOWN = vocabulary(COUNTS)


def meant(typed: str) -> list[tuple[str, int]]:
    """Words and weights."""
    return [(KNOWN.words[term], weight) for term, weight in KNOWN.understand(typed.split()).wanted]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("sleep", [("sleep", WHOLE)]),
        ("anxeity night", [("anxiety", REPAIRED), ("night", WHOLE)]),  # two neighbours swapped
        ("slee night", [("sleep", REPAIRED), ("night", WHOLE)]),  # the commonest of sleep and steep
        ("guit", [("guitar", HALF)]),  # half typed, and last
        ("guit night", [("night", WHOLE)]),  # half typed, but not last: nothing
        ("anxi", [("anxiety", HALF), ("anxious", HALF)]),  # the commoner first
        ("anxiousness", [("anxious", BENT)]),
        ("slp", []),
        ("zzzzzz", []),
        ("12345", []),
    ],
)
def test_what_a_word_is_understood_as(typed: str, wanted: list[tuple[str, int]]) -> None:
    """A row a way of being understood."""
    assert meant(typed) == wanted


@pytest.mark.parametrize("typed", ["farm", "harmm", "ham", "suicidee", "suicde"])
def test_no_repair_makes_or_undoes_a_word_of_crisis(typed: str) -> None:
    """One slip from a guarded word: left as it is."""
    assert KNOWN.repaired(typed) is None
    assert KNOWN.understand([typed, "night"]).respelt is None


def test_a_repair_is_told() -> None:
    """So that "did you mean" can say it."""
    understood = KNOWN.understand(["freind", "zzzz", "worry"])
    assert (understood.respelt, understood.unknown) == ("friend worry", 1)


@effort(max_examples=200, deadline=None, derandomize=True)
@given(
    words=st.lists(st.text("abcde", min_size=3, max_size=7), min_size=1, max_size=30, unique=True),
    typed=st.text("abcde", min_size=4, max_size=8),
)
def test_repairs_are_those_of_looking_at_every_word(words: list[str], typed: str) -> None:
    """The table of deletions finds exactly what a plain walk with one_slip finds, and takes the commonest."""
    counts = {word: 1 + len(word) % 3 for word in words}
    known = vocabulary(counts, ())
    near = sorted((word for word in words if one_slip(typed, word)), key=lambda word: (-counts[word], word))
    assert known.repaired(typed) == (near[0] if near else None)
