"""Render: the prepared tree of Markdown becomes HTML. The only module that knows which builder does it.

Changing the builder is changing ``BUILDER``. ``tests/build/test_renderers.py`` renders the same tree with both and compares.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from waymark.problems import BuildError

BUILDERS: dict[str, tuple[str, ...]] = {
    "mkdocs": ("-m", "mkdocs", "build", "--quiet", "--clean", "--config-file"),
    "zensical": ("-m", "zensical", "build", "--clean", "--config-file"),
}
BUILDER = "mkdocs"
Say = Callable[[str], None]


def render_changed(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], changed: Sequence[str], say: Say
) -> None:
    """Brings ``rendered`` up to date: all pages when the theme or what they share has changed, else only ``changed``.

    A page depends on its own file, the templates and the shared data, and on nothing else; that is what makes this right.
    The key is taken away first, so that a rendering that breaks off is done whole the next time.
    """
    key, stamp = rendered.parent / f"{rendered.name}.key", _stamp(project, extra)
    fresh = key.is_file() and key.read_text(encoding="utf-8") == stamp
    key.unlink(missing_ok=True)
    if not fresh:
        say("Rendering all pages …")
        render_tree(project, prepared, rendered, extra)
    elif changed:
        say(f"Rendering {len(changed)} changed {'page' if len(changed) == 1 else 'pages'} …")
        _render_some(project, prepared, rendered, extra, changed)
    key.write_text(stamp, encoding="utf-8")


def _render_some(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], changed: Sequence[str]
) -> None:
    some, made = prepared.parent / "changed", prepared.parent / "changed-rendered"
    shutil.rmtree(some, ignore_errors=True)
    for name in changed:
        (some / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(prepared / name, some / name)
    render_tree(project, some, made, extra)
    shutil.copytree(made, rendered, dirs_exist_ok=True)


def _stamp(project: Path, extra: Mapping[str, Any]) -> str:
    """Changes with the builder, its settings, the templates and drawings, and the shared data."""
    digest = hashlib.sha256(f"{BUILDER} {json.dumps(extra, sort_keys=True)}".encode())
    theme = project / "theme"
    for path in [project / "mkdocs.yml", *sorted((*theme.rglob("*.html"), *theme.rglob("*.svg")))]:
        digest.update(path.relative_to(project).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def render_tree(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], *, builder: str = BUILDER
) -> None:
    """Renders ``prepared`` into ``rendered`` with the settings of the project's mkdocs.yml and the given extra data.

    Raises BuildError with the builder's last words when it fails.
    """
    config = write_config(project, prepared, rendered, extra)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, *BUILDERS[builder], str(config)],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().split("\n")[-12:])
        raise BuildError(f"The pages could not be rendered. {builder} said:\n{said}")


def write_config(project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any]) -> Path:
    """The project's mkdocs.yml with the folders of this build and the shared data, beside the rendered tree."""
    settings = yaml.safe_load((project / "mkdocs.yml").read_text(encoding="utf-8"))
    base = rendered.parent
    # Relative to the file itself, which is the one form that both builders take.
    settings |= {"docs_dir": os.path.relpath(prepared, base), "site_dir": os.path.relpath(rendered, base)}
    settings["theme"] |= {"custom_dir": os.path.relpath(project / "theme", base)}
    path = base / f"{rendered.name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML too, and quicker to write and to read.
    shared = json.dumps({"extra": dict(extra)}, ensure_ascii=False)[1:-1]
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False) + f"{shared}\n"
    path.write_text(text, encoding="utf-8")
    return path
