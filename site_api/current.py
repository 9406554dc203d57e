"""What the request in hand is answered from: one build, one language, today's date."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app, g, request

from site_api.crowds import Crowds
from site_api.poll_state import PollStates
from site_api.settings import Settings
from site_api.store.closing import Closing
from site_api.store.comments import Comments
from site_api.store.secrets import PollSecrets
from site_api.store.votes import Votes
from site_api.store.waiting import WaitingCounts
from waymark.bundle import Bundle

EXTENSION = "waymark"


class Builds(Protocol):
    """Whatever knows the newest good build: ``waymark.bundle.Hubs``."""

    def current(self) -> Bundle: ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that an app is put together from; a test may bring its own."""

    settings: Settings
    builds: Builds
    votes: Votes
    closing: Closing
    states: PollStates
    crowds: Crowds
    keeper: Any
    """Looks after polls that have closed: ``site_api.poll_closing.Keeper``."""
    comments: Comments
    secrets: PollSecrets
    gaps: WaitingCounts
    signals: WaitingCounts
    now: Callable[[], dt.datetime]
    """This moment, in UTC."""

    def today(self) -> dt.date:
        """The date in UTC."""
        return self.now().date()


def parts() -> Parts:
    """The parts of the app in hand."""
    return current_app.extensions[EXTENSION]


def hub() -> Bundle:
    """One request answers from one build, even when a newer one arrives meanwhile."""
    if "hub" not in g:
        g.hub = parts().builds.current()
    return g.hub


def language() -> str:
    """The language to answer in: asked for, else that of the address, else what the browser prefers, else the hub's own."""
    if "language" not in g:
        known = hub().languages
        wished = (code.partition("-")[0].lower() for code in request.accept_languages.values())
        asked = (request.args.get("lang", ""), request.path.split("/")[1], *wished)
        g.language = next((code for code in asked if code in known), hub().default_language)
    return g.language


def speak(code: str | None) -> None:
    """Answer the rest of this request in ``code``, when the hub speaks it."""
    if code in hub().languages:
        g.language = code


def say(key: str, **values: Any) -> str:
    """The sentence called ``key`` in the reader's language, with its {gaps} filled; the key itself when nobody wrote it."""
    sentence = hub().strings[language()].get(key, key)
    for name, value in values.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence


def in_language(words: Mapping[str, str]) -> str:
    """The words in the reader's language, or else in the first that there is."""
    return words.get(language()) or next(iter(words.values()))


def date_words(day: dt.date) -> str:
    """A day as people read it: 6 August 2026."""
    return say(
        "date_format", day=day.day, month=say("months").split(",")[day.month - 1].strip(), year=day.year
    )


def shared() -> Mapping[str, Any]:
    """What every page of the reader's language shares: navigation, strip, needs, topics, places."""
    return hub().shared[language()]


def strip(nation: str | None = None) -> list[Mapping[str, Any]]:
    """The always-there help: on every answer, whatever went wrong. In the reader's language, and of the nation they are in: an
    English question from Aalborg shows 112, never 999."""
    homes = hub().manifest["hub"]["home_nation"]
    for lang in (language(), *hub().languages):
        if nation and nation[:2] == homes[lang][:2]:
            return contacts(contact["id"] for contact in hub().shared[lang]["strip"])
    return list(shared()["strip"])


def contacts(ids: Any) -> list[Mapping[str, Any]]:
    """Contacts of the registry in the order asked for; one that this build leaves out is passed over."""
    registry = hub().contacts[language()]
    return [registry[id] for id in dict.fromkeys(ids) if id in registry]
