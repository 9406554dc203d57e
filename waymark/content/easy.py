"""The form of easy read pages: headings, and lines of one picture and one idea each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^## +(?P<heading>[^{]+?)(?: +\{#(?P<anchor>[a-z0-9-]+)\})? *$")
_LINE = re.compile(r"^- !\[[^\]]*\]\(picture:(?P<picture>[a-z0-9-]+)\) +(?P<words>\S.*)$")


@dataclass(frozen=True)
class EasyLine:
    """One line of an easy read page. A heading has no picture; a line of another form has neither, only its words."""

    number: int
    words: str
    picture: str | None = None
    heading: bool = False
    anchor: str | None = None


def easy_lines(body: str, first_line: int = 1) -> Iterator[EasyLine]:
    """Every line that isn't empty, in order."""
    for number, line in enumerate(body.split("\n"), start=first_line):
        if heading := _HEADING.match(line):
            yield EasyLine(number, heading["heading"], heading=True, anchor=heading["anchor"])
        elif match := _LINE.match(line):
            yield EasyLine(number, match["words"], match["picture"])
        elif line.strip():
            yield EasyLine(number, line.strip())
