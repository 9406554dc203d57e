"""Holds raw values against the model's types. The only module that imports pydantic.

The dataclasses of ``waymark.model`` are the one source of shapes: from them come the JSON Schemas that editors' tools
read and the checks that ``waymark check`` runs.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from waymark.frontmatter import Document, Where
from waymark.model.shared import FORMS
from waymark.problems import Problem

Record = TypeVar("Record")


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """The checker of one type, built once."""
    return TypeAdapter(kind)


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one type, with the editors' hints as descriptions."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **adapter(kind).json_schema()}


def to_plain(record: Any) -> Any:
    """A record as plain JSON values: dates as ISO text, tuples as lists."""
    return adapter(type(record)).dump_python(record, mode="json")


def shape(
    kind: type[Record], document: Document, data: Any, *, at: Where = ()
) -> tuple[Record | None, tuple[Problem, ...]]:
    """The record that ``data`` (the value at ``at`` in the document) holds, or every problem that keeps it from being one."""
    if not isinstance(data, Mapping):
        line = document.line_of(at)
        return None, (
            Problem(
                document.path,
                line,
                "shape",
                "keys with values are expected here",
                "write each fact as 'key: value'",
            ),
        )
    try:
        return adapter(kind).validate_python(dict(data)), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, tuple(
            _problem(kind, document, at, detail) for detail in details if not _follows(detail, details)
        )


def _follows(detail: Any, details: Any) -> bool:
    """True for "too few entries" where an entry was refused for a reason of its own: one slip, one message."""
    where = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(where) and other["loc"][: len(where)] == where for other in details
    )


def _problem(kind: type, document: Document, at: Where, detail: Any) -> Problem:
    where = at + tuple(part for part in detail["loc"] if part != "[key]")
    key = ".".join(str(part) for part in where[len(at) :]) or kind.__name__.lower()
    what, fix = _sentence(kind, key, detail)
    return Problem(
        document.path, document.line_of(where), f"shape-{detail['type'].replace('_', '-')}", what, fix
    )


def _sentence(kind: type, key: str, detail: Any) -> tuple[str, str]:
    """What is wrong and what to do, in an editor's words rather than the library's."""
    context, name = detail.get("ctx", {}), key.rsplit(".", 1)[-1]
    match detail["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f'"{key}" is missing', "add it"
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = get_close_matches(name, _keys(kind), n=1)
            return (
                f'"{key}" is not a key we know',
                f'did you mean "{near[0]}"?' if near else "take it out or check its spelling",
            )
        case "enum" | "literal_error":
            return f'"{key}" can\'t be "{detail["input"]}"', f"use one of {context['expected']}"
        case "string_type":
            return f'"{key}" has to be words', 'put it in "quotes"'
        case "string_pattern_mismatch":
            return (
                f'"{key}" can\'t be "{_short(detail["input"])}"',
                f"write {FORMS[context['pattern']]}",
            )
        case "string_too_long":
            return (
                f'"{key}" is too long ({len(detail["input"])} letters)',
                f"use at most {context['max_length']}",
            )
        case "string_too_short":
            return f'"{key}" is empty', "write it or take the key out"
        case "tuple_type" | "list_type":
            return f'"{key}" has to be a list', "write it in [square brackets] or as lines that begin with -"
        case "too_short":
            return f'"{key}" has too few entries', f"give at least {context['min_length']}"
        case "too_long":
            return f'"{key}" has too many entries', f"give at most {context['max_length']}"
        case "date_type" | "date_from_datetime_parsing" | "date_parsing":
            return f'"{key}" is not a date', "write it as 2026-11-23"
        case "int_type" | "int_parsing" | "float_type" | "float_parsing":
            return f'"{key}" has to be a number', "write digits without quotes"
        case "bool_type" | "bool_parsing":
            return f'"{key}" has to be true or false', "write true or false"
        case "dataclass_type" | "dict_type" | "mapping_type":
            return f'"{key}" has to hold keys of its own', "write them below it, two spaces in"
        case "value_error":
            return f'"{key}" doesn\'t add up: {context["error"]}', "mend one of the two"
        case _:
            return (
                f'"{key}": {detail["msg"][0].lower()}{detail["msg"][1:]}',
                "look at the template for its form",
            )


def _short(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 40 else text[:37] + "…"


def _keys(kind: type) -> list[str]:
    """Every key that may stand anywhere in a record of this kind, for near misses."""
    found: list[str] = []

    def walk(schema: Any) -> None:
        if isinstance(schema, dict):
            found.extend(schema.get("properties", {}))
            for value in schema.values():
                walk(value)
        elif isinstance(schema, list):
            for value in schema:
                walk(value)

    walk(json_schema(kind))
    return found if found or not is_dataclass(kind) else [item.name for item in fields(kind)]
