"""Signposting search: words, place and needs in; guides and services out, nearest first, national help kept in.

Whoosh is imported here and nowhere else. The index is made at build time and only read afterwards.
"""

from waymark.search.answer import Answer, Hit, Question
from waymark.search.find import Search
from waymark.search.index import IndexedDocument, open_index, write_index

__all__ = ["Answer", "Hit", "IndexedDocument", "Question", "Search", "open_index", "write_index"]
