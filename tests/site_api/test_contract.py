"""One contract for every route there is: shape, errors, headers, help, and nothing about anybody."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from site_api.errors import Code
from site_api.openapi import ROUTES, describe_api
from tests.site_api.conftest import BROWSER

CLOSED = "which-words-fit"
"""A poll whose results stand in the content."""
EXAMPLES = {
    "word": "CALMER",
    "place_id": "ealing",
    "lang": "da",
    "path": "help-now/",
    "contact_id": "shout",
    "number": "0",
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
WANTED = (
    "Content-Security-Policy",
    "Referrer-Policy",
    "Permissions-Policy",
    "X-Content-Type-Options",
    "Cache-Control",
)


def routes(app, poll):
    """Every route of the URL map as (address, endpoint, methods)."""
    examples = {**EXAMPLES, "poll_id": poll}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        address = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda part: examples[part[1]], rule.rule)
        yield address, rule.endpoint, rule.methods - {"HEAD", "OPTIONS"}


def answers(app, client, poll):
    """Every route asked in every method, as a script and as a browser."""
    for address, _, _ in routes(app, poll):
        for method in sorted(METHODS):
            for headers in ({}, BROWSER):
                yield (
                    client.open(address, method=method, headers=headers),
                    f"{method} {address} {headers.get('Accept', 'json')[:9]}",
                )


def test_every_answer_has_its_headers_and_no_cookie(app, client, open_poll):
    """Also the errors."""
    for response, asked in answers(app, client, open_poll):
        assert [name for name in WANTED if name not in response.headers] == [], asked
        assert "Set-Cookie" not in response.headers, asked
        assert "unsafe" not in response.headers["Content-Security-Policy"], asked
        assert response.headers["Referrer-Policy"] == "no-referrer", asked


def test_every_error_is_in_its_one_shape_with_help(app, client, open_poll):
    """For a script the shape of the OpenAPI file; for a browser a page; on both somebody to call."""
    shape = validator("Error")
    for response, asked in answers(app, client, open_poll):
        if response.status_code < 400:
            continue
        if asked.endswith("json") and response.is_json:
            assert list(shape.iter_errors(response.json)) == [], asked
        else:
            page = response.get_data(as_text=True)
            assert "tel:" in page, asked
            assert "<html" in page, asked
        assert "Traceback" not in response.get_data(as_text=True), asked


def test_a_wrong_method_says_which_are_right(app, client, open_poll):
    """405 with Allow, on every route of the API."""
    for address, _, methods in routes(app, open_poll):
        for method in METHODS - methods:
            response = client.open(address, method=method)
            if address.startswith("/api/"):
                assert response.status_code == 405, (method, address)
                assert methods <= set(response.headers["Allow"].split(", ")), address
                assert response.json["error"]["code"] == "method-not-allowed"


@pytest.mark.parametrize("accept", ["application/json", BROWSER["Accept"]])
def test_unknown_fields_are_refused_everywhere(app, client, open_poll, accept):
    """By name, with a near miss where there is one."""
    for address, endpoint, methods in routes(app, open_poll):
        if not address.startswith("/api/"):
            continue
        for method in methods:
            sent = {"query_string": {"langg": "en"}} if method == "GET" else {"data": {"langg": "en"}}
            response = client.open(address, method=method, headers={"Accept": accept}, **sent)
            assert response.status_code == 400, (method, address)
            assert "langg" in response.get_data(as_text=True), endpoint


def test_good_answers_have_the_shapes_of_the_openapi_file(client, open_poll):
    """Every GET route asked as a client would."""
    examples = {**EXAMPLES, "poll_id": open_poll}
    for route in ROUTES:
        if "get" in route.methods:
            told = {**examples, "poll_id": CLOSED} if route.answer in ("Results", "Table") else examples
            address = route.path.format(**told)
            response = client.get(address)
            assert (response.status_code, response.mimetype) == (200, route.kind), address
            answer = response.text if route.answer == "Table" else response.json
            assert list(validator(route.answer).iter_errors(answer)) == [], address


def test_words_are_never_cached(client):
    """Whatever carries words in either direction."""
    for address in ("/api/v1/search?q=sad", "/api/v1/crisis?q=sad", "/api/v1/keywords/CALMER"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert client.post("/find/", data={"q": "sad"}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400, "bad-json"),
        ({"data": b"[1]", "content_type": "application/json"}, 400, "bad-json"),
        ({"data": b'{"q": "\xff"}', "content_type": "application/json"}, 400, "bad-json"),
        ({"data": b"[" * 60000, "content_type": "application/json"}, 400, "bad-json"),  # as deep as it gets
        (
            {"data": b'{"age": ' + b"9" * 5000 + b"}", "content_type": "application/json"},
            400,
            "bad-json",
        ),  # more digits than Python reads
        ({"json": {"q": 7}}, 400, "invalid-value"),
        ({"json": {"q": ["a", "b"]}}, 400, "invalid-value"),
        ({"json": {"q": {"a": "b"}}}, 400, "invalid-value"),
        ({"json": {"age": True}}, 400, "invalid-value"),
        ({"json": {"age": 900}}, 400, "invalid-value"),
        ({"json": {"page": 10**9}}, 400, "invalid-value"),
        ({"json": {"topic": ["no-such-topic"]}}, 400, "invalid-value"),
        ({"json": {"place": "Narnia"}}, 400, "invalid-value"),
        ({"json": {"open": "tomorrow"}}, 400, "invalid-value"),
        ({"data": b"q=sad", "content_type": "text/plain"}, 415, "unsupported-type"),
        ({"data": {"q": "sad"}, "content_type": "multipart/form-data"}, 415, "unsupported-type"),
        (
            {"data": b"q=" + b"a" * 1_000_000, "content_type": "application/x-www-form-urlencoded"},
            413,
            "too-large",
        ),
        (
            {"data": b'{"q": "' + b"a" * 1_000_000 + b'"}', "content_type": "application/json"},
            413,
            "too-large",
        ),
    ],
)
def test_bad_bodies_are_told_apart(client, sent, status, code):
    """A clear error each, in the shape, with help."""
    response = client.post("/api/v1/search", **sent)
    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    assert response.json["help"]
    assert "Traceback" not in response.text


def test_a_long_query_is_too_long(client):
    """2,000 characters are plenty; the sentence says what to do."""
    response = client.get("/api/v1/search?q=" + "a" * 2000)
    assert (response.status_code, response.json["error"]["code"]) == (414, "address-too-long")


def test_errors_speak_the_language_asked_for(client):
    """By field, by address, by the browser's wish."""
    danish = [
        client.get("/api/v1/places/narnia?lang=da").json["error"]["message"],
        client.get("/api/v1/places/narnia", headers={"Accept-Language": "da-DK,en;q=0.5"}).json["error"][
            "message"
        ],
        client.post("/api/v1/search", json={"lang": "da", "age": 900}).json["error"]["message"],
    ]
    assert [words[:6] for words in danish] == ["Det st", "Det st", '"age" ']
    assert 'lang="da"' in client.get("/da/narnia/", headers=BROWSER).text


def test_every_code_has_a_sentence_in_every_language(bundle):
    """A content designer may change it; nobody may forget it."""
    for lang, strings in bundle.strings.items():
        assert [code for code in Code if f"answer_error_{code.replace('-', '_')}" not in strings] == [], lang


def test_both_languages_answer_the_same_keys(project):
    """A sentence in one language alone is a blank in the other. Gaps are the same too."""
    files = [
        (project / "content" / "_strings" / lang / "answers.yml").read_text("utf-8") for lang in ("en", "da")
    ]
    english, danish = (
        {
            line.split(":")[0]: set(re.findall(r"{[a-z]+}", line))
            for line in text.splitlines()
            if line.startswith(("answer_", "why_"))
        }
        for text in files
    )
    assert english == danish


def validator(schema):
    """Checks against one shape of the OpenAPI file."""
    return Draft202012Validator(
        {
            "$ref": f"#/components/schemas/{schema}",
            "components": json.loads(json.dumps(describe_api()["components"])),
        }
    )
