"""What happens with one answer to a poll, from a script or from a page: words looked at, rights checked, counted, comment kept.

Help comes first. Words that call for it are noticed before anything can fail, and every refusal carries it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from site_api.ballots import read_choices, read_code, read_key
from site_api.crisis import Noticed
from site_api.current import hub, parts
from site_api.errors import ApiError, Code, where
from site_api.found_polls import find_facts, in_words, refuse_unless_open
from site_api.free_text import COMMENT_LETTERS, notice_text, take_text, tidy
from site_api.places import Here, here_at, home_nation
from site_api.proofs import read_solution
from site_api.stamps import read_stamp
from site_api.store.votes import Ballot, Outcome
from site_api.store.weekly import Count, Signal, week

log = logging.getLogger("waymark.api")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What became of an answer."""

    outcome: Outcome
    noticed: Noticed | None
    """What the comment calls for, when it calls for help first."""
    comment_kept: bool | None
    """None without a comment."""


def cast(poll_id: str, sent: MultiDict[str, Any]) -> Cast:
    """Counts one answer. Raises ApiError for whatever is in the way; its ``noticed`` is what the comment calls for."""
    facts = find_facts(poll_id)
    comment = _read_comment(facts, sent)
    noticed = notice_text(comment, where_asked(facts)) if comment else None
    try:
        ballot, many = _read_ballot(poll_id, facts, sent, words=bool(comment))
        if len(comment) > COMMENT_LETTERS:
            raise ApiError(Code.COMMENT_TOO_LONG, field="comment", most=COMMENT_LETTERS, letters=len(comment))
        outcome = add(ballot)
    except ApiError as error:
        error.take(noticed)
        raise
    if many and outcome is Outcome.COUNTED:
        parts().signals.add(Count(week(parts().today()), poll_id, "", Signal.UNUSUAL))
    kept = None
    if comment and outcome is Outcome.COUNTED:
        kept = take_text(comment, source=poll_id, place=facts.get("audience")).kept
    return Cast(outcome=outcome, noticed=noticed if noticed and noticed.first else None, comment_kept=kept)


def add(ballot: Any) -> Outcome:
    """Counts a ballot or a group's batch. Raises store-unavailable when it can't be kept, and bad-code or proof-bad when it may not."""
    try:
        outcome = parts().votes.add(ballot)
    except (SQLAlchemyError, OSError) as error:
        log.error("an answer could not be kept: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None
    if outcome is Outcome.NO_CODE:
        raise ApiError(Code.BAD_CODE, field="code")
    if outcome is Outcome.PROOF_USED:
        raise ApiError(Code.PROOF_BAD, field="altcha")
    return outcome


def where_asked(facts: Mapping[str, Any]) -> Here:
    """Where a poll's people are: the one place it is for, or the reader's own nation."""
    place = facts.get("audience")
    return here_at(place) if place in hub().places.records else Here(nation=home_nation())


def _read_ballot(
    poll_id: str, facts: Mapping[str, Any], sent: MultiDict[str, Any], *, words: bool
) -> tuple[Ballot, bool]:
    """The ballot, and whether it comes from among very many."""
    refuse_unless_open(poll_id, facts)
    key, choices = read_key(sent), read_choices(in_words(facts), sent, words=words)
    code = read_code(sent) if facts["one_answer"] == "code" else None
    stamp = read_stamp(poll_id, sent.get("stamp"))
    many, unusual = parts().crowds.count(request, poll_id)
    proof = _read_proof(poll_id, sent, waited=stamp.waited, needed=many)
    secrets = parts().secrets
    try:
        ballot = Ballot(
            poll=poll_id,
            nullifier=secrets.nullifier(poll_id, key),
            choices=choices,
            code=secrets.code_mark(poll_id, code) if code else None,
            proof=secrets.proof_mark(poll_id, proof) if proof else None,
        )
    except OSError as error:
        log.error("a poll's secret could not be read: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None
    return ballot, many or unusual


def _read_proof(
    poll_id: str, sent: MultiDict[str, Any], *, waited: bytes | None, needed: bool
) -> bytes | None:
    """A wait that is over, or a solved proof of work. One that is sent is looked at also when none is needed."""
    if waited is not None:
        return waited
    solution = sent.get("altcha")
    if solution in (None, ""):
        if needed:
            raise ApiError(Code.PROOF_NEEDED, field="altcha")
        return None
    proof = read_solution(poll_id, solution)
    if proof is None:
        raise ApiError(Code.PROOF_BAD, field="altcha")
    return proof


def _read_comment(facts: Mapping[str, Any], sent: MultiDict[str, Any]) -> str:
    """The comment's words; anything sent where the poll has no box is refused, so that nobody thinks it was read."""
    given = sent.get("comment")
    if given in (None, ""):
        return ""
    if not facts.get("comment"):
        raise ApiError(Code.UNKNOWN_FIELD, field="comment", known="answers, key, stamp")
    if not isinstance(given, str):
        raise ApiError(Code.INVALID_VALUE, field="comment", value="")
    return tidy(given)
