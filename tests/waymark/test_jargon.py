"""Hard words are explained where they are met: each once a page, never in the way of help."""

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
from lxml import html

from waymark.addresses import Addresses
from waymark.checks.words import GRADE_TO_AGE, plain
from waymark.content import Content, Entry, Kind, load_content
from waymark.model.jargon import Term
from waymark.prepare.terms import MOST, WITHOUT_TERMS, explain, is_exact, jargon_letters
from waymark.views import Views

GUIDE = "going-to-a-and-e"
LINK = re.compile(r"\]\(#word-(?P<id>[a-z0-9-]+)\)")


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


@pytest.fixture(scope="module")
def views(content: Content) -> Views:
    """In English."""
    return Views(content, Addresses(content), "en", dt.date(2026, 11, 22))


def explained(views: Views, body: str, **facts: Any) -> tuple[str, list[str]]:
    """A body as a topic's page would have it, and the ids in its list of words."""
    entry = next(entry for entry in views.content.of(Kind.TOPIC, views.lang))
    bare = Entry(entry.kind, entry.id, entry.lang, _Bare(**facts), entry.document, entry.home_lang)
    _, marked, terms = explain(views, bare, {}, body)
    return marked, [term["id"] for term in terms]


class _Bare:
    """A record with no words but those that a test gives it."""

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)


def test_the_first_use_is_a_link_and_the_next_is_not(views: Views) -> None:
    """One line of dots for one word: with its own place to come back to, and its meaning for who can't see it."""
    marked, terms = explained(views, "CAMHS may help. CAMHS is free.")
    assert marked == (
        '[CAMHS](#word-camhs){: .word-list__link #in-camhs aria-describedby="meaning-camhs" } may help. CAMHS is free.'
    )
    assert terms == ["camhs"]


@pytest.mark.parametrize(
    "left",
    [
        "### A referral\n",
        "> A referral, please\n",
        "[my referral](/somewhere/)\n",
        "`referral`\n",
        "<!--poll:referral-->\n",
        "```\nreferral\n```\n",
        "## Steps {#referral}\n",
        "pre-referral-ish\n",
        "preferrals\n",
        "referral/other\n",
    ],
)
def test_some_words_are_left_alone(views: Views, left: str) -> None:
    """Headings, screens to show, links, code, marks and parts of other words; the next use is the first."""
    assert explained(views, left) == (left, [])
    marked, terms = explained(views, f"{left}\nA referral.")
    assert marked.startswith(left) and terms == ["referral"]


def test_a_short_form_is_not_the_word_that_it_looks_like(views: Views) -> None:
    """Nobody who reads "send a text" is told about special educational needs."""
    assert explained(views, "Send a text, or send an email. It is a tense time at home.") == (
        "Send a text, or send an email. It is a tense time at home.",
        [],
    )
    assert explained(views, "The SEND team")[1] == ["send"]
    assert is_exact("A&E") and is_exact("EHC plan") and not is_exact("Waiting list")


def test_the_longest_word_wins(views: Views) -> None:
    """A self-referral is no referral, and a peer mentor is peer support."""
    assert explained(views, "You can make a self-referral.")[1] == ["self-referral"]
    assert explained(views, "Ask for a waiting list.")[1] == ["waiting-list"]


def test_a_page_that_explains_a_word_itself_needs_no_link(views: Views) -> None:
    """A list item that begins with the word says what it is; only the others get dots."""
    body = "- **GP:** a family doctor.\n- **[CAMHS](/guides/jargon-buster/):** NHS teams.\n\nA GP, CAMHS and an advocate."
    marked, terms = explained(views, body)
    assert terms == ["advocate"] and "[GP]" not in marked


def test_a_link_by_hand_to_the_list_becomes_one_of_these(views: Views) -> None:
    """Whoever wrote it wanted the word explained, and nobody has to leave the page for that."""
    marked, terms = explained(views, "A [referral](/guides/jargon-buster/) helps.")
    assert marked.startswith("A [referral](#word-referral){") and terms == ["referral"]


def test_words_that_cannot_be_links_are_in_the_list(views: Views) -> None:
    """What a title, a summary or a service's facts say is explained below all the same."""
    assert explained(views, "Words.", summary="A GP can help.", next_steps=("You get a referral.",))[1] == [
        "gp",
        "referral",
    ]


def test_never_more_dots_than_words(views: Views) -> None:
    """At most twelve a page, whatever an editor writes."""
    many = ". ".join(
        term.term["en"] for term in list(views.content.jargon.values())[:20] if "en" in term.term
    )
    assert len(explained(views, many)[1]) == MOST


def test_try_now_steps_are_marked_too(views: Views) -> None:
    """They come first on a phone; their HTML stays whole."""
    entry = views.content.get(Kind.GUIDE, "en", GUIDE)
    assert entry
    view = {
        "try_now": {"title": "", "steps": ['Go to A&amp;E, or <a href="/x/">the GP</a>. <strong>GP</strong>']}
    }
    made, _, terms = explain(views, entry, view, "")
    tree = html.fragment_fromstring(made["try_now"]["steps"][0], create_parent=True)
    assert [(link.get("href"), link.text) for link in tree.iter("a")] == [
        ("#word-ae", "A&E"),
        ("/x/", "the GP"),
        ("#word-gp", "GP"),
    ]
    assert [term["linked"] for term in terms][:2] == [True, True]


def pages(content: Content, lang: str) -> Iterator[Entry]:
    """Pages that explain their words."""
    for entry in content.entries.values():
        layout = getattr(entry.record, "layout", entry.kind.value)
        if entry.lang == lang and entry.kind is not Kind.POLL and layout not in WITHOUT_TERMS:
            yield entry


@pytest.mark.parametrize("lang", ["en", "da"])
def test_no_word_of_the_list_is_left_unexplained(hub_build: Path, content: Content, lang: str) -> None:
    """K10: on every built page, each word of the list that its words use is a link on its first use, and leads to its meaning."""
    seen = 0
    for entry in pages(content, lang):
        path = hub_build / "site" / Addresses(content).of(entry).strip("/") / "index.html"
        tree = html.fromstring(path.read_bytes())
        listed = {
            each.get("id").removeprefix("word-") for each in tree.xpath("//*[@class='word-list__entry']")
        }
        links = [link.get("href") for link in tree.xpath("//a[contains(@class, 'word-list__link')]")]
        assert {href.removeprefix("#word-") for href in links} <= listed, path
        assert len(links) == len(set(links)), path
        unexplained = unlinked(tree, content, lang) - listed
        assert unexplained == set(), (path, unexplained)
        assert len(listed) < MOST, path
        for link in tree.xpath("//a[contains(@class, 'word-list__link')]"):
            assert tree.get_element_by_id(link.get("aria-describedby")).text_content()
        seen += len(links)
    assert seen > {"en": 300, "da": 60}[lang]


def unlinked(tree: html.HtmlElement, content: Content, lang: str) -> set[str]:
    """The words of the list in a page's plain words that are no link. A page may say itself what a word means."""
    found = set()
    for words in tree.xpath("//div[contains(concat(' ', @class, ' '), ' words ')]"):
        for skipped in words.xpath(
            ".//h1|.//h2|.//h3|.//h4|.//a|.//code|.//blockquote|.//section|.//form|.//li[strong]"
        ):
            skipped.text = None
            for child in list(skipped):
                skipped.remove(child)
        text = words.text_content()
        for term in content.jargon.values():
            if any(uses(text, spelling) for spelling in term.spellings(lang)):
                found.add(term.id)
    return found


def uses(text: str, spelling: str) -> bool:
    """Whether a text has the word, by a way of looking that is not the kit's: word by word."""
    wanted, words = (each.split() for each in (spelling, re.sub(r"[^\w&+'’/@.-]", " ", text)))
    words = [re.sub(r"[.'’-]+$|['’]s$", "", word) for word in words]
    same = (lambda a, b: a == b) if is_exact(spelling) else (lambda a, b: a.lower() == b.lower())
    return any(
        all(same(a, b) for a, b in zip(words[at : at + len(wanted)], wanted, strict=False))
        for at in range(len(words) - len(wanted) + 1)
    )


def test_the_look_at_unlinked_words_can_fail() -> None:
    """It finds a word, and no part of one."""
    assert uses("Ask a GP's help.", "GP") and uses("The Waiting List is long", "waiting list")
    assert not uses("self-referral", "referral") and not uses("Send it", "SEND")


def test_help_now_and_easy_read_have_no_dots(hub_build: Path) -> None:
    """Whoever is there reads to act."""
    for path in ("help-now", "da/help-now", "easy/help-now", "guides/jargon-buster"):
        page = (hub_build / "site" / path / "index.html").read_text(encoding="utf-8")
        assert "word-list__link" not in page, path


def test_the_list_is_long_enough_and_plain(content: Content) -> None:
    """45 words and more in English, 25 in Danish, read at the age of our readers."""
    english = [term for term in content.jargon.values() if "en" in term.term]
    assert len(english) >= 45
    assert len([term for term in content.jargon.values() if "da" in term.term]) >= 25
    age = textstat.flesch_kincaid_grade(plain("\n".join(term.words["en"] for term in english))) + GRADE_TO_AGE
    assert age <= 12


@pytest.mark.parametrize("path", ["guides/jargon-buster", "da/guides/jargon-buster"])
def test_the_jargon_buster_lists_every_word(hub_build: Path, content: Content, path: str) -> None:
    """By letter, each with an address of its own, and a way to each letter."""
    tree = html.fromstring((hub_build / "site" / path / "index.html").read_bytes())
    lang = "da" if path.startswith("da/") else "en"
    wanted = {term.id for term in content.jargon.values() if lang in term.term}
    assert {each.get("id") for each in tree.xpath("//*[@class='term-list__term']")} == wanted
    for way in tree.xpath("//nav[@class='term-list__letters']//a"):
        assert tree.get_element_by_id(way.get("href").lstrip("#")).text == way.text


def test_letters_hold_their_words_in_order(views: Views) -> None:
    """As in a dictionary."""
    letters = jargon_letters(views)
    assert [group["letter"] for group in letters] == sorted(group["letter"] for group in letters)
    for group in letters:
        assert all(term["term"].upper().startswith(group["letter"]) for term in group["terms"])


def test_a_word_of_one_language_is_not_of_the_other() -> None:
    """PPR is Danish: an English page that says PPR says something else."""
    term = Term(id="ppr", term={"da": "PPR"}, words={"da": "Psykologer."}, forms={"en": ("PPR",)})
    assert term.spellings("da") == ("PPR",) and term.spellings("en") == ()


def test_what_explains_costs_little(hub_build: Path) -> None:
    """The list of a page adds at most 1 kB to what travels."""
    heaviest = 0
    for path in (hub_build / "site" / "guides").glob("*/index.html"):
        page = path.read_bytes()
        tree = html.fromstring(page)
        for part in tree.xpath("//section[@class='word-list']"):
            part.getparent().remove(part)
        for link in tree.xpath("//a[contains(@class, 'word-list__link')]"):
            link.drop_tag()
        whole, bare = (html.tostring(each) for each in (html.fromstring(page), tree))
        heaviest = max(heaviest, len(gzip.compress(whole)) - len(gzip.compress(bare)))
    assert 200 < heaviest <= 1024
