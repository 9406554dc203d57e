"""Answers made on the spot are packed too: a search is 28 kB plain and 5 kB packed, and some phones pay by the megabyte."""

import gzip

from flask import Flask, Response, request

SMALLEST = 1024
LEVEL = 5
"""Most of the gain for little work: about a third of a millisecond."""


def pack(response: Response) -> Response:
    """Packs an answer for whoever can unpack it. Files are left alone: the build packed them already."""
    response.vary.add("Accept-Encoding")
    if (
        response.direct_passthrough
        or "Content-Encoding" in response.headers
        or "gzip" not in request.accept_encodings
    ):
        return response
    plain = response.get_data()
    if len(plain) >= SMALLEST:
        response.set_data(gzip.compress(plain, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_packing(app: Flask) -> None:
    """Hooks the end of every request."""
    app.after_request(pack)
