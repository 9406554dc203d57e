"""Did this help? One tap counts once, nothing is typed, and nothing is told before the quarter is over."""

import datetime as dt
from dataclasses import replace

import pytest
from lxml import html
from sqlalchemy.exc import OperationalError

from site_api import helped
from site_api.current import EXTENSION
from site_api.helped import poll_facts, poll_of, quarter_before, stored_name
from site_api.helped_report import as_text, lowest
from site_api.poll_closing import close_due, close_poll
from site_api.report import report
from site_api.store.votes import Ballot, Choice
from tests.site_api.conftest import BROWSER

PAGE, NAME, POLL = "guides/panic", "guides-panic", "helped-2026-q4"
KEY = "00112233445566778899aabbccddeeff"


def counts(app):
    """Everything counted this quarter."""
    found = app.extensions[EXTENSION].votes.counts(POLL)
    return {question: dict(options) for question, options in found.items() if question != "*"}


def tap(client, **fields):
    """One request of a script."""
    return client.post("/api/v1/helped", json={"page": PAGE, "answer": "yes", **fields})


def test_one_tap_is_counted(app, client):
    """By page and answer, with nothing else."""
    response = tap(client)
    assert (response.status_code, response.json["counted"]) == (200, True)
    assert counts(app) == {NAME: {"yes": 1, "*": 1}}
    assert "Set-Cookie" not in response.headers


def test_the_same_key_counts_once(app, client):
    """A tap that is sent again after a broken connection, or twice by a nervous thumb."""
    assert [tap(client, key=KEY).json["counted"] for _ in range(3)] == [True, False, False]
    assert counts(app)[NAME]["*"] == 1


def test_one_key_joins_no_two_pages(app, client):
    """What the store keeps of a key is another number on every page, and for the reasons too."""
    tap(client, key=KEY)
    assert tap(client, key=KEY, page="topics/anxiety").json["counted"]
    assert client.post("/api/v1/helped", json={"page": PAGE, "keep": "steps", "key": KEY}).json["counted"]
    assert counts(app).keys() == {NAME, "topics-anxiety", f"{NAME}:keep"}


def test_keep_and_change_are_counted_by_page(app, client):
    """Both sides, or one of them (B12)."""
    both = {"page": PAGE, "keep": "steps", "change": "too-long"}
    assert client.post("/api/v1/helped", json=both).json["counted"]
    client.post("/api/v1/helped", json={"page": PAGE, "change": "wrong-number"})
    assert counts(app) == {
        f"{NAME}:keep": {"steps": 1, "*": 1},
        f"{NAME}:change": {"too-long": 1, "wrong-number": 1, "*": 2},
    }


@pytest.mark.parametrize("page", ["guides/panic", "services/childline", "topics/anxiety"])
def test_every_page_with_buttons_can_be_tapped(client, page):
    """The page's own id is the one that is accepted."""
    assert tap(client, page=page).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "guides/no-such",
        "panic",
        "guides/",
        "",
        "../secrets",
        "guides/panic/",
        "polls/which-words-fit",
        "x" * 5000,
        "guides/topic-anxiety",
    ],
)
def test_only_pages_of_this_build(app, client, page):
    """Nothing that somebody sends can become a name in the store."""
    response = tap(client, page=page)
    assert response.status_code == 400
    assert response.json["error"]["field"] == "page" and response.json["help"]
    assert counts(app) == {}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"answer": "maybe"}, "invalid-value"),
        ({"answer": ["yes", "no"]}, "invalid-value"),
        ({"answer": None}, "missing-field"),
        ({"answer": None, "keep": "no-such"}, "invalid-value"),
        ({"keep": "too-long"}, "invalid-value"),
        ({"key": "short"}, "bad-key"),
        ({"words": "my name is"}, "unknown-field"),
        ({"lang": "xx"}, "invalid-value"),
    ],
)
def test_what_is_no_answer_is_refused(app, client, fields, code):
    """With a sentence and help, and nothing is counted."""
    response = tap(client, **fields)
    assert (response.status_code, response.json["error"]["code"]) == (400, code)
    assert response.json["help"] and counts(app) == {}


def test_another_site_can_not_tap(app, client):
    """Not in a visitor's name."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert (
            client.post("/api/v1/helped", json={"page": PAGE, "answer": "yes"}, headers=headers).status_code
            == 403
        )
        assert (
            client.post(
                "/helped/", data={"page": PAGE, "answer": "yes"}, headers=headers | BROWSER
            ).status_code
            == 403
        )
    assert counts(app) == {}


def test_answers_never_stand_in_an_address(client):
    """Histories and school proxies keep addresses."""
    response = client.post(f"/helped/?page={PAGE}&answer=no", headers=BROWSER)
    assert response.status_code == 400


def test_without_scripts_it_works_to_the_end(app, client):
    """Tap, thanks with a form, reasons, thanks; the address says which page, never what was answered. A reload sends nothing."""
    first = client.post("/helped/", data={"page": PAGE, "lang": "en", "answer": "no"}, headers=BROWSER)
    assert (first.status_code, first.headers["Location"]) == (303, "/helped/?page=guides%2Fpanic")
    page = client.get(first.headers["Location"], headers=BROWSER)
    tree = html.fromstring(page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert tree.xpath("//main//a/@href")[-1] == "/guides/panic/"
    assert "tel:" in page.text and "/help-now/" in page.text
    (form,) = tree.xpath("//main//form")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    assert sent.keys() == {"page", "lang", "key"}
    for _ in range(2):  # Back, and Send again
        last = client.post(
            form.get("action"), data={**sent, "keep": "words", "change": "hard-words"}, headers=BROWSER
        )
        assert last.headers["Location"] == "/helped/?page=guides%2Fpanic&done=1"
    done = client.get(last.headers["Location"], headers=BROWSER).text
    assert (
        "helps us make it better" in done and "<form" not in done[done.index("<main") : done.index("</main")]
    )
    assert counts(app) == {
        NAME: {"no": 1, "*": 1},
        f"{NAME}:keep": {"words": 1, "*": 1},
        f"{NAME}:change": {"hard-words": 1, "*": 1},
    }


def test_a_number_that_did_not_work_leads_on(client):
    """To the page where it can be told, from the form itself."""
    page = client.get("/helped/?page=guides/panic", headers=BROWSER).text
    main = page[page.index("<main") : page.index("</main")]
    assert 'href="/about/report-a-mistake/"' in main


def test_danish_stays_danish(client):
    """Address, thanks and choices."""
    first = client.post(
        "/da/helped/", data={"page": "topics/anxiety", "lang": "da", "answer": "yes"}, headers=BROWSER
    )
    assert first.headers["Location"].startswith("/da/helped/?")
    page = client.get(first.headers["Location"], headers=BROWSER).text
    assert 'lang="da"' in page and "Hvad skal blive?" in page and 'href="/da/topics/anxiety/"' in page


def test_nothing_chosen_is_said_and_leads_back(client):
    """A kind sentence, and the way back to the page."""
    response = client.post("/helped/", data={"page": PAGE}, headers=BROWSER)
    assert response.status_code == 400
    assert 'href="/guides/panic/"' in response.text and "tel:" in response.text


def test_other_addresses_are_no_taps(client):
    """Only languages have one."""
    assert client.get("/guides/helped/", headers=BROWSER).status_code == 404
    assert client.post("/guides/helped/", data={}, headers=BROWSER).status_code == 405
    assert client.get("/helped/", headers=BROWSER).status_code == 400


def test_when_the_store_is_gone_help_is_still_there(app, client, monkeypatch):
    """The truth, the way back, and numbers."""

    def fail(_ballot):
        raise OperationalError("INSERT secret words", {}, Exception("disk full"))

    monkeypatch.setattr(app.extensions[EXTENSION].votes, "add", fail)
    response = client.post("/helped/", data={"page": PAGE, "answer": "yes"}, headers=BROWSER)
    assert response.status_code == 503
    assert (
        'href="/guides/panic/"' in response.text and "tel:" in response.text and "secret" not in response.text
    )
    assert tap(client).status_code == 503


def test_very_many_taps_are_told_and_not_dropped(make, client, app):
    """The editor hears that there was a crowd; every tap counts."""
    parts = app.extensions[EXTENSION]

    class Crowded:
        def count(self, _request, _poll):
            return True, False

    app.extensions[EXTENSION] = replace(parts, crowds=Crowded())
    assert tap(client).json["counted"]
    app.extensions[EXTENSION] = parts
    assert list(parts.signals._counts) == [helped.Count("2026-W47", POLL, "", helped.Signal.UNUSUAL)]


# The quarter


@pytest.mark.parametrize(
    ("day", "poll", "before"),
    [
        (dt.date(2026, 1, 1), "helped-2026-q1", "2025-q4"),
        (dt.date(2026, 3, 31), "helped-2026-q1", "2025-q4"),
        (dt.date(2026, 4, 1), "helped-2026-q2", "2026-q1"),
        (dt.date(2026, 12, 31), "helped-2026-q4", "2026-q3"),
    ],
)
def test_a_quarter_has_its_own_poll(day, poll, before):
    """From its first day to its last."""
    assert (poll_of(day), quarter_before(day)) == (poll, before)


def test_a_long_name_still_fits(app):
    """Two long pages are never one."""
    first, second = stored_name(f"guides/{'a' * 200}"), stored_name(f"guides/{'a' * 201}")
    assert first != second and len(f"{first}:change") <= 100 and stored_name("guides/panic") == NAME


def test_a_quarter_can_be_closed_like_a_poll(app):
    """Its days, and only the pages that thirty have answered; None for whatever is no quarter."""
    parts = app.extensions[EXTENSION]
    fill(parts, {"yes": 20, "a-bit": 12}, keep={"steps": 31})
    fill(parts, {"yes": 29}, name="topics-anxiety")
    facts = poll_facts(POLL, parts)
    assert (facts["opens"], facts["closes"]) == ("2026-10-01", "2026-12-31")
    assert [(each["id"], each["options"]) for each in facts["questions"]] == [
        (NAME, ["yes", "a-bit", "no"]),
        (f"{NAME}:keep", ["steps", "words", "people", "ready-words", "length"]),
    ]
    assert poll_facts("which-words-fit", parts) is None and poll_facts("helped-2026-q5", parts) is None
    assert poll_facts("helped-2026-q1", parts)["closes"] == "2026-03-31"


def fill(parts, answers, *, name=NAME, keep=None):
    """Made-up taps."""
    told = [(name, answer, times) for answer, times in answers.items()]
    told += [(f"{name}:keep", option, times) for option, times in (keep or {}).items()]
    number = 0
    for question, option, times in told:
        for _ in range(times):
            number += 1
            key = f"{question}{number}".encode()
            parts.votes.add(
                Ballot(
                    poll=POLL,
                    nullifier=parts.secrets.nullifier(POLL, key),
                    choices=(Choice(question, option),),
                )
            )


def test_nothing_is_told_before_the_quarter_is_over(app, client, clock, settings, capsys):
    """Then by the rule: rounded, nothing under ten, and no page under thirty is even named."""
    parts = app.extensions[EXTENSION]
    fill(parts, {"yes": 11, "a-bit": 22, "no": 14})
    fill(parts, {"yes": 29}, name="topics-anxiety")
    assert client.get(f"/api/v1/polls/{POLL}/results").status_code == 404
    bundle = parts.builds.current()
    close_due(parts, bundle)
    assert parts.closing.release(POLL) is None
    assert report(["helped", "--store", settings.store, "--quarter", "2026-q4"], today=clock.day) == 1
    clock.day = dt.date(2027, 1, 1)
    close_due(parts, bundle)
    told = parts.closing.release(POLL)
    assert [table["question"] for table in told["tables"]] == [NAME]
    assert (told["tables"][0]["total"], [cell["count"] for cell in told["tables"][0]["cells"]]) == (
        45,
        [10, 20, 15],
    )
    assert POLL not in parts.secrets.kept() and POLL not in parts.closing.unfinished()
    capsys.readouterr()
    assert report(["helped", "--store", settings.store], today=clock.day) == 0
    text = capsys.readouterr().out
    assert "guides-panic" in text and "about 10" in text and "anxiety" not in text
    assert close_poll(parts, POLL, poll_facts(POLL, parts)) == told  # once and for all


def test_the_lowest_pages_stand_first():
    """As far as the rule tells who said yes; a page whose yes is hidden stands in no ranking."""

    def table(page, state, yes, total=40):
        cells = [
            {"option": "yes", "state": state, "count": yes},
            {"option": "no", "state": "shown", "count": 20},
        ]
        return {"question": page, "state": "shown", "total": total, "cells": cells}

    told = {
        "poll": POLL,
        "tables": [
            table("guides-a", "shown", 30),
            table("guides-b", "fewer", None),
            table("guides-c", "hidden", None),
            table("guides-d", "shown", 15),
            {"question": "guides-e", "state": "too-few", "total": None, "cells": []},
            {**table("guides-f", "shown", 10), "question": "guides-f:keep"},
        ],
    }
    assert [(score.page, score.words) for score in lowest(told)] == [
        ("guides-b", "fewer than 10 of about 40 said yes"),
        ("guides-d", "about 15 of about 40 said yes"),
        ("guides-a", "about 30 of about 40 said yes"),
    ]
    assert "fewer than 10" in as_text(told) and "guides-e" not in as_text(told)
