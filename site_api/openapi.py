"""The API's description for machines: OpenAPI 3.1, made of the same table of fields that the checks read.

``python -m site_api openapi > site_api/openapi.json`` writes the file; a test fails when the two drift apart.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from site_api import fields
from site_api.ballots import BALLOT, IN_FORM
from site_api.errors import STATUS, Code
from site_api.fields import Field
from site_api.helped import HELPED
from site_api.questions import QUESTION
from waymark import __version__

blueprint = Blueprint("openapi", __name__)

FILE = Path(__file__).with_name("openapi.json")
SCHEMAS = Path(__file__).with_name("schemas.json")
"""The shapes of the answers, written by hand."""

BODIES = ("application/json", "application/x-www-form-urlencoded")
ALWAYS = (400, 404, 405, 413, 414, 415, 431, 500)


@blueprint.get("/api/v1/openapi.json")
def show_openapi() -> Response:
    """The file itself. It is the same for everybody."""
    fields.read_fields(())
    response = Response(_read_file(), mimetype="application/json")
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=300"
    return response.make_conditional(request)


@cache
def _read_file() -> bytes:
    return FILE.read_bytes()


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route as the file describes it. ``parts`` are the variable parts of its path."""

    path: str
    summary: str
    answer: str
    methods: tuple[str, ...] = ("get",)
    asks: tuple[Field, ...] = ()
    parts: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    answers: bool = False
    kind: str = "application/json"
    """The media type of the answer."""


ROUTES = (
    Route(
        path="/api/v1/search",
        summary="Where somebody can get help: crisis help first, then a keyword, then pages and services",
        answer="Search",
        methods=("get", "post"),
        asks=fields.SEARCH,
    ),
    Route(
        path="/api/v1/crisis",
        summary="The crisis part of a search alone",
        answer="CrisisAnswer",
        methods=("get", "post"),
        asks=fields.CRISIS,
    ),
    Route(
        path="/api/v1/keywords/{word}",
        summary="What a co-produced keyword leads to; unknown words lead to help too",
        answer="KeywordPage",
        asks=fields.KEYWORD,
        parts=("word",),
    ),
    Route(
        path="/api/v1/places",
        summary="Every place, or with `near` the one that a postcode or name lies in",
        answer="PlaceOrPlaces",
        asks=fields.PLACES,
    ),
    Route(
        path="/api/v1/places/{place_id}",
        summary="One place with its parents and its front door",
        answer="Place",
        asks=fields.LANG_ONLY,
        parts=("place_id",),
    ),
    Route(
        path="/api/v1/polls/{poll_id}",
        summary="A poll's question",
        answer="Poll",
        asks=fields.LANG_ONLY,
        parts=("poll_id",),
    ),
    Route(
        path="/api/v1/polls/{poll_id}/stamp",
        summary="What a form needs beside the answer: a stamp, and at times a proof of work to solve",
        answer="Stamp",
        asks=fields.LANG_ONLY,
        parts=("poll_id",),
        also=(409,),
    ),
    Route(
        path="/api/v1/polls/{poll_id}/answers",
        summary="Add one answer; a repeat with the same key is thanked and not counted",
        answer="Counted",
        methods=("post",),
        asks=BALLOT,
        parts=("poll_id",),
        also=(403, 409, 429, 503),
        answers=True,
    ),
    Route(
        path="/api/v1/polls/{poll_id}/results",
        summary="Totals under the publication rules, once the poll has closed",
        answer="Results",
        asks=fields.LANG_ONLY,
        parts=("poll_id",),
        also=(503,),
    ),
    Route(
        path="/api/v1/polls/{poll_id}/results.csv",
        summary="The same as a table for a spreadsheet; not there before the poll has closed",
        answer="Table",
        asks=fields.LANG_ONLY,
        parts=("poll_id",),
        also=(503,),
        kind="text/csv",
    ),
    Route(
        path="/api/v1/helped",
        summary="Say whether a page helped, or what to keep and to change; the same key counts once",
        answer="Helped",
        methods=("post",),
        asks=HELPED,
        also=(403, 503),
    ),
    Route(
        path="/api/v1/questions",
        summary="Ask the editors a question; nobody reads along, and nobody can be answered personally",
        answer="Asked",
        methods=("post",),
        asks=QUESTION,
        also=(403, 429),
    ),
    Route(
        path="/api/v1/health", summary="Whether the server is live and ready", answer="Health", also=(503,)
    ),
    Route(path="/api/v1/openapi.json", summary="This description", answer="Any"),
)


def describe_api() -> dict[str, Any]:
    """The whole file."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waymark",
            "version": __version__,
            "description": "Where young people can get help. Nothing that is searched for is kept. Every answer, errors too, carries help.",
        },
        "paths": {
            route.path: {method: _operation(route, method) for method in route.methods} for route in ROUTES
        },
        "components": {
            "schemas": json.loads(SCHEMAS.read_text("utf-8"))
            | {"ErrorCode": {"type": "string", "enum": sorted(Code)}}
        },
    }


def _operation(route: Route, method: str) -> dict[str, Any]:
    parts = [
        {"name": part, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for part in route.parts
    ]
    asked = [] if method == "post" else [_parameter(field) for field in route.asks]
    operation = {
        "operationId": f"{method}{''.join(piece.strip('{}').title() for piece in route.path.removesuffix('.json').split('/')[3:]).replace('_', '')}",
        "summary": route.summary,
        "parameters": parts + asked,
        "responses": _responses(route),
    }
    return operation | ({"requestBody": _body(route)} if method == "post" else {})


def _parameter(field: Field) -> dict[str, Any]:
    described = {"name": field.name, "in": "query", "description": field.about, "schema": _schema(field)}
    return described | ({"style": "form", "explode": True} if field.many else {})


def _body(route: Route) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _in_body(field) for field in route.asks},
    }
    if route.answers:
        one = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        named = {"type": "object", "additionalProperties": {"type": "string"}}
        schema["properties"]["answers"] = {
            "type": "object",
            "description": "Question id → option id; several; a ranking's in order; or part → option id.",
            "additionalProperties": {"oneOf": [*one["oneOf"], named]},
        }
        schema["patternProperties"] = {
            f"^{IN_FORM}": one | {"description": "The same from a form: one field a question."}
        }
    schema["additionalProperties"] = False
    return {"required": False, "content": {kind: {"schema": schema} for kind in BODIES}}


def _in_body(field: Field) -> dict[str, Any]:
    """Forms send what was left empty, and scripts send null: both mean that nothing was asked."""
    schema, empty = _schema(field), {"enum": ["", None]}
    if field.many:
        schema = schema | {"items": {"anyOf": [schema["items"], empty]}}
    return {"anyOf": [schema, empty], "description": field.about}


def _schema(field: Field) -> dict[str, Any]:
    if field.whole:
        schema: dict[str, Any] = {"type": "integer", "minimum": field.whole[0], "maximum": field.whole[1]}
    elif field.choices:
        schema = {"type": "string", "enum": [str(choice) for choice in field.choices]}
    else:
        schema = {"type": "string"}
    if field.many:
        return {"type": "array", "items": schema}
    return schema | ({"default": field.default} if field.default not in (None, "") else {})


def _responses(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {"200": _answer(route.summary, route.answer, route.kind)}
    for status in sorted({*ALWAYS, *route.also}):
        found[str(status)] = (
            {"description": "To the page of thanks, for a form"}
            if status == 303
            else _answer(_meaning(status), "Error")
        )
    if route.answer == "Health":
        found["503"] = _answer("Live, but not ready", "Health")
    return found


def _meaning(status: int) -> str:
    return ", ".join(sorted(code for code in Code if STATUS.get(code, 400) == status))


def _answer(description: str, schema: str, kind: str = "application/json") -> dict[str, Any]:
    return {
        "description": description,
        "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
