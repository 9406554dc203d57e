"""A poll closes, and asks each thing once."""

import datetime as dt
from collections.abc import Iterator

from waymark.content import Content, Kind
from waymark.problems import Problem

LONGEST = dt.timedelta(days=90)
"""How long a poll may stay open: its secret is kept only so long."""


def check_dates(content: Content) -> Iterator[Problem]:
    """A poll opens before it closes, and stays open at most 90 days."""
    for entry in content.of(Kind.POLL):
        opens, closes = entry.record.opens, entry.record.closes
        if closes < opens:
            yield Problem(
                entry.path,
                entry.line_of("closes"),
                "poll-dates",
                f"it closes ({closes}) before it opens ({opens})",
                "correct one of the dates",
            )
        elif closes - opens > LONGEST:
            yield Problem(
                entry.path,
                entry.line_of("closes"),
                "poll-dates",
                f"it stays open for {(closes - opens).days} days",
                f"close it after at most {LONGEST.days}",
            )


def check_options(content: Content) -> Iterator[Problem]:
    """Questions and options have ids of their own, the same ones in every language."""
    for entry in content.of(Kind.POLL):
        ids = [question.id for question in entry.record.questions]
        for index, question in enumerate(entry.record.questions):
            options = [option.id for option in question.options]
            if ids.count(question.id) > 1 or len(set(options)) < len(options):
                yield Problem(
                    entry.path,
                    entry.line_of("questions", index),
                    "repeated-id",
                    f'the question "{question.id}" or one of its options is there twice',
                    "give each its own id",
                )
        home = content.get(Kind.POLL, entry.home_lang, entry.id)
        shape = [
            (question.id, [option.id for option in question.options]) for question in entry.record.questions
        ]
        if home and shape != [
            (question.id, [option.id for option in question.options]) for question in home.record.questions
        ]:
            yield Problem(
                entry.path,
                entry.line_of("questions"),
                "translation",
                f"its questions or options are not those of {home.path}",
                "use the same ids in the same order",
            )


RULES = (check_dates, check_options)
