"""Says why search answers as it does: how each word was understood, which words spoke for which topics, what came first."""

from collections.abc import Iterator

from waymark.search.answer import Question
from waymark.search.find import Search
from waymark.search.topics import ELSEWHERE
from waymark.search.vocabulary import BENT, HALF, REPAIRED, WHOLE
from waymark.text import fold

HOW = {WHOLE: "known", REPAIRED: "one slip mended", BENT: "a known beginning", HALF: "half typed"}
SHOWN = 5


def why(search: Search, question: Question) -> Iterator[str]:
    """Lines for a person. The words are those that were given; nothing is kept."""
    answer = search.find(question)
    library = search.library
    words, _ = library.wished.heard(fold(question.q).split())
    vocabulary = library.index.vocabulary
    understood = vocabulary.understand(words)
    names = {
        int(term): word for word, term in reversed(list(zip(vocabulary.words, vocabulary.terms, strict=True)))
    }
    for term, weight in understood.wanted:
        yield f"word    {names[term]}: {HOW[weight]}"
    if understood.unknown:
        yield f"word    {understood.unknown} not known at all"
    for topic in (*answer.about, ELSEWHERE):
        reasons = library.topics.reasons(understood.said, topic)
        told = ", ".join(
            f"{_named(feature, names)} {points:+}" for feature, points in list(reasons.items())[:SHOWN]
        )
        yield f"topic   {topic} {sum(reasons.values())}: {told}"
    yield f"answer  {answer.outcome}, {answer.total} results" + (
        f", near {answer.place}" if answer.place else ""
    )
    for hit in answer.hits[:SHOWN]:
        away = f", {hit.distance_km} km" if hit.distance_km is not None else ""
        yield f"result  {hit.type} {hit.id} ({hit.score}{away})"


def _named(feature: str, names: dict[int, str]) -> str:
    return " ".join(names[int(term)] for term in feature.split())
