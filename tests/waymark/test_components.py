"""Every component has examples, and they are true: the component page, the guide for developers and these tests read the same files."""

import datetime as dt
import json
from pathlib import Path

import pytest
from lxml import html

from waymark.addresses import Addresses
from waymark.content.load import load_content
from waymark.finish.showcase import OWN_PAGE, examples, still
from waymark.prepare.shared import shared_data
from waymark.views import Views

ROOT = Path(__file__).parents[2]
THEME = ROOT / "theme"
NAMES = sorted(path.name for path in (THEME / "components").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def shared(project_content):
    """What all English pages share."""
    views = Views(project_content, Addresses(project_content), "en", dt.date(2026, 11, 29))
    found = shared_data(views, release=False, addresses={"/saved/", "/settings/"})
    return {
        **found,
        "css": "/assets/site.css",
        "js": "/assets/js/site.js",
        "sheets": {"polls": "", "find": "", "print": ""},
    }


@pytest.fixture(scope="module")
def project_content():
    """The content of this repository."""
    return load_content(ROOT / "content")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_component_has_examples_that_work(name, shared):
    """One file of fixtures a component; each example can be made, and at least one shows something."""
    made = list(examples(THEME, shared, name))
    assert made, "it has no example"
    assert any(text.strip() for _, text in made)
    assert not any("{{" in text or "@t" in text for _, text in made)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OWN_PAGE])
def test_an_example_on_the_component_page_does_nothing(name, shared):
    """No number dials, no link leads away, no script finds a hook; ids are never there twice."""
    ids: list[str] = []
    for number, (_, text) in enumerate(examples(THEME, shared, name)):
        if not text:
            continue
        tree = html.fragment_fromstring(still(text, f"{name}-{number}"), create_parent="div")
        assert {link.get("href") for link in tree.iter("a") if link.get("href")} <= {"#main"}
        assert {form.get("action") for form in tree.iter("form")} <= {"#main"}
        assert not [
            key
            for element in tree.iter()
            for key in getattr(element, "attrib", {})
            if key.startswith("data-")
        ]
        ids += [element.get("id") for element in tree.iter() if getattr(element, "attrib", {}).get("id")]
    assert len(ids) == len(set(ids))


def test_styles_that_stand_apart_belong_to_components_that_exist():
    """theme/sheets.json names folders of theme/components."""
    named = json.loads((THEME / "sheets.json").read_text())
    listed = [component for components in named.values() for component in components]
    assert set(listed) <= set(NAMES)
    assert len(listed) == len(set(listed))


def test_dark_is_written_once():
    """Components take colours from the tokens: a choice of light or dark made here has to reach all of them."""
    asking = [path.name for path in THEME.rglob("*.css") if "prefers-color-scheme" in path.read_text()]
    assert asking == []


def test_every_topic_has_a_drawing(project_content, shared):
    """Its own or its shelf's, and the drawing exists."""
    drawn = {path.stem for path in (THEME / "illustrations" / "spots").glob("*.svg")}
    assert set(shared["drawings"]) == set(project_content.topics)
    assert set(shared["drawings"].values()) <= drawn
