"""Asking the editors in a real browser: with scripts off, by keyboard, at 320 pixels; help first, nothing left on the device."""

import json
from pathlib import Path

import pytest

CASES = json.loads((Path(__file__).parents[1] / "cases" / "crisis.json").read_text(encoding="utf-8"))
URGENT = next(case["text"] for case in CASES if case["severity"] == "urgent" and case["lang"] == "en")
CALM = "zebracanary who gets told if I talk to the school nurse?"


@pytest.mark.parametrize(
    ("path", "thanks"), [("/ask/", "Thank you for asking"), ("/da/ask/", "Tak, fordi du spurgte")]
)
def test_a_question_is_sent_without_scripts(visit, path, thanks):
    """From the page to the thanks, by keyboard alone."""
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    page.locator("#ask-text").focus()
    page.keyboard.type(CALM)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text().replace("\n", " ") == thanks
    assert page.locator(".contact-card").count() > 1
    assert CALM not in page.content()


def test_crisis_words_show_help_in_the_first_screen(visit):
    """Before the thanks, on a phone, with scripts off."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/ask/")
    page.fill("#ask-text", URGENT)
    page.click(".ask-form .button")
    box = page.locator(".crisis-panel .dial").first.bounding_box()
    assert box["y"] + box["height"] <= 640
    assert page.locator("#thanks").bounding_box()["y"] > box["y"]


def test_too_long_comes_back_filled_in(visit):
    """A browser that lets more through than there is room for loses no word."""
    page = visit().new_page()
    page.goto("/ask/")
    page.locator("#ask-text").evaluate("box => box.removeAttribute('maxlength')")
    page.fill("#ask-text", f"{CALM} " * 20)
    page.select_option("#ask-topic", "sleep")
    page.click(".ask-form .button")
    assert page.locator("#ask-text").input_value().count("zebracanary") == 20
    assert page.locator("#ask-topic").input_value() == "sleep"
    assert "500" in page.locator("#ask-wrong").inner_text()


def test_nothing_of_a_question_stays_on_the_device(visit):
    """No storage, no cookie, no word in the address."""
    context = visit()
    page = context.new_page()
    page.goto("/ask/")
    page.fill("#ask-text", CALM)
    page.click(".ask-form .button")
    page.wait_for_selector("#main h1")
    assert context.cookies() == []
    assert "zebracanary" not in page.url
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "zebracanary" not in kept
