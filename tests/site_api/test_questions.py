"""Questions to the editors: with scripts and without, help first, told plainly, kept without a trace of who."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from site_api.current import EXTENSION
from site_api.store.weekly import Count, week
from tests.site_api.conftest import BROWSER, Broken

CASES = json.loads((Path(__file__).parents[1] / "cases" / "crisis.json").read_text(encoding="utf-8"))
URGENT = {
    lang: next(case["text"] for case in CASES if case["severity"] == "urgent" and case["lang"] == lang)
    for lang in ("en", "da")
}
CALM = "zebracanary who gets told if I talk to the school nurse?"


class Signals(list):
    """Takes counts as the app's signals do."""

    def add(self, count):
        """One more."""
        self.append(count)


@pytest.fixture
def swap(app):
    """Puts other parts into the app until the test is over."""
    before = app.extensions[EXTENSION]

    def put(**parts):
        app.extensions[EXTENSION] = replace(before, **parts)

    yield put
    app.extensions[EXTENSION] = before


@pytest.fixture
def signals(swap):
    """What was counted."""
    found = Signals()
    swap(signals=found)
    return found


def kept(app):
    """Every text that is kept: (source, week, text)."""
    with app.extensions[EXTENSION].comments._engine.connect() as connection:
        return connection.exec_driver_sql("SELECT source, week, text FROM comment").fetchall()


def post(client, text=CALM, path="/ask/", **more):
    """The form, as a browser sends it."""
    return client.post(
        path, data={"text": text, **more}, headers={**BROWSER, "Sec-Fetch-Site": "same-origin"}
    )


def ask(client, **sent):
    """The same by JSON."""
    return client.post("/api/v1/questions", json=sent, headers={"Accept": "application/json"})


# The page


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [("/ask/", "en", "Nobody reads this live"), ("/da/ask/", "da", "Ingen læser med lige nu")],
)
def test_the_page_is_a_file_with_a_form(client, path, lang, words):
    """It is there when everything but a plain web server is down; it says first that nobody reads along."""
    page = client.get(path, headers=BROWSER)
    told = page.get_data(as_text=True)
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in told
    assert told.index(words) < told.index("<textarea")
    assert f'method="post" action="{path}"' in told
    assert 'maxlength="500"' in told
    assert client.get(path.rstrip("/")).status_code in (301, 308)


def test_a_language_that_the_hub_does_not_speak_has_no_page(client):
    """Neither to read nor to send."""
    assert client.get("/xx/ask/", headers=BROWSER).status_code == 404
    assert post(client, path="/xx/ask/").status_code == 405


# Asking


@pytest.mark.parametrize("path", ["/ask/", "/da/ask/"])
def test_a_form_is_thanked_and_kept(app, client, clock, path):
    """Without scripts, in both languages."""
    page = post(client, path=path)
    assert page.status_code == 200
    assert ("Thank you for asking" if path == "/ask/" else "Tak, fordi du spurgte") in page.get_data(
        as_text=True
    )
    assert kept(app) == [("questions", week(clock.day), CALM)]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_script_is_told_that_nobody_reads_along(app, client):
    """For machines and for people; help is on it as on everything."""
    answer = ask(client, text=CALM).json
    assert (answer["kept"], answer["monitored"]) == (True, False)
    assert "Nobody reads this live" in answer["not_live"]
    assert answer["help"]
    assert answer["crisis"]["severity"] == "none"
    assert [text for _, _, text in kept(app)] == [CALM]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_crisis_words_are_answered_with_help_before_thanks(client, lang):
    """The reply page is the help page."""
    page = post(client, URGENT[lang], path="/ask/" if lang == "en" else "/da/ask/").get_data(as_text=True)
    assert page.index("crisis-panel") < page.index("tel:") < page.index('id="thanks"')
    answer = ask(client, text=URGENT[lang], lang=lang).json
    assert answer["crisis"]["help"]
    assert answer["crisis"]["heading"]


def test_the_answer_never_repeats_a_question_that_was_kept(client):
    """Whoever looks over a shoulder, or at the history, sees thanks."""
    assert "zebracanary" not in post(client).get_data(as_text=True)
    assert "zebracanary" not in ask(client, text=CALM).text


# Counting


def test_a_question_counts_for_its_topic(client, signals, clock):
    """By week, topic and place; a place that nobody stated is nowhere."""
    post(client, topic="sleep")
    ask(client, text=CALM, place="Fleetwood")
    assert signals == [
        Count(week(clock.day), "sleep", "", "question"),
        Count(week(clock.day), "unknown", "fleetwood", "question"),
    ]


def test_a_crisis_text_is_counted_for_no_topic(client, signals):
    """It leaves its week's number for the safeguarding lead, and nothing else."""
    post(client, URGENT["en"], topic="sleep")
    ask(client, text=URGENT["en"])
    assert signals == []


def test_a_count_that_fails_loses_no_question(client, swap):
    """Thanks all the same."""
    swap(signals=Broken())
    assert ask(client, text=CALM).json["kept"]


# What goes wrong


def test_too_long_comes_back_with_every_word(app, client):
    """The form is filled in again, the topic too, and says how much there is room for."""
    text = "zebracanary " + "why is it so & <loud>? " * 40
    page = post(client, text, topic="sleep")
    told = page.get_data(as_text=True)
    assert page.status_code == 400
    assert told.count("why is it so &amp; &lt;loud&gt;?") == 40
    assert '<option value="sleep" selected>' in told
    assert "500" in told
    assert kept(app) == []


def test_ten_thousand_letters_with_crisis_words_show_help_first(client):
    """And the form below with all of them."""
    told = post(client, "it was a long day. " * 500 + URGENT["en"]).get_data(as_text=True)
    assert told.index("crisis-panel") < told.index("<textarea")
    answer = ask(client, text="it was a long day. " * 500 + URGENT["en"])
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "question-too-long")
    assert answer.json["help"]


def test_an_empty_box_is_asked_again(client):
    """Kindly, on the page; by name, for a script."""
    page = post(client, "  \r\n ")
    assert page.status_code == 400
    assert "The box is empty" in page.get_data(as_text=True)
    assert ask(client, text="").json["error"]["code"] == "missing-field"


def test_what_cannot_be_kept_stays_in_the_form(client, swap):
    """The store is broken: nothing is lost, and help still stands first where it is called for."""
    swap(comments=Broken())
    page = post(client)
    told = page.get_data(as_text=True)
    assert page.status_code == 503
    assert CALM in told
    assert "Your words are still here" in told
    told = post(client, URGENT["en"]).get_data(as_text=True)
    assert told.index("crisis-panel") < told.index("Your words are still here")
    answer = ask(client, text=URGENT["en"]).json
    assert (answer["kept"], bool(answer["crisis"]["help"])) == (False, True)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example.org"}],
)
def test_another_site_asks_nothing_in_a_visitors_name(app, client, headers):
    """By the browser's own word for it, or by its origin."""
    for accept in ({"Accept": "application/json"}, BROWSER):
        assert client.post("/ask/", data={"text": CALM}, headers={**accept, **headers}).status_code == 403
        assert (
            client.post("/api/v1/questions", json={"text": CALM}, headers={**accept, **headers}).status_code
            == 403
        )
    assert kept(app) == []


@pytest.mark.parametrize(
    "sent",
    [{"topic": "no-such-topic"}, {"place": "Narnia"}, {"name": "x"}, {"lang": "xx"}, {"stamp": "forged"}],
)
def test_what_is_wrong_beside_the_text_takes_neither_words_nor_help(client, sent):
    """The form comes back; a crisis text still shows help first."""
    told = post(client, f"{URGENT['en']} zebracanary", **sent)
    page = told.get_data(as_text=True)
    assert told.status_code == 400
    assert page.index("crisis-panel") < page.index("<textarea") < page.index("zebracanary")
    answer = ask(client, text=URGENT["en"], **sent)
    assert answer.status_code == 400
    assert answer.json["help"]


def test_words_in_the_address_are_refused(client):
    """A proxy or a history would keep them."""
    answer = client.post(f"/api/v1/questions?text={URGENT['en']}", json={})
    assert answer.json["error"]["code"] == "words-in-address"
    assert (
        client.get("/ask/?text=zebracanary", headers=BROWSER).get_data(as_text=True).count("zebracanary") == 0
    )


def test_a_body_that_is_no_form_is_an_ordinary_error(client):
    """There is no form to give back."""
    assert client.post("/ask/", data=b"hello", content_type="text/plain", headers=BROWSER).status_code == 415
    assert client.post("/ask/", data={"text": "a" * 100_000}, headers=BROWSER).status_code == 413


def test_a_stamp_that_comes_is_held_against_the_server(app, client):
    """A good one is taken; an old or foreign one isn't."""
    from site_api.stamps import make_stamp

    with app.test_request_context("/ask/"):
        good, foreign = make_stamp("questions"), make_stamp("exams")
    assert ask(client, text=CALM, stamp=good).json["kept"]
    assert ask(client, text=CALM, stamp=foreign).json["error"]["code"] == "stamp-old"


def test_no_log_holds_a_question(client, swap, caplog, monkeypatch):
    """Neither its words nor what was around them (T11)."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("waymark"), "propagate", True)
    for path in ("/ask/", "/da/ask/"):
        post(client, path=path)
        post(client, "zebracanary " * 100, path=path)
    ask(client, text=CALM)
    swap(comments=Broken())
    post(client)
    assert "zebracanary" not in caplog.text


def test_every_refusal_of_ours_has_words_in_both_languages(bundle):
    """A key in place of a sentence helps nobody."""
    for lang in ("en", "da"):
        for key in (
            "answer_question_thanks",
            "answer_question_kept",
            "answer_question_not_kept",
            "answer_question_empty",
            "answer_written_no_reply",
            "answer_written_private",
            "answer_error_question_too_long",
            "answer_error_comment_too_long",
        ):
            assert bundle.strings[lang].get(key), (lang, key)
