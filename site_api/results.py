"""What came out of a poll: nothing before it closes, and afterwards one release that never changes, as page, JSON and CSV."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from site_api import fields, site
from site_api.current import date_words, hub, language, parts, say, speak
from site_api.errors import ApiError, Code, where
from site_api.found_polls import find_facts, find_poll, state
from site_api.pages import show
from site_api.poll_closing import ClosingError, close_poll
from site_api.poll_report import export, lines
from site_api.poll_state import State
from site_api.publish import audit
from waymark.results import results_view

log = logging.getLogger("waymark.api")

blueprint = Blueprint("results", __name__)

A_WHILE = "public, max-age=300"
"""Numbers never change once they are published; the words around them may."""


@blueprint.get("/api/v1/polls/<poll_id>/results")
def show_results(poll_id: str) -> Response:
    """What may be told, once the poll has closed; before that, when it will be."""
    fields.read_fields(fields.LANG_ONLY)
    poll, release = find_poll(poll_id), released(poll_id)
    about = {key: poll[key] for key in ("id", "title", "url", "example", "state", "state_words")}
    message = say("results_thanks") if release else wait_words(poll)
    if release is None:
        return _kept(jsonify({**about, "published": False, "message": message, "questions": []}), None)
    told = {key: release[key] for key in ("rule", "closed", "ballots")}
    answer = {**about, **told, "published": True, "message": message}
    return _kept(jsonify({**answer, "questions": _questions(release, poll)}), release)


@blueprint.get("/api/v1/polls/<poll_id>/results.csv")
def show_csv(poll_id: str) -> Response:
    """The same as a table. Not there before the poll has closed."""
    fields.read_fields(fields.LANG_ONLY)
    poll, release = find_poll(poll_id), released(poll_id)
    if release is None:
        raise ApiError(Code.NOT_FOUND, extra=wait_words(poll), back=poll["url"])
    response = Response(export(release, poll, "csv"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{poll["id"]}.csv"'
    return _kept(response, release)


@blueprint.get("/p/<poll_id>/results/", defaults={"lang": None})
@blueprint.get("/<lang>/p/<poll_id>/results/")
def show_page(poll_id: str, lang: str | None) -> Response:
    """The same for people: charts with their tables."""
    if lang is not None and lang not in hub().languages:
        return site.show_file(request.path.lstrip("/"))
    speak(lang or hub().default_language)
    poll, release = find_poll(poll_id), released(poll_id)
    view = results_view(release, poll, say) if release else None
    response = show(
        "message",
        "results.html",
        title=f"{say('title_poll-results')}: {poll['title']}",
        poll=poll,
        view=view,
        message=None if view else wait_words(poll),
        csv=f"{poll['api']}/results.csv?lang={language()}",
    )
    return _kept(response, release)


def released(poll_id: str) -> dict[str, Any] | None:
    """What is published of a poll, or None while nothing is. The first who asks after the close has it made, once and for all.

    A release that stands in the content (exported, or an example's) is the record. None that fails the auditor is ever shown.
    """
    facts = find_facts(poll_id)
    if state(poll_id, facts) is not State.CLOSED:
        return None
    try:
        told = facts.get("release") or parts().closing.release(poll_id) or close_poll(parts(), poll_id, facts)
    except ClosingError as error:
        log.error("%s", error)
        return None
    except (SQLAlchemyError, OSError) as error:
        log.error("results could not be read: %s", where(error))
        raise ApiError(Code.STORE_UNAVAILABLE) from None
    problems = audit(told)
    if problems:
        log.error("results of %s are withheld, the auditor found: %s", poll_id, problems[0])
        return None
    return dict(told)


def wait_words(poll: Mapping[str, Any]) -> str:
    """Why there is nothing to see yet."""
    if poll["state"] == State.CLOSED:
        return say("results_soon")
    return say("results_wait", closes=date_words(dt.date.fromisoformat(poll["closes"])))


def _questions(release: Mapping[str, Any], poll: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each table with its labels and the words for each number."""
    found = []
    for table, rows in lines(release, poll):
        shown = table["state"] == "shown"
        found.append(
            {
                "id": table["question"],
                "part": table["part"],
                "kind": table["kind"],
                "label": rows.label,
                "part_label": rows.part_label,
                "state": table["state"],
                "total": table["total"],
                "words": say("results_total", total=table["total"])
                if shown
                else say(f"results_{table['state'].replace('-', '_')}"),
                "options": [
                    {
                        "id": cell["option"],
                        "label": rows.options.get(cell["option"]) or say("results_no_more"),
                        "state": cell["state"],
                        "count": cell["count"],
                        "percent": cell["percent"],
                        "words": _cell_words(cell),
                    }
                    for cell in table["cells"]
                ],
            }
        )
    return found


def _cell_words(cell: Mapping[str, Any]) -> str:
    if cell["state"] != "shown":
        return say(f"results_{cell['state']}")
    return say("results_about", count=cell["count"]) if cell["count"] else say("results_nobody")


def _kept(response: Response, release: Mapping[str, Any] | None) -> Response:
    """Published numbers may be kept for a while; "not yet" never, so that nobody sees it after the close."""
    if release is None:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.add_etag()
    response.headers["Cache-Control"] = A_WHILE
    return response.make_conditional(request)
