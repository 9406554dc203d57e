"""A library as one small JSON value for the device. Lists of numbers are strings, one sign for a small number: they pack best so.

``theme/js/search.js`` reads it. Every number that decides an order travels in it, so that none is written in two places.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from waymark.packed import numbers
from waymark.search import find, rank, reach, topics, vocabulary, wishes
from waymark.search.library import Library
from waymark.text import LONGEST

MOST_SHARED = 25
"""Letters that a word can share with the one before: A for none, Z for 25."""


def portable(library: Library) -> dict[str, Any]:
    """What the device needs of a library whose terms stand in the order of its words (`waymark.indexing.pocket`)."""
    index, spoken = library.index, library.index.vocabulary
    runs = [index.documents[start:end].tolist() for start, end in pairwise(index.starts.tolist())]
    grain = int(np.gcd.reduce(index.impacts)) or 1
    caps = dict(zip(map(len, runs), index.caps.tolist(), strict=True))
    return {
        "weigh": weights(),
        "size": index.size,
        "words": front_coded(spoken.words),
        "terms": numbers(steps_back(spoken.terms.tolist())),
        "counts": numbers(spoken.counts),
        "guarded": " ".join(sorted(spoken.guarded)),
        "caps": [caps.get(having, 0) for having in range(max(caps, default=0) + 1)],
        "runs": numbers(map(len, runs)),
        "documents": numbers(step for run in runs for step in gaps(run)),
        "grain": grain,
        "impacts": numbers(index.impacts // grain),
        "topics": _topics(library, len(runs)),
        "wished": {
            phrase: [f"{name}={value}" for name, value in each]
            for phrase, each in library.wished.phrases.items()
        },
        "filters": _filters(library),
        **_ages(library),
        "areas": [" ".join(area) for area in library.areas],
        "area": numbers(library.area_of + 1),
        **_points(library),
    }


def weights() -> dict[str, int | list[int]]:
    """The numbers of understanding and ranking, by their names in Python."""
    known: Mapping[Any, tuple[str, ...]] = {
        vocabulary: ("WHOLE", "REPAIRED", "BENT", "HALF", "SHORTEST_REPAIRED", "SHORTEST_HALF", "SHORTEST_BENT", "BENT_FIFTHS", "MOST_ENDINGS"),
        topics: ("SINGLE", "PAIR"),
        rank: ("FULL", "TEXT", "TOPIC", "WISH", "BEHIND", "SURE", "STRANGE", "OFF_LEAD", "OFF_TEXT"),
        find: ("WEAKEST", "BANDS", "OLDEST"),
        reach: ("EVERYWHERE", "WHOLE_NATION", "EARTH_DIAMETER_KM"),
        wishes: ("LONGEST_PLACE_NAME",),
    }  # fmt: skip
    return {
        "LONGEST": LONGEST,
        **{name: getattr(module, name) for module, names in known.items() for name in names},
    }


def front_coded(words: Sequence[str]) -> str:
    """Sorted words, each as a capital that tells how many letters it shares with the one before, and its other letters."""
    told: list[str] = []
    for before, word in pairwise(("", *words)):
        most = min(len(before), len(word), MOST_SHARED)
        shared = next((place for place in range(most) if before[place] != word[place]), most)
        told.append(chr(ord("A") + shared) + word[shared:])
    return "".join(told)


def steps_back(terms: Sequence[int]) -> list[int]:
    """Each word's term: 0 for the next new one, else how far back it lies."""
    told, latest = [], -1
    for term in terms:
        if term > latest + 1:
            raise ValueError("terms are not in the order of their words")
        told.append(latest + 1 - term)
        latest = max(latest, term)
    return told


def gaps(growing: Sequence[int]) -> list[int]:
    """Growing numbers as the steps between them, less one."""
    return [here - before - 1 for before, here in pairwise((-1, *growing))]


def _topics(library: Library, terms: int) -> dict[str, Any]:
    """What words and pairs say, term by term; and each topic's documents."""
    model = library.topics
    said = {tuple(map(int, name.split())): told for name, told in model.features.items()}
    seconds: list[list[int]] = [[] for _ in range(terms)]
    for terms_of in sorted(said):
        if len(terms_of) == 2:
            seconds[terms_of[0]].append(terms_of[1])
    told = [said.get((term,), (0, {})) for term in range(terms)]
    told += [said[term, second] for term in range(terms) for second in seconds[term]]
    runs = list(pairwise(library.topic_starts.tolist()))
    loud = sorted({weight for _, each in told for weight in each.values()})
    return {
        "names": " ".join(model.topics),
        "prior": list(model.prior),
        "loud": loud,
        "pairs": numbers(map(len, seconds)),
        "seconds": numbers(step for each in seconds for step in gaps(each)),
        "reach": numbers(each for each, _ in told),
        "many": numbers(len(each) for _, each in told),
        "which": numbers(step for _, each in told for step in gaps(sorted(map(int, each)))),
        "weights": numbers(loud.index(each[topic]) for _, each in told for topic in sorted(each, key=int)),
        "runs": numbers(end - start for start, end in runs),
        "documents": numbers(
            step for start, end in runs for step in gaps(library.topic_documents[start:end].tolist())
        ),
        "shares": numbers(library.topic_shares),
    }


def _filters(library: Library) -> dict[str, dict[str, str]]:
    """Field → value → documents. Topics and ages are told elsewhere in the file."""
    filters = library.filters
    return {
        name: {
            value: numbers(gaps(np.flatnonzero(filters.numbers(filters.bits[row])).tolist()))
            for value, row in rows.items()
        }
        for name, rows in filters.rows.items()
        if name not in ("topics", "age")
    }


def _ages(library: Library) -> dict[str, str]:
    """Each document's youngest and oldest year."""
    rows = library.filters.rows.get("age", {})
    of_age = {int(year): library.filters.numbers(library.filters.bits[row]) for year, row in rows.items()}
    years = [
        [year for year in sorted(of_age) if of_age[year][number]] for number in range(library.index.size)
    ]
    return {
        "youngest": numbers(each[0] if each else find.OLDEST + 1 for each in years),
        "oldest": numbers(each[-1] if each else 0 for each in years),
    }


def _points(library: Library) -> dict[str, Any]:
    """Distinct addresses, and which is each document's: 0 for none."""
    known = [None if np.isnan(lat) else (lat, lng) for lat, lng in library.points.tolist()]
    distinct = sorted({point for point in known if point})
    return {"points": distinct, "point": numbers(distinct.index(each) + 1 if each else 0 for each in known)}
