"""One thread a process writes for all: what waits while a commit is on its way goes into the next one together.

So a school that answers in one minute costs a commit for many answers, and the log of a busy store doesn't tell who chose what.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 256
"""So many are written in one commit at most."""
PATIENCE = 4.0
"""Seconds that somebody waits. A store that takes longer is treated as gone until it moves again, so that help is still answered."""
QUIET = 1.0
"""Seconds without anything to write, after which the tidying is done."""
COMMITS = 256
"""So many commits are done at most before it is done all the same."""

log = logging.getLogger("waymark.api")


class TooSlow(OSError):
    """The store didn't answer in time. Whatever was handed in may still be written: it has to bear being sent again."""


class Writer(Generic[Item, Answer]):
    """Takes items from many threads and hands them on in lots.

    ``commit`` gets a lot and returns an answer for each, in the same order, once they are safe; what it raises is raised to each
    of those who wait. ``tidy`` is called from the same thread when it is quiet.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Sequence[Answer]],
        tidy: Callable[[], None] = lambda: None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._commit, self._tidy, self._patience = commit, tidy, patience
        self._waiting: queue.SimpleQueue[tuple[Item, Future[Answer]] | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._busy_since: float | None = None
        self._untidy = 0
        self.failing = False
        """Whether the last lot could not be written."""

    def write(self, item: Item) -> Answer:
        """Hands in one item and waits until it is safe. Raises what the store raises, or TooSlow."""
        busy_since = self._busy_since
        if busy_since is not None and time.monotonic() - busy_since > self._patience:
            raise TooSlow("the store doesn't answer")
        self._start()
        mine: Future[Answer] = Future()
        self._waiting.put((item, mine))
        try:
            return mine.result(self._patience)
        except TimeoutError:
            mine.cancel()
            raise TooSlow("the store doesn't answer in time") from None

    def stop(self) -> None:
        """Writes what waits, and ends the thread."""
        thread = self._thread
        if thread is not None:
            self._waiting.put(None)
            thread.join(2 * self._patience)
            self._thread = None

    def _start(self) -> None:
        """The thread begins with the first item: a server's workers are forks, and a thread doesn't live through one."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        going = True
        while going:
            lot, going = self._take()
            if lot:
                self._hand_on(lot)
            if self._untidy and (not lot or self._untidy >= COMMITS):
                self._tidy_up()

    def _take(self) -> tuple[list[tuple[Item, "Future[Answer]"]], bool]:
        """What waits now; an empty lot after a quiet second; False when it is time to end."""
        lot: list[tuple[Item, Future[Answer]]] = []
        try:
            first = self._waiting.get(timeout=QUIET if self._untidy else None)
            while first is not None:
                if first[1].set_running_or_notify_cancel():
                    lot.append(first)
                if len(lot) >= MOST:
                    return lot, True
                first = self._waiting.get_nowait()
            return lot, False
        except queue.Empty:
            return lot, True

    def _hand_on(self, lot: list[tuple[Item, "Future[Answer]"]]) -> None:
        self._busy_since = time.monotonic()
        try:
            answers = self._commit([item for item, _ in lot])
        except BaseException as error:
            self.failing = True
            for _, future in lot:
                future.set_exception(error)
        else:
            self.failing = False
            self._untidy += 1
            for (_, future), answer in zip(lot, answers, strict=True):
                future.set_result(answer)
        finally:
            self._busy_since = None

    def _tidy_up(self) -> None:
        """Tried again after the next quiet second when it fails: there is nothing that somebody waits for."""
        self._untidy = 0
        try:
            self._tidy()
        except BlockingIOError:
            self._untidy = 1  # somebody is reading
        except Exception as error:
            self._untidy = 1
            log.error("the store could not be tidied: %s", type(error).__name__)
