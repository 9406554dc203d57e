"""Checks on the built pages themselves: what a reader gets, whoever rendered it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from waymark.content import Content
from waymark.problems import Problem
from waymark.views import channel_href

LOADS = (
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
)
"""What a browser fetches by itself: never from anybody else."""
NAMED_LINKS = {"canonical", "alternate"}
FROM_THE_SERVER = re.compile(r"/api/|/(?:[a-z]{2}/)?(?:ask|embed|go|helped|room)/")
"""Pages that the server makes when they are asked for."""
POLL = re.compile(r"/(?:[a-z]{2}/)?p/(?P<poll>[a-z0-9-]+)/")
"""The short address of a poll, and what stands below it: the server's too, where there is such a poll."""


def check_pages(site: Path, content: Content) -> Iterator[Problem]:
    """Every problem of every page: dead links, numbers that are not in the registry, foreign requests, missing help."""
    dialling = {
        href
        for contact in content.contacts.values()
        for channel in contact.channels
        if (href := channel_href(channel)) and href.startswith(("tel:", "sms:", "mailto:"))
    }
    for path in sorted(site.rglob("*.html")):
        tree = html.fromstring(path.read_bytes())
        shown = f"site/{path.relative_to(site).as_posix()}"
        for rule in (_check_help, _check_loads, _check_scripts, _check_headings, _check_examples):
            yield from rule(shown, tree)
        yield from _check_links(shown, tree, site, path, dialling)


def _problem(shown: str, element: html.HtmlElement, code: str, what: str, fix: str) -> Problem:
    return Problem(shown, element.sourceline or 1, code, what, fix)


def _check_links(
    shown: str, tree: html.HtmlElement, site: Path, page: Path, dialling: set[str]
) -> Iterator[Problem]:
    """Links inside the site lead somewhere; links that dial come from the registry."""
    for link in tree.xpath("//a[@href]"):
        href = link.get("href")
        if href.startswith(("tel:", "sms:", "mailto:")):
            if href not in dialling:
                yield _problem(
                    shown,
                    link,
                    "unregistered-number",
                    f'"{href}" is not in the contacts registry',
                    "link to it with contact:",
                )
        elif not urlsplit(href).scheme and not _leads_somewhere(site, page, href):
            yield _problem(
                shown, link, "dead-link", f'"{href}" leads nowhere', "correct the link or write the page"
            )


def _leads_somewhere(site: Path, page: Path, href: str) -> bool:
    path = unquote(urlsplit(href).path)
    if not path:
        return True
    if poll := POLL.match(path):
        return any((home / "polls" / poll["poll"]).is_dir() for home in (site, *site.glob("??")))
    target = site / path.lstrip("/") if path.startswith("/") else page.parent / path
    return bool(FROM_THE_SERVER.match(path)) or target.is_file() or (target / "index.html").is_file()


def _check_loads(shown: str, tree: html.HtmlElement) -> Iterator[Problem]:
    """Nothing is fetched from anybody else."""
    for tag, attribute in LOADS:
        for element in tree.xpath(f"//{tag}[@{attribute}]"):
            address = element.get(attribute)
            if urlsplit(address).netloc and not (tag == "link" and element.get("rel") in NAMED_LINKS):
                yield _problem(
                    shown,
                    element,
                    "third-party",
                    f'"{address}" is fetched from elsewhere',
                    "serve it ourselves or leave it out",
                )


def _check_scripts(shown: str, tree: html.HtmlElement) -> Iterator[Problem]:
    """No script or style stands in the page: the Content-Security-Policy would block it."""
    for element in tree.xpath(
        "//script[not(@src) and not(@type='application/ld+json')] | //style | //*[@style] | //*[@onclick]"
    ):
        yield _problem(
            shown,
            element,
            "inline",
            f"<{element.tag}> holds script or style in the page",
            "move it to a file",
        )


def _check_help(shown: str, tree: html.HtmlElement) -> Iterator[Problem]:
    """Get help now is on every page, in the header, and the strip of numbers too."""
    if not tree.xpath("//header//a[contains(@href, '/help-now/')]"):
        yield Problem(shown, 1, "no-help", '"Get help now" is missing from the header', "mend the template")
    if not tree.xpath("//a[starts-with(@href, 'tel:')]"):
        yield Problem(shown, 1, "no-help", "there is no number to call on this page", "mend the template")


def _check_examples(shown: str, tree: html.HtmlElement) -> Iterator[Problem]:
    """What was made up stands in a part of its own that says so, and what is real never stands there."""
    for element in tree.xpath(
        "//*[@data-example='true'][not(ancestor::*[@data-examples])] | //*[@data-example='false'][ancestor::*[@data-examples]]"
        " | //*[@data-examples][not(.//*[contains(@class, 'made-up')])] | //*[@data-examples]//*[@data-real]"
    ):
        yield _problem(
            shown,
            element,
            "example-mixed",
            "something made up stands among what is real, or doesn't say that it is made up",
            "put it under data-examples, below the made_up note",
        )


def _check_headings(shown: str, tree: html.HtmlElement) -> Iterator[Problem]:
    """One h1, a language, a title."""
    if len(tree.xpath("//h1")) != 1:
        yield Problem(
            shown, 1, "headings", f"it has {len(tree.xpath('//h1'))} main headings", "keep exactly one h1"
        )
    if not tree.get("lang") or not (tree.findtext(".//title") or "").strip():
        yield Problem(shown, 1, "headings", "it has no language or no title", "mend the template")
