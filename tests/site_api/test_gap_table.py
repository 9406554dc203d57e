"""What is told of failed searches: tens, merged upwards, and nothing from which a count below ten could be worked out."""

import random
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from site_api.gap_table import FEWEST_VALUES, SMALLEST_COUNT, Row, tell

INSIDE = {
    "west": "", "east": "", "north": "", "hill": "west", "dale": "west", "lake": "hill",
    "a": "east", "b": "east", "c": "east", "d": "east", "e": "east", "f": "east", "g": "east", "h": "east",
}  # fmt: skip
"""A made-up hub: three nations; one with a region in a region, one with eight towns."""
PLACES = ("", *INSIDE)
NEAR = "nothing-near"


def chain(place):
    """A place and all around it; nothing for one that nobody knows."""
    found = []
    while place in INSIDE:
        found.append(place)
        place = INSIDE[place]
    return tuple(found)


def told(counts):
    """Place → what is told, of one topic and one kind."""
    rows = tell({("sleep", place, NEAR): times for place, times in counts.items()}, chain)
    return {row.place: row.at_least for row in rows}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 10}, {"a": 10}),
        ({"a": 9}, {}),  # below ten everywhere: no row at all
        ({"a": 29}, {"a": 20}),  # rounded down
        ({"a": 9, "b": 1}, {"east": 10}),  # two small ones are one row of the place around them
        ({"a": 40, "b": 9}, {"a": 40}),  # the rest of the east is still below ten
        ({"a": 40, "b": 9, "east": 1}, {"a": 40, "east": 10}),  # rows don't overlap
        ({"a": 5, "lake": 5}, {"": 10}),  # neither nation has ten
        ({"lake": 5, "dale": 5}, {"west": 10}),  # through two steps
        ({"lake": 5, "hill": 5, "dale": 9}, {"hill": 10}),
        ({"nowhere-now": 30}, {"": 30}),  # a place that the build no longer has
        (dict.fromkeys("abcdefg", 9), {"east": 50}),  # the auditor: not 60 of seven that are all below ten
        (
            {"east": 30, **dict.fromkeys("abcdefg", 9)},
            {"east": 90},
        ),  # nobody knows how much is the east's own
    ],
)
def test_tables_with_known_answers(counts, expected):
    """Each row is one step of the rule."""
    assert told(counts) == expected


def test_topics_and_kinds_are_told_apart():
    """Nothing is merged across them, and no total over them is told."""
    cells = {("sleep", "a", NEAR): 9, ("sleep", "a", "nothing-fits"): 9, ("worry", "a", NEAR): 12}
    assert tell(cells, chain) == [Row("worry", "a", NEAR, 10)]


def test_the_order_of_rows_says_nothing_of_what_is_behind_a_number():
    """19 and 10 are both "10 or more"; the names decide."""
    rows = tell({("sleep", "b", NEAR): 19, ("sleep", "a", NEAR): 10, ("sleep", "c", NEAR): 20}, chain)
    assert [row.place for row in rows] == ["c", "a", "b"]


SEEDS = st.integers(0, 2**32).map(random.Random)
"""Chances that don't count against what hypothesis may draw."""
NEARLY_TEN = st.fixed_dictionaries({town: st.integers(8, 9) for town in "abcdefg"})
COUNTS = st.one_of(
    st.dictionaries(st.sampled_from(PLACES), st.one_of(st.integers(0, 9), st.integers(0, 40))), NEARLY_TEN
)
NOUGHTS = st.one_of(st.sets(st.sampled_from(PLACES)), st.just(set(PLACES) - set("abcdefg")))


@settings(max_examples=1000, deadline=None)
@given(COUNTS)
def test_only_tens_are_told_and_never_more_than_there_is(counts):
    """Rows don't overlap, so their sum can't be more than all; what is left out of all rows is below ten."""
    rows = told(counts)
    assert all(number >= SMALLEST_COUNT and number % 10 == 0 for number in rows.values())
    assert sum(rows.values()) <= sum(counts.values())
    covered = [place for place in counts if {*chain(place), ""} & rows.keys()]
    assert sum(counts.values()) - sum(counts[place] for place in covered) < SMALLEST_COUNT


@settings(max_examples=150, deadline=None, derandomize=True, phases=[Phase.generate])
@given(COUNTS, NOUGHTS, SEEDS)
def test_no_count_below_ten_can_be_worked_out(counts, noughts, chance):
    """Whatever the table: each count below ten could be at least five numbers, and be told in the very same way.

    For a reader who knows the rule, the places, and some places from which nobody asked (``noughts``): nobody
    says "the whole of England" if the page doesn't offer it. The proof is found, not argued: other tables that look alike.
    """
    counts = {place: times for place, times in counts.items() if place not in noughts}
    free = [place for place in PLACES if place not in noughts]
    shown = told(counts)
    for place in free:
        if counts.get(place, 0) < SMALLEST_COUNT:
            possible = values(place, counts, free, lambda other: told(other) == shown, chance)
            assert len(possible) >= FEWEST_VALUES, (place, counts, shown, possible)


def values(place, counts, free, looks_alike, chance):
    """Numbers that a place's count could be: with one other count changed to make up for it, or several."""
    possible = {counts.get(place, 0)}
    for value in chance.sample(range(SMALLEST_COUNT), SMALLEST_COUNT):
        if len(possible) < FEWEST_VALUES and any(
            looks_alike(other) for other in alike(place, value, counts, free, chance)
        ):
            possible.add(value)
    return possible


def alike(place, value, counts, free, chance):
    """Tables with this value at this place: nothing else changed; one other; several others by little."""
    changed = {**counts, place: value}
    yield changed
    others = [other for other in free if other != place]
    for other, step in product(others, (value - counts.get(place, 0), 10, 1)):
        for sign in (-1, 1):
            yield {**changed, other: max(0, changed.get(other, 0) + sign * step)}
    small = [other for other in others if changed.get(other, 0) < SMALLEST_COUNT]
    yield {**changed, **dict.fromkeys(small, 0)}
    yield {**changed, **{other: 9 for other in small if changed.get(other)}}
    for _ in range(300):
        several = chance.sample(small, chance.randint(0, len(small)))
        fewer = chance.choice((0, 2, SMALLEST_COUNT))
        yield changed | {
            other: min(9, max(0, changed.get(other, 0) + chance.randint(-fewer, chance.choice((0, 2)))))
            for other in several
        }


def test_without_the_auditor_small_counts_would_be_known():
    """Seven towns of nine: "60 or more" would leave each only four numbers. It is what the cap is for."""
    counts = dict.fromkeys("abcdefg", 9)
    assert 60 - 6 * 9 == 6  # so 6, 7, 8 or 9
    assert told(counts)["east"] - 6 * 9 <= 9 - FEWEST_VALUES + 1


@pytest.mark.parametrize("own", [True, False])
def test_by_brute_force_over_all_small_tables(own):
    """Two towns in a region, and another region: every table of which nothing but tens is told (as T17 does for polls)."""
    around = {"a": "r", "b": "r", "r": "", "s": ""}

    def small_chain(place):
        return (place, *small_chain(around[place])) if place else ()

    seen = {}
    for counts in product(range(20), range(20), range(20) if own else (0,), range(20)):
        cells = {("t", place, "k"): times for place, times in zip("abrs", counts, strict=True)}
        rows = tuple((row.place, row.at_least) for row in tell(cells, small_chain))
        for found, times in zip(seen.setdefault(rows, ([], [], [], [])), counts, strict=True):
            found.append(times)
    whole = {rows: found for rows, found in seen.items() if all(number == 10 for _, number in rows)}
    assert len(whole) > 10
    for rows, found in whole.items():
        for place, possible in zip("abrs", map(set, found), strict=True):
            if min(possible) < SMALLEST_COUNT and (own or place != "r"):
                assert len(possible) >= FEWEST_VALUES, (rows, place)


def test_two_reports_of_a_place_and_what_is_around_it_cannot_be_subtracted():
    """A young hub's report holds all of last week's: what came in between stays five numbers. All pairs that tell only tens."""
    tables = {
        (place, around): tuple(sorted(told({"a": place, "east": around}).items()))
        for place, around in product(range(20), repeat=2)
    }
    seen = {}
    for before, after in product(tables, repeat=2):
        added = after[0] - before[0], after[1] - before[1]
        if min(added) >= 0:
            found = seen.setdefault((tables[before], tables[after]), (set(), set()))
            found[0].add(added[0])
            found[1].add(added[1])
    whole = {
        key: found for key, found in seen.items() if all(number == 10 for table in key for _, number in table)
    }
    assert len(whole) > 5
    for key, found in whole.items():
        for possible in found:
            assert min(possible) >= SMALLEST_COUNT or len(possible) >= FEWEST_VALUES, (key, possible)
