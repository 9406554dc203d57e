"""The words that a build knows: what a typed word stands for, whole, half typed, bent, or with one slip.

No stemmer runs when somebody searches. At build every word of the content and of the word bank got its term (Whoosh's stem of
it), so that here and on the device looking a word up is one step, and both understand the same.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymark.text import one_slip

WHOLE, REPAIRED, BENT, HALF = 16, 14, 10, 8
"""Sixteenths of a word's weight: as it stands, with one slip repaired, by its longest known beginning, as a beginning itself."""
SHORTEST_REPAIRED, SHORTEST_HALF, SHORTEST_BENT = 4, 3, 4
BENT_FIFTHS = 3
"""How much of a word its known beginning has to be, in fifths."""
MOST_ENDINGS = 12
"""Whole words that a half-typed one may become; the commonest are taken."""


class Wanted(NamedTuple):
    """A term that a question asks for, and how surely, in sixteenths."""

    term: int
    weight: int


class Understood(NamedTuple):
    """A question's words. ``said``: one term a word, in order, for pairs of neighbours; ``unknown``: how many words mean nothing
    here; ``respelt``: what was looked for instead, when a slip was repaired."""

    wanted: tuple[Wanted, ...]
    said: tuple[int, ...]
    unknown: int
    respelt: str | None


@dataclass(frozen=True)
class Vocabulary:
    """``words``: sorted, folded; ``terms`` and ``counts``: each word's term and how often it is used;
    ``guarded``: crisis words, which no repair may make or undo; ``deletions``: see `deletion_table`."""

    words: Sequence[str]
    terms: NDArray[np.int32]
    counts: NDArray[np.int32]
    guarded: frozenset[str]
    deletions: NDArray[np.uint64]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def _known(self) -> Sequence[str]:
        return listed(self.words, self.guarded)

    @cached_property
    def _counts(self) -> memoryview:
        # One at a time, a view gives numbers three times as fast as an array.
        return memoryview(self.counts)

    @cached_property
    def _rows(self) -> memoryview:
        return memoryview(self.deletions)

    def understand(self, typed: Sequence[str]) -> Understood:
        """What folded words stand for. Only the last one may be half typed."""
        wanted: list[Wanted] = []
        said: list[int] = []
        respelt: list[str] = []
        unknown, mended = 0, False
        for number, word in enumerate(typed):
            found, better = self._meaning(word, last=number == len(typed) - 1)
            # Only words that are ours as well are told back.
            respelt += [better or word] if better or word in self._place else []
            mended = mended or better is not None
            unknown += not found
            wanted += found
            said += [each.term for each in found[:1]]
        changed = " ".join(respelt) if mended else None
        return Understood(tuple(wanted), tuple(said), unknown, changed)

    def _meaning(self, word: str, *, last: bool) -> tuple[tuple[Wanted, ...], str | None]:
        """What one word stands for, and its better spelling when that is how it was understood."""
        place = self._place.get(word)
        if place is not None:
            return (Wanted(int(self.terms[place]), WHOLE),), None
        found = self._endings(word) if last else ()
        if not found and (better := self.repaired(word)):
            return (Wanted(int(self.terms[self._place[better]]), REPAIRED),), better
        return found or self._beginning(word), None

    def repaired(self, word: str) -> str | None:
        """The commonest known word one slip away; none near a crisis word, because a repair could hide it or put it there."""
        if len(word) < SHORTEST_REPAIRED or word in self.guarded or word.isdigit():
            return None
        known, counts = self._known, self._counts
        near = [place for place in self._sharing(word) if one_slip(word, known[place])]
        if not near or any(known[place] in self.guarded for place in near):
            return None
        return known[min(near, key=lambda place: (-counts[place], place))]

    def _sharing(self, word: str) -> set[int]:
        """Places of words that share a form with this one, some of them by chance."""
        rows = self._rows
        places: set[int] = set()
        for form in _deletions(word):
            lowest = _hash(form) << 32
            row, highest = bisect_left(rows, lowest), lowest | 0xFFFFFFFF
            while row < len(rows) and (each := rows[row]) <= highest:
                places.add(each & 0xFFFFFFFF)
                row += 1
        return places

    def _endings(self, word: str) -> tuple[Wanted, ...]:
        """The commonest words that begin like this, each term once."""
        if len(word) < SHORTEST_HALF:
            return ()
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "\x7f", first)
        if first == last:
            return ()
        common = np.argsort(-self.counts[first:last], kind="stable")[:MOST_ENDINGS]
        terms = dict.fromkeys(self.terms[first:last][common].tolist())
        return tuple(Wanted(term, HALF) for term in terms)

    def _beginning(self, word: str) -> tuple[Wanted, ...]:
        """The longest known word that this one begins with, at least three fifths of it: "anxiousness" is anxious."""
        for length in range(len(word) - 1, max(SHORTEST_BENT, -(-BENT_FIFTHS * len(word) // 5)) - 1, -1):
            place = self._place.get(word[:length])
            if place is not None:
                return (Wanted(int(self.terms[place]), BENT),)
        return ()


def listed(words: Sequence[str], guarded: Iterable[str]) -> Sequence[str]:
    """The words, and after them the guarded ones that are not among them, in their order."""
    return (*words, *sorted(set(guarded).difference(words)))


def deletion_table(words: Sequence[str], guarded: Iterable[str]) -> NDArray[np.uint64]:
    """Every word, known or guarded (in the order of `listed`), under the hash of itself and of itself without each one of its
    letters: ``hash << 32 | place``, sorted.

    Two words one slip apart always share such a form, so that candidates are found without reading the list (Garbe's symmetric
    deletes); `one_slip` then decides.
    """
    rows = (
        _hash(form) << 32 | place
        for place, word in enumerate(listed(words, guarded))
        if len(word) >= SHORTEST_REPAIRED - 1
        for form in _deletions(word)
    )
    return np.unique(np.fromiter(rows, np.uint64))


def _deletions(word: str) -> Iterable[str]:
    return {word, *(word[:cut] + word[cut + 1 :] for cut in range(len(word)))}


def _hash(form: str) -> int:
    return zlib.crc32(form.encode())
