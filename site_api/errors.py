"""What can go wrong with a request: codes for machines, sentences for people, and help on every one.

The sentences are content: ``_strings/<language>/answers.yml``, key ``error_<code>``.
"""

import logging
import traceback
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from site_api.current import language, say, strip
from site_api.pages import message_page

log = logging.getLogger("waymark.api")


class Code(StrEnum):
    """Stable names of what went wrong. A client may rely on them."""

    ADDRESS_TOO_LONG = "address-too-long"
    BAD_CODE = "bad-code"
    BAD_JSON = "bad-json"
    BAD_KEY = "bad-key"
    BAD_REQUEST = "bad-request"
    COMMENT_TOO_LONG = "comment-too-long"
    CROSS_SITE = "cross-site"
    HEADERS_TOO_LARGE = "headers-too-large"
    INVALID_VALUE = "invalid-value"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    MISSING_FIELD = "missing-field"
    NOT_FOUND = "not-found"
    POLL_CLOSED = "poll-closed"
    POLL_NOT_OPEN = "poll-not-open"
    PROOF_BAD = "proof-bad"
    PROOF_NEEDED = "proof-needed"
    QUESTION_TOO_LONG = "question-too-long"
    ROOM_CLOSED = "room-closed"
    SERVER_ERROR = "server-error"
    STAMP_EARLY = "stamp-early"
    STAMP_MISSING = "stamp-missing"
    STAMP_OLD = "stamp-old"
    STORE_UNAVAILABLE = "store-unavailable"
    TOO_LARGE = "too-large"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_OPTION = "unknown-option"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_POLL = "unknown-poll"
    UNSUPPORTED_TYPE = "unsupported-type"
    WORDS_IN_ADDRESS = "words-in-address"


STATUS = {
    Code.ADDRESS_TOO_LONG: 414,
    Code.CROSS_SITE: 403,
    Code.HEADERS_TOO_LARGE: 431,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_FOUND: 404,
    Code.POLL_CLOSED: 409,
    Code.POLL_NOT_OPEN: 409,
    Code.PROOF_NEEDED: 429,
    Code.ROOM_CLOSED: 409,
    Code.SERVER_ERROR: 500,
    Code.STAMP_EARLY: 429,
    Code.STORE_UNAVAILABLE: 503,
    Code.TOO_LARGE: 413,
    Code.UNKNOWN_PLACE: 404,
    Code.UNKNOWN_POLL: 404,
    Code.UNSUPPORTED_TYPE: 415,
}
"""Every code that is not named here answers 400."""

BY_STATUS = {
    status: code
    for code, status in STATUS.items()
    if code
    not in (
        Code.UNKNOWN_PLACE,
        Code.UNKNOWN_POLL,
        Code.POLL_CLOSED,
        Code.POLL_NOT_OPEN,
        Code.ROOM_CLOSED,
        Code.PROOF_NEEDED,
        Code.STAMP_EARLY,
    )
}
"""The code for an error that Flask or gunicorn found before any route did."""


REFUSED = "waymark.refused"
"""Set to a status in the environ of a request that stands in for one that could not be read."""


class ApiError(Exception):
    """A request that can't be answered as asked. ``back`` is the page to return to, ``extra`` finishes
    the sentence, ``help`` stands in for the always-there help where the words sent call for other people."""

    def __init__(
        self, code: Code, *, field: str | None = None, extra: str = "", back: str | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.code, self.field, self.extra, self.back, self.values = code, field, extra, back, values
        self.help: list[Mapping[str, Any]] | None = None
        self.noticed: Any = None

    def take(self, noticed: Any) -> None:
        """Carries what the words sent call for (``site_api.crisis.Noticed``): those who can help, before everybody else."""
        self.noticed = noticed if noticed and noticed.first else None
        if self.noticed:
            self.help = list(noticed.help)

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUS.get(self.code, 400)

    def message(self) -> str:
        """The sentence, in the reader's language."""
        sentence = say(f"answer_error_{self.code.replace('-', '_')}", field=self.field, **self.values)
        return f"{sentence} {self.extra}".strip()


def wants_page() -> bool:
    """Whether the answer is for a person's eyes: a browser's form or address bar rather than a script."""
    best = request.accept_mimetypes.best_match(("application/json", "text/html"))
    if request.path.startswith("/api/"):
        return best == "text/html"
    return best != "application/json" or "text/html" in request.accept_mimetypes


def answer_error(error: ApiError) -> Response:
    """The one shape of an error, or its twin as a page."""
    message, help_now = error.message(), error.help or strip()
    response = _page(message, help_now, error.back) if wants_page() else None
    if response is None:
        response = jsonify(
            {"error": {"code": error.code, "message": message, "field": error.field}, "help": help_now}
        )
    response.status_code = error.status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language()
    return response


def _page(message: str, help_now: list[Mapping[str, Any]], back: str | None) -> Response | None:
    """The error as a page; None when even that fails, and the plain shape has to do."""
    try:
        return message_page(say("answer_error_title"), message, help_now, back=back)
    except Exception as error:
        log.error("error page failed: %s", where(error))
        return None


def answer_http_error(error: HTTPException) -> Response:
    """404, 405, 413, 415 and the like, as Flask finds them."""
    response = answer_error(ApiError(BY_STATUS.get(error.code or 500, Code.BAD_REQUEST)))
    response.status_code = error.code or 500
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def answer_fault(error: Exception) -> Response:
    """Our own mistake. The log learns where it happened, never what was typed: an exception's text may quote it."""
    log.error("fault: %s", where(error))
    return answer_error(ApiError(Code.SERVER_ERROR))


def where(error: BaseException) -> str:
    """The kind of an exception and the line it came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def init_errors(app: Flask) -> None:
    """Every error of every route leaves through here."""
    app.register_error_handler(ApiError, answer_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_fault)
