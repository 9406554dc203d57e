"""Everything that search reads of one language of a build, mapped once: index, filters, topic model, and what each document is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymark.search.filters import Filters
from waymark.search.flat import FlatIndex
from waymark.search.topics import TopicModel
from waymark.search.wishes import Wished

ARRAYS = ("area_of", "points", "topic_starts", "topic_documents", "topic_shares", "hours_of")
MAIN, SECOND, OTHER = 16, 13, 11
"""How much a document is about its first, second and further topics, in sixteenths."""


@dataclass(frozen=True, kw_only=True)
class Library:
    """``keys``: (type, id) by document number. ``areas``: distinct areas; ``area_of``: each document's, -1 for none (guides).

    ``points``: latitude and longitude in degrees, NaN where not known. ``topic_starts`` …: each topic's run of documents and
    shares. ``hours``: distinct (expression, nation); ``hours_of``: each document's, -1 for none.
    """

    index: FlatIndex
    filters: Filters
    topics: TopicModel
    wished: Wished
    keys: Sequence[tuple[str, str]]
    areas: Sequence[tuple[str, ...]]
    hours: Sequence[tuple[str, str]]
    area_of: NDArray[np.int32]
    points: NDArray[np.float64]
    topic_starts: NDArray[np.int32]
    topic_documents: NDArray[np.int32]
    topic_shares: NDArray[np.int32]
    hours_of: NDArray[np.int32]

    def save(self, folder: Path) -> None:
        """Writes all of it below ``folder``."""
        self.index.save(folder)
        self.filters.save(folder)
        self.topics.save(folder / "topics.json")
        told: dict[str, Any] = {
            "keys": self.keys,
            "areas": self.areas,
            "hours": self.hours,
            "wished": self.wished.phrases,
        }
        (folder / "library.json").write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Maps what `save` wrote."""
        told: Mapping[str, Any] = json.loads((folder / "library.json").read_text(encoding="utf-8"))
        return cls(
            index=FlatIndex.open(folder),
            filters=Filters.open(folder),
            topics=TopicModel.open(folder / "topics.json"),
            wished=Wished(
                {phrase: [(field, value) for field, value in each] for phrase, each in told["wished"].items()}
            ),
            keys=[(kind, key) for kind, key in told["keys"]],
            areas=[tuple(area) for area in told["areas"]],
            hours=[(expression, nation) for expression, nation in told["hours"]],
            **{name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS},
        )


def topic_runs(topics: Sequence[str], documents: Sequence[Sequence[str]]) -> tuple[NDArray[np.int32], ...]:
    """Starts, documents and shares of each topic's run, from every document's topics, the main one first."""
    runs: dict[str, list[tuple[int, int]]] = {topic: [] for topic in topics}
    for number, own in enumerate(documents):
        for place, topic in enumerate(own):
            runs[topic].append((number, (MAIN, SECOND, OTHER)[min(place, 2)]))
    flat = [each for topic in topics for each in runs[topic]]
    starts = np.cumsum([0, *(len(runs[topic]) for topic in topics)])
    return starts.astype(np.int32), *np.array(flat, np.int32).reshape(-1, 2).T.copy()
