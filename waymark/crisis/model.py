"""The values of crisis-word recognition. A severity says how fast help is shown; it is never a property of a person."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How fast help is shown, from not at all to at once."""

    NONE = "none"
    CONCERN = "concern"
    URGENT = "urgent"
    EMERGENCY = "emergency"


RANK = {severity: rank for rank, severity in enumerate(Severity)}

CATEGORIES = (
    "crisis_overdose_medical",
    "crisis_suicide",
    "crisis_abuse_danger",
    "crisis_eating_medical",
    "crisis_self_harm",
    "crisis_exploitation",
    "crisis_psychosis",
    "crisis_missing_runaway",
)
"""Every kind of crisis. Between two of equal severity the earlier one leads and the later one stands in ``also``."""


@dataclass(frozen=True)
class Match:
    """What words call for. ``reasons`` names the entries that fired, for editors; nothing of it is kept."""

    severity: Severity = Severity.NONE
    category: str | None = None
    also: tuple[str, ...] = ()
    for_whom: str | None = None
    topic: str | None = None
    withhold_results: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether help comes before everything else."""
        return RANK[self.severity] > RANK[Severity.CONCERN]
