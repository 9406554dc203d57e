"""The content folder, read once into records that every later step shares."""

from waymark.content.coverage import is_national, local_services
from waymark.content.load import load_content
from waymark.content.past import without_past
from waymark.content.records import Content, Entry, Kind, Reference, find_references

__all__ = [
    "Content",
    "Entry",
    "Kind",
    "Reference",
    "find_references",
    "is_national",
    "load_content",
    "local_services",
    "without_past",
]
