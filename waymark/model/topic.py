"""What pages and services are about: the topic vocabulary, and THRIVE's five needs-based groupings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from waymark.model.shared import STRICT, Hint, Slug, Words


class NeedKey(StrEnum):
    """The five needs-based groupings of the THRIVE Framework. They sort pages and services, never people."""

    THRIVING = "thriving"
    GETTING_ADVICE = "getting-advice"
    GETTING_HELP = "getting-help"
    GETTING_MORE_HELP = "getting-more-help"
    GETTING_RISK_SUPPORT = "getting-risk-support"


@dataclass(frozen=True, kw_only=True)
class Need:
    """How one grouping is called and told to young people."""

    __pydantic_config__ = STRICT
    key: NeedKey
    official: Annotated[str, Hint("The framework's own name.")]
    label: Annotated[Words, Hint("What a young person reads.")]
    line: Annotated[Words, Hint("One line that explains it.")]


@dataclass(frozen=True, kw_only=True)
class TopicGroup:
    """A shelf of the topic index."""

    __pydantic_config__ = STRICT
    slug: Slug
    label: Words


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One word of the topic vocabulary. Slugs are permanent."""

    __pydantic_config__ = STRICT
    slug: Slug
    group: Slug
    label: Words
