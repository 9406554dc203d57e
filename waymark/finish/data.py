"""Data that the server reads: records, places, keywords, polls, crisis words, search indexes. All of it ready to answer with."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import material

from waymark.content import Content, Entry, Kind
from waymark.finish.device import write_json
from waymark.prepare import Prepared
from waymark.prepare.words import link_references
from waymark.search import IndexedDocument, write_index
from waymark.shapes import to_plain
from waymark.text import fold
from waymark.views import Views

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
        write_json(data / f"records.{lang}.json", records(views))
        write_index(data / "search" / lang, lang, documents(views))
    write_json(data / "places.json", places(content, all_views))
    write_json(data / "outcodes.json", content.geography.outcodes)
    write_json(data / "towns.json", content.geography.towns)
    write_json(data / "keywords.json", [to_plain(keyword) for keyword in content.keywords])
    write_json(data / "polls.json", polls(content, all_views))
    write_json(data / "crisis.json", crisis)
    copy_components(theme, data / "components")


def records(views: Views) -> dict[str, dict[str, Any]]:
    """Guides and services as cards, by id. A service that has no words in this language is there in its own."""
    content = views.content
    services = {
        entry.id: content.best(Kind.SERVICE, views.lang, entry.id) for entry in content.of(Kind.SERVICE)
    }
    return {
        "resource": {entry.id: views.guide(entry) for entry in content.of(Kind.GUIDE, views.lang)},
        "service": {
            key: {**views.service(entry), "outcode": entry.record.outcode}
            for key, entry in services.items()
            if entry
        },
    }


def documents(views: Views) -> Iterator[IndexedDocument]:
    """What search looks through: folded words of every guide and service that answers in this language."""
    content = views.content
    for entry in content.of(Kind.GUIDE, views.lang):
        yield _document(views, entry, "resource", (*entry.record.also_called,))
    for service_id in dict.fromkeys(entry.id for entry in content.of(Kind.SERVICE)):
        found = content.best(Kind.SERVICE, views.lang, service_id)
        if found:
            yield _document(
                views,
                found,
                "service",
                (*found.record.used_to_be, *found.record.interests, *map(str, found.record.kinds)),
            )


def _document(views: Views, entry: Entry, kind: str, also: tuple[str, ...]) -> IndexedDocument:
    content, record = views.content, entry.record
    main = content.best(Kind.TOPIC, views.lang, record.topics[0])
    labels = [topic["label"] for topic in views.topics(record.topics)]
    called = (*also, *(main.record.also_called if main else ()))
    # A spelling is never repaired into a word of crisis: somebody who did not write it must not read it.
    risky = "getting-risk-support" in record.needs
    return IndexedDocument(
        type=kind,
        id=entry.id,
        title=fold(record.title),
        also=fold(" ".join(called)),
        topics=fold(" ".join(labels)),
        summary=fold(record.summary),
        body=fold(link_references(views, entry.body)),
        spelling="" if risky else fold(" ".join((record.title, *labels, *called))),
    )


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
            if key in ("opens", "closes", "one_answer", "audience", "sensitive", "example")
        }
        shape = [
            {
                "id": question.id,
                "kind": question.kind.value,
                "options": [option.id for option in question.options],
            }
            for question in entry.record.questions
        ]
        found.setdefault(entry.id, {**facts, "questions": shape, "words": words})
    return found


def copy_components(theme: Path, target: Path) -> None:
    """The templates that the server prints answers with: the same files that made the pages, at the paths they include each other by."""
    for path in sorted((theme / "components").glob("*/*.html")):
        _copy(path, target / path.relative_to(theme))
    for icon in used_icons(target):
        source = material_icons() / icon.removeprefix(".icons/")
        _copy(source, target / icon)


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
