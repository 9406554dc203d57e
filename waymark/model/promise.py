"""What the hub promises about the reader's privacy: each with the tests that hold it."""

from dataclasses import dataclass
from typing import Annotated

from waymark.model.shared import STRICT, Hint, Slug, Words

TEST = r"^tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+$"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One line of the privacy page, how anybody can know that it is kept, and the tests that fail when it isn't."""

    __pydantic_config__ = STRICT
    id: Slug
    words: Annotated[Words, Hint("The promise, for an 11-year-old.")]
    how: Annotated[Words, Hint("How we know that it is kept, in one or two plain sentences.")]
    tests: Annotated[
        tuple[Annotated[str, Hint(pattern=TEST)], ...], Hint("The tests that hold it.", min_length=1)
    ]
