"""Counts without slowing an answer: a number in memory goes up, and another thread writes it down within a minute."""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping

SECONDS = 60.0
"""A lot of counts is written this long after its first one."""
MOST = 1000
"""So many counts are written without waiting."""

log = logging.getLogger("waymark.api")


class WaitingCounts:
    """Counts in memory, and hands over a lot at most once a minute, when there are many, and when the process ends.

    What can't be written is dropped with one line in the log: a count that waits for a broken store would grow for ever.
    """

    def __init__(
        self, write: Callable[[Mapping[Hashable, int]], None], *, seconds: float = SECONDS, most: int = MOST
    ) -> None:
        self._write, self._seconds, self._most = write, seconds, most
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: Counter[Hashable] = Counter()
        self._number = 0
        self._full: threading.Event | None = None
        self._failing = False

    def add(self, counted: Hashable) -> None:
        """One more. The first of a lot starts the minute after which the lot is written."""
        with self._lock:
            self._counts[counted] += 1
            self._number += 1
            if self._full is None:
                self._full = threading.Event()
                atexit.register(self.write)
                threading.Thread(
                    target=self._write_later, args=(self._full,), name="waiting-counts", daemon=True
                ).start()
            if self._number >= self._most:
                self._full.set()

    def write(self) -> None:
        """Writes what is waiting, now."""
        with self._writing:
            with self._lock:
                counts, self._counts, self._number = self._counts, Counter(), 0
                if self._full is not None:
                    self._full.set()
                    self._full = None
                    atexit.unregister(self.write)
            if counts:
                self._hand_over(counts)

    def _write_later(self, full: threading.Event) -> None:
        full.wait(self._seconds)
        if self._full is full:  # else somebody wrote this lot already
            self.write()

    def _hand_over(self, counts: Mapping[Hashable, int]) -> None:
        try:
            self._write(counts)
        except Exception as error:  # counts are worth less than a quiet server
            if not self._failing:
                log.error(
                    "weekly counts can't be written, and aren't kept until they can: %s", type(error).__name__
                )
            self._failing = True
        else:
            self._failing = False
