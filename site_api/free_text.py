"""What somebody writes in a box of ours: help first, then it is kept for an editor. In this order, and help is never lost for the rest.

1. Too long is said, and the words stay with whoever wrote them. 2. Crisis words are looked for, before anything is kept.
3. The text is kept in a store of its own. When that fails, the answer is the same help and a sentence that says so.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response

from site_api.crisis import Noticed, here_in, notice
from site_api.current import hub, parts, strip
from site_api.errors import ApiError, Code, where
from site_api.pages import show
from site_api.places import Here, here_at, home_nation
from site_api.store.comments import QUESTIONS
from site_api.store.weekly import week
from waymark.panel import SHOWN_FIRST
from waymark.text import LONGEST

COMMENT_LETTERS, QUESTION_LETTERS = 300, 500
WINDOW = LONGEST - 100
"""A text that is too long is looked at in pieces, each with an end of the one before: help must not hide behind a long text."""
MOST_PIECES = 40
REGIONS = ("region", "county")
QUIET = "none"
"""The severity of words that say nothing of a crisis."""

log = logging.getLogger("waymark.api")


@dataclass(frozen=True)
class Taken:
    """What became of a text: what it calls for, and whether it was kept."""

    noticed: Noticed
    kept: bool


def take_text(text: str, *, source: str, place: str | None = None, limit: int = COMMENT_LETTERS) -> Taken:
    """Takes one text for an editor. ``source``: a poll's id or ``QUESTIONS``; ``place``: the id of a place that was stated.

    Raises ApiError when it is too long: the caller puts the words back into the form, and the error carries the help they call for.
    """
    clean = tidy(text)
    here = here_at(place) if place in hub().places.records else Here(nation=home_nation())
    if len(clean) > limit:
        raise _too_long(clean, here, source, limit)
    noticed = notice_text(clean, here)
    if noticed.severity in SHOWN_FIRST:
        _note_disclosure(here)
    return Taken(noticed, kept=bool(clean) and _keep(source, clean))


def notice_text(text: str, here: Here) -> Noticed:
    """What a text calls for, and the help of the place that it or its sender names."""
    if not text:
        return Noticed(severity=QUIET, help=())
    pieces = [text[at : at + LONGEST] for at in range(0, len(text), WINDOW)][:MOST_PIECES]
    found = [notice(piece, here=here if here.named else here_in(piece, here)) for piece in pieces]
    return max(found, key=lambda noticed: noticed.first + (noticed.severity == SHOWN_FIRST[-1]))


def tidy(text: str) -> str:
    """The text with ordinary line ends and without letters that can't be printed: a database may stumble over those."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return "".join(letter for letter in lines if letter.isprintable() or letter == "\n").strip()


def thanks_page(noticed: Noticed, *, title: str, message: str, back: str | None = None) -> Response:
    """The page after something was written: help first where the words call for it, and the thanks below."""
    return show(
        "message",
        "thanked.html",
        title=title,
        message=message,
        crisis=noticed.to_dict() if noticed.first else None,
        contacts=list(noticed.help) or strip(),
        back=back,
    )


def region_of(chain: Iterable[str]) -> str:
    """The region that a place lies in, or nothing: what is counted of a text is never finer."""
    records = hub().places.records
    return next((place for place in chain if records[place]["type"] in REGIONS), "")


def _too_long(text: str, here: Here, source: str, limit: int) -> ApiError:
    code = Code.QUESTION_TOO_LONG if source == QUESTIONS else Code.COMMENT_TOO_LONG
    error = ApiError(code, field="text" if source == QUESTIONS else "comment", most=limit, letters=len(text))
    error.take(notice_text(text, here))
    return error


def _note_disclosure(here: Here) -> None:
    try:
        parts().comments.note_disclosure(week(parts().today()), region_of(here.chain))
    except Exception as error:  # help matters, the count doesn't
        log.error("a week's count could not be raised: %s", where(error))


def _keep(source: str, text: str) -> bool:
    try:
        parts().comments.keep(source, text, week(parts().today()))
    except Exception as error:  # its text is never written down: it may quote what somebody wrote
        log.error("a text could not be kept: %s", where(error))
        return False
    return True
