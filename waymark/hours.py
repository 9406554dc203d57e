"""Opening hours that know the nation's bank holidays: open, closed, not known, or "check first".

Editors write OpenStreetMap's opening_hours notation, and ``opening-hours-py`` reads it. Three things are ours:

- Which days are bank holidays. The library's calendar for GB has only the days that all four nations share, and calls a
  service with "PH off" open on the rest, New Year's Day among them. ``holiday_table`` makes the days at build, as plain data.
- What hours mean on a bank holiday that they don't speak of. They may hold or not, so we never say "open" then.
- Hours past midnight. They belong to the day on which they began. The library drops them when the next day has hours of
  its own, and keeps them when their own day is off.

So every expression is read as on an ordinary day and as on a bank holiday, and each of the two in two parts: until
midnight, and after it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import opening_hours

HolidayTable = Mapping[str, Sequence[str]]
"""Nation (ISO 3166) → its bank holidays as ISO dates, for whole years. What ``holiday_table`` makes and JSON can hold."""

_ZONES = {"GB": ZoneInfo("Europe/London"), "DK": ZoneInfo("Europe/Copenhagen")}
_PARTS = {"GB": ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR")}
"""A state whose nations have bank holidays of their own: a service for all of it may keep any of them."""

_DAY = dt.timedelta(days=1)
_AHEAD = 92 * _DAY
"""How far ``opens_next`` looks: further than any school holiday, and near enough to be worth saying."""


class State(StrEnum):
    """What can be said of a service at a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    HOLIDAY_UNSURE = "holiday-unsure"


@dataclass(frozen=True)
class OpenState:
    """Whether a service is open. Times are aware, in the nation's own time zone.

    ``holiday``: it is a bank holiday and the hours don't say what happens then, so "check first", whatever the state.
    ``until``: when it closes; None unless open, and when it does not close within three months.
    ``opens_next``: the next opening that is sure; None when open, and when none is known within three months.
    """

    state: State
    holiday: bool = False
    until: dt.datetime | None = None
    opens_next: dt.datetime | None = None


def holiday_table(nations: Iterable[str], first_year: int, years: int = 3) -> dict[str, list[str]]:
    """The bank holidays of nations (GB-ENG, GB-WLS, GB-SCT, GB-NIR, DK; GB stands for its four) in whole years.

    A day that falls on a weekend is in the table beside its substitute. Raises ValueError for a nation that nobody knows.
    Only a build calls this: the package behind it is not on a server.
    """
    import holidays

    table = {}
    for code in sorted({part for nation in nations for part in _PARTS.get(nation, (nation,))}):
        state, _, part = code.partition("-")
        try:
            days = holidays.country_holidays(
                state, subdiv=part or None, years=range(first_year, first_year + years)
            )
        except NotImplementedError as error:
            raise ValueError(f"no bank holidays are known for the nation {code}") from error
        table[code] = sorted(day.isoformat() for day in days)
    return table


def problem(expression: str) -> str | None:
    """Why hours can't be used, in a sentence for an editor; None when they can."""
    reading = _read(expression)
    return f'the hours "{expression}" {reading}' if isinstance(reading, str) else None


def state(expression: str | None, nation: str, at: dt.datetime, holidays: HolidayTable) -> OpenState:
    """Whether a service with these hours is open at a moment (aware; ValueError otherwise).

    Unknown without hours, with hours that ``problem`` objects to, for a nation whose clock we don't know, and in a year
    that the table does not have. Plain 24/7 needs no table.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    reading, zone = _read(expression) if expression else None, _ZONES.get(nation.partition("-")[0])
    if not isinstance(reading, _Reading) or zone is None:
        return OpenState(State.UNKNOWN)
    if reading.always:
        return OpenState(State.OPEN)
    calendar = _calendar(tuple(tuple(holidays.get(part, ())) for part in _PARTS.get(nation, (nation,))))
    today = at.astimezone(zone).date()
    if today.year not in calendar.years:
        return OpenState(State.UNKNOWN)
    found, until, opens_next = _look(reading, calendar, zone, at.astimezone(dt.UTC), today)
    unsaid = not reading.speaks_of_holidays and calendar.kind(today) is not _Kind.ORDINARY
    return OpenState(
        state=found,
        holiday=unsaid or found is State.HOLIDAY_UNSURE,
        until=until and until.astimezone(zone),
        opens_next=opens_next and opens_next.astimezone(zone),
    )


# Which days are bank holidays


class _Kind(Enum):
    ORDINARY = auto()
    HOLIDAY = auto()
    SOMEWHERE = auto()  # in some nations of the state


@dataclass(frozen=True)
class _Calendar:
    everywhere: frozenset[str]
    somewhere: frozenset[str]
    years: frozenset[int]

    def kind(self, day: dt.date) -> _Kind:
        key = day.isoformat()
        if key in self.everywhere:
            return _Kind.HOLIDAY
        return _Kind.SOMEWHERE if key in self.somewhere else _Kind.ORDINARY

    def horizon(self, day: dt.date) -> dt.date:
        """The first day that we don't look at any more."""
        return min(day + _AHEAD, dt.date(max(self.years) + 1, 1, 1))


@lru_cache(maxsize=64)
def _calendar(parts: tuple[tuple[str, ...], ...]) -> _Calendar:
    sets = [frozenset(days) for days in parts]
    years = (frozenset(int(day[:4]) for day in days) for days in sets)
    return _Calendar(
        everywhere=frozenset.intersection(*sets),
        somewhere=frozenset.union(*sets),
        years=frozenset.intersection(*years),
    )


# From an expression to what the library can read


@dataclass(frozen=True)
class _Rule:
    """``Mo-Fr 10:00-16:00 unknown``, and how it joins the rules before it: ``;`` replaces their days, ``,`` adds."""

    joined: str
    days: str
    times: tuple[str, ...]
    state: str

    @property
    def always(self) -> bool:
        return self.days == "24/7" and self.state in ("", "open")

    @property
    def names_holidays(self) -> bool:
        return bool(_HOLIDAY.search(self.days))


@dataclass(frozen=True)
class _Parts:
    """One expression in two: what begins on a day until midnight, and what of it lasts into the next morning."""

    evening: opening_hours.OpeningHours | None
    morning: opening_hours.OpeningHours | None


@dataclass(frozen=True, eq=False)  # one object an expression, compared as such: it is a key of a cache
class _Reading:
    ordinary: _Parts
    holiday: _Parts
    speaks_of_holidays: bool
    always: bool


_SPAN = r"\d{1,2}:\d\d ?- ?\d{1,2}:\d\d"
_WEEKDAY = r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_WEEK_RANGE = rf"{_WEEKDAY}(?:-{_WEEKDAY}|\[[^\]]*\](?: [+-]\d+ days?)?)?"
_WEEK = rf"{_WEEK_RANGE}(?:,{_WEEK_RANGE})*"
_DATE = r"(?:(?:\d{4} )?[a-z]{3} \d{1,2}(?:-\d{1,2})?|easter(?: [+-]\d+ days?)?)"

_COMMENT = re.compile(r'(\b(?:open|closed|off|unknown)\s*)?"[^"]*"(\s*:)?', re.IGNORECASE)
_JOINT = re.compile(r"\s*(;|,\s(?!\s*\d{1,2}:\d\d))\s*")
_RULE = re.compile(
    rf"(?P<days>.*?)\s*(?P<times>{_SPAN}(?:, ?{_SPAN})*)?\s*(?P<state>open|closed|off|unknown)?",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    rf"(?:(?P<before>{_WEEK})(?P<first>[, ]))?\bPH\b(?:(?P<second>[, ])(?P<after>{_WEEK}))?", re.IGNORECASE
)
_DATES = re.compile(rf"{_DATE}(?:,{_DATE})*:?", re.IGNORECASE)

_REFUSED = (
    (re.compile(r"\bSH\b"), "name school holidays (SH), and nobody here knows when those are"),
    (re.compile(r"dawn|sunrise|sunset|dusk", re.IGNORECASE), "depend on the sun: write times of the clock"),
    (re.compile(r"\bPH [+-]"), "name days before or after bank holidays: write the dates"),
    (re.compile(r":\d\d ?\+"), "don't say when it closes: write until when"),
    (re.compile(r":\d\d ?/"), "name moments and not hours: write from when until when"),
    (re.compile(r"\|\|"), "have a fallback (||): say that in words instead"),
)
"""What the notation allows and we can't turn into a true answer."""
_INVOLVED = 'are too involved: write them more simply, like "Mo-Fr 15:00-20:00; PH off"'


@lru_cache(maxsize=1024)
def _read(expression: str) -> _Reading | str:
    """What an expression means, or why it can't be used, as the end of a sentence."""
    try:
        opening_hours.OpeningHours(expression)
    except opening_hours.ParserError as error:
        return f'can\'t be read{_from_where(expression, error)}: write them like "Mo-Fr 15:00-20:00"'
    text = _COMMENT.sub(_without_comment, expression).strip()
    for pattern, why in _REFUSED:
        if pattern.search(text):
            return why
    rules = _rules(text)
    why_not = _misleading(rules)
    if why_not:
        return why_not
    try:
        return _Reading(
            ordinary=_parts(rules, holiday=False),
            holiday=_parts(rules, holiday=True),
            speaks_of_holidays=any(rule.always or rule.names_holidays for rule in rules),
            always=len(rules) == 1 and rules[0].always,
        )
    except opening_hours.ParserError:  # legal, and still beyond the few shapes that we take apart
        return _INVOLVED


def _from_where(expression: str, error: opening_hours.ParserError) -> str:
    """The library counts letters, which nobody does: the word it stumbled over, and what follows."""
    letter = re.search(r"--> \d+:(\d+)", str(error))
    word = expression.rfind(" ", 0, int(letter[1]) - 1) + 1 if letter else 0
    return f' from "{expression[word:]}" on' if word else ""


def _without_comment(match: re.Match[str]) -> str:
    """A comment that stands in for a state means unknown ("by appointment"); the library would say open."""
    said, label = match.groups()
    if label:
        return ""
    return said or " unknown"


def _rules(text: str) -> list[_Rule]:
    pieces = [";", *_JOINT.split(text)]
    rules = []
    for joint, piece in zip(pieces[::2], pieces[1::2], strict=True):
        match = _RULE.fullmatch(piece)
        assert match  # every part may be empty
        said = (match["state"] or "").lower()
        rules.append(
            _Rule(
                joined=joint.strip(),
                days=match["days"].strip(),
                times=tuple(re.findall(_SPAN, match["times"] or "")),
                state="off" if said == "closed" else said,
            )
        )
    return rules


def _misleading(rules: Sequence[_Rule]) -> str | None:
    """What would be read otherwise than its writer means it, as the end of a sentence."""
    named = False
    for rule in rules:
        if re.search(r"\d:\d", rule.days):
            return _INVOLVED
        if not rule.times and not rule.state and not rule.always:
            return f'give no times for "{rule.days}", which means the whole day: add them, and no space after a comma'
        if rule.names_holidays:
            named = True
        elif named and rule.state != "off" and not _DATES.fullmatch(rule.days):
            # An editor who begins with "PH off" means it; in the notation what comes later wins.
            days = rule.days or rule.times[0]
            return f'say what holds on bank holidays and then replace it by "{days}": write PH last'
    return None


def _parts(rules: Sequence[_Rule], *, holiday: bool) -> _Parts:
    written = []
    for morning in (False, True):
        text = ""
        for rule in rules:
            days = _days(rule.days, holiday=holiday)
            said = None if days is None else _said(rule, days or "Mo-Su", morning=morning)
            if said:
                text += f"{rule.joined} {said}" if text else said
        written.append(opening_hours.OpeningHours(text) if text else None)
    return _Parts(*written)


def _days(days: str, *, holiday: bool) -> str | None:
    """The days of a rule without PH, as they stand on an ordinary day or a bank holiday; None when there are none."""
    match = _HOLIDAY.search(days)
    if not match:
        return days
    week = match["before"] or match["after"]
    if " " in (match["first"], match["second"]):  # "PH Mo-Fr": a bank holiday that is also one of these
        week, every = None, week
    else:
        every = "Mo-Su"
    kept = every if holiday else week
    return None if kept is None else days[: match.start()] + kept + days[match.end() :]


def _said(rule: _Rule, days: str, *, morning: bool) -> str | None:
    """A rule as it stands for one part of its hours; None where it says nothing of that part."""
    times = [cut for span in rule.times if (cut := _cut(span, morning=morning))]
    if times:
        return f"{days} {','.join(times)} {rule.state}".strip()
    if morning and rule.state != "off":
        # Its days still replace those of earlier rules, whose nights must not live on.
        return f"{days} off" if rule.joined == ";" else None
    return None if rule.times else f"{days} {rule.state}".strip()


def _cut(span: str, *, morning: bool) -> str | None:
    """The part of ``20:00-02:00`` until midnight or, with ``morning``, after it."""
    begin, end = (int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d+):(\d+)", span))
    if end <= begin:
        end += 24 * 60
    if morning:
        begin, end = 0, end - 24 * 60
        if end <= 0:
            return None
    end = min(end, 24 * 60)
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


# From what the library reads to a moment


@dataclass(frozen=True)
class _Piece:
    """Something other than closed, from a moment to a moment."""

    start: dt.datetime
    end: dt.datetime
    state: State


def _look(
    reading: _Reading, calendar: _Calendar, zone: ZoneInfo, moment: dt.datetime, today: dt.date
) -> tuple[State, dt.datetime | None, dt.datetime | None]:
    """The state at a moment, until when it is open, and when it opens next."""
    found, until = State.CLOSED, None
    horizon = calendar.horizon(today)
    for piece in _pieces(reading, calendar, zone, today, horizon):
        if piece.end <= moment:
            continue
        if piece.start <= moment:
            found, until = piece.state, piece.end
        elif found is State.OPEN:
            if piece.state is not State.OPEN or piece.start != until:
                break
            until = piece.end
        elif piece.state is State.OPEN:
            return found, None, piece.start
    if found is not State.OPEN or until == _instant(_midnight(horizon), zone):
        until = None
    return found, until, None


def _pieces(
    reading: _Reading, calendar: _Calendar, zone: ZoneInfo, day: dt.date, horizon: dt.date
) -> Iterator[_Piece]:
    before = calendar.kind(day - _DAY)
    while day < horizon:
        kind = calendar.kind(day)
        yield from _on(reading, zone, day, before, kind)
        before, day = kind, day + _DAY


@lru_cache(maxsize=16384)
def _on(reading: _Reading, zone: ZoneInfo, day: dt.date, before: _Kind, kind: _Kind) -> tuple[_Piece, ...]:
    """What holds on one date, in order. ``before`` is the kind of the day before it, whose hours may last past midnight."""
    today, yesterday = _begun(reading, day, kind), _begun(reading, day - _DAY, before)
    pieces = list(today.evening)
    for piece in yesterday.morning:
        pieces.append(piece if yesterday.sure else _Piece(piece.start, piece.end, State.HOLIDAY_UNSURE))
    if not today.sure:
        # Other hours than usual are likely, so the whole day is in doubt; but not for a service that has no hours then.
        whole = _Piece(_midnight(day), _midnight(day + _DAY), State.HOLIDAY_UNSURE)
        pieces = [whole] if pieces else []
    placed = (
        _Piece(_instant(piece.start, zone), _instant(piece.end, zone), piece.state)
        for piece in _in_order(pieces)
    )
    return tuple(piece for piece in placed if piece.start < piece.end)


@dataclass(frozen=True)
class _Begun:
    """The hours that begin on a day, by its own clock, and whether they are sure to hold."""

    evening: tuple[_Piece, ...]
    morning: tuple[_Piece, ...]
    sure: bool


def _begun(reading: _Reading, day: dt.date, kind: _Kind) -> _Begun:
    ordinary = _spans(reading.ordinary, day)
    if kind is _Kind.ORDINARY:
        return _Begun(*ordinary, sure=True)
    if not reading.speaks_of_holidays:
        return _Begun(*ordinary, sure=False)
    holiday = _spans(reading.holiday, day)
    if kind is _Kind.HOLIDAY or holiday == ordinary:
        return _Begun(*holiday, sure=True)
    return _Begun(ordinary[0] + holiday[0], ordinary[1] + holiday[1], sure=False)


def _spans(parts: _Parts, day: dt.date) -> tuple[tuple[_Piece, ...], tuple[_Piece, ...]]:
    midnight = _midnight(day)
    both = []
    for part, later in ((parts.evening, dt.timedelta()), (parts.morning, _DAY)):
        found = part.intervals(midnight, midnight + _DAY) if part else ()
        both.append(
            tuple(
                _Piece(start + later, end + later, _STATES[said])
                for start, end, said, _ in found
                if said in _STATES
            )
        )
    return both[0], both[1]


_STATES = {opening_hours.State.OPEN: State.OPEN, opening_hours.State.UNKNOWN: State.UNKNOWN}
_STRONGEST = (State.OPEN, State.HOLIDAY_UNSURE, State.UNKNOWN)


def _in_order(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """The same without overlaps: where a night and the next day meet, what says most wins."""
    edges = sorted({edge for piece in pieces for edge in (piece.start, piece.end)})
    for start, end in pairwise(edges):
        states = {piece.state for piece in pieces if piece.start <= start and end <= piece.end}
        strongest = next((each for each in _STRONGEST if each in states), None)
        if strongest:
            yield _Piece(start, end, strongest)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _instant(clock: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When a clock on the wall first shows a time, or in spring first shows a later one."""
    instant = clock.replace(tzinfo=zone).astimezone(dt.UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    if shown == clock:
        return instant
    # The hour that a spring night leaves out. Europe's clocks change on the hour, so the time after it begins on one.
    return instant - dt.timedelta(minutes=shown.minute, seconds=shown.second)
