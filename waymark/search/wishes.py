"""What a question asks of the help besides its subject: "drop in", "free", "no referral", "text". And where: a place in the words.

The phrases are data (``content/_data/words/wishes.yml``): folded phrase → field and value. A wish lifts what has it; it never
hides the rest, because words are only a guess where a ticked filter is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from waymark.places import Places
from waymark.text import fold

LONGEST_PLACE_NAME = 4
Wishes = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Wished:
    """``phrases``: folded words → what they wish for, each (field, value). "near" means: near me, nothing to search for."""

    phrases: Mapping[str, Sequence[tuple[str, str]]]

    @cached_property
    def _longest(self) -> int:
        return max((phrase.count(" ") + 1 for phrase in self.phrases), default=0)

    def heard(self, words: Sequence[str]) -> tuple[list[str], Wishes]:
        """The words without "near me" and its like, and every wish among them; longer phrases first."""
        found: dict[str, set[str]] = {}
        left: list[str] = []
        start = 0
        while start < len(words):
            length, wished = self._at(words, start)
            for field, value in wished:
                found.setdefault(field, set()).add(value)
            if not any(field == "near" for field, _ in wished):
                left += words[start : start + length]
            start += length
        return left, {field: frozenset(values) for field, values in found.items() if field != "near"}

    def _at(self, words: Sequence[str], start: int) -> tuple[int, Sequence[tuple[str, str]]]:
        for length in range(min(self._longest, len(words) - start), 0, -1):
            wished = self.phrases.get(" ".join(words[start : start + length]))
            if wished:
                return length, wished
        return 1, ()


@dataclass(frozen=True)
class PlaceWords:
    """Finds the name of a place of the hub, or an outward code, among words."""

    places: Places

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            fold(name): key
            for key, record in self.places.records.items()
            for name in (*record["name"].values(), *record["also_called"])
        }

    def take(self, words: list[str]) -> tuple[list[str], str | None]:
        """The words without the place, and its id: "boxing fleetwood" is boxing, in Fleetwood."""
        for length in range(min(LONGEST_PLACE_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                found = self._place(" ".join(words[start : start + length]), length)
                if found:
                    return words[:start] + words[start + length :], found
        return words, None

    def _place(self, name: str, length: int) -> str | None:
        found = self._names.get(name)
        if found or length > 2 or not any(letter.isdigit() for letter in name):
            return found
        code = self.places.outcode(name)
        return self.places.outcodes[code][3] if code else None
