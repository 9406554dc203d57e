"""Places nest without gaps, and an outward code has one home."""

from collections.abc import Iterator

from waymark.content import Content
from waymark.model import PlaceType
from waymark.problems import Problem


def check_nesting(content: Content) -> Iterator[Problem]:
    """Every place but a state lies in a larger one that exists, of the same state, and never in itself."""
    for place in content.places.values():
        origin = content.origins["place", place.id]
        parent = content.places.get(place.inside or "")
        if place.inside and not parent:
            yield Problem(
                origin.path,
                origin.line_of("inside"),
                "unknown-place",
                f'there is no place "{place.inside}"',
                "write that place first, or correct the id",
            )
        elif not parent and place.type is not PlaceType.STATE:
            yield Problem(
                origin.path,
                origin.line_of(),
                "nesting",
                f'"{place.id}" lies in no larger place',
                "add inside",
            )
        elif parent and place.nation.value[:2] != parent.nation.value[:2]:
            yield Problem(
                origin.path,
                origin.line_of("nation"),
                "nesting",
                f'"{place.id}" is in {place.nation.value}, but "{parent.id}" around it is in {parent.nation.value}',
                "correct one of the two",
            )
        if parent and place.id in content.geography.chain(parent.id):
            yield Problem(
                origin.path,
                origin.line_of("inside"),
                "nesting",
                f'"{place.id}" lies inside itself',
                "break the circle",
            )


def check_outcodes(content: Content) -> Iterator[Problem]:
    """An outward code exists, and belongs to one place only: the smallest."""
    owner: dict[str, str] = {}
    for place in content.places.values():
        origin = content.origins["place", place.id]
        for index, code in enumerate(place.outcodes):
            line = origin.line_of("outcodes", index)
            if code in owner:
                yield Problem(
                    origin.path,
                    line,
                    "outcode",
                    f'"{code}" already belongs to "{owner[code]}"',
                    "keep it in the smaller place only",
                )
            if content.geography.outcodes and code not in content.geography.outcodes:
                yield Problem(
                    origin.path,
                    line,
                    "outcode",
                    f'there is no outward postcode "{code}"',
                    "look it up in content/_data/postcodes",
                )
            owner.setdefault(code, place.id)


RULES = (check_nesting, check_outcodes)
