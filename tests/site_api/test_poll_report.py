"""Exports and the quarter's report: only what may be told, safe in a spreadsheet, readable for people."""

import csv
import io
import json

import pytest

from site_api.poll_report import ReportError, export, quarter_days, quarter_report
from site_api.publish import tell_release

POLL = {
    "id": "p",
    "title": "What *should* we change?",
    "one_answer": "device",
    "questions": [
        {
            "id": "q",
            "kind": "one",
            "label": "=HYPERLINK(1)",
            "options": [
                {"id": "a", "label": "+1 more"},
                {"id": "b", "label": "Sleep | rest"},
                {"id": "c", "label": "@home"},
                {"id": "d", "label": " -none"},
            ],
            "parts": [{"id": "", "label": None}],
        }
    ],
}
FACTS = {"id": "p", "questions": [{"id": "q", "kind": "one", "options": list("abcd")}]}
COUNTS = {"q": {"a": 61, "b": 41, "c": 4, "d": 3}}


def release(closed="2026-11-30", **facts):
    """A good release."""
    return tell_release({**FACTS, **facts}, COUNTS, closed, 109)


@pytest.fixture
def strings(bundle):
    """The words of a language."""
    return bundle.strings["en"]


def test_json_is_the_release_itself():
    """No words, nothing more."""
    assert json.loads(export(release(), POLL, "json")) == release()


def test_a_spreadsheet_runs_nothing_of_it():
    """A label that begins like a formula gets an apostrophe; numbers stay numbers."""
    rows = list(csv.DictReader(io.StringIO(export(release(), POLL, "csv"))))
    assert [row["option_label"] for row in rows] == ["'+1 more", "Sleep | rest", "'@home", "' -none"]
    assert rows[0]["question_label"] == "'=HYPERLINK(1)"
    assert [(row["count_about"], row["percent"], row["state"]) for row in rows] == [
        ("60", "55", "shown"),
        ("40", "36", "shown"),
        ("", "", "fewer"),
        ("", "", "fewer"),
    ]


def test_a_bad_release_leaves_by_no_door(strings):
    """The auditor stands before every export."""
    bad = release()
    bad["tables"][0]["cells"][2] |= {"state": "shown", "count": 5}
    for leave in (
        lambda: export(bad, POLL, "csv"),
        lambda: export(bad, POLL, "json"),
        lambda: quarter_report([bad], "2026-q4", {"p": POLL}, strings),
    ):
        with pytest.raises(ReportError, match="auditor"):
            leave()


def test_an_unknown_format_is_refused():
    """With those that there are."""
    with pytest.raises(ReportError, match="csv, json"):
        export(release(), POLL, "xlsx")


@pytest.mark.parametrize(
    ("quarter", "days"),
    [
        ("2026-q4", ("2026-10-01", "2026-12-31")),
        ("2027-Q1", ("2027-01-01", "2027-03-31")),
        ("2027-q2", ("2027-04-01", "2027-06-30")),
    ],
)
def test_a_quarter_has_its_days(quarter, days):
    """First and last."""
    assert tuple(day.isoformat() for day in quarter_days(quarter)) == days


@pytest.mark.parametrize("quarter", ["2026", "2026-q5", "q4", "2026-10"])
def test_what_is_no_quarter_is_refused(quarter):
    """With how to write one."""
    with pytest.raises(ReportError, match="2026-q4"):
        quarter_days(quarter)


def test_the_report_tells_the_quarters_polls(strings):
    """Tables, honest notes, nothing of another quarter; letters that mean something in Markdown mean nothing."""
    report = quarter_report([release(), release("2026-09-30")], "2026-q4", {"p": POLL}, strings)
    assert report.count("## What \\*should\\* we change?") == 1
    assert "| Sleep \\| rest | about 40 (36%) |" in report
    assert "fewer than 10" in report
    assert "can't be exact" in report
    assert "No polls closed" not in report


def test_a_quarter_without_polls_says_so(strings):
    """And an example is no poll: it is told, last, as an example."""
    assert "No polls closed in this quarter." in quarter_report([], "2026-q4", {}, strings)
    report = quarter_report([release(example=True)], "2026-q4", {"p": POLL}, strings)
    assert "No polls closed in this quarter." in report
    assert "made up" in report


def test_a_poll_whose_file_changed_is_still_exported():
    """A question that is gone is called by its id."""
    rows = list(csv.DictReader(io.StringIO(export(release(), {**POLL, "questions": []}, "csv"))))
    assert {row["question_label"] for row in rows} == {"q"}
