"""Words in, a Match out: which entries fire, which of them an exception or a "not" covers, and who the words are about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from waymark.crisis.help import Helpers
from waymark.crisis.model import CATEGORIES, RANK, Match, Severity
from waymark.crisis.spelling import Spelling
from waymark.crisis.weigh import Weighed, Weights

FORMAT = 2
_SLOT = re.compile(r"\{([a-z_]+)\}")
_WORD = re.compile(r"[a-z0-9]+(?= )")
"""A word in an expression: it has a space after it, classes and counts have not."""
_FLAGS = re.ASCII
_DONE_BY_OTHERS = ("crisis_abuse_danger", "crisis_exploitation")
_AGENTS = ("by", "from", "with", "off", "af", "fra", "med")
"""After these words stands who did it, or who must not know: not whom it is about."""

EXCEPTED, DENIED = "0x", "0n"
"""Stand where words were that an exception or a "not" covers. No plain word looks like them by chance."""
LEARNT = "learnt"
"""The reason that stands for the weights; ``Weights.reasons`` tells which features spoke."""


@dataclass(frozen=True)
class _Rule:
    """An entry or an exception, as far as matching needs it."""

    id: str
    lang: str | None
    severity: Severity
    category: str | None
    topic: str | None
    withhold: bool


@dataclass(frozen=True)
class _Hit:
    """A phrase found in the words."""

    rule: _Rule
    start: int
    end: int
    negated: bool = False

    @property
    def rank(self) -> int:
        """How fast help is shown for it: a denied phrase is never more than a concern, and never nothing."""
        return RANK[Severity.CONCERN] if self.negated else RANK[self.rule.severity]


@dataclass(frozen=True)
class _Person:
    """Somebody named in the words."""

    who: str
    start: int
    end: int


class _Table:
    """Expressions, found by the words that they need."""

    def __init__(
        self, rules: Sequence[Mapping[str, Any]], slots: Mapping[str, str], common: frozenset[str]
    ) -> None:
        self.expressions: list[tuple[_Rule, re.Pattern[str]]] = []
        self.words: set[str] = set()
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for data in rules:
            rule = _Rule(
                data["id"],
                data.get("lang"),
                Severity(data.get("level", "none")),
                data.get("category"),
                data.get("topic"),
                bool(data.get("withhold")),
            )
            for pattern, *keys in data["phrases"]:
                for word in _keys(pattern, keys, slots, common):
                    self._by_word.setdefault(word, []).append(len(self.expressions))
                if keys == [""]:
                    self._always.append(len(self.expressions))
                self.words.update(_WORD.findall(pattern))
                self.expressions.append((rule, re.compile(_fill(pattern, slots), _FLAGS)))

    def find(self, plain: str, words: frozenset[str]) -> Iterator[tuple[_Rule, int, int]]:
        """Every place where a rule fits, in the order of the lexicon."""
        candidates = set(self._always)
        for word in words:
            candidates.update(self._by_word.get(word, ()))
        for index in sorted(candidates):
            rule, expression = self.expressions[index]
            for match in expression.finditer(plain):
                yield rule, match.start(), match.end()


def _fill(pattern: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda name: slots[name[1]], pattern)


def _keys(pattern: str, keys: Sequence[Any], slots: Mapping[str, str], common: frozenset[str]) -> set[str]:
    """Words of which one is in every text that fits: written out, or those in a span of the expression that are not common."""
    if len(keys) == 1:
        return set(keys[0].split())
    return set(_WORD.findall(_fill(pattern[keys[0] : keys[1]], slots))) - common


class Crisis:
    """The compiled lexicon, ready to match. Make one with ``from_dict``."""

    def __init__(self, artifact: Mapping[str, Any]) -> None:
        slots, common = artifact["slots"], frozenset(artifact["common"].split())
        self._entries = _Table(artifact["entries"], slots, common)
        self._exceptions = _Table(artifact["exceptions"], slots, common)
        known = self._entries.words | self._exceptions.words | set(_WORD.findall(" ".join(slots.values())))
        self.spelling = Spelling(artifact["spelling"], known)
        negation, whom = artifact["negation"], artifact["for_whom"]
        self._negated = re.compile(rf"\b{negation['words']}(?:{negation['between']}){{0,3}}$", _FLAGS)
        self._unless_before = re.compile(rf"\b{negation['unless_before']}$", _FLAGS)
        self._unless_after = re.compile(negation["unless_after"], _FLAGS)
        self._people = {
            name: re.compile(rf"\b{whom[name]}", _FLAGS)
            for name in ("self", "friend", "near", "parent", "other")
        }
        self._about = re.compile(f"(?:{whom['about']})*", _FLAGS)
        self._topics: Mapping[str, str] = artifact["topics"]
        self.weights = Weights(artifact["weights"]) if artifact["weights"] else None
        """What was learnt from the bank; None in a hub that has no bank."""
        self._helpers = Helpers(artifact)

    @classmethod
    def from_dict(cls, artifact: Mapping[str, Any]) -> "Crisis":
        """Opens the artifact. Raises ValueError when it is malformed or empty: without it a server must not start."""
        try:
            if artifact["format"] != FORMAT:
                raise ValueError(
                    f"the crisis lexicon has format {artifact['format']}, this version reads {FORMAT}"
                )
            if not any(entry["phrases"] for entry in artifact["entries"]):
                raise ValueError("the crisis lexicon is empty")
            crisis = cls(artifact)
        except (KeyError, TypeError, AttributeError, IndexError, re.error) as error:
            raise ValueError(f"the crisis lexicon can't be read ({type(error).__name__}: {error})") from error
        crisis._helpers.prove()
        return crisis

    def match(self, text: str, lang: str) -> Match:
        """What the words call for. Every language is looked for on every page, since people mix them; that of the page leads."""
        plain = self.spelling.plain(text)
        if not plain:
            return Match()
        hits, gone = self._heard(plain)
        said = self._settle(plain, hits, lang) if hits else Match()
        if self.weights is None:
            return said
        return self._raised(said, self.weights.weigh(_left(plain, gone), lang))

    def residue(self, text: str) -> tuple[str, ...]:
        """The plain words without those that an exception or a "not" covers: what the weights may look at."""
        plain = self.spelling.plain(text)
        return _left(plain, self._heard(plain)[1]) if plain else ()

    def _heard(self, plain: str) -> tuple[list[_Hit], list[tuple[int, int, str]]]:
        """Entries that fire; and what the weights may not hear, as (start, end, the sign that stands for it)."""
        covers = list(self._exceptions.find(plain, frozenset(plain.split())))
        gone = [(start, end, EXCEPTED) for _, start, end in covers]
        hits: list[_Hit] = []
        for rule, start, end in self._entries.find(plain, frozenset(plain.split())):
            # an exception cancels what it reaches over the end of: "want to die" in "want to die of embarrassment"
            cover = next((cover for cover in covers if cover[1] < end <= cover[2]), None)
            if cover is None:
                hits.append(_Hit(rule, start, end, self._denied(plain, start, end)))
            elif cover[0].topic:
                worry = _Rule(cover[0].id, cover[0].lang, Severity.CONCERN, None, cover[0].topic, False)
                hits.append(_Hit(worry, start, end))
        hits = self._carry_denial(plain, hits)
        return hits, [*gone, *((hit.start, hit.end, DENIED) for hit in hits if hit.negated)]

    def _raised(self, said: Match, weighed: Weighed) -> Match:
        """The weights raise: from less than urgent to urgent, from urgent to emergency. They never lower, and never take a word back."""
        if not weighed.is_crisis:
            return said
        shown = said.is_shown
        severity = Severity.EMERGENCY if weighed.is_emergency else Severity.URGENT
        if shown and RANK[severity] <= RANK[said.severity]:
            return replace(said, withhold_results=said.withhold_results or weighed.withhold)
        category = said.category if shown else weighed.category
        return Match(
            severity=severity,
            category=category,
            also=said.also,
            for_whom=said.for_whom if shown else weighed.for_whom,
            topic=said.topic if shown else self._topics.get(str(category)),
            withhold_results=said.withhold_results or weighed.withhold,
            reasons=(*said.reasons, LEARNT),
        )

    def help(
        self,
        match: Match,
        *,
        nation: str,
        place_chain: Sequence[str] = (),
        age: int | None = None,
        lang: str = "en",
    ) -> tuple[str, ...]:
        """Ids of up to four contacts that fit, the most urgent first; never none for urgent and emergency."""
        return self._helpers.choose(match, nation=nation, place_chain=place_chain, age=age)

    def _denied(self, plain: str, start: int, end: int) -> bool:
        found = self._negated.search(plain, 0, start) if start else None
        if not found:
            return False
        return not (
            self._unless_before.search(plain, 0, found.start()) or self._unless_after.match(plain, end)
        )

    def _carry_denial(self, plain: str, hits: list[_Hit]) -> list[_Hit]:
        """ "Not going to hurt or kill myself": a "not" goes on over an "or"."""
        ends = {hit.end for hit in hits if hit.negated}
        for word in ("or ", "nor ", "eller "):
            ends |= {end + len(word) for end in ends if plain.startswith(word, end)}
        return [replace(hit, negated=hit.negated or hit.start in ends) for hit in hits]

    def _settle(self, plain: str, hits: list[_Hit], lang: str) -> Match:
        top = max(hit.rank for hit in hits)
        crises = sorted(
            (hit for hit in hits if hit.rank > RANK[Severity.CONCERN]),
            key=lambda hit: (
                -hit.rank,
                CATEGORIES.index(str(hit.rule.category)),
                hit.rule.lang != lang,
                hit.start - hit.end,
            ),
        )
        categories = tuple(dict.fromkeys(str(hit.rule.category) for hit in crises))
        # among concerns the lexicon's order decides: what is special stands before what is general
        lead = crises[0] if crises else min(hits, key=lambda hit: (hit.negated, hit.rule.lang != lang))
        return Match(
            severity=list(Severity)[top],
            category=categories[0] if categories else None,
            also=categories[1:],
            for_whom=self._whom(plain, lead),
            topic=lead.rule.topic or self._topics.get(str(lead.rule.category)),
            withhold_results=any(hit.rule.withhold and not hit.negated for hit in hits),
            reasons=tuple(dict.fromkeys(hit.rule.id for hit in hits)),
        )

    def _whom(self, plain: str, hit: _Hit) -> str:
        """Who the words are about: whoever the phrase itself names, else who was named last before it, else who follows closely."""
        people = self._named(plain)
        if hit.rule.category in _DONE_BY_OTHERS:
            people = [person for person in people if person.who not in ("near", "other")]
        inside = [person for person in people if person.start < hit.end and person.end > hit.start]
        if any(person.who == "self" for person in inside):
            return "self"
        if any(person.who == "parent" for person in inside):
            return "parent"
        subject = next((p for p in inside if p.who == "other" or p.start <= hit.start), None)
        before = max((p for p in people if p.end <= hit.start), key=lambda p: p.start, default=None)
        found = subject or before or (None if inside else self._named_after(plain, hit, people))
        if found is None or found.who == "self":
            return "self"
        return "parent" if any(person.who == "parent" for person in people) else "friend"

    def _named_after(self, plain: str, hit: _Hit, people: Sequence[_Person]) -> _Person | None:
        """ "Suicide help for my son", "suicidal friend"; but not "abused by my friend"."""
        after = min((p for p in people if p.start >= hit.end), key=lambda p: p.start, default=None)
        if after is None or plain[: hit.end].rsplit(" ", 2)[-2] in _AGENTS:
            return None
        return after if self._about.fullmatch(plain, hit.end, after.start) else None

    def _named(self, plain: str) -> list[_Person]:
        """Everybody that the words name. "My" in "my friend" is not the writer."""
        found = [
            _Person(who, match.start(), match.end())
            for who, people in self._people.items()
            for match in people.finditer(plain)
        ]
        wholes = [person for person in found if person.who in ("parent", "friend", "near")]
        return [
            person
            for person in found
            if person in wholes
            or not any(whole.start <= person.start and person.end <= whole.end for whole in wholes)
        ]


def _left(plain: str, gone: Sequence[tuple[int, int, str]]) -> tuple[str, ...]:
    """The words that are left, each covered stretch as one sign."""
    words: list[str] = []
    at = 0
    for start, end, sign in sorted(gone):
        if end <= at:
            continue
        words += [*plain[at : max(start, at)].split(), sign]
        at = end
    return (*words, *plain[at:].split())
