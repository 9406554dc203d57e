"""A library small enough for a phone: what says least is left out, by stated rules, until the whole fits.

`pocket` makes a `Library` like any other, so that the server's own search can run over what the device has, and a test can hold
the two together. `portable` (beside this) writes it down.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from waymark.indexing.learn import DOUBT, FINENESS
from waymark.indexing.pack import K1, rarity
from waymark.search.flat import SCALE, FlatIndex
from waymark.search.library import Library
from waymark.search.topics import TopicModel
from waymark.search.vocabulary import Vocabulary, deletion_table

WHOLE = 1000
"""Proportions are thousandths: whole numbers come out the same on every machine."""
STEP = 20
"""How finely room is looked for."""
GRAIN = SCALE
"""Impacts are rounded to multiples of this: enough to tell a title from a passing word."""
REACH_GRAIN = 2
DECIMALS = 3
"""Of a degree, about a hundred metres: distances are told in kilometres."""
COMMON = 3
"""A word said of more than one topic in this many tells little: it keeps only the topics that it was said of `OFTEN`."""
OFTEN = 4
OFTEN_TOGETHER = 2
"""A pair of neighbours has to be said this often of one topic."""

Flags = NDArray[np.bool_]
Features = dict[tuple[int, ...], tuple[int, Mapping[int, int]]]
"""One term or two neighbours → reach, and topic → how often it was said of it."""


@dataclass(frozen=True)
class Room:
    """What is kept, in thousandths, the most telling first. ``postings``: of the words of the longest document. ``words``: of those
    that no document keeps. ``asides``: of what words say of a topic where they were said once. ``pairs``: of neighbours said often."""

    postings: int = WHOLE
    words: int = WHOLE
    asides: int = WHOLE
    pairs: int = WHOLE

    @classmethod
    def of(cls, ease: int) -> "Room":
        """From 0, tight, to `WHOLE`, nearly everything. Words are worth most for their size, asides and pairs least (measured on the
        open judged searches), so those come in when half of the words are."""
        late = max(0, 2 * ease - WHOLE)
        return cls(postings=max(WHOLE // 10 + ease // 5, late), words=ease, asides=late, pairs=late)


def fit(library: Library, fits: Callable[[Library], bool]) -> Library:
    """The pocket library with the most room that still fits; the smallest there is when nothing does."""
    tight, roomy = 0, WHOLE // STEP
    said = features_of(library.topics)
    if not fits(pocket(library, Room.of(WHOLE), said)):
        while roomy - tight > 1:
            middle = (tight + roomy) // 2
            tight, roomy = (
                (middle, roomy) if fits(pocket(library, Room.of(middle * STEP), said)) else (tight, middle)
            )
        roomy = tight
    return with_repairs(pocket(library, Room.of(roomy * STEP), said))


def with_repairs(library: Library) -> Library:
    """The library with the table that finds slips. It is slow to make, and the device does without."""
    index, spoken = library.index, library.index.vocabulary
    vocabulary = replace(spoken, deletions=deletion_table(spoken.words, spoken.guarded))
    return replace(library, index=replace(index, vocabulary=vocabulary))


def features_of(model: TopicModel) -> Features:
    """What the model's features say, by their terms, with how often instead of weights."""
    often = {weight: round(DOUBT * (exp(weight / FINENESS) - 1)) for _, said in model.features.values() for weight in said.values()}
    return {
        tuple(map(int, name.split())): (
            max(REACH_GRAIN, reach - reach % REACH_GRAIN),
            {int(topic): often[weight] for topic, weight in said.items()},
        )
        for name, (reach, said) in model.features.items()
    }


def pocket(library: Library, room: Room, said: Features | None = None) -> Library:
    """The library with less in it, not yet with `with_repairs`. Terms get new numbers, in the order of the words.
    ``said`` is `features_of` its topics, for those who have it."""
    index, spoken = library.index, library.index.vocabulary
    kept = _telling(index, room.postings)
    words = _words(library, np.diff(np.concatenate(([0], np.cumsum(kept)))[index.starts]), room.words)
    terms, old = _renumbered(spoken.terms[words])
    listed = [spoken.words[each] for each in words]
    # Only the order of counts means something; powers of two are order enough.
    counts = np.log2(np.maximum(spoken.counts[words], 1)).astype(np.int32)
    smaller = Vocabulary(listed, terms, counts, spoken.guarded, np.zeros(0, np.uint64))
    return replace(
        library,
        index=_index(index, smaller, old, kept),
        topics=_topics(
            library.topics,
            said or features_of(library.topics),
            {term: number for number, term in enumerate(old)},
            room,
        ),
        points=np.round(library.points, DECIMALS),
    )


def _telling(index: FlatIndex, share: int) -> Flags:
    """Which postings stay: in each document those of highest impact, and no document more than a share of what the longest has."""
    term_of = np.repeat(np.arange(len(index.starts) - 1), np.diff(index.starts))
    order = np.lexsort((term_of, -index.impacts.astype(np.int32), index.documents))
    first = np.searchsorted(index.documents[order], np.arange(index.size))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - first[index.documents[order]]
    longest = int(np.bincount(index.documents, minlength=1).max(initial=0))
    return (rank < longest * share // WHOLE) & (_coarse(index.impacts) > 0)


def _words(library: Library, runs: NDArray[np.int64], share: int) -> list[int]:
    """Places of the words that stay: those that documents keep, and of the others those said most often, short ones first."""
    spoken = library.index.vocabulary
    others = sorted(
        (-count, len(word), place)
        for place, (word, term, count) in enumerate(
            zip(spoken.words, spoken.terms.tolist(), spoken.counts.tolist(), strict=True)
        )
        if not runs[term]
    )
    gone = {place for _, _, place in others[len(others) * share // WHOLE :]}
    return [place for place in range(len(spoken.words)) if place not in gone]


def _renumbered(terms: NDArray[np.int32]) -> tuple[NDArray[np.int32], list[int]]:
    """Terms numbered as they come, and the old number of each new one."""
    old = list(dict.fromkeys(terms.tolist()))
    new = {term: number for number, term in enumerate(old)}
    return np.array([new[term] for term in terms.tolist()], np.int32), old


def _index(index: FlatIndex, vocabulary: Vocabulary, terms: Sequence[int], kept: Flags) -> FlatIndex:
    """The index with the postings that stay, coarser impacts, and caps that follow from how many documents kept a term."""
    runs = [
        np.flatnonzero(kept[index.starts[term] : index.starts[term + 1]]) + index.starts[term]
        for term in terms
    ]
    caps = [
        SCALE * rarity(having, index.size) * (K1 + 1) for having in range(max(map(len, runs), default=0) + 1)
    ]
    postings = np.concatenate(runs)
    return FlatIndex(
        index.size,
        vocabulary,
        np.cumsum([0, *map(len, runs)]).astype(np.int32),
        index.documents[postings],
        _coarse(index.impacts[postings]),
        _coarse(np.array([round(caps[len(run)]) for run in runs], np.int16)),
    )


def _coarse(impacts: NDArray[np.int16]) -> NDArray[np.int16]:
    return (impacts + GRAIN // 2) // GRAIN * GRAIN


def _topics(model: TopicModel, said: Features, new: Mapping[int, int], room: Room) -> TopicModel:
    """The model with its terms renumbered, coarser, and without what speaks softly."""
    singles: Features = {}
    pairs: Features = {}
    for old, told in said.items():
        terms = tuple(new.get(term, -1) for term in old)
        if -1 not in terms:
            (singles if len(terms) == 1 else pairs)[terms] = told
    kept = {
        **_without_asides(singles, len(model.topics) // COMMON, room.asides),
        **_together(pairs, room.pairs),
    }
    # A word that is left without any topic still says what the prior says: that it was said.
    features = {
        " ".join(map(str, terms)): (
            kept[terms][0],
            {str(topic): _loud(n) for topic, n in sorted(kept[terms][1].items())},
        )
        for terms in sorted(kept)
    }
    return TopicModel(model.topics, model.prior, features)


def _without_asides(features: Features, many: int, share: int) -> Features:
    """Words with what they say of topics. Of what was said once by a word that speaks of several topics, the most telling share;
    of a word that speaks of ``many`` topics, what it says often, unless there is room for everything."""
    asides = sorted(
        (-reach, terms, topic)
        for terms, (reach, said) in features.items()
        if len(said) > 1
        for topic, times in said.items()
        if times == 1 or (len(said) > many and times < OFTEN)
    )
    gone = {(terms, topic) for _, terms, topic in asides[len(asides) * share // WHOLE :]}
    return {
        terms: (reach, {topic: times for topic, times in said.items() if (terms, topic) not in gone})
        for terms, (reach, said) in features.items()
    }


def _together(features: Features, share: int) -> Features:
    """The most telling share of the pairs that were said often of some topic, without their asides."""
    often: Features = {}
    for terms, (reach, said) in features.items():
        loud = {topic: times for topic, times in said.items() if times >= OFTEN_TOGETHER}
        if loud:
            often[terms] = (reach, loud)
    telling = sorted(
        often, key=lambda terms: (-often[terms][0] * sum(map(_loud, often[terms][1].values())), terms)
    )
    return {terms: often[terms] for terms in telling[: len(often) * share // WHOLE]}


@cache
def _loud(times: int) -> int:
    """The weight of the power of two below: as `waymark.indexing.learn` weighs, with fewer steps."""
    return round(FINENESS * log((2 ** (times.bit_length() - 1) + DOUBT) / DOUBT))
