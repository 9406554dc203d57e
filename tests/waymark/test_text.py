"""Folding: what two spellings of one thing share, and how far one slip goes."""

import json
from pathlib import Path

import pytest

from waymark.text import fold, one_slip

CASES = json.loads((Path(__file__).parents[1] / "cases" / "fold.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_fold(case: dict[str, str]) -> None:
    """Python keeps its half of the table that it shares with the device."""
    assert case["folded"] == fold(case["text"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_folding_twice_changes_nothing(case: dict[str, str]) -> None:
    """What is folded stays as it is."""
    assert case["folded"] == fold(case["folded"])


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        ("calmer", "calmr", True),  # one left out
        ("calmer", "callmer", True),  # one added
        ("calmer", "calner", True),  # one changed
        ("calmer", "clamer", True),  # two swapped
        ("calmer", "calmer", False),  # the same is no slip
        ("calmer", "clamr", False),  # two slips
        ("calmer", "cal", False),  # too short
    ],
)
def test_one_slip(first: str, second: str, near: bool) -> None:
    """One slip is forgiven, in either direction; two are not."""
    assert near is one_slip(first, second)
    assert near is one_slip(second, first)
