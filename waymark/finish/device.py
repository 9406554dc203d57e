"""Data that the device reads, so that crisis words and keywords are noticed before anything is sent, and also offline."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from waymark.indexing.pocket import fit
from waymark.indexing.portable import numbers, portable
from waymark.prepare import Prepared
from waymark.search import Outcome
from waymark.search.library import Library
from waymark.search.reach import NATIONS
from waymark.text import fold
from waymark.views import Views

OFFLINE_KINDS = {"help-now", "offline"}
LINKED = re.compile(r"\]\((/[^)\s#]*)")
""""Get help now" says by its own links which guides are kept beside it."""
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
CALLS = ("tel:", "sms:")
"""Ways to reach somebody that work without the internet."""


def write_json(path: Path, value: Any) -> None:
    """JSON without spaces, in UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(value), encoding="utf-8")


def to_json(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_device_data(
    site: Path, data: Path, all_views: Mapping[str, Views], prepared: Prepared, crisis: Mapping[str, Any]
) -> None:
    """The compiled crisis words, the small search, and the lists of what to keep for offline. Scripts and panels are there already."""
    write_json(site / "assets" / "data" / "crisis.json", crisis)
    for lang, views in all_views.items():
        write_json(site / "assets" / "data" / f"search.{lang}.json", search_data(site, data, views))
    shared = next(iter(prepared.shared.values()))
    offline = {
        page.meta["lang"]: page.meta["url"] for page in prepared.pages if page.meta["kind"] == "offline"
    }
    old = {lang: f"{url}old/" for lang, url in offline.items()}
    for lang, url in old.items():
        path = site / url.strip("/") / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(old_copy(data, all_views[lang], prepared.shared[lang]), encoding="utf-8")
    write_json(
        site / "offline.json",
        {
            "pages": [*kept_pages(prepared), *old.values()],
            "assets": [shared["css"], shared["js"]],
            "offline": offline,
            "old": old,
            "saved": {lang: saved_words(data, views) for lang, views in all_views.items()},
            "search": {lang: search_files(site, lang) for lang in all_views},
        },
    )


def kept_pages(prepared: Prepared) -> list[str]:
    """Get help now, the offline page, and the guides that Get help now links to, in every language.

    Everybody's device keeps the same. Pages with a quick way out stay off it all the same: whoever finds one there may not know that.
    """
    own = [page for page in prepared.pages if page.meta["kind"] in OFFLINE_KINDS]
    linked = {url for page in own if page.meta["kind"] == "help-now" for url in LINKED.findall(page.body)}
    guides = [
        page
        for page in prepared.pages
        if page.meta["kind"] == "guide" and page.meta["url"] in linked and not page.meta["exit"]
    ]
    return [page.meta["url"] for page in (*own, *guides)]


def saved_words(data: Path, views: Views) -> dict[str, Any]:
    """What the worker writes above a copy, with a gap for its day, and how a day is written."""
    words = str(_component(data, "saved-copy").saved_copy(views.say("saved_copy"))).strip()
    return {"words": words, "date": views.say("date_format"), "months": views.say("months").split(",")}


def old_copy(data: Path, views: Views, shared: Mapping[str, Any]) -> str:
    """The page that stands in for copies that are too old: the numbers that every part of a country shares, and no more."""
    page = {
        "title": views.say("old_title"),
        "lines": [views.say("old_words"), views.say("old_date", date=views.date(views.today))],
        "end": views.say("old_online"),
    }
    macro = _component(data, "saved-copy").old_copy
    return str(macro(page, list(national_numbers(views)), shared, views.strings)).strip() + "\n"


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
    return {**portable(small_library(site, data, views.lang, around)), **around}


def small_library(site: Path, data: Path, lang: str, around: Mapping[str, Any]) -> Library:
    """As much of a language's library as there is room for beside ``around`` and the scripts."""
    room = LARGEST_SEARCH - sum(packed((site / file).read_bytes()) for file in SEARCH_CODE)

    def fits(library: Library) -> bool:
        return packed(to_json({**portable(library), **around}).encode()) <= room

    return fit(Library.open(data / "search" / lang), fits)


def packed(content: bytes) -> int:
    """Bytes on the wire."""
    return len(gzip.compress(content, 9, mtime=0))


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
