"""The rules that content has to keep. Each rule is a generator that yields problems; it raises and prints nothing."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from waymark.checks import (
    bank,
    contacts,
    coverage,
    crisis,
    easy,
    guides,
    jargon,
    keywords,
    languages,
    links,
    loop,
    pages,
    personal,
    places,
    polls,
    promises,
    searches,
    words,
)
from waymark.content import Content, load_content
from waymark.problems import Problem, Severity, sort_problems
from waymark.steps import Known, kept

Rule = Callable[[Content], Iterator[Problem]]

DATA_RULES: tuple[Rule, ...] = (*searches.RULES, *crisis.RULES, *bank.RULES, *keywords.RULES)
"""Rules that look at ``_data`` alone: they see a content without pages and interface words, and are asked again only when something in
the folder has changed."""

PAGE_RULES: tuple[Rule, ...] = (
    *links.RULES,
    *contacts.RULES,
    *places.RULES,
    *coverage.RULES,
    *guides.RULES,
    *languages.RULES,
    *pages.RULES,
    *polls.RULES,
    *words.RULES,
    *loop.RULES,
    *jargon.RULES,
    *easy.RULES,
    *promises.RULES,
    *personal.RULES,
)
"""Every other rule across files, in no particular order; problems are sorted by file and line."""

RULES: tuple[Rule, ...] = (*DATA_RULES, *PAGE_RULES)


def check_content(root: Path) -> tuple[Content, tuple[Problem, ...]]:
    """Loads a content folder and holds it against every rule: all problems of all files, sorted."""
    content, problems = load_content(root)
    bare = Known(replace(content, entries={}, strings={}), [root.name, root / "_data"])
    found = [*problems, *map(_problem, kept(problems_of_data, bare))]
    for rule in PAGE_RULES:
        found.extend(rule(content))
    return content, sort_problems(found)


def _problem(told: dict[str, Any]) -> Problem:
    return Problem(**{**told, "severity": Severity(told["severity"])})


def problems_of_data(content: Content) -> list[dict[str, Any]]:
    """What the rules of data find, as plain values."""
    return [asdict(problem) for rule in DATA_RULES for problem in rule(content)]
