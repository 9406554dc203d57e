"""The pages themselves: the files of the current build. In front of many readers a plain web server does this better."""

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, g, redirect, request, send_file
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter
from werkzeug.utils import safe_join

from site_api.current import hub, language
from site_api.errors import ApiError, Code, wants_page

blueprint = Blueprint("site", __name__)

FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
ASK_FIRST = "no-cache"
NEVER = "no-store"
TWINS = {"br": ".br", "gzip": ".gz"}
"""What the build packed, the smallest first."""
NO_STORE = ".no-store"
"""A file of this name in a page's folder says that nobody may keep the page: it has a quick way out. The build puts it there."""
ALWAYS_FRESH = (".js", ".webmanifest", ".json")
"""At the root of the site these decide what an old phone keeps offline: an old number must never be trapped there."""


class SitePath(PathConverter):
    """Any path but the API's, so that a wrong method or address there is told as such."""

    regex = r"(?!api/)[^/].*?"


@blueprint.record_once
def _add_converter(setup: BlueprintSetupState) -> None:
    setup.app.url_map.converters["site"] = SitePath


@blueprint.get("/", defaults={"path": ""})
@blueprint.get("/<site:path>")
def show_file(path: str) -> Response:
    """A file of the site; a folder's page; else the hub's own page for what isn't there."""
    found = find_file(path)
    if found is None:
        return not_found()
    if found.is_dir():
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
        return redirect(f"/{path.strip('/')}/{query}", code=301)
    return send(found, cache=NEVER if found.with_name(NO_STORE).is_file() else _cache(path))


def find_file(path: str) -> Path | None:
    """The file behind a path, a folder that lacks its slash, or None. Never anything outside the site."""
    joined = safe_join(str(hub().site), path)
    hidden = any(part.startswith(".") and part != ".well-known" for part in path.split("/"))
    if joined is None or hidden or "//" in path or "\0" in path:
        return None
    found = Path(joined)
    page = found / "index.html"
    if found.is_dir():
        return (page if path == "" or path.endswith("/") else found) if page.is_file() else None
    return found if found.is_file() and not path.endswith("/") else None


def send(file: Path, *, cache: str) -> Response:
    """A file, unpacked or as the build packed it, or only "unchanged" for whoever has it."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    encoding, chosen = packed_twin(file)
    details = chosen.stat()
    response = send_file(
        chosen.resolve(),
        mimetype=kind,
        conditional=True,
        etag=f"{details.st_mtime_ns:x}-{details.st_size:x}{f'-{encoding}' if encoding else ''}",
    )
    response.headers["Cache-Control"] = cache
    for needless in (
        "Content-Disposition",
        "Last-Modified",
    ):  # the address, and the tag above, say it already
        response.headers.pop(needless, None)
    g.is_file = True
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def packed_twin(file: Path) -> tuple[str | None, Path]:
    """The smallest twin of a file that the browser can unpack, with the name of its packing; else the file itself."""
    for encoding, ending in TWINS.items():
        packed = file.with_name(file.name + ending)
        if encoding in request.accept_encodings and packed.is_file():
            return encoding, packed
    return None, file


def not_found() -> Response:
    """The hub's own 404 page in the language of the address, or the error's shape for a script."""
    folder = hub().site if language() == hub().default_language else hub().site / language()
    page = folder / "404.html"
    if not page.is_file() or not wants_page():
        raise ApiError(Code.NOT_FOUND)
    response = send_file(page, mimetype="text/html", etag=False, last_modified=None, conditional=False)
    response.status_code = 404
    response.headers["Cache-Control"] = NEVER
    return response


def _cache(path: str) -> str:
    if path.startswith("assets/") and "v" in request.args:
        return FOREVER
    return ASK_FIRST if "/" not in path and path.endswith(ALWAYS_FRESH) else A_WHILE
