"""A wire that counts: a small HTTP proxy between the browser and everything else.

Chromium is told to ask it for all that a visit fetches, by the page or by the worker, so nothing escapes it: DevTools tell of a page's
requests and, in a session of its own, of a worker's, but what a worker fetches while it is set up comes before anybody can listen.
It passes on what is for our own server, untouched, and refuses the rest.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding"}
"""What two neighbours on a wire say to each other alone."""
QUIET = 0.15
"""Seconds without a request after which a page is taken to have all it wants."""


@dataclass(frozen=True)
class Exchange:
    """One answer as it went over the wire."""

    path: str
    status: int
    head: int
    """Bytes of headers."""
    body: int
    """Bytes of the body, packed as it was sent."""
    cookie: bool


@dataclass
class Wire:
    """What went over it."""

    server: str
    """The one server that is ours, as http://host:port."""
    proxy: str = ""
    seen: list[Exchange] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    """What was asked of anybody else."""
    running: int = 0
    last: float = 0.0

    def settle(self) -> None:
        """Waits until nothing has been asked for a moment."""
        while self.running or time.monotonic() - self.last < QUIET:
            time.sleep(0.02)

    def take(self) -> list[Exchange]:
        """What went over it since it was last asked."""
        self.settle()
        taken, self.seen = self.seen, []
        return taken


@contextmanager
def counting(server: str) -> Iterator[Wire]:
    """A wire to our server, as long as it is needed."""
    wire = Wire(server)

    class Handler(_Passer):
        passed = wire

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.daemon_threads = True
    wire.proxy = f"http://127.0.0.1:{proxy.server_port}"
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        proxy.shutdown()
        proxy.server_close()


class _Passer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    passed: Wire

    def do_GET(self) -> None:
        wire = self.passed
        url = urlsplit(self.path)
        if f"{url.scheme}://{url.netloc}" != wire.server:
            self._refuse()
            return
        wire.running += 1
        try:
            self._pass(f"{url.path}?{url.query}" if url.query else url.path)
        finally:
            wire.running -= 1
            wire.last = time.monotonic()

    do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def do_CONNECT(self) -> None:
        self._refuse()

    def _refuse(self) -> None:
        self.passed.foreign.append(f"{self.command} {self.path}")
        self.close_connection = True
        self.send_error(502)

    def _pass(self, path: str) -> None:
        host = urlsplit(self.passed.server).netloc
        asked = http.client.HTTPConnection(host, timeout=30)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked.request(
            self.command, path, sent or None, {k: v for k, v in self.headers.items() if k.lower() not in HOP}
        )
        answer = asked.getresponse()
        body = answer.read()
        asked.close()
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in {*HOP, "content-length"}
        ]
        head = sum(len(name) + len(value) + 4 for name, value in headers)
        cookie = answer.getheader("Set-Cookie") is not None
        self.passed.seen.append(Exchange(path, answer.status, head, len(body), cookie))
        self.send_response_only(answer.status)
        for name, value in headers:
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a test tells what it found."""
