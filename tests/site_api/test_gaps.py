"""Failed searches through the real app, and the report for editors: what is counted, what never is, what is told."""

import csv
import datetime as dt
import gzip
import io
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from site_api import create_app
from site_api.current import EXTENSION
from site_api.gap_table import tell
from site_api.gaps import count_gap, kind_of
from site_api.report import report
from site_api.store import open_engine
from site_api.store.gaps import Gap, Gaps, Kind, week
from tests.site_api.conftest import BROWSER, Broken, OneBuild
from tests.site_api.test_server import ROOT, Running, environment, free_port, wait_until
from waymark.search import Answer, Outcome

CANARY, JSON = "zebracanarywords", "application/json"
TODAY = dt.date(2026, 11, 22)


def counted(app):
    """Topic, place and kind of everything counted by an app, from its store."""
    parts = app.extensions[EXTENSION]
    parts.gaps.write()
    return dict(Gaps(parts.votes.engine).counts("0000-W00", "9999-W99"))


def answer(outcome=Outcome.FOUND, **options):
    """What search could have said."""
    return Answer(total=0, hits=(), outcome=outcome, **options)


# What is counted


@pytest.mark.parametrize(
    ("found", "words", "kind"),
    [
        (answer(Outcome.NOTHING_HERE), True, Kind.NOTHING_HERE),
        (answer(Outcome.NOTHING_FITS, about=("sleep",)), True, Kind.NOTHING_FITS),
        (answer(Outcome.NOTHING_FITS), False, Kind.NOTHING_FITS),  # wishes without words
        (answer(Outcome.NOTHING_FITS, about=("sleep",), place="oxford"), True, Kind.NOTHING_FITS),  # one kind
        (answer(about=("sleep",), place="oxford"), True, Kind.NOTHING_NEAR),
        (answer(about=("sleep",), place="oxford", local=1), True, None),
        (answer(about=("sleep",)), True, None),  # nobody said where
        (answer(place="oxford"), True, None),  # no topic was heard
        (answer(place="oxford"), False, None),  # a place alone
        (answer(), False, None),  # nothing was asked
    ],
)
def test_each_failed_search_is_of_one_kind(found, words, kind):
    """And a search that found something near is of none."""
    assert kind_of(found, words=words) is kind


def test_words_about_nothing_of_ours_are_elsewhere(app, client):
    """Counted for the place that the words name, on page and API alike."""
    for place in ({"q": CANARY}, {"q": f"{CANARY} fleetwood"}, {"q": CANARY, "place": "FY7"}):
        client.post("/api/v1/search", data=place)
        client.post("/find/", data=place, headers=BROWSER)
    assert counted(app) == {
        ("elsewhere", "", "nothing-here"): 2,
        ("elsewhere", "fleetwood", "nothing-here"): 4,
    }


def test_nothing_near_raises_the_count_by_one(app, client):
    """K09: help was found, but none of the place."""
    asked = {"q": "adhd", "place": "oxford"}
    found = client.post("/api/v1/search", data=asked).json
    assert (found["total"] > 0, found["local"], found["crisis"]["severity"]) == (True, 0, "none")
    before = counted(app)
    client.post("/api/v1/search", data=asked)
    key = (found["about"][0]["slug"], "oxford", "nothing-near")
    assert (before[key], counted(app)[key]) == (1, 2)


def test_a_search_that_fails_by_its_wishes_is_counted_without_them(app, client):
    """No filter stands in the store."""
    asked = {"place": "wales", "kind": "crisis-cafe", "age": "4"}
    assert client.post("/api/v1/search", data=asked).json["outcome"] == "nothing-fits"
    assert counted(app) == {("unknown", "wales", "nothing-fits"): 1}


# What never is


def test_words_of_a_crisis_leave_no_trace(app, client):
    """Not even beside a place that no help is in: a rare word must not show there."""
    for words in ("i want to die", "i want to die zebracanarywords", "jeg vil dø"):
        for place in ({}, {"place": "wales"}):
            client.post("/api/v1/search", data={"q": words, **place})
    assert counted(app) == {}


def test_when_crisis_words_cannot_be_looked_for_nothing_is_counted(make):
    """Then they might be anything."""
    app = make(crisis=Broken())
    app.test_client().post("/api/v1/search", data={"q": CANARY})
    assert counted(app) == {}


def test_a_keyword_is_no_failed_search(app, client, bundle):
    """A word that a place agreed on finds no page; counting it would show where it is used."""
    client.post("/api/v1/search", data={"q": bundle.keywords[0]["word"]})
    assert counted(app) == {}


def test_turning_the_page_counts_no_more(app, client):
    """One search, however many pages of it are looked at."""
    asked = {"q": "adhd", "place": "oxford", "size": "1"}
    for page in ("1", "2", "3"):
        client.post("/api/v1/search", data={**asked, "page": page})
    assert sum(counted(app).values()) == 1


def test_asking_nothing_counts_nothing(app, client):
    """No words, no wishes; or a good search."""
    for asked in ({}, {"q": ""}, {"place": "wales"}, {"q": "boxing fleetwood"}):
        client.post("/api/v1/search", data=asked)
    assert counted(app) == {}


def test_it_can_be_switched_off(settings, bundle, clock):
    """WAYMARK_COUNT_GAPS=no."""
    app = create_app(replace(settings, count_gaps=False), builds=OneBuild(bundle), now=clock.now)
    app.test_client().post("/api/v1/search", data={"q": CANARY})
    assert counted(app) == {}
    app.extensions[EXTENSION].votes.close()


@pytest.mark.parametrize(
    "found",
    [
        answer(Outcome.NOTHING_FITS, about=(CANARY,), place=CANARY),
        answer(Outcome.NOTHING_HERE, about=(CANARY,), place=CANARY),
        answer(about=(CANARY,), place=CANARY),
    ],
)
def test_only_the_hubs_own_ids_can_be_kept(app, found):
    """Whatever search should ever answer, a word of somebody's can't get into the store."""
    with app.test_request_context():
        count_gap(found, words=True, crisis=False)
    assert {(topic, place) for topic, place, _ in counted(app)} <= {("unknown", ""), ("elsewhere", "")}


# It never gets in the way


def test_a_search_never_fails_for_a_count(make, caplog):
    """The counter throws, with words in its mouth; the answer is whole, and the log quotes nothing."""
    caplog.set_level(logging.DEBUG)
    app = make()
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], gaps=Broken())
    try:
        response = app.test_client().post("/api/v1/search", data={"q": CANARY})
    finally:
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], gaps=make().extensions[EXTENSION].gaps)
    assert (response.status_code, response.json["outcome"]) == (200, "nothing-here")
    lines = [record.getMessage() for record in caplog.records]
    assert any(line.startswith("a gap could not be counted: RuntimeError") for line in lines)
    assert CANARY not in " ".join(lines)


def test_a_store_that_went_away_breaks_no_search(app, client, tmp_path, caplog):
    """The file is no database any more: counts are lost, one line says so, search goes on."""
    app.extensions[EXTENSION].votes.close()
    for path in (tmp_path / "var").glob("polls.db*"):
        path.unlink()
    (tmp_path / "var" / "polls.db").write_text("shopping list " * 100)
    for _ in range(2):
        assert client.post("/api/v1/search", data={"q": CANARY}).status_code == 200
        app.extensions[EXTENSION].gaps.write()
    lines = [record.getMessage() for record in caplog.records if record.name == "waymark.api"]
    assert len([line for line in lines if "weekly counts can't be written" in line]) == 1


def test_a_searched_word_stands_nowhere(app, client, settings, tmp_path, caplog, capsys, monkeypatch):
    """Database, write-ahead log, lock, secrets, log lines, report: the word, and the place's postcode, are in none (T11)."""
    caplog.set_level(logging.DEBUG)
    for _ in range(12):
        client.post("/api/v1/search", data={"q": f"{CANARY} zebrasecond", "place": "FY7", "age": "13"})
        client.post("/find/", data={"q": CANARY, "place": "FY7"}, headers=BROWSER)
    assert counted(app) == {("elsewhere", "fleetwood", "nothing-here"): 24}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"polls.db", "polls.db-wal"} <= {path.name for path in files}
    monkeypatch.setenv("WAYMARK_BUILD", str(settings.build))
    day = dt.date.fromisocalendar(*map(int, week(TODAY).split("-W")), 1) + dt.timedelta(weeks=6)
    for form in ("text", "csv", "json"):
        assert report(["gaps", "--store", settings.store, "--format", form], today=day) == 0
    told = capsys.readouterr().out
    assert "fleetwood" in told
    everything = b"".join(path.read_bytes() for path in files).lower()
    everything += b"".join(gzip.decompress(path.read_bytes()) for path in files if path.suffix == ".gz")
    everything += " ".join(str(record.__dict__) for record in caplog.records).encode().lower()
    for secret in (CANARY, "zebrasecond", "fy7"):
        assert secret.encode() not in everything + told.lower().encode(), secret


def is_up(running):
    """Whether a server answers yet."""
    with suppress(OSError):
        return running.ask("GET", "/api/v1/health").status == 200


def test_a_worker_that_stops_writes_what_it_has(hub_build, tmp_path):
    """gunicorn told to stop: both workers' counts are in the store, long before the minute is over."""
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "site_api", "serve"],
            cwd=ROOT,
            env=environment(tmp_path, hub_build, port),
            stdout=out,
            stderr=out,
        )
    running = Running(port, log, process)
    try:
        wait_until(lambda: is_up(running))
        for _ in range(20):
            running.ask("POST", "/api/v1/search", json.dumps({"q": CANARY}).encode(), Content_Type=JSON)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    engine = open_engine(f"sqlite:///{tmp_path}/polls.db")
    assert Gaps(engine).counts("0000-W00", "9999-W99") == {("elsewhere", "", "nothing-here"): 20}
    engine.dispose()
    assert CANARY.encode() not in log.read_bytes()


# The report


@pytest.fixture
def store(tmp_path, settings, monkeypatch):
    """A store with some weeks of made-up counts; the week of TODAY is running."""
    monkeypatch.setenv("WAYMARK_BUILD", str(settings.build))
    address = f"sqlite:///{tmp_path}/made-up.db"
    engine = open_engine(address)
    near, here = Kind.NOTHING_NEAR, Kind.NOTHING_HERE
    Gaps(engine).add(
        {
            Gap("2026-W47", "sleep", "fleetwood", near): 500,  # the running week
            Gap("2026-W46", "sleep", "fleetwood", near): 20,
            Gap("2026-W40", "sleep", "fleetwood", near): 17,
            Gap("2026-W46", "sleep", "wyre", near): 4,
            Gap("2026-W46", "sleep", "blackpool", near): 7,
            Gap("2026-W33", "sleep", "ealing", near): 500,  # before the last thirteen
            Gap("2026-W46", "elsewhere", "", here): 12,
            Gap("2026-W46", "vaping", "oxford", near): 9,
        }
    )
    engine.dispose()
    return address


def test_the_report_tells_tens_and_merges_upwards(store, capsys):
    """Fleetwood alone; Wyre's four and Blackpool's seven as the Fylde coast's ten; nothing of nine; no running week."""
    assert report(["gaps", "--store", store, "--format", "json"], today=TODAY) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "first": "2026-W34",
        "last": "2026-W46",
        "rows": [
            {"topic": "sleep", "place": "fleetwood", "kind": "nothing-near", "at_least": 30},
            {"topic": "elsewhere", "place": None, "kind": "nothing-here", "at_least": 10},
            {"topic": "sleep", "place": "fylde-coast", "kind": "nothing-near", "at_least": 10},
        ],
        "everything_else": "fewer than 10",
    }


def test_the_report_as_text_says_what_it_means(store, capsys):
    """For people; what is small is called small."""
    report(["gaps", "--store", store], today=TODAY)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Searches that found nothing, 2026-W34 to 2026-W46"
    assert lines[3].split() == ["sleep", "fleetwood", "nothing-near", "30", "or", "more"]
    assert lines[6].split() == ["everything", "else", "all", "places", "any", "fewer", "than", "10"]
    assert "vaping" not in "".join(lines)
    assert all(line == line.rstrip() for line in lines)


def test_the_report_as_csv_reads_back(store, capsys):
    """For a spreadsheet."""
    report(["gaps", "--store", store, "--format", "csv"], today=TODAY)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == {
        "topic": "sleep",
        "place": "fleetwood",
        "kind": "nothing-near",
        "times": "30 or more",
    }
    assert rows[-1]["times"] == "fewer than 10"


def test_fewer_weeks_can_be_asked_for(store, capsys):
    """Whole ones, the last that are over."""
    report(["gaps", "--store", store, "--weeks", "1", "--format", "json"], today=TODAY)
    told = json.loads(capsys.readouterr().out)
    assert (told["first"], told["last"]) == ("2026-W46", "2026-W46")
    assert told["rows"][0]["at_least"] == 20


def test_without_a_build_small_places_become_one(store, capsys, monkeypatch, tmp_path):
    """Nobody knows which place lies in which, so the report says so and tells less."""
    monkeypatch.setenv("WAYMARK_BUILD", str(tmp_path / "none"))
    report(["gaps", "--store", store, "--format", "json"], today=TODAY)
    shown = capsys.readouterr()
    assert "there is no build" in shown.err
    assert ("sleep", None) in {(row["topic"], row["place"]) for row in json.loads(shown.out)["rows"]}


def test_the_report_is_the_table_of_the_rule(store, bundle, capsys):
    """Nothing between the proven rule and the print: what is printed is what ``tell`` says, row by row."""
    report(["gaps", "--store", store, "--format", "json"], today=TODAY)
    told = json.loads(capsys.readouterr().out)["rows"]
    engine = open_engine(store)
    rows = tell(Gaps(engine).counts("2026-W34", "2026-W46"), bundle.places.chain)
    engine.dispose()
    assert [(row["topic"], row["place"] or "", row["kind"], row["at_least"]) for row in told] == [
        (row.topic, row.place, row.kind, row.at_least) for row in rows
    ]


def test_the_report_makes_and_changes_nothing(store, tmp_path, capsys):
    """A slip in the path makes no empty store; a store is read as it is."""
    missing = tmp_path / "missing.db"
    assert report(["gaps", "--store", f"sqlite:///{missing}"], today=TODAY) == 1
    assert not missing.exists()
    assert capsys.readouterr().err.startswith("waymark: There are no counts at")
    before = (tmp_path / "made-up.db").read_bytes()
    report(["gaps", "--store", store], today=TODAY)
    assert (tmp_path / "made-up.db").read_bytes() == before


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://x", "WAYMARK_STORE can't be"),
        ("postgresql://nobody:hush@127.0.0.1:1/none", "The counts can't be read"),
    ],
)
def test_a_store_that_cannot_be_read_is_one_sentence(address, words, capsys, settings, monkeypatch):
    """No traceback, no password."""
    monkeypatch.setenv("WAYMARK_BUILD", str(settings.build))
    assert report(["gaps", "--store", address], today=TODAY) == 1
    error = capsys.readouterr().err
    assert words in error
    assert (error.count("\n"), "hush" in error) == (1, False)


def test_a_store_from_before_gaps_is_one_sentence(tmp_path, capsys, settings, monkeypatch):
    """It is the server that makes the table."""
    monkeypatch.setenv("WAYMARK_BUILD", str(settings.build))
    (tmp_path / "old.db").touch()
    assert report(["gaps", "--store", f"sqlite:///{tmp_path}/old.db"], today=TODAY) == 1
    assert "doesn't count gaps yet" in capsys.readouterr().err


def test_the_command_line_finds_the_report(store, project, settings):
    """``waymark report gaps``, as an editor types it."""
    done = subprocess.run(
        [sys.executable, "-m", "waymark", "report", "gaps", "--store", store, "--weeks", "53"],
        cwd=project,
        capture_output=True,
        text=True,
        env={**os.environ, "WAYMARK_BUILD": str(settings.build)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Searches that found nothing, ")
