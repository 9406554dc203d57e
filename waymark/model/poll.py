"""A poll as content: the question, who it is for, when it is open, and how its answers may be told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from waymark.model.shared import STRICT, Check, Hint, Line, MadeWith, Slug, Title

MOST_PLACES = 5
"""How many places somebody can be asked to fill in a ranking."""
PAIR = ("keep", "change")
"""The two parts of a keep/change pair."""


class OneAnswer(StrEnum):
    """How we keep to one answer each; the poll page says which, and what it can't promise."""

    DEVICE = "device"
    CODE = "code"
    OPEN = "open"


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    RANK = "rank"
    """A first choice, a second, up to a fifth. Each place is counted by itself."""
    PAIR = "pair"
    """One thing to keep and one to change, from the same list."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing somebody can choose."""

    __pydantic_config__ = STRICT
    id: Slug
    label: Line


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with its options."""

    __pydantic_config__ = STRICT
    id: Slug
    kind: QuestionKind = QuestionKind.ONE
    label: Line
    options: Annotated[tuple[Option, ...], Hint("Two to eight choices.", min_length=2, max_length=8)]
    places: Annotated[int, Hint("For a ranking: how many places to fill.", ge=2, le=MOST_PLACES)] = 3


@dataclass(frozen=True, kw_only=True)
class Poll:
    """One poll. Only counts are ever stored, and small counts are never shown."""

    __pydantic_config__ = STRICT
    title: Title
    summary: Annotated[Line, Hint("Why we ask, and what we will do with the answer.")]
    opens: dt.date
    closes: Annotated[dt.date, Hint("At most 90 days after it opens.")]
    one_answer: OneAnswer = OneAnswer.DEVICE
    audience: Annotated[Slug | None, Hint("The one place it is for. Empty: anybody.")] = None
    sensitive: bool = False
    room: Annotated[bool, Hint("true when a facilitator opens and closes it in a room.")] = False
    comment: Annotated[bool, Hint("true for one box for a few words. Read the guide first.")] = False
    cross: Annotated[
        tuple[Slug, ...],
        Hint(
            "Two questions of one choice each that are counted together and told in one table, never apart.",
            max_length=2,
        ),
    ] = ()
    example: Annotated[bool, Hint("true for a poll made up to show how this works; shown as an example.")] = (
        False
    )
    questions: Annotated[tuple[Question, ...], Hint("One to five questions.", min_length=1, max_length=5)]
    made_with: MadeWith
    check: Check = Check()


def parts(kind: str, places: int = 3) -> tuple[str, ...]:
    """The parts that a question is counted in: one unnamed, or a place each, or keep and change."""
    match kind:
        case QuestionKind.RANK:
            return tuple(str(place) for place in range(1, places + 1))
        case QuestionKind.PAIR:
            return PAIR
    return ("",)


def stored_as(question: str, part: str = "") -> str:
    """What a part of a question is called in the store and in forms: "next", "next:1", "look:keep"."""
    return f"{question}:{part}" if part else question


def crossed(cross: Sequence[str]) -> str:
    """What two crossed questions are called in the store, and two options of theirs: "age*helped"."""
    return "*".join(cross)


def tables(facts: Mapping[str, Any]) -> list[tuple[str, str, list[str], bool]]:
    """Every table that a poll is counted in: (question, part, options, whether several may be chosen).

    ``facts`` as in ``data/polls.json``: ``questions`` with id, kind, places, options; ``cross``. Two crossed questions are one table.
    """
    cross = tuple(facts.get("cross") or ())
    found = [
        (question["id"], part, list(question["options"]), question["kind"] == QuestionKind.SEVERAL)
        for question in facts["questions"]
        if question["id"] not in cross
        for part in parts(question["kind"], question.get("places") or 3)
    ]
    if cross:
        options = {question["id"]: question["options"] for question in facts["questions"]}
        first, second = (options[each] for each in cross)
        found.append((crossed(cross), "", [crossed((a, b)) for a in first for b in second], False))
    return found
