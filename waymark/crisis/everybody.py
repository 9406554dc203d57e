"""Everybody whom crisis help may ever show: what a device has to hold so that it can show the same people without asking."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from waymark.crisis.help import FIRST, Helpers
from waymark.crisis.model import CATEGORIES, Match

WHOM = ("self", "friend", "parent")
PARTS = ("contacts", "nations", "responses")
"""What of the artifact says who helps."""


def everybody(
    parts: Mapping[str, Any], heres: Sequence[tuple[str, Sequence[str]]], ages: Sequence[int | None]
) -> list[str]:
    """Ids of all who are chosen for some kind of words, in some nation with some places around, at some age."""
    helpers = Helpers(parts)
    shown: set[str] = set()
    for category, severity, whom in product(CATEGORIES, FIRST, WHOM):
        match = Match(severity=severity, category=category, for_whom=whom)
        for (nation, chain), age in product(heres, ages):
            shown.update(helpers.choose(match, nation=nation, place_chain=chain, age=age))
    return sorted(shown)
