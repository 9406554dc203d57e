"""Reads what comes back to young people: decisions, roadmap, rounds, themes, feedback choices, published results and trends.

All of it may be missing: a hub that has asked nobody yet has nothing to tell.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from waymark.content.records import Origin
from waymark.frontmatter import Document
from waymark.model.loop import Decision, Feedback, Loop, Proposal, Round, Theme, Trends
from waymark.problems import Problem


class Reader(Protocol):
    """What the loader of the content folder offers."""

    problems: list[Problem]
    origins: dict[tuple[str, str], Origin]

    def yaml(self, path: Path) -> Document: ...
    def records(self, kind: type, paths: Any, key: str, noun: str) -> dict[str, Any]: ...
    def one(self, kind: type, document: Document, data: Any) -> Any: ...
    def keep(self, found: dict[str, Any], key: str, record: Any, origin: Origin, noun: str) -> None: ...


def load_loop(reader: Reader, data: Path) -> Loop:
    """Everything of the loop; problems of form go to the reader. ``data`` is the folder ``_data``."""

    def listed(kind: type, name: str, noun: str) -> dict[str, Any]:
        path = data / name
        return reader.records(kind, [path] if path.is_file() else [], "id", noun)

    return Loop(
        decisions=listed(Decision, "decisions.yml", "decision"),
        proposals=listed(Proposal, "roadmap.yml", "proposal"),
        rounds=listed(Round, "rounds.yml", "round"),
        themes=listed(Theme, "themes.yml", "theme"),
        feedback=_load_feedback(reader, data / "feedback.yml"),
        results=_load_files(reader, data / "results", "poll", "result", lambda each: _plain(reader, each)),
        trends=_load_files(
            reader, data / "trends", "period", "trend table", lambda each: reader.one(Trends, each, each.data)
        ),
    )


def _load_feedback(reader: Reader, path: Path) -> Feedback | None:
    if not path.is_file():
        return None
    document = reader.yaml(path)
    if document.data is None:
        return None
    reader.origins["feedback", "feedback"] = Origin(document, ())
    feedback: Feedback | None = reader.one(Feedback, document, document.data)
    return feedback


def _load_files(
    reader: Reader, folder: Path, key: str, noun: str, read: Callable[[Document], Any]
) -> dict[str, Any]:
    """One record a JSON file, named after its id. JSON is YAML too, and so every problem has its line."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.json")):
        document = reader.yaml(path)
        if document.data is None:
            continue
        record = read(document)
        if record is None:
            continue
        name = str(record[key] if isinstance(record, Mapping) else getattr(record, key))
        origin = Origin(document, ())
        if name != path.stem:
            reader.problems.append(_misnamed(document, key, noun, name, path.stem))
        reader.keep(found, name, record, origin, noun)
    return found


def _plain(reader: Reader, document: Document) -> Mapping[str, Any] | None:
    """A release stays what the server wrote; the checks hold it against the rule and its poll."""
    data = document.data
    if isinstance(data, Mapping) and isinstance(data.get("poll"), str):
        return data
    reader.problems.append(
        Problem(
            document.path,
            1,
            "shape",
            "these are no published results",
            "export the file again, and change nothing in it",
        )
    )
    return None


def _misnamed(document: Document, key: str, noun: str, name: str, stem: str) -> Problem:
    return Problem(
        document.path,
        document.line_of((key,)),
        "file-name",
        f'the {noun} "{name}" is in a file named "{stem}"',
        f"rename the file to {name}.json",
    )
