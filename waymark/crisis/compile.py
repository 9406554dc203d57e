"""Lexicon → one artifact, without the weights (``waymark.training`` adds them). It holds expressions, words and contact ids; never a number, and never a word about a person."""

import re
from collections.abc import Mapping
from typing import Any

from waymark.crisis.lexicon import Lexicon, read_lexicon
from waymark.crisis.notation import COMMON, GAPS, NotationError, parse, slot_pattern
from waymark.text import fold

FORMAT = 2
_SLOT = re.compile(r"\{([a-z_]+)\}")


def compile_crisis(phrases: Mapping[str, Any], contacts: Mapping[str, Any]) -> dict[str, Any]:
    """The artifact ``crisis.json``. What an editor wrote wrong is left out here and told by the checks.

    ``contacts`` are the registry's (``waymark.model.Contact``). This package doesn't import them: the weights, which take long to
    learn, shall not be learnt anew because some record got a new field.
    """
    lexicon = read_lexicon(phrases)
    responses = lexicon.parts["responses"]
    named = _slots_named(lexicon)
    return {
        "format": FORMAT,
        "spelling": _spelling(lexicon),
        "common": " ".join(sorted(COMMON)),
        "slots": GAPS | {name: slot_pattern(name, lexicon.slots, lexicon.expand) for name in sorted(named)},
        "entries": [
            {
                "id": entry["id"],
                "lang": entry.get("lang"),
                "category": entry.get("category"),
                "level": str(entry["level"]),
                "topic": entry.get("topic"),
                "withhold": bool(entry.get("withhold")),
                "phrases": [phrase.to_list() for phrase in compiled],
            }
            for entry, compiled in lexicon.entries
        ],
        "exceptions": [
            {
                "id": entry["id"],
                "topic": entry.get("topic"),
                "phrases": [phrase.to_list() for phrase in compiled],
            }
            for entry, compiled in lexicon.exceptions
        ],
        "negation": {
            name: _alternatives(lexicon, "negation", name)
            for name in ("words", "between", "unless_before", "unless_after")
        },
        "for_whom": {
            name: _alternatives(lexicon, "for-whom", name)
            for name in ("self", "friend", "near", "parent", "other", "about")
        },
        "topics": dict(responses.get("topics") or {}),
        "home": dict(responses.get("home") or {}),
        "nations": dict(responses.get("nations") or {}),
        "responses": responses["sets"],
        "contacts": _contacts(responses, contacts),
        "weights": None,
    }


def _slots_named(lexicon: Lexicon) -> set[str]:
    """Slots that an expression names; those that only other slots hold are written out in them already."""
    phrases = (phrase for _, compiled in (*lexicon.entries, *lexicon.exceptions) for phrase in compiled)
    found = {name for phrase in phrases for name in _SLOT.findall(phrase.pattern)}
    return found & set(lexicon.slots)


def _spelling(lexicon: Lexicon) -> dict[str, Any]:
    data = lexicon.parts["spelling"]
    long = [fold(str(word)) for word in data.get("long_words") or ()]
    return {
        "signs": {
            str(sign): str(said) for sign, said in (data.get("signs") or {}).items() if len(str(sign)) == 1
        },
        "short": dict(sorted(lexicon.short.items())),
        "long": long,
        "leave": sorted({fold(str(word)) for word in data.get("leave_alone") or ()}),
        "parts": sorted({fold(str(word)) for word in data.get("run_together") or ()}),
    }


def _alternatives(lexicon: Lexicon, part: str, name: str) -> str:
    """An expression of all phrases of a list, every language together."""
    found: dict[str, None] = {}
    for lists in lexicon.parts[part].values():
        for text in (lists or {}).get(name) or ():
            try:
                lexicon_slots = {**lexicon.slots, "it": parse(str(text))}
                found[slot_pattern("it", lexicon_slots, lexicon.expand)] = None
            except NotationError:
                continue
    return f"(?:{'|'.join(found)})" if found else "(?!)"


def _contacts(responses: Mapping[str, Any], contacts: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be known to choose between contacts: everyone for a crisis, and everyone that a response names."""
    rows = [row for table in responses["sets"].values() for row in table]
    named = {name for row in rows for place in (*row["show"], row.get("also", ())) for name in place}
    return {
        contact.id: {
            "area": list(contact.area),
            "min": contact.ages.min,
            "max": contact.ages.max,
            "for_whom": [str(whom) for whom in contact.for_whom],
            "types": [str(channel.type) for channel in contact.channels],
            "urgency": str(contact.urgency),
            "categories": list(contact.categories),
        }
        for contact in contacts.values()
        if contact.id in named or contact.urgency != "talk"
    }
