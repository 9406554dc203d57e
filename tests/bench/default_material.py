"""A site as Material for MkDocs makes it when nobody changes a setting: a hundred pages of our own words, for figures beside ours."""

import gzip
import mimetypes
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PAGES = 100
SETTINGS = (
    "site_name: A hub\nsite_url: http://127.0.0.1/\ntheme:\n  name: material\nuse_directory_urls: true\n"
)
_REFERENCE = re.compile(r"!?\[([^\[\]]*)\]\([a-z]+:[^)\s]*\)(\{[^}]*\})?")


def build_material(content: Path, folder: Path) -> Path:
    """The built site: the words of a hundred of our pages, each below its title."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    sources = [
        path
        for kind in ("guides", "topics", "services")
        for path in sorted((content / "en" / kind).glob("*.md"))
    ]
    for path in sources[: PAGES - 1]:
        (docs / f"{path.parent.name}-{path.name}").write_text(_words(path), encoding="utf-8")
    (docs / "index.md").write_text("# A hub\n\nPages by name.\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True, capture_output=True
    )
    return folder / "site"


def _words(path: Path) -> str:
    _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
    title = re.search(r"^title: *(.*)$", facts, re.MULTILINE)
    words = _REFERENCE.sub(r"\1", body)
    return f"# {title[1] if title else path.stem}\n\n{words}"


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a plain server that packs what it sends, as a web server would."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Packed, site))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Packed(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Path, *args: object) -> None:
        self.site = site
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.site / urlsplit(self.path).path.strip("/")
        file = path / "index.html" if path.is_dir() else path
        body = gzip.compress(file.read_bytes() if file.is_file() else b"", 9)
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Type", mimetypes.guess_type(file.name)[0] or "text/plain")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "public, max-age=300")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
