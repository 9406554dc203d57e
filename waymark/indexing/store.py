"""The Whoosh side of search: which fields there are, how words are cut, how documents are stored. Imported by builds alone."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.analysis import Analyzer, LanguageAnalyzer, StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.reading import IndexReader

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


def schema(lang: str) -> Schema:
    """The fields of a language's index."""
    words = analyzer(lang)
    return Schema(
        key=ID(stored=True, unique=True), **{name: TEXT(analyzer=words, phrase=False) for name in BOOSTS}
    )


def write_store(folder: Path, lang: str, documents: Iterable[IndexedDocument]) -> None:
    """Makes a language's store anew, in one segment, so that document numbers are the order given."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    writer = whoosh_index.create_in(folder, schema(lang)).writer(limitmb=512)
    for document in documents:
        writer.add_document(key=document.key, **{name: getattr(document, name) for name in BOOSTS})
    writer.commit(optimize=True)


def read_back(folder: Path) -> IndexReader:
    """Opens a store to read its postings."""
    return whoosh_index.open_dir(folder, readonly=True).reader()
