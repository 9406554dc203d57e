"""The drawings beside topics and guides, all in one file: each once, and under the name of every topic that uses it."""

import re
from collections.abc import Mapping
from pathlib import Path

_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def write_drawings(theme: Path, site: Path, chosen: Mapping[str, str]) -> None:
    """Writes ``assets/drawings.svg``. ``chosen``: the drawing of each topic (``shared.drawings``).

    Colours are custom properties, which a page's own light or dark gives to the drawing.
    """
    folder = theme / "illustrations" / "spots"
    drawn = {
        path.stem: _SVG.search(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.svg"))
    }
    once = "".join(f'<g id="draw-{name}">{found[1]}</g>' for name, found in drawn.items() if found)
    uses = "".join(
        f'<symbol id="{topic}" viewBox="0 0 64 64"><use href="#draw-{name}"/></symbol>'
        for topic, name in sorted(chosen.items())
        if name in drawn
    )
    path = site / "assets" / "drawings.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{once}</defs>{uses}</svg>\n', encoding="utf-8"
    )
