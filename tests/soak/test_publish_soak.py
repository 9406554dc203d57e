"""The long proofs of what is published: every small table, every vote, twenty thousand polls. Run by ``make soak``."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_api.publish import audit, tell_release
from tests.site_api import test_publish
from tests.site_api.tellers import (
    CLOSED,
    box,
    chosen_by,
    fewest_values_left,
    of_table,
    random_counts,
    random_poll,
    solver_values,
    votes_given_away,
)

pytestmark = pytest.mark.soak


def test_no_vote_is_derivable_from_a_release_made_once():
    """T15: every count vector of four options up to 45 answers, every vote: 847,504 cases. Shown live, votes would be given away."""
    memory = {}

    def page(counts):
        key = tuple(counts)
        if key not in memory:
            memory[key] = of_table(key)
        return memory[key]

    assert votes_given_away(4, 45, lambda released, _: page(released)) == (0, 847_504)
    live, cases = votes_given_away(4, 45, lambda _, now: page(now))
    assert cases == 847_504
    assert live > 0


def test_twenty_thousand_polls_pass_the_auditor():
    """T16: of every kind, answered one person at a time."""
    rng = random.Random(20_000)
    for _ in range(20_000):
        poll, people = random_poll(rng), rng.choice((34, 50, 75, 120, 300))
        assert audit(tell_release(poll, random_counts(rng, poll, people), CLOSED, people)) == []


@pytest.mark.parametrize("sensitive", [False, True])
def test_every_hidden_count_keeps_five_values(sensitive):
    """T17: all tables of four options from 30 to 47 answers; all of three from 30 to 87; all of three of which several may be chosen."""
    assert fewest_values_left((counts, {"sensitive": sensitive}) for counts in box(30, 47, 4)) >= 5
    assert fewest_values_left((counts, {"sensitive": sensitive}) for counts in box(30, 87, 3)) >= 5
    several = ((counts, {**asked, "sensitive": sensitive}) for counts, asked in chosen_by(range(30, 43), 3))
    assert fewest_values_left(several) >= 5


def test_the_solver_agrees_on_many_polls():
    """A second opinion over all tables of a poll together."""
    rng = random.Random(500)
    for _ in range(500):
        poll, people = random_poll(rng), rng.choice((34, 50, 75, 120, 300))
        release = tell_release(poll, random_counts(rng, poll, people), CLOSED, people)
        assert all(values == 0 or values >= 5 for values in solver_values(release)), release


@settings(max_examples=10_000, deadline=None)
@given(test_publish.COUNTS, st.booleans())
def test_ten_thousand_tables(counts, sensitive):
    """T18: deterministic, rounded, never a number from one to nine."""
    test_publish.check_numbers(counts, sensitive)


@settings(max_examples=10_000, deadline=None)
@given(test_publish.COUNTS, st.booleans(), test_publish.LARGER)
def test_ten_thousand_thresholds(counts, sensitive, rule):
    """T18: monotone."""
    test_publish.check_stricter(counts, sensitive, rule)
