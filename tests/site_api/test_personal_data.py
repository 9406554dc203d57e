"""The personal-data screen: what it was written for is masked, what is about nobody is left, and rude words only sort."""

import time
from pathlib import Path

import pytest
import yaml

from site_api.personal_data import digits, known_names, known_numbers, read_screen, screen_of
from waymark.personal import Span, mask, read_rules

CASES = Path(__file__).parents[1] / "cases" / "personal"
SEEN = yaml.safe_load((CASES / "seen.yml").read_text(encoding="utf-8"))
WITH, WITHOUT = [case for case in SEEN if case["personal"]], [case for case in SEEN if not case["personal"]]


@pytest.fixture(scope="module")
def screen(bundle):
    """The screen of the real build."""
    return screen_of(bundle)


@pytest.mark.parametrize("case", WITH, ids=lambda case: case["text"][:40])
def test_what_the_rules_were_written_for_is_masked(screen, case):
    """Every personal piece is gone from what an editor sees, and its kind is told."""
    masked = screen.mask(case["text"])
    assert [piece for piece in case["personal"] if piece in masked.text] == []
    assert masked.kinds
    assert all(f"[{kind}]" in masked.text for kind in masked.kinds)


@pytest.mark.parametrize("case", WITHOUT, ids=lambda case: case["text"][:40])
def test_what_is_about_nobody_is_left_as_it_is(screen, case):
    """Helplines, services, feelings, who somebody is: an editor reads the words themselves."""
    assert screen.mask(case["text"]).text == case["text"]


def test_every_number_of_the_registry_stays_readable(screen, bundle):
    """As it is written there: it is a helpline's, not a child's."""
    hidden = [
        number
        for number in sorted(known_numbers(bundle))
        if screen.mask(f"call {number} now").text != f"call {number} now"
    ]
    assert hidden == []


def test_every_name_of_a_contact_and_place_stays_readable(screen, bundle):
    """ "Samaritans" and "Fleetwood" are nobody's."""
    names = {contact["name"] for contacts in bundle.contacts.values() for contact in contacts.values()}
    assert names <= known_names(bundle) | {name for name in names if len(name) <= 2 or name.isdigit()}
    hidden = [name for name in sorted(names) if name not in screen.mask(f"I rang {name} and it was ok").text]
    assert hidden == []


def test_a_helplines_number_is_known_with_its_country(bundle):
    """+44 800 1111 is Childline too."""
    screen = read_screen(bundle.personal, allowed_numbers=["0800 1111", "01632 960 001"])
    for text in ("01632960001", "+44 1632 960001", "01632-960-001"):
        assert screen.mask(text).text == text
    assert screen.mask("01632 960 002").kinds


def test_two_helpline_numbers_side_by_side_hide_no_third(bundle):
    """A number glued to a helpline's is not the helpline's."""
    screen = read_screen(bundle.personal, allowed_numbers=["116 123"])
    assert "07700 900123" not in screen.mask("116 123 07700 900123").text


def test_masking_is_whole_and_never_overlaps():
    """Of two findings the longer names both; what lies between stays."""
    found = mask("ring kai@x.org or 07700", [Span(5, 14, "email"), Span(5, 8, "name"), Span(18, 23, "phone")])
    assert found.text == "ring [email] or [phone]"
    assert found.kinds == ("email", "phone")


def test_masking_twice_changes_nothing(screen):
    """The names of kinds are no personal data."""
    for case in SEEN:
        once = screen.mask(case["text"]).text
        assert screen.mask(once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀" * 200,
        "a" * 500,
        "1 " * 250,
        "@" * 500,
        "a." * 250,
        "one " * 125,
        "St " * 166,
        "the school " * 45,
        "dot at " * 71,
        "\u202e" * 100,
    ],
)
def test_no_text_makes_a_rule_run_away(screen, text):
    """A pattern that tries for ever would stop an editor's work. A second is a thousand times what it takes."""
    start = time.process_time()
    screen.mask(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("fault", [{"kind": "x", "pattern": "("}, {"kind": "x", "pattern": "<nowhere>"}])
def test_a_rule_that_cannot_be_read_is_named(fault):
    """With its pattern, for the editor who wrote it."""
    with pytest.raises(ValueError, match=r"\(|nowhere"):
        read_rules({"lists": {}, "rules": [fault]})


# Rude words


@pytest.mark.parametrize(
    "text",
    [
        "i am gay and proud",
        "queer group times please",
        "nothing about being trans",
        "the sex ed page was useful",
        "he raped me last year",
        "someone has my nudes",
        "i want to die",
        "Scunthorpe and Penistone have no drop in",
        "jeg er bøsse",
    ],
)
def test_nobodys_trouble_is_rude(screen, text):
    """A comment with one of these must not be read last."""
    assert not screen.is_rude(text)


def test_rude_words_are_known_and_few(screen, bundle):
    """In any case, as whole words; the list stays short enough to read."""
    assert screen.is_rude("this is SHIT!")
    assert not screen.is_rude("shitake")
    assert 20 <= len(screen.rude) <= 40


def test_digits_are_digits_of_any_writing():
    """Spaces, brackets and pluses don't count."""
    assert digits("+44 (0)800-1111") == "4408001111"
