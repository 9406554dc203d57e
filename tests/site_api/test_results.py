"""Results over HTTP: nothing before the close, one release afterwards, on every door the same, and never a small number."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest

from site_api import results as results_module
from site_api.current import EXTENSION
from site_api.publish import audit
from site_api.store.votes import Ballot, Choice
from tests.site_api.conftest import BROWSER

EXAMPLE = "which-words-fit"


@pytest.fixture
def question(bundle, open_poll):
    """The first question of the open poll."""
    return bundle.polls[open_poll]["questions"][0]


@pytest.fixture
def answer(app, question, open_poll):
    """Puts so many answers into the store: one number for each option."""
    sent = iter(range(10**6))

    def add(*numbers):
        for option, number in zip(question["options"], numbers, strict=False):
            for _ in range(number):
                app.extensions[EXTENSION].votes.add(
                    Ballot(
                        poll=open_poll,
                        nullifier=next(sent).to_bytes(16),
                        choices=(Choice(question["id"], option),),
                    )
                )

    return add


@pytest.fixture
def close(app, clock, bundle, open_poll):
    """Moves the clock past the poll's last day."""

    def move():
        clock.day = dt.date.fromisoformat(bundle.polls[open_poll]["closes"]) + dt.timedelta(days=1)
        parts = app.extensions[EXTENSION]
        parts.keeper.look(parts)
        parts.keeper.wait()

    return move


@pytest.fixture
def doors(client, open_poll):
    """Every way to ask for the results: the bytes of each."""
    addresses = (
        f"/api/v1/polls/{open_poll}/results",
        f"/p/{open_poll}/results/",
        f"/da/p/{open_poll}/results/",
    )

    def look():
        pages = [client.get(address, headers=BROWSER if "/p/" in address else {}) for address in addresses]
        return [re.sub(rb'(stamp|key)" value="[^"]*"', b"", page.data) for page in pages]

    return look


def test_before_the_close_nothing_is_told(client, answer, doors, open_poll):
    """T15: not even how many have answered: a watched number tells what one person chose. Every door's bytes stay the same."""
    before = doors()
    answer(40, 22)
    assert doors() == before
    told = client.get(f"/api/v1/polls/{open_poll}/results")
    assert (told.json["published"], told.json["questions"]) == (False, [])
    assert told.headers["Cache-Control"] == "no-store"
    table = client.get(f"/api/v1/polls/{open_poll}/results.csv")
    assert (table.status_code, table.json["error"]["code"]) == (404, "not-found")


def test_results_follow_the_rule(client, answer, close, open_poll):
    """Rounded, small ones hidden, nothing from one to nine anywhere."""
    answer(41, 33, 4)
    close()
    told = client.get(f"/api/v1/polls/{open_poll}/results").json
    question = told["questions"][0]
    assert told["published"] is True
    assert (question["state"], question["total"]) == ("shown", 80)
    assert question["options"][0]["count"] == 40
    assert [option["count"] for option in question["options"]].count(None) >= 2
    assert question["options"][2]["words"] == "not shown"
    numbers = [int(number) for number in re.findall(r'"(?:count|total)": ?(\d+)', json.dumps(told))]
    assert numbers
    assert all(number == 0 or number >= 10 for number in numbers)


def test_a_release_never_changes(app, client, answer, close, doors, open_poll, question):
    """T15: an answer that came by whatever way after the close changes not one byte, on no door."""
    answer(41, 33, 14)
    close()
    before = doors()
    table = client.get(f"/api/v1/polls/{open_poll}/results.csv").data
    answer_late = Ballot(
        poll=open_poll, nullifier=b"l" * 16, choices=(Choice(question["id"], question["options"][0]),)
    )
    for _ in range(3):
        app.extensions[EXTENSION].votes.add(answer_late)
    assert doors() == before
    assert client.get(f"/api/v1/polls/{open_poll}/results.csv").data == table


def test_few_answers_are_not_enough(client, answer, close, open_poll):
    """In plain words, and without the number."""
    answer(9, 4)
    close()
    told = client.get(f"/api/v1/polls/{open_poll}/results").json
    question = told["questions"][0]
    assert (question["state"], question["total"], question["options"]) == ("too-few", None, [])
    assert "Not enough answers" in question["words"]
    assert told["ballots"] == {"state": "too-few", "count": None}
    page = client.get(f"/p/{open_poll}/results/", headers=BROWSER).text
    assert "Not enough answers" in page
    assert "13" not in re.sub(r"<[^>]+>", "", page.split("<main", 1)[1].split("</main>", 1)[0])


def test_the_page_shows_a_chart_and_the_same_numbers_as_a_table(client, answer, close, bundle, open_poll):
    """In both languages; no script and no style in it."""
    answer(61, 43, 14)
    close()
    for lang, address in (("en", f"/p/{open_poll}/results/"), ("da", f"/da/p/{open_poll}/results/")):
        if lang not in bundle.polls[open_poll]["words"]:
            continue
        page = client.get(address, headers=BROWSER)
        main = page.text.split("<main", 1)[1].split("</main>", 1)[0]
        assert page.headers["Content-Language"] == lang
        assert 'role="img"' in main
        assert "<table" in main
        assert main.count("60") >= 2  # in the chart and in the table
        assert not re.search(r"<script|style=|<style", main)


def test_results_may_be_kept_for_a_while(client, answer, close, open_poll):
    """Once published they are the same for everybody; whoever has them is told so."""
    answer(41, 33)
    close()
    for address in (f"/api/v1/polls/{open_poll}/results", f"/api/v1/polls/{open_poll}/results.csv"):
        first = client.get(address)
        assert first.headers["Cache-Control"].startswith("public")
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_table_to_take_away_holds_what_the_page_tells(client, answer, close, open_poll):
    """Ids, labels, rounded numbers; a file, not a page."""
    answer(41, 33, 4)
    close()
    response = client.get(f"/api/v1/polls/{open_poll}/results.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    told = client.get(f"/api/v1/polls/{open_poll}/results").json["questions"][0]["options"]
    mine = [row for row in rows if row["question"] == rows[0]["question"] and row["state"]]
    assert [row["count_about"] for row in mine] == [
        str(each["count"]) if each["count"] is not None else "" for each in told
    ]
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]


def test_an_example_shows_its_made_up_numbers_and_says_so(client, bundle, clock):
    """The release of the content is the record, also where the store has nothing."""
    clock.day = dt.date.fromisoformat(bundle.polls[EXAMPLE]["closes"]) + dt.timedelta(days=1)
    page = client.get(f"/p/{EXAMPLE}/results/", headers=BROWSER).text
    assert "made up" in page
    assert "about 55" in page


def test_a_release_that_fails_the_auditor_is_never_shown(
    client, app, monkeypatch, answer, close, open_poll, caplog
):
    """Whoever wrote it into the store: it is withheld, and the log says so."""
    answer(41, 33)
    close()
    bad = app.extensions[EXTENSION].closing.release(open_poll)
    bad["tables"][0]["cells"][0]["count"] = 7
    assert audit(bad)
    monkeypatch.setattr(app.extensions[EXTENSION].closing, "release", lambda poll: bad)
    told = client.get(f"/api/v1/polls/{open_poll}/results").json
    assert (told["published"], told["questions"]) == (False, [])
    assert "withheld" in caplog.text


def test_a_store_that_fails_is_told_kindly(client, app, monkeypatch, close, open_poll):
    """503 in the shape, with help."""
    close()

    def fail(*_):
        raise OSError("gone")

    monkeypatch.setattr(app.extensions[EXTENSION].closing, "release", fail)
    response = client.get(f"/api/v1/polls/{open_poll}/results")
    assert (response.status_code, response.json["error"]["code"]) == (503, "store-unavailable")
    assert response.json["help"]


def test_an_unknown_poll_or_language_is_told_as_such(client):
    """404 on every door."""
    for address in (
        "/api/v1/polls/nope/results",
        "/api/v1/polls/nope/results.csv",
        "/p/nope/results/",
        "/xx/p/nope/results/",
    ):
        assert client.get(address).status_code == 404


def test_no_raw_count_is_within_reach_of_a_page():
    """Only the closing of a poll reads counts; what shows results can't."""
    source = Path(results_module.__file__).read_text("utf-8")
    assert ".counts(" not in source
    assert "votes" not in source
