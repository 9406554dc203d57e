"""Makes one language's search library from documents, their filters and the word bank."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymark.indexing.learn import learn
from waymark.indexing.pack import pack
from waymark.indexing.store import Cut, IndexedDocument, cut
from waymark.search.filters import Filters
from waymark.search.find import OLDEST
from waymark.search.library import Library, topic_runs
from waymark.search.topics import ELSEWHERE
from waymark.search.wishes import Wished
from waymark.steps import kept_each
from waymark.text import fold


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A document and the facts that it is filtered, placed and timed by. ``hours``: expression and nation."""

    words: IndexedDocument
    topics: tuple[str, ...]
    values: Mapping[str, Iterable[str]]
    youngest: int = 0
    oldest: int | None = None
    area: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    hours: tuple[str, str] | None = None

    def filtered(self) -> dict[str, Iterable[str]]:
        """All values to filter by: a year of age is one value."""
        oldest = OLDEST if self.oldest is None else min(self.oldest, OLDEST - 1)
        years = map(str, range(self.youngest, oldest + 1))
        return {**self.values, "topics": self.topics, "type": (self.words.type,), "age": years}


@dataclass(frozen=True, kw_only=True)
class WordBank:
    """What people type: ``said``: topic (or `ELSEWHERE`) → phrases; ``wishes``: (phrase, field, value); ``guarded``: crisis words."""

    said: Mapping[str, Sequence[str]]
    wishes: Sequence[tuple[str, str, str]] = ()
    guarded: Sequence[str] = ()


def make_library(
    lang: str,
    topics: Sequence[str],
    listed: Sequence[Listed],
    bank: WordBank,
    cuts: Sequence[Cut] | None = None,
) -> Library:
    """The library of a language. ``topics`` are all slugs that documents may have; ``cuts`` as for `pack`."""
    folded = [
        (topic, fold(phrase).split()) for topic, phrases in sorted(bank.said.items()) for phrase in phrases
    ]
    # What belongs elsewhere is learnt from, but a slip is never repaired into it: its words count as once said.
    spoken = Counter(word for topic, words in folded for word in words if topic != ELSEWHERE)
    spoken.update({word for topic, words in folded for word in words if topic == ELSEWHERE} - set(spoken))
    index = pack(lang, [each.words for each in listed], spoken, sorted(map(fold, bank.guarded)), cuts)
    vocabulary = index.vocabulary
    term = dict(zip(vocabulary.words, vocabulary.terms.tolist(), strict=True))
    areas = sorted({each.area for each in listed if each.area})
    hours = sorted({each.hours for each in listed if each.hours})
    starts, documents, shares = topic_runs(topics, [each.topics for each in listed])
    return Library(
        index=index,
        filters=Filters.of([each.filtered() for each in listed]),
        topics=learn(((topic, [term[word] for word in words]) for topic, words in folded), topics),
        wished=wished(bank.wishes),
        keys=[(each.words.type, each.words.id) for each in listed],
        areas=areas,
        hours=hours,
        area_of=np.array([areas.index(each.area) if each.area else -1 for each in listed], np.int32),
        points=np.array([each.point or (np.nan, np.nan) for each in listed], np.float64).reshape(-1, 2),
        topic_starts=starts,
        topic_documents=documents,
        topic_shares=shares,
        hours_of=np.array([hours.index(each.hours) if each.hours else -1 for each in listed], np.int32),
    )


def save_library(
    folder: Path, lang: str, topics: Sequence[str], listed: Sequence[Listed], bank: WordBank
) -> None:
    """Makes a library and writes it to ``folder``."""
    cuts = kept_each(cut_one, [(lang, each.words) for each in listed])
    make_library(lang, topics, listed, bank, cuts).save(folder)


def cut_one(one: tuple[str, IndexedDocument]) -> Cut:
    """A document cut in its language."""
    return cut(*one)


def wished(wishes: Iterable[tuple[str, str, str]]) -> Wished:
    """Wishes by folded phrase; one phrase may mean several: boxing is a sport and something to do."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for phrase, name, value in wishes:
        if (name, value) not in found[fold(phrase)]:
            found[fold(phrase)].append((name, value))
    return Wished(dict(found))
