"""What one would write first to notice a crisis: a plain list of words, three ways. Each gets every crisis line of the bank.

All of them fold the words as we do, look at as many letters, and only say yes or no: no kind, no person, no "not", no idiom.

- one expression: every line as an alternative of one compiled expression, found anywhere, also inside a word.
- loop: is this line in it, is that one? Answers as the expression does.
- Aho-Corasick: one pass for all lines (the Rust crate, as ``ahocorasick-rs``), told to find whole words only.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from ahocorasick_rs import AhoCorasick

from waymark.crisis.bank import Line
from waymark.text import LONGEST, fold


class Peer(Protocol):
    """Something that says whether words are a crisis."""

    name: str

    def notices(self, text: str) -> bool:
        """Whether help would come first."""
        ...


class OneExpression:
    """A list as one expression."""

    name = "list, one expression"

    def __init__(self, listed: Iterable[str]) -> None:
        self._found = re.compile("|".join(map(re.escape, listed))).search

    def notices(self, text: str) -> bool:
        """Whether a line of the list stands anywhere in the words."""
        return self._found(fold(text[:LONGEST])) is not None


class Loop:
    """A list, one line after the other."""

    name = "list, loop"

    def __init__(self, listed: Collection[str]) -> None:
        self._listed = listed

    def notices(self, text: str) -> bool:
        """Whether a line of the list stands anywhere in the words."""
        return any(map(fold(text[:LONGEST]).__contains__, self._listed))


class Automaton:
    """A list as an automaton."""

    name = "Aho-Corasick"

    def __init__(self, listed: Iterable[str]) -> None:
        self._found = AhoCorasick([f" {line} " for line in listed]).find_matches_as_indexes

    def notices(self, text: str) -> bool:
        """Whether a line of the list stands in the words, word for word."""
        return bool(self._found(f" {fold(text[:LONGEST])} "))


def crisis_list(lines: Iterable[Line]) -> Sequence[str]:
    """The folded crisis lines, each once."""
    return sorted({folded for line in lines if line.is_crisis and (folded := fold(line.text))})
