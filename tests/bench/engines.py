"""One corpus in four engines, with the same fields and weights: ours, plain Whoosh, SQLite's FTS5, Tantivy.

Each answers a query with the numbers of its ten best services, from the typed text on: cutting words, understanding them,
scoring and choosing are all inside what is timed. Each is prepared once, lies in memory, and is asked as its makers advise. The
others are told what kind of question it is, and do no more than that kind needs; ours has to find out.

How each takes a slip, a half-typed last word and filters:

- ours: `Vocabulary.understand`; bit sets.
- Whoosh: its corrector, for words that it doesn't have, over a field of whole words; ``Prefix``; terms of keyword fields.
- FTS5: nothing (SQLite doesn't ship its ``spellfix1``); ``word*``, with an index of prefixes; columns of a table beside it.
- Tantivy: ``FuzzyTermQuery``, for words that it doesn't have; the same with no slips allowed, as a prefix; terms that don't score.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import tantivy
import yaml
from whoosh import index as whoosh_index
from whoosh import scoring
from whoosh.analysis import SimpleAnalyzer
from whoosh.fields import KEYWORD, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, copy_to_ram
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.query import And, Or, Prefix, Term

from tests.bench.directory import FIELDS, Entry, Query
from waymark.indexing.pack import K1, B, pack
from waymark.indexing.store import BOOSTS, analyzer
from waymark.search.filters import Filters
from waymark.search.flat import FlatIndex, best
from waymark.text import fold

MOST = 10
GUARDED = Path(__file__).parents[2] / "content" / "_data" / "words" / "guarded.yml"
"""Words that ours must not repair into or out of: minding them takes time."""
ASKED = ("kinds", "cost", "ages")
"""Fields that filters ask."""


class Engine(Protocol):
    """Something that finds."""

    name: str

    def find(self, query: Query) -> list[int]:
        """Numbers of the best services, best first."""
        ...


class Flat:
    """Ours, opened from the files that a build leaves."""

    name = "flat"

    def __init__(self, folder: Path, entries: Sequence[Entry]) -> None:
        documents = [entry.indexed(number) for number, entry in enumerate(entries)]
        guarded = yaml.safe_load(GUARDED.read_text(encoding="utf-8"))["en"]
        pack("en", documents, spoken={}, guarded=guarded).save(folder / "flat")
        Filters.of([entry.values for entry in entries]).save(folder / "flat")
        self.index, self.filters = FlatIndex.open(folder / "flat"), Filters.open(folder / "flat")

    def find(self, query: Query) -> list[int]:
        """The same for every kind of question."""
        scores = self.index.scores(self.index.vocabulary.understand(fold(query.words).split()).wanted)
        if query.wishes:
            kept = self.filters.keep(query.wishes, self.filters.all)
            scores = scores * self.filters.numbers(kept)
        return best(scores, MOST).tolist()


class Whoosh:
    """Whoosh 2.7.4 as its guide has it: a parser over all fields, and BM25F."""

    name = "Whoosh"

    def __init__(self, folder: Path, entries: Sequence[Entry]) -> None:
        words = analyzer("en")
        fields = {name: TEXT(analyzer=words, phrase=False) for name in FIELDS}
        keywords = {name: KEYWORD() for name in ASKED}
        folder = folder / "whoosh"
        folder.mkdir()
        schema = Schema(spelling=TEXT(analyzer=SimpleAnalyzer(), phrase=False), **fields, **keywords)
        writer = whoosh_index.create_in(folder, schema).writer(limitmb=512)
        for entry in entries:
            texts = {name: getattr(entry, name) for name in FIELDS}
            values = {name: " ".join(entry.values[name]) for name in ASKED}
            writer.add_document(spelling=" ".join(texts.values()), **texts, **values)
        writer.commit(optimize=True)
        self._searcher = (
            copy_to_ram(FileStorage(folder)).open_index().searcher(weighting=scoring.BM25F(B=B, K1=K1))
        )
        self._parser = MultifieldParser(list(FIELDS), schema, fieldboosts=dict(BOOSTS), group=OrGroup)
        self._corrector = self._searcher.corrector("spelling")

    def find(self, query: Query) -> list[int]:
        """Parsed, corrected, filtered."""
        words = query.words.split()
        if query.kind == "misspelt":
            words = [self._respelt(word) for word in words]
        asked = self._parser.parse(" ".join(words))
        if query.kind == "prefix":
            ends = [Prefix(field, words[-1], boost=boost * 0.5) for field, boost in BOOSTS.items()]
            asked = Or([asked, *ends])
        kept = And([Term(name, value) for name, values in query.wishes.items() for value in values])
        found = self._searcher.search(asked, limit=MOST, filter=kept if query.wishes else None)
        return [number for _, number in found.top_n]

    def _respelt(self, word: str) -> str:
        if ("spelling", word) in self._searcher.reader():
            return word
        return (self._corrector.suggest(word, limit=1, maxdist=1) or [word])[0]


class Fts5:
    """SQLite's full-text search, in memory."""

    name = "FTS5"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        run = self._base.execute
        run(
            f"CREATE VIRTUAL TABLE words USING fts5({', '.join(FIELDS)}, tokenize='porter ascii', prefix='3 4', content='')"
        )
        # Asked for by name: the hidden column "rank" took up to a third longer here.
        self._order = f"ORDER BY bm25(words, {', '.join(str(BOOSTS[name]) for name in FIELDS)}) LIMIT {MOST}"
        run(
            "CREATE TABLE facts(id INTEGER PRIMARY KEY, kinds TEXT, cost TEXT, youngest INTEGER, oldest INTEGER)"
        )
        self._base.executemany(
            f"INSERT INTO words(rowid, {', '.join(FIELDS)}) VALUES (?, ?, ?, ?, ?, ?)",
            ((number, *(getattr(entry, name) for name in FIELDS)) for number, entry in enumerate(entries)),
        )
        self._base.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?)",
            (
                (number, f" {' '.join(entry.kinds)} ", entry.cost, *entry.ages)
                for number, entry in enumerate(entries)
            ),
        )
        run("INSERT INTO words(words) VALUES ('optimize')")
        self._base.commit()

    def find(self, query: Query) -> list[int]:
        """One statement."""
        words = [f'"{word}"' for word in query.words.split()]
        asked = " OR ".join([*words, *([f"{words[-1]}*"] if query.kind == "prefix" else [])])
        if not query.wishes:
            return self._rows("SELECT rowid FROM words WHERE words MATCH ?", (asked,))
        kind, cost, age = (query.wishes[name][0] for name in ASKED)
        return self._rows(
            "SELECT words.rowid FROM words JOIN facts ON facts.id = words.rowid WHERE words MATCH ? AND cost = ? "
            "AND youngest <= ? AND oldest >= ? AND instr(kinds, ?)",
            (asked, cost, int(age), int(age), f" {kind} "),
        )

    def _rows(self, statement: str, values: tuple[str | int, ...]) -> list[int]:
        return [number for (number,) in self._base.execute(f"{statement} {self._order}", values)]


class Tantivy:
    """Tantivy, Lucene's cousin in Rust, in one segment in memory."""

    name = "Tantivy"

    def __init__(self, entries: Sequence[Entry]) -> None:
        builder = tantivy.SchemaBuilder()
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="en_stem", index_option="freq")
        for name in ASKED:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("number", stored=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        # One thread and enough memory make one segment, so that a document's address is its number.
        writer = self._index.writer(heap_size=1_000_000_000, num_threads=1)
        for number, entry in enumerate(entries):
            words = {name: getattr(entry, name) for name in FIELDS}
            values = {name: list(entry.values[name]) for name in ASKED}
            writer.add_document(tantivy.Document(number=number, **words, **values))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        if self._searcher.num_segments != 1:
            raise RuntimeError("Tantivy made more than one segment")
        chain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        self._stemmer = (
            chain.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()
        )

    def find(self, query: Query) -> list[int]:
        """Parsed; what the parser can't say is put together by hand."""
        asked = self._index.parse_query(query.words, list(FIELDS), field_boosts=dict(BOOSTS))
        more: list[tantivy.Query] = []
        if query.kind == "prefix":
            more = self._like(query.words.split()[-1], slips=0)
        elif query.kind == "misspelt":
            stems = [stem for word in query.words.split() for stem in self._stemmer.analyze(word)]
            more = [each for stem in stems if not self._known(stem) for each in self._like(stem, slips=1)]
        if more:
            asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in (asked, *more)])
        if query.wishes:
            asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, asked), *self._filters(query)])
        return [address.doc for _, address in self._searcher.search(asked, MOST, count=False).hits]

    def _known(self, stem: str) -> bool:
        return any(self._searcher.doc_freq(field, stem) for field in FIELDS)

    def _like(self, word: str, slips: int) -> list[tantivy.Query]:
        return [
            tantivy.Query.boost_query(
                tantivy.Query.fuzzy_term_query(self._schema, field, word, distance=slips, prefix=not slips),
                boost,
            )
            for field, boost in BOOSTS.items()
        ]

    def _filters(self, query: Query) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        terms = (
            tantivy.Query.term_query(self._schema, name, value, "basic")
            for name, values in query.wishes.items()
            for value in values
        )
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)) for term in terms]
