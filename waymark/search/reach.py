"""Who a service is for by where they are: which documents reach somebody, how near each is, and how it is labelled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from waymark.places import Places
from waymark.search.filters import Bits, pack_bits
from waymark.search.library import Library

NATIONS = ("nation", "state")
EVERYWHERE = 90
"""Steps of guides and topic pages: after what is local, before whole nations."""
WHOLE_NATION = 100
EARTH_DIAMETER_KM = 2 * 6371.0


@dataclass(frozen=True)
class Reach:
    """What of a library reaches one place. ``steps``: 0 for the place itself, more for wider areas; ``inside``: false for a
    service of only a part of it."""

    bits: Bits
    steps: NDArray[np.int32]
    inside: NDArray[np.bool_]


@dataclass(frozen=True)
class Reaches:
    """The reach of every place, worked out when it is first asked for and kept."""

    library: Library
    places: Places
    home_nation: str
    _kept: dict[str | None, Reach] = field(default_factory=dict, repr=False)

    def of(self, place: str | None) -> Reach:
        """Never a service whose area does not hold the person; without a place, only those of the whole home nation."""
        if place not in self._kept:
            self._kept[place] = self._make(place)
        return self._kept[place]

    def _make(self, place: str | None) -> Reach:
        chain = self.places.chain(place) if place else ()
        told = [self._area(area, place, chain) for area in self.library.areas]
        # The last row is for documents without an area: guides and topic pages, right everywhere.
        rows = np.array([*told, (True, EVERYWHERE, True)], np.int32)[self.library.area_of]
        return Reach(pack_bits(rows[:, 0].astype(bool)[None])[0], rows[:, 1].copy(), rows[:, 2].astype(bool))

    def _area(self, area: Sequence[str], place: str | None, chain: Sequence[str]) -> tuple[bool, int, bool]:
        national = self.is_national(area)
        if place is None:
            return any(self._is_home(each) for each in area), WHOLE_NATION, True
        reaches = any(each in chain or place in self.places.chain(each) for each in area)
        steps = (
            WHOLE_NATION
            if national
            else min((chain.index(each) for each in area if each in chain), default=0)
        )
        return reaches, steps, not set(area).isdisjoint(chain)

    def is_national(self, area: Sequence[str]) -> bool:
        """True for help of whole nations."""
        return all(self.places.records[each]["type"] in NATIONS for each in area)

    def _is_home(self, place_id: str) -> bool:
        """A whole state or nation whose help is right for somebody of whom we only know the language."""
        record = self.places.records[place_id]
        return record["type"] in NATIONS and record["nation"] in (self.home_nation, self.home_nation[:2])

    def distances(self, place: str) -> NDArray[np.float64]:
        """Kilometres from the middle of a place to every document's address; NaN where it has none."""
        here = self.places.point(place)
        if here is None:
            return np.full(self.library.index.size, np.nan)
        lat, lng = self._radians
        lat0, lng0 = np.radians(here)
        half = np.sin((lat - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat) * np.sin((lng - lng0) / 2) ** 2
        return np.round(EARTH_DIAMETER_KM * np.arcsin(np.sqrt(half)), 1)

    @cached_property
    def _radians(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        lat, lng = np.radians(self.library.points).T
        return lat, lng
