"""Whether a network sends very many answers just now. A school does, once; a script does, on and on.

Nobody is refused for it: whoever comes then does a small proof of work, or waits a few seconds. What is kept is a number for each
network, in memory, under a key that is thrown away every ten minutes. Behind nginx the server isn't told any address: nginx
counts, and says only whether it is many (``deploy/nginx.conf``).
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from flask import Request

TOLD_BY_PROXY = "X-Waymark-Crowd"
"""nginx's own word for it: PASSED, or REJECTED_DRY_RUN when there are too many."""
PREFIX = {4: 24, 6: 48}
"""Which part of an address is one network."""
KEY_SECONDS = 600
POLL_TIMES = 4
"""A whole poll is unusual at so many times what one network may send."""


@dataclass
class _Count:
    """How often in one window, and in the one before it."""

    window: int
    now: int = 0
    before: int = 0


class Window:
    """Whether more than ``most`` came in the last ``seconds``, by name: this window's number, and a share of the last one's.

    A library for it (limits) starts a thread every few milliseconds to clean up, which took a quarter of an answer's time. Here the
    old names go when a window turns.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._counts: dict[str, _Count] = {}
        self._window = 0
        self._lock = threading.Lock()

    def is_full(self, name: str, *, count: bool = False) -> bool:
        """Whether the next one would be one too many. With ``count`` it is counted, unless it is."""
        with self._lock:
            window, part = divmod(self._clock() / self._seconds, 1)
            found = self._turn(int(window), name)
            full = found.now + found.before * (1 - part) >= self._most
            if count and not full:
                found.now += 1
                self._counts[name] = found
            return full

    def _turn(self, window: int, name: str) -> _Count:
        if window != self._window:
            self._window = window
            self._counts = {key: each for key, each in self._counts.items() if each.window >= window - 1}
        found = self._counts.get(name)
        if found is None or found.window == window:
            return found or _Count(window)
        return _Count(window, before=found.now if found.window == window - 1 else 0)


class Crowds:
    """Counts answers by network and by poll, in this process. ``burst`` at once, and ``rate`` a second for as long as it lasts."""

    def __init__(self, burst: int, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        seconds = max(1, burst // rate)
        self._network = Window(burst, seconds, clock)
        self._poll = Window(burst * POLL_TIMES, seconds, clock)
        self._clock, self._lock = clock, threading.Lock()
        self._key, self._made = secrets.token_bytes(16), clock()

    def look(self, request: Request) -> bool:
        """Whether the next answer from this network would be one of very many. Counts nothing."""
        told = _told_by_proxy(request)
        return told if told is not None else self._network.is_full(self._name(request))

    def count(self, request: Request, poll: str) -> tuple[bool, bool]:
        """Counts one answer: (whether its network sends very many, whether the poll gets very many)."""
        told = _told_by_proxy(request)
        many = told if told is not None else self._network.is_full(self._name(request), count=True)
        return many, self._poll.is_full(poll, count=True)

    def _name(self, request: Request) -> str:
        """A network as a word that means nothing to anybody, and another one every ten minutes."""
        with self._lock:
            if self._clock() - self._made > KEY_SECONDS:
                self._key, self._made = secrets.token_bytes(16), self._clock()
            return hmac.new(self._key, _network(request.remote_addr).encode(), "sha256").hexdigest()[:16]


def _told_by_proxy(request: Request) -> bool | None:
    told = request.headers.get(TOLD_BY_PROXY)
    if told is None or not _is_here(request.remote_addr):
        return None
    return told.startswith(("REJECTED", "DELAYED"))


def _is_here(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _network(address: str | None) -> str:
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, PREFIX[found.version]), strict=False))
