"""Pages on which young people see what came of what they said. What is real and what was made up never share a list."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from waymark.content import Kind
from waymark.model.loop import AskedBy, Decision, FeedbackOption, HeardIn, Proposal, Round, TrendLine, Trends
from waymark.prepare.results import poll_results
from waymark.views import View, Views, in_language

LoopPage = tuple[str, str, View]
"""Path below the language, kind (which is also the template), view."""
TELL_US = "what-young-people-tell-us"
PAGES = {"you-said": "you-said", "roadmap": "roadmap", "rounds": "rounds", "tell-us": TELL_US}
"""The pages by what menus call them."""


def loop_pages(views: Views) -> Iterator[LoopPage]:
    """You said, we did; the roadmap; the rounds; what young people tell us. They are there even while there is nothing to tell."""
    loop = views.content.loop
    more = other_pages(views)
    yield "you-said", "you-said", {**split(loop.decisions.values(), decision_view, views), **more}
    yield (
        "roadmap",
        "roadmap",
        {**split(in_order(views, loop.proposals.values()), proposal_view, views), **more},
    )
    yield "rounds", "rounds", {**split(newest_first(loop.rounds.values()), round_view, views), **more}
    for each in loop.rounds.values():
        yield f"rounds/{each.id}", "round", {"round": round_view(views, each), **more}
    yield TELL_US, "tell-us", {**tell_us_view(views), **more}


def split(records: Iterable[Any], view: Callable[[Views, Any], View], views: Views) -> View:
    """Records as two lists that are never one: what is real, and what was made up."""
    found: dict[bool, list[View]] = {False: [], True: []}
    for record in records:
        found[record.example].append(view(views, record))
    return {"real": found[False], "examples": found[True]}


def other_pages(views: Views) -> View:
    """The way from each of these pages to the others, and to the polls."""
    paths = {**PAGES, "polls": "polls"}
    return {
        "more": [
            {"id": key, "label": views.say(f"nav_{key}"), "url": views.addresses.path(views.lang, path)}
            for key, path in paths.items()
            if key != "polls" or any(True for _ in views.content.of(Kind.POLL, views.lang))
        ]
    }


def decision_view(views: Views, decision: Decision) -> View:
    """What was said, where, what was decided and why, by whom, and by when young people were told."""
    return {
        "id": decision.id,
        "example": decision.example,
        "said": in_language(decision.said, views.lang),
        "heard": heard_link(views, decision.heard_in),
        "decision": decision.decision.value,
        "decision_words": views.say(f"loop_decision_{decision.decision}"),
        "what": in_language(decision.what, views.lang),
        "date": decision.date.isoformat(),
        "date_words": views.date(decision.date),
        "who": in_language(decision.who, views.lang),
        "told_words": views.date(decision.told_by),
        "link": page_link(views, decision.link),
    }


def heard_link(views: Views, heard: HeardIn) -> View:
    """Where it was said, as a link."""
    if heard.poll:
        return _poll_link(views, heard.poll)
    if heard.round:
        return {
            "label": views.say("loop_from_round", name=round_name(views, heard.round)),
            "url": views.addresses.path(views.lang, f"rounds/{heard.round}"),
        }
    return _theme_link(views, str(heard.theme))


def _poll_link(views: Views, poll_id: str) -> View:
    """A poll; without an address where the build leaves it out."""
    entry = views.content.best(Kind.POLL, views.lang, poll_id)
    return {
        "label": views.say("loop_from_poll", name=entry.record.title if entry else poll_id),
        "url": views.addresses.of(entry) if entry else None,
    }


def _theme_link(views: Views, theme_id: str) -> View:
    theme = views.content.loop.themes.get(theme_id)
    label = in_language(theme.label, views.lang) if theme else theme_id
    return {
        "label": views.say("loop_from_theme", name=label),
        "url": views.addresses.path(views.lang, TELL_US),
    }


def page_link(views: Views, reference: str | None) -> View | None:
    """A page that a record names, by its title; None where the build has no such page."""
    kind, _, target = (reference or "").partition(":")
    entry = views.content.best(Kind(kind), views.lang, target) if reference else None
    return (
        {"label": entry.record.title, "url": views.addresses.of(entry), "lang": entry.lang} if entry else None
    )


def in_order(views: Views, proposals: Iterable[Proposal]) -> list[Proposal]:
    """Most wanted first, as far as published numbers say; then as they stand in the file."""
    return sorted(proposals, key=lambda each: -(wanted(views, each.asked_by) or 0))


def wanted(views: Views, need: AskedBy | None) -> int | None:
    """How many chose it in its poll, as published; None where nothing may be told."""
    release = views.content.loop.results.get(need.poll) if need and need.poll else None
    if release is None or need is None or need.option is None:
        return None
    question, _, option = need.option.partition("/")
    return next((count for key, count in _told(release) if key == (question, option)), None)


def _told(release: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], int]]:
    """((question as stored, option), rounded count) of every cell that is told."""
    for table in release["tables"]:
        question = f"{table['question']}:{table['part']}" if table["part"] else table["question"]
        for cell in table["cells"]:
            if cell["state"] == "shown":
                yield (question, cell["option"]), cell["count"]


def proposal_view(views: Views, proposal: Proposal) -> View:
    """A proposal with where it stands, why, and the need behind it."""
    count = wanted(views, proposal.asked_by)
    return {
        "id": proposal.id,
        "example": proposal.example,
        "title": in_language(proposal.title, views.lang),
        "words": in_language(proposal.words, views.lang),
        "status": proposal.status.value,
        "status_words": views.say(f"loop_status_{proposal.status}"),
        "reason": in_language(proposal.reason, views.lang),
        "asked": _need_link(views, proposal.asked_by),
        "count_words": views.say("loop_wanted", count=count) if count else None,
        "link": page_link(views, proposal.link),
    }


def _need_link(views: Views, need: AskedBy | None) -> View | None:
    if need is None:
        return None
    if need.poll:
        return _poll_link(views, need.poll)
    if need.theme:
        return _theme_link(views, need.theme)
    period, _, line = str(need.gap).partition("/")
    table = views.content.loop.trends.get(period)
    row = next((row for row in table.rows if row.id == line), None) if table else None
    label = (
        views.say("loop_from_trend", name=trend_label(views, row), period=period_words(views, period))
        if row
        else ""
    )
    return {"label": label, "url": views.addresses.path(views.lang, TELL_US)} if row else None


def newest_first(rounds: Iterable[Round]) -> list[Round]:
    """The latest round stands at the top."""
    return sorted(rounds, key=lambda each: each.opens, reverse=True)


def round_view(views: Views, each: Round) -> View:
    """A round with its polls, its state on the day of the build, and what changed before it."""
    state = "soon" if views.today < each.opens else "closed" if views.today > each.closes else "open"
    found = [views.content.best(Kind.POLL, views.lang, poll) for poll in each.polls]
    decisions = [
        record for record in views.content.loop.decisions.values() if record.heard_in.round == each.id
    ]
    name = round_name(views, each.id)
    return {
        "id": each.id,
        "example": each.example,
        "title": views.say("loop_round_title", name=name),
        "summary": in_language(each.about, views.lang),
        "url": views.addresses.path(views.lang, f"rounds/{each.id}"),
        "state": state,
        "state_words": views.say(
            f"poll_state_{state}", opens=views.date(each.opens), closes=views.date(each.closes)
        ),
        "changed": in_language(each.changed, views.lang),
        "polls": [views.poll(entry) for entry in found if entry],
        "decisions": [decision_view(views, record) for record in decisions if record.example == each.example],
    }


def round_name(views: Views, quarter: str) -> str:
    """A quarter as people say it: October to December 2026."""
    return period_words(views, quarter)


def period_words(views: Views, period: str) -> str:
    """2026-q3 as "July to September 2026"; a week by the day on which it begins."""
    year, _, part = period.partition("-")
    if part.startswith("W"):
        monday = dt.date.fromisocalendar(int(year), int(part[1:]), 1)
        return views.say("loop_week", date=views.date(monday))
    months = [month.strip() for month in views.say("months").split(",")]
    first = 3 * int(part[1:]) - 3
    return views.say("loop_quarter", first=months[first], last=months[first + 2], year=year)


def tell_us_view(views: Views) -> View:
    """Results of polls and trend tables, the latest first; what is real apart from what was made up."""
    loop = views.content.loop
    results = [found for key in loop.results if (found := poll_results(views, key))]
    trends = [
        trends_view(views, table)
        for table in sorted(loop.trends.values(), key=lambda each: each.last, reverse=True)
    ]
    return {
        name: {
            "polls": [each for each in results if each["example"] == example],
            "trends": [each for each in trends if each["example"] == example],
        }
        for name, example in (("real", False), ("examples", True))
    }


def trends_view(views: Views, table: Trends) -> View:
    """A trend table as one short list a source, each line with a bar as long as its tens."""
    sources = list(dict.fromkeys(row.source for row in table.rows))
    most = max((row.at_least for row in table.rows), default=1)
    return {
        "id": table.period,
        "example": table.example,
        "title": period_words(views, table.period),
        "lists": [
            {
                "id": source.value,
                "title": views.say(f"loop_source_{source}"),
                "note": views.say(f"loop_source_note_{source}"),
                "rows": _trend_rows(views, [row for row in table.rows if row.source is source], most),
            }
            for source in sources
        ],
    }


def _trend_rows(views: Views, rows: list[TrendLine], most: int) -> list[View]:
    """Bars of all lists of a table are measured against one another."""
    return [
        {
            "id": row.id,
            "label": subject_label(views, row),
            "where": views.place_name(row.place) if row.place else views.say("loop_everywhere"),
            "kind": views.say(f"loop_kind_{row.kind}"),
            "times": views.say("loop_at_least", count=row.at_least),
            "bar": round(100 * row.at_least / most),
        }
        for row in sorted(rows, key=lambda each: -each.at_least)
    ]


def trend_label(views: Views, row: TrendLine) -> str:
    """A line of a trend table in few words."""
    where = views.place_name(row.place) if row.place else views.say("loop_everywhere")
    return f"{subject_label(views, row)}, {where}"


def subject_label(views: Views, row: TrendLine) -> str:
    """What a line is about, in young people's words."""
    content = views.content
    if row.subject in ("elsewhere", "unknown"):
        return views.say(f"loop_subject_{row.subject}")
    if row.source == "help-taps" and row.subject in content.contacts:
        return content.contacts[row.subject].name
    if row.source == "comments" and row.subject in content.loop.themes:
        return in_language(content.loop.themes[row.subject].label, views.lang) or row.subject
    return str(views.topic(row.subject)["label"]) if row.subject in content.topics else row.subject


def feedback_view(views: Views) -> View | None:
    """What can be said below "Did this help?": one thing to keep, one to change."""
    feedback = views.content.loop.feedback
    if feedback is None:
        return None

    def told(option: FeedbackOption) -> View:
        link = page_link(views, option.link)
        return {
            "id": option.id,
            "label": in_language(option.label, views.lang),
            "url": link["url"] if link else None,
        }

    return {
        "keep": [told(option) for option in feedback.keep],
        "change": [told(option) for option in feedback.change],
    }
