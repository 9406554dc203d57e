"""A box to write in: help before thanks whatever breaks, then the text is kept for an editor, and it is written down nowhere else."""

import json
import logging
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from site_api import free_text
from site_api.current import EXTENSION
from site_api.errors import ApiError, Code
from site_api.free_text import COMMENT_LETTERS, QUESTION_LETTERS, notice_text, take_text, thanks_page, tidy
from site_api.store.weekly import week
from tests.site_api.conftest import BROWSER, Broken

CASES = json.loads((Path(__file__).parents[1] / "cases" / "crisis.json").read_text(encoding="utf-8"))
URGENT = next(case["text"] for case in CASES if case["severity"] == "urgent" and case["lang"] == "en")
CALM = "zebracanary the sleep page was useful"
EVER = ("0000-W00", "9999-W99")


def comments_of(app):
    """The app's second store."""
    return app.extensions[EXTENSION].comments


def take(app, text, **options):
    """Takes one comment, as a poll's route does."""
    with app.test_request_context("/p/exams/", method="POST"):
        return take_text(text, **{"source": "exams", **options})


def everything(app):
    """Every text that is kept, waiting ones too."""
    with comments_of(app)._engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT text FROM comment")]


# Ways to break the store


def read_only(app, folder):
    """The store may be read and not written."""
    engine = comments_of(app)._engine
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))
    engine.dispose()


def full(app, folder):
    """There is no room for another page."""
    engine = comments_of(app)._engine
    comments_of(app).keep("others", "word", "2026-W47")
    event.listen(
        engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1")
    )  # as many as there are
    engine.dispose()
    for letters in (1000, 200, 20, 1):
        with suppress(DatabaseError):
            for number in range(1000):
                comments_of(app).keep(f"others-{number}", "a" * letters, "2026-W47")


def gone(app, folder):
    """Somebody removed the folder."""
    comments_of(app)._engine.dispose()
    shutil.rmtree(folder)


def torn(app, folder):
    """The file is no database any more."""
    comments_of(app)._engine.dispose()
    for path in folder.glob("comments.db*"):
        path.write_bytes(b"shopping list " * 1000)


def locked(app, folder):
    """Another program writes for ever."""
    other = sqlite3.connect(folder / "comments.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    app.held = other


def broken(app, folder):
    """A fault of ours that throws the words back."""
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], comments=Broken())


TROUBLES = [read_only, full, gone, torn, locked, broken]


@pytest.fixture
def in_trouble(request, app, tmp_path):
    """An app whose second store fails in one way."""
    found = comments_of(app)
    request.param(app, tmp_path / "var")
    yield app
    if hasattr(app, "held"):
        app.held.rollback()
        app.held.close()
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], comments=found)


# The order of work


def test_a_text_is_kept_with_its_week_and_nothing_else(app, clock):
    """Source, week, text; a calm one leaves no other trace."""
    taken = take(app, CALM)
    assert (taken.kept, taken.noticed.first) == (True, False)
    with comments_of(app)._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT source, week, text, state FROM comment").fetchall()
    assert rows == [("exams", week(clock.day), CALM, "waiting")]
    assert comments_of(app).disclosures(*EVER) == {}


def test_crisis_words_are_looked_for_before_anything_is_kept(app, monkeypatch):
    """What stands first can't be lost to what comes after."""
    done = []
    store = comments_of(app)
    monkeypatch.setattr(free_text, "notice_text", lambda *_: (done.append("look"), notice_text(*_))[1])
    monkeypatch.setattr(store, "keep", lambda *_: done.append("keep"))
    monkeypatch.setattr(store, "note_disclosure", lambda *_: done.append("note"))
    assert take(app, URGENT).noticed.first
    assert done == ["look", "note", "keep"]


def test_a_crisis_text_adds_one_to_its_week_and_region(app, clock):
    """A town counts as its region; words alone tell no place."""
    take(app, URGENT, place="fleetwood")
    take(app, f"{URGENT} fleetwood")
    counted = comments_of(app).disclosures(*EVER)
    places = {place: times for (_, place), times in counted.items()}
    assert sum(places.values()) == 2
    assert places[""] == 1
    assert "fleetwood" not in places
    assert {period for period, _ in counted} == {week(clock.day)}


def test_help_is_that_of_the_place(app):
    """An English comment about Aalborg shows Danish help."""
    names = {each["id"] for each in take(app, URGENT, place="aalborg").noticed.help}
    assert names
    assert all("DK" in contact["nation"] for contact in take(app, URGENT, place="aalborg").noticed.help)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["severity"] in ("urgent", "emergency")][::9],
    ids=lambda case: case["text"][:30],
)
def test_every_crisis_case_that_search_notices_is_noticed_here(app, case):
    """The same look-up with the same words."""
    with app.test_request_context(f"/{case['lang']}/p/exams/", method="POST"):
        assert take_text(case["text"], source="exams").noticed.first


def test_too_long_is_said_with_the_room_there_is(app):
    """Nothing is cut off in silence and nothing is kept."""
    with pytest.raises(ApiError) as caught:
        take(app, "a" * (COMMENT_LETTERS + 1))
    assert caught.value.code == Code.COMMENT_TOO_LONG
    assert caught.value.values == {"most": 300, "letters": 301}
    with pytest.raises(ApiError) as caught:
        take(app, "a" * 10_000, source="questions", limit=QUESTION_LETTERS)
    assert caught.value.code == Code.QUESTION_TOO_LONG
    assert everything(app) == []


@pytest.mark.parametrize("at", ["start", "middle", "end"])
def test_ten_thousand_letters_with_crisis_words_still_show_help(app, at):
    """Wherever in the text they stand; the error carries the help."""
    filler = "it was a long day at school. " * 170
    text = {
        "start": f"{URGENT}. {filler}{filler}",
        "middle": f"{filler} {URGENT}. {filler}",
        "end": f"{filler}{filler} {URGENT}",
    }[at]
    with pytest.raises(ApiError) as caught:
        take(app, text[: 10_000 + len(URGENT)])
    assert caught.value.help
    with pytest.raises(ApiError) as caught:
        take(app, filler * 2)
    assert caught.value.help is None


def test_exactly_as_long_as_there_is_room_is_kept(app):
    """Counted as the form counts: a line end is one letter, and so is an emoji."""
    assert take(app, "å\r\n" * 149 + "🙂🙂").kept
    assert len(everything(app)[0]) == COMMENT_LETTERS


def test_an_empty_box_is_no_comment(app):
    """Blanks and line ends neither; nothing is kept and nobody is shown a panel."""
    for text in ("", "  \r\n\t ", "\u200b\x00"):
        taken = take(app, text)
        assert (taken.kept, taken.noticed.first) == (False, False)
    assert everything(app) == []


def test_letters_that_no_database_likes_are_left_out(app):
    """Zero bytes, control letters, half characters; the words stay."""
    assert tidy("a\x00b\x1bc\r\nd\ud800e") == "abc\nd?e"
    assert take(app, "a\x00b\ud800").kept


# Trouble (T20)


@pytest.mark.parametrize("in_trouble", TROUBLES, indirect=True, ids=lambda each: each.__name__)
def test_help_stands_before_thanks_whatever_the_store_does(in_trouble):
    """Read-only, full, gone, torn, locked, or a fault of ours (T20)."""
    with in_trouble.test_request_context("/p/exams/", method="POST"):
        taken = take_text(URGENT, source="exams")
        page = thanks_page(taken.noticed, title="Thank you", message="m").get_data(as_text=True)
    assert (taken.noticed.first, taken.kept) == (True, False)
    assert page.index("crisis-panel") < page.index("tel:") < page.index("Thank you</h1>")


@pytest.mark.parametrize("in_trouble", TROUBLES, indirect=True, ids=lambda each: each.__name__)
def test_a_calm_text_that_cannot_be_kept_is_said_not_to_be(in_trouble):
    """No exception, no lie."""
    assert not take(in_trouble, CALM).kept


def test_help_is_shown_when_the_look_up_itself_breaks(make):
    """As if the words were urgent: a panel too many harms nobody."""
    taken = take(make(crisis=Broken()), CALM)
    assert (taken.noticed.first, taken.kept) == (True, True)
    assert taken.noticed.help


@pytest.mark.parametrize("in_trouble", TROUBLES, indirect=True, ids=lambda each: each.__name__)
def test_no_log_ever_holds_a_text(in_trouble, caplog, monkeypatch):
    """Not even when everything breaks with the words in its mouth."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("waymark"), "propagate", True)
    take(in_trouble, CALM)
    take(in_trouble, f"zebracanary {URGENT}")
    assert "could not be kept" in caplog.text
    assert "zebracanary" not in caplog.text


# Thanks


def test_thanks_without_a_crisis_have_help_below(app):
    """Thanks first where nothing calls for help; people to talk to are there all the same."""
    with app.test_request_context("/da/p/exams/", method="POST", headers=BROWSER):
        page = thanks_page(
            take_text("en god side", source="exams").noticed, title="Tak", message="m", back="/da/polls/"
        ).get_data(as_text=True)
    assert "crisis-panel" not in page
    assert page.index("Tak</h1>") < page.index("contact-card") < page.index("help-strip")
    assert 'href="/da/polls/"' in page
    assert 'lang="da"' in page


def test_the_panel_does_not_promise_that_nobody_reads_it(app):
    """An editor does. What is said instead: that we can't send anybody."""
    with app.test_request_context("/p/exams/", method="POST"):
        page = thanks_page(
            take_text(URGENT, source="exams").noticed, title="Thank you", message="m"
        ).get_data(as_text=True)
    assert "Nobody is told what you search for" not in page
    assert "nobody can come to you from here" in page


# Erasing


def test_old_texts_go_with_the_first_request_of_a_day(app, client, clock):
    """Without anybody who remembers a command."""
    take(app, CALM)
    client.get("/api/v1/health")
    assert everything(app) == [CALM]
    clock.day = clock.day.replace(year=clock.day.year + 1)
    client.get("/api/v1/health")
    app.extensions[EXTENSION].keeper.wait()
    assert everything(app) == []


# Nothing raw leaves (T22, T24)


def shingles(text, words=8):
    """Every run of eight words."""
    split = text.split()
    return {" ".join(split[at : at + words]) for at in range(len(split) - words + 1)}


def test_no_result_or_export_holds_eight_words_of_a_comment(app, client, clock, open_poll, bundle):
    """Pages, JSON and CSV of the results, before and after the close, and every page the server makes of that poll (T24)."""
    texts = [
        f"zebra{number} said that the long corridor by the library is loud after lunch and nobody {number} minds"
        for number in range(12)
    ]
    for text in texts:
        assert take(app, text, source=open_poll).kept
    addresses = [
        rule.rule.replace("<poll_id>", open_poll).replace("<lang>", "da")
        for rule in app.url_map.iter_rules()
        if "<poll_id>" in rule.rule
        and "GET" in rule.methods
        and rule.rule.count("<") <= 2
        and "<path" not in rule.rule
    ]
    assert any("results" in address for address in addresses)
    answers = []
    closes = clock.day.fromisoformat(bundle.polls[open_poll]["closes"])
    for day in (clock.day, closes.replace(year=closes.year + 1)):
        clock.day = day
        answers += [
            client.get(address, headers=headers).get_data(as_text=True)
            for address in addresses
            for headers in ({}, BROWSER)
        ]
    told = " ".join(" ".join(answers).split())
    assert not [each for text in texts for each in shingles(text) if each in told]
