"""Every page reads as HTML without a slip that a browser has to mend; ``make soak`` asks the Nu checker as well."""

from pathlib import Path

import html5lib
import pytest


def slips(page: bytes) -> list[tuple[str, tuple[int, int]]]:
    """What a browser would mend in silence, by the standard's own way of reading, and where."""
    parser = html5lib.HTMLParser()
    parser.parse(page, transport_encoding="utf-8")
    return [(code, place) for place, code, _ in parser.errors]


def test_no_page_has_a_slip(hub_build: Path) -> None:
    """All pages, not one of each kind."""
    found = {
        path: slip
        for path in sorted((hub_build / "site").rglob("*.html"))
        if (slip := slips(path.read_bytes()))
    }
    assert found == {}


@pytest.mark.parametrize(
    "slip",
    ["<p><b>never closed", "<ul></p></ul>", '<p id="a" id="b">', "<p>a &nosuch; b", "<table><p>x</table>"],
)
def test_the_reading_can_fail(slip: str) -> None:
    """What is left open, closed twice, said twice, unknown or in the wrong place is found."""
    assert slips(
        f'<!doctype html><html lang="en"><head><title>x</title></head><body>{slip}</body></html>'.encode()
    )
