"""What a question is about: every known word, and every known pair of neighbours, speaks for some topics.

The weights are learnt at build from the word bank (`waymark.indexing.learn`), where young people's own phrases stand under
each topic. It is naive Bayes with rare words counting more, in whole numbers, so that the device adds up the same. One more
"topic", `ELSEWHERE`, is learnt from what people type that no hub has anything for.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ELSEWHERE = "elsewhere"
SINGLE, PAIR = 3, 1
"""How much a word counts beside a pair of neighbouring words."""

Voices = NDArray[np.int32]
"""One number a topic, in the order of `TopicModel.topics`: how much a question speaks for it. Only differences mean something."""


@dataclass(frozen=True)
class TopicModel:
    """``features``: "12" for term 12, "12 40" for the pair; each with its reach (how telling it is) and its topics' weights.

    ``prior``: what every feature says of each topic before its weights: topics with many phrases need more.
    """

    topics: Sequence[str]
    prior: Sequence[int]
    features: Mapping[str, tuple[int, Mapping[str, int]]]

    @cached_property
    def _rows(self) -> dict[str, Voices]:
        """Feature → what it says of every topic, ready to add."""
        prior = np.array(self.prior, np.int32)
        rows = {}
        for name, (reach, weights) in self.features.items():
            row = prior.copy()
            for topic, weight in weights.items():
                row[int(topic)] += weight
            rows[name] = row * reach
        return rows

    def listen(self, terms: Sequence[int]) -> Voices:
        """What the terms of a question, in their order, say together. All 0 when none of them was ever heard."""
        total = np.zeros(len(self.topics), np.int32)
        rows = self._rows
        for term in terms:
            row = rows.get(str(term))
            if row is not None:
                total += row * SINGLE
        for first, second in itertools.pairwise(terms):
            row = rows.get(f"{first} {second}")
            if row is not None:
                total += row * PAIR
        return total

    def reasons(self, terms: Sequence[int], topic: str) -> dict[str, int]:
        """Which features speak for a topic and how much, for ``waymark search why``."""
        place = self.topics.index(topic)
        names = [*map(str, terms), *(f"{a} {b}" for a, b in itertools.pairwise(terms))]
        told = {
            name: int(self._rows[name][place]) * (PAIR if " " in name else SINGLE)
            for name in names
            if name in self._rows
        }
        return dict(sorted(told.items(), key=lambda item: -item[1]))

    def save(self, path: Path) -> None:
        """One JSON file that a person can read."""
        told = {"topics": list(self.topics), "prior": list(self.prior), "features": self.features}
        path.write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def open(cls, path: Path) -> "TopicModel":
        """Reads what `save` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(told["topics"], told["prior"], told["features"])
