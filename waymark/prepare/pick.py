"""What belongs on which page: services for a place, guides for a topic, things to do alongside a service."""

from collections.abc import Iterable

from waymark.content import Content, Entry, Kind, is_national

__all__ = ["about", "closest_first", "is_national", "services_for_language"]


def closest_first(content: Content, entries: Iterable[Entry], place_id: str) -> list[Entry]:
    """Services that cover a place or lie inside it: the narrowest area first, then by name. Sector plays no part."""
    chain = content.geography.chain(place_id)

    def distance(entry: Entry) -> int:
        return min((chain.index(area) for area in entry.record.area if area in chain), default=0)

    near = [entry for entry in entries if content.touches(entry.record.area, place_id)]
    return sorted(near, key=lambda entry: (distance(entry), entry.record.title.casefold()))


def about(entries: Iterable[Entry], topics: Iterable[str]) -> list[Entry]:
    """Entries on any of the topics: those that share most, and whose main topic it is, first."""
    wanted = list(topics)

    def rank(entry: Entry) -> tuple[int, int, str]:
        shared = sum(topic in entry.record.topics for topic in wanted)
        first = min(
            (entry.record.topics.index(topic) for topic in wanted if topic in entry.record.topics), default=99
        )
        return (-shared, first, entry.record.title.casefold())

    return sorted((entry for entry in entries if set(wanted) & set(entry.record.topics)), key=rank)


def services_for_language(content: Content, lang: str) -> list[Entry]:
    """Services of the nations that readers of a language are shown when no place is chosen."""
    home = content.hub.home_nation[lang]
    return [entry for entry in content.of(Kind.SERVICE, lang) if _serves_nation(content, entry, home)]


def _serves_nation(content: Content, entry: Entry, nation: str) -> bool:
    """True when a service serves this nation, a part of it, or the state around it: not a neighbour nation alone."""
    return any(content.places[area].nation.value in (nation, nation[:2]) for area in entry.record.area)
