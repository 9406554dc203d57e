"""Filters as bit sets: for every value of every field one bit a document, so that choosing and counting are a few operations.

Values of one field are alternatives, fields are conditions: ``kind=counselling&kind=drop-in&cost=free`` is (counselling or
drop-in) and free. A facet's count of a value is what choosing it alone in its field would find, all other fields as they are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
"""One bit a document, 64 to a word; bits past the last document are 0."""
Values = Mapping[str, Iterable[str]]
"""field → values of one document, or values wished for."""


@dataclass(frozen=True)
class Filters:
    """``rows``: field → value → row of ``bits`` (rows × words of 64). ``size``: how many documents."""

    size: int
    rows: Mapping[str, Mapping[str, int]]
    bits: NDArray[np.uint64]

    @classmethod
    def of(cls, documents: Sequence[Values]) -> "Filters":
        """From every document's values, in the order of their numbers."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, values in enumerate(documents):
            for field, each in values.items():
                for value in each:
                    found.setdefault((field, value), []).append(number)
        rows: dict[str, dict[str, int]] = {}
        for row, (field, value) in enumerate(sorted(found)):
            rows.setdefault(field, {})[value] = row
        flags = np.zeros((len(found), len(documents)), bool)
        for row, key in enumerate(sorted(found)):
            flags[row, found[key]] = True
        return cls(len(documents), rows, pack_bits(flags))

    @cached_property
    def all(self) -> Bits:
        """Every document."""
        return pack_bits(np.ones((1, self.size), bool))[0]

    def having(self, field: str, values: Iterable[str]) -> Bits:
        """Documents with any of the values."""
        rows = self.rows.get(field, {})
        chosen = [self.bits[rows[value]] for value in values if value in rows]
        return reduce(np.bitwise_or, chosen) if chosen else np.zeros_like(self.all)

    def keep(self, wishes: Values, among: Bits, *, but: str | None = None) -> Bits:
        """Those of ``among`` that fit all wishes, but for one field's when it is named. An empty wish is none."""
        for field, values in wishes.items():
            if values and field != but:
                among = among & self.having(field, values)
        return among

    def counts(self, fields: Iterable[str], wishes: Values, among: Bits) -> dict[str, dict[str, int]]:
        """For each field, how many each of its values would find; values that would find nothing are left out."""
        found: dict[str, dict[str, int]] = {}
        everything = self.keep(wishes, among)
        for field in fields:
            rows = self.rows.get(field, {})
            kept = self.keep(wishes, among, but=field) if wishes.get(field) else everything
            # A field's rows stand together: a slice of them costs nothing, a list of their numbers copies them.
            first = next(iter(rows.values()), 0)
            ones = np.bitwise_count(self.bits[first : first + len(rows)] & kept)
            sums = ones.sum(axis=1, dtype=np.int32).tolist()
            found[field] = {value: count for value, count in zip(rows, sums, strict=True) if count}
        return found

    def numbers(self, bits: Bits) -> NDArray[np.bool_]:
        """One truth value a document."""
        return np.unpackbits(bits.view(np.uint8), count=self.size, bitorder="little").view(np.bool_)

    def of_flags(self, flags: NDArray[np.bool_]) -> Bits:
        """Bits from one truth value a document."""
        return pack_bits(flags[None])[0]

    def save(self, folder: Path) -> None:
        """Writes it beside the index."""
        (folder / "filters.json").write_text(
            json.dumps({"size": self.size, "rows": self.rows}, separators=(",", ":")), encoding="utf-8"
        )
        np.save(folder / "filters.npy", self.bits)

    @classmethod
    def open(cls, folder: Path) -> "Filters":
        """Maps what `save` wrote."""
        told = json.loads((folder / "filters.json").read_text(encoding="utf-8"))
        return cls(told["size"], told["rows"], np.asarray(np.load(folder / "filters.npy", mmap_mode="r")))


def pack_bits(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Rows of truth values as rows of 64-bit words."""
    padded = np.zeros((flags.shape[0], -(-flags.shape[1] // 64) * 64), bool)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)
