"""Checks on the built pages themselves: what a reader gets, whoever rendered it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from waymark.content import Content
from waymark.problems import Problem
from waymark.steps import kept_each
from waymark.views import channel_href

LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
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
    paths = sorted(site.rglob("*.html"))
    for path, links in zip(paths, kept_each(links_if_sound, paths), strict=True):
        if links is None or any(
            _is_unregistered(href, dialling) or _is_dead(href, site, path) for href in links
        ):
            yield from _check_page(site, path, dialling)


def links_if_sound(path: Path) -> list[str] | None:
    """Where a page leads, each address once; None when something is wrong within it. A page that did not change is not read again."""
    tree = html.fromstring(path.read_bytes())
    if any(True for rule in WITHIN for _ in rule("", tree)):
        return None
    return list(dict.fromkeys(link.get("href") for link in tree.xpath("//a[@href]")))


def _check_page(site: Path, path: Path, dialling: set[str]) -> Iterator[Problem]:
    """Every problem of a page, with its line."""
    tree = html.fromstring(path.read_bytes())
    shown = f"site/{path.relative_to(site).as_posix()}"
    for rule in WITHIN:
        yield from rule(shown, tree)
    for link in tree.xpath("//a[@href]"):
        yield from _check_link(shown, link, site, path, dialling)


def _problem(shown: str, element: html.HtmlElement, code: str, what: str, fix: str) -> Problem:
    return Problem(shown, element.sourceline or 1, code, what, fix)


def _check_link(
    shown: str, link: html.HtmlElement, site: Path, page: Path, dialling: set[str]
) -> Iterator[Problem]:
    """Links inside the site lead somewhere; links that dial come from the registry."""
    href = link.get("href")
    if _is_unregistered(href, dialling):
        yield _problem(
            shown,
            link,
            "unregistered-number",
            f'"{href}" is not in the contacts registry',
            "link to it with contact:",
        )
    elif _is_dead(href, site, page):
        yield _problem(
            shown, link, "dead-link", f'"{href}" leads nowhere', "correct the link or write the page"
        )


def _is_unregistered(href: str, dialling: set[str]) -> bool:
    return href.startswith(("tel:", "sms:", "mailto:")) and href not in dialling


def _is_dead(href: str, site: Path, page: Path) -> bool:
    return not urlsplit(href).scheme and not _leads_somewhere(site, page, href)


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
    for element in tree.iter(*LOADS):
        address = element.get(LOADS[element.tag], "")
        if urlsplit(address).netloc and not (element.tag == "link" and element.get("rel") in NAMED_LINKS):
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
        "//*[@style or @onclick or self::style or (self::script and not(@src) and not(@type='application/ld+json'))]"
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
    if not tree.xpath("boolean(//*[@data-example or @data-examples])"):
        return
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


WITHIN = (_check_help, _check_loads, _check_scripts, _check_headings, _check_examples)
"""Rules that look at nothing but the page."""
