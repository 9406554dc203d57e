"""A poll as content: the question, who it is for, when it is open, and how its answers may be told."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import STRICT, Check, Hint, Line, MadeWith, Slug, Title


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
    example: Annotated[bool, Hint("true for a poll made up to show how this works; shown as an example.")] = (
        False
    )
    questions: Annotated[tuple[Question, ...], Hint("One to five questions.", min_length=1, max_length=5)]
    made_with: MadeWith
    check: Check = Check()
