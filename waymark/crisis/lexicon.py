"""The crisis lexicon as editors write it, read once: what is sound goes on, what is not becomes a slip with a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from waymark.crisis.model import CATEGORIES, Severity
from waymark.crisis.notation import Node, NotationError, Phrase, compile_phrase, parse, slot_pattern
from waymark.text import fold

FOLDER = "crisis/"
PARTS = ("slots", "spelling", "negation", "for-whom", "responses")
"""Files with a shape of their own; every other file of the folder is a list of entries or of exceptions."""
BESIDE = ("learning", "known-misses")
"""Files of the folder that belong to the bank (``waymark.training``, ``waymark.crisis.bank``)."""

ENTRY_KEYS = frozenset({"id", "lang", "category", "level", "phrases", "reason", "owner", "reviewer", "added"})
EXCEPTION_KEYS = frozenset({"id", "lang", "phrases", "reason", "owner", "reviewer", "added"})
MAY_KEYS = frozenset({"topic", "withhold", "off"})


@dataclass(frozen=True)
class Slip:
    """Something an editor should mend: in which file, where in it, what, and how."""

    file: str
    where: tuple[str | int, ...]
    what: str
    fix: str


@dataclass
class Lexicon:
    """Everything that is sound, and the slips."""

    slots: dict[str, Node] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    entries: list[tuple[Mapping[str, Any], list[Phrase]]] = field(default_factory=list)
    exceptions: list[tuple[Mapping[str, Any], list[Phrase]]] = field(default_factory=list)
    parts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)

    def expand(self, word: str) -> str:
        """A word's full form."""
        return self.short.get(word, word)


def read_lexicon(phrases: Mapping[str, Any]) -> Lexicon:
    """Reads the folder. Raises nothing."""
    found = Lexicon()
    for name in PARTS:
        data = phrases.get(FOLDER + name)
        if isinstance(data, Mapping):
            found.parts[name] = data
        else:
            found.parts[name] = {}
            found.slips.append(
                Slip(
                    FOLDER + name,
                    (),
                    f"the crisis lexicon has no {name}",
                    f"write content/_data/crisis/{name}.yml",
                )
            )
    _read_short(found)
    _read_slots(found)
    _read_responses(found)
    seen: dict[str, str] = {}
    for file, data in phrases.items():
        if file.startswith(FOLDER) and file.removeprefix(FOLDER) not in (*PARTS, *BESIDE):
            for index, entry in enumerate(_list(found, file, data)):
                _read_entry(found, file, index, entry, seen)
    return found


def _list(found: Lexicon, file: str, data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    found.slips.append(Slip(file, (), "a list of entries is expected here", "begin each entry with '- id:'"))
    return []


def _read_short(found: Lexicon) -> None:
    for sign in found.parts["spelling"].get("signs") or {}:
        if len(str(sign)) != 1:
            found.slips.append(
                Slip(
                    FOLDER + "spelling",
                    ("signs", sign),
                    f'"{sign}" is not one sign',
                    "write a picture that is a single sign",
                )
            )
    forms_by_language = found.parts["spelling"].get("short_forms")
    for lang, forms in forms_by_language.items() if isinstance(forms_by_language, Mapping) else ():
        for short, full in forms.items() if isinstance(forms, Mapping) else ():
            key = fold(str(short)).replace(" ", "")
            if key in found.short and found.short[key] != fold(str(full)):
                found.slips.append(
                    Slip(
                        FOLDER + "spelling",
                        ("short_forms", lang, short),
                        f'"{short}" stands for two things',
                        "keep one of them",
                    )
                )
            found.short[key] = fold(str(full))


def _read_responses(found: Lexicon) -> None:
    """Keeps the rows that have places to show; the rest becomes slips."""
    sound: dict[str, list[Mapping[str, Any]]] = {}
    sets = found.parts["responses"].get("sets")
    for table, rows in sets.items() if isinstance(sets, Mapping) else ():
        sound[table] = []
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            shown = row.get("show") if isinstance(row, Mapping) else None
            if isinstance(shown, list) and all(isinstance(place, list) for place in shown):
                sound[table].append(row)
            else:
                where = ("sets", table, index)
                what = "a row needs show: a list of places, each a list of contacts"
                found.slips.append(
                    Slip(FOLDER + "responses", where, what, "write show: [[first, else-this], [second]]")
                )
    found.parts["responses"] = {**found.parts["responses"], "sets": sound}


def _read_slots(found: Lexicon) -> None:
    for name, options in found.parts["slots"].items():
        try:
            found.slots[name] = ("any", [parse(str(option)) for option in options])
        except (NotationError, TypeError) as error:
            found.slips.append(Slip(FOLDER + "slots", (name,), str(error), "mend the notation"))
    for name in list(found.slots):
        try:
            slot_pattern(name, found.slots, found.expand)
        except (NotationError, RecursionError) as error:
            said = str(error) if isinstance(error, NotationError) else f'the slot "{name}" holds itself'
            found.slips.append(Slip(FOLDER + "slots", (name,), said, "mend the slot"))
            del found.slots[name]


def _read_entry(found: Lexicon, file: str, index: int, entry: Any, seen: dict[str, str]) -> None:
    problems = list(_entry_slips(file, index, entry, seen))
    found.slips.extend(problems)
    if (
        not isinstance(entry, Mapping)
        or entry.get("off")
        or not isinstance(entry.get("phrases"), list)
        or "id" not in entry
    ):
        return
    exception = "level" not in entry or entry["level"] == "none"
    if not exception and (
        entry["level"] not in set(Severity) or entry.get("category") not in (None, *CATEGORIES)
    ):
        return
    compiled = []
    for at, text in enumerate(entry["phrases"]):
        try:
            compiled.append(compile_phrase(str(text), found.slots, found.expand))
        except NotationError as error:
            found.slips.append(
                Slip(
                    file,
                    (index, "phrases", at),
                    str(error),
                    "mend the notation (docs: waymark/crisis/notation.py)",
                )
            )
    (found.exceptions if exception or _is_exception(file) else found.entries).append((entry, compiled))


def _is_exception(file: str) -> bool:
    return file.startswith(FOLDER + "exceptions")


def _entry_slips(file: str, index: int, entry: Any, seen: dict[str, str]) -> Iterator[Slip]:
    if not isinstance(entry, Mapping):
        yield Slip(file, (index,), "an entry has to be a list of 'key: value'", "copy one of the others")
        return
    needed = EXCEPTION_KEYS if _is_exception(file) else ENTRY_KEYS
    for key in sorted(needed - set(entry)):
        yield Slip(file, (index,), f'the entry "{entry.get("id")}" has no {key}', f"add {key}")
    for key in sorted(set(entry) - ENTRY_KEYS - MAY_KEYS):
        yield Slip(
            file, (index, key), f'"{key}" means nothing in an entry', "correct its spelling or take it out"
        )
    if entry.get("id") in seen:
        yield Slip(
            file,
            (index, "id"),
            f'the entry "{entry["id"]}" is already written in {seen[entry["id"]]}',
            "give one of the two another id",
        )
    seen[str(entry.get("id"))] = file
    if not isinstance(entry.get("phrases"), list) or not entry.get("phrases"):
        yield Slip(
            file, (index, "phrases"), f'the entry "{entry.get("id")}" has no phrases', "write at least one"
        )
    level, category = entry.get("level"), entry.get("category")
    if "level" in entry and level not in {"concern", "urgent", "emergency"}:
        yield Slip(file, (index, "level"), f'"{level}" is not a level', "write concern, urgent or emergency")
    if level in {"urgent", "emergency"} and category not in CATEGORIES:
        yield Slip(
            file,
            (index, "category"),
            f'"{category}" is not a category of crisis',
            f"write one of {', '.join(CATEGORIES)}",
        )
    if level == "concern" and not entry.get("topic"):
        yield Slip(
            file,
            (index,),
            f'the concern "{entry.get("id")}" names no topic',
            "add topic: a slug of topics.yml",
        )
    if entry.get("withhold") and level == "concern":
        yield Slip(
            file,
            (index, "withhold"),
            "whoever seeks a way to come to harm needs help at once",
            "make the level urgent or emergency",
        )
