"""Easy read: one idea a line with a picture, tied both ways to the page that it makes easy."""

import datetime as dt
from pathlib import Path

import pytest
from lxml import html

from waymark.addresses import Addresses
from waymark.checks.easy import sentences
from waymark.content import Content, Kind, load_content
from waymark.content.easy import easy_lines
from waymark.model.easy import LONGEST_SENTENCE, PICTURES
from waymark.prepare.easy import easy_parts, is_easy
from waymark.views import Views

WANTED = {"en": {"help-now", "panic", "how-to-tell-someone", "what-stays-private"}, "da": {"help-now"}}


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_the_pages_that_were_promised_are_there(content: Content, lang: str) -> None:
    """Get help now in both languages, and three more in English."""
    found = {entry.id.removeprefix("easy/") for entry in content.of(Kind.PAGE, lang) if is_easy(entry)}
    assert found >= WANTED[lang]


def test_easy_lines_know_their_form() -> None:
    """A heading with an anchor, a line with a picture, and what is neither."""
    found = list(easy_lines("## Now {#now}\n\n- ![a](picture:phone) Call.\nWords.", 10))
    assert [(line.number, line.words, line.picture, line.anchor, line.heading) for line in found] == [
        (10, "Now", None, "now", True),
        (12, "Call.", "phone", None, False),
        (13, "Words.", None, None, False),
    ]


def test_lines_stand_under_their_headings(content: Content) -> None:
    """Numbers come from the registry, as a link that dials; everything else is words."""
    views = Views(content, Addresses(content), "en", dt.date(2026, 11, 22))
    parts = easy_parts(
        views, "## Now\n- ![a](picture:phone) Call [999](contact:emergency-999) <now>.\n## Then {#then}\n"
    )
    assert parts == [
        {
            "heading": "Now",
            "id": "part-1",
            "lines": [{"picture": "phone", "html": 'Call <a href="tel:999">999</a> &lt;now&gt;.'}],
        },
        {"heading": "Then", "id": "then", "lines": []},
    ]


def test_sentences_are_counted_as_they_are_read() -> None:
    """A colon is a breath; a link counts by its words."""
    assert sentences("Say: this is panic. It passes.") == ["Say: this is panic.", "It passes."]
    assert sentences("Text [Shout](contact:shout/text) now!") == ["Text Shout now!"]


def test_no_sentence_is_long(content: Content) -> None:
    """Twelve words at most, and six on average."""
    words = [
        len(sentence.split())
        for entry in content.of(Kind.PAGE)
        if is_easy(entry)
        for line in easy_lines(entry.body)
        for sentence in sentences(line.words)
    ]
    assert max(words) <= LONGEST_SENTENCE
    assert sum(words) / len(words) <= 7


def test_every_picture_is_a_drawing_and_every_drawing_a_picture(project: Path) -> None:
    """What an editor may name is what there is; drawings hold shapes only, in the page's colours."""
    folder = project / "theme" / "illustrations" / "easy"
    assert {path.stem for path in folder.glob("*.svg")} == set(PICTURES)
    for path in folder.glob("*.svg"):
        drawing = path.read_text(encoding="utf-8")
        assert not any(word in drawing for word in ("style=", "fill=", "<script", "http", "<text", "id=")), (
            path
        )
        assert len(drawing) < 1200, path


@pytest.mark.parametrize(("lang", "names"), WANTED.items())
def test_the_two_versions_lead_to_each_other(
    hub_build: Path, content: Content, lang: str, names: set[str]
) -> None:
    """Whoever meets the long one first finds the short one, and the other way round."""
    root = "/" if lang == "en" else f"/{lang}/"
    for name in names:
        easy = f"{root}easy/{name}/"
        long = content.get(Kind.GUIDE, lang, name) or content.get(Kind.PAGE, lang, name)
        assert long
        address = Addresses(content).of(long)
        assert links(hub_build, address) >= {easy}
        assert links(hub_build, easy) >= {address}
        assert links(hub_build, f"{root}easy/") >= {easy}


def links(hub_build: Path, address: str) -> set[str]:
    """Where a page's own part leads."""
    tree = html.fromstring((hub_build / "site" / address.strip("/") / "index.html").read_bytes())
    return {link.get("href") for link in tree.xpath("//main//a")}


@pytest.mark.parametrize("path", ["easy/help-now", "da/easy/help-now"])
def test_every_line_has_its_picture_and_the_first_number_is_near(hub_build: Path, path: str) -> None:
    """A picture left of each line, silent for screen readers; the emergency number in the first three lines."""
    tree = html.fromstring((hub_build / "site" / path / "index.html").read_bytes())
    lines = tree.xpath("//li[@class='easy-line']")
    assert len(lines) >= 20
    assert all(line.xpath("./span[@aria-hidden='true']/svg") for line in lines)
    first = [link.get("href") for line in lines[:3] for link in line.iter("a")]
    assert first == ["tel:112" if path.startswith("da/") else "tel:999"]
