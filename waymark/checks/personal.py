"""The rules of the personal-data screen and the list of rude words: each can be read, and neither hides what it must not."""

from collections.abc import Iterator, Mapping
from typing import Any

from waymark.content import Content
from waymark.personal import read_rules
from waymark.problems import Problem

SCREEN, RUDE = "words/personal", "words/rude"
MOST_RUDE = 40
NEVER_RUDE = frozenset(
    {"gay", "queer", "trans", "lesbian", "bi", "raped", "rape", "nudes", "sex", "die", "dead", "kill"}
)
"""Words of people and of what was done to them. A comment with one of them is never read last."""


def check_screen(content: Content) -> Iterator[Problem]:
    """Every pattern can be read and every list that it names is there."""
    data = content.phrases.get(SCREEN)
    if not isinstance(data, Mapping) or not data.get("lists") or not data.get("rules"):
        yield _problem(
            content, SCREEN, (), "it needs lists and rules", "copy the file of the Waymark repository"
        )
        return
    for index, rule in enumerate(data["rules"]):
        fault = _fault({**data, "rules": [rule]})
        if fault:
            yield _problem(content, SCREEN, ("rules", index), fault, "mend the pattern, or take it out")


def check_rude(content: Content) -> Iterator[Problem]:
    """The list stays short, and sorts nobody's trouble to the end."""
    lists = content.phrases.get(RUDE)
    if not isinstance(lists, Mapping):
        yield _problem(content, RUDE, (), "it needs a list for each language", "write en: [] at least")
        return
    words = [word for each in lists.values() for word in each]
    if len(words) > MOST_RUDE:
        yield _problem(content, RUDE, (), f"{len(words)} words are too many", f"keep to {MOST_RUDE}")
    for word in sorted(NEVER_RUDE.intersection(words)):
        yield _problem(content, RUDE, (), f'"{word}" is no rude word', "take it out")


def _fault(data: Mapping[str, Any]) -> str | None:
    try:
        read_rules(data)
    except (ValueError, KeyError, TypeError) as error:
        return f"a rule can't be read: {error}"
    return None


def _problem(content: Content, file: str, at: tuple[Any, ...], what: str, instead: str) -> Problem:
    origin = content.origins.get(("phrases", file))
    path, line = (origin.path, origin.line_of(*at)) if origin else (f"content/_data/{file}.yml", 1)
    return Problem(path, line, "personal", what, instead)


RULES = (check_screen, check_rude)
