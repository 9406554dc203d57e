"""Requests that nobody would write by hand, made from the OpenAPI file: every answer keeps to it, none is a fault of ours."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import settings as effort
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from site_api import create_app
from site_api.current import EXTENSION
from site_api.openapi import FILE
from site_api.settings import load_settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.fixture(scope="module")
def fuzzed(hub_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app of its own."""
    folder = tmp_path_factory.mktemp("fuzz")
    app = create_app(
        replace(
            load_settings({}),
            build=hub_build,
            store=f"sqlite:///{folder}/polls.db",
            secrets=folder / "secrets",
        ),
        now=lambda: dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC),
    )
    yield app
    app.extensions[EXTENSION].votes.close()


@schemathesis.openapi.from_path(FILE).parametrize()
@effort(max_examples=10, deadline=None, derandomize=True)
def test_every_answer_keeps_to_the_description(case, fuzzed):
    """Good and bad requests alike. Words of the build (topics, places) are not in the file, so a good one may be refused."""
    case.call_and_validate(app=fuzzed, checks=CHECKS, headers={"Accept-Encoding": "identity"})
