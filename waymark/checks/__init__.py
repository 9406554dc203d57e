"""The rules that content has to keep. Each rule is a generator that yields problems; it raises and prints nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

from waymark.checks import (
    bank,
    contacts,
    crisis,
    keywords,
    languages,
    links,
    loop,
    pages,
    personal,
    places,
    polls,
    searches,
    words,
)
from waymark.content import Content, load_content
from waymark.problems import Problem, sort_problems

Rule = Callable[[Content], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    *links.RULES,
    *contacts.RULES,
    *places.RULES,
    *languages.RULES,
    *pages.RULES,
    *polls.RULES,
    *words.RULES,
    *searches.RULES,
    *crisis.RULES,
    *bank.RULES,
    *keywords.RULES,
    *loop.RULES,
    *personal.RULES,
)
"""Every rule across files, in no particular order; problems are sorted by file and line."""


def check_content(root: Path) -> tuple[Content, tuple[Problem, ...]]:
    """Loads a content folder and holds it against every rule: all problems of all files, sorted."""
    content, problems = load_content(root)
    found = [*problems]
    for rule in RULES:
        found.extend(rule(content))
    return content, sort_problems(found)
