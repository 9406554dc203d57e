"""Weeks and quarters that are over: nothing finer, nothing that can still change."""

import datetime as dt
import itertools

import pytest

from site_api.periods import last_quarter, read_period


@pytest.mark.parametrize(
    ("name", "first", "last", "end"),
    [
        ("2026-q3", "2026-W27", "2026-W39", dt.date(2026, 9, 27)),
        ("2026-q4", "2026-W40", "2026-W53", dt.date(2027, 1, 3)),
        ("2027-q1", "2027-W01", "2027-W12", dt.date(2027, 3, 28)),  # 1 April is a Thursday
        ("2026-W47", "2026-W47", "2026-W47", dt.date(2026, 11, 22)),
    ],
)
def test_a_period_is_whole_weeks(name, first, last, end):
    """A week belongs to the quarter of its Thursday."""
    period = read_period(name)
    assert (period.first, period.last, period.end) == (first, last, end)


def test_quarters_share_no_week_and_leave_none_out():
    """Else one could be worked out from two tables."""
    quarters = [read_period(f"{year}-q{number}") for year in range(2024, 2030) for number in (1, 2, 3, 4)]
    for before, after in itertools.pairwise(quarters):
        assert read_period(after.first).end == before.end + dt.timedelta(days=7)


@pytest.mark.parametrize("name", ["2026-q5", "2026-W54", "2025-W53", "2026-11", "2026-11-22", "last", ""])
def test_nothing_else_is_a_period(name):
    """A sentence says what is."""
    with pytest.raises(ValueError, match=r"There is no week|is no quarter and no week"):
        read_period(name)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (dt.date(2026, 11, 22), "2026-q3"),
        (dt.date(2027, 1, 3), "2026-q3"),  # its last week ends today
        (dt.date(2027, 1, 4), "2026-q4"),
        (dt.date(2026, 9, 30), "2026-q2"),
    ],
)
def test_the_last_quarter_is_over(today, quarter):
    """Down to its last Sunday."""
    assert last_quarter(today).name == quarter
