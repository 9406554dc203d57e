"""Easy read: one idea a line with a picture, in sentences of at most twelve words, beside a page that it makes easy."""

import re
from collections.abc import Iterator

from waymark.checks.words import plain
from waymark.content import Content, Entry, Kind, find_references
from waymark.content.easy import EasyLine, easy_lines
from waymark.model.easy import EASY, LONGEST_SENTENCE, PICTURE, PICTURES
from waymark.problems import Problem

_END = re.compile(r"(?<=[.!?])\s+")


def check_easy_lines(content: Content) -> Iterator[Problem]:
    """An easy read page is headings and lines that begin with a picture, nothing else."""
    for entry in _easy_pages(content):
        if entry.record.layout != EASY:
            yield Problem(
                entry.path,
                entry.line_of("layout"),
                "easy-line",
                f'it lies in "{EASY}/" and its layout is "{entry.record.layout}"',
                f"write layout: {EASY}",
            )
        for line in easy_lines(entry.body, entry.document.body_line):
            if not line.heading and line.picture is None:
                yield Problem(
                    entry.path,
                    line.number,
                    "easy-line",
                    f'"{line.words[:40]}" is no line with a picture',
                    'write "- ![phone](picture:phone) Words." or a heading that begins with ##',
                )


def check_easy_sentences(content: Content) -> Iterator[Problem]:
    """A sentence on an easy read page has at most 12 words."""
    for entry in _easy_pages(content):
        lines = [
            *(EasyLine(entry.line_of(fact), getattr(entry.record, fact)) for fact in ("title", "summary")),
            *easy_lines(entry.body, entry.document.body_line),
        ]
        for line in lines:
            longest = max((len(sentence.split()) for sentence in sentences(line.words)), default=0)
            if longest > LONGEST_SENTENCE:
                yield Problem(
                    entry.path,
                    line.number,
                    "easy-sentence",
                    f"a sentence has {longest} words",
                    f"make two lines of it ({LONGEST_SENTENCE} words at most)",
                )


def sentences(words: str) -> list[str]:
    """The sentences of one line, without links and marks. A colon is a breath, not an end."""
    return [each for each in _END.split(plain(words)) if each.strip(". ")]


def check_pictures(content: Content) -> Iterator[Problem]:
    """A picture that a line asks for is one that we have, and pictures stand on easy read pages only."""
    for entry in content.entries.values():
        for reference in find_references(entry.body, entry.document.body_line):
            if reference.kind != PICTURE:
                continue
            if not _is_easy(entry):
                yield Problem(
                    entry.path,
                    reference.line,
                    "easy-picture",
                    "a picture stands on a page that isn't easy read",
                    f"take it out, or put the page into {EASY}/",
                )
            elif reference.target not in PICTURES:
                yield Problem(
                    entry.path,
                    reference.line,
                    "easy-picture",
                    f'there is no picture "{reference.target}"',
                    f"use one of {', '.join(PICTURES)}",
                )


def check_easy_pages(content: Content) -> Iterator[Problem]:
    """An easy read page is named after the page that it makes easy."""
    for entry in _easy_pages(content):
        name = entry.id.removeprefix(f"{EASY}/")
        if not any(content.get(kind, entry.lang, name) for kind in (Kind.GUIDE, Kind.PAGE)):
            yield Problem(
                entry.path,
                1,
                "easy-page",
                f'there is no guide or page "{name}" in "{entry.lang}" that it could make easy',
                "name it after one",
            )


def _easy_pages(content: Content) -> Iterator[Entry]:
    return (entry for entry in content.of(Kind.PAGE) if _is_easy(entry))


def _is_easy(entry: Entry) -> bool:
    return entry.kind is Kind.PAGE and (entry.id.startswith(f"{EASY}/") or entry.record.layout == EASY)


RULES = (check_easy_lines, check_easy_sentences, check_pictures, check_easy_pages)
