"""What the hub promises: few lines, in words for an eleven-year-old, in every language."""

from collections.abc import Iterator

from waymark.checks.links import known_ids, missing
from waymark.checks.words import GRADE_TO_AGE, plain, reading_grade
from waymark.content import Content, find_references
from waymark.problems import Problem
from waymark.steps import kept

MOST, OLDEST = 10, 9
"""Lines of the page; the reading age that they may ask for."""


def check_promise_count(content: Content) -> Iterator[Problem]:
    """At most ten promises: nobody reads the eleventh."""
    for promise in list(content.promises.values())[MOST:]:
        origin = content.origins["promise", promise.id]
        yield Problem(
            origin.path,
            origin.line_of(),
            "promise",
            f'"{promise.id}" is one promise too many',
            f"keep {MOST} at most",
        )


def check_promise_words(content: Content) -> Iterator[Problem]:
    """A promise is there in each language, with how we know it is kept; its links lead somewhere."""
    known = known_ids(content)
    for promise in content.promises.values():
        origin = content.origins["promise", promise.id]
        for fact in ("words", "how"):
            words = getattr(promise, fact)
            for lang in content.hub.languages:
                if lang not in words:
                    yield Problem(
                        origin.path,
                        origin.line_of(fact),
                        "untranslated",
                        f'"{promise.id}" is missing in "{lang}"',
                        f"add {lang}: to {fact}",
                    )
            for line in words.values():
                for reference in find_references(line):
                    ids = known.get(reference.kind, ())
                    if reference.target not in ids:
                        yield missing(
                            origin.path, origin.line_of(fact), reference.kind, reference.target, ids
                        )


def check_promise_age(content: Content) -> Iterator[Problem]:
    """The promises together read at age nine or younger (in English, where a formula can tell)."""
    promises = list(content.promises.values())
    words = plain("\n".join(promise.words["en"] for promise in promises if "en" in promise.words))
    age = kept(reading_grade, words) + GRADE_TO_AGE if words.strip() else 0
    if age > OLDEST:
        origin = content.origins["promise", promises[0].id]
        yield Problem(
            origin.path,
            1,
            "promise",
            f"the reading age of the promises is about {age:.1f}",
            f"aim for {OLDEST}: shorter sentences, shorter words",
        )


RULES = (check_promise_count, check_promise_words, check_promise_age)
