"""One real two-language build, looked at from outside."""

import dataclasses
import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from lxml import html

from waymark.build import BuildPlan, build_hub
from waymark.checks import check_content
from waymark.content import Kind, load_content
from waymark.finish import check_pages
from waymark.problems import BuildError
from waymark.release import refusals


@pytest.fixture(scope="module")
def site(hub_build: Path) -> Path:
    """The static site."""
    return hub_build / "site"


def pages(site: Path, folder: str = "") -> list[Path]:
    """Every page, but for the ones that stand in for old copies offline: they hold the numbers of every nation and nothing else, and
    ``tests/waymark/test_help_pages.py`` looks at them."""
    return sorted(path for path in (site / folder).rglob("*.html") if path.parent.name != "old")


def test_everything_that_was_written_has_a_page(site: Path, project: Path) -> None:
    """61 topics, at least 24 English guides and 60 services, all places, in their own folders."""
    content, _ = load_content(project / "content")
    for kind, folder, least in (
        (Kind.TOPIC, "topics", 61),
        (Kind.GUIDE, "guides", 24),
        (Kind.SERVICE, "services", 60),
        (Kind.PLACE, "places", 14),
    ):
        found = list(content.of(kind, "en"))
        assert len(found) >= least
        assert all((site / folder / entry.id / "index.html").is_file() for entry in found)
    assert {"anxiety", "school-staff"} <= set(content.topics) and len(content.topics) == 61


def test_every_page_says_that_nobody_has_checked_it(site: Path, project: Path) -> None:
    """Preview: a banner on every page, a badge on every unchecked record."""
    content, _ = load_content(project / "content")
    for path in pages(site):
        tree = html.fromstring(path.read_bytes())
        banner = content.strings[tree.get("lang")]["preview_banner"]
        assert banner in tree.text_content(), path
    panic = html.fromstring((site / "guides" / "panic" / "index.html").read_bytes())
    assert content.strings["en"]["check_unchecked"] in panic.text_content()


def test_a_danish_page_is_danish(site: Path) -> None:
    """Its language is marked, it shows 112 and never 999."""
    for path in pages(site, "da"):
        tree = html.fromstring(path.read_bytes())
        assert tree.get("lang") == "da", path
        assert not re.search(r"\b999\b", tree.text_content()), path
    assert "112" in html.fromstring((site / "da" / "help-now" / "index.html").read_bytes()).text_content()


def test_nothing_of_the_builders_own_is_served(site: Path) -> None:
    """No Material scripts, styles or search index: our own few files only."""
    kinds = {path.relative_to(site).parts[0] for path in site.rglob("*") if path.is_file()}
    assert not (site / "assets" / "javascripts").exists() and not (site / "assets" / "stylesheets").exists()
    assert not (site / "search").exists()
    assert {"index.html", "assets", "guides", "sw.js", "robots.txt"} <= kinds


def test_pages_pass_their_own_checks(site: Path, project: Path) -> None:
    """Links lead somewhere, numbers are registered, nothing is fetched from others, help is on every page."""
    content, _ = load_content(project / "content")
    assert [] == [str(problem) for problem in check_pages(site, content)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('href="/help-now/"', 'href="/elsewhere/"'), "dead-link"),
        (("tel:999", "tel:998"), "unregistered-number"),
        (("</head>", '<script src="https://tracker.example/x.js"></script></head>'), "third-party"),
        (("</head>", "<script>alert(1)</script></head>"), "inline"),
        (("<h1", "<h2"), "headings"),
    ],
)
def test_the_checks_on_pages_can_fail(
    site: Path, project: Path, tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    """Each rule finds what it is there for."""
    content, _ = load_content(project / "content")
    shutil.copytree(site, tmp_path / "site")
    page = tmp_path / "site" / "guides" / "panic" / "index.html"
    text = page.read_text(encoding="utf-8")
    assert change[0] in text
    page.write_text(text.replace(*change), encoding="utf-8")
    assert code in {problem.code for problem in check_pages(tmp_path / "site", content)}


def test_a_second_build_does_nothing(hub_build: Path, hub_plan: BuildPlan) -> None:
    """Quick the second time: only what changed is built."""
    said: list[str] = []
    assert build_hub(hub_plan, said.append) == hub_build.resolve()
    assert said == ["Nothing changed: the build is up to date."]


def test_a_broken_page_stops_the_build_and_leaves_the_last_one(project: Path, tmp_path: Path) -> None:
    """An editor's slip never takes the hub down."""
    shutil.copytree(project / "content", tmp_path / "content")
    (tmp_path / "content" / "en" / "guides" / "panic.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    plan = BuildPlan(
        project=project, content=tmp_path / "content", out=tmp_path / "build", today=dt.date(2026, 11, 22)
    )
    said: list[str] = []
    with pytest.raises(BuildError, match="problems stop the build"):
        build_hub(plan, said.append)
    (problem,) = (line for line in said if line.startswith("content/"))
    assert problem.startswith("content/en/guides/panic.md:3: this line can't be read")
    assert not plan.current.exists()


def test_a_release_refuses_while_crisis_help_is_unchecked(project: Path, hub_plan: BuildPlan) -> None:
    """It says which contacts, and how many pages would be left out."""
    content, _ = check_content(project / "content")
    reasons = refusals(content, hub_plan.today)
    assert any("childline" in reason or "shout" in reason for reason in reasons)
    with pytest.raises(BuildError, match="A release can't be built"):
        build_hub(dataclasses.replace(hub_plan, release=True), print)


def test_the_manifest_names_every_file_the_server_reads(hub_build: Path) -> None:
    """No file is read that the manifest does not vouch for."""
    manifest = json.loads((hub_build / "data" / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.relative_to(hub_build.resolve()).as_posix()
        for path in (hub_build.resolve() / "data").rglob("*")
        if path.is_file()
    }
    assert found - {"data/manifest.json"} == set(manifest["files"])


def test_a_preview_is_not_indexed(site: Path) -> None:
    """Nobody has checked what it says."""
    assert "Disallow: /" in (site / "robots.txt").read_text(encoding="utf-8")


def test_a_changed_page_is_rendered_alone_and_the_same(
    project: Path, tmp_path: Path, hub_plan: BuildPlan, hub_build: Path
) -> None:
    """One changed word renders one page, and the site is the very same as one built from nothing."""
    shutil.copytree(project / "content", tmp_path / "content")
    shutil.copytree(hub_plan.out, tmp_path / "build", symlinks=True)  # as the build of everything left it
    plan = dataclasses.replace(hub_plan, content=tmp_path / "content", out=tmp_path / "build")
    page = tmp_path / "content" / "en" / "about" / "involve.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    said: list[str] = []
    again = build_hub(plan, said.append)
    assert "Rendering 1 changed page …" in said
    whole = build_hub(dataclasses.replace(plan, out=tmp_path / "other"), print)
    assert _contents(again / "site") == _contents(whole / "site")
    assert b"One more line." in (again / "site" / "about" / "involve" / "index.html").read_bytes()


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_checked_hub_is_released(project: Path, tmp_path: Path) -> None:
    """With everything checked but one listener, the release is built: no banner, no badge, and that listener nowhere."""
    content = tmp_path / "content"
    shutil.copytree(project / "content", content)
    check = {"state": "checked", "date": "2026-11-01", "by": "Editor", "by_2": "Clinical lead", "next": "2027-01-30"}
    for path in (content / "_data" / "contacts").glob("*.yml"):
        records = yaml.safe_load(path.read_text(encoding="utf-8"))
        kept = [{**record, "check": check if record["id"] != "mermaids" else {}} for record in records]
        path.write_text(json.dumps(kept, default=str), encoding="utf-8")
    for path in content.rglob("*.md"):
        if not path.is_relative_to(content / "_data"):
            _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
            facts = re.sub(r"^check:.*\n", "", facts, flags=re.MULTILINE)
            path.write_text(f"---\n{facts}check: {json.dumps(check)}\n---\n{body}", encoding="utf-8")
    plan = BuildPlan(
        project=project, content=content, out=tmp_path / "build", release=True, today=dt.date(2026, 11, 22)
    )
    site = build_hub(plan, print) / "site"
    strings = load_content(content)[0].strings["en"]
    for path in pages(site):
        words = html.fromstring(path.read_bytes()).text_content()
        assert strings["preview_banner"] not in words, path
        assert "0808 801 0400" not in words, path
    assert (site / "guides" / "panic" / "index.html").is_file() and not (site / "services" / "mermaids").exists()
    assert "Disallow" not in (site / "robots.txt").read_text(encoding="utf-8")
