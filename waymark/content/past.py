"""What is over: a course or an event that has had its last day is told to nobody."""

import datetime as dt
from dataclasses import replace

from waymark.content.records import Content


def without_past(content: Content, today: dt.date) -> Content:
    """The content without services whose last day has passed. Links to them become plain words."""
    entries = {
        key: entry
        for key, entry in content.entries.items()
        if not ((last := getattr(entry.record, "last_day", None)) and last < today)
    }
    return content if len(entries) == len(content.entries) else replace(content, entries=entries)
