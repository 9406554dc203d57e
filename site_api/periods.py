"""Whole weeks and quarters that are over: nothing finer is ever told, and nothing that can still change."""

import datetime as dt
import re
from dataclasses import dataclass

from site_api.store.weekly import week

_QUARTER = re.compile(r"(\d{4})-q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
WEEKS_IN_QUARTER = 13


@dataclass(frozen=True)
class Period:
    """A week or a quarter by its name, with its first and last ISO week. A week belongs to the quarter of its Thursday."""

    name: str
    first: str
    last: str
    end: dt.date
    """Its last Sunday."""


def read_period(name: str) -> Period:
    """The period called 2026-q3 or 2026-W39. Raises ValueError with a sentence."""
    quarter, one = _QUARTER.fullmatch(name), _WEEK.fullmatch(name)
    if quarter:
        year, number = int(quarter[1]), int(quarter[2])
        return _weeks(
            name, _thursday_from(dt.date(year, 3 * number - 2, 1)), _thursday_before(_after(year, number))
        )
    if one:
        try:
            thursday = dt.date.fromisocalendar(int(one[1]), int(one[2]), 4)
        except ValueError:
            raise ValueError(f"There is no week {name}.") from None
        return _weeks(name, thursday, thursday)
    raise ValueError(f'"{name}" is no quarter and no week. Write 2026-q3 or 2026-W39.')


def last_quarter(today: dt.date) -> Period:
    """The latest quarter whose weeks are all over."""
    day = today
    while True:
        day = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - dt.timedelta(days=1)
        period = read_period(f"{day.year}-q{(day.month + 2) // 3}")
        if period.end < today:
            return period


def _weeks(name: str, first: dt.date, last: dt.date) -> Period:
    return Period(name, week(first), week(last), last + dt.timedelta(days=3))


def _after(year: int, quarter: int) -> dt.date:
    return dt.date(year + (quarter == 4), 3 * quarter % 12 + 1, 1)


def _thursday_from(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(3 - day.weekday()) % 7)


def _thursday_before(day: dt.date) -> dt.date:
    return _thursday_from(day) - dt.timedelta(days=7)
