"""Says how the recognition of crisis words does, and why words got their answer. For people who answer for it; nothing is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waymark.crisis import CATEGORIES, Crisis, Match
from waymark.crisis.bank import Line
from waymark.crisis.match import LEARNT

SHOWN = 8
"""Features told for an answer."""

Judged = Sequence[tuple[Line, Match]]


@dataclass(frozen=True)
class Figures:
    """Shares of the lines of each level that got help first, and how many lines there are. None where there is no line."""

    emergency: float | None
    crisis: float | None
    none: float | None
    concern: float | None
    kind: float | None
    """Of the crises shown: the kind is right."""
    lines: int

    @classmethod
    def of(cls, judged: Judged) -> "Figures":
        """Counted from lines and their answers."""
        shown = [(line, match) for line, match in judged if line.is_crisis and match.is_shown]
        return cls(
            _share(judged, lambda line: line.level == "emergency"),
            _share(judged, lambda line: line.is_crisis),
            _share(judged, lambda line: line.level == "none"),
            _share(judged, lambda line: line.level == "concern"),
            sum(line.category == match.category for line, match in shown) / len(shown) if shown else None,
            len(judged),
        )


def judge(crisis: Crisis, lines: Iterable[Line]) -> Judged:
    """Every line with its answer."""
    return [(line, crisis.match(line.text, line.lang)) for line in lines]


def report(judged: Judged) -> Iterator[str]:
    """A table: a row for each hand and for each kind of crisis, then everything."""
    yield f"{'':28}{'lines':>6} {'emerg.':>7} {'crisis':>7} {'none':>7} {'concern':>7} {'kind':>7}"
    for hand in sorted({line.hand for line, _ in judged}):
        yield _row(hand, Figures.of([each for each in judged if each[0].hand == hand]))
    for category in CATEGORIES:
        yield _row(category, Figures.of([each for each in judged if each[0].category == category]))
    for lang in sorted({line.lang for line, _ in judged}):
        yield _row(f"all {lang}", Figures.of([each for each in judged if each[0].lang == lang]))
    yield "Shares of lines where help comes first: emergencies, all crises, nothing wrong, everyday distress; and of the crises shown, the right kind."


def why(crisis: Crisis, artifact: Mapping[str, Any], text: str, lang: str) -> Iterator[str]:
    """Which entries fired, what was learnt that spoke, and the answer."""
    match = crisis.match(text, lang)
    about = {entry["id"]: entry for entry in artifact["entries"]}
    yield f"read as  {crisis.spelling.plain(text).strip()}"
    for name in match.reasons:
        if name in about:
            entry = about[name]
            yield f"entry    {name}: {entry['level']} {entry['category'] or entry['topic']}"
        elif name != LEARNT:
            yield f"entry    {name}: an everyday phrase"
    if crisis.weights is not None:
        words = crisis.residue(text)
        lead = crisis.weights.lead(words, lang)
        said = ", ".join(f'"{name}" {points:+}' for name, points in crisis.weights.reasons(words)[:SHOWN])
        yield f"learnt   {'a crisis' if lead > 0 else 'no crisis'} ({lead:+.0f}): {said or 'nothing known'}"
        if lead > 0:
            leads = crisis.weights.leads(words)
            kinds = sorted(CATEGORIES, key=lambda each: -leads[each])[:3]
            yield "learnt   " + ", ".join(f"{kind} {leads[kind]:+.0f}" for kind in kinds)
    told = f"{match.severity}"
    if match.is_shown:
        told += f", {match.category}, for {match.for_whom}" + (
            ", results withheld" if match.withhold_results else ""
        )
    yield f"answer   {told}"


def wrong(judged: Judged) -> Iterator[tuple[str, Line]]:
    """Lines that got the wrong answer: ("missed" or "shown_in_vain", line)."""
    for line, match in judged:
        if line.is_crisis is not match.is_shown:
            yield ("missed" if line.is_crisis else "shown_in_vain"), line


def _share(judged: Judged, counts: Callable[[Line], bool]) -> float | None:
    of = [match.is_shown for line, match in judged if counts(line)]
    return sum(of) / len(of) if of else None


def _row(name: str, figures: Figures) -> str:
    shares = (figures.emergency, figures.crisis, figures.none, figures.concern, figures.kind)
    told = "".join(f"{'–' if share is None else f'{share:.3f}':>8}" for share in shares)
    return f"{name:28}{figures.lines:>6}{told}"
