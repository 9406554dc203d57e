"""The word bank: what people type, by topic, that search learns from; what they wish for; and the words no repair may touch."""

import re
from collections.abc import Iterator
from typing import Any

from waymark.content import Content
from waymark.model.service import How, Interest, Kind, Referral, ServiceCost
from waymark.problems import Problem, Severity
from waymark.text import fold

ELSEWHERE = "elsewhere"
LONGEST_PHRASE = 20
"""Words of one search; longer ones are stories, and teach search little."""
FEWEST_PHRASES = 20
"""Below this a topic is hardly ever recognised."""
_PERSONAL = re.compile(r"\w@\w+\.\w|\+?\d[\d\s]{8,}\d")
WISHES: dict[str, frozenset[str]] = {
    "near": frozenset({"near"}),
    "kinds": frozenset(Kind),
    "how": frozenset(How),
    "cost": frozenset(ServiceCost),
    "referral": frozenset(Referral),
    "interests": frozenset(Interest),
    "diagnosis": frozenset({"not-needed"}),
    "access": frozenset({"step-free"}),
}
"""Fields and values that words may wish for."""


def check_topics(content: Content) -> Iterator[Problem]:
    """Every file of the word bank is named after a topic, or holds what belongs elsewhere."""
    for files in content.searches.values():
        for topic, file in files.items():
            if topic != ELSEWHERE and topic not in content.topics:
                yield Problem(
                    file.path,
                    1,
                    "search-topic",
                    f'there is no topic "{topic}"',
                    "name the file after a slug of topics.yml, or elsewhere.txt",
                )
            elif len(file.phrases) < FEWEST_PHRASES:
                yield Problem(
                    file.path,
                    1,
                    "search-few",
                    f"{len(file.phrases)} searches are too few to recognise a topic by",
                    f"add some, up to {FEWEST_PHRASES} or more",
                    Severity.ADVICE,
                )


def check_phrases(content: Content) -> Iterator[Problem]:
    """A search stands under one topic only, is short, and tells nothing about anybody: real searches may hold a name or number."""
    for files in content.searches.values():
        first: dict[str, str] = {}
        for file in files.values():
            for line, phrase in file.phrases:
                words = fold(phrase)
                if words in first:
                    yield Problem(
                        file.path,
                        line,
                        "search-twice",
                        f'"{phrase}" already stands in {first[words]}',
                        "keep it where it fits best",
                    )
                first.setdefault(words, f"{file.path}:{line}")
                yield from _check_phrase(file.path, line, phrase, words)


def _check_phrase(path: str, line: int, phrase: str, words: str) -> Iterator[Problem]:
    if not words:
        yield Problem(path, line, "search-empty", f'"{phrase}" has no letters', "write words, or take it out")
    elif len(words.split()) > LONGEST_PHRASE:
        yield Problem(
            path,
            line,
            "search-long",
            f"this search has {len(words.split())} words",
            f"cut it to {LONGEST_PHRASE}",
        )
    if _PERSONAL.search(phrase):
        yield Problem(
            path,
            line,
            "search-personal",
            "this looks like somebody's number or address",
            "take it out: the word bank is public",
        )


def check_wishes(content: Content) -> Iterator[Problem]:
    """Wishes name fields and values that services have, with a list of phrases for each language."""
    origin = content.origins.get(("phrases", "words/wishes"))
    data: Any = content.phrases.get("words/wishes") or {}
    if origin is None or not isinstance(data, dict):
        return
    for field, values in data.items():
        known = WISHES.get(field, frozenset())
        for value, words in (values or {}).items():
            if value not in known:
                hint = (
                    f"use one of {', '.join(sorted(known))}" if known else f"use one of {', '.join(WISHES)}"
                )
                yield Problem(
                    origin.path, origin.line_of(field, value), "wish", f'nothing has "{field}: {value}"', hint
                )
            elif not isinstance(words, dict) or not all(isinstance(each, list) for each in words.values()):
                yield Problem(
                    origin.path,
                    origin.line_of(field, value),
                    "wish",
                    f'"{value}" needs a list of phrases for each language',
                    'write en: ["drop in", "walk in"]',
                )


RULES = (check_topics, check_phrases, check_wishes)
