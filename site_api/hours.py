"""Whether help is open at this moment, in words: the hours of the build, the nation's clock and its bank holidays."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from site_api.current import hub, parts, say
from waymark.hours import OpenState, State, state


def is_open_now(expression: str, nation: str) -> bool:
    """True when somebody answers now for sure."""
    return state(expression, nation, parts().now(), hub().holidays).state is State.OPEN


def openness(card: Mapping[str, Any]) -> dict[str, Any] | None:
    """A service's state and a sentence that says it; None for guides, and for services whose hours nobody knows."""
    opening = card.get("opening")
    if not opening:
        return None
    found = state(opening["osm"], opening["nation"], parts().now(), hub().holidays)
    if found.state is State.UNKNOWN:
        return None
    return {"state": found.state, "words": _words(found)}


def _words(found: OpenState) -> str:
    if found.holiday:
        return say("open_holiday")
    if found.state is State.OPEN:
        return say("open_until", time=_clock(found.until)) if found.until else say("open_always")
    return say("open_next", when=_when(found.opens_next)) if found.opens_next else say("open_closed")


def _when(moment: dt.datetime) -> str:
    """Today at 9am; tomorrow; Monday at 9am; later than a week, the date."""
    days = (moment.date() - parts().now().astimezone(moment.tzinfo).date()).days
    if days > 6:
        month = say("months").split(",")[moment.month - 1].strip()
        day = say("open_on_date", day=moment.day, month=month)
    elif days > 1:
        day = say("weekdays").split(",")[moment.weekday()].strip()
    else:
        day = say("open_tomorrow" if days else "open_today")
    return say("open_at", day=day, time=_clock(moment))


def _clock(moment: dt.datetime) -> str:
    """A time as the language writes it: 5:30pm, midday, midnight; 17.30."""
    if say("clock") == "24":
        return f"{moment.hour}.{moment.minute:02}"
    if moment.minute == 0 and moment.hour in (0, 12):
        return say("clock_midday" if moment.hour else "clock_midnight")
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"
