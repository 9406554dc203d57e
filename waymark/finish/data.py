"""Data that the server reads: records, places, keywords, polls, crisis words, search indexes. All of it ready to answer with."""

import csv
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import material

from waymark.cards import write_cards
from waymark.content import Content, Kind
from waymark.finish.device import write_json
from waymark.finish.library import catalogue, write_library
from waymark.hours import holiday_table
from waymark.prepare import Prepared
from waymark.shapes import to_plain
from waymark.views import Views

POLL_FACTS = (
    "opens",
    "closes",
    "one_answer",
    "audience",
    "sensitive",
    "room",
    "comment",
    "cross",
    "example",
)
_QUOTED = re.compile(r'["\']([a-z][a-z0-9-]*)["\']')


def write_server_data(
    data: Path,
    content: Content,
    all_views: Mapping[str, Views],
    prepared: Prepared,
    crisis: Mapping[str, Any],
    theme: Path,
) -> None:
    """Every file of ``data/`` but the manifest."""
    for lang, views in all_views.items():
        write_json(data / f"strings.{lang}.json", views.strings)
        write_json(data / f"shared.{lang}.json", prepared.shared[lang])
        write_json(data / f"contacts.{lang}.json", {key: views.contact(key) for key in content.contacts})
        listed, cards = zip(*catalogue(views), strict=True)
        write_cards(data / f"cards.{lang}.jsonl", cards)
        write_library(data / "search" / lang, views, listed)
    write_json(data / "places.json", places(content, all_views))
    write_json(data / "outcodes.json", content.geography.outcodes)
    write_json(data / "towns.json", content.geography.towns)
    write_json(data / "keywords.json", [to_plain(keyword) for keyword in content.keywords])
    write_json(data / "polls.json", polls(content, all_views))
    write_json(data / "themes.json", themes(content))
    write_json(data / "holidays.json", holidays(content, all_views))
    write_json(data / "crisis.json", crisis)
    write_json(data / "personal.json", {name: content.phrases[f"words/{name}"] for name in ("personal", "rude")})
    copy_components(theme, data / "components")


def write_crisis_weights(data: Path, rows: Iterable[tuple[str, int, str]]) -> None:
    """What was learnt about crisis words, for people to read: question, points, feature. No program reads it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "crisis-weights.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("question", "points", "feature"))
        writer.writerows(rows)


def places(content: Content, all_views: Mapping[str, Views]) -> dict[str, Any]:
    """Places by id, with the address of their page in each language."""
    return {
        key: {
            **to_plain(place),
            "url": {lang: views.addresses.find(Kind.PLACE, lang, key) for lang, views in all_views.items()},
        }
        for key, place in content.places.items()
    }


def polls(content: Content, all_views: Mapping[str, Views]) -> dict[str, Any]:
    """Polls by id: facts once, words in each language."""
    found: dict[str, Any] = {}
    for entry in content.of(Kind.POLL):
        words = {
            lang: views.poll(best)
            for lang, views in all_views.items()
            if (best := content.best(Kind.POLL, lang, entry.id))
        }
        facts = {
            key: value
            for key, value in to_plain(entry.record).items()
            if key in POLL_FACTS
        }
        shape = [
            {
                "id": question.id,
                "kind": question.kind.value,
                "places": question.places,
                "options": [option.id for option in question.options],
            }
            for question in entry.record.questions
        ]
        found.setdefault(
            entry.id,
            {
                **facts,
                "questions": shape,
                "words": words,
                "release": content.loop.results.get(entry.id),
            },
        )
    return found


def themes(content: Content) -> dict[str, Any]:
    """What comments and questions can be about, for those who sort them."""
    return {
        key: {"label": dict(theme.label), "topic": theme.topic} for key, theme in content.loop.themes.items()
    }


def copy_components(theme: Path, target: Path) -> None:
    """The templates that the server prints answers with: the same files that made the pages, at the paths they include each other by."""
    for path in sorted((theme / "components").glob("*/*.html")):
        _copy(path, target / path.relative_to(theme))
    for icon in used_icons(target):
        source = material_icons() / icon.removeprefix(".icons/")
        _copy(source, target / icon)


def holidays(content: Content, all_views: Mapping[str, Views]) -> dict[str, list[str]]:
    """Bank holidays of every nation that the hub has places in: last year's, for hours past midnight, and the next two."""
    nations = sorted({place.nation.value for place in content.places.values()})
    year = next(iter(all_views.values())).today.year
    return holiday_table(nations, year - 1, 4)


def used_icons(folder: Path) -> list[str]:
    """The icons that templates name: every quoted word that is one of Material's icons."""
    words = {
        word for path in folder.rglob("*.html") for word in _QUOTED.findall(path.read_text(encoding="utf-8"))
    }
    return sorted(
        f".icons/material/{word}.svg"
        for word in words
        if (material_icons() / f"material/{word}.svg").is_file()
    )


def material_icons() -> Path:
    """Where Material keeps its icons."""
    return Path(material.__file__).parent / "templates" / ".icons"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
