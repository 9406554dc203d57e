"""From words as Whoosh cuts them to a flat index: BM25F of every term and document, worked out once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

import numpy as np

from waymark.indexing.store import BOOSTS, Cut, IndexedDocument, Stemmer, cut, length
from waymark.search.flat import SCALE, FlatIndex
from waymark.search.vocabulary import Vocabulary, deletion_table

K1, B = 1.2, 0.6
"""BM25's two numbers: how soon a repeated word counts no more, how much a long text is held against itself."""

Postings = dict[str, dict[int, float]]
"""term → document number → field-weighted frequency."""


def pack(
    lang: str,
    documents: Iterable[IndexedDocument],
    spoken: Mapping[str, int],
    guarded: Iterable[str],
    cuts: Sequence[Cut] | None = None,
) -> FlatIndex:
    """Has documents cut by Whoosh and packs the postings. ``cuts``: what came of that, when it is known already.

    ``spoken`` are words of the word bank with how often each is said: they get terms also where no document has them, because
    topics are recognised by them.
    """
    listed, kept_safe = tuple(documents), frozenset(guarded)
    postings = impacts(frequencies(cuts or [cut(lang, each) for each in listed]), len(listed))
    stem = Stemmer(lang)
    counts: Counter[str] = Counter(spoken)
    for document in listed:
        counts.update(document.words())
    words = sorted(counts)
    stems = [stem(word) for word in words]
    terms = sorted({*stems, *postings})
    number = {term: place for place, term in enumerate(terms)}
    vocabulary = Vocabulary(
        words,
        np.array([number[each] for each in stems], np.int32),
        np.array([counts[word] for word in words], np.int32),
        kept_safe,
        deletion_table(words, kept_safe),
    )
    runs = [postings.get(term, {}) for term in terms]
    starts = np.cumsum([0, *map(len, runs)]).astype(np.int32)
    return FlatIndex(
        len(listed),
        vocabulary,
        starts,
        np.array([document for run in runs for document in run], np.int32),
        np.array([impact for run in runs for impact in run.values()], np.int16),
        np.array([round(SCALE * rarity(len(run), len(listed)) * (K1 + 1)) for run in runs], np.int16),
    )


def frequencies(cuts: Sequence[Cut]) -> Postings:
    """BM25F's frequencies: how often each term stands in each document, by the field's weight and length."""
    found: Postings = {}
    for field, boost in BOOSTS.items():
        lengths = [sum(each[field].values()) for each in cuts]
        average = sum(lengths) / len(cuts) if any(lengths) else 1.0
        for document, each in enumerate(cuts):
            share = 1 - B + B * length(lengths[document]) / average
            for term, times in each[field].items():
                run = found.setdefault(term, {})
                run[document] = run.get(document, 0.0) + boost * times / share
    return found


def impacts(found: Postings, size: int) -> dict[str, dict[int, int]]:
    """Each posting's BM25 as a whole number, documents in order; what rounds to nothing is left out."""
    packed: dict[str, dict[int, int]] = {}
    for term, run in found.items():
        rare = rarity(len(run), size)
        scored = {each: round(SCALE * rare * run[each] * (K1 + 1) / (run[each] + K1)) for each in sorted(run)}
        packed[term] = {document: impact for document, impact in scored.items() if impact}
    return packed


def rarity(having: int, size: int) -> float:
    """Inverse document frequency, as in BM25 with one added so that it never falls below 0."""
    return log(1 + (size - having + 0.5) / (having + 0.5))
