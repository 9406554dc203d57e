"""Signposting search: words, place and wishes in; guides, topics and services out, nearest first, national help kept in.

Everything here only reads what `waymark.indexing` made, never changes it, and needs neither Whoosh nor any other builder.
"""

from waymark.search.answer import Answer, Hit, Outcome, Question
from waymark.search.find import Search
from waymark.search.library import Library

__all__ = ["Answer", "Hit", "Library", "Outcome", "Question", "Search"]
