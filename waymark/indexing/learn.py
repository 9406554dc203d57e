"""Learns what words say about topics from the word bank. Counting and four logarithms: nothing that needs a library or a seed."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log

from waymark.search.topics import ELSEWHERE, TopicModel

DOUBT = 0.1
"""Added to every count: how surely a word that a topic's phrases never had speaks against it (Lidstone smoothing)."""
FINENESS = 8
"""Weights are natural logarithms × 8, rounded; reach is 0 to 16."""
REACH = 16
SILENT = -1000
"""The prior of a topic that nobody wrote phrases for: no word can make up for it."""


def learn(phrases: Iterable[tuple[str, Sequence[int]]], topics: Sequence[str]) -> TopicModel:
    """The model for phrases given as (topic, terms). Topics without a phrase stay silent.

    A word's reach falls with the number of topics that use it, as in tf-idf: "i" says little, "gutted" a lot. Pairs that
    occur once are left out: they only repeat their phrase.
    """
    names = [*topics, ELSEWHERE]
    place = {name: number for number, name in enumerate(names)}
    said: defaultdict[str, Counter[int]] = defaultdict(Counter)
    totals: Counter[int] = Counter()
    for topic, terms in phrases:
        pairs = [f"{a} {b}" for a, b in itertools.pairwise(terms)]
        for feature in (*map(str, terms), *pairs):
            said[feature][place[topic]] += 1
        totals[place[topic]] += len(terms)
    vocabulary = sum(" " not in feature for feature in said)
    against = {number: -log(times + DOUBT * vocabulary) for number, times in totals.items()}
    middle = sum(against.values()) / max(len(against), 1)
    features = {
        feature: (
            _reach(len(counts), len(names)),
            {str(each): _weight(times) for each, times in sorted(counts.items())},
        )
        for feature, counts in sorted(said.items())
        if " " not in feature or counts.total() > 1
    }
    prior = [
        round(FINENESS * (against[number] - middle)) if number in against else SILENT
        for number in range(len(names))
    ]
    return TopicModel(names, prior, {name: value for name, value in features.items() if value[0]})


def _weight(times: int) -> int:
    return round(FINENESS * log((times + DOUBT) / DOUBT))


def _reach(topics_that_use_it: int, all_topics: int) -> int:
    return round(REACH * log(1 + all_topics / topics_that_use_it) / log(1 + all_topics))
