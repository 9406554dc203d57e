"""What comes back to young people keeps its promises: a link to what was said, a date, a reason, and never an example as the truth."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from waymark.audit import NO_MORE
from waymark.checks.links import known_ids, missing
from waymark.content import Content, Kind
from waymark.content.records import Origin
from waymark.model import Poll
from waymark.model.loop import Answer, AskedBy, Stage, TrendSource
from waymark.model.poll import stored_as, tables
from waymark.problems import Problem
from waymark.results import check_release

FEEDBACK_DAYS = 30
"""Young people are told within so many days after a decision: the promise of the page about/involve."""
NEEDS_A_NEED = (Stage.WRITING, Stage.DONE)
TENS = 10
NO_TOPIC = ("elsewhere", "unknown")
"""What a search is about that is about none of our topics, or had no words."""


def check_decisions(content: Content) -> Iterator[Problem]:
    """A decision says where it was heard and leads to what changed; both exist."""
    known = {**known_ids(content), "theme": content.loop.themes, "round": content.loop.rounds}
    for decision in content.loop.decisions.values():
        origin = content.origins["decision", decision.id]
        for noun in ("poll", "theme", "round"):
            wanted = getattr(decision.heard_in, noun)
            if wanted and wanted not in known[noun]:
                yield missing(origin.path, origin.line_of("heard_in", noun), noun, wanted, known[noun])
        yield from _check_link(origin, decision.link, known, needed=decision.decision is Answer.DID)


def check_decision_dates(content: Content) -> Iterator[Problem]:
    """A decision comes after its poll has closed, and young people are told within 30 days of it."""
    for decision in content.loop.decisions.values():
        origin = content.origins["decision", decision.id]
        poll = _poll(content, decision.heard_in.poll)
        if poll and decision.date <= poll.closes:
            yield Problem(
                origin.path,
                origin.line_of("date"),
                "decision-dates",
                f"it was decided ({decision.date}) before its poll had closed ({poll.closes})",
                "correct the date, or say where else it was heard",
            )
        if not decision.date <= decision.told_by <= decision.date + dt.timedelta(days=FEEDBACK_DAYS):
            yield Problem(
                origin.path,
                origin.line_of("told_by"),
                "decision-dates",
                f"decided on {decision.date}, told by {decision.told_by}",
                f"tell young people within {FEEDBACK_DAYS} days of the decision",
            )


def check_proposals(content: Content) -> Iterator[Problem]:
    """Nothing is written without a need that young people showed; what is done has a page."""
    known = known_ids(content)
    for proposal in content.loop.proposals.values():
        origin = content.origins["proposal", proposal.id]
        if proposal.status in NEEDS_A_NEED and proposal.asked_by is None:
            yield Problem(
                origin.path,
                origin.line_of("status"),
                "no-need",
                f'"{proposal.id}" is at "{proposal.status}", and nobody has asked for it',
                "add asked_by: a poll and its option, a theme, or a line of a trend table",
            )
        yield from _check_link(origin, proposal.link, known, needed=proposal.status is Stage.DONE)
        if proposal.asked_by:
            yield from _check_need(content, origin, proposal.asked_by, known)


def check_rounds(content: Content) -> Iterator[Problem]:
    """A round opens in its quarter and asks polls that exist."""
    known = known_ids(content)
    for each in content.loop.rounds.values():
        origin = content.origins["round", each.id]
        if each.id != quarter(each.opens):
            yield Problem(
                origin.path,
                origin.line_of("opens"),
                "round-dates",
                f'"{each.id}" opens on {each.opens}',
                f"call it {quarter(each.opens)}, or correct the date",
            )
        for index, poll in enumerate(each.polls):
            if poll not in known["poll"]:
                yield missing(origin.path, origin.line_of("polls", index), "poll", poll, known["poll"])


def check_vocabulary(content: Content) -> Iterator[Problem]:
    """Themes stand under topics that exist; each thing to keep or to change has an id of its own."""
    for theme in content.loop.themes.values():
        if theme.topic and theme.topic not in content.topics:
            origin = content.origins["theme", theme.id]
            yield missing(origin.path, origin.line_of("topic"), "topic", theme.topic, content.topics)
    feedback = content.loop.feedback
    if feedback is None:
        return
    origin, known = content.origins["feedback", "feedback"], known_ids(content)
    for group in ("keep", "change"):
        ids: set[str] = set()
        for index, option in enumerate(getattr(feedback, group)):
            if option.id in ids:
                yield Problem(
                    origin.path,
                    origin.line_of(group, index),
                    "repeated-id",
                    f'"{option.id}" is there twice',
                    "give each its own id",
                )
            ids.add(option.id)
            yield from _check_link(_inside(origin, group, index), option.link, known)


def check_loop_words(content: Content) -> Iterator[Problem]:
    """Everything that comes back to young people is there in each language of the hub."""
    for origin, field, words in _words(content):
        for lang in content.hub.languages:
            if lang not in words:
                yield Problem(
                    origin.path,
                    origin.line_of(field),
                    "untranslated",
                    f'"{field}" is missing in "{lang}"',
                    f"add {lang}: to it",
                )


def check_examples(content: Content) -> Iterator[Problem]:
    """What was made up rests only on what was made up, and what is real only on what is real."""
    for noun, key, field, wanted, example in _claims(content):
        origin = content.origins[noun, key]
        if example != _records(content, noun)[key].example:
            yield Problem(
                origin.path,
                origin.line_of(field),
                "example-mixed",
                f'"{key}" is {_kind(not example)}, but "{wanted}" is {_kind(example)}',
                "never let one rest on the other: mark both, or link to another",
            )


def check_results(content: Content) -> Iterator[Problem]:
    """Published results belong to a poll that has closed, with its questions and options, and keep the rule."""
    known = known_ids(content)["poll"]
    for key, release in content.loop.results.items():
        origin = content.origins["result", key]
        poll = _poll(content, key)
        if poll is None:
            if key not in known:
                yield missing(origin.path, origin.line_of("poll"), "poll", key, known)
            continue
        wrong = check_release(release)
        faults = [(fault, "export it again") for fault in wrong] or _faults(poll, release)
        for what, fix in faults:
            yield Problem(origin.path, origin.line_of("poll"), "results", what, fix)


def check_trends(content: Content) -> Iterator[Problem]:
    """A trend table tells tens, each line once, about subjects that exist, over whole weeks of its period."""
    for key, table in content.loop.trends.items():
        origin = content.origins["trend table", key]
        ids: set[str] = set()
        for index, row in enumerate(table.rows):
            line = origin.line_of("rows", index)
            if row.id in ids:
                yield Problem(
                    origin.path, line, "repeated-id", f'"{row.id}" is there twice', "export the table again"
                )
            ids.add(row.id)
            if row.at_least % TENS:
                yield Problem(
                    origin.path,
                    line,
                    "small-numbers",
                    f"{row.at_least} is not a ten",
                    "export the table again: counts are told in tens",
                )
            subjects = _subjects(content, row.source)
            if row.subject not in subjects:
                yield missing(origin.path, line, "subject", row.subject, subjects)
            if row.place and row.place not in content.places:
                yield missing(origin.path, line, "place", row.place, content.places)
        yield from _check_period(origin, table.period, table.first, table.last)


def quarter(day: dt.date) -> str:
    """The quarter of a day: 2026-q4."""
    return f"{day.year}-q{(day.month + 2) // 3}"


def _check_period(origin: Origin, period: str, first: str, last: str) -> Iterator[Problem]:
    if first > last or ("W" in period and {first, last} != {period}):
        yield Problem(
            origin.path,
            origin.line_of("first"),
            "trend-period",
            f'{first} to {last} is not "{period}"',
            "export the table again",
        )


def _check_link(
    origin: Origin, link: str | None, known: Mapping[str, Any], *, needed: bool = False
) -> Iterator[Problem]:
    if link is None:
        if needed:
            yield Problem(
                origin.path,
                origin.line_of(),
                "no-link",
                "it says that something was done, and leads nowhere",
                "add link: the page, guide or service that changed",
            )
        return
    kind, _, target = link.partition(":")
    if target not in known[kind]:
        yield missing(origin.path, origin.line_of("link"), kind, target, known[kind])


def _check_need(
    content: Content, origin: Origin, need: AskedBy, known: Mapping[str, Any]
) -> Iterator[Problem]:
    """The poll and option, the theme or the line of a trend table that a proposal names."""
    if need.poll and need.option:
        poll = _poll(content, need.poll)
        if poll is None:
            if need.poll not in known["poll"]:
                yield missing(
                    origin.path, origin.line_of("asked_by", "poll"), "poll", need.poll, known["poll"]
                )
            return
        options = _options(poll)
        if need.option not in options:
            yield missing(origin.path, origin.line_of("asked_by", "option"), "option", need.option, options)
    if need.theme and need.theme not in content.loop.themes:
        yield missing(
            origin.path, origin.line_of("asked_by", "theme"), "theme", need.theme, content.loop.themes
        )
    if need.gap:
        lines = {f"{key}/{row.id}" for key, table in content.loop.trends.items() for row in table.rows}
        if need.gap not in lines:
            yield missing(origin.path, origin.line_of("asked_by", "gap"), "trend", need.gap, sorted(lines))


def _claims(content: Content) -> Iterator[tuple[str, str, str, str, bool]]:
    """(noun, id, field, what it rests on, whether that is an example) of everything that rests on something."""
    loop = content.loop
    for decision in loop.decisions.values():
        heard = decision.heard_in
        if poll := _poll(content, heard.poll):
            yield "decision", decision.id, "heard_in", str(heard.poll), poll.example
        if heard.round in loop.rounds:
            yield "decision", decision.id, "heard_in", str(heard.round), loop.rounds[heard.round].example
    for proposal in loop.proposals.values():
        need = proposal.asked_by
        if need and (poll := _poll(content, need.poll)):
            yield "proposal", proposal.id, "asked_by", str(need.poll), poll.example
        if need and need.gap and (table := loop.trends.get(need.gap.partition("/")[0])):
            yield "proposal", proposal.id, "asked_by", need.gap, table.example
    for each in loop.rounds.values():
        for name in each.polls:
            if poll := _poll(content, name):
                yield "round", each.id, "polls", name, poll.example


def _records(content: Content, noun: str) -> Mapping[str, Any]:
    loop = content.loop
    return {"decision": loop.decisions, "proposal": loop.proposals, "round": loop.rounds}[noun]


def _kind(example: bool) -> str:
    return "an example" if example else "real"


def _poll(content: Content, poll_id: str | None) -> Poll | None:
    entry = content.best(Kind.POLL, content.hub.languages[0], poll_id) if poll_id else None
    return entry.record if entry else None


def _tables(poll: Poll) -> list[tuple[str, str, list[str], bool]]:
    questions = [
        {
            "id": question.id,
            "kind": question.kind,
            "places": question.places,
            "options": [option.id for option in question.options],
        }
        for question in poll.questions
    ]
    return tables({"questions": questions, "cross": poll.cross})


def _options(poll: Poll) -> list[str]:
    return [
        f"{stored_as(question, part)}/{option}"
        for question, part, options, _ in _tables(poll)
        for option in options
    ]


def _faults(poll: Poll, release: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where a release does not belong to its poll, and what to do."""
    if bool(release.get("example")) != poll.example:
        yield (
            f"the poll is {_kind(poll.example)}, its results are {_kind(bool(release.get('example')))}",
            "mark both, or neither",
        )
    if not poll.opens.isoformat() <= str(release.get("closed")) <= poll.closes.isoformat():
        yield (
            f"they say that the poll closed on {release.get('closed')}; it is open from {poll.opens} to {poll.closes}",
            "correct the poll's days, or export the results again",
        )
    asked = {(question, part): options for question, part, options, _ in _tables(poll)}
    for table in release.get("tables") or ():
        options = asked.get((table.get("question"), table.get("part")))
        cells = [cell.get("option") for cell in table.get("cells") or () if cell.get("option") != NO_MORE]
        if options is None:
            yield f'the poll has no question "{table.get("question")}"', "export them again"
        elif cells and cells != options:
            yield f'the options of "{table.get("question")}" are not those of the poll', "export them again"


def _subjects(content: Content, source: TrendSource) -> list[str]:
    """What lines of a source can be about."""
    match source:
        case TrendSource.HELP_TAPS:
            return list(content.contacts)
        case TrendSource.COMMENTS:
            return list(content.loop.themes)
    return [*content.topics, *NO_TOPIC]


def _words(content: Content) -> Iterator[tuple[Origin, str, Mapping[str, str]]]:
    """Every field of words of the loop, with where it was written."""
    loop, at = content.loop, content.origins
    for noun, records, fields in (
        ("decision", loop.decisions, ("said", "what", "who")),
        ("proposal", loop.proposals, ("title", "words", "reason")),
        ("round", loop.rounds, ("about", "changed")),
        ("theme", loop.themes, ("label",)),
    ):
        for key, record in records.items():
            for field in fields:
                yield at[noun, key], field, getattr(record, field)
    if loop.feedback:
        for group in ("keep", "change"):
            for index, option in enumerate(getattr(loop.feedback, group)):
                yield _inside(at["feedback", "feedback"], group, index), "label", option.label


def _inside(origin: Origin, *where: str | int) -> Origin:
    return Origin(origin.document, (*origin.at, *where))


RULES = (
    check_decisions,
    check_decision_dates,
    check_proposals,
    check_rounds,
    check_vocabulary,
    check_loop_words,
    check_examples,
    check_results,
    check_trends,
)
