"""The content folder, read once into records that every later step shares."""

from waymark.content.load import load_content
from waymark.content.records import Content, Entry, Kind, Reference, find_references

__all__ = ["Content", "Entry", "Kind", "Reference", "find_references", "load_content"]
