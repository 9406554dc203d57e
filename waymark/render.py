"""Render: the prepared tree of Markdown becomes HTML. The only module that knows which builder does it.

Changing the builder is changing ``BUILDER``. ``tests/build/test_renderers.py`` renders the same tree with both and compares.

The builder runs in processes of its own, so that the rest of a build goes on beside it.
"""

import gc
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from waymark.problems import BuildError

BUILDERS: dict[str, tuple[str, ...]] = {
    "mkdocs": ("-m", "waymark.render"),
    "zensical": ("-m", "zensical", "build", "--clean", "--config-file"),
}
BUILDER = "mkdocs"
PROCESSES = 2
"""How many renderers share a large number of pages: small machines have two cores, and more would only start more often."""
FEWEST = 40
"""Pages from which a second renderer is worth its start."""
SHARED = "# The words that all pages share:\n"
"""Stands between the builder's settings and the rest of their file."""
Say = Callable[[str], None]


@contextmanager
def rendering(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], changed: Sequence[str], say: Say
) -> Iterator[Callable[[], None]]:
    """Brings ``rendered`` up to date: all pages when the theme or what they share has changed, else only ``changed``.

    Rendering begins at once and goes on beside what the caller does; the caller calls what it is given to wait for the pages.
    A page depends on its own file, the templates and the shared data, and on nothing else; that is what makes this right.
    The key is taken away first, so that a rendering that breaks off is done whole the next time.
    """
    key, stamp = _key(rendered), _stamp(project, extra)
    fresh = only_changed(project, rendered, extra)
    key.unlink(missing_ok=True)
    if fresh:
        names = list(changed)
        if names:
            say(f"Rendering {len(names)} changed {'page' if len(names) == 1 else 'pages'} …")
    else:
        say("Rendering all pages …")
        shutil.rmtree(rendered, ignore_errors=True)
        names = [path.relative_to(prepared).as_posix() for path in prepared.rglob("*.md")]
    parts = [
        _start_part(project, prepared, rendered, extra, part, number)
        for number, part in enumerate(_shares(prepared, names))
    ]

    def wait() -> None:
        while parts:
            made, process = parts[0]
            _wait(process, BUILDER)
            _move(made, rendered)
            parts.pop(0)
        key.write_text(stamp, encoding="utf-8")

    try:
        yield wait
    finally:
        for _, process in parts:
            if process.poll() is None:  # the build goes no further: its pages are of no use
                process.kill()
                process.communicate()


def only_changed(project: Path, rendered: Path, extra: Mapping[str, Any]) -> bool:
    """Whether pages that did not change may stay as they were rendered: neither the theme nor what all pages share is another."""
    key = _key(rendered)
    return key.is_file() and key.read_text(encoding="utf-8") == _stamp(project, extra)


def _key(rendered: Path) -> Path:
    return rendered.parent / f"{rendered.name}.key"


def _shares(prepared: Path, names: Sequence[str]) -> list[list[str]]:
    """The pages in as many parts as there are renderers, of about the same size."""
    if len(names) < FEWEST:
        return [list(names)] if names else []
    by_size = sorted(names, key=lambda name: (-(prepared / name).stat().st_size, name))
    return [by_size[number::PROCESSES] for number in range(PROCESSES)]


def _start_part(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], names: Sequence[str], number: int
) -> tuple[Path, subprocess.Popen[str]]:
    """Copies some of the pages into a tree of their own and begins to render it. Answers where the pages will be."""
    some, made = prepared.parent / f"part-{number}", rendered.parent / f"part-{number}-rendered"
    shutil.rmtree(some, ignore_errors=True)
    for name in names:
        (some / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(prepared / name, some / name)
    return made, _start(project, some, made, extra, BUILDER)


def _move(made: Path, rendered: Path) -> None:
    for path in made.rglob("*.html"):
        target = rendered / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


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
    """Renders ``prepared`` into ``rendered`` with the settings of the project's mkdocs.yml and the given extra data."""
    _wait(_start(project, prepared, rendered, extra, builder), builder)


def _start(
    project: Path, prepared: Path, rendered: Path, extra: Mapping[str, Any], builder: str
) -> subprocess.Popen[str]:
    config = write_config(project, prepared, rendered, extra)
    ours = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": ours.rstrip(os.pathsep),
    }
    return subprocess.Popen(
        [sys.executable, *BUILDERS[builder], str(config)],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _wait(process: subprocess.Popen[str], builder: str) -> None:
    said, _ = process.communicate()
    if process.returncode:
        last = "\n".join(said.strip().split("\n")[-12:])
        raise BuildError(f"The pages could not be rendered. {builder} said:\n{last}")


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
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False) + f"{SHARED}{shared}\n"
    path.write_text(text, encoding="utf-8")
    return path


def main(config: Path) -> None:
    """``mkdocs build --quiet --clean``, but quicker: what we wrote as JSON is read as JSON, and nobody looks for garbage in a process
    that ends soon."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.utils import meta

    gc.disable()
    meta.yaml = _Facts
    own, _, shared = config.read_text(encoding="utf-8").partition(SHARED)
    more = json.loads(f"{{{shared}}}")
    build(load_config(config_file=io.BytesIO(own.encode()), config_file_path=str(config), **more))


class _Facts:
    """Stands in for the YAML reader of MkDocs, which takes half of its time: the front matter of a prepared page is a line a fact, and
    what stands behind a fact's name is JSON (``waymark.prepare.site``)."""

    @staticmethod
    def load(text: str, loader: object) -> dict[str, Any]:
        """The facts at the top of a page."""
        pairs = (line.partition(": ") for line in text.removesuffix("\n").split("\n"))
        return {key: json.loads(value) for key, _, value in pairs}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
