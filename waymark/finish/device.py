"""Data that the device reads, so that crisis words and keywords are noticed before anything is sent, and also offline."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from waymark.finish.near import near_data, place_data
from waymark.indexing.device import packed, small_search, to_json
from waymark.indexing.portable import numbers
from waymark.prepare.device_pages import CALLS
from waymark.search import Outcome
from waymark.search.reach import NATIONS
from waymark.steps import kept
from waymark.text import fold
from waymark.views import Views

LARGEST_SEARCH = 60_000
"""Bytes, compressed, of everything that a first search on the device fetches: a few seconds on a slow phone network."""
SEARCH_CODE = ("assets/js/search.js", "assets/components/search-box/on-device.js")
LOOK_UP = (
    "assets/js/text.js",
    "assets/js/crisis.js",
    "assets/js/keywords.js",
    "assets/js/panel.js",
    "assets/components/search-box/search-box.js",
)
"""The crisis look-up goes with search: nothing is searched on the device without it."""
WORDS = (
    "answer_find_results_one",
    "answer_find_results_many",
    "card_away",
    "card_decimal",
    "card_near",
    "device_down",
    "device_more",
    "device_offline",
    "device_open",
    "device_read_as",
    "result_near",
    "result_not_local",
    "why_national",
    "why_near",
    "why_part",
)

ON_THE_DEVICE = ("device_locale", "keep_", "near_", "saved_")
"""What the words begin with that scripts write when something is kept."""


def write_json(path: Path, value: Any) -> None:
    """JSON without spaces, in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(value), encoding="utf-8")


def write_device_data(
    site: Path, data: Path, all_views: Mapping[str, Views], crisis: Mapping[str, Any]
) -> None:
    """The compiled crisis words, the small search, and help near a place. Scripts and panels are there already."""
    write_json(site / "assets" / "data" / "crisis.json", crisis)
    for lang, views in all_views.items():
        write_json(site / "assets" / "data" / f"search.{lang}.json", search_data(site, data, views))
        write_json(site / "assets" / "data" / f"device.{lang}.json", device_words(views))
        write_json(site / "assets" / "data" / f"places.{lang}.json", place_data(views))
        for place, near in near_data(views):
            write_json(site / "assets" / "data" / "near" / f"{place}.{lang}.json", near)
    write_json(site / "offline.json", {"search": {lang: search_files(site, lang) for lang in all_views}})


def device_words(views: Views) -> dict[str, str]:
    """The words that scripts write when somebody keeps a page or a place. Pages don't carry them: most readers never need them."""
    return {key: words for key, words in views.strings.items() if key.startswith(ON_THE_DEVICE)}


def _component(data: Path, name: str) -> Any:
    """The macros of one component, as the server has them."""
    environment = Environment(loader=FileSystemLoader(data / "components"), autoescape=True)
    return environment.get_template(f"components/{name}/{name}.html").module


def search_files(site: Path, lang: str) -> dict[str, Any]:
    """What a phone keeps after somebody's first search, and a stamp that changes with any of it."""
    data = [f"assets/data/{name}" for name in ("crisis.json", f"panels.{lang}.json", f"search.{lang}.json")]
    files = [*LOOK_UP, *SEARCH_CODE, *data]
    digest = hashlib.sha256(b"".join((site / file).read_bytes() for file in files))
    return {"stamp": digest.hexdigest()[:10], "files": [f"/{file}" for file in files]}


def search_data(site: Path, data: Path, views: Views) -> dict[str, Any]:
    """The search of a language for the device: as much of its library as there is room for, with its cards and places."""
    around = {**_cards(data, views), **_words(data, views), "places": _places(views)}
    return {**kept(small_search, data / "search" / views.lang, around, search_room(site)), **around}


def search_room(site: Path) -> int:
    """Bytes on the wire that the scripts of search leave for what it reads."""
    return LARGEST_SEARCH - sum(packed((site / file).read_bytes()) for file in SEARCH_CODE)


def _cards(data: Path, views: Views) -> dict[str, Any]:
    """What a result shows, by number of document. Columns pack better than rows."""
    lines = (data / f"cards.{views.lang}.jsonl").read_text(encoding="utf-8").splitlines()
    cards = [json.loads(line) for line in lines]
    services = [card["type"] == "service" for card in cards]
    return {
        "cards": {
            "urls": [card["url"] for card in cards],
            "titles": [card["title"] for card in cards],
            "summaries": [card["summary"] for card in cards],
            "langs": _column([card["lang"] for card in cards]),
            "kinds": _column([" · ".join(card.get("kind_labels", ())[:2]) for card in cards]),
            "ages": _column([_ages(card) for card in cards]),
            "where": _column([card.get("area_words", "") for card in cards]),
            "calls": [_call(card) if service else "" for card, service in zip(cards, services, strict=True)],
        }
    }


def _ages(card: Mapping[str, Any]) -> str:
    ages = card["ages"]
    return ages["words"] if card["type"] == "service" and (ages["min"] or ages["max"]) else ""


def _call(card: Mapping[str, Any]) -> str:
    """The first way to reach a service that needs no internet: address and label."""
    ways = (channel for contact in card["contacts"][:1] for channel in contact["channels"])
    return next(
        (f"{way['href']} {way['label']}" for way in ways if (way["href"] or "").startswith(CALLS)), ""
    )


def _column(values: Sequence[str]) -> dict[str, Any]:
    """Values that repeat: each once, and which one each document has."""
    distinct = list(dict.fromkeys(values))
    return {"values": distinct, "which": numbers(map(distinct.index, values))}


def _words(data: Path, views: Views) -> dict[str, Any]:
    """The words around results, and what stands there when there are none: made by the server's own component."""
    macro = _component(data, "result-list").result_list
    hub = views.content.hub
    people = {
        hub.home_nation[lang][:2]: views.contacts(ids) for lang, ids in hub.unknown_place_contacts.items()
    }
    messages = {
        Outcome.NOTHING_HERE.value: "answer_find_elsewhere",
        Outcome.NOTHING_FITS.value: "answer_find_nothing",
        "withheld": "answer_find_withheld",
    }
    return {
        "t": {key: views.say(key) for key in WORDS},
        "empty": {
            state: {
                outcome: str(macro(_nothing(outcome, views.say(key), helpers), views.strings)).strip()
                for outcome, key in messages.items()
            }
            for state, helpers in people.items()
        },
    }


def _nothing(outcome: str, message: str, people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"total": 0, "results": [], "outcome": outcome, "message": message, "help": people}


def _places(views: Views) -> dict[str, Any]:
    """The hub's places: what lies in what, what they are called, their postcodes."""
    places = views.content.geography
    codes: dict[str, list[str]] = {}
    for code, (_, _, _, place) in places.outcodes.items():
        if place:
            codes.setdefault(place, []).append(code)
    return {
        "home": views.content.hub.home_nation[views.lang],
        "records": {
            key: {
                "name": views.place_name(key),
                "names": list(
                    dict.fromkeys(fold(name) for name in (*record["name"].values(), *record["also_called"]))
                ),
                "inside": record["inside"],
                "nation": record["nation"],
                "whole": record["type"] in NATIONS,
                "point": places.point(key),
                "codes": " ".join(codes.get(key, ())),
            }
            for key, record in places.records.items()
        },
    }
