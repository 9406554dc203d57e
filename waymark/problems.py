"""What can be wrong with content, told to the person who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks; advice does not."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it is, what is wrong, what to do. ``code`` is stable, for machines."""

    path: str
    line: int
    code: str
    what: str
    fix: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "advice: "
        return f"{self.path}:{self.line}: {mark}{self.what}, {self.fix}"


class BuildError(Exception):
    """Stops a build with a sentence for the person at the keyboard."""


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and line, each problem once."""
    return tuple(sorted(set(problems)))


def count_errors(problems: Iterable[Problem]) -> int:
    """How many of them block."""
    return sum(problem.severity is Severity.ERROR for problem in problems)
