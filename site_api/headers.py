"""What every answer carries, and the one line that the log keeps of it."""

import logging
import time

from flask import Flask, Response, g, request

from site_api.current import parts
from site_api.errors import BY_STATUS, REFUSED, ApiError, Code
from site_api.logs import HourCount

log = logging.getLogger("waymark.api")

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
DENIED = (
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "payment",
    "usb",
    "browsing-topics",
    "interest-cohort",
)

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in DENIED),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SMALL = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Referrer-Policy")
"""What a style, a script or a data file carries: the others speak about pages, and a phone pays for each byte of them."""
FILE_HEADERS = {name: HEADERS[name] for name in SMALL}

FRAMED = {
    **HEADERS,
    "Content-Security-Policy": "; ".join(
        f"{name} {value}" for name, value in (POLICY | {"frame-ancestors": "*"}).items()
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What a page carries that other sites may show in a frame: everything but the ban on that."""
del FRAMED["X-Frame-Options"]

PLAIN = (
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "font/woff2",
    "image/svg+xml",
)
"""Kinds of file that are parts of a page, and no page themselves."""

QUIET = ("polls.", "poll_pages.", "rooms.", "results.", "questions.", "helped.", "go.")
"""These routes are not logged one by one: a line a vote would tell when somebody voted."""

polls_asked = HourCount("polls were asked %d times in an hour")


def begin() -> None:
    """Notes the start; refuses what gunicorn could not read, and an address with too much behind its question mark."""
    g.started = time.perf_counter()
    parts().keeper.look(parts())
    if REFUSED in request.environ:
        raise ApiError(BY_STATUS.get(request.environ[REFUSED], Code.BAD_REQUEST))
    if len(request.query_string) > parts().settings.query_limit:
        raise ApiError(Code.ADDRESS_TOO_LONG)


def finish(response: Response) -> Response:
    """Adds the headers and writes the log line: method, route, status, milliseconds."""
    for name, value in _headers(response).items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if not g.get("is_file"):
        response.vary.update(("Accept", "Accept-Language"))
    if (request.endpoint or "").startswith(QUIET):
        polls_asked.add()
    else:
        route = request.url_rule.rule if request.url_rule else "(no such route)"
        log.info(
            "%s %s %d %.0f ms",
            _method(),
            route,
            response.status_code,
            1000 * (time.perf_counter() - g.started),
        )
    return response


def _headers(response: Response) -> dict[str, str]:
    """Nothing more with "unchanged": the browser still has the headers of what it kept."""
    if response.status_code == 304:
        return {}
    if g.get("is_file"):
        return FILE_HEADERS if response.mimetype in PLAIN else HEADERS
    return FRAMED if g.get("framed") else HEADERS


def _method() -> str:
    """A method is a word of the sender's choosing: only those we know are written down."""
    return (
        request.method
        if request.method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
        else "(other)"
    )


def init_headers(app: Flask) -> None:
    """Hooks both ends of every request."""
    app.before_request(begin)
    app.after_request(finish)
