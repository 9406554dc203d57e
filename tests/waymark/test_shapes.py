"""One source of shapes: what the check refuses, the JSON Schema refuses too."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from waymark.cli import DATA_TYPES
from waymark.content import load_content
from waymark.content.records import TYPES
from waymark.model.shared import FORMS
from waymark.shapes import json_schema, to_plain

ALL_TYPES = (*TYPES.values(), *DATA_TYPES)


@pytest.mark.parametrize("kind", ALL_TYPES, ids=lambda kind: kind.__name__)
def test_every_schema_is_a_schema(kind: type) -> None:
    """The JSON Schemas that editors' tools read are valid themselves, and refuse unknown keys."""
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_every_pattern_has_words() -> None:
    """No editor is shown a regular expression."""

    def patterns(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("pattern"), str):
                yield value["pattern"]
            for inner in value.values():
                yield from patterns(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from patterns(inner)

    assert {pattern for kind in ALL_TYPES for pattern in patterns(json_schema(kind))} <= set(FORMS)
    assert all(re.compile(pattern) for pattern in FORMS)


def test_the_projects_own_records_fit_the_published_schemas(project: Path) -> None:
    """What pydantic accepts, an independent validator accepts: the two readings of one shape agree."""
    content, _ = load_content(project / "content")
    records = [
        *content.contacts.values(),
        *content.places.values(),
        *content.keywords,
        content.hub,
        *content.loop.decisions.values(),
        *content.loop.proposals.values(),
        *content.loop.rounds.values(),
        *content.loop.themes.values(),
        *content.loop.trends.values(),
        *filter(None, [content.loop.feedback]),
        *(entry.record for entry in content.entries.values()),
    ]
    for record in records:
        Draft202012Validator(json_schema(type(record))).validate(json.loads(json.dumps(to_plain(record))))
