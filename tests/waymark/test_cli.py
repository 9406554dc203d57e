"""The command line: what is plugged in from outside the kit is found when it is asked for, and missed in a sentence."""

import importlib

import pytest
from click.testing import CliRunner

from waymark.cli import PLUGS, _plug, main


@pytest.mark.parametrize("name", PLUGS)
def test_every_plug_is_a_command_and_leads_somewhere(name):
    """The module and the function are there."""
    target, about = PLUGS[name]
    module, _, function = target.partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert about in CliRunner().invoke(main, ["--help"]).output


def test_a_plug_gets_the_rest_of_the_line(monkeypatch):
    """Also options and --help, which are its own affair; its answer is the exit code."""
    seen = []
    monkeypatch.setattr("site_api.report.report", lambda arguments: seen.append(arguments) or 7)
    done = CliRunner().invoke(main, ["report", "gaps", "--weeks", "4", "-h", "--help"])
    assert (seen, done.exit_code) == ([["gaps", "--weeks", "4", "-h", "--help"]], 7)


def test_a_missing_server_part_is_one_sentence():
    """The kit can be installed alone."""
    done = CliRunner().invoke(_plug("report", "no_such_package.report:report", "Report."), [])
    assert done.exit_code == 1
    assert done.output.startswith("Error: `waymark report` needs the server part")
    assert done.output.count("\n") == 1


def asked(hub_build, *arguments):
    """`waymark search` over the real build."""
    done = CliRunner().invoke(main, ["search", *arguments, "--built", str(hub_build)])
    return done.exit_code, done.output


def test_search_says_why(hub_build):
    """How each word was taken, what the words spoke for, and what came first from where."""
    code, said = asked(hub_build, "cant slepe", "--place", "FY7")
    assert code == 0
    assert "one slip mended" in said
    assert "topic   sleep " in said and "topic   elsewhere " in said
    assert "near fleetwood" in said
    assert "result  " in said


def test_search_of_nothing_known_is_told(hub_build):
    """Nothing of ours is an answer too."""
    assert "answer  nothing-here, 0 results" in asked(hub_build, "zzyzx qwrtp")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sleep", "--lang", "xx"], "Error: This hub doesn't speak xx. It speaks en, da."),
        (["sleep", "--place", "atlantis"], "Error: This hub has no place called atlantis."),
    ],
)
def test_search_refuses_in_a_sentence(hub_build, arguments, told):
    """What was wrong, and what there is."""
    assert asked(hub_build, *arguments) == (1, told + "\n")


def test_search_without_a_build_is_one_sentence(tmp_path):
    """Not a traceback."""
    code, said = asked(tmp_path / "current", "sleep")
    assert (code, said.count("\n")) == (1, 1)


def test_crisis_try_says_why():
    """The entries that fired, what was learnt that spoke, and the answer."""
    said = CliRunner().invoke(main, ["crisis", "try", "i want to die"]).output
    assert "entry    en-plain-suicide: urgent crisis_suicide" in said
    assert "learnt   a crisis (+" in said
    assert said.splitlines()[-1] == "answer   urgent, crisis_suicide, for self"


def test_crisis_try_of_nothing():
    """Ordinary words get an ordinary answer."""
    assert CliRunner().invoke(main, ["crisis", "try", "pizza"]).output.splitlines()[-1] == "answer   none"


def test_crisis_report_of_a_hand_that_was_kept_aside():
    """A row for the hand, and lines that went wrong only when they are asked for."""
    hand = "tests/cases/crisis/en-aside.yml"
    said = CliRunner().invoke(main, ["crisis", "report", "--hand", hand]).output
    assert "en-aside " in said and "crisis_psychosis" in said and "all en" in said
    assert "missed\t" not in said


def test_crisis_report_lists_what_is_wrong():
    """Of the bank, so that somebody can mend it."""
    said = CliRunner().invoke(main, ["crisis", "report", "--wrong"]).output
    assert "\nmissed\tbank/" in said and "\nshown_in_vain\tbank/" in said
