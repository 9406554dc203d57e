"""One real two-language build, looked at from outside."""

import dataclasses
import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from lxml import html

from tests.checked import checked_copy
from waymark.build import BuildPlan, build_hub
from waymark.checks import check_content
from waymark.content import Kind, load_content
from waymark.finish import check_pages
from waymark.problems import BuildError, count_errors
from waymark.release import refusals
from waymark.steps import kept_folder


@pytest.fixture(scope="module")
def site(hub_build: Path) -> Path:
    """The static site."""
    return hub_build / "site"


def pages(site: Path, folder: str = "") -> list[Path]:
    """Every page, but for those of the offline worker (what it keeps, and what it shows without a connection): those hold the numbers of
    every nation, and ``tests/waymark/test_help_pages.py`` looks at them."""
    return sorted(
        path
        for path in (site / folder).rglob("*.html")
        if path.parent.name != "offline" and not path.is_relative_to(site / "assets")
    )


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
    (tmp_path / "content" / "en" / "guides" / "anger.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    plan = BuildPlan(
        project=project, content=tmp_path / "content", out=tmp_path / "build", today=dt.date(2026, 11, 22)
    )
    said: list[str] = []
    with pytest.raises(BuildError, match="problems stop the build"):
        build_hub(plan, said.append)
    (problem,) = (line for line in said if line.startswith("content/en/guides/anger.md"))
    assert problem.startswith("content/en/guides/anger.md:3: this line can't be read")
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
    project: Path, tmp_path: Path, hub_plan: BuildPlan, hub_build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed word renders one page. Then facts, words, keywords and a component change too. Both times site and data are the very
    same as those built from nothing, with nothing kept of any step but of the one that learns weights."""
    trial = _trial(project, tmp_path, hub_plan)
    _add(trial.content / "en" / "about" / "involve.md", "\nOne more line.\n")
    said: list[str] = []
    again = build_hub(trial, said.append)
    assert "Rendering 1 changed page …" in said
    assert b"One more line." in (again / "site" / "about" / "involve" / "index.html").read_bytes()
    _change(trial.content / "_data" / "contacts" / "national-talk.yml", "name: Childline", "name: Childlines")
    _change(trial.content / "_strings" / "en" / "site.yml", "Get help now", "Help now")
    _change(trial.project / "theme" / "components" / "help-strip" / "help-strip.html", "</ul>", "<!-- x --></ul>")
    later = build_hub(trial, print)
    assert b"Childlines" in (later / "data" / "contacts.en.json").read_bytes()
    _nothing_kept(tmp_path, monkeypatch)
    whole = build_hub(dataclasses.replace(trial, out=tmp_path / "other"), print)
    assert _contents(later) == _contents(whole)


def _trial(project: Path, folder: Path, plan: BuildPlan) -> BuildPlan:
    """A copy of content and theme to change, with the build of everything as it was left."""
    for name in ("content", "theme"):
        shutil.copytree(project / name, folder / name)
    shutil.copy(project / "mkdocs.yml", folder)
    shutil.copytree(plan.out, folder / "build", symlinks=True)
    return dataclasses.replace(plan, project=folder, content=folder / "content", out=folder / "build")


def _nothing_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, but for the weights, which take long to learn: ``tests/waymark/crisis/test_weigh.py`` looks at those."""
    learnt = list(kept_folder().glob("training.learn_from-*"))
    (folder / "cache" / "waymark").mkdir(parents=True)
    for path in learnt:
        shutil.copy(path, folder / "cache" / "waymark")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


def _add(path: Path, words: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, path
    path.write_text(text.replace(before, after), encoding="utf-8")


def _contents(root: Path) -> dict[str, bytes]:
    """Every file of site and data, but for when and as what it was built."""
    found = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    manifest = json.loads(found["data/manifest.json"])
    told = {key: value for key, value in manifest.items() if key not in ("built_at", "inputs", "build_id")}
    return {**found, "data/manifest.json": json.dumps(told).encode()}


def test_a_slip_in_the_bank_stops_every_build_and_not_only_the_first(project: Path, tmp_path: Path) -> None:
    """What the rules of data found is kept, and blocks when it is read back too."""
    shutil.copytree(project / "content", tmp_path / "content")
    _change(tmp_path / "content" / "_data" / "crisis" / "known-misses.yml", "reason:", "raeson:")
    first, second = (check_content(tmp_path / "content")[1] for _ in range(2))
    assert first == second
    assert count_errors(second) and "known-misses.yml" in str(second[0])


def test_a_checked_hub_is_released(project: Path, tmp_path: Path) -> None:
    """With everything checked but one listener, the release is built: no banner, no badge, and that listener nowhere."""
    content = checked_copy(project / "content", tmp_path / "content", but="mermaids")
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
