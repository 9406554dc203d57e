"""``waymark comments``: masked, shuffled, erased when read; and no count that is small enough to be somebody."""

import csv
import datetime as dt
import io
import json

import pytest

from site_api import comments_command
from site_api.comments_command import SMALLEST, theme_ids
from site_api.store.comments import Comments, open_comments
from site_api.store.weekly import week, weeks_before

TODAY = dt.date(2026, 11, 23)
WEEK = weeks_before(week(TODAY), 1)


@pytest.fixture
def store(tmp_path, monkeypatch, hub_build, bundle):
    """An open store that the command's settings name; the build is opened once for all."""
    address = f"sqlite:///{tmp_path}/comments.db"
    monkeypatch.setenv("WAYMARK_COMMENTS", address)
    monkeypatch.setenv("WAYMARK_BUILD", str(hub_build))
    monkeypatch.setattr(comments_command, "open_bundle", lambda _: bundle)
    found = Comments(open_comments(address))
    yield found
    found.close()


@pytest.fixture
def run(capsys):
    """Runs the command; answers (exit code, what was printed, what was complained about)."""

    def command(*arguments):
        code = comments_command.comments(arguments, today=TODAY)
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def fill(store, *texts, source="exams", week=WEEK):
    """Texts that an editor may read."""
    for each in texts:
        store.keep(source, each, week)
    store.release_all(source)


def ids(out):
    """The ids of a printed list."""
    return [line.split()[0] for line in out.splitlines() if line and not line.startswith((" ", "And"))]


# Reading


def test_a_list_shows_masked_texts_only(store, run):
    """Names and numbers are hidden; each text has what is needed to act on it."""
    fill(store, "my name is Ade", "text 07700 900123", "the sleep page was useful")
    code, out, _ = run("list")
    assert code == 0
    assert "Ade" not in out
    assert "900123" not in out
    assert "my name is [name]" in out
    assert "the sleep page was useful" in out
    assert len(ids(out)) == 3


def test_what_waits_is_not_listed(store, run):
    """Fewer than five of a poll, before it closes."""
    for each in "abcd":
        store.keep("exams", f"zebracanary {each}", WEEK)
    code, out, _ = run("list")
    assert code == 0
    assert "zebracanary" not in out
    assert "Nothing to read" in out


def test_a_list_has_no_order_and_no_week(store, run):
    """Twenty lists are not twenty times the same."""
    fill(store, *(f"text number {each}" for each in "abcdefgh"))
    orders = {tuple(ids(run("list")[1])) for _ in range(20)}
    assert len(orders) > 10
    assert WEEK not in run("list")[1]


def test_rude_texts_are_read_last_and_read_all_the_same(store, run):
    """Sorted, never refused, never left out."""
    fill(store, "this is shit", *(f"a calm text {each}" for each in "abcdef"), "i am gay and proud")
    for _ in range(5):
        shown = [line.strip() for line in run("list")[1].splitlines() if line.startswith("    ")]
        assert shown[-1] == "this is shit"
        assert "i am gay and proud" in shown


def test_a_list_can_be_of_one_source_and_short(store, run):
    """How many are left is told."""
    fill(store, *(f"exam {each}" for each in "abcdef"))
    fill(store, "a question", source="questions")
    assert run("list", "--source", "questions")[1].count("    ") == 1
    assert "And 4 more." in run("list", "--source", "exams", "--number", "2")[1]


def test_without_a_build_nothing_is_shown(tmp_path, monkeypatch, run):
    """No rules, no list: unmasked is not an answer."""
    address = f"sqlite:///{tmp_path}/comments.db"
    found = Comments(open_comments(address))
    fill(found, "zebracanary my name is Ade")
    found.close()
    monkeypatch.setenv("WAYMARK_BUILD", str(tmp_path / "nowhere"))
    code, out, err = run("list", "--store", address)
    assert (code, out) == (1, "")
    assert "zebracanary" not in err
    assert "build" in err


# Acting


def test_theming_counts_and_erases(store, run, tmp_path):
    """By the id of the list; the text is in no file any more."""
    fill(store, *(f"zebracanary {each}" for each in "abcde"))
    for each in ids(run("list")[1]):
        code, out, _ = run("theme", each, "sleep")
        assert code == 0
        assert "erased" in out
    assert store.themes(WEEK, WEEK) == {("sleep", "exams", ""): 5}
    assert b"zebracanary" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert run("list")[1].startswith("Nothing to read")


def test_a_theme_counts_where_its_poll_is(store, run, bundle):
    """Unless a place is given; one that the hub doesn't know is refused."""
    poll, facts = next((id, poll) for id, poll in bundle.polls.items() if poll.get("audience"))
    fill(store, "a", "b", "c", source=poll)
    first, second, third = ids(run("list")[1])
    assert run("theme", first, "sleep")[0] == 0
    assert run("theme", second, "sleep", "--place", "lancashire")[0] == 0
    assert run("theme", third, "sleep", "--place", "narnia")[0] == 1
    assert set(store.themes(WEEK, WEEK)) == {
        ("sleep", poll, facts["audience"]),
        ("sleep", poll, "lancashire"),
    }


def test_an_unknown_theme_is_refused_with_those_there_are(store, run, bundle):
    """A slip would be a theme of its own for ever. The text stays."""
    fill(store, *"abcde")
    code, _, err = run("theme", ids(run("list")[1])[0], "no-such-theme")
    if theme_ids(bundle):
        assert code == 1
        assert sorted(theme_ids(bundle))[0] in err
        assert len(store.queue()) == 5


def test_themes_may_be_a_list_a_table_or_not_there(bundle):
    """However the build tells them."""

    class Build:
        themes = None

    for told, known in (
        (None, set()),
        (["a", "b"], {"a", "b"}),
        ([{"id": "a"}], {"a"}),
        ({"a": {}, "b": {}}, {"a", "b"}),
    ):
        Build.themes = told
        assert theme_ids(Build) == known


def test_dropping_erases_and_counts_nothing(store, run):
    """And a second time says that it is gone."""
    fill(store, *"abcde")
    first = ids(run("list")[1])[0]
    assert run("drop", first)[0] == 0
    assert run("drop", first)[0] == 1
    assert len(store.queue()) == 4
    assert store.themes(WEEK, WEEK) == {}


@pytest.mark.parametrize("id", ["", "1", "zzzzzzzz", "00000000", "%"])
def test_an_id_that_is_none_is_refused(store, run, id):
    """A short one too: it could be anybody's."""
    fill(store, *"abcde")
    assert run("drop", id)[0] == 1
    assert len(store.queue()) == 5


def test_erasing_can_be_done_by_hand(store, run):
    """Without a server."""
    fill(store, *"abcde", week=weeks_before(WEEK, 20))
    fill(store, "f")
    assert run("erase")[0] == 0
    assert [each.text for each in store.queue()] == ["f"]


# Telling


def theme_times(store, theme, times, place=""):
    """So many texts about a theme."""
    fill(store, *(f"{theme} {each}" for each in range(times)))
    for each in store.queue():
        store.code(each.id, theme, place)


def test_themes_are_told_from_ten_and_in_tens(store, run):
    """27 is "20 or more"; nine is not told, nor that there is such a theme."""
    theme_times(store, "sleep", 27)
    theme_times(store, "waiting", SMALLEST - 1)
    theme_times(store, "home", SMALLEST)
    rows = list(csv.reader(io.StringIO(run("themes", "--format", "csv")[1])))
    assert rows == [
        ["theme", "texts"],
        ["sleep", "20 or more"],
        ["home", "10 or more"],
        ["every other theme", "fewer than 10"],
    ]
    assert "waiting" not in run("themes")[1]
    assert json.loads(run("themes", "--format", "json")[1])["rows"][0] == {
        "theme": "sleep",
        "texts": "20 or more",
    }


def test_the_week_that_is_going_on_is_not_told(store, run):
    """It would be told again, larger, tomorrow."""
    for number in range(12):
        store.keep("exams", f"text {number}", week(TODAY))
    store.release_all("exams")
    for each in store.queue():
        store.code(each.id, "sleep")
    assert "sleep" not in run("themes")[1]


def test_disclosures_are_ten_or_more_or_fewer(store, run):
    """Every week has a row, also one with none; a region stands there from ten."""
    for place, times in (("lancashire", 10), ("london", 9)):
        for _ in range(times):
            store.note_disclosure(WEEK, place)
    for _ in range(3):
        store.note_disclosure(weeks_before(WEEK, 1), "lancashire")
    out = list(csv.reader(io.StringIO(run("disclosures", "--weeks", "3", "--format", "csv")[1])))
    before, last = weeks_before(WEEK, 2), weeks_before(WEEK, 1)
    assert out == [
        ["week", "region", "texts"],
        [before, "all places", "fewer than 10"],
        [last, "all places", "fewer than 10"],
        [WEEK, "all places", "10 or more"],
        [WEEK, "lancashire", "10 or more"],
    ]
    assert "never publish" in run("disclosures")[1]


def test_no_report_holds_a_text(store, run):
    """Whatever is exported, nothing raw is in it (T22)."""
    fill(store, *(f"zebracanary {each}" for each in range(12)))
    for command in ("themes", "disclosures"):
        for shape in ("text", "csv", "json"):
            assert "zebracanary" not in run(command, "--format", shape)[1]


# Trouble


def test_a_store_that_is_not_there_is_one_sentence(tmp_path, run):
    """And none is made by looking."""
    code, out, err = run("list", "--store", f"sqlite:///{tmp_path}/none.db")
    assert (code, out) == (1, "")
    assert "no comments" in err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("address", ["mysql://x", "postgresql://nobody:hush@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_opened_is_one_sentence(run, address):
    """Without its password."""
    code, _, err = run("list", "--store", address)
    assert code == 1
    assert err.count("\n") == 1
    assert "hush" not in err
    assert "WAYMARK_COMMENTS" in err
