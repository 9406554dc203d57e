"""The static site: pages from the builder, and the small files that a site has at its root."""

import shutil
from pathlib import Path
from xml.sax.saxutils import escape

from waymark.compression import BROTLI, GZIP, QUICK_BROTLI, Packing, unpacked
from waymark.prepare import Prepared

SHELLS = ("find", "message")
"""Pages that the server fills in: their HTML goes to the server's data too."""
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".webmanifest"}
SMALLEST_COMPRESSED = 600
"""Bytes below which compression gains nothing."""


def take_pages(rendered: Path, site: Path, data: Path, prepared: Prepared) -> None:
    """Takes the pages we prepared, and only those: a builder's own scripts, styles and lists stay behind."""
    for page in prepared.pages:
        source = rendered / page.meta["url"].strip("/") / "index.html"
        shell = page.meta["kind"]
        if shell in SHELLS:
            _copy(source, data / "shells" / page.meta["lang"] / f"{shell}.html")
        if shell != "message":
            _copy(source, site / page.meta["url"].strip("/") / "index.html")
    _copy(rendered / "404.html", site / "404.html")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write_site_files(site: Path, prepared: Prepared, address: str, *, release: bool) -> None:
    """robots.txt, the sitemap, and compressed twins of everything that is text."""
    listed = [page.meta["url"] for page in prepared.pages if not page.meta["robots"]]
    rows = "".join(f"<url><loc>{escape(address + url)}</loc></url>" for url in sorted(listed))
    (site / "sitemap.xml").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>\n',
        encoding="utf-8",
    )
    # A preview is never indexed: nobody has checked what it says.
    rules = (
        f"User-agent: *\nAllow: /\nSitemap: {address}/sitemap.xml\n"
        if release
        else "User-agent: *\nDisallow: /\n"
    )
    (site / "robots.txt").write_text(rules, encoding="utf-8")


def compress(site: Path, before: Path) -> None:
    """Writes packed twins beside each text file, the same bytes every time, for servers that hand them out as they are.

    Pages are packed quickly: packing each of them hard would take longer than the rest of a build. A file that the site ``before`` had too is not packed again,
    when what lies there unpacks to the same bytes.
    """
    for path in sorted(site.rglob("*")):
        if path.suffix in COMPRESSED and path.is_file() and path.stat().st_size >= SMALLEST_COMPRESSED:
            content = path.read_bytes()
            for packing in (GZIP, QUICK_BROTLI if path.suffix == ".html" else BROTLI):
                name = f"{path.name}{packing.ending}"
                packed = _packed_before(packing, before / path.relative_to(site).with_name(name), content)
                path.with_name(name).write_bytes(packed or packing.pack(content))


_BEGINNING = GZIP.pack(b"")[:10]
"""What everything that we gzip begins with: how hard it was packed stands there."""


def _packed_before(packing: Packing, path: Path, content: bytes) -> bytes | None:
    try:
        packed = path.read_bytes()
    except OSError:
        return None
    ours = packing is not GZIP or packed.startswith(_BEGINNING)
    return packed if ours and unpacked(packing, packed) == content else None
