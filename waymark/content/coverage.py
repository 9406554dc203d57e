"""Reads what is known and not known of places, and says what counts as help that is really there."""

from collections.abc import Iterator
from pathlib import Path

from waymark.content.loop import Reader
from waymark.content.records import Content, Entry, Kind
from waymark.model.coverage import Coverage, NoneKnown, Practical


def load_coverage(reader: Reader, data: Path) -> Coverage:
    """The records of ``none-known.yml`` and ``practical.yml``. Both files may be missing."""

    def listed(kind: type, name: str, key: str, noun: str) -> dict[str, NoneKnown | Practical]:
        path = data / name
        return reader.records(kind, [path] if path.is_file() else [], key, noun)

    return Coverage(
        none_known=listed(NoneKnown, "none-known.yml", "key", "none-known record"),
        practical=listed(Practical, "practical.yml", "id", "practical help"),
    )


def is_national(content: Content, entry: Entry) -> bool:
    """True for a service of a whole nation or state."""
    return any(content.places[area].type in ("nation", "state") for area in entry.record.area)


def local_services(content: Content, place_id: str, lang: str) -> Iterator[Entry]:
    """Services that lie in a place or were made for where it lies, and that are not closed. National ones don't count."""
    for entry in content.of(Kind.SERVICE, lang):
        known = all(area in content.places for area in entry.record.area)
        there = known and content.touches(entry.record.area, place_id)
        if there and entry.record.status != "closed" and not is_national(content, entry):
            yield entry
