"""Requests that gunicorn turns away before Flask sees them: answered in the same shape, with help, and no address in the log.

gunicorn's own answer is a bare page that quotes the request, and its log line holds the sender's address.
"""

import io
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import errors as refused
from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker
from werkzeug.test import run_wsgi_app

from site_api.errors import REFUSED, where
from site_api.logs import FORMAT

STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (refused.LimitRequestLine, 414),
    (refused.LimitRequestHeaders, 431),
    (refused.ParseException, 400),
)
"""The first that fits; anything else is a fault of ours: 500."""

FIRST_BYTES = 2048
DRAIN_SECONDS = 2.0
DRAIN_BYTES = 4 * 1024 * 1024


class QuietLogger(Logger):
    """gunicorn's log without access lines, and with faults told by their place, not by their text."""

    error_fmt = FORMAT

    def access(self, *_args: Any) -> None:
        """Nothing: the app writes its own line, with less in it."""

    def debug(self, *_args: Any, **_options: Any) -> None:
        """Nothing: gunicorn's debug lines quote requests."""

    def exception(self, _message: str, *_args: Any, **_options: Any) -> None:
        """The kind of a fault and where it happened."""
        error = sys.exc_info()[1]
        self.error_log.error("fault: %s", where(error) if error else "unknown")


class HelpfulWorker(ThreadWorker):
    """gunicorn's threaded worker; only what it says to a request that it can't read is ours."""

    _coming = threading.local()

    def handle(self, conn: TConn) -> Any:
        """Looks at the first bytes before they are parsed: afterwards nobody knows whether a page was wanted."""
        if conn.initialized or conn.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            self._coming.page = _wants_page(conn.sock)
        return super().handle(conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answers through the app, so that shape, help, headers and log line are those of every other error."""
        status = next((status for kind, status in STATUSES if isinstance(exc, kind)), 500)
        environ = make_environ(status, page=getattr(self._coming, "page", False))
        with suppress(OSError):
            client.sendall(make_answer(self.wsgi, environ))
            _drain(client)


def make_environ(status: int, *, page: bool) -> dict[str, Any]:
    """A request that stands in for the unreadable one; nothing of that one is in it."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_ACCEPT": "text/html" if page else "application/json",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        REFUSED: status,
    }


def make_answer(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> bytes:
    """The app's answer as the bytes that go down the line; the connection ends with it."""
    chunks, status, headers = run_wsgi_app(app, environ, buffered=True)
    body = b"".join(chunks)
    lines = [
        f"HTTP/1.1 {status}",
        *(f"{name}: {value}" for name, value in headers.items()),
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def _wants_page(sock: socket.socket) -> bool:
    try:
        first = sock.recv(FIRST_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return b"text/html" in first or (b" /api/" not in first[:40] and b"application/json" not in first)


def _drain(client: socket.socket) -> None:
    """Reads on for a moment: closing with words unread would cut off the answer on its way."""
    with suppress(OSError):
        client.shutdown(socket.SHUT_WR)
    client.settimeout(DRAIN_SECONDS)
    deadline, left = time.monotonic() + DRAIN_SECONDS, DRAIN_BYTES
    while left > 0 and time.monotonic() < deadline and (read := client.recv(65536)):
        left -= len(read)
