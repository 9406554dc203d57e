"""Answers as pages: the build's own shells and component macros, filled by the server for browsers without scripts."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, make_response
from jinja2 import Environment, FileSystemLoader
from markupsafe import escape

from site_api.current import hub, language, shared
from waymark.bundle import Bundle

TEMPLATES = Path(__file__).parent / "templates"

MAIN = re.compile(r"<!--waymark:main-->.*?<!--/waymark:main-->", re.DOTALL)
TITLE = "<!--waymark:title-->"


def message_page(
    title: str, message: str, people: list[Mapping[str, Any]], *, back: str | None = None
) -> Response:
    """A page with one sentence, the people who can help and the way back: for errors."""
    return show("message", "message.html", title=title, message=message, contacts=people, back=back)


def show(shell: str, template: str, *, title: str, **facts: Any) -> Response:
    """A page: the shell of the reader's language with ``template`` put into its middle."""
    main = render(template, title=title, **facts)
    frame = _shell(hub(), language(), shell)
    page = MAIN.sub(lambda _: main, frame, count=1).replace(TITLE, str(escape(title)), 1)
    response = make_response(page)
    response.headers["Content-Language"] = language()
    return response


def render(template: str, **facts: Any) -> str:
    """One of the server's templates with what all pages of the reader's language share."""
    common = shared()
    return _components(hub().data).get_template(template).render(s=common, t=common["t"], **facts)


def warm(build: Bundle) -> None:
    """Reads the templates before anybody waits for them: the first page would take half a second longer."""
    for template in sorted(path.name for path in TEMPLATES.glob("*.html")):
        _components(build.data).get_template(template)


def _shell(build: Bundle, lang: str, name: str) -> str:
    return (build.data / "shells" / lang / f"{name}.html").read_text("utf-8")


@lru_cache(maxsize=2)
def _components(data: Path) -> Environment:
    """Templates of one build: its components, and the few of ours that call them. Everything is escaped."""
    return Environment(
        loader=FileSystemLoader([data / "components", TEMPLATES]), autoescape=True, auto_reload=False
    )
