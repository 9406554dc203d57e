"""The thirty–ten–five rule: what may be told, step by step, and what never may."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_api.publish import Cell, State, Told, publish

SHOWN = Cell.SHOWN


def told(counts, **options):
    """The published counts in order; F and H stand for the two ways of not telling."""
    table = publish(dict(zip("abcdefgh", counts, strict=False)), **options)
    return table.total, [
        cell.count if cell.cell is SHOWN else cell.cell.value[0].upper() for cell in table.options.values()
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((40, 30, 20), (90, [40, 30, 20])),  # nothing small
        ((38, 33, 22), (95, [40, 35, 20])),  # the total is rounded by itself
        ((40, 9, 3), (50, [40, "F", "F"])),  # two small ones hide each other
        (
            (40, 30, 3),
            (75, [40, "H", "H"]),
        ),  # one small one takes the smallest shown with it; neither says which it is
        ((20, 20, 9), (50, ["H", 20, "H"])),  # ties: first in the poll file
        ((40, 20, 0), (60, [40, 20, 0])),  # nobody is not somebody
    ],
)
def test_the_rule_on_tables_with_known_answers(counts, expected):
    """Each row is one step of the rule in polls.md."""
    assert told(counts) == expected


def test_under_thirty_answers_nothing_is_told():
    """Not even the total."""
    table = publish({"a": 15, "b": 14})
    assert (table.state, table.total, dict(table.options)) == (State.TOO_FEW, None, {})


def test_thirty_answers_are_enough():
    """The limit itself is in."""
    assert publish({"a": 15, "b": 15}).state is State.SHOWN


def test_a_sensitive_zero_is_hidden():
    """ "Nobody said yes" tells on everybody."""
    assert told((40, 20, 0), sensitive=True) == (60, [40, "H", "H"])


def test_nearly_everybody_is_not_told_of_a_sensitive_question():
    """If nine in ten say the same, a single one is known."""
    assert publish({"a": 90, "b": 10}, sensitive=True).state is State.SAME
    assert publish({"a": 89, "b": 11}, sensitive=True).state is State.SHOWN


def test_percentages_need_a_hundred_answers():
    """And are made of the rounded numbers alone."""
    assert publish({"a": 60, "b": 37}).options["a"] == Told(SHOWN, 60, None)
    assert publish({"a": 61, "b": 38}).options["a"] == Told(SHOWN, 60, 60)


def test_where_several_may_be_chosen_people_are_counted():
    """Thirty people who tick three boxes each are thirty."""
    assert publish({"a": 29, "b": 29, "c": 29}, people=29).state is State.TOO_FEW
    assert told((35, 20, 15), people=40) == (
        40,
        ["H", 20, "H"],
    )  # five who didn't choose the first are a small group too


COUNTS = st.lists(st.integers(0, 300), min_size=2, max_size=8)


@settings(max_examples=500, deadline=None)
@given(COUNTS, st.booleans())
def test_no_number_from_one_to_nine_is_ever_told(counts, sensitive):
    """Whatever the counts: told numbers are 0 or at least 10, and multiples of five."""
    total, cells = told(counts, sensitive=sensitive)
    numbers = [cell for cell in [total, *cells] if isinstance(cell, int)]
    assert all(number % 5 == 0 and (number == 0 or number >= 10) for number in numbers)
    assert told(counts, sensitive=sensitive) == (total, cells)


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_a_hidden_cell_is_never_alone(counts):
    """One hidden beside a total could be worked out."""
    _, cells = told(counts)
    hidden = [cell for cell in cells if not isinstance(cell, int)]
    assert len(hidden) != 1


@pytest.mark.parametrize("sensitive", [False, True])
def test_no_hidden_count_is_pinned_to_fewer_than_five_numbers(sensitive):
    """By brute force: all tables of three options from 30 to 52 answers that are told in the same way (T17)."""
    seen: dict[tuple, list] = {}
    for counts in product(range(53), repeat=3):
        if 30 <= sum(counts) <= 52:
            total, cells = told(counts, sensitive=sensitive)
            seen.setdefault((total, tuple(cells)), []).append(counts)
    for (_, cells), tables in seen.items():
        for place, cell in enumerate(cells):
            if not isinstance(cell, int):
                values = {counts[place] for counts in tables}
                assert max(values) - min(values) >= 4, (cells, tables[:3])


def test_a_table_that_would_give_a_small_count_away_hides_one_more():
    """Thirty answers, 28 of them alike: without the auditor the two others could only be one each. Nothing is left to show."""
    assert publish({"a": 28, "b": 1, "c": 1}).state is State.TOO_FEW
    assert told((40, 12, 12, 9)) == (75, [40, "H", "H", "H"])
