"""Cards by type and id: one JSON line each in a file that is mapped, not held; a card is read when it is shown.

A nation has 30,000 services of about 2 kB: held as Python objects by every process they would weigh more than everything else.
"""

import json
import mmap
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

Card = Mapping[str, Any]
KEPT = 2000
"""Cards kept as objects: what is shown often."""


def write_cards(path: Path, cards: Iterable[Card]) -> None:
    """One line a card; the key stands first, so that a reader finds it without reading the rest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for card in cards:
            ordered = {"type": card["type"], "id": card["id"], **card}
            file.write(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")) + "\n")


class Cards(Mapping[str, Card]):
    """The cards of one type, by id."""

    def __init__(self, file: mmap.mmap, lines: Mapping[str, tuple[int, int]]) -> None:
        self._file, self._lines = file, lines
        self._read = lru_cache(KEPT)(self._parse)

    def __getitem__(self, key: str) -> Card:
        return self._read(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, key: object) -> bool:
        return key in self._lines

    def _parse(self, key: str) -> Card:
        start, end = self._lines[key]
        card: Card = json.loads(self._file[start:end])
        return card


def open_cards(path: Path) -> dict[str, Cards]:
    """The cards of a language by type. An empty file has none."""
    types: dict[str, dict[str, tuple[int, int]]] = {"resource": {}, "service": {}}
    if not path.stat().st_size:
        raise ValueError(f"{path.name} is empty")
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 0
    for line in iter(mapped.readline, b""):
        kind, key = line[:400].split(b'"', 8)[3:8:4]
        types[kind.decode()][key.decode()] = (start, start + len(line))
        start += len(line)
    return {kind: Cards(mapped, lines) for kind, lines in types.items()}
