"""Builds a hub: check, prepare, render, finish, and only then move ``current`` to it in one step."""

import datetime as dt
import gc
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from waymark import __version__, finish
from waymark.addresses import Addresses
from waymark.assets import addresses as asset_addresses
from waymark.assets import write_assets
from waymark.checks import check_content
from waymark.content import Content, without_past
from waymark.crisis import Crisis
from waymark.finish.site import compress
from waymark.prepare import Prepared, prepare_site, write_prepared
from waymark.problems import BuildError, Problem, count_errors
from waymark.release import only_checked, refusals
from waymark.render import only_changed, rendering
from waymark.training import compile_whole, readable
from waymark.views import Views

KEPT_BUILDS = 3
FEW = 20
"""Changed pages that are shown before the rest is made."""
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class BuildPlan:
    """Where a build reads and writes. ``project`` holds mkdocs.yml and theme/; ``today`` decides which polls are open."""

    project: Path
    content: Path
    out: Path
    release: bool = False
    today: dt.date
    show_first: bool = False
    """Whether changed pages are shown before the rest of the hub is made: where somebody writes and looks."""

    @property
    def current(self) -> Path:
        """The link that the server follows."""
        return self.out / ("current-release" if self.release else "current")


def build_hub(plan: BuildPlan, say: Say) -> Path:
    """Builds what changed and answers the folder that ``current`` points to. Raises BuildError with sentences."""
    with _no_search_for_garbage():
        return _build_hub(plan, say)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """A build makes millions of small values and lets few of them go in circles: looking for those takes a tenth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _build_hub(plan: BuildPlan, say: Say) -> Path:
    stamp = input_stamp(plan)
    if _is_current(plan, stamp):
        say("Nothing changed: the build is up to date.")
        return plan.current.resolve()
    say("Checking content …")
    content, problems = check_content(plan.content)
    _stop_at(problems, say)
    content = without_past(content, plan.today)
    if plan.release:
        reasons = refusals(content, plan.today)
        if reasons:
            raise BuildError("A release can't be built:\n" + "\n".join(reasons))
        content = only_checked(content, plan.today)
    return _build(plan, content, stamp, say)


def _build(plan: BuildPlan, content: Content, stamp: str, say: Say) -> Path:
    all_views = {lang: Views(content, Addresses(content), lang, plan.today) for lang in content.hub.languages}
    say(f"Preparing {len(content.entries)} pages in {len(all_views)} languages …")
    prepared = _with_assets(prepare_site(all_views, release=plan.release), plan)
    changed = write_prepared(prepared, plan.out / "prepared")
    rendered = plan.out / "rendered"
    extra = {"shared": prepared.shared, "default_lang": content.hub.languages[0]}
    build_id = f"{plan.today:%Y%m%d}-{stamp[:8]}"
    root = plan.out / "hubs" / build_id
    shutil.rmtree(root, ignore_errors=True)
    few = plan.show_first and len(changed) <= FEW and only_changed(plan.project, rendered, extra)
    with rendering(plan.project, plan.out / "prepared", rendered, extra, changed, say) as wait_for_pages:
        if few:
            wait_for_pages()
            _show(plan.current, prepared, changed, rendered, say)
        say("Beside it: search index and data …")
        _write_data(plan, content, all_views, prepared, root)
        wait_for_pages()
    say("Finishing: checks on the pages …")
    _finish_pages(plan, content, all_views, prepared, rendered, root, say)
    finish.write_manifest(
        root, content, build_id=build_id, inputs=stamp, release=plan.release, now=dt.datetime.now(dt.UTC)
    )
    _switch(plan.current, root)
    _forget_old(
        plan.out / "hubs", keep=(root.name, *(link.resolve().name for link in plan.out.glob("current*")))
    )
    say(f"Built {build_id}: {len(prepared.pages)} pages.")
    return root


def _show(current: Path, prepared: Prepared, changed: Collection[str], rendered: Path, say: Say) -> None:
    """Puts changed pages into the hub that is being served, before search and data are made anew and the whole hub follows.

    Only for an editor's own machine: for some seconds a page there is newer than the search.
    """
    for page in prepared.pages:
        shown = current / "site" / page.meta["url"].strip("/") / "index.html"
        if page.path in changed and shown.is_file():
            fresh = shown.with_name(".index.new")
            shutil.copyfile(rendered / page.meta["url"].strip("/") / "index.html", fresh)
            for ending in (".gz", ".br"):
                shown.with_name(f"{shown.name}{ending}").unlink(missing_ok=True)
            fresh.replace(shown)
            say(f"{page.meta['url']} shows the change; search and data follow.")


def _write_data(
    plan: BuildPlan, content: Content, all_views: dict[str, Views], prepared: Prepared, root: Path
) -> None:
    """All that needs no rendered page."""
    site, data, theme = root / "site", root / "data", plan.project / "theme"
    artifact = compile_whole(content)
    write_assets(theme, site)
    finish.write_drawings(theme, site, next(iter(prepared.shared.values()))["drawings"])
    finish.write_site_files(site, prepared, content.hub.address, release=plan.release)
    finish.write_server_data(data, content, all_views, prepared, artifact, theme)
    finish.write_crisis_weights(data, readable(artifact, content))
    Crisis.from_dict(artifact)  # raises when the server could not start with it
    for lang, views in all_views.items():
        made = finish.panels(views, artifact, data / "components")
        finish.write_json(site / "assets" / "data" / f"panels.{lang}.json", made)
    finish.write_device_data(site, data, all_views, artifact)


def _finish_pages(
    plan: BuildPlan,
    content: Content,
    all_views: dict[str, Views],
    prepared: Prepared,
    rendered: Path,
    root: Path,
    say: Say,
) -> None:
    site, data = root / "site", root / "data"
    finish.take_pages(rendered, site, data, prepared)
    finish.write_showcase(plan.project / "theme", site, next(iter(prepared.shared.values())))
    finish.write_kept(site, data, all_views, prepared)
    _stop_at(tuple(finish.check_pages(site, content)), say)
    compress(site, plan.current / "site")


def _with_assets(prepared: Prepared, plan: BuildPlan) -> Prepared:
    links = asset_addresses(plan.project / "theme")
    return Prepared(prepared.pages, {lang: {**shared, **links} for lang, shared in prepared.shared.items()})


def _stop_at(problems: Iterable[Problem], say: Say) -> None:
    found = tuple(problems)
    errors = [problem for problem in found if problem.severity == "error"]
    for problem in errors:
        say(str(problem))
    if count_errors(found):
        raise BuildError(f"{len(errors)} problems stop the build. The last good build is untouched.")


def input_stamp(plan: BuildPlan) -> str:
    """Changes when anything that a build depends on changes: content, theme, code, settings, the day."""
    digest = hashlib.sha256(f"{__version__} {plan.today} {plan.release}".encode())
    folders = (plan.content, plan.project / "theme", Path(__file__).parent)
    files = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    for path in (*files, plan.project / "mkdocs.yml"):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _is_current(plan: BuildPlan, stamp: str) -> bool:
    manifest = plan.current / "data" / "manifest.json"
    try:
        return bool(json.loads(manifest.read_text(encoding="utf-8"))["inputs"] == stamp)
    except (OSError, ValueError, KeyError):
        return False


def _switch(link: Path, root: Path) -> None:
    """Moves the link in one step, so that no request ever finds none."""
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(root, link.parent))
    fresh.replace(link)


def _forget_old(hubs: Path, *, keep: tuple[str, ...]) -> None:
    """Removes builds that nobody serves any more; the newest few stay for those who are still reading from them."""
    builds = sorted(
        (path for path in hubs.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in builds[KEPT_BUILDS:]:
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
