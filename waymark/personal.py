"""The rules of the personal-data screen: patterns that editors keep as data, and the masking of what they find.

A rule that misses somebody's name is a slip that a person may catch; a rule that hides a word too many costs an editor a guess.
Nothing is refused here, and nothing that was masked is published either: see docs/editors/comments.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PART = "it"
"""The named group of a pattern that is masked; without it the whole match is."""
_GAP = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Span:
    """Where something personal stands in a text, and what kind of thing it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Masked:
    """A text that an editor may read: what was found is named in square brackets."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The patterns, ready. ``never`` finds what is never masked: names of services, and a few phrases."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    never: re.Pattern[str] | None

    def find(self, text: str) -> Iterator[Span]:
        """Everything personal that a rule knows, but for what is never masked."""
        kept = [match.span() for match in self.never.finditer(text)] if self.never else []
        for kind, pattern in self.patterns:
            for match in pattern.finditer(text):
                start, end = match.span(PART if PART in pattern.groupindex else 0)
                if not any(first < end and start < last for first, last in kept):
                    yield Span(start, end, kind)


def read_rules(data: Mapping[str, Any], allowed_names: Iterable[str] = ()) -> Rules:
    """Rules from the data file. Raises ValueError with the rule and what is wrong with it."""
    lists = {name: one_of(words) for name, words in data["lists"].items()}
    patterns = tuple((rule["kind"], _compile(rule, lists)) for rule in data["rules"])
    names = [*data.get("never", ()), *allowed_names]
    return Rules(patterns, re.compile(rf"\b(?:{one_of(names)})\b", re.IGNORECASE) if names else None)


def one_of(words: Sequence[str]) -> str:
    """A pattern for any of these words, the longest first; spaces may be any, and apostrophes left out or curly."""
    return "|".join(_loosely(word) for word in sorted(map(str, words), key=len, reverse=True))


def mask(text: str, spans: Iterable[Span]) -> Masked:
    """The text with each span replaced by the name of its kind; of two that overlap the longer names both."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = merged[-1] if merged else None
        if last and span.start < last.end:
            longer = max(last, span, key=lambda each: each.end - each.start)
            merged[-1] = Span(last.start, max(last.end, span.end), longer.kind)
        else:
            merged.append(span)
    shown, at = [], 0
    for span in merged:
        shown += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return Masked("".join([*shown, text[at:]]), tuple(sorted({span.kind for span in merged})))


def _loosely(word: str) -> str:
    return re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]?")


def _compile(rule: Mapping[str, str], lists: Mapping[str, str]) -> re.Pattern[str]:
    def fill(gap: re.Match[str]) -> str:
        if gap[1] not in lists:
            raise ValueError(f'{rule["pattern"]}: there is no list called "{gap[1]}"')
        return f"(?:{lists[gap[1]]})"

    filled = _GAP.sub(
        lambda gap: gap[0] if gap.string[max(0, gap.start() - 2) : gap.start()] == "?P" else fill(gap),
        rule["pattern"],
    )
    try:
        return re.compile(filled, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{rule['pattern']}: {error}") from None
