"""Printable cards of a poll with codes: a whole document, eight to a sheet of A4, each with a QR code and nothing that numbers it.

The order is the caller's, who has shuffled it. The code stands behind the # of the address: no server and no school's proxy sees it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from waymark.qr import qr_code

TEMPLATES = Path(__file__).parent / "templates"
ON_A_SHEET = 8
GROUP = 4
"""Letters that stand together: people copy four at a time."""


def cards_html(
    title: str, words: Mapping[str, str], address: str, codes: Sequence[str], lang: str = "en"
) -> str:
    """The document. ``address``: the poll's short address, https://site/p/<id>/; ``words``: the interface words of the language."""
    cards = [{"code": grouped(code), "qr": qr_code(f"{address}#{plain(code)}")} for code in codes]
    sheets = [cards[start : start + ON_A_SHEET] for start in range(0, len(cards), ON_A_SHEET)]
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template("cards.html").render(
        title=title, t=words, lang=lang, short=address.partition("://")[2].rstrip("/"), sheets=sheets
    )


def plain(code: str) -> str:
    """A code's letters alone."""
    return "".join(letter for letter in code if letter.isalnum()).upper()


def grouped(code: str) -> str:
    """A code as people copy it: K7Q2 9FXM 3TBD."""
    letters = plain(code)
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
