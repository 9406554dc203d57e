"""Pages that live on the reader's device: what stands in when there is no connection, what was saved, and the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from waymark.search.reach import NATIONS
from waymark.views import View, Views

CALLS = ("tel:", "sms:")
"""Ways to reach somebody that work without the internet."""
SETTINGS = {
    "size": ("1", "2", "3", "4"),
    "spacing": ("1", "2", "3"),
    "font": ("device", "legible"),
    "scheme": ("device", "light", "dark"),
}
"""What the settings offer. The first of each is what a page looks like without any."""


def device_pages(views: Views) -> Iterator[tuple[str, str, View]]:
    """The offline page, the list of what was saved, and the settings: path, kind, view."""
    yield (
        "offline",
        "offline",
        {
            "groups": list(national_numbers(views)),
            "date": views.say("old_date", date=views.date(views.today)),
        },
    )
    yield "saved", "saved", {}
    yield "settings", "settings", {"choices": choices(views)}


def choices(views: Views) -> list[View]:
    """The settings with one choice out of several, each choice with its words."""
    return [
        {
            "id": name,
            "label": views.say(f"settings_{name}"),
            "options": [{"value": value, "label": views.say(f"settings_{name}_{value}")} for value in values],
        }
        for name, values in SETTINGS.items()
    ]


def national_numbers(views: Views) -> Iterator[dict[str, Any]]:
    """Each state of the hub, the language's own first, and under each what only one of its nations has. Calls and texts only."""
    hub, places = views.content.hub, views.content.places
    names = {place.nation.value: key for key, place in places.items() if place.type.value in NATIONS}
    home = hub.home_nation[views.lang][:2]
    states = sorted({nation[:2] for nation in hub.always_contacts}, key=lambda state: (state != home, state))
    for state in states:
        everywhere = hub.always_contacts.get(state, ())
        for nation in (state, *(each for each in hub.always_contacts if each[:2] == state != each)):
            ids = everywhere if nation == state else hub.always_contacts[nation]
            new = [each for each in ids if nation == state or each not in everywhere]
            people = [_by_phone(contact) for contact in views.contacts(new)]
            if any(each["channels"] for each in people):
                label = views.place_name(names[nation]) if nation in names else nation
                yield {"label": label, "contacts": [each for each in people if each["channels"]]}


def _by_phone(contact: Mapping[str, Any]) -> dict[str, Any]:
    """A contact with its first number to call and its first to text."""
    ways = {
        way["type"]: way for way in reversed(contact["channels"]) if (way["href"] or "").startswith(CALLS)
    }
    return {**contact, "channels": [way for way in contact["channels"] if way in ways.values()]}
