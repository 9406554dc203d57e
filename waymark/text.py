"""Words made comparable: one folding for every comparison of what people type with what editors write.

``theme/js/text.js`` does the same on the device; ``tests/cases/fold.json`` holds the two together.
"""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xAD, 0xFEFF, 0xFE0F]
)
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "ß": "ss",
        "đ": "d",
        "ł": "l",
        "œ": "oe",
        # letters of other alphabets that look like ours
        "а": "a",
        "е": "e",
        "о": "o",
        "р": "p",
        "с": "c",
        "у": "y",
        "х": "x",
        "і": "i",
        "ѕ": "s",
        "ԁ": "d",
        "к": "k",
        "м": "m",
        "т": "t",
        "в": "b",
        "н": "h",
        "α": "a",
        "ο": "o",
        "ε": "e",
        "ι": "i",
        "κ": "k",
        "ν": "v",
        "ρ": "p",
        "τ": "t",
        "υ": "u",
    }
)
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_GAPS = re.compile(r"[^a-z0-9]+")
LONGEST = 500
"""Letters of a query that are looked at; the rest is cut (crisis policy, API shape)."""


def fold(text: str) -> str:
    """Lower case, no accents, no invisible marks, no apostrophes, single spaces: what two spellings of one thing share.

    å becomes aa, ø oe and æ ae, as Danes themselves write them without their letters.
    """
    # Before NFKC, which turns an acute accent used as an apostrophe into a space.
    text = _APOSTROPHES.sub("", text.translate(_INVISIBLE))
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_LETTERS)
    return _GAPS.sub(" ", text).strip()


def slug(text: str) -> str:
    """Words as they may stand in an address."""
    return fold(text).replace(" ", "-")


def digits(text: str) -> str:
    """Only the figures of a number, with a leading plus kept."""
    return ("+" if text.strip().startswith("+") else "") + re.sub(r"\D", "", text)


def one_slip(first: str, second: str) -> bool:
    """True when one letter was left out, added, changed, or two neighbours were swapped."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    if len(first) > len(second):
        first, second = second, first
    start = next(
        (i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), len(first)
    )
    if len(first) < len(second):
        return first[start:] == second[start + 1 :]
    changed = first[start + 1 :] == second[start + 1 :]
    return changed or (
        first[start : start + 2] == second[start : start + 2][::-1]
        and first[start + 2 :] == second[start + 2 :]
    )
