"""The phrase bank: what people might type, with the answer it should get, a hand (a writer) a file.

``content/_data/crisis/bank/<hand>.yml``. The weights are learnt from it, every change is held against it, and half of it is
innocent. No line names a way to come to harm. Hands that are kept aside to measure by are not here but in ``tests/cases/crisis``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from waymark.crisis.lexicon import Slip
from waymark.crisis.model import CATEGORIES, RANK, Severity

FOLDER = "bank/"
WHOM = ("self", "friend", "parent")
HAND_KEYS = ("hand", "lang", "voice", "owner", "reviewer", "added", "groups")
GROUP_KEYS = frozenset({"level", "category", "for_whom", "topic", "withhold", "reason", "lines"})


@dataclass(frozen=True)
class Line:
    """A line of the bank and the answer it should get: the ``number``-th line of the ``group``-th group of a file."""

    text: str
    lang: str
    level: Severity
    category: str | None
    for_whom: str | None
    withhold: bool
    hand: str
    file: str
    group: int
    number: int

    @property
    def is_crisis(self) -> bool:
        """Whether help has to come before everything else."""
        return RANK[self.level] > RANK[Severity.CONCERN]


def bank_lines(phrases: Mapping[str, Any]) -> Iterator[Line]:
    """Every sound line, in the order of files and groups."""
    for file, data in phrases.items():
        if file.startswith(FOLDER) and isinstance(data, Mapping):
            yield from hand_lines(file, data)


def hand_lines(file: str, data: Mapping[str, Any]) -> Iterator[Line]:
    """The sound lines of one hand."""
    for index, group in enumerate(data.get("groups") or ()):
        if not isinstance(group, Mapping) or any(_group_slips(file, 0, group)):
            continue
        for number, text in enumerate(str(group["lines"]).splitlines(), start=1):
            if text.strip():
                yield Line(
                    text.strip(),
                    str(data.get("lang")),
                    Severity(group["level"]),
                    group.get("category"),
                    group.get("for_whom"),
                    bool(group.get("withhold")),
                    str(data.get("hand")),
                    file,
                    index,
                    number,
                )


def bank_slips(phrases: Mapping[str, Any]) -> Iterator[Slip]:
    """What an editor should mend in the bank's form."""
    for file, data in phrases.items():
        if not file.startswith(FOLDER):
            continue
        if not isinstance(data, Mapping) or not isinstance(data.get("groups"), list):
            yield Slip(file, (), "a hand has groups, each with lines", "copy the top of another hand's file")
            continue
        for key in HAND_KEYS:
            if key not in data:
                yield Slip(file, (), f"the hand has no {key}", f"add {key}: at the top")
        for index, group in enumerate(data["groups"]):
            yield from _group_slips(file, index, group)


def _group_slips(file: str, index: int, group: Any) -> Iterator[Slip]:
    at: tuple[str | int, ...] = ("groups", index)
    if not isinstance(group, Mapping):
        yield Slip(file, at, "a group is a list of 'key: value'", "copy another group")
        return
    level, category = group.get("level"), group.get("category")
    for key in sorted(set(map(str, group)) - GROUP_KEYS):
        yield Slip(
            file, (*at, key), f'"{key}" means nothing in a group', "correct its spelling or take it out"
        )
    if not group.get("reason"):
        yield Slip(file, at, "a group says why its lines get their answer", "add reason:")
    if level not in set(Severity):
        yield Slip(
            file, (*at, "level"), f'"{level}" is not a level', "write none, concern, urgent or emergency"
        )
    elif RANK[Severity(level)] > RANK[Severity.CONCERN]:
        if category not in CATEGORIES:
            fix = f"write one of {', '.join(CATEGORIES)}"
            yield Slip(file, (*at, "category"), f'"{category}" is not a category of crisis', fix)
        if group.get("for_whom") not in WHOM:
            yield Slip(file, (*at, "for_whom"), "a crisis is somebody's", f"write one of {', '.join(WHOM)}")
    elif category is not None:
        yield Slip(file, (*at, "category"), f"{level} is no crisis, so it has no category", "write null")
    if not isinstance(group.get("lines"), str) or not group["lines"].strip():
        yield Slip(file, (*at, "lines"), "a group needs lines", "write lines: | and the lines below it")
