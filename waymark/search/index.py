"""The Whoosh side of search: which fields there are, how words are cut, how an index is written and opened."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.analysis import Analyzer, LanguageAnalyzer, SimpleAnalyzer, StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema

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
    spelling: str = ""
    """Whole words that "did you mean" may offer."""

    @property
    def key(self) -> str:
        """Unique in a language."""
        return f"{self.type}:{self.id}"


def analyzer(lang: str) -> Analyzer:
    """Cuts folded words to their stems, the way each language does."""
    return StemmingAnalyzer(minsize=2) if lang == "en" else LanguageAnalyzer(lang)


def schema(lang: str) -> Schema:
    """The fields of a language's index."""
    words = analyzer(lang)
    fields = {name: TEXT(analyzer=words, phrase=False) for name in BOOSTS}
    return Schema(
        key=ID(stored=True, unique=True), spelling=TEXT(analyzer=SimpleAnalyzer(), phrase=False), **fields
    )


def write_index(folder: Path, lang: str, documents: Iterable[IndexedDocument]) -> None:
    """Makes a language's index anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with whoosh_index.create_in(folder, schema(lang)).writer() as writer:
        for document in documents:
            words = {name: getattr(document, name) for name in (*BOOSTS, "spelling")}
            writer.add_document(key=document.key, **words)


def open_index(folder: Path) -> whoosh_index.FileIndex:
    """Opens an index for reading only."""
    return whoosh_index.open_dir(folder, readonly=True)
