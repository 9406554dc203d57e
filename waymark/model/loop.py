"""What comes back to young people: what was decided, what is planned, the quarterly round, themes and published numbers.

Space, voice, audience and influence (Lundy 2007) each have a field: where it was heard, what was said, who decides, what changed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from waymark.model.shared import STRICT, Hint, Line, Slug, Words

REFERENCE = r"^(guide|service|topic|place|poll|page):[a-z0-9][a-z0-9/_-]*$"
OPTION = r"^[a-z0-9-]+(:[a-z0-9-]+)?/[a-z0-9-]+$"
TREND = r"^\d{4}-(q[1-4]|W\d{2})/[a-z0-9-]+$"
QUARTER = r"^\d{4}-q[1-4]$"
PERIOD = r"^\d{4}-(q[1-4]|W\d{2})$"
WEEK = r"^\d{4}-W\d{2}$"

Reference = Annotated[str, Hint("A page of this hub: guide:sleep, page:about/privacy.", pattern=REFERENCE)]
Example = Annotated[bool, Hint("true for what was made up to show how this works; shown as an example.")]


class Answer(StrEnum):
    """What came of what young people said."""

    DID = "did"
    DOING = "doing"
    NO = "no"
    LATER = "later"


class Stage(StrEnum):
    """How far a proposal is."""

    ASKED = "asked"
    THINKING = "thinking"
    WRITING = "writing"
    DONE = "done"
    NO = "no"


class TrendSource(StrEnum):
    """What a line of a trend table was counted from."""

    SEARCHES = "searches"
    HELP_TAPS = "help-taps"
    QUESTIONS = "questions"
    COMMENTS = "comments"


def _only_one(record: Any, *names: str) -> None:
    if sum(getattr(record, name) is not None for name in names) != 1:
        raise ValueError(f"name exactly one of {', '.join(names)}")


@dataclass(frozen=True, kw_only=True)
class HeardIn:
    """Where it was said: one of a poll, a theme or a round."""

    __pydantic_config__ = STRICT
    poll: Slug | None = None
    theme: Slug | None = None
    round: Slug | None = None

    def __post_init__(self) -> None:
        _only_one(self, "poll", "theme", "round")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """You said, we did: one thing that was heard, what was decided and why, and by when young people were told."""

    __pydantic_config__ = STRICT
    id: Slug
    said: Annotated[
        Words, Hint("What young people said, in the team's words. Never somebody's own sentence.")
    ]
    heard_in: HeardIn
    decision: Answer
    what: Annotated[Words, Hint("What was done; or why not, for a 'no'.")]
    date: Annotated[dt.date, Hint("The day of the decision.")]
    link: Annotated[Reference | None, Hint("What changed. Needed for 'did'.")] = None
    who: Annotated[Words, Hint("Who decided, by their job.")]
    told_by: Annotated[
        dt.date, Hint("The day by which young people were told: at most 30 days after the decision.")
    ]
    example: Example = False


@dataclass(frozen=True, kw_only=True)
class AskedBy:
    """The need behind a proposal: an option of a poll, a theme of comments, or a line of a trend table."""

    __pydantic_config__ = STRICT
    poll: Slug | None = None
    option: Annotated[str | None, Hint("question/option of that poll.", pattern=OPTION)] = None
    theme: Slug | None = None
    gap: Annotated[str | None, Hint("period/line of a trend table.", pattern=TREND)] = None

    def __post_init__(self) -> None:
        _only_one(self, "poll", "theme", "gap")
        if (self.poll is None) != (self.option is None):
            raise ValueError("poll and option go together")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One line of the public roadmap."""

    __pydantic_config__ = STRICT
    id: Slug
    title: Words
    words: Annotated[Words, Hint("What it would be.")]
    status: Stage
    reason: Annotated[Words, Hint("Why it stands where it stands.")]
    asked_by: Annotated[AskedBy | None, Hint("The need behind it. Nothing is written without one.")] = None
    link: Annotated[Reference | None, Hint("The finished page. Needed for 'done'.")] = None
    example: Example = False


@dataclass(frozen=True, kw_only=True)
class Round:
    """The quarterly round: polls, and what changed since the last one."""

    __pydantic_config__ = STRICT
    id: Annotated[str, Hint("Year and quarter: 2026-q4.", pattern=QUARTER)]
    opens: dt.date
    closes: dt.date
    polls: tuple[Slug, ...] = ()
    about: Annotated[Words, Hint("What this round asks about.")]
    changed: Annotated[Words, Hint("What changed since the last one.")]
    example: Example = False

    def __post_init__(self) -> None:
        if self.closes < self.opens:
            raise ValueError(f"it closes ({self.closes}) before it opens ({self.opens})")


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a comment or question can be about, for editors who sort them."""

    __pydantic_config__ = STRICT
    id: Slug
    label: Words
    topic: Slug | None = None


@dataclass(frozen=True, kw_only=True)
class FeedbackOption:
    """One thing to keep or to change on a page."""

    __pydantic_config__ = STRICT
    id: Slug
    label: Words
    link: Annotated[Reference | None, Hint("Where to go with it, if one tap isn't enough.")] = None


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What can be said below 'Did this help?'."""

    __pydantic_config__ = STRICT
    keep: Annotated[tuple[FeedbackOption, ...], Hint("What to keep.", min_length=2, max_length=8)]
    change: Annotated[tuple[FeedbackOption, ...], Hint("What to change.", min_length=2, max_length=8)]


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """One count, told as tens: "20 or more". No words that anybody typed, no time finer than the table's."""

    __pydantic_config__ = STRICT
    id: Slug
    source: TrendSource
    subject: Annotated[str, Hint("A topic, contact, poll or theme; elsewhere or unknown.", max_length=100)]
    place: Slug | None = None
    kind: Annotated[str, Hint("In which way.", max_length=20)]
    at_least: Annotated[int, Hint("Tens: ten or more.", ge=10)]


@dataclass(frozen=True, kw_only=True)
class Trends:
    """One table as ``waymark report trends --format json`` writes it."""

    __pydantic_config__ = STRICT
    period: Annotated[str, Hint("A quarter or a week that is over.", pattern=PERIOD)]
    first: Annotated[str, Hint("Its first week.", pattern=WEEK)]
    last: Annotated[str, Hint("Its last week.", pattern=WEEK)]
    example: Example = False
    rows: tuple[TrendLine, ...]
    everything_else: Line


@dataclass(frozen=True, kw_only=True)
class Loop:
    """All of it, by id, in the order of the files. ``results`` are releases as the server publishes them."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    rounds: Mapping[str, Round] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    feedback: Feedback | None = None
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trends: Mapping[str, Trends] = field(default_factory=dict)

    def without_examples(self) -> "Loop":
        """Only what is real: a release shows nothing that was made up."""
        return Loop(
            decisions=_real(self.decisions),
            proposals=_real(self.proposals),
            rounds=_real(self.rounds),
            themes=self.themes,
            feedback=self.feedback,
            results={key: value for key, value in self.results.items() if not value.get("example")},
            trends=_real(self.trends),
        )


def _real(records: Mapping[str, Any]) -> dict[str, Any]:
    return {key: record for key, record in records.items() if not record.example}
