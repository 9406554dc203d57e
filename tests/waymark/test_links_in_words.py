"""Links in a page's words say what a template's links say."""

import pytest

from waymark.prepare.words import mark_links


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("See [them](https://a.example/b?c=1).", "See [them](https://a.example/b?c=1){rel=noreferrer}."),
        ("See [us](/about/) or [call](tel:999).", "See [us](/about/) or [call](tel:999)."),
        (
            "- [us](/about/)\n- [them](https://a.example/)",
            "- [us](/about/){.more-link}\n- [them](https://a.example/){.more-link rel=noreferrer}",
        ),
        ("1. [call](tel:999)", "1. [call](tel:999){.more-link}"),
        (
            "- [us](/about/) and more\n- [us](/about/)\n  and more",
            "- [us](/about/) and more\n- [us](/about/)\n  and more",
        ),
        ("[them](https://a.example/){.own}", "[them](https://a.example/){.own}"),
    ],
)
def test_marks(body: str, marked: str) -> None:
    """A link to others tells nothing of where it was found; one that is a whole item of a list is as big as a finger; others stay."""
    assert mark_links(body) == marked
