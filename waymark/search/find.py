"""Answers a search question: what fits the wishes and the place, in the order of the words, nearest first among equals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymark.places import Places
from waymark.search.answer import LARGEST_PAGE, Answer, Hit, Outcome, Question
from waymark.search.filters import Bits
from waymark.search.library import Library
from waymark.search.rank import Ranking, rank
from waymark.search.reach import WHOLE_NATION, Reach, Reaches
from waymark.search.vocabulary import Understood
from waymark.search.wishes import PlaceWords
from waymark.text import LONGEST, fold

FACETS = (
    "kinds",
    "topics",
    "needs",
    "how",
    "cost",
    "referral",
    "interests",
    "languages",
    "access",
    "diagnosis",
    "type",
)
WEAKEST = 30
"""Hits below this percentage of the best score only share a common word with the question and are left out."""
BANDS = (70, 45)
"""With a place, hits within the same band of the best score (percent) are ordered by nearness, not by score."""
OLDEST = 99
"""The last year of age that has a bit of its own; older people ask as 99."""

IsOpen = Callable[[str, str], bool]
"""Tells from an expression of opening hours and a nation whether that is open now."""


@dataclass(frozen=True)
class _Kept:
    """What survives place, wishes and words."""

    numbers: NDArray[np.intp]
    scores: NDArray[np.int32]
    place: str | None
    reach: Reach


class Search:
    """Search of one language over one build. Safe to share among threads: it only reads."""

    def __init__(self, folder: Path, lang: str, places: Places, home_nation: str) -> None:
        self.lang, self.places = lang, places
        self.library = Library.open(folder)
        self._place_words = PlaceWords(places)
        self._reaches = Reaches(self.library, places, home_nation)

    def find(self, question: Question, is_open: IsOpen | None = None) -> Answer:
        """The hits for a question, best first; everything that reaches the place when it has no words."""
        words, named = self._place_words.take(fold(question.q[:LONGEST]).split())
        place = question.place or named
        words, wishes = self.library.wished.heard(words)
        understood = self.library.index.vocabulary.understand(words)
        ranking = rank(self.library, understood, wishes) if words or wishes else None
        reach = self._reaches.of(place)
        wanted = _filters(question)
        among = self._among(ranking, reach, question, is_open)
        kept = self._kept(self.library.filters.keep(wanted, among), ranking, reach, place)
        return self._answer(
            question, kept, ranking, understood, self.library.filters.counts(FACETS, wanted, among)
        )

    def _among(
        self, ranking: Ranking | None, reach: Reach, question: Question, is_open: IsOpen | None
    ) -> Bits:
        """Documents that the words and the place allow, before any filter but age and opening."""
        filters = self.library.filters
        among = reach.bits
        if ranking is not None:
            scores = ranking.scores * filters.numbers(among)
            among = among & filters.of_flags(scores * 100 > int(scores.max(initial=0)) * WEAKEST)
        if question.age is not None:
            among = among & filters.having("age", [str(min(question.age, OLDEST))])
        if question.open_now and is_open:
            among = among & filters.of_flags(self._open(is_open))
        return among

    def _open(self, is_open: IsOpen) -> NDArray[np.bool_]:
        """Services whose own hours, or their first contact's, say open; a guide is always there but is not "open"."""
        told = [is_open(expression, nation) for expression, nation in self.library.hours]
        return np.array([*told, False], bool)[self.library.hours_of]

    def _kept(self, bits: Bits, ranking: Ranking | None, reach: Reach, place: str | None) -> _Kept:
        numbers = np.flatnonzero(self.library.filters.numbers(bits))
        scores = ranking.scores[numbers] if ranking is not None else np.ones(len(numbers), np.int32)
        best = int(scores.max(initial=0))
        # Whoever typed nothing and only chose a place or filters looks for services: pages come after them.
        page = self.library.area_of[numbers] < 0
        keys = [numbers, -scores] if ranking is not None else [numbers, page]
        if place:
            band = sum(scores * 100 < best * edge for edge in BANDS) if ranking is not None else page
            away = np.nan_to_num(self._reaches.distances(place)[numbers], nan=np.inf)
            keys = [numbers, -scores, away, reach.steps[numbers], band]
        order = np.lexsort(keys)
        return _Kept(numbers[order], scores[order], place, reach)

    def _answer(
        self,
        question: Question,
        kept: _Kept,
        ranking: Ranking | None,
        understood: Understood,
        facets: Mapping[str, Mapping[str, int]],
    ) -> Answer:
        total = len(kept.numbers)
        size = min(max(question.size, 1), LARGEST_PAGE)
        start = (max(question.page, 1) - 1) * size
        outcome = Outcome.FOUND if total else Outcome.NOTHING_FITS
        if not total and ranking is not None and not ranking.about:
            outcome = Outcome.NOTHING_HERE
        is_service = self.library.area_of[kept.numbers] >= 0
        return Answer(
            total=total,
            hits=tuple(self._hits(kept, slice(start, start + size))),
            facets=facets,
            did_you_mean=understood.respelt,
            place=kept.place,
            outcome=outcome,
            about=ranking.about if ranking is not None else (),
            local=int((is_service & (kept.reach.steps[kept.numbers] < WHOLE_NATION)).sum())
            if kept.place
            else 0,
        )

    def _hits(self, kept: _Kept, page: slice) -> list[Hit]:
        away = self._reaches.distances(kept.place) if kept.place else None
        hits = []
        for number, score in zip(kept.numbers[page].tolist(), kept.scores[page].tolist(), strict=True):
            kind, key = self.library.keys[number]
            if kept.place is None or self.library.area_of[number] < 0:
                hits.append(Hit(kind, key, score))
                continue
            km = float(away[number]) if away is not None and not np.isnan(away[number]) else None
            hits.append(Hit(kind, key, score, km, self._why(number, kept.reach)))
        return hits

    def _why(self, number: int, reach: Reach) -> str:
        """Why a service is shown, as a key of the interface words."""
        if reach.steps[number] == WHOLE_NATION:
            return "why_national"
        return "why_near" if reach.inside[number] else "why_part"


def _filters(question: Question) -> dict[str, tuple[str, ...]]:
    """The ticked filters by field."""
    single = {"cost": question.cost, "referral": question.referral, "diagnosis": question.diagnosis}
    several = {
        "topics": question.topics,
        "needs": question.needs,
        "kinds": question.kinds,
        "how": question.how,
        "interests": question.interests,
        "languages": question.languages,
        "access": question.access,
    }
    return {**{field: (value,) for field, value in single.items() if value}, **several}
