"""The living page of components: every part of our pages, made from the example fixtures that the tests use.

A preview has it at ``/components/``, a release does not. Its examples are made up, so nothing in it leads anywhere, dials, or wakes a script.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from lxml import html
from markupsafe import Markup

from waymark.finish.data import material_icons
from waymark.steps import kept

MARK = "<!--waymark:components-->"
NAMED = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
"""Attributes that hold ids."""
OWN_PAGE = {"hero", "saved-copy", "poll-sheet", "room-screen"}
"""Components that are the top of a page or a whole one: they carry its main heading, so they can't stand among others."""


def write_showcase(theme: Path, site: Path, shared: Mapping[str, Any]) -> None:
    """Fills the page of components in, where the build has one."""
    page = site / "components" / "index.html"
    if page.is_file():
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace(MARK, kept(all_parts, theme, shared)), encoding="utf-8")


def all_parts(theme: Path, shared: Mapping[str, Any]) -> str:
    """Every component with its examples."""
    return "".join(_part(name, list(examples(theme, shared, name))) for name in components(theme))


def components(theme: Path) -> list[str]:
    """All components that can stand beside others, by name."""
    return sorted(
        path.parent.name
        for path in theme.glob("components/*/*.fixtures.json")
        if path.parent.name not in OWN_PAGE
    )


def examples(theme: Path, shared: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Each example of a component: its name, and its HTML as a page would have it. ``shared``: what all pages of a language share."""
    fixtures = json.loads((theme / "components" / name / f"{name}.fixtures.json").read_text(encoding="utf-8"))
    for example in fixtures["examples"]:
        yield example["name"], render(theme, name, fixtures["macro"], with_words(example["args"], shared))


def render(theme: Path, name: str, macro: str, args: Mapping[str, Any]) -> str:
    """A component's macro with its arguments; one that wraps others' words gets a sentence to wrap."""
    call = _environment(theme).from_string(
        f'{{% from "components/{name}/{name}.html" import {macro} %}}'
        f"{{% if {macro}.caller %}}{{% call {macro}(**args) %}}<p>…</p>{{% endcall %}}{{% else %}}{{{{ {macro}(**args) }}}}{{% endif %}}"
    )
    return str(Markup(call.render(args=args))).strip()


@cache
def _environment(theme: Path) -> Environment:
    """One for all components, so that each template is compiled once; it looks whether a file has changed since."""
    return Environment(
        loader=FileSystemLoader([theme, material_icons().parent]),
        autoescape=False,
        keep_trailing_newline=False,
    )


def with_words(value: Any, shared: Mapping[str, Any]) -> Any:
    """The arguments with the hub's own words where a fixture says ``@t``, and what pages share where it says ``@s``."""
    if isinstance(value, dict):
        return {key: with_words(each, shared) for key, each in value.items()}
    if isinstance(value, list):
        return [with_words(each, shared) for each in value]
    return {"@t": shared["t"], "@s": shared}.get(value, value) if isinstance(value, str) else value


def _part(name: str, found: list[tuple[str, str]]) -> str:
    shown = "".join(
        f'<div class="showcase__example"><h3 class="showcase__name">{title}</h3>{still(text, f"{name}-{number}")}</div>'
        for number, (title, text) in enumerate(found, start=1)
        if text
    )
    return f'<section class="showcase" aria-labelledby="component-{name}"><h2 id="component-{name}">{name}</h2>{shown}</section>'


def still(text: str, prefix: str) -> str:
    """An example that can't do anything: links and forms lead to itself, scripts find no hook, ids are its own, headings lie below its name."""
    tree = html.fragment_fromstring(text, create_parent="ul" if text.startswith("<li") else "div")
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        _quiet(element, prefix)
        if element.tag in ("h1", "h2", "h3"):
            element.tag = "h4"
        elif element.tag in ("section", "aside", "nav", "article"):
            element.tag = "div"
            for name in ("aria-labelledby", "aria-label"):
                element.attrib.pop(name, None)
    return html.tostring(tree, encoding="unicode")


def _quiet(element: html.HtmlElement, prefix: str) -> None:
    for name in [key for key in element.attrib if key.startswith("data-")]:
        del element.attrib[name]
    if "id" in element.attrib:
        element.set("id", f"{prefix}-{element.get('id')}")
    element.attrib.pop("form", None)  # the form of a button that stands elsewhere on its own page
    if element.tag == "a" and "href" in element.attrib:
        element.set("href", "#main")
    if element.tag == "form":
        element.set("action", "#main")
        element.set("method", "get")
        element.attrib.pop("role", None)
        element.attrib.pop("aria-label", None)
    if element.tag == "input" and element.get("type") == "radio":
        element.set("name", f"{prefix}-{element.get('name')}")
    for name in NAMED:
        if name in element.attrib:
            element.set(name, " ".join(f"{prefix}-{each}" for each in element.get(name).split()))
