"""A poll in the middle of a page's words: one marker, and only where a line asks for a poll that is there."""

import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import find_references, load_content
from waymark.prepare.words import link_references, mark_polls, polls_in
from waymark.views import Views

POLL = "where-would-you-look-first"


@pytest.fixture(scope="module")
def views(project: Path) -> Views:
    """The project's own content in English."""
    content, _ = load_content(project / "content")
    return Views(content, Addresses(content), "en", dt.date(2026, 11, 22))


def test_a_line_of_its_own_becomes_a_marker(views: Views) -> None:
    """A comment that every Markdown builder leaves alone, with blank lines around it."""
    body = f"Before.\n![Where?](poll:{POLL})\nAfter."
    assert mark_polls(views, body) == f"Before.\n\n<!--poll:{POLL}-->\n\nAfter."
    assert list(polls_in(body)) == [POLL]


def test_in_the_middle_of_a_line_it_is_a_link(views: Views) -> None:
    """A form can't stand inside a sentence, and a poll is never a picture."""
    body = f"See ![this poll](poll:{POLL}) first."
    assert list(polls_in(body)) == []
    assert link_references(views, mark_polls(views, body)) == f"See [this poll](/polls/{POLL}/) first."


def test_a_poll_that_is_not_carried_leaves_nothing(views: Views) -> None:
    """As in a release that leaves out what nobody has checked."""
    assert mark_polls(views, "Before.\n\n![Gone](poll:no-such-poll)\n\nAfter.") == "Before.\n\n\n\nAfter."


def test_a_wrong_name_is_found_by_the_check_of_references() -> None:
    """The marker is a reference like every other, so that a poll that isn't there is told with its line."""
    found = list(find_references("Words.\n\n![Where?](poll:no-such-poll)", 10))
    assert [(each.kind, each.target, each.line) for each in found] == [("poll", "no-such-poll", 12)]


def test_other_pictures_and_links_stay(views: Views) -> None:
    """Only polls are looked at."""
    body = f"![A hill](hill.svg)\n\n[this poll](poll:{POLL})"
    assert mark_polls(views, body) == body


def test_twice_the_same_poll_is_one_view(views: Views) -> None:
    """Its view is given once; both markers are there."""
    body = f"![a](poll:{POLL})\n\n![b](poll:{POLL})"
    assert list(polls_in(body)) == [POLL]
    assert mark_polls(views, body).count("<!--poll:") == 2
