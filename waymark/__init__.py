"""Waymark: co-produced Markdown becomes a hub of help for young people, and the data its API reads."""

__version__ = "0.1.0"
