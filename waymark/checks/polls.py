"""A poll closes, and asks each thing once."""

import datetime as dt
from collections.abc import Iterator

from waymark.content import Content, Kind
from waymark.model.poll import QuestionKind
from waymark.problems import Problem

LONGEST = dt.timedelta(days=90)
"""How long a poll may stay open: its secret is kept only so long."""
MOST_CELLS = 40
"""Of a cross-tab: with more, a whole school's answers would leave most of them under ten."""


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


def check_cross(content: Content) -> Iterator[Problem]:
    """A cross-tab is of two different questions of the poll, each of one choice, and small enough that its cells can fill."""
    for entry in content.of(Kind.POLL):
        cross = entry.record.cross
        if not cross:
            continue
        found = {question.id: question for question in entry.record.questions}
        fit = [
            found[each]
            for each in dict.fromkeys(cross)
            if each in found and found[each].kind in (QuestionKind.ONE, QuestionKind.SCALE)
        ]
        if len(fit) != 2 or len(cross) != 2:
            what = f'"{", ".join(cross)}" are not two questions of one choice each'
            fix = "name two questions of the kind one or scale"
        elif len(fit[0].options) * len(fit[1].options) > MOST_CELLS:
            what = (
                f"their table has {len(fit[0].options) * len(fit[1].options)} cells, and most would be hidden"
            )
            fix = f"offer fewer choices: {MOST_CELLS} cells at most"
        else:
            continue
        yield Problem(entry.path, entry.line_of("cross"), "poll-cross", what, fix)


RULES = (check_dates, check_options, check_cross)
