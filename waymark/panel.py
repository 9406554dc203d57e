"""The words of a crisis panel: one place for the page, the API and the device."""

from collections.abc import Callable
from typing import Any

SHOWN_FIRST = ("urgent", "emergency")
"""The severities whose help stands before everything else."""


def panel_words(
    say: Callable[..., str], *, severity: str, for_whom: str | None, number: str | None
) -> dict[str, Any]:
    """Heading, intro and last line; all None where help need not come first.

    ``say(key, **values)`` gives an interface word; ``number`` is the emergency number of the reader's nation.
    """
    if severity not in SHOWN_FIRST:
        return {"heading": None, "intro": None, "last_line": None}
    helper = f"_{for_whom}" if severity == "urgent" and for_whom in ("friend", "parent") else ""
    last = say("answer_crisis_last", number=number) if number and severity == "urgent" else None
    return {
        "heading": say(f"answer_crisis_{severity}_heading"),
        "intro": say(f"answer_crisis_{severity}_intro{helper}"),
        "last_line": last,
    }


def emergency_number(contacts: Any, nation: str) -> str | None:
    """The number to call for life at risk in a nation, from views of the registry: 999 here, 112 there."""
    state = nation[:2]
    return next(
        (
            channel["value"]
            for contact in contacts
            if contact["urgency"] == "emergency" and any(each[:2] == state for each in contact["nation"])
            for channel in contact["channels"]
            if channel["type"] == "call"
        ),
        None,
    )
