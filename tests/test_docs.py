"""What the documents say about the code is held to the code."""

import ast
import dataclasses
import json
import re
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

from site_api.headers import HEADERS
from waymark.cli import main as cli
from waymark.content import Kind as PageKind
from waymark.content import load_content
from waymark.finish.site import SHELLS
from waymark.model import ChannelType, Contact, Guide, Keyword, Place, PlaceType, Poll, Service
from waymark.model.service import How, Kind, Referral

PROJECT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "deploy").glob("*.md")]
)

_LINK = re.compile(r"(?<!`)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    """A document of the project."""
    return (PROJECT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one."""
    return re.split(r"^#+ ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, without heads and lines."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for index, row in enumerate(table) if not is_head(lines, index)]


def is_head(lines: list[str], index: int) -> bool:
    """True for a line of dashes and for the line above one."""
    return any(re.fullmatch(r"[|\- :]+", line) for line in lines[index : index + 2])


def names(cells: list[str]) -> list[str]:
    """Everything in `backticks` in some cells."""
    return [name for cell in cells for name in _CODE.findall(cell)]


def codes() -> set[str]:
    """The code of every problem that the kit can yield; what is worked out at run time ends with an ellipsis."""
    found = set()
    for path in (PROJECT / "waymark").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("Problem", "_problem")
                and len(node.args) > 4
            ):
                found.add(code(node.args[2]))
    return found - {""}


def code(node: ast.expr) -> str:
    """A constant as it is, the constant beginning of a built one."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=[ast.Constant(value=str(value)), *_]):
            return f"{value}…"
    return ""


def test_every_rule_is_in_the_table_for_editors() -> None:
    """And the table names no rule that isn't there."""
    found = codes()
    listed = {name for row in rows(read("docs/editors/checks.md")) for name in names(row[:1])}
    families = tuple(name[:-1] for name in listed if name.endswith("…"))
    assert listed - found == set()
    assert {name for name in found - listed if not name.startswith(families)} == set()


@pytest.mark.parametrize(
    ("document", "heading", "record"),
    [
        ("docs/editors/pages.md", "## A guide", Guide),
        ("docs/editors/contacts.md", "# Contacts: the one place for numbers", Contact),
        ("docs/editors/services.md", "# Services", Service),
        ("docs/editors/polls-and-keywords.md", "## Polls", Poll),
        ("docs/editors/polls-and-keywords.md", "## Keywords", Keyword),
    ],
)
def test_editors_find_every_key_in_their_guide(document: str, heading: str, record: type) -> None:
    """A guide that leaves a key out is a guide that nobody trusts."""
    text = f"\n{read(document)}"
    listed = {name for row in rows(section(text, heading)) for name in names(row[:1])}
    grades = {"A", "B", "C", "D"}
    assert listed - grades == {field.name for field in dataclasses.fields(record)}


@pytest.mark.parametrize(
    ("document", "choices"),
    [
        ("docs/editors/services.md", Kind),
        ("docs/editors/services.md", How),
        ("docs/editors/services.md", Referral),
        ("docs/editors/contacts.md", ChannelType),
        ("docs/editors/links.md", ChannelType),
    ],
)
def test_editors_find_every_choice(document: str, choices: type[StrEnum]) -> None:
    """Whatever may be written is written down."""
    said = set(_CODE.findall(_FENCE.sub("", read(document))))
    assert {choice.value for choice in choices} <= said


def test_the_example_of_a_place_names_every_type() -> None:
    """It is the first thing that an adopter copies."""
    text = read("docs/adopters/README.md")
    listed = text.split("type: town", 1)[1].split("\n", 1)[0].strip(" #").split(", ")
    assert listed == [kind.value for kind in PlaceType]
    keys = set(re.findall(r"^   (\w+):", text, re.MULTILINE))
    assert keys <= {field.name for field in dataclasses.fields(Place)}


def test_every_dependency_has_its_row() -> None:
    """Direct dependencies only: what for, licence, and what we would do without."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    listed = [name for row in rows(read("docs/dependencies.md")) for name in names(row[:1])]
    assert sorted(listed) == sorted(re.match(r"[\w-]+", name)[0] for name in wanted)


def test_versions_are_those_of_the_lock_files() -> None:
    """A row that tells of another version tells of another package."""
    locked = dict(
        re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", read("requirements/test.lock"), re.MULTILINE)
    )
    told = {names(row[:1])[0]: row[1].split(",")[0] for row in rows(read("docs/dependencies.md"))}
    assert told == {name: locked[name] for name in told}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """To a file, and to a heading in it."""
    dead = []
    for match in _LINK.finditer(_FENCE.sub("", document.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        path = (document.parent / target).resolve() if target else document
        if re.match(r"[a-z]+:", match["target"]):
            continue
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(match["target"])
    assert dead == []


def anchors(path: Path) -> set[str]:
    """The headings of a document as links write them."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_commands_exist() -> None:
    """Every `make …` and `waymark …` that a document tells somebody to type."""
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        typed = set(re.findall(r"(?:^|[`&] ?)make ([a-z-]+)", text, re.MULTILINE))
        assert typed <= targets, path
        assert set(re.findall(r"-m waymark ([a-z]+)", text)) <= set(cli.commands), path


def test_every_hazard_names_a_test_or_says_that_there_is_none() -> None:
    """A test that was renamed or removed shows here."""
    table = rows(read("docs/safety/hazards.md"))
    assert len(table) >= 15
    for row in table:
        shown = row[-1]
        assert "::" in shown or "no test yet" in shown, row[0]
        for place in re.findall(r"`(tests/[^`]+)`", shown):
            path, _, name = place.partition("::")
            assert f"def {name}(" in read(path), place


def test_every_decision_is_in_the_list() -> None:
    """And has its five parts."""
    folder = PROJECT / "docs" / "adr"
    pages = sorted(path.name for path in folder.glob("0*.md"))
    assert re.findall(r"\((0[^)]+\.md)\)", read("docs/adr/README.md")) == pages
    for name in pages:
        text = read(f"docs/adr/{name}")
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2} · Status: \w+", text, re.MULTILINE), name
        assert [part in text for part in ("## Context", "## Decision", "## Consequences")] == [True] * 3, name


def test_the_web_server_says_the_same_headers() -> None:
    """nginx serves the pages, so it has to say what the server says; HTTPS is its own affair."""
    said = dict(re.findall(r'^add_header (\S+) "([^"]*)" always;', read("deploy/headers.conf"), re.MULTILINE))
    assert said.pop("Strict-Transport-Security").startswith("max-age=")
    assert said == HEADERS


def test_the_web_server_writes_nothing_about_visitors() -> None:
    """Every level of nginx's settings: no access line, no error line of a request."""
    config = re.sub(r"#.*", "", read("deploy/nginx.conf"))
    assert set(re.findall(r"access_log ([^;]+);", config)) == {"off"}
    outside, inside = config.split("http {")
    assert "error_log /var/log/nginx/error.log crit;" in outside
    assert re.findall(r"error_log ([^;]+);", inside) == ["/dev/null crit"]


SHAPES = {
    "### Contact": lambda data: data["contacts.en.json"]["childline"],
    "### Channel": lambda data: data["contacts.en.json"]["childline"]["channels"][0],
    "### Card of a guide": lambda data: data["cards"]["panic"],
    "### Card of a service": lambda data: {
        key: value for key, value in data["cards"]["childline"].items() if key not in ("outcode", "opening")
    },
    "### Poll": lambda data: next(iter(data["polls.json"].values()))["words"]["en"],
    "### Need": lambda data: data["shared.en.json"]["needs"][0],
    "### Topic": lambda data: data["shared.en.json"]["groups"][0]["topics"][0],
    "### Shared": lambda data: data["shared.en.json"],
    "### Manifest": lambda data: data["manifest.json"],
}


@pytest.mark.parametrize("heading", SHAPES)
def test_shapes_are_those_of_a_real_build(heading: str, hub_build: Path) -> None:
    """The tables of docs/developers/data.md, key by key."""
    data = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (hub_build / "data").glob("*.json")
    }
    lines = (hub_build / "data" / "cards.en.jsonl").read_text(encoding="utf-8").splitlines()
    data["cards"] = {card["id"]: card for card in map(json.loads, lines)}
    listed = {
        name for row in rows(section(read("docs/developers/data.md"), heading)) for name in names(row[:1])
    }
    assert listed == set(SHAPES[heading](data))


def test_views_are_those_of_a_real_build(hub_build: Path, hub_plan) -> None:
    """Front matter and view of every kind of page."""
    found: dict[str, set[str]] = {}
    meta: set[str] = set()
    for path in (hub_plan.out / "prepared").rglob("*.md"):
        lines = path.read_text(encoding="utf-8").split("\n---\n", 1)[0].split("\n")[1:]
        facts = {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}
        meta |= set(facts)
        found.setdefault(facts["kind"], set()).update(facts["view"])
    text = read("docs/developers/data.md")
    told = {
        kind: set(names(row[1:])) for row in rows(section(text, "## View by kind")) for kind in names(row[:1])
    }
    assert told == found
    assert {
        name for row in rows(section(text, "### Front matter of a prepared page")) for name in names(row[:1])
    } == meta


def test_files_are_those_of_a_real_build(hub_build: Path) -> None:
    """Every file and folder that the server reads."""
    text = section(read("docs/developers/data.md"), "### Files of data")
    listed = {name.strip("/").replace("<lang>", "en") for row in rows(text) for name in names(row[:1])}
    assert listed == {path.name for path in (hub_build / "data").iterdir() if ".da." not in path.name}
    assert {path.stem for path in (hub_build / "data" / "shells" / "en").iterdir()} == set(SHELLS)


def test_files_for_the_device_are_those_of_a_real_build(hub_build: Path) -> None:
    """What a phone may fetch besides pages, styles and scripts."""
    text = section(read("docs/developers/data.md"), "### Files for the device")
    listed = {name.replace("<lang>", "en") for row in rows(text) for name in names(row[:1])}
    site = hub_build / "site"
    found = {
        path.relative_to(site).as_posix() for path in (*site.glob("*.json"), *site.glob("assets/data/*.json"))
    }
    assert listed == {name for name in found if ".da." not in name}


def test_the_readme_counts_what_there_is():
    """How many guides, topics and services there are stands in the README as it is today."""
    content, _ = load_content(PROJECT / "content")
    counted = [
        len(list(content.of(kind, "en"))) for kind in (PageKind.GUIDE, PageKind.TOPIC, PageKind.SERVICE)
    ]
    assert "{} guides, {} topic pages and {} services".format(*counted) in read("README.md")
