"""Trends for editors and for the site: whole periods that are over, tens, nothing under ten, and never a word of anybody's."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_api.report import report
from site_api.store import open_engine
from site_api.store.comments import QUESTIONS, Comments, open_comments
from site_api.store.gaps import Gap, Gaps, Kind
from site_api.store.weekly import Count, Signal, WeeklyCounts
from site_api.trends import Source, tell_lines
from waymark.checks.loop import check_trends
from waymark.content import load_content

TODAY = dt.date(2026, 11, 22)
CANARY = "zebracanarywords"


@pytest.fixture
def stores(tmp_path, settings, monkeypatch):
    """Made-up counts of the third quarter, of a week before it and one after it."""
    counts, texts = f"sqlite:///{tmp_path}/counts.db", f"sqlite:///{tmp_path}/texts.db"
    monkeypatch.setenv("WAYMARK_BUILD", str(settings.build))
    monkeypatch.setenv("WAYMARK_STORE", counts)
    monkeypatch.setenv("WAYMARK_COMMENTS", texts)
    engine = open_engine(counts)
    near = Kind.NOTHING_NEAR
    Gaps(engine).add(
        {
            Gap("2026-W27", "sleep", "fleetwood", near): 21,
            Gap("2026-W39", "sleep", "wyre", near): 6,
            Gap("2026-W30", "sleep", "blackpool", near): 5,
            Gap("2026-W26", "sleep", "oxford", near): 900,
            Gap("2026-W40", "sleep", "oxford", near): 900,
        }
    )
    WeeklyCounts(engine).add(
        {
            Count("2026-W30", "shout", "", Signal.HELP_TAP): 33,
            Count("2026-W30", "childline", "", Signal.HELP_TAP): 9,
            Count("2026-W31", "exam-stress", "", Signal.QUESTION): 12,
            Count("2026-W31", "which-words-fit", "", Signal.UNUSUAL): 50,
        }
    )
    engine.dispose()
    comments = Comments(open_comments(texts))
    for number in range(15):
        comments.keep(QUESTIONS if number % 2 else "which-words-fit", f"{CANARY} {number}", "2026-W35")
    comments.release_all("which-words-fit")
    comments.release_all(QUESTIONS)
    for text in comments.queue()[:14]:
        comments.code(text.id, "waiting")
    comments.close()
    return counts


def asked(capsys, *options):
    """What `waymark report trends` prints."""
    code = report(["trends", *options], today=TODAY)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_quarter_is_told_in_tens(stores, capsys):
    """Every source; small places in larger ones; nothing of nine; no week outside; both kinds of texts together."""
    code, out, _ = asked(capsys, "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert (told["period"], told["first"], told["last"], told["example"]) == (
        "2026-q3",
        "2026-W27",
        "2026-W39",
        False,
    )
    assert [(row["id"], row["place"], row["at_least"]) for row in told["rows"]] == [
        ("searches-sleep-fleetwood-nothing-near", "fleetwood", 20),
        ("searches-sleep-fylde-coast-nothing-near", "fylde-coast", 10),
        ("help-taps-shout-everywhere-help-tap", None, 30),
        ("questions-exam-stress-everywhere-question", None, 10),
        ("comments-waiting-everywhere-comment", None, 10),
    ]
    assert told["everything_else"] == "fewer than 10"


def test_nothing_that_was_written_is_told(stores, capsys):
    """No format holds a word of a text, nor the traffic that is for editors alone."""
    for form in ("text", "csv", "json"):
        out = asked(capsys, "--format", form)[1]
        assert CANARY not in out and "unusual" not in out and "which-words-fit" not in out


def test_the_export_is_a_file_of_the_site(stores, capsys, project, tmp_path):
    """K25: what the server prints is what the content folder takes, and its check finds nothing."""
    out = asked(capsys, "--format", "json")[1]
    content = tmp_path / "content"
    for name in ("hub.yml", "topics.yml", "themes.yml", "places", "contacts", "postcodes"):
        source, target = project / "content" / "_data" / name, content / "_data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)
    (content / "_data" / "trends").mkdir()
    (content / "_data" / "trends" / "2026-q3.json").write_text(out, "utf-8")
    loaded, problems = load_content(content)
    assert [str(problem) for problem in problems if "trends" in problem.path] == []
    assert list(loaded.loop.trends) == ["2026-q3"] and list(check_trends(loaded)) == []


def test_one_week_can_be_asked_for(stores, capsys):
    """A whole one that is over."""
    told = json.loads(asked(capsys, "--period", "2026-W27", "--format", "json")[1])
    assert [(row["subject"], row["at_least"]) for row in told["rows"]] == [("sleep", 20)]


@pytest.mark.parametrize("period", ["2026-q4", "2026-W47", "2027-q1", "2026-11-22", "2026-q7"])
def test_what_is_not_over_is_not_told(stores, capsys, period):
    """One sentence and exit 1; a day is no period at all."""
    code, out, err = asked(capsys, "--period", period)
    assert (code, out) == (1, "") and err.startswith("waymark: ") and err.count("\n") == 1


def test_as_text_and_for_a_spreadsheet(stores, capsys):
    """The same lines for people and programs."""
    text = asked(capsys)[1].splitlines()
    assert text[0] == "What young people tell us, 2026-q3 (2026-W27 to 2026-W39)"
    assert text[-1].split()[-3:] == ["fewer", "than", "10"]
    rows = list(csv.DictReader(io.StringIO(asked(capsys, "--format", "csv")[1])))
    assert rows[0] == {
        "source": "searches",
        "subject": "sleep",
        "place": "fleetwood",
        "kind": "nothing-near",
        "times": "20 or more",
    }


def test_without_comments_the_rest_is_told(stores, capsys, monkeypatch, tmp_path):
    """A hub that takes no comments has no second store."""
    monkeypatch.setenv("WAYMARK_COMMENTS", f"sqlite:///{tmp_path}/none.db")
    code, out, err = asked(capsys)
    assert code == 0 and "no comments yet" in err and "shout" in out
    assert not Path(tmp_path / "none.db").exists()


def test_without_counts_it_says_so(tmp_path, capsys):
    """One sentence, and no file is made."""
    assert report(["trends", "--store", f"sqlite:///{tmp_path}/none.db"], today=TODAY) == 1
    assert "There are no counts" in capsys.readouterr().err


KEYS = st.tuples(
    st.sampled_from(["sleep", "stress"]), st.sampled_from(["a", "b", "around", ""]), st.just("nothing-near")
)


@given(st.dictionaries(st.sampled_from(Source), st.dictionaries(KEYS, st.integers(1, 60))))
def test_no_number_below_ten_leaves(cells):
    """Whatever was counted: tens, and never more than there was."""
    chain = {"a": ("a", "around"), "b": ("b", "around"), "around": ("around",)}
    lines = tell_lines(cells, lambda place: chain.get(place, ()))
    assert all(line.at_least >= 10 and line.at_least % 10 == 0 for line in lines)
    for source, counted in cells.items():
        assert sum(line.at_least for line in lines if line.source is source) <= sum(counted.values())
    assert len({line.id for line in lines}) == len(lines)
