"""What was published of polls, to take away: tables for a spreadsheet or a program, and a quarter's report for people.

Everything is made of releases, which hold only what may be told; a release that fails the auditor leaves by no door.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_api.publish import audit
from waymark.audit import ACROSS
from waymark.results import results_view

FORMATS = ("csv", "json")
COLUMNS = (
    "poll",
    "closed",
    "example",
    "question",
    "part",
    "option",
    "question_label",
    "part_label",
    "option_label",
    "table_state",
    "table_total_about",
    "state",
    "count_about",
    "percent",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""
QUARTER = re.compile(r"(\d{4})-q([1-4])")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~])")
"""Letters that mean something in Markdown; a dot or a dash only at the start of a line, where labels never stand."""


class ReportError(ValueError):
    """Something that can't be exported or reported; says why."""


@dataclass(frozen=True)
class Labels:
    """The words that belong to one table: its question, its part, its options by id."""

    label: str
    part_label: str | None
    options: Mapping[str, str]


def export(release: Mapping[str, Any], words: Mapping[str, Any], format: str) -> str:
    """A release as CSV or JSON. ``words`` is the poll's view in the language of the labels.

    Raises ReportError when the auditor finds something, or the format is unknown.
    """
    _refuse_bad(release)
    if format == "json":
        return json.dumps(release, ensure_ascii=False, indent=1) + "\n"
    if format != "csv":
        raise ReportError(f"The format is one of {', '.join(FORMATS)}.")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(release, words):
        writer.writerow([_safe(value) for value in row])
    return out.getvalue()


def _refuse_bad(release: Mapping[str, Any]) -> None:
    problems = audit(release)
    if problems:
        raise ReportError(f"{release.get('poll')}: not exported, the auditor found: {'; '.join(problems)}")


def lines(release: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Labels]]:
    """Each table with its labels; a question that the poll's file no longer has is called by its id."""
    known = {question["id"]: question for question in words["questions"]}
    for table in release["tables"]:
        yield table, _labels(table, known)


def _labels(table: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Labels:
    id, part = table["question"], table["part"]
    if table["kind"] == "cross":
        both = [known.get(each) for each in id.split(ACROSS)]
        first, second = both if len(both) == 2 else (None, None)
        if first is None or second is None:
            return Labels(id, None, {})
        pairs = {
            f"{a['id']}{ACROSS}{b['id']}": f"{a['label']} / {b['label']}"
            for a in first["options"]
            for b in second["options"]
        }
        return Labels(f"{first['label']} / {second['label']}", None, pairs)
    question = known.get(id)
    if question is None:
        return Labels(id, part or None, {})
    parts = {each["id"]: each["label"] for each in question.get("parts", ())}
    return Labels(
        question["label"], parts.get(part), {each["id"]: each["label"] for each in question["options"]}
    )


def _rows(release: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """A row for each number, or one for a table that has none."""
    about = (release["poll"], release["closed"], "true" if release["example"] else "false")
    for table, labels in lines(release, words):
        names = (table["question"], table["part"])
        for cell in table["cells"] or [{"option": "", "state": "", "count": None, "percent": None}]:
            option = cell["option"]
            yield (
                *about,
                *names,
                option,
                labels.label,
                labels.part_label or "",
                labels.options.get(option, ""),
                table["state"],
                table["total"],
                cell["state"],
                cell["count"],
                cell["percent"],
            )


def _safe(value: Any) -> Any:
    """Words that a spreadsheet would run as a formula get an apostrophe before them; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def quarter_days(quarter: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of "2026-q4". Raises ReportError."""
    found = QUARTER.fullmatch(quarter.strip().lower())
    if not found:
        raise ReportError(f'"{quarter}" is no quarter. Write it like 2026-q4.')
    year, number = int(found[1]), int(found[2])
    after = dt.date(year + number // 4, 3 * number % 12 + 1, 1)
    return dt.date(year, 3 * number - 2, 1), after - dt.timedelta(days=1)


def quarter_report(
    releases: Sequence[Mapping[str, Any]],
    quarter: str,
    words: Mapping[str, Mapping[str, Any]],
    strings: Mapping[str, str],
) -> str:
    """The quarter's polls for people, as Markdown: what was asked, what may be told, and what to keep in mind.

    ``words`` is each poll's view by its id, ``strings`` the interface words, both in one language. Example polls come last, and are
    called so. Raises ReportError when the auditor finds something.
    """
    first, last = quarter_days(quarter)
    say = _sayer(strings)
    mine = sorted(
        (release for release in releases if first.isoformat() <= release["closed"] <= last.isoformat()),
        key=lambda release: (release["example"], release["closed"], release["poll"]),
    )
    for release in mine:
        _refuse_bad(release)
    year, number = quarter.strip().lower().split("-q")
    out = [f"# {say('report_title', quarter=number, year=year)}", ""]
    if not any(not release["example"] for release in mine):
        out += [say("report_none"), ""]
    if mine:
        out += [f"{say('results_rounded')} {say('report_how')}", ""]
    for release in mine:
        out += _poll_lines(release, words[release["poll"]], say)
    return "\n".join(out).rstrip("\n") + "\n"


def _sayer(strings: Mapping[str, str]) -> Callable[..., str]:
    def say(key: str, **values: Any) -> str:
        sentence = strings.get(key, key)
        for name, value in values.items():
            sentence = sentence.replace(f"{{{name}}}", str(value))
        return sentence

    return say


def _poll_lines(release: Mapping[str, Any], poll: Mapping[str, Any], say: Callable[..., str]) -> list[str]:
    view = results_view(release, poll, say)
    out = [f"## {_plain(poll['title'])}", ""]
    if view["example_words"]:
        out += [f"**{view['example_words']}**", ""]
    out += [f"{say('report_closed', day=release['closed'])} {view['lead']} {view['honest']}", ""]
    for question in view["questions"]:
        out += [
            f"### {_plain(question['label'])}",
            "",
            " ".join(_plain(each) for each in question["words"]),
            "",
        ]
        if question["rows"]:
            out += [*_table_lines(question), ""]
    return out


def _table_lines(question: Mapping[str, Any]) -> Iterator[str]:
    """A table of Markdown: options down, parts (or the second question's options) across."""
    heads = [question["row_heading"], *(column["label"] for column in question["columns"])]
    yield f"| {' | '.join(_plain(head) for head in heads)} |"
    yield f"| {' | '.join(['---'] * len(heads))} |"
    for row in question["rows"]:
        cells = [
            f"{cell['words']} ({cell['percent_words']})" if cell["percent_words"] else cell["words"]
            for cell in row["cells"]
        ]
        yield f"| {' | '.join([_plain(row['label']), *cells])} |"


def _plain(words: str) -> str:
    """Words that mean nothing to Markdown, on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(words.split()))
