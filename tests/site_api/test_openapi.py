"""The description for machines: a valid OpenAPI 3.1 file that names every route, and is the one that is served."""

import json
import re

from openapi_spec_validator import validate

from site_api import fields
from site_api.openapi import FILE, ROUTES, describe_api


def test_the_file_is_valid():
    """By the standard's own schema."""
    validate(json.loads(FILE.read_text("utf-8")))


def test_the_file_is_what_the_code_says():
    """``python -m site_api openapi > site_api/openapi.json`` mends it."""
    assert json.loads(FILE.read_text("utf-8")) == json.loads(json.dumps(describe_api()))


def test_every_route_is_in_it(app):
    """And nothing else."""
    rules = {
        (re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(route.path, method) for route in ROUTES for method in route.methods} == rules


def test_the_server_serves_it(client):
    """At its own address, cacheable."""
    response = client.get("/api/v1/openapi.json")
    assert response.json == json.loads(FILE.read_text("utf-8"))
    assert response.headers["Cache-Control"].startswith("public")


def test_the_search_route_takes_the_fields_of_the_design():
    """Those of the first design, and the wishes that came with filters."""
    design = "q, lang, place, outcode, age, topic, need, kind, cost, how, open, referral"
    wishes = "diagnosis, interest, language, access, page, size"
    assert [field.name for field in fields.SEARCH] == f"{design}, {wishes}".split(", ")
