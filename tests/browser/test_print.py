"""Paper: a guide that goes to hospital in a pocket."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

Visit = Callable[..., BrowserContext]
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
HELP_GUIDES = (
    "is-it-an-emergency",
    "111-for-mental-health",
    "going-to-a-and-e",
    "what-happens-when-you-call",
    "a-friend-is-not-safe",
)


def sides(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PAGE.findall(pdf))


@pytest.mark.parametrize("guide", HELP_GUIDES)
def test_a_help_guide_is_one_side_of_paper(visit: Visit, guide: str) -> None:
    """K04: one A4 side, at its full size."""
    page = visit().new_page()
    page.goto(f"/guides/{guide}/")
    assert sides(page.pdf(format="A4", prefer_css_page_size=True, scale=1)) == 1


def test_get_help_now_prints_short(visit: Visit) -> None:
    """A few sides, not a booklet."""
    page = visit().new_page()
    for path, most in (("/help-now/", 4), ("/da/help-now/", 3)):
        page.goto(path)
        assert sides(page.pdf(format="A4", prefer_css_page_size=True)) <= most, path


def test_paper_holds_what_is_needed_and_no_more(visit: Visit) -> None:
    """The words to show, the numbers and the address are on it; menus and buttons for a screen aren't."""
    page = visit().new_page()
    page.goto("/guides/going-to-a-and-e/")
    page.emulate_media(media="print")
    for there in (
        "#show .show-screen__words",
        ".guide .contact-card .dial >> nth=0",
        ".paper-foot",
        ".meta-line .badge",
    ):
        expect(page.locator(there)).to_be_visible()
    for gone in (".show-screen__ways", ".top", ".next-cards", ".help-strip"):
        expect(page.locator(gone)).to_be_hidden()
