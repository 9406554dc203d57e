"""Filters and facet counts against brute force, for any mix of wishes."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from waymark.search.filters import Filters

FIELDS = {"kinds": ("drop-in", "activity", "helpline"), "cost": ("free", "paid"), "how": ("text", "phone")}
DOCUMENT = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(values), unique=True) for name, values in FIELDS.items()}
)
WISHES = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from((*values, "nobody")), unique=True) for name, values in FIELDS.items()}
)
Values = dict[str, list[str]]


def fits(document: Values, wishes: Values) -> bool:
    """Any of each field's values, in every field wished for."""
    return all(not wanted or set(wanted) & set(document[name]) for name, wanted in wishes.items())


@effort(max_examples=200, deadline=None, derandomize=True)
@given(documents=st.lists(DOCUMENT, min_size=1, max_size=150), wishes=WISHES)
def test_filters_and_counts_are_those_of_brute_force(documents: list[Values], wishes: Values) -> None:
    """Whatever is combined; a count is what choosing that value alone in its field would find."""
    filters = Filters.of(documents)
    kept = np.flatnonzero(filters.numbers(filters.keep(wishes, filters.all))).tolist()
    assert kept == [number for number, document in enumerate(documents) if fits(document, wishes)]
    counts = filters.counts(FIELDS, wishes, filters.all)
    for name, values in FIELDS.items():
        for value in values:
            alone = sum(fits(document, {**wishes, name: [value]}) for document in documents)
            assert counts[name].get(value, 0) == alone


@effort(max_examples=20, deadline=None, derandomize=True)
@given(documents=st.lists(DOCUMENT, min_size=1, max_size=150))
def test_what_is_saved_is_what_is_opened(documents: list[Values]) -> None:
    """Bit by bit."""
    filters = Filters.of(documents)
    with tempfile.TemporaryDirectory() as folder:
        filters.save(Path(folder))
        opened = Filters.open(Path(folder))
    assert (
        opened.rows == filters.rows
        and np.array_equal(opened.bits, filters.bits)
        and opened.size == filters.size
    )
