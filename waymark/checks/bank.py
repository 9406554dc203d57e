"""The crisis phrase bank is whole, and every line of it still gets its answer: a change that loses one is stopped."""

from collections.abc import Iterator, Mapping

from waymark.content import Content
from waymark.crisis import Crisis
from waymark.crisis.bank import Line, bank_lines, bank_slips
from waymark.problems import Problem
from waymark.training import SETTINGS, compile_whole

KNOWN = "crisis/known-misses"
TOLERANCE = 12
"""Points by which a line may fall on the wrong side unnoticed: machines round a little differently when they learn."""


def _path_and_line(content: Content, file: str, *where: str | int) -> tuple[str, int]:
    origin = content.origins.get(("phrases", file))
    return (origin.path, origin.line_of(*where)) if origin else ("content/_data/crisis", 1)


def check_form(content: Content) -> Iterator[Problem]:
    """Every hand says whose it is, and every group its level, kind, person and reason."""
    for slip in bank_slips(content.phrases):
        path, line = _path_and_line(content, slip.file, *slip.where)
        yield Problem(path, line, "crisis", slip.what, slip.fix)


def check_answers(content: Content) -> Iterator[Problem]:
    """Help comes first for every crisis of the bank and for nothing else, but for the lines in known-misses.yml."""
    if SETTINGS not in content.phrases:
        return
    known = content.phrases.get(KNOWN)
    listed = set(_texts(known, "missed") | _texts(known, "shown_in_vain"))
    crisis = Crisis.from_dict(compile_whole(content))
    for line in bank_lines(content.phrases):
        if line.text not in listed and is_lost(crisis, line):
            what = (
                "help no longer comes first"
                if line.is_crisis
                else "help comes first, though nothing is wrong"
            )
            fix = "mend the change, or list it in known-misses.yml with a reason that a clinician has read"
            path, number = _path_and_line(content, line.file, "groups", line.group, "lines")
            yield Problem(path, number + line.number, "crisis-line", f'"{line.text}": {what}', fix)


def is_lost(crisis: Crisis, line: Line) -> bool:
    """Whether a line gets the wrong answer, and not only by a hair."""
    if crisis.match(line.text, line.lang).is_shown is line.is_crisis:
        return False
    if crisis.weights is None:
        return True
    lead = crisis.weights.lead(crisis.residue(line.text), line.lang)
    return lead < -TOLERANCE if line.is_crisis else not -TOLERANCE < lead < TOLERANCE


def _texts(known: object, name: str) -> set[str]:
    if not isinstance(known, Mapping):
        return set()
    return {
        text.strip()
        for group in known.get(name) or ()
        for text in str(group.get("lines", "")).splitlines()
        if text.strip()
    }


RULES = (check_form, check_answers)
