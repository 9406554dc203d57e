"""What a question's words say about each document: how well they match it, and how likely its topics are meant."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from waymark.search.flat import Scores
from waymark.search.library import Library
from waymark.search.vocabulary import Understood

FULL = 256
"""A perfect match in words, and a topic that is surely meant, both count this much before their weights."""
TEXT, TOPIC, WISH = 5, 6, 300
"""Weights of matching words and of topics, and what one fulfilled wish adds (tuned on the judged set's open two thirds)."""
BEHIND = 900
"""A topic this far behind the likeliest one is not meant at all."""
SURE = 900
"""A topic this far ahead of the average one is surely meant; less lead counts in proportion."""
STRANGE = 300
"""What a word that nobody ever said of any topic speaks for "elsewhere"."""
OFF_LEAD, OFF_TEXT = -300, 96
"""How far "elsewhere" must lead for "nothing here", and how well some document must match in words to be shown all the same."""


class Ranking(NamedTuple):
    """``scores`` by document, 0 for what has nothing to do with it; ``about``: topics heard, surest first; ``elsewhere``: not ours."""

    scores: Scores
    about: tuple[str, ...]
    elsewhere: bool


def rank(library: Library, understood: Understood, wishes: Mapping[str, frozenset[str]]) -> Ranking:
    """Scores of all documents for the words of a question."""
    text = _text(library, understood)
    relevance, elsewhere = _topics(library, understood)
    if elsewhere and not (len(text) and text.max() >= OFF_TEXT):
        return Ranking(np.zeros_like(text), (), True)
    scores = text * TEXT
    lifted = np.zeros_like(scores)
    for topic in np.flatnonzero(relevance):
        run = slice(library.topic_starts[topic], library.topic_starts[topic + 1])
        numbers = library.topic_documents[run]
        lifted[numbers] = np.maximum(lifted[numbers], library.topic_shares[run] * relevance[topic] // 16)
    scores += lifted * TOPIC
    for field, values in wishes.items():
        having = library.filters.numbers(library.filters.having(field, values))
        scores += WISH * having * ((scores > 0) | (not understood.wanted))
    order = np.argsort(-relevance, kind="stable")
    heard = tuple(library.topics.topics[each] for each in order[:3] if relevance[each])
    return Ranking(scores, heard, elsewhere)


def _text(library: Library, understood: Understood) -> Scores:
    """Matching words: 0 to FULL, FULL where every word stands in the title."""
    perfect = sum(int(library.index.caps[term]) * weight for term, weight in understood.wanted)
    if not perfect:
        return np.zeros(library.index.size, np.int32)
    # A rare word said over and over would leave 32 bits before the division.
    scores = library.index.scores(understood.wanted).astype(np.int64) * FULL // perfect
    return scores.astype(np.int32)


def _topics(library: Library, understood: Understood) -> tuple[Scores, bool]:
    """How likely each topic is meant, 0 to FULL; and whether the words are about something else altogether."""
    voices = library.topics.listen(understood.said)
    ours, elsewhere = voices[:-1], int(voices[-1])
    top = int(ours.max(initial=0))
    if not voices.any():
        return np.zeros_like(ours), bool(understood.unknown and not understood.wanted)
    relevance = np.maximum(0, BEHIND - (top - ours)) * FULL // BEHIND
    lead = min(SURE, top - int(ours.sum()) // len(ours))
    return relevance * lead // SURE, elsewhere + STRANGE * understood.unknown - top > OFF_LEAD
