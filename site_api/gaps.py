"""Failed searches, counted for editors: what the hub has nothing for, and where. Never words, wishes, times or people."""

import logging

from site_api.current import hub, parts
from site_api.errors import where
from site_api.store.gaps import Gap, Kind, week
from waymark.search import Answer, Outcome

ELSEWHERE, UNKNOWN = "elsewhere", "unknown"
"""The topics of words that are about nothing of ours, and of wishes without words."""

log = logging.getLogger("waymark.api")


def count_gap(answer: Answer, *, words: bool, crisis: bool) -> None:
    """Counts a search that found nothing, or nothing near. Call it once a search, on its first page, when no keyword was meant.

    ``words``: something was typed. ``crisis``: the words were noticed in any way; such a search leaves no trace at all.
    """
    try:
        if crisis or not parts().settings.count_gaps:
            return
        kind = kind_of(answer, words=words)
        if kind is not None:
            parts().gaps.add(
                Gap(week(parts().today()), _topic(answer, kind), _place(answer), kind),
            )
    except Exception as error:  # an answer is never lost for a count
        log.error("a gap could not be counted: %s", where(error))


def kind_of(answer: Answer, *, words: bool) -> Kind | None:
    """In which way a search failed; None when it didn't. One search is one kind, so that kinds can't be told from each other."""
    if answer.outcome == Outcome.NOTHING_FITS:
        return Kind.NOTHING_FITS
    if not words:
        return None
    if answer.outcome == Outcome.NOTHING_HERE:
        return Kind.NOTHING_HERE
    return Kind.NOTHING_NEAR if answer.place and answer.about and not answer.local else None


def _topic(answer: Answer, kind: Kind) -> str:
    """The surest topic heard, if it is one of the hub's own: nothing that somebody typed can stand here."""
    if kind is Kind.NOTHING_HERE:
        return ELSEWHERE
    known = {
        topic["slug"]
        for shared in hub().shared.values()
        for group in shared["groups"]
        for topic in group["topics"]
    }
    return next((slug for slug in answer.about[:1] if slug in known), UNKNOWN)


def _place(answer: Answer) -> str:
    """The id of a place of the hub, or nothing."""
    return answer.place if answer.place in hub().places.records else ""
