"""What is written down, and what never is: no address, no words, no time of its own."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FORMAT = "%(message)s"


HOUR = 3600


@dataclass
class HourCount:
    """Counts quietly and writes one line an hour: enough to see that a poll is alive, too little to see who answered when."""

    line: str
    now: Callable[[], float] = time.time
    _count: int = 0
    _hour: int = -1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self) -> None:
        """One more; the first of a new hour writes down the last one's."""
        hour = int(self.now() // HOUR)
        with self._lock:
            if self._count and hour != self._hour:
                logging.getLogger("waymark.api").info(self.line, self._count)
                self._count = 0
            self._count, self._hour = self._count + 1, hour


def start_logging() -> None:
    """The app's lines go to standard error, one a request."""
    log = logging.getLogger("waymark")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(FORMAT))
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
