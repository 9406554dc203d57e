"""Lists of whole numbers as strings for the device: one sign for a small number. They pack best so.

``theme/js/text.js`` reads them back.
"""

from collections.abc import Iterable, Iterator

SIGNS = [chr(code) for code in range(35, 127) if chr(code) != "\\"]
"""Printable, and written in JSON as they are."""
LAST, MORE = 64, 24
"""A number below 64 is one sign. Before that may stand signs for its lower parts, of 24 values each."""
_VALUE = {sign: value for value, sign in enumerate(SIGNS)}


def numbers(values: Iterable[int]) -> str:
    """Whole numbers from 0 as a string."""
    signs: list[str] = []
    for value in values:
        rest = int(value)
        while rest >= LAST:
            signs.append(SIGNS[LAST + rest % MORE])
            rest //= MORE
        signs.append(SIGNS[rest])
    return "".join(signs)


def read_numbers(text: str) -> Iterator[int]:
    """The numbers of such a string. Raises KeyError for a sign that is none."""
    value, scale = 0, 1
    for sign in text:
        found = _VALUE[sign]
        value += (found if found < LAST else found - LAST) * scale
        scale *= MORE
        if found < LAST:
            yield value
            value, scale = 0, 1
