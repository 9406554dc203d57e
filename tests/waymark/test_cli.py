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
