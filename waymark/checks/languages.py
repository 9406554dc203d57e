"""Every language of the hub has its interface words and the pages that nobody can do without."""

from collections.abc import Iterator

from waymark.content import Content, Kind
from waymark.problems import Problem

NEEDED_PAGES = ("index", "help-now")


def check_strings(content: Content) -> Iterator[Problem]:
    """The interface words of all languages have the same keys."""
    every = sorted({key for strings in content.strings.values() for key in strings})
    for lang, strings in content.strings.items():
        for key in every:
            if key not in strings:
                yield Problem(
                    f"content/_strings/{lang}",
                    1,
                    "untranslated",
                    f'the words "{key}" are missing in "{lang}"',
                    "translate them",
                )


def check_needed_pages(content: Content) -> Iterator[Problem]:
    """Home and Get help now exist in each language."""
    for lang in content.hub.languages:
        for page in NEEDED_PAGES:
            if not content.get(Kind.PAGE, lang, page):
                yield Problem(
                    f"content/{lang}",
                    1,
                    "missing-page",
                    f'"{page}.md" is missing',
                    "copy the one of another language and translate it",
                )


def check_data_words(content: Content) -> Iterator[Problem]:
    """Labels of topics, groups and needs are there in each language."""
    for noun, records in (
        ("topic", content.topics),
        ("topic group", content.groups),
        ("need", content.needs),
    ):
        for key, record in records.items():
            for lang in content.hub.languages:
                if lang not in record.label:
                    origin = content.origins[noun, key]
                    yield Problem(
                        origin.path,
                        origin.line_of("label"),
                        "untranslated",
                        f'the label of "{key}" is missing in "{lang}"',
                        f"add {lang}: to the label",
                    )


RULES = (check_strings, check_needed_pages, check_data_words)
