"""Puts the whole prepared tree together and writes it, touching only files that changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymark.content import Entry, Kind
from waymark.prepare.lists import list_pages
from waymark.prepare.pages import VIEWS, inline_polls
from waymark.prepare.shared import shared_data
from waymark.prepare.words import link_references, mark_polls
from waymark.views import View, Views

HIDDEN = {"message", "offline", "poll-thanks", "poll-sheet"}
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
    addresses = {page.meta["url"] for page in pages}
    shared = {
        lang: shared_data(views, release=release, addresses=addresses) for lang, views in all_views.items()
    }
    return Prepared(tuple(_with_alternates(pages, all_views)), shared)


def _pages(views: Views, release: bool) -> Iterator[PreparedPage]:
    for entry in views.content.entries.values():
        if entry.lang == views.lang:
            yield _entry_page(views, entry)
    for path, kind, view in list_pages(views):
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
    if kind == "round":
        return view["round"]["title"], view["round"]["summary"]
    return views.say(f"title_{kind}"), views.say(f"summary_{kind}")


def _entry_page(views: Views, entry: Entry) -> PreparedPage:
    record = entry.record
    layout = record.layout if entry.kind is Kind.PAGE else entry.kind.value
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
    body = link_references(views, mark_polls(views, entry.body))
    return _page(views, path, meta, VIEWS[entry.kind](views, entry), body, inline_polls(views, entry))


def _page(
    views: Views, path: str, meta: dict[str, Any], view: View, body: str, polls: Sequence[View] = ()
) -> PreparedPage:
    url = views.addresses.path(views.lang, path)
    prefix = views.addresses.root(views.lang).strip("/")
    full = {
        **meta,
        "lang": views.lang,
        "id": path,
        "url": url,
        "crumbs": _crumbs(views, path, meta["kind"]),
        "robots": "noindex" if meta["kind"] in HIDDEN else None,
        "view": view,
        "inline_polls": list(polls),
    }
    return PreparedPage(f"{prefix}/{path}.md".lstrip("/"), full, body)


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
        "poll": "polls",
        "poll-thanks": "polls",
        "poll-sheet": "polls",
        "round": "rounds",
    }.get(kind)
    if above:
        crumbs.append({"label": views.say(f"title_{above}"), "url": views.addresses.path(views.lang, above)})
    return crumbs


def _with_alternates(pages: list[PreparedPage], all_views: Mapping[str, Views]) -> Iterator[PreparedPage]:
    """Each page with the same page in the other languages, or their home page where there is none."""
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
        yield PreparedPage(page.path, {**page.meta, "alternates": others}, page.body)


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
