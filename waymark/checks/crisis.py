"""The crisis lexicon can be read, leads to topics and contacts that exist, and agrees with the hub."""

from collections.abc import Iterator, Mapping

from waymark.content import Content
from waymark.crisis.help import MOST
from waymark.crisis.lexicon import FOLDER, Lexicon, read_lexicon
from waymark.crisis.model import CATEGORIES
from waymark.problems import Problem

RESPONSES = FOLDER + "responses"


def _has_lexicon(content: Content) -> bool:
    """A hub without the folder is stopped by the build itself; there is no line to point at."""
    return any(name.startswith(FOLDER) for name in content.phrases)


def _problem(content: Content, file: str, where: tuple[str | int, ...], what: str, fix: str) -> Problem:
    origin = content.origins.get(("phrases", file))
    path, line = (
        (origin.path, origin.line_of(*where)) if origin else (f"content/_data/{FOLDER.rstrip('/')}", 1)
    )
    return Problem(path, line, "crisis", what, fix)


def check_lexicon(content: Content) -> Iterator[Problem]:
    """Every entry is whole (category, level, phrases, reason, owner, reviewer, date) and its notation can be read."""
    if _has_lexicon(content):
        for slip in read_lexicon(content.phrases).slips:
            yield _problem(content, slip.file, slip.where, slip.what, slip.fix)


def check_topics(content: Content) -> Iterator[Problem]:
    """A concern, and each category, leads to a topic of this hub's vocabulary."""
    for file, data in content.phrases.items():
        if not file.startswith(FOLDER) or not isinstance(data, list):
            continue
        for index, entry in enumerate(data):
            topic = entry.get("topic") if isinstance(entry, Mapping) else None
            if topic and topic not in content.topics:
                yield _unknown_topic(content, file, (index, "topic"), topic)
    topics = (content.phrases.get(RESPONSES) or {}).get("topics") or {}
    for category, topic in topics.items():
        if topic not in content.topics:
            yield _unknown_topic(content, RESPONSES, ("topics", category), topic)


def _unknown_topic(content: Content, file: str, where: tuple[str | int, ...], topic: str) -> Problem:
    return _problem(content, file, where, f'there is no topic "{topic}"', "take one of topics.yml")


def check_responses(content: Content) -> Iterator[Problem]:
    """Help is named by registry id, for every category and for the nations that this hub shows numbers of."""
    if not _has_lexicon(content):
        return
    for table, rows in read_lexicon(content.phrases).parts["responses"]["sets"].items():
        for index, row in enumerate(rows):
            places = (*row.get("show", ()), row.get("also", ()))
            for name in dict.fromkeys(name for place in places for name in place):
                if name != "local" and name not in content.contacts:
                    where = ("sets", table, index)
                    what = f'there is no contact "{name}"'
                    yield _problem(
                        content, RESPONSES, where, what, "write the contact first, or take this out"
                    )
            for category in row.get("categories", ()):
                if category not in CATEGORIES:
                    what = f'"{category}" is not a category of crisis'
                    yield _problem(
                        content,
                        RESPONSES,
                        ("sets", table, index),
                        what,
                        f"write one of {', '.join(CATEGORIES)}",
                    )
            if len(row.get("show", ())) > MOST:
                what = f"a panel shows at most {MOST} choices"
                yield _problem(content, RESPONSES, ("sets", table, index), what, "move the rest to also")
        if rows and set(rows[-1]) - {"show", "also"}:
            what = "the last row has to fit everything"
            yield _problem(
                content,
                RESPONSES,
                ("sets", table, len(rows) - 1),
                what,
                "end with a row of show and also only",
            )


def check_home(content: Content) -> Iterator[Problem]:
    """The nation of each language is the same here as in hub.yml: the device reads this one, the server the other."""
    responses = content.phrases.get(RESPONSES) or {}
    home = responses.get("home") or {}
    for lang, nation in content.hub.home_nation.items():
        if responses and home.get(lang) != nation:
            what = f"the home nation of {lang} is {home.get(lang)} here and {nation} in hub.yml"
            yield _problem(content, RESPONSES, ("home",), what, "make them the same")


def check_exceptions(content: Content) -> Iterator[Problem]:
    """An exception may not swallow a whole crisis phrase as an editor wrote it: plain words always show help."""
    if not _has_lexicon(content):
        return
    lexicon: Lexicon = read_lexicon(content.phrases)
    exceptions = {text for entry, _ in lexicon.exceptions for text in entry["phrases"]}
    for file, data in content.phrases.items():
        if file.startswith(FOLDER) and isinstance(data, list) and not file.startswith(FOLDER + "exceptions"):
            for index, entry in enumerate(data):
                for at, text in enumerate(entry.get("phrases") or () if isinstance(entry, Mapping) else ()):
                    if text in exceptions:
                        what = f'"{text}" is an exception too, so it never fires'
                        yield _problem(
                            content, file, (index, "phrases", at), what, "take it out of one of the two"
                        )


RULES = (check_lexicon, check_topics, check_responses, check_home, check_exceptions)
