"""Puts the whole prepared tree together and writes it, touching only files that changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymark.content import Entry
from waymark.prepare.easy import easy_link, is_easy
from waymark.prepare.lists import list_pages
from waymark.prepare.pages import VIEWS, inline_polls
from waymark.prepare.shared import shared_data
from waymark.prepare.terms import explain
from waymark.prepare.ways import only_living
from waymark.prepare.words import link_references, mark_links, mark_polls
from waymark.qr import qr_code
from waymark.steps import kept_each
from waymark.views import View, Views

ON_PAPER = {"guide", "help-now", "easy", "service", "topic", "place"}
"""Kinds of page that people print and hand on."""
HIDDEN = {"components", "message", "offline", "poll-thanks", "poll-sheet"}
"""Kinds of page that search engines need not know."""


@dataclass(frozen=True)
class PreparedPage:
    """One Markdown file of the tree: where it goes, its front matter, its words."""

    path: str
    meta: Mapping[str, Any]
    body: str

    @property
    def text(self) -> str:
        """The file as it is written. JSON is YAML too, and quicker to write and to read."""
        facts = "\n".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.meta.items()
        )
        return f"---\n{facts}\n---\n{self.body}\n"


@dataclass(frozen=True)
class Prepared:
    """The tree, and what all pages of a language share."""

    pages: tuple[PreparedPage, ...]
    shared: Mapping[str, Mapping[str, Any]]


def prepare_site(all_views: Mapping[str, Views], *, release: bool) -> Prepared:
    """Every page in every language. ``all_views`` has one Views a language, the hub's first language first."""
    pages = [page for views in all_views.values() for page in _pages(views, release)]
    _draw_codes(pages)
    addresses = {page.meta["url"] for page in pages}
    shared = {
        lang: shared_data(views, release=release, addresses=addresses) for lang, views in all_views.items()
    }
    return Prepared(tuple(_with_alternates(pages, all_views)), shared)


def _pages(views: Views, release: bool) -> Iterator[PreparedPage]:
    for entry in views.content.entries.values():
        if entry.lang == views.lang:
            yield _entry_page(views, entry)
    made = list(list_pages(views))
    if not release and views.lang == views.content.hub.languages[0]:
        made.append(("components", "components", {}))
    for path, kind, view in made:
        label = _list_label(views, kind, view)
        meta = {
            "title": label[0],
            "description": label[1],
            "template": f"{kind}.html",
            "kind": kind,
            "unchecked": False,
            "exit": False,
            "tab_title": label[0],
        }
        yield _page(views, path, meta, view, "")


def _list_label(views: Views, kind: str, view: View) -> tuple[str, str]:
    if kind == "need":
        return view["need"]["label"], view["need"]["line"]
    if kind in ("place-things", "place-waiting"):
        return view["title"], view["summary"]
    if kind == "audience":
        return view["label"], view["line"]
    if kind == "round":
        return view["round"]["title"], view["round"]["summary"]
    return views.say(f"title_{kind}"), views.say(f"summary_{kind}")


def _entry_page(views: Views, entry: Entry) -> PreparedPage:
    record = entry.record
    layout = getattr(record, "layout", entry.kind.value)
    leaves_no_trace = getattr(record, "exit_page", False)
    meta = {
        "title": record.title,
        "description": record.summary,
        "template": f"{layout}.html",
        "kind": layout,
        "unchecked": record.check.state != "checked",
        "exit": leaves_no_trace,
        "tab_title": record.neutral_title if leaves_no_trace else record.title,
    }
    path = views.addresses.of(entry).removeprefix(views.addresses.root(views.lang)).strip("/") or "index"
    body = "" if is_easy(entry) else link_references(views, mark_polls(views, entry.body))
    view, body, terms = explain(views, entry, VIEWS[entry.kind](views, entry), mark_links(body))
    meta |= {"terms": terms, "easy": easy_link(views, entry)}
    return _page(views, path, meta, view, body, inline_polls(views, entry))


def _page(
    views: Views, path: str, meta: dict[str, Any], view: View, body: str, polls: Sequence[View] = ()
) -> PreparedPage:
    url = views.addresses.path(views.lang, path)
    prefix = views.addresses.root(views.lang).strip("/")
    full = {
        "terms": [],
        "easy": None,
        **meta,
        "lang": views.lang,
        "id": path,
        "url": url,
        "crumbs": _crumbs(views, path, meta["kind"]),
        "robots": "noindex" if meta["kind"] in HIDDEN else None,
        "view": view,
        "inline_polls": list(polls),
        "paper": _paper(views, url) if meta["kind"] in ON_PAPER else None,
    }
    return PreparedPage(f"{prefix}/{path}.md".lstrip("/"), full, body)


def _paper(views: Views, url: str) -> View:
    """What a printed page ends with: its address as people type it, and as a code for a camera."""
    address = f"{views.content.hub.address}{url}"
    return {"address": address.partition("://")[2].rstrip("/"), "qr": address}


def _draw_codes(pages: Sequence[PreparedPage]) -> None:
    """Puts a code in the place of each printed page's address. It is drawn once for an address, not once a build."""
    papers = [page.meta["paper"] for page in pages if page.meta["paper"]]
    for paper, code in zip(papers, kept_each(qr_code, [paper["qr"] for paper in papers]), strict=True):
        paper["qr"] = code


def _crumbs(views: Views, path: str, kind: str) -> list[View]:
    """The way back: home, and the list that the page is in."""
    if path == "index":
        return []
    crumbs = [{"label": views.say("crumb_home"), "url": views.addresses.root(views.lang)}]
    above = {
        "guide": "guides",
        "service": "services",
        "topic": "topics",
        "place": "places",
        "place-things": "places",
        "place-waiting": "places",
        "poll": "polls",
        "poll-thanks": "polls",
        "poll-sheet": "polls",
        "round": "rounds",
        "jargon": "guides",
        "easy": "easy",
    }.get(kind)
    if above:
        crumbs.append({"label": views.say(f"title_{above}"), "url": views.addresses.path(views.lang, above)})
    return crumbs


def _with_alternates(pages: list[PreparedPage], all_views: Mapping[str, Views]) -> Iterator[PreparedPage]:
    """Each page with the same page in the other languages, or their home page where there is none; and without ways to nowhere."""
    living = {page.meta["url"] for page in pages}
    by_id = {
        (page.meta["lang"], page.meta["id"]): page.meta["url"]
        for page in pages
        if page.meta["kind"] != "message"
    }
    for page in pages:
        others = [
            {
                "lang": lang,
                "label": views.say("lang_label"),
                "url": by_id.get((lang, page.meta["id"]), views.addresses.root(lang)),
            }
            for lang, views in all_views.items()
            if lang != page.meta["lang"]
        ]
        view = only_living(page.meta["view"], living)
        yield PreparedPage(page.path, {**page.meta, "alternates": others, "view": view}, page.body)


def write_prepared(prepared: Prepared, folder: Path) -> tuple[str, ...]:
    """Writes the tree; files that no longer belong are removed. Answers the paths of the files that were written."""
    wanted = {folder / page.path: page.text for page in prepared.pages}
    for path in folder.rglob("*.md"):
        if path not in wanted:
            path.unlink()
    changed: list[str] = []
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path.relative_to(folder).as_posix())
    return tuple(changed)
