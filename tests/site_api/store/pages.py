"""SQLite's files read byte by byte, as somebody does who has them: write-ahead logs commit by commit, pages cell by cell.

Written from the file format's description (sqlite.org/fileformat2.html), without SQLite, so that nothing tidies up before we look.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

WAL_HEAD, FRAME_HEAD = 32, 24
LEAF, INTERIOR = 0x0A, 0x02
"""Kinds of the pages of tables without rowid."""
Cell = tuple[object, ...]


def commits(log: bytes) -> Iterator[dict[int, bytes]]:
    """Page number → page, for each commit of a write-ahead log in turn. Ends where the salts change: that is an older log's rest."""
    if len(log) < WAL_HEAD:
        return
    size, salts = struct.unpack_from(">I", log, 8)[0], log[16:24]
    found: dict[int, bytes] = {}
    for at in range(WAL_HEAD, len(log) - FRAME_HEAD - size + 1, FRAME_HEAD + size):
        page, commit = struct.unpack_from(">II", log, at)
        if log[at + 8 : at + 16] != salts:
            return
        found[page] = log[at + FRAME_HEAD : at + FRAME_HEAD + size]
        if commit:
            yield found
            found = {}


def cells(page: bytes, number: int) -> Iterator[tuple[int, Cell]]:
    """(Where it lies in the page, its values), for each cell of a page of a table without rowid, in the order of the keys."""
    head = 100 if number == 1 else 0
    kind = page[head]
    if kind not in (LEAF, INTERIOR):
        return
    pointers = head + (12 if kind == INTERIOR else 8)
    for index in range(struct.unpack_from(">H", page, head + 3)[0]):
        at = struct.unpack_from(">H", page, pointers + 2 * index)[0]
        try:
            yield at, _record(page, at + (4 if kind == INTERIOR else 0))
        except (IndexError, struct.error, UnicodeDecodeError):
            continue  # no row of ours


def _record(page: bytes, at: int) -> Cell:
    _, at = _varint(page, at)
    start = at
    length, at = _varint(page, at)
    kinds = []
    while at < start + length:
        kind, at = _varint(page, at)
        kinds.append(kind)
    at, values = start + length, []
    for kind in kinds:
        value, at = _value(page, at, kind)
        values.append(value)
    return tuple(values)


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        value = value << 7 | page[at + step] & 0x7F
        if page[at + step] < 0x80:
            return value, at + step + 1
    return value << 8 | page[at + 8], at + 9


def _value(page: bytes, at: int, kind: int) -> tuple[object, int]:
    whole = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
    if kind in whole:
        return int.from_bytes(page[at : at + whole[kind]], "big", signed=True), at + whole[kind]
    if kind in (8, 9):
        return kind - 8, at
    if kind == 0:
        return None, at
    length = (kind - 12) // 2
    raw = page[at : at + length]
    return (raw if kind % 2 == 0 else raw.decode()), at + length


@dataclass
class Watcher:
    """Somebody who reads one log after another and holds each commit against the one before."""

    poll: str
    question: str
    keys: set[bytes] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    linked: dict[bytes, str] = field(default_factory=dict)
    lots: list[int] = field(default_factory=list)

    def read(self, log: bytes) -> None:
        """Links every key that it can: a commit of one key, or one in which all chose the same."""
        for pages in commits(log):
            fresh, raised = self._differences(pages)
            if fresh:
                self.lots.append(len(fresh))
            if fresh and len(raised) == 1:
                self.linked |= dict.fromkeys(fresh, next(iter(raised)))

    def _differences(self, pages: dict[int, bytes]) -> tuple[set[bytes], dict[str, int]]:
        now, counts = set(), dict(self.counts)
        for number, page in pages.items():
            for _, cell in cells(page, number):
                match cell:
                    case (self.poll, bytes(key)) if len(key) == 16:
                        now.add(key)
                    case (self.poll, self.question, str(option), int(count)) if option != "*":
                        counts[option] = count
        fresh = now - self.keys
        raised = {
            option: count - self.counts.get(option, 0)
            for option, count in counts.items()
            if count > self.counts.get(option, 0)
        }
        self.keys |= now
        self.counts = counts
        return fresh, raised


def layout(database: bytes, poll: str) -> list[bytes]:
    """The spent keys of a poll as they lie in the file: page by page, in each from the end to the front, as SQLite fills it."""
    size = struct.unpack_from(">H", database, 16)[0]
    size = 65536 if size == 1 else size
    found = []
    for number in range(1, len(database) // size + 1):
        page = database[(number - 1) * size : number * size]
        here = [(at, cell[1]) for at, cell in cells(page, number) if len(cell) == 2 and cell[0] == poll]
        found += [key for _, key in sorted(here, reverse=True) if isinstance(key, bytes)]
    return found


def concordance(order: list[bytes], came: dict[bytes, int]) -> float:
    """Of each two neighbours in ``order``, how often the first came first: 0.5 says nothing, 1.0 or 0.0 everything."""
    pairs = [came[first] < came[second] for first, second in pairwise(order)]
    return sum(pairs) / len(pairs)
