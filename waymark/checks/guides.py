"""What guides owe the reader: every topic has one, and pages about getting help say what to do when it doesn't work."""

import re
from collections.abc import Iterator

from waymark.content import Content, Entry, Kind, find_references
from waymark.model import NeedKey
from waymark.problems import Problem

NOT_HELPING = "turned-away"
"""The guide for somebody who was refused, or whose help doesn't help."""
HELP = frozenset({NeedKey.GETTING_HELP, NeedKey.GETTING_MORE_HELP})

_SECTION = re.compile(r"^#{2,3} +(?P<words>.+?)\s*$", re.MULTILINE)


def check_topics_have_guides(content: Content) -> Iterator[Problem]:
    """Each topic with a page in the hub's first language has at least one guide of that language about it."""
    lang = content.hub.languages[0]
    written = {topic for guide in content.of(Kind.GUIDE, lang) for topic in guide.record.topics}
    for page in content.of(Kind.TOPIC, lang):
        if page.id in content.topics and page.id not in written:
            yield Problem(
                page.path,
                1,
                "topic-without-guide",
                f'no guide is about "{page.id}"',
                "write one, or add the topic to a guide that covers it",
            )


def check_help_sections(content: Content) -> Iterator[Problem]:
    """A guide about getting help says how to know that it's helping and what to do if not, or links to the guide that does."""
    for entry in content.of(Kind.GUIDE):
        if HELP.isdisjoint(entry.record.needs) or entry.record.layout != "guide":
            continue
        missing = _missing_sections(content, entry)
        if missing and not _leads_on(entry):
            yield Problem(
                entry.path,
                entry.document.body_line,
                "help-sections",
                f"it is about getting help and has no {' and no '.join(missing)}",
                f"add ### headings with these words, or a link to guide:{NOT_HELPING}",
            )


def _missing_sections(content: Content, entry: Entry) -> list[str]:
    strings = content.strings[entry.lang]
    found = {match["words"] for match in _SECTION.finditer(entry.body)}
    wanted = [strings.get(f"guide_{part}", part) for part in ("is_it_helping", "not_helping")]
    return [f'"{words}"' for words in wanted if words not in found]


def _leads_on(entry: Entry) -> bool:
    return any(
        reference.kind == "guide" and reference.target == NOT_HELPING
        for reference in find_references(entry.body)
    )


RULES = (check_topics_have_guides, check_help_sections)
