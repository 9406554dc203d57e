"""The hands that were kept aside: lines that never taught, set or mended anything. They say how it does on words it hasn't seen."""

from pathlib import Path

import pytest

from waymark.content import Content
from waymark.crisis import Crisis
from waymark.crisis.bank import Line, bank_lines, hand_lines
from waymark.crisis_report import Figures, judge
from waymark.frontmatter import read_yaml
from waymark.text import fold

HANDS = sorted((Path(__file__).parents[2] / "cases" / "crisis").glob("*-aside*.yml"))


def aside(lang: str) -> list[Line]:
    """Every kept-aside line of a language."""
    lines = [line for path in HANDS for line in hand_lines(path.name, read_yaml(path, path.name).data)]
    return [line for line in lines if line.lang == lang]


def test_none_of_them_is_in_the_bank(crisis_content: Content) -> None:
    """A line that taught can't measure. The few that others chanced to write too are left out of the figures."""
    bank = {fold(line.text) for line in bank_lines(crisis_content.phrases)}
    for lang in ("en", "da"):
        lines = aside(lang)
        assert sum(fold(line.text) in bank for line in lines) / len(lines) < 0.08


@pytest.mark.parametrize(
    ("lang", "emergency", "every_crisis", "kind", "none", "concern"),
    [("en", 0.90, 0.80, 0.85, 0.03, 0.10), ("da", 0.85, 0.75, 0.75, 0.05, 0.11)],
)
def test_the_floor(
    crisis_content: Content,
    crisis: Crisis,
    lang: str,
    emergency: float,
    every_crisis: float,
    kind: float,
    none: float,
    concern: float,
) -> None:
    """Help first for crises, not for the rest; no change may go below."""
    bank = {fold(line.text) for line in bank_lines(crisis_content.phrases)}
    figures = Figures.of(judge(crisis, [line for line in aside(lang) if fold(line.text) not in bank]))
    assert figures.emergency is not None and figures.emergency >= emergency
    assert figures.crisis is not None and figures.crisis >= every_crisis
    assert figures.kind is not None and figures.kind >= kind
    assert figures.none is not None and figures.none <= none
    assert figures.concern is not None and figures.concern <= concern


@pytest.mark.parametrize("lang", ["en", "da"])
def test_they_are_big_enough_to_mean_something(lang: str) -> None:
    """All eight kinds, emergencies, and as many lines that are no crisis."""
    lines = aside(lang)
    assert len(lines) >= 300
    assert len({line.category for line in lines if line.is_crisis}) == 8
    assert 0.35 < sum(line.is_crisis for line in lines) / len(lines) < 0.6
