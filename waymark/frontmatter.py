"""Reads YAML and Markdown with front matter, and remembers on which line each value stood.

The only module that reads content with a YAML library (``render`` writes the builder's settings with one). Values come from PyYAML's safe loader; the line of each key comes from
the nodes that it composes on the way, so that a message can say ``path:line``.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from waymark.problems import Problem

try:
    from yaml import CSafeLoader as _Safe
except ImportError:  # a PyYAML built without libyaml: slower, same answers
    from yaml import SafeLoader as _Safe  # type: ignore[assignment]


class _Loader(_Safe):  # type: ignore[valid-type, misc]
    """YAML as people write it: only true and false are yes-or-no values, so that the words "no" and "on" stay words."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own way of saying so)
        letter: [
            (tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"
        ]
        for letter, resolvers in _Safe.yaml_implicit_resolvers.items()
    }


READ = 10_000
"""Documents that a process remembers: one that builds again and again reads only what was saved since. Nobody changes a document."""

Where = tuple[str | int, ...]
"""The way to a value inside a document: ("channels", 0, "value")."""


@dataclass(frozen=True)
class Document:
    """One file, read: its values, its words, and where each stood."""

    path: str
    data: Any
    body: str = ""
    body_line: int = 1
    lines: dict[Where, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line_of(self, where: Where) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_text(path: Path, shown: str) -> tuple[str, tuple[Problem, ...]]:
    """A file's words, with what its encoding got wrong."""
    if not path.is_file():
        return "", (
            Problem(
                shown,
                1,
                "missing-file",
                "this file is missing",
                "write it, or copy the one of the Waymark repository",
            ),
        )
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", (
            Problem(shown, line, "encoding", "this file is not UTF-8 text", "save it again as UTF-8"),
        )


def read_yaml(path: Path, shown: str) -> Document:
    """A data file."""
    text, problems = read_text(path, shown)
    return Document(shown, None, problems=problems) if problems else parse_yaml(text, shown)


def read_page(path: Path, shown: str) -> Document:
    """A Markdown file that begins with front matter between two lines of ``---``."""
    text, problems = read_text(path, shown)
    return Document(shown, None, problems=problems) if problems else parse_page(text, shown)


@lru_cache(maxsize=READ)
def parse_page(text: str, shown: str) -> Document:
    """Splits front matter from words and reads the former."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        problem = Problem(
            shown,
            1,
            "front-matter",
            "the facts at the top are missing",
            "begin the file with a line of --- and copy the template's keys below it",
        )
        return Document(shown, None, text, 1, problems=(problem,))
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            document = parse_yaml("\n".join(lines[1 : number - 1]), shown, first_line=2)
            return Document(
                shown, document.data, "\n".join(lines[number:]), number + 1, document.lines, document.problems
            )
    problem = Problem(
        shown, 1, "front-matter", "the facts at the top never end", "close them with a line of ---"
    )
    return Document(shown, None, problems=(problem,))


@lru_cache(maxsize=READ)
def parse_yaml(text: str, shown: str, *, first_line: int = 1) -> Document:
    """Reads YAML text whose first line is ``first_line`` of the file."""
    problems: list[Problem] = []
    lines: dict[Where, int] = {(): first_line}
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                _note_lines(node, (), lines, first_line, shown, problems)
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:
        return Document(shown, None, problems=(_yaml_problem(error, text, shown, first_line),))
    return Document(shown, data, lines=lines, problems=tuple(problems))


def _note_lines(
    node: Node, where: Where, lines: dict[Where, int], first: int, shown: str, problems: list[Problem]
) -> None:
    if isinstance(node, MappingNode):
        for key_node, value_node in node.value:
            key = key_node.value
            here, line = (*where, key), key_node.start_mark.line + first
            if here in lines:
                problems.append(
                    Problem(shown, line, "repeated-key", f'"{key}" is written twice', "keep one of the two")
                )
            lines[here] = line
            _note_lines(value_node, here, lines, first, shown, problems)
    elif isinstance(node, SequenceNode):
        for index, child in enumerate(node.value):
            lines[(*where, index)] = child.start_mark.line + first
            _note_lines(child, (*where, index), lines, first, shown, problems)


def _yaml_problem(error: Exception, text: str, shown: str, first: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = (mark.line if mark else 0) + first
    if "\t" in text:
        tab = text[: text.index("\t")].count("\n") + first
        return Problem(shown, tab, "yaml", "a tab stands where spaces belong", "use two spaces instead")
    said = getattr(error, "problem", None) or str(error).split("\n")[0]
    hint = 'check the colon, the indentation and the quotes; words with a colon need "quotes"'
    return Problem(shown, line, "yaml", f"this line can't be read ({said})", hint)
