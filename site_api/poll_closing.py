"""Closing a poll: its numbers are published under the rule, once, and everything that must not last is destroyed.

Runs by itself: the first request of a day starts it in the background, so that no secret outlives its poll because somebody forgot.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from site_api import helped
from site_api.current import Parts
from site_api.errors import where
from site_api.poll_state import Said, State, find_state
from site_api.publish import audit, tell_release
from site_api.store.schema import PEOPLE
from waymark.bundle import Bundle

log = logging.getLogger("waymark.api")

ATTEMPTS, PAUSE = 5, 0.3
"""To write the tables anew while others read: how often, and seconds between."""


class ClosingError(Exception):
    """A poll that can't be closed; says why."""


def close_poll(parts: Parts, poll: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Publishes and destroys. Answers what is published; doing it again changes nothing and answers the same.

    Raises ClosingError when the numbers don't pass the auditor: then nothing is published, and a person has to look. What must not
    last is destroyed all the same.
    """
    if parts.closing.states().get(poll) != Said.FINISHED:
        parts.closing.say(poll, Said.CLOSED)
    parts.states.forget()
    told = parts.closing.release(poll)
    problems: list[str] = []
    if told is None:
        counts = parts.votes.counts(poll)
        ballots = counts.get(PEOPLE, {}).get(PEOPLE, 0)
        told = tell_release({**facts, "id": poll}, counts, _closed(parts, facts), ballots)
        problems = audit(told)
        if not problems:
            told = parts.closing.freeze(poll, told)
    clean = _destroy(parts, poll)
    parts.comments.release_all(poll)
    if clean:
        parts.closing.say(poll, Said.FINISHED)
    parts.states.forget()
    if problems:
        raise ClosingError(f"{poll}: not published, the auditor found: {'; '.join(problems)}")
    return told


def _destroy(parts: Parts, poll: str) -> bool:
    """Keys, codes and secret go. False when the tables could not be written anew: somebody is reading, and it is tried again the next day."""
    parts.closing.erase(poll)
    parts.secrets.forget(poll)
    for _ in range(ATTEMPTS):
        try:
            parts.closing.write_anew()
        except BlockingIOError:
            time.sleep(PAUSE)
        else:
            return True
    log.error("poll %s is closed and its keys are gone; its tables will be written anew tomorrow", poll)
    return False


def _closed(parts: Parts, facts: Mapping[str, Any]) -> str:
    """The day on which it closed: that of its facts, or today when somebody closed it before."""
    return min(str(facts["closes"]), parts.today().isoformat())


def find_due(parts: Parts, bundle: Bundle) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every poll that has closed and isn't finished, with its facts; also those whose file an editor took away."""
    left = parts.closing.unfinished() | parts.secrets.kept()
    today = parts.today()
    for poll in sorted({*bundle.polls, *left}):
        facts = bundle.polls.get(poll) or helped.poll_facts(poll, parts)
        if facts is None:
            yield poll, {"closes": today.isoformat(), "questions": [], "removed": True}
        elif find_state(facts, parts.states.said(poll), today) is State.CLOSED and (
            poll in left or parts.states.said(poll) != Said.FINISHED or parts.closing.release(poll) is None
        ):
            yield poll, facts


def close_due(parts: Parts, bundle: Bundle) -> None:
    """Closes every poll that is due. One that fails is a line in the log, and the next one's turn."""
    for poll, facts in find_due(parts, bundle):
        try:
            if facts.get("removed"):
                _destroy(parts, poll)
            else:
                close_poll(parts, poll, facts)
            log.info("poll %s is closed: its keys and its secret are gone", poll)
        except ClosingError as error:
            log.error("%s", error)
        except Exception as error:
            log.error("a poll could not be closed: %s", where(error))


class Keeper:
    """Sees to it once a day, from whichever request is the first of the day, without letting it wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: dt.date | None = None
        self._thread: threading.Thread | None = None

    def look(self, parts: Parts) -> None:
        """Starts the work when this day's wasn't done yet."""
        today = parts.today()
        if self._day == today:
            return
        with self._lock:
            if self._day == today:
                return
            self._day = today
            thread = threading.Thread(target=self._work, args=(parts, today), name="keeper", daemon=True)
            thread.start()
            self._thread = thread

    def wait(self) -> None:
        """Until the work in hand is done."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self, parts: Parts, today: dt.date) -> None:
        for work in (
            lambda: close_due(parts, parts.builds.current()),
            lambda: parts.comments.erase_old(today),
        ):
            try:
                work()
            except (SQLAlchemyError, OSError) as error:
                log.error("what is over could not be looked after, and will be tomorrow: %s", where(error))
