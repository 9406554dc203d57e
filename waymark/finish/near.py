"""Help near a place, as small files that a page reads without asking the server, and the places themselves by name and postcode."""

from collections.abc import Iterator
from typing import Any

from waymark.content import Content, Entry, Kind
from waymark.prepare.device_pages import CALLS
from waymark.prepare.pick import about, closest_first
from waymark.text import fold
from waymark.views import Views

SHOWN = 4
"""Services that a page shows for its topics."""


def near_data(views: Views) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each place with what a page can show of it: for every topic its closest services, as small cards."""
    content = views.content
    services = [
        entry
        for service in dict.fromkeys(entry.id for entry in content.of(Kind.SERVICE))
        if (entry := content.best(Kind.SERVICE, views.lang, service))
    ]
    for place in content.places:
        here = closest_first(content, (each for each in services if same_nation(content, each, place)), place)
        yield place, _near(views, place, here)


def same_nation(content: Content, service: Entry, place: str) -> bool:
    """True for a service of the place's own nation, or of the state around it: never of a neighbour alone."""
    nation = content.geography.nation(place)
    return any(content.places[area].nation.value in (nation, nation[:2]) for area in service.record.area)


def _near(views: Views, place: str, here: list[Entry]) -> dict[str, Any]:
    """The services that any topic shows, closest first, and for each topic which ones."""
    chosen: dict[str, list[str]] = {}
    for topic in views.content.topics:
        fitting = [each for each in here if topic in each.record.topics]
        if fitting:
            chosen[topic] = [each.id for each in _best(fitting, topic)]
    wanted = {each for ids in chosen.values() for each in ids}
    shown = [each for each in here if each.id in wanted]
    number = {each.id: at for at, each in enumerate(shown)}
    return {
        "name": views.place_name(place),
        "url": views.addresses.find(Kind.PLACE, views.lang, place),
        "services": [_card(views, each) for each in shown],
        "topics": {topic: [number[each] for each in ids] for topic, ids in chosen.items()},
    }


def _best(fitting: list[Entry], topic: str) -> list[Entry]:
    """The closest few; among equally close ones, those whose main topic it is."""
    order = {entry.id: at for at, entry in enumerate(about(fitting, [topic]))}
    areas = list(dict.fromkeys(entry.record.area for entry in fitting))
    return sorted(fitting, key=lambda entry: (areas.index(entry.record.area), order[entry.id]))[:SHOWN]


def _card(views: Views, entry: Entry) -> dict[str, Any]:
    card = views.service(entry)
    ways = [way for contact in card["contacts"][:1] for way in contact["channels"]]
    call = next((way for way in ways if (way["href"] or "").startswith(CALLS)), None)
    line = [views.say(f"kind_{kind}") for kind in entry.record.kinds[:1]] + [card["area_words"]]
    return {
        "title": card["title"],
        "url": card["url"],
        "line": " · ".join(line),
        **({"lang": card["lang"]} if card["lang"] != views.lang else {}),
        **({"call": [call["href"], call["label"]]} if call else {}),
    }


def place_data(views: Views) -> dict[str, Any]:
    """The hub's places for a box in which somebody types where they are: names as they are compared, and postcodes."""
    places = views.content.geography
    codes: dict[str, list[str]] = {}
    for code, (_, _, _, place) in places.outcodes.items():
        if place:
            codes.setdefault(place, []).append(code)
    return {
        key: {
            "name": views.place_name(key),
            "names": list(
                dict.fromkeys(fold(name) for name in (*record["name"].values(), *record["also_called"]))
            ),
            "codes": " ".join(codes.get(key, ())),
            "url": views.addresses.find(Kind.PLACE, views.lang, key),
        }
        for key, record in places.records.items()
    }
