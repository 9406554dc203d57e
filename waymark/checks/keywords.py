"""A keyword is told apart from crisis words, places and other keywords, and says truthfully who chose it."""

from collections.abc import Iterator
from itertools import combinations

from waymark.content import Content
from waymark.crisis import Crisis
from waymark.keywords import LONG_ENOUGH_FOR_A_SLIP
from waymark.model import ChannelType, ChosenBy, Keyword
from waymark.problems import Problem
from waymark.text import fold, one_slip
from waymark.training import compile_whole

SHORTEST = 4
ON_CARDS = ("{}", "text {} to 85258")
"""As it is typed alone, and as it stands on posters."""


def check_length(content: Content) -> Iterator[Problem]:
    """A keyword has four letters or more: shorter ones are typed by chance."""
    for word in content.keywords:
        if len(word.word) < SHORTEST:
            yield _problem(
                content, word, "shape-short", "word", "is too short", "choose one of 4 letters or more"
            )


def check_crisis_words(content: Content) -> Iterator[Problem]:
    """A keyword is no crisis word: somebody may need it for itself, and a crisis panel would stand before the answer."""
    crisis = _lexicon(content)
    guarded = {
        fold(each) for words in (content.phrases.get("words/guarded") or {}).values() for each in words
    }
    for word in content.keywords:
        near = next((each for each in sorted(guarded) if _alike(fold(word.word), each)), None)
        if near or (crisis and _fires(crisis, word.word, content.hub.languages)):
            how = "reads like" if near == fold(word.word) else "is one slip away from"
            what = f'{how} "{near}", a word of crisis' if near else "is read as a word of crisis"
            yield _problem(content, word, "crisis", "word", what, "choose another with the young people")


def check_apart(content: Content) -> Iterator[Problem]:
    """No two keywords can be taken for each other."""
    for first, second in combinations(content.keywords, 2):
        one, other = fold(first.word), fold(second.word)
        long = min(len(first.word), len(second.word)) >= LONG_ENOUGH_FOR_A_SLIP
        if one == other or (one_slip(one, other) and (long or _overlap(content, first, second))):
            how = "reads like" if one == other else "is one slip away from"
            what = f'{how} "{second.word}" of {", ".join(second.area)}'
            yield _problem(content, first, "repeated-id", "word", what, "change one of the two")


def check_place_names(content: Content) -> Iterator[Problem]:
    """A keyword is no name of a place of this hub: whoever types that wants to know what there is in it."""
    names = {
        fold(name): key
        for key, place in content.geography.records.items()
        for name in (key, *place["name"].values(), *place["also_called"])
    }
    for word in content.keywords:
        place = next((key for name, key in names.items() if name.replace(" ", "") == fold(word.word)), None)
        if place:
            what = f'is the name of a place, "{place}"'
            yield _problem(content, word, "repeated-id", "word", what, "choose another with the young people")


def check_text_to(content: Content) -> Iterator[Problem]:
    """Whoever a keyword is texted to is in the registry, can be texted, and is among the people that it leads to."""
    for word in content.keywords:
        contact = content.contacts.get(word.text_to or "")
        if word.text_to and not contact:
            what, fix = (
                f'is texted to "{word.text_to}", which is no contact',
                "write that contact first, or correct the id",
            )
        elif contact and not any(channel.type is ChannelType.TEXT for channel in contact.channels):
            what, fix = (
                f'is texted to "{word.text_to}", which takes no texts',
                "name a contact with a text channel",
            )
        elif contact and word.text_to not in word.contacts:
            what, fix = f'is texted to "{word.text_to}", whom it does not lead to', "add it to contacts"
        else:
            continue
        yield _problem(content, word, "unknown-contact", "text_to", what, fix)


def check_dates(content: Content) -> Iterator[Problem]:
    """A keyword begins before it ends."""
    for word in content.keywords:
        if word.ends and word.ends < word.starts:
            what = f"ends ({word.ends}) before it starts ({word.starts})"
            yield _problem(content, word, "shape-dates", "ends", what, "correct one of the dates")


def check_record(content: Content) -> Iterator[Problem]:
    """What is said of who chose a keyword, and when, is whole and true: an example was chosen by nobody."""
    for word in content.keywords:
        made_up = word.chosen_by is ChosenBy.DEVELOPERS
        if word.example is not made_up:
            what = "is an example" if word.example else "was made up by developers"
            fix = "write chosen_by: developers" if word.example else "add example: true, or say who chose it"
            yield _problem(content, word, "shape-record", "chosen_by", what, fix)
        elif word.chosen_by is not ChosenBy.UNKNOWN and not word.chosen_on:
            what = "says who chose it and not when"
            yield _problem(
                content, word, "shape-record", "chosen_on", what, 'add chosen_on, such as "2026-11"'
            )


def _problem(content: Content, word: Keyword, code: str, field: str, what: str, fix: str) -> Problem:
    origin = content.origins["keyword", word.word]
    return Problem(origin.path, origin.line_of(field), code, f'"{word.word}" {what}', fix)


def _alike(word: str, other: str) -> bool:
    """The same, or near enough for one to be read as the other."""
    return word == other or (len(word) >= LONG_ENOUGH_FOR_A_SLIP and one_slip(word, other))


def _fires(crisis: Crisis, word: str, languages: tuple[str, ...]) -> bool:
    return any(
        crisis.match(card.format(word.lower()), lang).is_shown for card in ON_CARDS for lang in languages
    )


def _lexicon(content: Content) -> Crisis | None:
    """The crisis matcher; None where the lexicon can't be read, which other rules tell."""
    try:
        return Crisis.from_dict(compile_whole(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _overlap(content: Content, first: Keyword, second: Keyword) -> bool:
    """Whether somebody may live where both are used."""
    chain = content.geography.chain
    return any(one in chain(other) or other in chain(one) for one in first.area for other in second.area)


RULES = (
    check_length,
    check_crisis_words,
    check_apart,
    check_place_names,
    check_text_to,
    check_dates,
    check_record,
)
