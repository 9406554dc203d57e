"""Where somebody is: outward postcodes and names to places, and places to the larger ones around them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Any

from waymark.text import fold

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""

_OUTCODE = re.compile(r"^([A-Za-z]{1,2}\d[A-Za-z\d]?)(?:\s*\d[A-Za-z]{0,2})?$")
_DANISH_POSTCODE = re.compile(r"^(?:DK-?)?(\d{4})$", re.IGNORECASE)


@dataclass(frozen=True)
class Near:
    """A place that answers to what somebody typed, and how far its middle is from there."""

    place: str
    distance_km: float | None


@dataclass(frozen=True)
class Places:
    """All places of a hub. ``records``: id → facts; ``outcodes``: code → (lat, lng, nation, place id or None);
    ``towns``: folded name of a town or village → outward code."""

    records: Mapping[str, Mapping[str, Any]]
    outcodes: Mapping[str, tuple[float, float, str, str | None]] = field(repr=False)
    towns: Mapping[str, str] = field(repr=False, default_factory=dict)

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for place_id, record in self.records.items():
            for name in (*record["name"].values(), *record["also_called"], place_id):
                names.setdefault(fold(name), place_id)
        return names

    def chain(self, place_id: str) -> tuple[str, ...]:
        """A place and everything around it, from small to large."""
        found: list[str] = []
        while place_id in self.records and place_id not in found:
            found.append(place_id)
            place_id = self.records[place_id]["inside"] or ""
        return tuple(found)

    def children(self, place_id: str) -> tuple[str, ...]:
        """The places directly inside one."""
        return tuple(key for key, record in self.records.items() if record["inside"] == place_id)

    def nation(self, place_id: str) -> str:
        """The nation's ISO 3166 code, which decides the emergency number."""
        return str(self.records[place_id]["nation"])

    def outcode(self, text: str) -> str | None:
        """The outward code in what somebody typed (W5, fy7 6xy, 9000), if it is one that exists."""
        text = text.strip()
        match = _OUTCODE.match(text) or _DANISH_POSTCODE.match(text)
        code = match[1].upper() if match else None
        return code if code in self.outcodes else None

    def find(self, text: str) -> str | None:
        """The smallest place of the hub for an id, an outward code or a name; None where the hub has no such place."""
        code = self.outcode(text)
        if code:
            return self.outcodes[code][3]
        name = fold(text)
        if name in self._names:
            return self._names[name]
        return self.outcodes[self.towns[name]][3] if name in self.towns else None

    def point(self, text: str) -> Point | None:
        """Where an outward code, town or place is."""
        code = self.outcode(text) or self.towns.get(fold(text))
        if code:
            return self.outcodes[code][:2]
        record = self.records.get(self._names.get(fold(text), ""))
        return (record["lat"], record["lng"]) if record and record["lat"] is not None else None

    def nation_of(self, text: str) -> str | None:
        """The nation of an outward code or place, also where the hub has no place of its own."""
        place_id = self.find(text)
        if place_id:
            return self.nation(place_id)
        code = self.outcode(text) or self.towns.get(fold(text))
        return self.outcodes[code][2] if code else None

    def near(self, text: str, *, limit: int = 5) -> tuple[Near, ...]:
        """Places for an outward code or a name: the one it lies in first, then the nearest of the same state."""
        here, first = self.point(text), self.find(text)
        nation = self.nation_of(text)
        others = []
        for key, record in self.records.items():
            if here and key != first and record["lat"] is not None and record["nation"] == nation:
                others.append(Near(key, round(distance_km(here, (record["lat"], record["lng"])), 1)))
        found = [Near(first, 0.0 if here else None)] if first else []
        return tuple((found + sorted(others, key=lambda near: (near.distance_km or 0.0, near.place)))[:limit])


def distance_km(first: Point, second: Point) -> float:
    """Great-circle distance in kilometres."""
    lat1, lng1, lat2, lng2 = (radians(value) for value in (*first, *second))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lng2 - lng1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))
