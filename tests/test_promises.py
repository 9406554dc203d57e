"""What the privacy page promises is held by tests: each that it names exists, is run, and stands on the page."""

import ast
from pathlib import Path

import pytest
from lxml import html

from waymark.content import Content, load_content

PROJECT = Path(__file__).parents[1]
PERSONAL = {"email", "tel", "password", "date", "datetime-local", "file"}
"""Kinds of box that ask for something about a person."""
NAMES = ("name", "mail", "phone", "birth", "address", "user", "login", "password")
PRIVACY = ["about/privacy", "da/about/privacy"]


@pytest.fixture(scope="module")
def content() -> Content:
    """The project's own content."""
    return load_content(PROJECT / "content")[0]


def test_every_promise_names_tests_that_are_run(content: Content) -> None:
    """The file is there and pytest collects it; the function is in it, and nothing switches it off."""
    assert len(content.promises) == 10
    for promise in content.promises.values():
        for test in promise.tests:
            path, _, name = test.partition("::")
            assert runs(PROJECT / path, name), f"{promise.id}: {test}"


def runs(path: Path, name: str) -> bool:
    """True for a test of a file that pytest collects, without a mark that leaves it out."""
    if not path.is_file() or not path.name.startswith("test_"):
        return False
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            return not any("skip" in mark or "xfail" in mark for mark in marks)
    return False


def test_a_test_that_is_gone_is_noticed() -> None:
    """The look at names can fail."""
    assert not runs(Path(__file__), "test_that_never_was")
    assert not runs(PROJECT / "tests" / "test_nowhere.py", "test_anything")
    assert runs(Path(__file__), "test_a_test_that_is_gone_is_noticed")


@pytest.mark.parametrize("path", PRIVACY)
def test_the_page_shows_each_promise_and_each_test(hub_build: Path, content: Content, path: str) -> None:
    """In both languages: ten lines, how we know, and the tests' names for grown-ups."""
    tree = html.fromstring((hub_build / "site" / path / "index.html").read_bytes())
    shown = tree.xpath("//ol[@class='promise-list']/li")
    assert [line.get("id") for line in shown] == [f"promise-{key}" for key in content.promises]
    assert all(line.text_content().strip() for line in shown)
    named = [each.text for each in tree.xpath("//section[@class='promise-list__how']//code")]
    assert named == [test for promise in content.promises.values() for test in promise.tests]
    assert len(tree.xpath("//section[@class='promise-list__how']/ol/li")) == len(content.promises)


def test_no_page_asks_who_somebody_is(hub_build: Path) -> None:
    """Every box of every page: none is for a name, an e-mail, a phone, a birthday or a password, and none must be filled in with one."""
    boxes = 0
    for path in (hub_build / "site").rglob("*.html"):
        tree = html.fromstring(path.read_bytes())
        for box in tree.xpath("//main//input | //main//textarea | //main//select"):
            boxes += 1
            assert asks_nothing_personal(box), f"{path}: {html.tostring(box)}"
    assert boxes > 100


def asks_nothing_personal(box: html.HtmlElement) -> bool:
    """True for a box that asks for words, a place, an age group or a choice."""
    fills = (box.get("autocomplete") or "off").lower()
    name = (box.get("name") or "").lower()
    return (
        (box.get("type") or "text") not in PERSONAL
        and fills in ("off", "one-time-code", "postal-code")
        and not any(word in name for word in NAMES)
    )


def test_a_box_that_asks_for_a_name_is_noticed() -> None:
    """The look at boxes can fail."""
    for box in (
        '<input name="first-name">',
        '<input type="email" name="e">',
        '<input name="q" autocomplete="name">',
    ):
        assert not asks_nothing_personal(html.fragment_fromstring(box))
    assert asks_nothing_personal(
        html.fragment_fromstring('<input type="search" name="q" autocomplete="off">')
    )
