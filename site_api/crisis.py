"""Crisis words: words in, help out. Nothing is rated, told to anybody or kept."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify

from site_api import fields
from site_api.current import contacts, hub, language, say, strip
from site_api.errors import ApiError, where
from site_api.places import Here, here_at, home_nation, locate
from waymark.panel import SHOWN_FIRST, emergency_number, panel_words
from waymark.search import Question
from waymark.text import LONGEST

log = logging.getLogger("waymark.api")

blueprint = Blueprint("crisis", __name__)


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """What the words call for. It says how fast help is shown, nothing about a person."""

    severity: str
    help: tuple[Mapping[str, Any], ...]
    category: str | None = None
    also: tuple[str, ...] = ()
    for_whom: str | None = None
    topic: str | None = None
    withhold: bool = False
    number: str | None = None
    """Whom to call when it gets dangerous, for the panel's last line."""

    @property
    def first(self) -> bool:
        """Whether help comes before everything else."""
        return self.severity in SHOWN_FIRST

    def to_dict(self) -> dict[str, Any]:
        """The ``crisis`` part of an answer."""
        return {
            "severity": self.severity,
            "category": self.category,
            "also": list(self.also),
            "for_whom": self.for_whom,
            "topic": self.topic,
            "help": list(self.help),
            **panel_words(say, severity=self.severity, for_whom=self.for_whom, number=self.number),
        }


@blueprint.route("/api/v1/crisis", methods=["GET", "POST"])
def look() -> Response:
    """The crisis part of a search alone."""
    asked, here = read_question(fields.CRISIS)
    here = here if here.named else here_in(asked["q"], here)
    noticed = notice(asked["q"], here=here, age=asked["age"])
    return jsonify({"crisis": noticed.to_dict(), "help": strip(here.nation)})


def notice(words: str, *, here: Here, age: int | None = None) -> Noticed:
    """What somebody's words call for. If looking fails, help is shown as if they were urgent: a panel too many harms nobody."""
    try:
        crisis = hub().crisis
        match = crisis.match(words[:LONGEST], language())
        ids = crisis.help(match, nation=here.nation, place_chain=here.chain, age=age, lang=language())
        return Noticed(
            severity=str(match.severity),
            category=match.category,
            also=tuple(match.also),
            for_whom=match.for_whom,
            topic=match.topic,
            withhold=match.withhold_results,
            help=tuple(contacts(ids) or strip(here.nation)),
            number=emergency_number(hub().contacts[language()].values(), here.nation),
        )
    except Exception as error:  # whatever it is, the young person gets help
        log.error("crisis look-up failed, help shown instead: %s", where(error))
        return Noticed(severity="urgent", help=tuple(strip(here.nation)))


def here_in(words: str, here: Here) -> Here:
    """Where the words themselves say that somebody is: "help fleetwood". Search knows how to find it."""
    try:
        place = hub().search[language()].find(Question(q=words[:LONGEST], lang=language(), size=1)).place
        return here_at(place) if place else here
    except Exception as error:  # then national help is shown
        log.error("no place could be looked for: %s", where(error))
        return here


def read_question(table: tuple[fields.Field, ...]) -> tuple[dict[str, Any], Here]:
    """The fields of a request with words in it, and where it is asked from.

    If something is refused, the refusal still carries the help that the words call for.
    """
    try:
        asked = fields.read_fields(table)
        return asked, locate(asked)
    except ApiError as error:
        noticed = notice(_sent_words(), here=Here(nation=home_nation()))
        error.help = list(noticed.help) if noticed.first else None
        raise


def _sent_words() -> str:
    try:
        return " ".join(value for value in fields.read_sent().getlist("q") if isinstance(value, str))
    except ApiError:
        return ""
