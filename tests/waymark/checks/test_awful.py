"""A content folder that is wrong in every way, and the complete list of what is said about it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from waymark.checks import RULES, check_content
from waymark.cli import main

AWFUL = Path(__file__).parents[2] / "awful"


def test_the_complete_list_of_problems() -> None:
    """Every problem of every file, in order. Adding a rule changes this one visible list."""
    _, problems = check_content(AWFUL / "content")
    assert (AWFUL / "expected.txt").read_text(encoding="utf-8").splitlines() == [
        str(problem) for problem in problems
    ]


def test_the_command_prints_them_and_exits_1() -> None:
    """``waymark check`` shows the same list, a count, and fails."""
    done = CliRunner().invoke(main, ["check", "--content", str(AWFUL / "content")])
    expected = (AWFUL / "expected.txt").read_text(encoding="utf-8")
    assert done.output.startswith(expected)
    assert done.exit_code == 1


def test_the_projects_own_content_has_no_errors(project: Path) -> None:
    """The real hub passes its own gate."""
    _, problems = check_content(project / "content")
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]


def test_no_hub_is_a_sentence(tmp_path: Path) -> None:
    """A folder without a manifest is refused in words."""
    done = CliRunner().invoke(main, ["check", "--content", str(tmp_path)])
    assert done.exit_code == 1
    assert "hub.yml" in done.output and "Traceback" not in done.output


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_its_reason(rule: object) -> None:
    """The rule is its docstring."""
    assert rule.__doc__ and rule.__doc__.strip().endswith(".")
