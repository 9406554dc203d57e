"""The pages for the worst hour: what young people asked for is on them, in words for their age, in the order that matters."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import textstat
from lxml import html

from waymark.bundle import open_bundle
from waymark.checks.words import GRADE_TO_AGE, plain
from waymark.content import Content, load_content
from waymark.finish.kept import NO_STORE, listed
from waymark.search import Question

HELP, EMERGENCY = "help-now", "guides/is-it-an-emergency"
ELEVEN, CALLS = "guides/111-for-mental-health", "guides/what-happens-when-you-call"
HOSPITAL, FRIEND = "guides/going-to-a-and-e", "guides/a-friend-is-not-safe"
KEPT = (HELP, EMERGENCY, ELEVEN, CALLS, HOSPITAL, FRIEND)

WISHES = {
    "listening": (CALLS, "listening"),
    "medical support": (HOSPITAL, "medical-support"),
    "family support": (HOSPITAL, "family-support"),
    "practical resolution": (HOSPITAL, "practical-help"),
    "care": (HELP, "care"),
    "help from a professional": (ELEVEN, "professional-help"),
    "not having to repeat": (HOSPITAL, "say-it-once"),
    "comfort": (HOSPITAL, "comfort"),
    "consistency": (HOSPITAL, "consistency"),
    "expectations": (HOSPITAL, "expectations"),
    "planning": (HOSPITAL, "planning"),
}
"""What young people said that they want in a crisis (D72), and where it is answered. The anchors are permanent."""

OLDEST_READER = {"ages-11-to-13": 9, "ages-14-to-17": 11, "ages-18-to-25": 11, "adults": 11}
"""111 by age: the reading age that each part may have."""


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's content."""
    return load_content(project / "content")[0]


def page(build: Path, path: str) -> html.HtmlElement:
    """A page of the build."""
    return html.fromstring((build / "site" / path / "index.html").read_bytes())


def words_at(tree: html.HtmlElement, anchor: str) -> str:
    """The words that belong to an anchor: its own, or below a heading all up to the next one."""
    (found,) = tree.xpath("//main//*[@id=$anchor]", anchor=anchor)
    if found.tag not in ("h2", "h3"):
        return str(found.text_content())
    said = []
    for element in found.itersiblings():
        if element.tag in ("h2", "h3"):
            break
        said.append(element.text_content())
    return " ".join(said)


@pytest.mark.parametrize("wish", WISHES)
def test_each_of_the_eleven_wishes_is_answered(hub_build: Path, wish: str) -> None:
    """K04, D72: a lasting address, with real words under it, on a page that Get help now leads to."""
    path, anchor = WISHES[wish]
    assert len(words_at(page(hub_build, path), anchor).split()) >= 8
    if path != HELP:
        assert f"/{path}/" in page(hub_build, HELP).xpath("//main//a/@href")


def test_the_wishes_are_eleven_and_each_has_its_own_place() -> None:
    """None is lost, and no two share one answer."""
    assert len(WISHES) == len(set(WISHES.values())) == 11


@pytest.mark.parametrize("part", OLDEST_READER)
def test_111_is_explained_for_each_age(content: Content, hub_build: Path, part: str) -> None:
    """K03: four parts, each readable at its age, and each says something of its own."""
    body = next(entry.body for key, entry in content.entries.items() if entry.id == "111-for-mental-health")
    (said,) = re.findall(rf"^### [^\n]*{{#{part}}}\n(.*?)(?=^##)", body, re.MULTILINE | re.DOTALL)
    assert len(said.split()) >= 35
    assert textstat.flesch_kincaid_grade(plain(said)) + GRADE_TO_AGE <= OLDEST_READER[part]
    assert words_at(page(hub_build, ELEVEN), part).split()


def test_111_is_not_only_for_coughs(hub_build: Path) -> None:
    """The myth has its card, and who asks finds the page first."""
    assert "coughs" in words_at(page(hub_build, ELEVEN), "myth")
    search = open_bundle(hub_build).search["en"]
    for asked in ("is 111 for mental health", "is 111 only for coughs"):
        first = search.find(Question(q=asked, lang="en", size=1)).hits[0]
        assert (first.type, first.id) == ("resource", "111-for-mental-health"), asked


@pytest.mark.parametrize(
    ("lang", "first"), [("", ["tel:999"]), ("da/", ["tel:112"])], ids=["English", "Danish"]
)
def test_hurt_or_taken_something_comes_first(
    hub_build: Path, content: Content, lang: str, first: list[str]
) -> None:
    """K01: the first card is the emergency number under those words; it links nowhere else."""
    tree = page(hub_build, f"{lang}{HELP}")
    card = tree.xpath("//main//section[contains(@class, 'care-card')]")[0]
    strings = content.strings[lang.strip("/") or "en"]
    assert strings["help_hurt"] in card.xpath("string(.//h2)")
    assert card.xpath(".//a/@href")[:1] == first
    assert all(urlsplit(href).scheme for href in card.xpath(".//a/@href"))
    assert tree.xpath("//main//a/@href")[:1] == first


@pytest.mark.parametrize("lang", ["", "da/"], ids=["English", "Danish"])
def test_writing_stands_beside_calling(hub_build: Path, lang: str) -> None:
    """A way without a voice stands between the emergency card and the next one; the nation's own urgent help follows."""
    tree = page(hub_build, f"{lang}{HELP}")
    between = tree.xpath("//main//*[@class='care-after']//a/@href")
    assert any(href.startswith("sms:") for href in between)
    assert "#not-sure" in between
    urgent = tree.xpath("//section[contains(@class, 'care-card--urgent')]")[0]
    if not lang:
        assert urgent.xpath(".//a[starts-with(@href, 'tel:')]/@href")[0] == "tel:111"
        assert "mental health option" in urgent.xpath("string(.//*[contains(@class, 'contact-card')][1])")
    assert "#your-team" in urgent.xpath(".//a/@href")


@pytest.mark.parametrize("lang", ["", "da/"], ids=["English", "Danish"])
def test_every_jump_on_get_help_now_lands(hub_build: Path, lang: str) -> None:
    """Links within the page have their place."""
    tree = page(hub_build, f"{lang}{HELP}")
    for href in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert tree.xpath("//*[@id=$id]", id=href[1:]), href


def test_every_crisis_contact_says_what_happens_next(hub_build: Path, content: Content) -> None:
    """B07: each emergency or urgent contact that a help page shows has its words, in the page's language, on the page."""
    for path in (*KEPT, f"da/{HELP}"):
        lang = "da" if path.startswith("da/") else "en"
        shown = {
            " ".join(str(name).split())
            for name in page(hub_build, path).xpath(
                "//main//*[contains(@class, 'contact-card__name')]//text()[normalize-space()]"
            )
        }
        text = " ".join(page(hub_build, path).xpath("string(//main)").split())
        crisis = [
            each
            for each in content.contacts.values()
            if each.name in shown and each.urgency != "talk" and lang in each.languages
        ]
        assert len(crisis) >= 3, path
        for each in crisis:
            assert each.what_happens, each.id
            assert " ".join(each.what_happens[lang].split()) in text, (path, each.id)


def test_sure_or_not_there_is_a_way_on_and_back(hub_build: Path) -> None:
    """K03: "Is it an emergency?", the friend's page and A&E are linked from Get help now, and lead back to it."""
    onward = page(hub_build, HELP).xpath("//main//*[@class='words']//a/@href")
    for path in (EMERGENCY, ELEVEN, CALLS, HOSPITAL, FRIEND):
        assert f"/{path}/" in onward
    for path in (EMERGENCY, FRIEND):
        assert "/help-now/" in page(hub_build, path).xpath("//main//*[@class='words']//a/@href")


def test_each_line_has_its_own_heading(hub_build: Path) -> None:
    """What happens when you call or text: five headings, each with how to stop; and what is known about bills."""
    tree = page(hub_build, CALLS)
    for anchor in ("call-999", "call-111", "call-childline", "text-shout", "call-samaritans"):
        assert "To stop:" in words_at(tree, anchor), anchor
    assert words_at(tree, "on-a-bill")


def test_the_screen_to_show_is_neutral(hub_build: Path) -> None:
    """D73: it says nothing that a queue could read about the reader; the page says that nobody has to say why at the desk."""
    tree = page(hub_build, HOSPITAL)
    (card,) = tree.xpath("//*[@id='show']")
    said = card.text_content().lower()
    for word in ("suicid", "self-harm", "mental", "overdose", "crisis", "hurt", "depress", "waymark"):
        assert word not in said
    assert card.xpath(".//a/@href") == ["#show", "#shown"] and tree.xpath("//*[@id='shown']")
    assert "don't have to say why at the desk" in words_at(tree, "show-this-screen")
    for anchor in ("what-to-bring", "comfort", "expectations", "sent-home"):
        assert words_at(tree, anchor)


def test_the_kept_pages_are_the_help_pages(hub_build: Path) -> None:
    """Get help now and the guides it leads to, both languages; never a page with a quick way out; each really there, a third as heavy."""
    site = hub_build / "site"
    langs = listed((site / "sw.js").read_text(encoding="utf-8"))["langs"]
    assert [langs[lang]["help"] for lang in ("en", "da")] == [f"/{HELP}/", f"/da/{HELP}/"]
    assert list(langs)[-1] == "en", "the language at the root comes last: every address begins like its root"
    assert {f"/{path}/" for path in KEPT if path != HELP} <= set(langs["en"]["guides"])
    for lang, kept in langs.items():
        assert len(kept["guides"]) == len(set(kept["guides"])) <= 10
        for path in kept["guides"]:
            whole = (site / path.strip("/") / "index.html").read_bytes()
            slim = (site / "assets" / "kept" / f"{path.strip('/')}.html").read_bytes()
            tree, small = html.fromstring(whole), html.fromstring(slim)
            assert not tree.xpath("//*[@data-exit]") and not (site / path.strip("/") / NO_STORE).exists(), (
                path
            )
            assert small.xpath("string(//h1)") == tree.xpath("string(//h1)") and small.get("lang") == lang
            dials = tree.xpath("//*[@class='words']//a[starts-with(@href, 'tel:')]/@href")
            assert set(dials) <= set(small.xpath("//main//a/@href")), path
            assert len(gzip.compress(slim, 9)) <= 3_500, path


@pytest.mark.parametrize(
    ("path", "lang", "home"), [("offline", "en", "tel:999"), ("da/offline", "da", "tel:112")]
)
def test_the_page_for_copies_that_are_too_old(
    hub_build: Path, content: Content, path: str, lang: str, home: str
) -> None:
    """National numbers of every nation, the language's own first, all from the registry; its day; and that it is old."""
    tree = page(hub_build, path)
    numbers = tree.xpath("//main//a[not(starts-with(@href, '/'))]/@href")
    assert numbers[0] == home
    assert {"tel:999", "tel:112", "tel:111", "tel:116123", "tel:08001111"} <= set(numbers)
    assert any(number.startswith("sms:85258") for number in numbers)
    assert all(number.startswith(("tel:", "sms:")) for number in numbers)
    text = tree.xpath("string(//main)")
    assert content.strings[lang]["old_words"] in text
    assert "2026" in text and tree.get("lang") == lang
    assert (hub_build / "site" / path / "index.html").stat().st_size < 20_000


def test_the_exit_site_is_plain_data(content: Content, hub_build: Path) -> None:
    """K37: one address in hub.yml, without a query that could tell on anybody; which pages have it is in their front matter."""
    exit_to = urlsplit(content.hub.exit_to)
    assert (exit_to.scheme, exit_to.query, exit_to.fragment) == ("https", "", "")
    listed = {entry.id for entry in content.entries.values() if getattr(entry.record, "exit_page", False)}
    assert {"not-safe-at-home", "abuse"} <= listed
    for found in sorted((hub_build / "site").rglob("index.html")):
        has = b"data-exit " in found.read_bytes()
        assert has == (found.parent.name in listed and found.parent.parent.name in ("guides", "topics")), (
            found
        )
