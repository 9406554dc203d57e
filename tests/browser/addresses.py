"""Every address that a reader can come to: each page of a build, and what the server makes of a question."""

from pathlib import Path
from xml.etree import ElementTree

from tests.browser.templates import TEMPLATES

FROM_THE_SERVER = (
    "/find/?place=fleetwood",
    "/find/?topic=anxiety&need=getting-help",
    "/find/?place=ealing&kind=activity",
    "/find/?open=now&cost=free",
    "/find/?q=zzzz",
    "/da/find/?place=aalborg",
    "/p/where-would-you-look-first/",
    "/da/p/keep-and-change/",
    "/da/room/in-this-room/",
    "/da/helped/?page=guides/panic",
)
"""Pages of the server's own, beside those in ``templates.py``."""


def pages_of(site: Path) -> dict[str, Path]:
    """The address of each HTML file of a built site, with its file."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        place = path.relative_to(site).as_posix()
        found["/" + place.removesuffix("index.html") if path.name == "index.html" else f"/{place}"] = path
    return found


def mapped(site: Path) -> set[str]:
    """The addresses in the site map, without the hub's own beginning."""
    tree = ElementTree.parse(site / "sitemap.xml")
    return {"/" + (loc.text or "").split("/", 3)[3] for loc in tree.iter("{*}loc")}


def every_address(site: Path) -> tuple[str, ...]:
    """All of it, each once: the built pages first."""
    return tuple(
        dict.fromkeys([*pages_of(site), *sorted(mapped(site)), *TEMPLATES.values(), *FROM_THE_SERVER])
    )
