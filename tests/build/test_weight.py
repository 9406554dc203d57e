"""A page weighs the same in a hub of ten pages and in one of thousands."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from waymark.addresses import Addresses
from waymark.content import Content, Kind, load_content, without_past
from waymark.prepare import Prepared, prepare_site
from waymark.views import Views

TODAY = dt.date(2026, 11, 22)
MORE = 600


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own."""
    return without_past(load_content(project / "content")[0], TODAY)


def prepared(content: Content) -> Prepared:
    """What is rendered of it: each page with its data, and what all pages share. A page's HTML follows from those and the templates."""
    return prepare_site(
        {lang: Views(content, Addresses(content), lang, TODAY) for lang in content.hub.languages},
        release=False,
    )


def with_more_guides(content: Content) -> Content:
    """The same hub with many guides more, each like one that there is."""
    guides = [entry for entry in content.of(Kind.GUIDE, "en") if entry.record.layout == "guide"]
    more = {}
    for number in range(MORE):
        entry = guides[number % len(guides)]
        new = dataclasses.replace(entry, id=f"{entry.id}-{number}")
        more[new.kind, new.lang, new.id] = new
    return dataclasses.replace(content, entries={**content.entries, **more})


def test_a_page_does_not_grow_with_the_hub(content: Content) -> None:
    """Guides, help, home and what all pages share are the same, letter for letter, with 600 guides more. A service may choose other
    guides to lead to, and not more of them."""
    small, large = prepared(content), prepared(with_more_guides(content))
    assert len(large.pages) == len(small.pages) + MORE
    assert small.shared == large.shared
    found = {page.path: page for page in large.pages}
    for page in small.pages:
        same = found[page.path]
        if page.meta["kind"] in ("guide", "help-now", "home", "page", "find"):
            assert same.text == page.text, page.path
        if page.meta["kind"] == "service":
            assert len(same.text) < len(page.text) + 4_000, page.path
