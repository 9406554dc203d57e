"""The crisis part alone."""

import pytest

from tests.site_api.conftest import Broken


@pytest.mark.parametrize(
    ("words", "severity"), [("", "none"), ("fish and chips", "none"), ("i am suicidal", "urgent")]
)
def test_severity_says_how_fast_help_is_shown(client, words, severity):
    """And there is help with each."""
    answer = client.post("/api/v1/crisis", json={"q": words}).json
    assert answer["crisis"]["severity"] == severity
    assert answer["crisis"]["help"]
    assert answer["help"]


def test_nothing_in_the_answer_quotes_the_words(client):
    """Not even in an error."""
    for sent in (
        {"q": "zebracanary i want to die"},
        {"q": "zebracanary", "age": 900},
        {"q": "zebracanary", "place": "zebracanary"},
    ):
        assert "zebracanary" not in client.post("/api/v1/crisis", json=sent).text


def test_failure_answers_urgent(make):
    """Never an empty page, never a 500."""
    response = make(crisis=Broken()).test_client().post("/api/v1/crisis", json={"q": "hello"})
    assert (response.status_code, response.json["crisis"]["severity"]) == (200, "urgent")
    assert response.json["crisis"]["help"]


def test_danish_answers_with_danish_help(client):
    """112, never 999, for a reader of Danish who named no place."""
    answer = client.post("/api/v1/crisis", json={"q": "jeg vil dø", "lang": "da"}).json
    assert {contact["id"] for contact in answer["crisis"]["help"]}.isdisjoint(
        {"emergency-999", "nhs-111", "shout"}
    )
