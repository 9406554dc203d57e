"""Words that are explained: each in one sense, in plain words, with a meaning in every language that has it."""

from collections.abc import Iterator

from waymark.checks.links import known_ids, missing
from waymark.content import Content
from waymark.model.jargon import Term
from waymark.problems import Problem
from waymark.text import fold

LONGEST_MEANING = 25
"""Words: it is read at the foot of a phone's screen."""


def check_term_languages(content: Content) -> Iterator[Problem]:
    """A word has its meaning in each language that it has a name in, and no other."""
    for term in content.jargon.values():
        for lang in sorted({*term.term, *term.words, *term.also, *term.forms}):
            if lang not in content.hub.languages:
                yield _fault(
                    content, term, "term", f'is in "{lang}", which this hub doesn\'t have', "take it out"
                )
            elif lang not in term.term or lang not in term.words:
                yield _fault(
                    content,
                    term,
                    "words",
                    f'lacks its name or its meaning in "{lang}"',
                    "write both, or take the language out",
                )


def check_term_spellings(content: Content) -> Iterator[Problem]:
    """No two words are spelt alike: a link could only lead to one of them."""
    for lang in content.hub.languages:
        owner: dict[str, str] = {}
        for term in content.jargon.values():
            for spelling in term.spellings(lang):
                first = owner.setdefault(fold(spelling), term.id)
                if first != term.id:
                    yield _fault(
                        content,
                        term,
                        "term",
                        f'is spelt "{spelling}" in "{lang}", and so is "{first}"',
                        "keep the spelling in one of the two",
                    )


def check_term_words(content: Content) -> Iterator[Problem]:
    """A meaning is short: two sentences of plain words."""
    for term in content.jargon.values():
        for lang, words in term.words.items():
            if len(words.split()) > LONGEST_MEANING:
                yield _fault(
                    content,
                    term,
                    "words",
                    f'has {len(words.split())} words in "{lang}"',
                    f"say it in {LONGEST_MEANING}, and the rest on a page of its own",
                )


def check_term_links(content: Content) -> Iterator[Problem]:
    """What tells more about a word exists."""
    known = known_ids(content)
    for term in content.jargon.values():
        kind, _, target = (term.more or "").partition(":")
        if term.more and target not in known[kind]:
            origin = content.origins["term", term.id]
            yield missing(origin.path, origin.line_of("more"), kind, target, known[kind])


def _fault(content: Content, term: Term, fact: str, what: str, fix: str) -> Problem:
    origin = content.origins["term", term.id]
    return Problem(origin.path, origin.line_of(fact), "term", f'"{term.id}" {what}', fix)


RULES = (check_term_languages, check_term_spellings, check_term_words, check_term_links)
