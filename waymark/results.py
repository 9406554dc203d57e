"""Published results in words, and the shape of their charts: pure, for the pages of the build and of the server alike.

A *release* is what may be told of one poll, numbers only. It is held against ``waymark.audit`` before it is shown anywhere.
"""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from waymark.audit import ACROSS, NO_MORE, audit

View = dict[str, Any]
Say = Callable[..., str]
"""``say(key, **values)``: the sentence called ``key`` with its gaps filled."""

LINE_LETTERS = 30
"""Letters that fit on a line of a chart on a screen 320 pixels wide."""
LINE, BAR, GAP, AFTER, BETWEEN = 13, 11, 3, 6, 8
"""Heights in tenths of an em: a line of words, a bar, the room above a bar, below it, and below an option."""
MAY_BE = 9
"""The most that "fewer than 10" can be: how long its hatched bar is."""


def check_release(release: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a release that somebody brings, as sentences; nothing when it may be shown."""
    try:
        return audit(release)
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["this is not a release as the server publishes it"]


def results_view(release: Mapping[str, Any], poll: Mapping[str, Any], say: Say) -> View:
    """The results of one poll for people. ``poll`` is the poll's view in one language.

    Answers ``questions``, each with ``label``, ``words``, ``columns``, ``rows`` and a ``chart``, and the sentences around them.
    """
    return {
        "poll": release["poll"],
        "example": release["example"],
        "example_words": say("results_example") if release["example"] else None,
        "lead": _lead(release, say),
        "honest": say(f"results_honest_{poll['one_answer']}"),
        "questions": list(_questions(release, poll, say)),
    }


def _lead(release: Mapping[str, Any], say: Say) -> str:
    """About how many took part; of an example, that they are made up too."""
    count = release["ballots"]["count"]
    if not count:
        return say("results_lead_few")
    return say("results_lead_example" if release["example"] else "results_lead", count=count)


def _questions(release: Mapping[str, Any], poll: Mapping[str, Any], say: Say) -> Iterator[View]:
    """In the order of the poll; the places of a ranking and the sides of a pair as one table."""
    known = {question["id"]: question for question in poll["questions"]}
    by_question: dict[str, list[Mapping[str, Any]]] = {}
    for table in release["tables"]:
        by_question.setdefault(table["question"], []).append(table)
    for id, tables in by_question.items():
        if tables[0]["kind"] == "cross":
            first, second = (known[each] for each in id.split(ACROSS))
            yield _crossed(tables[0], first, second, say)
        elif id in known:
            yield _question(known[id], tables, say)


def _question(question: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], say: Say) -> View:
    """One question: a row for each option, a column for each part."""
    labels = {option["id"]: option["label"] for option in question["options"]}
    cells = [{cell["option"]: cell for cell in table["cells"]} for table in tables]
    if any(NO_MORE in each for each in cells):
        labels[NO_MORE] = say("results_no_more")
    shown = any(cells)
    parts = {part["id"]: part["label"] for part in question.get("parts", ())}
    columns = [
        {"part": table["part"], "label": parts.get(table["part"]) or say("results_answers")}
        for table in tables
    ]
    rows = [
        {
            "id": option,
            "label": label,
            "cells": [
                _cell(here.get(option), table, say, beyond=option == NO_MORE)
                for here, table in zip(cells, tables, strict=True)
            ],
        }
        for option, label in labels.items()
    ]
    view = {
        "id": question["id"],
        "kind": question["kind"],
        "label": question["label"],
        "state": _state(tables),
        "total": next((table["total"] for table in tables if table["state"] == "shown"), None),
        "words": _words(question["kind"], tables, columns, say),
        "columns": columns,
        "rows": rows if shown else [],
        "row_heading": say("results_choice"),
    }
    return view | {"chart": _chart(view, say) if shown else None}


def _state(tables: Sequence[Mapping[str, Any]]) -> str:
    states = [table["state"] for table in tables]
    return next((state for state in ("shown", "same") if state in states), "too-few")


def _words(
    kind: str, tables: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]], say: Say
) -> list[str]:
    """Sentences above a table: how many, how to read it, and what is missing."""
    state = _state(tables)
    if state != "shown":
        return [say(f"results_{state.replace('-', '_')}")]
    totals = {table["total"] for table in tables if table["state"] == "shown"}
    found = (
        [say("results_total", total=max(totals))]
        if len(totals) == 1
        else [
            say("results_total_part", part=column["label"], total=table["total"])
            for column, table in zip(columns, tables, strict=True)
            if table["state"] == "shown"
        ]
    )
    if kind == "several":
        found.append(say("results_several"))
    if any(cell["state"] == "hidden" for table in tables for cell in table["cells"]):
        found.append(say("results_why_hidden"))
    return found + [
        say(f"results_part_{table['state'].replace('-', '_')}", part=column["label"])
        for column, table in zip(columns, tables, strict=True)
        if table["state"] != "shown"
    ]


def _cell(
    cell: Mapping[str, Any] | None, table: Mapping[str, Any], say: Say, *, beyond: bool = False
) -> View:
    """One number as words, with the length of its bar in whole hundredths of everybody who answered."""
    if cell is None:
        words = "" if beyond and table["state"] == "shown" else say("results_hidden")
        return {
            "state": "none",
            "count": None,
            "percent": None,
            "words": words,
            "percent_words": None,
            "bar": 0,
        }
    count, percent, total = cell["count"], cell["percent"], table["total"]
    if cell["state"] == "shown":
        words = say("results_about", count=count) if count else say("results_nobody")
        bar = min(100, (100 * count + total // 2) // total)
    else:
        words = say(f"results_{cell['state']}")
        bar = max(2, min(100, 100 * MAY_BE // total)) if cell["state"] == "fewer" else 0
    return {
        "state": cell["state"],
        "count": count,
        "percent": percent,
        "words": words,
        "percent_words": say("results_percent", percent=percent) if percent is not None else None,
        "bar": bar,
    }


def _crossed(table: Mapping[str, Any], first: Mapping[str, Any], second: Mapping[str, Any], say: Say) -> View:
    """Two questions as a two-way table: the first one's options are rows, the second one's are columns."""
    cells = {cell["option"]: cell for cell in table["cells"]}
    columns = [{"part": option["id"], "label": option["label"]} for option in second["options"]]
    rows = [
        {
            "id": row["id"],
            "label": row["label"],
            "cells": [_cell(cells[f"{row['id']}{ACROSS}{column['part']}"], table, say) for column in columns],
        }
        for row in first["options"]
    ]
    return {
        "id": table["question"],
        "kind": "cross",
        "label": say("results_cross", first=first["label"], second=second["label"]),
        "state": table["state"],
        "total": table["total"],
        "words": _words("cross", [table], columns[:1], say),
        "columns": columns if cells else [],
        "rows": rows if cells else [],
        "row_heading": first["label"],
        "column_heading": second["label"],
        "chart": None,
    }


def _chart(question: Mapping[str, Any], say: Say) -> View:
    """Where everything stands in the chart: heights in ems as text, widths in hundredths. And the chart in words."""
    several = len(question["columns"]) > 1
    items: list[View] = []
    top = 0
    for row in question["rows"]:
        for line in textwrap.wrap(row["label"], LINE_LETTERS) or [row["label"]]:
            items.append({"what": "label", "y": _em(top + LINE - 3), "text": line})
            top += LINE
        for number, (column, cell) in enumerate(zip(question["columns"], row["cells"], strict=True)):
            if not cell["words"]:
                continue
            said = f"{column['label']}: {_said(cell)}" if several else _said(cell)
            for line in textwrap.wrap(said, LINE_LETTERS):
                items.append({"what": "value", "y": _em(top + LINE - 3), "text": line})
                top += LINE
            top += GAP
            items.append(
                {
                    "what": "bar",
                    "y": _em(top),
                    "width": cell["bar"],
                    "state": cell["state"],
                    "number": number + 1,
                }
            )
            top += BAR + AFTER
        top += BETWEEN
    return {
        "height": _em(top - AFTER - BETWEEN),
        "bar_height": _em(BAR),
        "drawn": items,
        "words": _in_words(question, say),
    }


def _said(cell: Mapping[str, Any]) -> str:
    return f"{cell['words']} ({cell['percent_words']})" if cell["percent_words"] else str(cell["words"])


def _in_words(question: Mapping[str, Any], say: Say) -> str:
    """The chart for whoever can't see it."""
    several = len(question["columns"]) > 1

    def of(row: Mapping[str, Any]) -> str:
        pairs: Iterable[tuple[Any, Any]] = zip(question["columns"], row["cells"], strict=True)
        told = [
            f"{column['label']} {_said(cell)}" if several else _said(cell)
            for column, cell in pairs
            if cell["words"]
        ]
        return f"{row['label']}: {', '.join(told)}"

    return say("results_chart", rows="; ".join(of(row) for row in question["rows"]))


def _em(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}em"
