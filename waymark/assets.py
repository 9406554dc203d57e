"""Styles and scripts of the theme as the site serves them. No bundler: styles are joined, scripts are copied as they are."""

import hashlib
import re
import shutil
from pathlib import Path

STYLES = ("css/tokens.css", "css/base.css", "css/layout.css")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")


def join_styles(theme: Path) -> str:
    """All styles in one: tokens, base, layout, every component by name, print last. Comments and line breaks are left out."""
    components = sorted((theme / "components").glob("*/*.css"))
    files = [theme / name for name in STYLES] + components + [theme / "css" / "print.css"]
    joined = "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file())
    return _BLANKS.sub("\n", _COMMENT.sub("", joined)).strip() + "\n"


def scripts(theme: Path) -> dict[str, Path]:
    """Each script by its path on the site: theme/js/x.js is /assets/js/x.js, so that relative imports hold."""
    found = sorted([*theme.glob("js/*.js"), *theme.glob("components/*/*.js")])
    return {f"assets/{path.relative_to(theme).as_posix()}": path for path in found}


def version(theme: Path) -> str:
    """Changes when a style or script changes; addresses carry it so that nobody keeps an old one."""
    digest = hashlib.sha256(join_styles(theme).encode())
    for name, path in scripts(theme).items():
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def addresses(theme: Path) -> dict[str, str]:
    """What templates link to."""
    stamp = version(theme)
    return {"css": f"/assets/site.css?v={stamp}", "js": f"/assets/js/site.js?v={stamp}"}


def write_assets(theme: Path, site: Path) -> None:
    """Puts styles, scripts and the offline worker where the pages look for them."""
    (site / "assets").mkdir(parents=True, exist_ok=True)
    (site / "assets" / "site.css").write_text(join_styles(theme), encoding="utf-8")
    for name, path in scripts(theme).items():
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    if (theme / "worker" / "sw.js").is_file():
        shutil.copyfile(theme / "worker" / "sw.js", site / "sw.js")
    for picture in sorted((theme / "assets").glob("*")):
        shutil.copyfile(picture, site / "assets" / picture.name)
