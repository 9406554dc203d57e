"""The order of a language's alphabet: in Danish, Æ, Ø and Å come after Z."""

from waymark.text import fold
from waymark.views import Views

OTHER = "0–9"
"""The heading above everything that begins with no letter."""


def first_letter(views: Views, words: str) -> str:
    """The letter under which words stand in a list."""
    for sign in (words.casefold()[:1], fold(words)[:1]):
        if sign and sign in views.say("alphabet"):
            return sign.upper()
    return OTHER


def in_order(views: Views, words: str) -> tuple[tuple[int, str], ...]:
    """A key to sort words by. Signs that the alphabet doesn't have stand where their plain form does, or before all letters."""
    alphabet = views.say("alphabet")
    return tuple(
        (alphabet.find(plain), plain)
        for sign in words.casefold()
        for plain in (sign if sign in alphabet else fold(sign))
    )
