"""Waits for something in a page by asking again and again: the security policy forbids a page to do that by itself."""

from typing import Any

from playwright.sync_api import Page

HAS = "async (path) => Boolean(await caches.match(path))"
"""Whether a copy of a path is kept."""
IN_CHARGE = "() => Boolean(navigator.serviceWorker.controller)"


def until(page: Page, question: str, about: Any = None, *, seconds: int = 15) -> None:
    """Returns once the function answers yes; fails after a while."""
    for _ in range(seconds * 10):
        if page.evaluate(question, about):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{question} {about} never came true")
