"""Cards with codes: what is on them, and what never is."""

import re

from lxml import html

from site_api.cards import cards_html, grouped, plain
from waymark.qr import qr_code

WORDS = {
    "cards_title": "Cards",
    "cards_print": "Shuffle.",
    "cards_how": "Go to",
    "cards_code": "Code",
    "cards_once": "Once.",
}
CODES = [f"K7Q29FXM3T{letter}{letter}" for letter in "0123456789A"]
ADDRESS = "https://hub.test/p/breaks/"


def test_every_code_is_on_one_card_in_the_order_given() -> None:
    """Eight to a sheet, codes in groups of four, in the caller's shuffled order."""
    page = html.fromstring(cards_html("Breaks", WORDS, ADDRESS, CODES))
    assert [code.text for code in page.find_class("code")] == [grouped(code) for code in CODES]
    assert [len(sheet.find_class("card")) for sheet in page.find_class("sheet")] == [8, 3]


def test_no_card_has_a_number() -> None:
    """All cards are alike but for code and QR: nothing says which came first or which sheet it was on."""
    page = html.fromstring(cards_html("Breaks", WORDS, ADDRESS, CODES))
    for card in page.find_class("card"):
        for own in (*card.find_class("code"), *card.xpath(".//*[name()='svg']")):
            own.getparent().remove(own)
    assert len({html.tostring(card) for card in page.find_class("card")}) == 1


def test_the_code_stands_behind_the_fragment_sign() -> None:
    """The short address is in words without its code, and the QR code holds both: other codes are other pictures."""
    assert qr_code(f"{ADDRESS}#{plain(CODES[0])}") != qr_code(f"{ADDRESS}#{plain(CODES[1])}")
    document = cards_html("Breaks", WORDS, ADDRESS, CODES[:1])
    assert qr_code(f"{ADDRESS}#{plain(CODES[0])}") in document
    words = html.fromstring(document).find_class("address")[0].text_content()
    assert words == "hub.test/p/breaks"


def test_titles_are_escaped_and_nothing_is_fetched() -> None:
    """The file is opened from a disk: it needs no other file, and a title is words, never markup."""
    document = cards_html("<b>Breaks</b>", WORDS, ADDRESS, CODES)
    assert "<b>" not in document
    assert not re.search(r"<script|<link|src=|url\(", document)
