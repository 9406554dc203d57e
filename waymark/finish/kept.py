"""What the offline worker keeps, and what nobody may keep.

The worker itself knows only how to keep; which files, and the words around a copy, are written above it here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from lxml import html

from waymark.prepare import Prepared
from waymark.prepare.site import PreparedPage
from waymark.views import Views

WORKER = "sw.js"
PAGES = {"help": "help-now", "offline": "offline"}
NO_STORE = ".no-store"
"""Stands in the folder of a page that leaves no trace: whoever serves it has it kept by nobody."""
LINKS = "//*[contains(concat(' ', @class, ' '), ' words ')]//a/@href"
""""Get help now" says by its own links which guides are kept beside it."""
PARTS = ("opening", "try-now", "words")
"""What is kept of a guide: its first lines, what to try, and its words, by the names of their classes. Icons go."""
_BLANKS = re.compile(r"\s+")


def write_kept(site: Path, data: Path, all_views: Mapping[str, Views], prepared: Prepared) -> None:
    """The worker with its list, the kept guides without their furniture, and the marks on pages that nobody may keep."""
    components = Environment(loader=FileSystemLoader(data / "components"), autoescape=True)
    macros: Any = components.get_template("components/saved-copy/saved-copy.html").module
    languages: dict[str, Any] = {}
    for lang, views in reversed(all_views.items()):  # the language at the root is the one that is left
        guides = list(kept_guides(site, prepared, lang))
        for page in guides:
            _write_guide(site, page, macros, prepared.shared[lang], views)
        languages[lang] = {
            **_addresses(views),
            "guides": [page.meta["url"] for page in guides],
            "locale": views.say("device_locale"),
            "saved": str(macros.saved_copy(views.say("saved_copy"))).strip(),
            "gone": str(macros.gone(views.strings, views.addresses.path(lang, "help-now"))).strip(),
        }
    _write_worker(site, next(iter(prepared.shared.values())), languages)
    for page in prepared.pages:
        if page.meta["exit"]:
            (site / page.meta["url"].strip("/") / NO_STORE).touch()


def _write_worker(site: Path, shared: Mapping[str, Any], languages: Mapping[str, Any]) -> None:
    text = json.dumps(
        {"css": shared["css"], "js": shared["js"], "langs": languages},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    worker = (site / WORKER).read_text(encoding="utf-8")
    (site / WORKER).write_text(f"const LIST={text};\n{worker}", encoding="utf-8")


def listed(worker: str) -> dict[str, Any]:
    """The list that stands at the head of a worker."""
    found: dict[str, Any] = json.loads(
        worker.partition("\n")[0].removeprefix("const LIST=").removesuffix(";")
    )
    return found


def _write_guide(
    site: Path, page: PreparedPage, macros: Any, shared: Mapping[str, Any], views: Views
) -> None:
    address = page.meta["url"].strip("/")
    path = site / "assets" / "kept" / f"{address}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = macros.kept_page(
        page.meta["title"], slim_main(site / address / "index.html"), shared, views.strings
    )
    path.write_text(f"{str(made).strip()}\n", encoding="utf-8")


def _addresses(views: Views) -> dict[str, str]:
    root = views.addresses.root(views.lang)
    return {"root": root, **{name: views.addresses.path(views.lang, path) for name, path in PAGES.items()}}


def kept_guides(site: Path, prepared: Prepared, lang: str) -> Iterator[PreparedPage]:
    """The guides that Get help now links to in its own words, in that order.

    Everybody's device keeps the same. Pages with a quick way out stay off it all the same: whoever finds one there may not know that.
    """
    guides = {
        page.meta["url"]: page
        for page in prepared.pages
        if page.meta["kind"] == "guide" and page.meta["lang"] == lang and not page.meta["exit"]
    }
    (own,) = (
        page for page in prepared.pages if page.meta["kind"] == "help-now" and page.meta["lang"] == lang
    )
    tree = html.fromstring((site / own.meta["url"].strip("/") / "index.html").read_bytes())
    linked = dict.fromkeys(str(link).partition("#")[0] for link in tree.xpath(LINKS))
    return (guides[url] for url in linked if url in guides)


def slim_main(page: Path) -> str:
    """The words of a guide, with every number in them, and nothing that only leads on: a third of the page."""
    (main,) = html.fromstring(page.read_bytes()).xpath("//main")
    for part in main.xpath(".//svg | .//img | .//form | .//a[@href='#helpers']"):
        part.drop_tree()
    wanted = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in PARTS)
    parts = main.xpath(f".//*[({wanted}) and not(ancestor::*[{wanted}])]")
    kept = "".join(html.tostring(part, encoding="unicode", with_tail=False) for part in parts)
    return f'<div class="wrap read">{_BLANKS.sub(" ", kept)}</div>'
