"""The crisis phrase bank is whole, and every line of it still gets its answer: a change that loses one is stopped."""

from collections.abc import Iterator, Mapping

from waymark.content import Content
from waymark.crisis.bank import bank_lines, bank_slips
from waymark.crisis.judge import lost_lines
from waymark.problems import Problem
from waymark.steps import kept
from waymark.training import SETTINGS, compile_whole, heard, settings_faults

KNOWN = "crisis/known-misses"


def _path_and_line(content: Content, file: str, *where: str | int) -> tuple[str, int]:
    origin = content.origins.get(("phrases", file))
    return (origin.path, origin.line_of(*where)) if origin else ("content/_data/crisis", 1)


def check_form(content: Content) -> Iterator[Problem]:
    """Every hand says whose it is, and every group its level, kind, person and reason."""
    for slip in bank_slips(content.phrases):
        path, line = _path_and_line(content, slip.file, *slip.where)
        yield Problem(path, line, "crisis", slip.what, slip.fix)


def check_settings(content: Content) -> Iterator[Problem]:
    """learning.yml has everything that learning needs; known-misses.yml has groups with a reason and lines."""
    if SETTINGS in content.phrases:
        for key, what in settings_faults(content.phrases[SETTINGS]):
            path, line = _path_and_line(content, SETTINGS, *([key] if key else []))
            yield Problem(
                path,
                line,
                "crisis",
                f"{key or 'the file'} has to be {what}",
                "write it so, or take back the change",
            )
    known = content.phrases.get(KNOWN)
    for name in ("missed", "shown_in_vain") if known is not None else ():
        groups = known.get(name, []) if isinstance(known, Mapping) else None
        for index, group in enumerate(groups if isinstance(groups, list) else [None]):
            if (
                not isinstance(group, Mapping)
                or not group.get("reason")
                or not isinstance(group.get("lines"), str)
            ):
                path, line = _path_and_line(content, KNOWN, name, index)
                yield Problem(
                    path,
                    line,
                    "crisis",
                    f"{name} has groups, each with a reason and lines",
                    "copy another group",
                )


def check_answers(content: Content) -> Iterator[Problem]:
    """Help comes first for every crisis of the bank and for nothing else, but for the lines in known-misses.yml."""
    if settings_faults(content.phrases.get(SETTINGS)):
        return
    known = content.phrases.get(KNOWN)
    listed = set(_texts(known, "missed") | _texts(known, "shown_in_vain"))
    lines = [line for line in bank_lines(content.phrases) if line.text not in listed]
    for number in kept(lost_lines, heard(compile_whole(content)), lines):
        line = lines[number]
        what = "help no longer comes first" if line.is_crisis else "help comes first, though nothing is wrong"
        fix = "mend the change, or list it in known-misses.yml with a reason that a clinician has read"
        path, start = _path_and_line(content, line.file, "groups", line.group, "lines")
        yield Problem(path, start + line.number, "crisis-line", f'"{line.text}": {what}', fix)


def _texts(known: object, name: str) -> set[str]:
    groups = known.get(name) if isinstance(known, Mapping) else None
    return {
        text.strip()
        for group in (groups if isinstance(groups, list) else ())
        for text in str(group.get("lines", "") if isinstance(group, Mapping) else "").splitlines()
        if text.strip()
    }


RULES = (check_form, check_settings, check_answers)
