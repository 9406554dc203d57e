"""The way on to a helper from a page that the server made. It counts that somebody went there, never who, and never in a crisis.

Only web pages and chats go this way. A call or a text is the phone's own affair, and nothing may stand in its way.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request

from site_api.current import hub, language, parts, shared
from site_api.errors import where
from site_api.store.weekly import Count, Signal, week

log = logging.getLogger("waymark.api")

blueprint = Blueprint("go", __name__)

COUNTED_TYPES = ("web", "chat")
CALM = "talk"
"""The urgency of contacts that may be counted: whoever goes to another one may be in danger, and leaves no trace."""


@blueprint.get("/go/<contact_id>/<int:number>")
def go(contact_id: str, number: int) -> Response:
    """On to the registry's own address; to Get help now, where there is no such way."""
    address = find_address(contact_id, number)
    if address and not _is_only_looking():
        count_tap(contact_id)
    response = redirect(address or shared()["help_url"], code=303)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def find_address(contact_id: str, number: int) -> str | None:
    """The address of a contact's way ``number``, if it is one that is counted. Never anything that stood in the request."""
    contact = hub().contacts[language()].get(contact_id)
    channels = contact["channels"] if contact else ()
    if contact and contact["urgency"] == CALM and number < len(channels) and _is_counted(channels[number]):
        return str(channels[number]["href"])
    return None


def count_tap(contact_id: str) -> None:
    """Counts one. Whatever goes wrong, the way stays open."""
    try:
        if parts().settings.count_gaps:
            parts().signals.add(Count(week(parts().today()), contact_id, "", Signal.HELP_TAP))
    except Exception as error:
        log.error("a tap could not be counted: %s", where(error))


def counted_cards(cards: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Cards of services and pages whose contacts lead on through here."""
    return [
        {**card, "contacts": counted_contacts(card["contacts"])} if card.get("contacts") else dict(card)
        for card in cards
    ]


def counted_contacts(contacts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Contacts whose web pages and chats lead on through here; of those for danger nothing is changed."""
    return [
        {
            **contact,
            "channels": [
                {**channel, "href": f"/go/{contact['id']}/{number}"} if _is_counted(channel) else channel
                for number, channel in enumerate(contact["channels"])
            ],
        }
        if contact["urgency"] == CALM
        else dict(contact)
        for contact in contacts
    ]


def _is_counted(channel: Mapping[str, Any]) -> bool:
    return channel["type"] in COUNTED_TYPES and str(channel["href"] or "").startswith("https://")


def _is_only_looking() -> bool:
    """A browser that fetches ahead, or a program that asks whether the link works: nobody has gone anywhere."""
    return request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", "")
