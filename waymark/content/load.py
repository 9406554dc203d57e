"""Reads the content folder: each file once, every problem noted, nothing raised for what an editor wrote."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from waymark.content.coverage import load_coverage
from waymark.content.loop import load_loop
from waymark.content.records import FOLDERS, TYPES, Content, Entry, Kind, Origin, Searches
from waymark.frontmatter import Document, read_page, read_yaml
from waymark.model import Contact, Hub, Keyword, Need, Place, Topic, TopicGroup
from waymark.model.jargon import Term
from waymark.model.promise import Promise
from waymark.places import Places
from waymark.problems import BuildError, Problem
from waymark.shapes import shape, to_plain
from waymark.text import fold


class _Reader:
    """Collects records, origins and problems while the folder is read."""

    def __init__(self, root: Path) -> None:
        self.root, self.shown_root = root, root.name
        self.problems: list[Problem] = []
        self.origins: dict[tuple[str, str], Origin] = {}
        self.unread: set[tuple[Kind, str]] = set()

    def shown(self, path: Path) -> str:
        return f"{self.shown_root}/{path.relative_to(self.root).as_posix()}"

    def yaml(self, path: Path) -> Document:
        document = read_yaml(path, self.shown(path))
        self.problems.extend(document.problems)
        return document

    def records(self, kind: type, paths: Iterable[Path], key: str, noun: str) -> dict[str, Any]:
        """Records of files that hold a list each, by their key; the second of two with one key is a problem."""
        found: dict[str, Any] = {}
        for path in paths:
            document = self.yaml(path)
            if document.data is None:
                continue
            if not isinstance(document.data, list):
                self.problems.append(
                    Problem(
                        document.path, 1, "shape", "a list is expected here", "begin each record with '- '"
                    )
                )
                continue
            for index, data in enumerate(document.data):
                record = self.one(kind, document, data, (index,))
                if record is not None:
                    self.keep(found, getattr(record, key), record, Origin(document, (index,)), noun)
        return found

    def one(self, kind: type, document: Document, data: Any, at: tuple[int, ...] = ()) -> Any:
        record, problems = shape(kind, document, data, at=at)
        self.problems.extend(problems)
        return record

    def keep(self, found: dict[str, Any], key: str, record: Any, origin: Origin, noun: str) -> None:
        if key in found:
            first = self.origins[noun, key]
            self.problems.append(
                Problem(
                    origin.path,
                    origin.line_of(),
                    "repeated-id",
                    f'the {noun} "{key}" is already written in {first.path}',
                    "give one of the two another id",
                )
            )
            return
        found[key] = record
        self.origins[noun, key] = origin


def load_content(root: Path) -> tuple[Content, tuple[Problem, ...]]:
    """The content and every problem of form in it. Raises BuildError only when there is no readable hub.yml to begin with."""
    reader, data = _Reader(root), root / "_data"
    hub = _load_hub(reader, data / "hub.yml")
    places = _load_places(reader, data / "places")
    content = Content(
        hub=hub,
        topics=reader.records(Topic, [data / "topics.yml"], "slug", "topic"),
        groups=reader.records(TopicGroup, [data / "topic-groups.yml"], "slug", "topic group"),
        needs=reader.records(Need, [data / "needs.yml"], "key", "need"),
        places=places,
        contacts=reader.records(Contact, sorted((data / "contacts").glob("*.yml")), "id", "contact"),
        keywords=tuple(reader.records(Keyword, [data / "keywords.yml"], "word", "keyword").values()),
        entries={(entry.kind, entry.lang, entry.id): entry for entry in _load_entries(reader, hub)},
        unread=frozenset(reader.unread),
        strings={lang: _load_strings(reader, lang) for lang in hub.languages},
        phrases=_load_phrases(reader, data),
        searches={lang: _load_searches(reader, data / "searches" / lang) for lang in hub.languages},
        loop=load_loop(reader, data),
        coverage=load_coverage(reader, data),
        jargon=reader.records(Term, _if_there(data / "jargon.yml"), "id", "term"),
        promises=reader.records(Promise, _if_there(data / "promises.yml"), "id", "promise"),
        origins=reader.origins,
        geography=load_geography(data / "postcodes", places),
    )
    return content, tuple(reader.problems)


def _if_there(path: Path) -> list[Path]:
    """A file that a hub may do without."""
    return [path] if path.is_file() else []


def _load_hub(reader: _Reader, path: Path) -> Hub:
    if not path.is_file():
        raise BuildError(
            f"There is no {reader.shown(path)}: copy the one of the Waymark repository and change its words."
        )
    document = reader.yaml(path)
    hub = reader.one(Hub, document, document.data)
    if hub is None:
        raise BuildError("\n".join(map(str, reader.problems)))
    return hub


def _load_places(reader: _Reader, folder: Path) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for path in sorted(folder.glob("*.yml")):
        document = reader.yaml(path)
        place = reader.one(Place, document, document.data) if document.data is not None else None
        if place is None:
            continue
        if place.id != path.stem:
            reader.problems.append(
                Problem(
                    document.path,
                    document.line_of(("id",)),
                    "file-name",
                    f'the place "{place.id}" is in a file named "{path.stem}"',
                    f"rename the file to {place.id}.yml",
                )
            )
        reader.keep(found, place.id, place, Origin(document, ()), "place")
    return found


def _load_strings(reader: _Reader, lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((reader.root / "_strings" / lang).glob("*.yml")):
        document = reader.yaml(path)
        for key, words in (document.data or {}).items():
            line = document.line_of((key,))
            if key in found:
                reader.problems.append(
                    Problem(
                        document.path,
                        line,
                        "repeated-id",
                        f'the words "{key}" are already written in another file',
                        "keep one of the two",
                    )
                )
            if not isinstance(words, str):
                reader.problems.append(
                    Problem(document.path, line, "shape", f'"{key}" has to be words', 'put it in "quotes"')
                )
            found[key] = str(words)
    return found


def _load_phrases(reader: _Reader, data: Path) -> dict[str, Any]:
    """Word lists that are data: what crisis words, search words and banned words are. Checked by the modules that use them."""
    found: dict[str, Any] = {}
    for path in sorted(
        path
        for folder in ("crisis", "crisis/bank", "words", "search")
        for path in (data / folder).glob("*.yml")
    ):
        document = reader.yaml(path)
        name = f"{path.parent.name}/{path.stem}"
        reader.origins["phrases", name] = Origin(document, ())
        found[name] = document.data
    return found


def _load_searches(reader: _Reader, folder: Path) -> dict[str, Searches]:
    """The word bank of a language: a file a topic, a phrase a line; what follows # is a note. The checks look at the words."""
    found: dict[str, Searches] = {}
    for path in sorted(folder.glob("*.txt")):
        lines = _text_lines(reader, path)
        phrases = ((number, line.partition("#")[0].strip()) for number, line in enumerate(lines, start=1))
        found[path.stem] = Searches(
            reader.shown(path), tuple((number, line) for number, line in phrases if line)
        )
    return found


def _text_lines(reader: _Reader, path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        reader.problems.append(
            Problem(reader.shown(path), 1, "encoding", "the file is not UTF-8", "save it again as UTF-8")
        )
        return []


def _load_entries(reader: _Reader, hub: Hub) -> Iterator[Entry]:
    raw: dict[tuple[Kind, str], dict[str, Document]] = {}
    for lang in hub.languages:
        for path in sorted((reader.root / lang).rglob("*.md")):
            document = read_page(path, reader.shown(path))
            reader.problems.extend(document.problems)
            name = _name(path.relative_to(reader.root / lang))
            reader.unread.add(name)
            if isinstance(document.data, dict):
                raw.setdefault(name, {})[lang] = document
            elif not document.problems:
                reader.problems.append(
                    Problem(
                        document.path,
                        1,
                        "front-matter",
                        "the facts at the top are empty",
                        "copy the template's keys",
                    )
                )
    for (kind, entry_id), documents in raw.items():
        home = _home(kind, documents)
        for lang, document in documents.items():
            data = {**_inherited(documents[home].data, own=lang == home), **document.data}
            record = reader.one(TYPES[kind], document, data)
            if record is not None:
                reader.unread.discard((kind, entry_id))
                yield Entry(kind, entry_id, lang, record, document, home)


NEVER_INHERITED = {"check"}
"""A check is of one file: a checked page does not make its translation a checked one."""


def _inherited(facts: dict[str, Any], *, own: bool) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if own or key not in NEVER_INHERITED}


def _name(path: Path) -> tuple[Kind, str]:
    for kind, folder in FOLDERS.items():
        if path.parts[0] == folder and path.stem != "index":
            return kind, path.relative_to(folder).with_suffix("").as_posix()
    return Kind.PAGE, path.with_suffix("").as_posix()


def _home(kind: Kind, documents: dict[str, Document]) -> str:
    """The language whose file carries the facts: the first one that has every key that is needed."""
    needed = {
        item.name
        for item in fields(TYPES[kind])
        if item.default is MISSING and item.default_factory is MISSING
    }
    return next(
        (lang for lang, document in documents.items() if needed <= set(document.data)), next(iter(documents))
    )


def load_geography(folder: Path, places: dict[str, Place]) -> Places:
    """Outward codes and town names, each tied to the smallest place of the hub that holds it."""
    nations = {"ENG": "GB-ENG", "WLS": "GB-WLS", "SCT": "GB-SCT", "NIR": "GB-NIR"}
    owner = {code: place.id for place in places.values() for code in place.outcodes}
    outcodes: dict[str, tuple[float, float, str, str | None]] = {}
    for row in _rows(folder / "uk-outcodes.csv"):
        code = row["outcode"]
        outcodes[code] = (
            float(row["lat"]),
            float(row["lng"]),
            nations.get(row["country"], row["country"]),
            owner.get(code),
        )
    for row in _rows(folder / "dk-postcodes.csv"):
        code = row["postcode"]
        outcodes[code] = (float(row["lat"]), float(row["lng"]), "DK", owner.get(code))
    towns: dict[str, str] = {}
    for row in _rows(folder / "uk-places-geonames.csv"):
        if row["outcode"] in outcodes:
            towns.setdefault(fold(row["place"]), row["outcode"])
    for row in _rows(folder / "dk-postcodes.csv"):
        towns.setdefault(fold(row["name"]), row["postcode"])
    return Places({key: to_plain(place) for key, place in places.items()}, outcodes, towns)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
