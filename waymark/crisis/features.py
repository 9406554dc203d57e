"""What the weights look at in plain words: the words, neighbours, words with one between, and pieces of words.

The pieces see through spellings nobody listed. ``theme/js/crisis.js`` makes the same ones.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

BITS = 19
"""A feature is looked up by the last bits of its checksum, so the device needs no list of names. About one unknown feature in
fifty falls on a known one; the learner sees the same, so it has reckoned with that."""
SHORTEST_PIECE, LONGEST_PIECE = 3, 5
STEM = 4
START, END, BETWEEN = "^", "$", "_"


def features(words: Sequence[str]) -> frozenset[str]:
    """The names of all features of plain words, each once."""
    return frozenset(_features(words))


def _features(words: Sequence[str]) -> Iterator[str]:
    if not words:
        return
    around = (START, *words, END)
    for word in words:
        yield f"{word} "
        whole = f"{START}{word}{END}"
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            for start in range(len(whole) - length + 1):
                yield whole[start : start + length]
    for first, second in pairwise(around):
        yield f"{first} {second}"
    for first, second in zip(around, around[2:], strict=False):
        yield f"{first} {BETWEEN} {second}"


def stems(words: Sequence[str]) -> frozenset[str]:
    """Words and how they begin: enough to tell what a crisis is about, and far fewer."""
    return frozenset(
        (*(f"{word} " for word in words), *(f"{START}{word[:STEM]}" for word in words if len(word) >= STEM))
    )


def bucket(feature: str) -> int:
    """Where the weights of a feature stand."""
    return crc32(feature.encode()) & ((1 << BITS) - 1)
