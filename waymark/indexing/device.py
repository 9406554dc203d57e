"""The search of the device: as much of a library as there is room for."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waymark.compression import brotlied
from waymark.indexing.pocket import fit
from waymark.indexing.portable import portable
from waymark.search.library import Library


def small_library(folder: Path, around: Mapping[str, Any], room: int) -> Library:
    """As much of the library in ``folder`` as fits into ``room`` bytes on the wire, beside what stands ``around`` it."""

    def fits(library: Library) -> bool:
        return packed(to_json({**portable(library), **around}).encode()) <= room

    return fit(Library.open(folder), fits)


def small_search(folder: Path, around: Mapping[str, Any], room: int) -> dict[str, Any]:
    """The small library as the device reads it."""
    return portable(small_library(folder, around, room))


def packed(content: bytes) -> int:
    """Bytes on the wire."""
    return len(brotlied(content))


def to_json(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
