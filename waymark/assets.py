"""Styles and scripts of the theme as the site serves them. No bundler: styles are joined, scripts stay one file each; both without comments."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

CORE = "site"
"""The sheet that every page loads: tokens, base, layout, and each component that no other sheet takes."""
PRINT = "print"
SHEETS = "sheets.json"
"""Which components' styles stand in a sheet of their own, because few pages need them."""


def sheets(theme: Path) -> dict[str, str]:
    """Every sheet by its name, without comments and blanks."""
    named = json.loads((theme / SHEETS).read_text(encoding="utf-8"))
    apart = {component for components in named.values() for component in components}
    core = [path.name for path in sorted((theme / "components").iterdir()) if path.name not in apart]
    texts = {
        CORE: "\n".join([*_foundation(theme), *_styles(theme, core)]),
        **{name: "\n".join(_styles(theme, components)) for name, components in named.items()},
        PRINT: (theme / "css" / "print.css").read_text(encoding="utf-8"),
    }
    return {name: f"{cssmin(text)}\n" for name, text in texts.items()}


def _foundation(theme: Path) -> Iterator[str]:
    """Tokens in light and in dark, then bare elements and the frame.

    Dark is written once and served twice: for a device that is set to dark, unless the reader chose light, and for a reader who chose dark.
    """
    css = theme / "css"
    yield (css / "tokens.css").read_text(encoding="utf-8")
    for name, query in (("dark", ""), ("dark-contrast", "(prefers-contrast: more)")):
        colours = (css / f"{name}.css").read_text(encoding="utf-8")
        device = " and ".join(filter(None, (query, "(prefers-color-scheme: dark)")))
        yield f"@media {device} {{\n{colours.replace(':root', ':root:not([data-scheme=light])')}}}"
        chosen = colours.replace(":root", ":root[data-scheme=dark]")
        yield f"@media {query} {{\n{chosen}}}" if query else chosen
    for name in ("base", "layout"):
        yield (css / f"{name}.css").read_text(encoding="utf-8")


def _styles(theme: Path, components: list[str]) -> Iterator[str]:
    for component in components:
        for path in sorted((theme / "components" / component).glob("*.css")):
            yield path.read_text(encoding="utf-8")


def scripts(theme: Path) -> dict[str, Path]:
    """Each script by its path on the site: theme/js/x.js is /assets/js/x.js, so that relative imports hold."""
    found = sorted([*theme.glob("js/*.js"), *theme.glob("components/*/*.js")])
    return {f"assets/{path.relative_to(theme).as_posix()}": path for path in found}


def version(theme: Path) -> str:
    """Changes when a style or script changes; addresses carry it so that nobody keeps an old one."""
    digest = hashlib.sha256("".join(sheets(theme).values()).encode())
    for name, path in scripts(theme).items():
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def addresses(theme: Path) -> dict[str, str | dict[str, str]]:
    """What templates link to: ``css`` and ``js`` on every page, ``sheets`` for those that need more."""
    stamp = version(theme)
    more = {name: f"/assets/{name}.css?v={stamp}" for name in sheets(theme) if name != CORE}
    return {"css": f"/assets/{CORE}.css?v={stamp}", "js": f"/assets/js/site.js?v={stamp}", "sheets": more}


def write_assets(theme: Path, site: Path) -> None:
    """Puts styles, scripts and the offline worker where the pages look for them."""
    (site / "assets").mkdir(parents=True, exist_ok=True)
    for name, text in sheets(theme).items():
        (site / "assets" / f"{name}.css").write_text(text, encoding="utf-8")
    for name, path in scripts(theme).items():
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_script(path, target)
    if (theme / "worker" / "sw.js").is_file():
        _copy_script(theme / "worker" / "sw.js", site / "sw.js")
    shutil.copytree(theme / "assets", site / "assets", dirs_exist_ok=True)


def _copy_script(source: Path, target: Path) -> None:
    """The script without comments: they are for us, and a phone would pay for them. What stays is what was written."""
    target.write_text(f"{jsmin(source.read_text(encoding='utf-8'))}\n", encoding="utf-8")
