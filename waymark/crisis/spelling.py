"""What people type made plain before any phrase is looked for: disguises, slips, text-speak, missing and extra spaces.

A change is made only when its outcome is a word that the lexicon knows, so everyday words stay as they are.
``theme/js/crisis.js`` does the same; ``tests/cases/crisis.json`` holds the two together.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from waymark.text import LONGEST, fold, one_slip

_MASKED = re.compile(r"[A-Za-z0-9]{1,24}(?:[*@$!|]{1,24}[A-Za-z0-9]{1,24}){1,24}")
_SIGNS = str.maketrans("@$!|", "asii")
_FIGURES = str.maketrans("013457", "oieast")
_RUN = re.compile(r"([a-z])\1\1+")
_SLIP_FROM, _SPLIT_FROM, _SPLIT_TO, _SPACED_FROM = 7, 6, 40, 3


class Spelling:
    """Makes words plain. ``data`` is the artifact's part of that name, ``words`` those that its expressions hold."""

    def __init__(self, data: Mapping[str, Any], words: Collection[str]) -> None:
        self.signs = {ord(sign): f" {words} " for sign, words in data["signs"].items()}
        self.short: Mapping[str, str] = data["short"]
        self.long: tuple[str, ...] = tuple(data["long"])
        self.leave = frozenset(data["leave"])
        self.parts = frozenset(data["parts"])
        self._longest_part = max(map(len, self.parts), default=0)
        self.known = frozenset(
            (*words, *self.parts, *" ".join(self.short.values()).split(), *self.short, *self.long)
        )

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self.known):
            found.setdefault(len(word), []).append(word)
        return found

    def plain(self, text: str) -> str:
        """The words with one space after each."""
        text = text[:LONGEST].replace("´", "'").translate(self.signs)
        words = fold(_MASKED.sub(self._unmask, text)).split(" ")
        out: list[str] = []
        for word in self._join(words):
            out.append(self.short.get(word) or self.word(word))
        return "".join(f"{word} " for word in " ".join(out).split())

    def word(self, word: str) -> str:
        """One word as the lexicon writes it, or as it was."""
        if word in self.known or word in self.leave or len(word) < 2:
            return self.short.get(word, word)
        for candidate in self._respelt(word):
            if candidate in self.known:
                return self.short.get(candidate, candidate)
        squeezed = _RUN.sub(r"\1", word)
        return self._slip(squeezed) or self._split(squeezed) or squeezed

    def _respelt(self, word: str) -> Iterable[str]:
        if not word.isalpha():
            word = word.translate(_FIGURES)
            yield word
        yield _RUN.sub(r"\1\1", word)
        word = _RUN.sub(r"\1", word)
        yield word
        if len(word) > 3 and word[-1] == word[-2]:
            yield word[:-1]

    def _slip(self, word: str) -> str | None:
        if len(word) < _SLIP_FROM:
            return None
        return next((long for long in self.long if long[0] == word[0] and one_slip(word, long)), None)

    def _split(self, word: str) -> str | None:
        """Words run together: the fewest of those that the lexicon allows for it (``run_together``)."""
        if not _SPLIT_FROM <= len(word) <= _SPLIT_TO:
            return None
        best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self._longest_part), end):
                before, part = best[start], word[start:end]
                now = best[end]
                if before is not None and part in self.parts and (now is None or len(before) + 1 < len(now)):
                    best[end] = (*before, part)
        found = best[len(word)]
        return " ".join(self.short.get(part, part) for part in found) if found else None

    def _join(self, words: list[str]) -> Iterable[str]:
        """Letters spaced out (three or more in a row) and long words broken in two, put together again."""
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and len(words[end]) == 1:
                end += 1
            joined = "".join(words[at:end])
            if end - at >= _SPACED_FROM and (joined in self.known or self._split(joined)):
                yield joined
                at = end
            elif end > at:
                yield from words[at:end]
                at = end
            elif at + 1 < len(words) and self._broken(words[at], words[at + 1]):
                yield words[at] + words[at + 1]
                at += 2
            else:
                yield words[at]
                at += 1

    def _broken(self, first: str, second: str) -> bool:
        """True when two words are a long one with a gap in it, and not two words of their own."""
        return first + second in self.long and not (first in self.known and second in self.known)

    def _unmask(self, match: re.Match[str]) -> str:
        word = match[0].lower()
        if "*" not in word:
            swapped = word.translate(_SIGNS)
            return swapped if self.word(swapped) != swapped or swapped in self.known else match[0]
        for known in self._by_length.get(len(word), ()):
            if all(mark in ("*", letter) for mark, letter in zip(word, known, strict=True)):
                return known
        return match[0]
