"""Which help for whom: from the registry only, by category, severity, nation, place, age and who it is for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from waymark.crisis.model import CATEGORIES, Match, Severity

MOST = 4
FIRST = (Severity.URGENT, Severity.EMERGENCY)


class Helpers:
    """Chooses contact ids. The rows of responses.yml say who comes first; the registry says who serves whom."""

    def __init__(self, artifact: Mapping[str, Any]) -> None:
        self._contacts: Mapping[str, Mapping[str, Any]] = artifact["contacts"]
        self._nations: Mapping[str, Mapping[str, Any]] = artifact["nations"]
        self._sets: Mapping[str, Sequence[Mapping[str, Any]]] = artifact["responses"]
        self._national = frozenset(area for nation in self._nations.values() for area in nation["areas"])

    def choose(
        self, match: Match, *, nation: str, place_chain: Sequence[str], age: int | None
    ) -> tuple[str, ...]:
        """Up to four ids; none for a match that needs no panel."""
        if match.severity not in FIRST:
            return ()
        facts = self._nations.get(nation) or next(iter(self._nations.values()), {"set": "", "areas": []})
        row = self._row(facts["set"], match)
        chosen: list[str] = []
        for place in (*row["show"], *([name] for name in row.get("also", ()))):
            if len(chosen) == MOST:
                break
            found = next(
                (
                    one
                    for one in self._named(place, match, place_chain)
                    if one not in chosen and self._serves(one, match, facts["areas"], place_chain, age)
                ),
                None,
            )
            if found:
                chosen.append(found)
        chosen = chosen or list(self._anybody(facts["areas"]))[:MOST]
        return tuple(self._with_a_quiet_way(chosen, match, facts["areas"], place_chain, age))

    def prove(self) -> None:
        """Raises ValueError when some crisis would get no help at all."""
        for severity in FIRST:
            for category in CATEGORIES:
                for nation in (*self._nations, ""):
                    for whom in ("self", "friend", "parent"):
                        for age in (None, 10, 40):
                            if not self.choose(
                                Match(severity, category, for_whom=whom),
                                nation=nation,
                                place_chain=(),
                                age=age,
                            ):
                                raise ValueError(
                                    f"the crisis lexicon has no help for {category} in {nation or 'an unknown nation'}"
                                )

    def _row(self, table: str, match: Match) -> Mapping[str, Any]:
        for row in self._sets.get(table, ()):
            fits = (
                match.category in row.get("categories", (match.category,))
                and match.severity in row.get("severity", (match.severity,))
                and match.for_whom in row.get("for_whom", (match.for_whom,))
            )
            if fits:
                return row
        return {"show": []}

    def _named(self, place: Sequence[str], match: Match, chain: Sequence[str]) -> Iterator[str]:
        for name in place:
            if name == "local":
                yield from self._local(match, chain)
            elif name in self._contacts:
                yield name

    def _local(self, match: Match, chain: Sequence[str]) -> Iterator[str]:
        """Crisis lines of the place itself, the nearest first."""
        for around in chain:
            for name, contact in self._contacts.items():
                if (
                    around in contact["area"]
                    and around not in self._national
                    and contact["urgency"] == "urgent"
                    and match.category in contact["categories"]
                ):
                    yield name

    def _serves(
        self, name: str, match: Match, areas: Sequence[str], chain: Sequence[str], age: int | None
    ) -> bool:
        contact = self._contacts[name]
        here = any(
            area in contact["area"]
            for area in (*areas, *(place for place in chain if place not in self._national))
        )
        whom = contact["urgency"] == "emergency" or (match.for_whom or "self") in contact["for_whom"]
        old_enough = (
            age is None
            or match.for_whom == "parent"
            or (contact["min"] <= age and (contact["max"] is None or age <= contact["max"]))
        )
        return here and whom and old_enough

    def _anybody(self, areas: Sequence[str]) -> Iterator[str]:
        """Without a row that fits: whoever answers in a crisis here, or else anywhere."""
        ready = [name for name, contact in self._contacts.items() if contact["urgency"] != "talk"]
        here = [name for name in ready if any(area in self._contacts[name]["area"] for area in areas)]
        yield from here or ready

    def _with_a_quiet_way(
        self, chosen: list[str], match: Match, areas: Sequence[str], chain: Sequence[str], age: int | None
    ) -> list[str]:
        """At least one that isn't a phone call: not everybody can be heard where they are."""

        def quiet(name: str) -> bool:
            return any(way in ("text", "chat", "web", "email") for way in self._contacts[name]["types"])

        if not chosen or any(quiet(name) for name in chosen):
            return chosen
        other = next(
            (
                name
                for name in self._contacts
                if quiet(name)
                and self._contacts[name]["urgency"] == "urgent"
                and self._serves(name, match, areas, chain, age)
            ),
            None,
        )
        return [*chosen[: MOST - 1], other] if other else chosen
