"""Opening hours: what is said at a moment, on which days, and what is never said."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import opening_hours
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waymark.hours import OpenState, State, holiday_table, problem, state

LONDON, COPENHAGEN = ZoneInfo("Europe/London"), ZoneInfo("Europe/Copenhagen")
TABLE = holiday_table(["GB", "DK"], 2026, 3)

OFFICE = "Mo-Fr 09:00-17:00"
OFFICE_OFF = "Mo-Fr 09:00-17:00; PH off"
OFFICE_SHORT = "Mo-Fr 09:00-17:00; PH 10:00-12:00"
EVENINGS = "Mo-Su 17:00-24:00"
NIGHTS = "Mo-Su 20:00-02:00"
NIGHTS_OFF = "Mo-Su 20:00-02:00; PH off"
FRIDAY = "Fr 20:00-02:00"


def moment(text: str, nation: str) -> dt.datetime:
    """ "2026-10-25 01:15" by the nation's clock; with a Z at the end by UTC."""
    if text.endswith("Z"):
        return dt.datetime.fromisoformat(text)
    return dt.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN if nation == "DK" else LONDON)


def at(expression: str | None, nation: str, text: str) -> OpenState:
    """The state by the table of 2026 to 2028."""
    return state(expression, nation, moment(text, nation), TABLE)


ROWS = [
    # an ordinary week, and its edges
    (OFFICE, "GB-ENG", "2026-11-23 08:59", "closed"),
    (OFFICE, "GB-ENG", "2026-11-23 09:00", "open"),
    (OFFICE, "GB-ENG", "2026-11-23 16:59", "open"),
    (OFFICE, "GB-ENG", "2026-11-23 17:00", "closed"),
    (OFFICE, "GB-ENG", "2026-11-22 12:00", "closed"),  # a Sunday
    (OFFICE, "DK", "2026-11-23 08:30Z", "open"),  # half past nine in Aalborg
    (OFFICE, "GB-ENG", "2026-11-23 08:30Z", "closed"),  # and half past eight in Ealing
    (OFFICE, "GB-NIR", "2026-07-14 08:30Z", "open"),  # Belfast keeps London's summer time
    ("Mo-Fr 10:00-12:00,14:00-16:00", "GB-ENG", "2026-11-23 13:00", "closed"),
    ("Mo-Fr 10:00-12:00, 14:00-16:00", "GB-ENG", "2026-11-23 15:00", "open"),
    ("Mo-Fr 10:00-12:00, We 14:00-16:00", "GB-ENG", "2026-11-25 15:00", "open"),
    ("Mo-Fr 10:00-12:00, We 14:00-16:00", "GB-ENG", "2026-11-25 11:00", "open"),
    ("Mo-Fr 10:00-12:00; We 14:00-16:00", "GB-ENG", "2026-11-25 11:00", "closed"),  # ; replaces the day
    ("Sa[1] 10:00-12:00", "GB-ENG", "2026-11-07 11:00", "open"),
    ("Sa[1] 10:00-12:00", "GB-ENG", "2026-11-14 11:00", "closed"),
    ("Jul-Aug: Mo-Fr 10:00-12:00", "GB-ENG", "2026-11-23 11:00", "closed"),
    # midnight
    (EVENINGS, "GB-ENG", "2026-11-23 23:59", "open"),
    (EVENINGS, "GB-ENG", "2026-11-24 00:00", "closed"),
    (FRIDAY, "GB-ENG", "2026-11-20 23:59", "open"),
    (FRIDAY, "GB-ENG", "2026-11-21 00:00", "open"),
    (FRIDAY, "GB-ENG", "2026-11-21 01:59", "open"),
    (FRIDAY, "GB-ENG", "2026-11-21 02:00", "closed"),
    (FRIDAY, "GB-ENG", "2026-11-20 01:00", "closed"),  # Thursday's night
    ("Fr 20:00-26:00", "GB-ENG", "2026-11-21 01:00", "open"),
    ("Fr 20:00-02:00; Sa 10:00-12:00", "GB-ENG", "2026-11-21 01:00", "open"),  # Saturday has hours of its own
    ("Fr 20:00-02:00; Sa off", "GB-ENG", "2026-11-21 01:00", "open"),  # still Friday's
    ("Mo-Su 20:00-02:00; Fr off", "GB-ENG", "2026-11-21 01:00", "closed"),  # no Friday, no Friday night
    ("Mo-Su 20:00-02:00; Fr off", "GB-ENG", "2026-11-20 01:00", "open"),  # Thursday's night
    ("Mo-Su 20:00-02:00; Fr 20:00-22:00", "GB-ENG", "2026-11-21 01:00", "closed"),
    ("Mo-Th 18:00-01:00; Fr-Su 18:00-03:00", "GB-ENG", "2026-11-20 00:30", "open"),
    ("Mo-Th 18:00-01:00; Fr-Su 18:00-03:00", "GB-ENG", "2026-11-20 01:30", "closed"),
    ("Mo-Th 18:00-01:00; Fr-Su 18:00-03:00", "GB-ENG", "2026-11-23 02:30", "open"),
    # hours that say nothing of bank holidays
    (OFFICE, "GB-ENG", "2026-12-24 12:00", "open"),
    (OFFICE, "GB-ENG", "2026-12-25 12:00", "holiday-unsure"),
    (
        OFFICE,
        "GB-ENG",
        "2026-12-25 18:00",
        "holiday-unsure",
    ),  # other hours are likely, so "closed" isn't sure either
    (OFFICE, "GB-ENG", "2026-12-26 12:00", "closed"),  # Boxing Day on a Saturday: no office, holiday or not
    (OFFICE, "GB-ENG", "2026-12-28 12:00", "holiday-unsure"),  # its substitute
    (OFFICE, "GB-WLS", "2027-12-27 12:00", "holiday-unsure"),  # Christmas Day's substitute
    (OFFICE, "GB-SCT", "2027-12-28 12:00", "holiday-unsure"),  # Boxing Day's
    (OFFICE, "GB-ENG", "2026-12-29 12:00", "open"),
    (EVENINGS, "GB-ENG", "2026-12-25 20:00", "holiday-unsure"),
    (EVENINGS, "GB-ENG", "2027-12-25 20:00", "holiday-unsure"),  # the day itself too, on its Saturday
    ("Mo-Su 00:00-24:00", "GB-ENG", "2026-12-25 12:00", "holiday-unsure"),  # all week is not always
    (NIGHTS, "GB-ENG", "2026-12-25 01:00", "holiday-unsure"),  # last night's, but on Christmas Day
    (NIGHTS, "GB-ENG", "2026-12-27 01:00", "holiday-unsure"),  # Boxing Day's night
    (NIGHTS, "GB-ENG", "2026-12-27 02:00", "closed"),
    (NIGHTS, "GB-ENG", "2026-12-27 21:00", "open"),
    ("Mo-Fr 09:00-17:00; Dec 25 off", "GB-ENG", "2026-12-25 12:00", "closed"),
    (
        'Mo-Fr 09:00-17:00 open "PH off"',
        "GB-ENG",
        "2026-12-25 12:00",
        "holiday-unsure",
    ),  # a comment is no rule
    # hours that do
    ("24/7", "GB-ENG", "2026-12-25 12:00", "open"),
    ("24/7", "DK", "2031-01-01 00:00", "open"),  # needs no table
    ('24/7 open "text only"', "GB-ENG", "2031-01-01 00:00", "open"),
    ("24/7; PH off", "GB-ENG", "2026-12-25 12:00", "closed"),
    ("24/7; PH off", "GB-ENG", "2026-12-24 23:59", "open"),
    ("24/7; Dec 25 off", "GB-ENG", "2026-12-25 12:00", "closed"),
    ("24/7; Dec 25 off", "GB-ENG", "2026-12-28 12:00", "open"),
    (OFFICE_OFF, "GB-ENG", "2026-12-25 12:00", "closed"),
    (OFFICE_OFF, "GB-ENG", "2026-12-28 12:00", "closed"),
    (OFFICE_OFF, "GB-ENG", "2026-12-29 12:00", "open"),
    (OFFICE_SHORT, "GB-ENG", "2026-12-25 11:00", "open"),
    (OFFICE_SHORT, "GB-ENG", "2026-12-25 12:00", "closed"),
    (OFFICE_SHORT, "GB-ENG", "2026-12-26 11:00", "open"),
    ("Mo-Fr 09:00-17:00, PH 18:00-19:00", "GB-ENG", "2026-12-25 18:30", "open"),
    ("Mo-Fr 09:00-17:00, PH 18:00-19:00", "GB-ENG", "2026-12-25 10:00", "open"),
    ("Sa-Su,PH 10:00-16:00", "GB-ENG", "2026-12-25 11:00", "open"),
    ("Sa-Su,PH 10:00-16:00", "GB-ENG", "2026-12-24 11:00", "closed"),
    ("PH,Sa-Su 10:00-16:00", "GB-ENG", "2026-11-22 11:00", "open"),
    ("PH Mo-Fr 10:00-16:00", "GB-ENG", "2026-12-25 11:00", "open"),  # bank holidays that are weekdays
    ("PH Mo-Fr 10:00-16:00", "GB-ENG", "2026-12-26 11:00", "closed"),
    ("PH Mo-Fr 10:00-16:00", "GB-ENG", "2026-12-24 11:00", "closed"),
    ("Mo-Fr 09:00-17:00; Dec PH off; PH 10:00-12:00", "GB-ENG", "2026-08-31 11:00", "open"),
    ("Mo-Fr 09:00-17:00; PH off; Dec 28 10:00-12:00", "GB-ENG", "2026-12-28 11:00", "open"),
    ("Mo-Fr 09:00-17:00; PH unknown", "GB-ENG", "2026-12-25 11:00", "unknown"),
    (NIGHTS_OFF, "GB-ENG", "2026-12-25 01:00", "open"),  # Christmas Eve's night
    (NIGHTS_OFF, "GB-ENG", "2026-12-25 21:00", "closed"),
    (NIGHTS_OFF, "GB-ENG", "2026-12-26 01:00", "closed"),
    (NIGHTS_OFF, "GB-ENG", "2026-12-27 01:00", "closed"),  # there was no Boxing Day's night
    ("Mo-Th 18:00-22:00; PH 20:00-02:00", "GB-ENG", "2026-12-27 01:00", "open"),  # here there was
    # each nation its own days
    (OFFICE_OFF, "GB-ENG", "2026-04-06 12:00", "closed"),  # Easter Monday
    (OFFICE_OFF, "GB-SCT", "2026-04-06 12:00", "open"),
    (OFFICE_OFF, "GB-SCT", "2026-04-03 12:00", "closed"),  # Good Friday is one in Scotland
    (OFFICE_OFF, "GB-SCT", "2026-11-30 12:00", "closed"),  # St Andrew's Day
    (OFFICE_OFF, "GB-ENG", "2026-11-30 12:00", "open"),
    (OFFICE_OFF, "GB-SCT", "2027-01-04 12:00", "closed"),  # for 2 January, a Saturday
    (OFFICE_OFF, "GB-SCT", "2026-01-02 12:00", "closed"),
    (OFFICE_OFF, "GB-WLS", "2026-01-02 12:00", "open"),
    (OFFICE_OFF, "GB-SCT", "2026-06-15 12:00", "closed"),  # once, for the World Cup
    (OFFICE_OFF, "GB-NIR", "2026-07-13 12:00", "closed"),  # for 12 July, a Sunday
    (OFFICE_OFF, "GB-NIR", "2027-07-12 12:00", "closed"),
    (OFFICE_OFF, "GB-ENG", "2027-07-12 12:00", "open"),
    (OFFICE_OFF, "GB-NIR", "2026-03-17 12:00", "closed"),  # St Patrick's Day
    (OFFICE_OFF, "GB-SCT", "2026-08-03 12:00", "closed"),  # Scotland's summer holiday is the first Monday
    (OFFICE_OFF, "GB-SCT", "2026-08-31 12:00", "open"),
    # a service for the whole state: sure only where all four agree
    (OFFICE_OFF, "GB", "2026-12-25 12:00", "closed"),
    (OFFICE_OFF, "GB", "2026-11-30 12:00", "holiday-unsure"),
    (OFFICE, "GB", "2026-11-30 12:00", "holiday-unsure"),
    (OFFICE_OFF, "GB", "2026-07-12 12:00", "closed"),  # a Sunday, when it is closed either way
    ("Mo-Su,PH 10:00-20:00", "GB", "2026-11-30 12:00", "open"),  # holidays are like other days
    ("24/7", "GB", "2026-11-30 12:00", "open"),
    # Denmark
    (OFFICE_OFF, "DK", "2026-04-02 12:00", "closed"),  # Maundy Thursday
    (OFFICE_OFF, "DK", "2026-05-14 12:00", "closed"),  # Ascension Day
    (OFFICE_OFF, "DK", "2027-05-17 12:00", "closed"),  # Whit Monday
    (OFFICE_OFF, "DK", "2026-05-01 12:00", "open"),  # would be Store Bededag, abolished from 2024
    (OFFICE_OFF, "DK", "2026-06-05 12:00", "open"),  # Grundlovsdag: many close, but it is no public holiday
    (OFFICE_OFF, "DK", "2026-12-24 12:00", "open"),  # nor is Christmas Eve
    (OFFICE, "DK", "2026-12-26 12:00", "closed"),
    (EVENINGS, "DK", "2026-12-26 20:00", "holiday-unsure"),
    (OFFICE_OFF, "DK", "2026-12-28 12:00", "open"),  # Denmark has no substitutes
    # clocks go forward: 01:00 is followed by 02:00 in London, 02:00 by 03:00 in Copenhagen
    ("Sa 22:00-02:00", "GB-ENG", "2026-03-29 00:59Z", "open"),
    ("Sa 22:00-02:00", "GB-ENG", "2026-03-29 01:00Z", "closed"),
    ("Su 01:30-05:00", "GB-ENG", "2026-03-29 00:59Z", "closed"),
    ("Su 01:30-05:00", "GB-ENG", "2026-03-29 01:00Z", "open"),  # 01:30 never comes
    ("Su 01:15-01:45", "GB-ENG", "2026-03-29 01:00Z", "closed"),
    ("Sa 22:00-03:00", "DK", "2026-03-29 00:59Z", "open"),
    ("Sa 22:00-03:00", "DK", "2026-03-29 01:00Z", "closed"),
    ("Sa-Su,PH 22:00-02:00", "GB-ENG", "2027-03-28 00:59Z", "open"),
    ("Sa-Su,PH 22:00-02:00", "GB-ENG", "2027-03-28 01:00Z", "closed"),
    # clocks go back: 01:00 to 02:00 comes twice in London
    ("Sa 22:00-02:00", "GB-ENG", "2026-10-25 01:59Z", "open"),
    ("Sa 22:00-02:00", "GB-ENG", "2026-10-25 02:00Z", "closed"),
    ("Sa 22:00-01:30", "GB-ENG", "2026-10-25 00:29Z", "open"),
    ("Sa 22:00-01:30", "GB-ENG", "2026-10-25 00:30Z", "closed"),
    ("Sa 22:00-01:30", "GB-ENG", "2026-10-25 01:15Z", "closed"),  # 01:15 again, but it has closed
    ("Su 01:30-05:00", "GB-ENG", "2026-10-25 01:15Z", "open"),  # 01:15 again, but it has opened
    ("Sa 22:00-02:30", "DK", "2026-10-25 00:30Z", "closed"),
    ("Sa 22:00-03:00", "DK", "2026-10-25 01:59Z", "open"),
    ("Sa 22:00-02:00", "GB-ENG", "2027-10-31 01:59Z", "open"),
    ("Sa 22:00-02:00", "GB-ENG", "2027-10-31 02:00Z", "closed"),
    # the year's end
    (NIGHTS, "GB-ENG", "2026-12-31 23:59", "open"),
    (NIGHTS, "GB-ENG", "2027-01-01 00:00", "holiday-unsure"),
    (NIGHTS_OFF, "GB-ENG", "2027-01-01 00:30", "open"),
    (NIGHTS_OFF, "GB-ENG", "2027-01-02 00:30", "closed"),
    ("Dec 24-Jan 02 10:00-12:00; PH off", "DK", "2027-01-01 11:00", "closed"),
    ("Dec 24-Jan 02 10:00-12:00; PH off", "DK", "2027-01-02 11:00", "open"),
    ("Dec 24-Jan 02 10:00-12:00; PH off", "DK", "2027-01-03 11:00", "closed"),
    (OFFICE, "GB-ENG", "2025-12-31 12:00", "unknown"),  # before the table
    (OFFICE_OFF, "GB-ENG", "2029-01-02 12:00", "unknown"),  # and after it
    (OFFICE, "GB-ENG", "2028-12-29 12:00", "open"),
    # not known
    (None, "GB-ENG", "2026-11-23 12:00", "unknown"),
    ("", "GB-ENG", "2026-11-23 12:00", "unknown"),
    ("weekdays", "GB-ENG", "2026-11-23 12:00", "unknown"),
    ("24/7", "SE", "2026-11-23 12:00", "unknown"),
    ("Mo-Fr 09:00-17:00 unknown", "GB-ENG", "2026-11-23 12:00", "unknown"),
    ("Mo-Fr 09:00-17:00 unknown", "GB-ENG", "2026-11-23 18:00", "closed"),
    ('Mo-Fr 09:00-17:00 "by appointment"', "GB-ENG", "2026-11-23 12:00", "unknown"),
    ('Mo-Fr 09:00-17:00 open "ring the bell"', "GB-ENG", "2026-11-23 12:00", "open"),
    ('Mo-Fr 09:00-17:00; We off "training; back on Th 10:00-12:00"', "GB-ENG", "2026-11-25 12:00", "closed"),
    ('"by appointment"', "GB-ENG", "2026-11-23 12:00", "unknown"),
    ('"helpline":Mo-Fr 09:00-17:00', "GB-ENG", "2026-11-23 12:00", "open"),
    ("mo-fr,PH 09:00-17:00", "GB-ENG", "2026-12-25 12:00", "open"),
]


@pytest.mark.parametrize(("expression", "nation", "when", "expected"), ROWS)
def test_what_is_said_at_a_moment(expression: str | None, nation: str, when: str, expected: str) -> None:
    """Each row by the nation's own clock."""
    assert at(expression, nation, when).state == expected


@pytest.mark.parametrize(
    ("expression", "nation", "when", "until"),
    [
        (OFFICE, "GB-ENG", "2026-11-23 12:00", "2026-11-23 17:00+00:00"),
        (OFFICE, "GB-ENG", "2026-07-14 12:00", "2026-07-14 17:00+01:00"),
        (OFFICE, "DK", "2026-07-14 12:00", "2026-07-14 17:00+02:00"),
        (FRIDAY, "GB-ENG", "2026-11-20 21:00", "2026-11-21 02:00+00:00"),
        ("Mo-Fr 10:00-12:00,12:00-14:00", "GB-ENG", "2026-11-23 11:00", "2026-11-23 14:00+00:00"),
        ("Sa 22:00-02:00", "GB-ENG", "2026-10-24 23:00", "2026-10-25 02:00+00:00"),  # five hours long
        ("Sa 22:00-01:30", "GB-ENG", "2026-10-24 23:00", "2026-10-25 01:30+01:00"),  # the first half past one
        (
            "Sa 22:00-01:30",
            "GB-ENG",
            "2026-03-28 23:00",
            "2026-03-29 02:00+01:00",
        ),  # there is no half past one
        ("Sa 22:00-03:00", "DK", "2027-10-30 23:00", "2027-10-31 03:00+01:00"),
        (NIGHTS, "GB-ENG", "2026-12-31 21:00", "2027-01-01 00:00+00:00"),  # New Year's Day is not sure
        (NIGHTS_OFF, "GB-ENG", "2026-12-31 21:00", "2027-01-01 02:00+00:00"),
        ("24/7; PH off", "GB-ENG", "2026-12-24 12:00", "2026-12-25 00:00+00:00"),
        ("24/7", "GB-ENG", "2026-12-24 12:00", None),
        ("24/7; 2027 Dec 25 off", "GB-ENG", "2026-12-24 12:00", None),  # further than anybody asks
    ],
)
def test_until_when_it_is_open(expression: str, nation: str, when: str, until: str | None) -> None:
    """By the nation's own clock, with the hour that holds then."""
    found = at(expression, nation, when)
    assert found.state is State.OPEN and found.opens_next is None
    assert (found.until and found.until.isoformat(" ", "minutes")) == until


@pytest.mark.parametrize(
    ("expression", "nation", "when", "opens"),
    [
        (OFFICE, "GB-ENG", "2026-11-23 08:00", "2026-11-23 09:00+00:00"),
        (OFFICE, "GB-ENG", "2026-11-20 18:00", "2026-11-23 09:00+00:00"),  # over the weekend
        (OFFICE, "GB-ENG", "2026-12-24 18:00", "2026-12-29 09:00+00:00"),  # over Christmas and the substitute
        (OFFICE, "GB-ENG", "2026-12-25 12:00", "2026-12-29 09:00+00:00"),
        (OFFICE_OFF, "GB-ENG", "2026-04-02 18:00", "2026-04-07 09:00+01:00"),  # over Easter
        (OFFICE_OFF, "GB-SCT", "2026-04-02 18:00", "2026-04-06 09:00+01:00"),  # which ends sooner in Scotland
        (OFFICE_OFF, "DK", "2026-04-01 18:00", "2026-04-07 09:00+02:00"),
        (OFFICE_SHORT, "GB-ENG", "2026-12-24 18:00", "2026-12-25 10:00+00:00"),
        (OFFICE_OFF, "GB-SCT", "2026-12-31 18:00", "2027-01-05 09:00+00:00"),  # 4 January is for 2 January
        (OFFICE_OFF, "GB-ENG", "2026-12-31 18:00", "2027-01-04 09:00+00:00"),
        (OFFICE, "GB", "2026-11-29 12:00", "2026-12-01 09:00+00:00"),  # St Andrew's Day is in doubt
        ("Su 10:00-12:00", "GB-ENG", "2026-03-28 12:00", "2026-03-29 10:00+01:00"),  # the clocks go forward
        ("Su 01:30-05:00", "GB-ENG", "2026-03-28 12:00", "2026-03-29 02:00+01:00"),
        ("Su 10:00-12:00", "DK", "2026-10-24 12:00", "2026-10-25 10:00+01:00"),  # and back
        ("Su,PH 10:00-12:00", "GB-ENG", "2027-03-27 12:00", "2027-03-28 10:00+01:00"),
        ("Su 10:00-12:00", "GB-ENG", "2027-10-30 12:00", "2027-10-31 10:00+00:00"),
        (FRIDAY, "GB-ENG", "2026-11-21 02:00", "2026-11-27 20:00+00:00"),
        ("Mo-Fr 09:00-17:00 unknown; Sa 10:00-12:00", "GB-ENG", "2026-11-23 12:00", "2026-11-28 10:00+00:00"),
        ("Jul-Aug Mo-Fr 10:00-12:00", "GB-ENG", "2026-11-23 12:00", None),  # too far away to say
        ("2025 Mo-Fr 10:00-12:00", "GB-ENG", "2026-11-23 12:00", None),
        (OFFICE_OFF, "GB-ENG", "2028-12-29 18:00", None),  # nobody knows the days of 2029
        (None, "GB-ENG", "2026-11-23 12:00", None),
    ],
)
def test_when_it_opens_next(expression: str | None, nation: str, when: str, opens: str | None) -> None:
    """The next opening that is sure: across weekends, bank holidays and changes of the clock."""
    found = at(expression, nation, when)
    assert found.state is not State.OPEN and found.until is None
    assert (found.opens_next and found.opens_next.isoformat(" ", "minutes")) == opens


@pytest.mark.parametrize(
    ("expression", "nation", "when", "holiday"),
    [
        (OFFICE, "GB-ENG", "2026-12-25 12:00", True),
        (OFFICE, "GB-ENG", "2026-12-26 12:00", True),  # closed on Saturdays, and a bank holiday
        (NIGHTS, "GB-ENG", "2026-12-27 01:00", True),  # the night of one
        (OFFICE, "GB", "2026-11-30 12:00", True),  # somewhere in the state
        (OFFICE, "GB-ENG", "2026-11-30 12:00", False),
        (OFFICE_OFF, "GB-ENG", "2026-12-25 12:00", False),  # the hours say
        (OFFICE_OFF, "GB", "2026-11-30 12:00", True),  # but not for which nation
        ("24/7", "GB-ENG", "2026-12-25 12:00", False),
        (None, "GB-ENG", "2026-12-25 12:00", False),
    ],
)
def test_check_first(expression: str | None, nation: str, when: str, holiday: bool) -> None:
    """A card says "it's a bank holiday, check first" just when the hours don't say what happens."""
    assert at(expression, nation, when).holiday is holiday


def test_never_open_on_a_bank_holiday_that_the_hours_dont_name() -> None:
    """Every quarter of an hour of every bank holiday in the table, in every nation."""
    for nation, days in TABLE.items():
        for day in days:
            for quarter in range(96):
                when = moment(day, nation) + dt.timedelta(minutes=15 * quarter)
                for expression in (OFFICE, NIGHTS, "Mo-Su 00:00-24:00", "Mo-Su 06:00-05:00"):
                    assert state(expression, nation, when, TABLE).state is not State.OPEN


def test_a_moment_has_a_time_zone() -> None:
    """A naive time would be somebody's guess."""
    with pytest.raises(ValueError, match="time zone"):
        state(OFFICE, "GB-ENG", dt.datetime(2026, 11, 23, 12), TABLE)


def test_without_the_nations_days_nothing_is_sure() -> None:
    """An empty table, or one that lacks a part of the state, is never read as "no holidays"."""
    when = moment("2026-11-23 12:00", "GB")
    assert state(OFFICE, "GB-ENG", when, {}).state is State.UNKNOWN
    assert state(OFFICE, "GB", when, {"GB-ENG": TABLE["GB-ENG"]}).state is State.UNKNOWN
    assert state("24/7", "GB-ENG", when, {}).state is State.OPEN


# The table of bank holidays

ENGLAND_AND_WALES = """
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""
SCOTLAND = """
    2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
    2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28
"""
NORTHERN_IRELAND = """
    2026-01-01 2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-17 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-07-12 2027-08-30 2027-12-27 2027-12-28
"""
# https://www.gov.uk/bank-holidays, from the file behind it (lib/data/bank-holidays.json of alphagov/frontend, last
# changed on 25 February 2026 for Scotland's 15 June; read at commit cb2a016d3 of 21 August 2026).
GOV_UK = {
    "GB-ENG": ENGLAND_AND_WALES,
    "GB-WLS": ENGLAND_AND_WALES,
    "GB-SCT": SCOTLAND,
    "GB-NIR": NORTHERN_IRELAND,
}
# What we have besides: days that fall on a weekend, which GOV.UK lists by their substitutes only.
ON_WEEKENDS = {
    "GB-ENG": {"2026-12-26", "2027-12-25", "2027-12-26"},
    "GB-WLS": {"2026-12-26", "2027-12-25", "2027-12-26"},
    "GB-SCT": {"2026-12-26", "2027-01-02", "2027-12-25", "2027-12-26"},
    "GB-NIR": {"2026-07-12", "2026-12-26", "2027-12-25", "2027-12-26"},
}
# The days of the Danish church calendar, reckoned from Easter (5 April 2026, 28 March 2027), without Store Bededag
# (lov nr. 214 of 2023, in force from 2024).
DENMARK = """
    2026-01-01 2026-04-02 2026-04-03 2026-04-05 2026-04-06 2026-05-14 2026-05-24 2026-05-25 2026-12-25 2026-12-26
    2027-01-01 2027-03-25 2027-03-26 2027-03-28 2027-03-29 2027-05-06 2027-05-16 2027-05-17 2027-12-25 2027-12-26
"""


@pytest.mark.parametrize("nation", GOV_UK)
def test_the_table_is_govuks(nation: str) -> None:
    """Every day of GOV.UK's list, and nothing else but the weekends that those days stand in for."""
    assert set(holiday_table([nation], 2026, 2)[nation]) - ON_WEEKENDS[nation] == set(GOV_UK[nation].split())
    assert all(dt.date.fromisoformat(day).weekday() >= 5 for day in ON_WEEKENDS[nation])


def test_the_danish_table() -> None:
    """The church's days; 1 May, Grundlovsdag, Christmas Eve and New Year's Eve are none, and Store Bededag is one no more."""
    assert holiday_table(["DK"], 2026, 2)["DK"] == DENMARK.split()
    assert "2023-05-05" in holiday_table(["DK"], 2023, 1)["DK"]
    assert "2024-04-26" not in holiday_table(["DK"], 2024, 1)["DK"]


def test_the_table_is_plain() -> None:
    """A state stands for its nations, each has every year, and days are in order, once."""
    assert sorted(TABLE) == ["DK", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"]
    for days in TABLE.values():
        assert days == sorted(set(days)) and {day[:4] for day in days} == {"2026", "2027", "2028"}


@pytest.mark.parametrize("nation", ["XX", "GB-XXX"])
def test_a_nation_that_nobody_knows(nation: str) -> None:
    """It is refused at build, with its name."""
    with pytest.raises(ValueError, match=nation):
        holiday_table([nation], 2026)


def test_the_librarys_own_days_would_say_open() -> None:
    """Why there is a table: with country="GB" the library knows the days that all four nations share, and no others.

    When this fails the library has learnt, and its calendar may be looked at again.
    """
    theirs = opening_hours.OpeningHours("24/7; PH off", country="GB")
    noon = dt.time(12)
    missed = [
        day
        for day in ENGLAND_AND_WALES.split()
        if theirs.is_open(dt.datetime.combine(dt.date.fromisoformat(day), noon))
    ]
    assert missed == ["2026-01-01", "2026-04-06", "2026-08-31", "2027-01-01", "2027-03-29", "2027-08-30"]


def test_a_server_needs_no_holidays_package(project: Path) -> None:
    """The state is found from the plain table alone."""
    script = (
        "import sys; sys.modules['holidays'] = None\n"
        "import datetime as dt\n"
        "from waymark.hours import state\n"
        "when = dt.datetime(2026, 12, 25, 12, tzinfo=dt.UTC)\n"
        "print(state('Mo-Fr 09:00-17:00; PH off', 'GB-ENG', when, {'GB-ENG': ['2026-12-25']}).state)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "closed"


# What editors hear


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "can't be read"),
        ("weekdays", "can't be read: write them like"),
        ("open Weekdays 9am to 5pm", 'from "Weekdays 9am to 5pm" on'),
        ("Mo-Fr 9-17", 'from "9-17" on'),
        ("Mo-Fr 09:00-17:00;", "can't be read"),
        ("Mo-Fr 09:00-17:00; SH off", "school holidays"),
        ("sunrise-sunset", "the sun"),
        ("Mo-Fr 09:00-17:00; PH -1 day off", "before or after"),
        ("Mo-Fr 17:00+", "when it closes"),
        ("Mo-Fr 10:00-16:00/01:30", "moments"),
        ('Mo-Fr 09:00-17:00 || "call us"', "fallback"),
        ("Mo-Fr", "no times"),
        ("Mo-Fr, PH 10:00-12:00", 'no times for "Mo-Fr"'),
        ("PH off; Mo-Fr 09:00-17:00", "write PH last"),
        ("PH off; 09:00-17:00", "write PH last"),
        ("PH off; 24/7", "write PH last"),
        ("Mo-Fr 09:00-17:00; PH off; Jul-Aug Mo-Fr 10:00-12:00", "write PH last"),
        ("Mo-Fr 20:00-02:00 , 14:00-16:00", "more simply"),
    ],
)
def test_what_is_wrong_with_hours(expression: str, said: str) -> None:
    """What can't be read, and what would be read otherwise than it is meant, is said with what to do."""
    found = problem(expression)
    assert found is not None and found.startswith(f'the hours "{expression}" ') and said in found
    assert at(expression, "GB-ENG", "2026-11-23 12:00").state is State.UNKNOWN


@pytest.mark.parametrize(
    "expression",
    [
        "24/7",
        OFFICE_OFF,
        "Mo-Fr 19:00-23:00; Sa-Su 16:00-23:00",
        "Mo-Fr 09:00-17:00; PH off; Dec 24 09:00-12:00",
        "Mo-Fr 09:00-17:00; PH off; 2026 Dec 24,2026 Dec 31 09:00-12:00",
        "Mo-Fr 09:00-17:00; PH 10:00-12:00; Dec 25-26 off",
        "Mo-Fr 20:00-02:00; 2026 Dec 24-2027 Jan 02 off; PH off",
        "week 1-53/2 Mo 10:00-12:00",
        'Mo-Fr 09:00-17:00 open "SH too || ask"',
    ],
)
def test_hours_with_nothing_wrong(expression: str) -> None:
    """The notation that editors need is taken."""
    assert problem(expression) is None


# Anything at all

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONDAY = dt.datetime(2026, 11, 2)  # no bank holiday within the week in England


@given(
    begins=st.lists(st.none() | st.integers(0, 95), min_size=7, max_size=7),
    lasts=st.lists(st.integers(1, 96), min_size=7, max_size=7),
    asked=st.integers(96, 7 * 96 - 1),
)
def test_any_week(begins: list[int | None], lasts: list[int], asked: int) -> None:
    """A week of any hours, each day's lasting up to a whole day, against plain counting in quarters of an hour."""
    rules, spans = [], []
    for day, begin, length in zip(range(7), begins, lasts, strict=True):
        if begin is not None:
            end = begin + length
            times = [f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in (begin, end)]
            rules.append(f"{DAYS[day]} {'-'.join(times)}")
            spans.append((day * 96 + begin, day * 96 + end))
    expression = "; ".join(rules) or "Mo off"
    when = (MONDAY + dt.timedelta(minutes=15 * asked)).replace(tzinfo=LONDON)
    expected = any(begin <= asked < end for begin, end in spans)
    assert (state(expression, "GB-ENG", when, TABLE).state is State.OPEN) is expected


WORDS = (
    "Mo Mo-Fr Sa,Su PH PH, ,PH SH Dec 25 2026 Dec-Jan easter week 3 24/7 10:00-12:00 20:00-02:00 9:00-48:00 "
    '10:00 , ; || off open unknown "x" : + [1] - /'
)


@given(
    words=st.lists(st.sampled_from(WORDS.split()), max_size=8),
    gap=st.sampled_from(["", " "]),
    hours=st.integers(0, 26000),
)
def test_anything_typed_has_an_answer(words: list[str], gap: str, hours: int) -> None:
    """No expression brings a server down, and what an editor isn't told to mend is answered as it stands."""
    expression = gap.join(words)
    when = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    for nation in ("GB", "GB-SCT", "DK"):
        found = state(expression, nation, when, TABLE)
        assert problem(expression) is None or found == OpenState(State.UNKNOWN)
        assert found.until is None or found.until > when
        assert found.opens_next is None or found.opens_next > when
