"""The builder is a replaceable part: its successor makes the same pages from the same prepared tree."""

import datetime as dt
import re
from pathlib import Path

from lxml import html

from waymark.addresses import Addresses
from waymark.assets import addresses as asset_addresses
from waymark.content import load_content
from waymark.prepare import Prepared, prepare_site, write_prepared
from waymark.render import BUILDERS, render_tree
from waymark.views import Views


def one_page_a_kind(prepared: Prepared) -> Prepared:
    """The first page of each kind in each language: every template, both languages."""
    first = {(page.meta["kind"], page.meta["lang"]): page for page in reversed(prepared.pages)}
    return Prepared(tuple(first.values()), prepared.shared)


def seen(path: Path) -> tuple[str, list[str], list[str]]:
    """What a reader gets of a page: its words, where its links go, its anchors."""
    tree = html.fromstring(path.read_bytes())
    words = re.sub(r"\s+", " ", tree.text_content()).strip()
    return words, [link.get("href") for link in tree.xpath("//a[@href]")], tree.xpath("//main//@id")


def test_both_builders_make_the_same_pages(project: Path, tmp_path: Path) -> None:
    """Every template, English and Danish: the same files, words, links and anchors from MkDocs and from Zensical."""
    content, _ = load_content(project / "content")
    views = {
        lang: Views(content, Addresses(content), lang, dt.date(2026, 11, 22))
        for lang in content.hub.languages
    }
    prepared = one_page_a_kind(prepare_site(views, release=False))
    write_prepared(prepared, tmp_path / "prepared")
    links = asset_addresses(project / "theme")
    extra = {
        "shared": {lang: {**shared, **links} for lang, shared in prepared.shared.items()},
        "default_lang": "en",
    }
    for builder in BUILDERS:
        render_tree(project, tmp_path / "prepared", tmp_path / builder, extra, builder=builder)
    pages = {
        name: sorted(path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*.html"))
        for name in BUILDERS
    }
    assert pages["mkdocs"] == pages["zensical"]
    assert len(pages["mkdocs"]) == len(prepared.pages) + 1  # and the page for what is not found
    for page in pages["mkdocs"]:
        assert seen(tmp_path / "mkdocs" / page) == seen(tmp_path / "zensical" / page), page
