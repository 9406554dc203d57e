"""YAML and front matter, with the line of every value."""

from pathlib import Path

import pytest

from waymark.frontmatter import parse_page, parse_yaml, read_page


def test_every_value_remembers_its_line() -> None:
    """A message can point at the very line, inside lists too."""
    document = parse_page("---\ntitle: One\nlist:\n  - a: 1\n  - a: 2\n---\nWords\nmore", "x.md")
    assert document.data == {"title": "One", "list": [{"a": 1}, {"a": 2}]}
    assert (2, 5, 5) == (
        document.line_of(("title",)),
        document.line_of(("list", 1, "a")),
        document.line_of(("list", 1, "gone")),
    )
    assert (document.body, document.body_line) == ("Words\nmore", 7)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("words", 1, "missing"),
        ("---\ntitle: x\n", 1, "never end"),
        ("---\na: 1\na: 2\n---\n", 3, "written twice"),
        ("---\na:\tb\n\tc: d\n---\n", 2, "tab"),
        ('---\na: "open\n---\n', 2, "can't be read"),
        ("---\na: b: c\n---\n", 2, "can't be read"),
    ],
)
def test_a_broken_file_says_where_and_what(text: str, line: int, says: str) -> None:
    """Nothing is raised; the problem names the line."""
    (problem, *_) = parse_page(text, "x.md").problems
    assert problem.line == line
    assert says in problem.what


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """Word and Notepad are allowed."""
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\ntitle: Caf\xc3\xa9\r\n---\r\nWords\r\n")
    document = read_page(path, "page.md")
    assert document.data == {"title": "Café"}
    assert document.body == "Words\n"


def test_an_empty_file_is_nothing() -> None:
    """Empty YAML is no data and no error."""
    assert parse_yaml("", "x.yml").data is None


def test_only_true_and_false_are_truth_values() -> None:
    """The language code "no" and the words "yes" and "on" stay words, as keys too; YAML 1.1 would make them true or false."""
    document = parse_yaml("on: yes\nlanguages: [no, da]\nopen: true\nshut: False", "x.yml")
    assert document.data == {"on": "yes", "languages": ["no", "da"], "open": True, "shut": False}
