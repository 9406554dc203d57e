"""Answers a search question from the index and the records of a build."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import scoring
from whoosh.query import Or, Prefix, Query, Term

from waymark.places import Places, distance_km
from waymark.search.answer import LARGEST_PAGE, Answer, Hit, Question
from waymark.search.index import BOOSTS, analyzer, open_index
from waymark.text import LONGEST, fold

Card = Mapping[str, Any]
NEARNESS = 0.25
"""How much one step nearer (town, region, nation) lifts a service among equals in words."""
WEAKEST = 0.22
"""Hits below this share of the best score only share a common word with the question and are left out."""
FACETS = ("kinds", "topics", "needs", "how", "cost")
LONGEST_PLACE_NAME = 4


class Search:
    """Search of one language over one build."""

    def __init__(
        self,
        folder: Path,
        lang: str,
        records: Mapping[str, Mapping[str, Card]],
        places: Places,
        home_nation: str,
    ) -> None:
        self.lang, self.records, self.places, self.home_nation = lang, records, places, home_nation
        self._index = open_index(folder)
        self._searcher = self._index.searcher(weighting=scoring.BM25F(B=0.6, K1=1.2))
        self._analyzer = analyzer(lang)
        self._reading = Lock()
        """Whoosh seeks and reads in one shared file, in two steps: two threads at once read each other's places."""

    def find(self, question: Question) -> Answer:
        """The hits for a question, best first; everything when it has no words."""
        words, place = self._take_place(fold(question.q[:LONGEST]), question.place)
        with self._reading:
            scores = self._score(words)
        kept = [(card, scores[key]) for key, card in self._cards(scores) if self._fits(card, question, place)]
        hits = sorted(
            (self._hit(card, score, place) for card, score in kept), key=lambda hit: (-hit.score, hit.id)
        )
        size = min(max(question.size, 1), LARGEST_PAGE)
        start = (max(question.page, 1) - 1) * size
        return Answer(
            len(hits),
            tuple(hits[start : start + size]),
            self._facets([card for card, _ in kept]),
            self._did_you_mean(words, hits),
            place,
        )

    def _take_place(self, words: str, chosen: str | None) -> tuple[str, str | None]:
        """Takes the name of a place of the hub out of the words: "boxing fleetwood" is boxing, in Fleetwood."""
        tokens = words.split()
        for length in range(min(LONGEST_PLACE_NAME, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                name = " ".join(tokens[start : start + length])
                found = self._place_names.get(name) or (
                    self.places.outcodes[name.upper()][3] if self.places.outcode(name) else None
                )
                if found:
                    return " ".join(tokens[:start] + tokens[start + length :]), chosen or found
        return words, chosen

    @cached_property
    def _place_names(self) -> dict[str, str]:
        return {
            fold(name): key
            for key, record in self.places.records.items()
            for name in (*record["name"].values(), *record["also_called"])
        }

    def _score(self, words: str) -> dict[str, float]:
        """Every document that shares a telling word with the question; all of them for a question without words."""
        tokens = [token.text for token in self._analyzer(words)]
        if not tokens:
            return (
                {}
                if words
                else {f"{kind}:{key}": 1.0 for kind, cards in self.records.items() for key in cards}
            )
        results = self._searcher.search(self._query(tokens, words), limit=None)
        best = results.score(0) if len(results) else 0.0
        return {hit["key"]: hit.score for hit in results if hit.score >= WEAKEST * best}

    def _query(self, tokens: Sequence[str], words: str) -> Query:
        """Any of the words in any field; the last one also as the beginning of a word, because people search as they type."""
        parts: list[Query] = [
            Term(field, token, boost=boost) for token in tokens for field, boost in BOOSTS.items()
        ]
        last = words.split()[-1]
        if len(last) >= 4:
            parts += [
                Prefix(field, last, boost=boost * 0.5) for field, boost in BOOSTS.items() if field != "body"
            ]
        return Or(parts)

    def _cards(self, scores: Mapping[str, float]) -> Iterator[tuple[str, Card]]:
        for key in scores:
            kind, _, record_id = key.partition(":")
            if record_id in self.records[kind]:
                yield key, self.records[kind][record_id]

    def _fits(self, card: Card, question: Question, place: str | None) -> bool:
        if question.age is not None and not card["ages"]["min"] <= question.age <= (
            card["ages"]["max"] or 200
        ):
            return False
        wanted = (
            ("topics", question.topics),
            ("needs", question.needs),
            ("kinds", question.kinds),
            ("how", question.how),
        )
        if any(values and set(values).isdisjoint(card.get(name, ())) for name, values in wanted):
            return False
        if (question.cost and card.get("cost") != question.cost) or (
            question.referral and question.referral not in card.get("referral", ())
        ):
            return False
        return card["type"] != "service" or self._reaches(card["area"], place)

    def _reaches(self, area: Sequence[str], place: str | None) -> bool:
        """Never a service whose area does not hold the person; without a place, only those of the whole home nation."""
        if place is None:
            return any(self._is_home(each) for each in area)
        chain = self.places.chain(place)
        return any(each in chain or place in self.places.chain(each) for each in area)

    def _is_home(self, place_id: str) -> bool:
        """A whole state or nation whose help is right for somebody of whom we only know the language."""
        record = self.places.records[place_id]
        home = (self.home_nation, self.home_nation[:2])
        return record["type"] in ("nation", "state") and record["nation"] in home

    def _hit(self, card: Card, score: float, place: str | None) -> Hit:
        if card["type"] != "service" or place is None:
            return Hit(card["type"], card["id"], score)
        chain = self.places.chain(place)
        steps = min((chain.index(each) for each in card["area"] if each in chain), default=0)
        inside = not set(card["area"]).isdisjoint(chain)
        national = all(self.places.records[each]["type"] in ("nation", "state") for each in card["area"])
        why = "why_national" if national else "why_near" if inside else "why_part"
        return Hit(
            "service",
            card["id"],
            score * (1 + NEARNESS * max(len(chain) - 1 - steps, 0)),
            self._distance(card, place),
            why,
        )

    def _distance(self, card: Card, place: str) -> float | None:
        here, there = self.places.point(place), self.places.point(card.get("outcode") or "")
        return round(distance_km(here, there), 1) if here and there else None

    def _facets(self, cards: Sequence[Card]) -> dict[str, dict[str, int]]:
        counts: dict[str, Counter[str]] = {name: Counter() for name in (*FACETS, "type")}
        for card in cards:
            counts["type"][card["type"]] += 1
            for name in FACETS:
                value = card.get(name) or ()
                counts[name].update([value] if isinstance(value, str) else value)
        return {name: dict(sorted(counter.items())) for name, counter in counts.items()}

    def _did_you_mean(self, words: str, hits: Sequence[Hit]) -> str | None:
        """A spelling from our own words, only where nothing was found."""
        if hits or not words:
            return None
        with self._reading:
            better = self._respelt(words.split())
        return " ".join(better) if better != words.split() else None

    def _respelt(self, words: Sequence[str]) -> list[str]:
        corrector = self._searcher.corrector("spelling")
        return [
            (corrector.suggest(token, limit=1, maxdist=1, prefix=1) or [token])[0]
            if len(token) > 3
            else token
            for token in words
        ]
