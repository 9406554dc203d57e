"""Lines of the bank that get the wrong answer: the whole bank is held against every change."""

from collections.abc import Mapping, Sequence
from typing import Any

from waymark.crisis.bank import Line
from waymark.crisis.match import Crisis

TOLERANCE = 12
"""Points by which a line may fall on the wrong side unnoticed: machines round a little differently when they learn."""


def lost_lines(artifact: Mapping[str, Any], lines: Sequence[Line]) -> list[int]:
    """The numbers of the lines that are lost."""
    crisis = Crisis.from_dict(artifact)
    return [number for number, line in enumerate(lines) if is_lost(crisis, line)]


def is_lost(crisis: Crisis, line: Line) -> bool:
    """Whether a line gets the wrong answer, and not only by a hair."""
    if crisis.match(line.text, line.lang).is_shown is line.is_crisis:
        return False
    if crisis.weights is None:
        return True
    lead = crisis.weights.lead(crisis.residue(line.text), line.lang)
    return lead < -TOLERANCE if line.is_crisis else not -TOLERANCE < lead < TOLERANCE
