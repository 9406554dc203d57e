"""BM25 worked out before anybody asks: one sorted run of (document, impact) for each term, added up with numpy.

Whoosh cuts and stores the words; after its commit each term's field-weighted BM25 becomes a whole number, its *impact*
(`waymark.indexing.pack`). A search adds the runs of its terms into one array. Whole numbers add up the same everywhere, so that
the device, which reads the same impacts, ranks alike. Nothing here ever changes after loading: threads share it freely.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymark.search.vocabulary import Vocabulary, Wanted

SCALE = 512
"""Impacts are BM25 × 512, rounded: fine enough to keep the order of all but equals, and 16 bits are enough for any directory."""
GROUPS = 16
"""How many groups of documents for each one that is sought: enough that two of the best are seldom in one."""
ARRAYS = ("terms", "counts", "deletions", "starts", "documents", "impacts", "caps")

Scores = NDArray[np.int32]


@dataclass(frozen=True)
class FlatIndex:
    """``size`` documents, numbered from 0. The run of term t is ``documents[starts[t]:starts[t + 1]]`` with the impacts beside it.
    ``caps``: the most that each term's impact could ever be."""

    size: int
    vocabulary: Vocabulary
    starts: NDArray[np.int32]
    documents: NDArray[np.int32]
    impacts: NDArray[np.int16]
    caps: NDArray[np.int16]

    def scores(self, wanted: Iterable[Wanted]) -> Scores:
        """Every document's sum of impact × weight (sixteenths); 0 for those that share no word with the question."""
        total = np.zeros(self.size, np.int32)
        starts = self._starts
        for term, weight in wanted:
            run = slice(starts[term], starts[term + 1])
            np.add.at(total, self.documents[run], self.impacts[run] * np.int32(weight))
        return total

    @cached_property
    def _starts(self) -> memoryview:
        """The same numbers: one at a time, a view gives them three times as fast as an array."""
        return memoryview(self.starts)

    def save(self, folder: Path) -> None:
        """Writes the index as plain arrays that `open` maps into memory."""
        folder.mkdir(parents=True, exist_ok=True)
        words = {
            "size": self.size,
            "words": list(self.vocabulary.words),
            "guarded": sorted(self.vocabulary.guarded),
        }
        (folder / "words.json").write_text(json.dumps(words, separators=(",", ":")), encoding="utf-8")
        for name in ARRAYS:
            source = self if hasattr(self, name) else self.vocabulary
            np.save(folder / f"{name}.npy", getattr(source, name))

    @classmethod
    def open(cls, folder: Path) -> "FlatIndex":
        """Maps a saved index: processes that read the same build share its pages."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        # A memory map that is asked for as a plain array costs a tenth for each slice taken of it.
        array = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS}
        vocabulary = Vocabulary(
            words["words"], array["terms"], array["counts"], frozenset(words["guarded"]), array["deletions"]
        )
        return cls(
            words["size"], vocabulary, array["starts"], array["documents"], array["impacts"], array["caps"]
        )


def best(scores: Scores, most: int) -> NDArray[np.intp]:
    """The numbers of the highest scores above 0, highest first, equals by number."""
    found = (scores >= _floor(scores, most)).nonzero()[0]
    return found[np.argsort(-scores[found], kind="stable")[:most]]


def _floor(scores: Scores, most: int) -> int:
    """A score that at least ``most`` documents reach, found without sorting: the ``most``-th of the highest of many groups."""
    deep = len(scores) // (GROUPS * most)
    if deep < 2:
        return 1
    tops = scores[: deep * GROUPS * most].reshape(deep, -1).max(axis=0)
    return max(1, int(np.partition(tops, -most)[-most]))
