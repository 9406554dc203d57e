"""``waymark poll``: what an operator does with a poll, in a terminal, on a real store and build."""

import datetime as dt
import re
import stat

import pytest

from site_api import poll_command
from site_api.current import EXTENSION
from site_api.store import Ballot, Choice
from tests.site_api.test_poll_pages import find


@pytest.fixture
def run(app, settings, monkeypatch, capsys, clock, tmp_path):
    """Runs the command on the app's own store: answers the exit code, what it printed, and what it complained of."""
    for name in ("build", "store", "comments", "secrets"):
        monkeypatch.setenv(f"WAYMARK_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setattr(poll_command, "now", clock.now)
    monkeypatch.setattr(poll_command, "KEPT_SECONDS", 0)
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = poll_command.poll(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def parts(app):
    """The app's parts: the same store."""
    return app.extensions[EXTENSION]


def answer(parts, poll, question, numbers):
    """So many for each option in turn."""
    for index, (option, times) in enumerate(zip(question["options"], numbers, strict=False)):
        for each in range(times):
            mark = parts.secrets.nullifier(poll, bytes([index, each // 256, each % 256]) + bytes(13))
            parts.votes.add(Ballot(poll=poll, nullifier=mark, choices=(Choice(question["id"], option),)))


def test_cards_are_made_once_and_work(run, client, parts, bundle, tmp_path):
    """Shuffled, each with its code behind the # of the address, no number on any; a second batch is refused."""
    poll = find(bundle, one_answer="code")
    code, _said, _ = run("codes", poll, "--count", "24", "--out", "cards.html")
    document = (tmp_path / "cards.html").read_text("utf-8")
    codes = re.findall(r"\b([0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4})\b", document)
    assert (code, len(set(codes)), parts.votes.unspent(poll)) == (0, 24, 24)
    assert stat.S_IMODE((tmp_path / "cards.html").stat().st_mode) == 0o600
    assert codes != sorted(codes), "24 cards in order would be a miracle"
    again = run("codes", poll, "--count", "24", "--out", "more.html")
    assert (again[0], "one batch a poll" in again[2], (tmp_path / "more.html").exists()) == (1, True, False)
    assert run("verify", poll)[:2] == (0, f"{poll}: everything adds up.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("codes", "nope", "--count", "3"), "There is no poll nope"),
        (("codes", "OPEN", "--count", "3"), "asks for no code"),
        (("codes", "OPEN", "--room"), "isn't opened in a room"),
        (("codes", "CODE", "--count", "0"), "from 1 to"),
        (("codes", "OPEN", "--groups", "9999"), "from 1 to"),
        (("codes", "CODE", "--count", "3", "--lang", "xx"), "doesn't speak xx"),
        (("open", "OVER"), "closed for good"),
        (("open", "SOON"), "opens on"),
        (("close", "OPEN"), "say --now"),
        (("close",), "Name a poll"),
        (("export", "OPEN"), "Nothing is published"),
    ],
)
def test_what_cannot_be_done_is_said(run, bundle, open_poll, arguments, said):
    """One sentence with what to do, and exit 1."""
    names = {
        "OPEN": open_poll,
        "CODE": find(bundle, one_answer="code"),
        "OVER": "which-words-fit",
        "SOON": next(id for id, poll in bundle.polls.items() if poll["opens"] > "2026-12-31"),
    }
    code, _, complaint = run(*(names.get(each, each) for each in arguments))
    assert (code, said in complaint, complaint.count("\n")) == (1, True, 1)


def test_closing_before_the_day_publishes_and_destroys(run, parts, bundle, open_poll):
    """Said twice, it answers the same; the export has only what the rule lets out."""
    question = bundle.polls[open_poll]["questions"][0]
    answer(parts, open_poll, question, (41, 33, 4, 3))
    code, said, _ = run("close", open_poll, "--now")
    assert (code, "is closed" in said) == (0, True)
    assert (parts.secrets.kept(), parts.closing.unfinished()) == (set(), set())
    assert run("close", open_poll)[0] == 0
    csv = run("export", open_poll, "--format", "csv")[1]
    assert "40" in csv and not re.search(r"\b[1-9]\b(?!0)", re.sub(r"[a-z-]*\d[a-z]+", "", csv.split("\n", 1)[1]))
    assert run("verify", open_poll)[0] == 0


def test_verify_tells_what_does_not_add_up(run, parts, bundle, open_poll, clock):
    """A poll that is over and was never finished."""
    question = bundle.polls[open_poll]["questions"][0]
    answer(parts, open_poll, question, (3,))
    clock.day = dt.date.fromisoformat(bundle.polls[open_poll]["closes"]) + dt.timedelta(days=1)
    code, _, complaint = run("verify", open_poll)
    assert (code, "nothing was published yet" in complaint) == (1, True)
    assert run("close", "--due")[0] == 0
    assert run("verify", open_poll)[0] == 0


def test_the_list_says_no_count(run, parts, bundle, open_poll):
    """Ids, states and days."""
    question = bundle.polls[open_poll]["questions"][0]
    answer(parts, open_poll, question, (7,))
    code, said, _ = run("list")
    assert (code, len(said.splitlines())) == (0, len(bundle.polls))
    assert " 7" not in said


def test_the_quarters_report_is_for_people(run, parts, bundle, open_poll):
    """With the polls that closed in it, and the sentence when none did."""
    question = bundle.polls[open_poll]["questions"][0]
    answer(parts, open_poll, question, (41, 33, 20))
    run("close", open_poll, "--now")
    code, said, _ = run("report", "--quarter", "2026-q4")
    assert (code, bundle.polls[open_poll]["words"]["en"]["title"] in said) == (0, True)
    assert run("report", "--quarter", "2025-q1")[0] == 0
