"""Words that help: plain enough to read at night, and none that hurt.

Readability is textstat's; it only says what to look at again (the NHS says that tools can't show usability). The words to
avoid are data: ``content/_data/words/avoid.yml``, each with its reason.
"""

import re
from collections.abc import Iterator
from functools import cache

from waymark.content import Content, Entry, Kind
from waymark.problems import Problem, Severity
from waymark.steps import kept_each

TARGET_AGE, CEILING_AGE = 11, 14
LONGEST_SENTENCE, LONGEST_PARAGRAPH = 20, 3
GRADE_TO_AGE = 5
"""A Flesch-Kincaid grade is a US school year; pupils are about five years older than its number."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^(?:#+|[-*]|\d+\.)\s+|[*_`>]", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")


def plain(body: str) -> str:
    """The words of a body without Markdown; a heading or list item ends like a sentence."""
    lines = [_MARKS.sub("", _LINK.sub(r"\1", line)).strip() for line in body.split("\n")]
    return "\n".join(line if not line or line[-1] in ".!?:" else f"{line}." for line in lines)


def check_reading_age(content: Content) -> Iterator[Problem]:
    """Reading age 9 to 11 is the target, 14 the ceiling (NHS content style); guides and topics in English."""
    entries = [
        entry
        for entry in content.entries.values()
        if entry.lang == "en" and entry.kind in (Kind.GUIDE, Kind.TOPIC) and len(entry.body.split()) >= 50
    ]
    for entry, grade in zip(
        entries, kept_each(reading_grade, [plain(entry.body) for entry in entries]), strict=True
    ):
        age = grade + GRADE_TO_AGE
        if age > TARGET_AGE + 0.5:
            severity = Severity.ERROR if age > CEILING_AGE else Severity.ADVICE
            yield Problem(
                entry.path,
                entry.document.body_line,
                "reading-age",
                f"the reading age is about {age:.0f}",
                f"aim for {TARGET_AGE}: shorter sentences, shorter words",
                severity,
            )


def reading_grade(words: str) -> float:
    """The US school year whose pupils read this with ease."""
    import textstat  # here, because it brings a dictionary of all English words that nobody needs when no page has changed

    return float(textstat.flesch_kincaid_grade(words))


def check_sentences(content: Content) -> Iterator[Problem]:
    """Sentences have at most 20 words, paragraphs at most three sentences."""
    for entry in content.entries.values():
        if entry.kind in (Kind.GUIDE, Kind.TOPIC, Kind.SERVICE):
            yield from _check_paragraphs(entry)


def _check_paragraphs(entry: Entry) -> Iterator[Problem]:
    for number, line in enumerate(entry.body.split("\n"), start=entry.document.body_line):
        if line.startswith("#") or not line.strip():
            continue
        sentences = [sentence for sentence in _SENTENCE.split(plain(line)) if sentence.strip(". ")]
        longest = max((len(sentence.split()) for sentence in sentences), default=0)
        if longest > LONGEST_SENTENCE:
            yield Problem(
                entry.path,
                number,
                "long-sentence",
                f"a sentence has {longest} words",
                f"make two of it ({LONGEST_SENTENCE} at most)",
                Severity.ADVICE,
            )
        if len(sentences) > LONGEST_PARAGRAPH and not line.lstrip().startswith(("-", "*", "1")):
            yield Problem(
                entry.path,
                number,
                "long-paragraph",
                f"a paragraph has {len(sentences)} sentences",
                f"break it up ({LONGEST_PARAGRAPH} at most)",
                Severity.ADVICE,
            )


def check_avoided_words(content: Content) -> Iterator[Problem]:
    """Words that blame, frighten, order about or promise are not used; each has its reason in the list."""
    avoid = content.phrases.get("words/avoid") or []
    for entry in content.entries.values():
        rules = [
            rule
            for rule in avoid
            if rule["lang"] == entry.lang and entry.id not in rule.get("allowed_in", ())
        ]
        texts = [
            (entry.document.body_line + index, line) for index, line in enumerate(entry.body.split("\n"))
        ]
        texts += [
            (entry.line_of(field), str(getattr(entry.record, field, ""))) for field in ("title", "summary")
        ]
        everything = "\n".join(line for _, line in texts).casefold()
        rules = [rule for rule in rules if rule["phrase"].casefold() in everything]
        for number, line in texts:
            for rule in rules:
                if _pattern(rule["phrase"]).search(line):
                    yield Problem(
                        entry.path,
                        number,
                        "avoid",
                        f'"{rule["phrase"]}" hurts or misleads ({rule["reason"]})',
                        f"write {rule['instead']}",
                    )


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)


RULES = (check_reading_age, check_sentences, check_avoided_words)
