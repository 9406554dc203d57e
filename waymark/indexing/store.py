"""The Whoosh side of search: which fields there are, how words are cut and counted. Imported by builds alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from whoosh.analysis import Analyzer, LanguageAnalyzer, StemmingAnalyzer
from whoosh.fields import TEXT, Schema
from whoosh.util.numeric import byte_to_length, length_to_byte

Cut = Mapping[str, Mapping[str, int]]
"""field → term → how often"""

BOOSTS = {"title": 4.0, "also": 3.0, "topics": 2.5, "summary": 1.5, "body": 1.0}
"""How much a word counts by where it stands. "also" is what young people call it."""


@dataclass(frozen=True)
class IndexedDocument:
    """One guide or service as search sees it: its words already folded."""

    type: str
    id: str
    title: str
    also: str
    topics: str
    summary: str
    body: str

    @property
    def key(self) -> str:
        """Unique in a language."""
        return f"{self.type}:{self.id}"

    def words(self) -> list[str]:
        """All its words."""
        return [word for name in BOOSTS for word in getattr(self, name).split()]


def analyzer(lang: str) -> Analyzer:
    """Cuts folded words to their stems, the way each language does."""
    return StemmingAnalyzer(minsize=2) if lang == "en" else LanguageAnalyzer(lang)


class Stemmer:
    """One word's term. Words too common to search by keep their own form: they may still tell topics apart ("no one")."""

    def __init__(self, lang: str) -> None:
        self._analyzer = analyzer(lang)

    def __call__(self, word: str) -> str:
        """The stem of a folded word."""
        return next((token.text for token in self._analyzer(word)), word)


@cache
def schema(lang: str) -> Schema:
    """The fields of a language's documents."""
    words = analyzer(lang)
    return Schema(**{name: TEXT(analyzer=words, phrase=False) for name in BOOSTS})


def length(words: int) -> int:
    """A field's number of words as Whoosh remembers it: in one of 256 steps, so that long texts count alike."""
    return int(byte_to_length(length_to_byte(words)))


def cut(lang: str, document: IndexedDocument) -> Cut:
    """How often each term stands in each field of a document, as Whoosh's own fields cut and count it."""
    return {
        name: {term.decode(): times for term, times, _, _ in field.index(getattr(document, name))}
        for name, field in schema(lang).items()
    }
