"""Search libraries of a build: every guide, topic page and service of a language, with the facts it is found by."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from waymark.content import Content, Entry, Kind
from waymark.indexing.library import Listed, WordBank, save_library
from waymark.indexing.store import IndexedDocument
from waymark.prepare.words import link_references
from waymark.steps import kept_files
from waymark.text import fold
from waymark.views import Views


def write_library(folder: Path, views: Views, listed: Sequence[Listed]) -> None:
    """Makes and saves the library of one language."""
    content = views.content
    kept_files(save_library, folder, views.lang, [*content.topics], listed, word_bank(content, views.lang))


def catalogue(views: Views) -> Iterator[tuple[Listed, dict[str, Any]]]:
    """What search finds in a language, each with its card. A service that has no words in this language is there in its own."""
    content = views.content
    for entry in content.of(Kind.GUIDE, views.lang):
        yield _page(views, entry, views.guide(entry), entry.record.topics)
    for entry in content.of(Kind.TOPIC, views.lang):
        yield _page(views, entry, views.topic_page(entry), (entry.id,))
    for service_id in dict.fromkeys(entry.id for entry in content.of(Kind.SERVICE)):
        found = content.best(Kind.SERVICE, views.lang, service_id)
        if found:
            yield _service(views, found)


def word_bank(content: Content, lang: str) -> WordBank:
    """What people type in a language, with what young people call each guide and topic."""
    said = {
        topic: [words for _, words in file.phrases] for topic, file in content.searches.get(lang, {}).items()
    }
    for entry in (*content.of(Kind.TOPIC, lang), *content.of(Kind.GUIDE, lang)):
        topic = entry.id if entry.kind is Kind.TOPIC else entry.record.topics[0]
        said.setdefault(topic, []).extend((entry.record.title, *entry.record.also_called))
    guarded = (content.phrases.get("words/guarded") or {}).get(lang, ())
    return WordBank(
        said={
            topic: phrases
            for topic, phrases in said.items()
            if topic in content.topics or topic == "elsewhere"
        },
        wishes=wishes(content, lang),
        guarded=guarded,
    )


def wishes(content: Content, lang: str) -> list[tuple[str, str, str]]:
    """(phrase, field, value) of a language."""
    data: Mapping[str, Any] = content.phrases.get("words/wishes") or {}
    return [
        (phrase, field, value)
        for field, values in data.items()
        for value, words in values.items()
        for phrase in words.get(lang, ())
    ]


def _page(
    views: Views, entry: Entry, card: dict[str, Any], topics: tuple[str, ...]
) -> tuple[Listed, dict[str, Any]]:
    words = _words(views, entry, card, (*entry.record.also_called,))
    values = {"needs": card["needs"], "languages": (entry.lang,)}
    ages = card["ages"]
    return Listed(words=words, topics=topics, values=values, youngest=ages["min"], oldest=ages["max"]), card


def _service(views: Views, entry: Entry) -> tuple[Listed, dict[str, Any]]:
    record = entry.record
    card = {**views.service(entry), "outcode": record.outcode}
    words = _words(views, entry, card, (*record.used_to_be, *record.interests, *card["kind_labels"]))
    values = {
        **{field: card[field] for field in ("needs", "kinds", "how", "referral", "interests", "languages")},
        "cost": (card["cost"],),
        "diagnosis": ("not-needed",) if card["no_diagnosis"] else (),
        "access": ("step-free",) if card["step_free"] else (),
    }
    nation = views.content.places[record.area[0]].nation.value
    expression = opening(card)
    card["opening"] = {"osm": expression, "nation": nation} if expression else None
    listed = Listed(
        words=words,
        topics=record.topics,
        values=values,
        youngest=record.ages.min,
        oldest=record.ages.max,
        area=record.area,
        point=views.content.geography.point(record.outcode) if record.outcode else None,
        hours=(expression, nation) if expression else None,
    )
    return listed, card


def opening(card: Mapping[str, Any]) -> str | None:
    """When somebody answers: the service's own hours, or else those of its first contact. Others may be there for something else."""
    told = (card["hours"], *(contact["hours"] for contact in card["contacts"][:1]))
    return next((hours["osm"] for hours in told if hours["osm"]), None)


def _words(views: Views, entry: Entry, card: Mapping[str, Any], also: tuple[str, ...]) -> IndexedDocument:
    return IndexedDocument(
        type=card["type"],
        id=card["id"],
        title=fold(card["title"]),
        also=fold(" ".join(also)),
        topics=fold(" ".join(card["topic_labels"])),
        summary=fold(card["summary"]),
        body=fold(link_references(views, entry.body)),
    )
