"""Whether a poll can be answered: by its dates, by what an operator said, and in a room by what the facilitator said."""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger("waymark.api")

KEPT_SECONDS = 1.0
"""What was said is read again after this long: an opened room opens at once, and a school's minute reads it sixty times."""


class State(StrEnum):
    """What a poll is."""

    SOON = "soon"
    WAITING = "waiting"
    """Its days have come; the person in the room opens it."""
    OPEN = "open"
    CLOSED = "closed"


class Said(StrEnum):
    """What can be said of a poll beside its dates, as it stands in the store."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    """For good."""
    FINISHED = "finished"
    """Closed, and its keys, codes and secret are gone."""


class PollStates:
    """What was said of polls, read from the store at most once a second. A store that can't be read changes nothing."""

    def __init__(
        self, read: Callable[[], Mapping[str, str]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._clock, self._lock = read, clock, threading.Lock()
        self._said: Mapping[str, str] = {}
        self._at: float | None = None

    def said(self, poll: str) -> str | None:
        """What was said of this poll last."""
        with self._lock:
            if self._at is None or self._clock() - self._at >= KEPT_SECONDS:
                try:
                    self._said = self._read()
                except (SQLAlchemyError, OSError) as error:
                    log.error("the states of polls could not be read: %s", type(error).__name__)
                self._at = self._clock()
            return self._said.get(poll)

    def forget(self) -> None:
        """Read again the next time: something was just said."""
        with self._lock:
            self._at = None


def find_state(facts: Mapping[str, Any], said: str | None, today: dt.date) -> State:
    """A poll's state. Its closing day is the last one, and what is closed for good stays closed."""
    if said in (Said.CLOSED, Said.FINISHED) or today > dt.date.fromisoformat(facts["closes"]):
        return State.CLOSED
    if today < dt.date.fromisoformat(facts["opens"]):
        return State.SOON
    if said == Said.PAUSED or (facts.get("room") and said != Said.OPEN):
        return State.WAITING
    return State.OPEN
