"""The thirty–ten–five rule: what may be told, step by step, and what never may."""

import copy
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_api import publish as publishing
from site_api.publish import Cell, State, Told, audit, publish, tell_release
from tests.site_api.tellers import (
    CLOSED,
    box,
    chosen_by,
    fewest_values_left,
    of_table,
    random_counts,
    random_poll,
    solver_values,
    told,
    votes_given_away,
)
from waymark.audit import NO_MORE, Rule

SHOWN = Cell.SHOWN


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
    """Each row is one step of the rule."""
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
    check_numbers(counts, sensitive)


def check_numbers(counts, sensitive):
    """The same counts tell the same; every number is 0 or at least 10, and a multiple of five."""
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


def test_fewer_than_ten_is_said_only_where_it_is_true():
    """Nearly everybody chose the first: it hides too, but nobody may read that fewer than ten chose it."""
    assert told((98, 20, 4), people=100) == (100, ["H", 20, "H"])
    assert told((40, 9, 3), people=50) == (50, [40, "F", "F"])


def test_a_table_that_would_give_a_small_count_away_is_not_told():
    """Thirty answers, 28 of them alike: the two others could only be one each. Hiding one more would itself be a hint, so nothing is told."""
    assert publish({"a": 28, "b": 1, "c": 1}).state is State.TOO_FEW
    assert publish({"a": 40, "b": 12, "c": 12, "d": 9}).state is State.TOO_FEW
    assert told((40, 25, 12, 9)) == (85, [40, 25, "H", "H"])


@pytest.mark.parametrize("sensitive", [False, True])
def test_no_hidden_count_is_pinned_to_fewer_than_five_numbers(sensitive):
    """T17: all tables of three options from 30 to 52 answers, and of several choices; a reader who tries every count is left with five."""
    one = ((counts, {"sensitive": sensitive}) for counts in box(30, 52, 3))
    several = ((counts, {**asked, "sensitive": sensitive}) for counts, asked in chosen_by(range(30, 33), 3))
    assert fewest_values_left(one) >= 5
    assert fewest_values_left(several) >= 5


def test_brute_force_finds_what_an_older_rule_gave_away(monkeypatch):
    """The proof proves something: without its auditor the rule leaves hidden counts with fewer than five values."""
    monkeypatch.setattr(publishing, "gives_away", lambda *_: False)
    assert fewest_values_left((counts, {}) for counts in box(30, 47, 3)) < 5


def test_a_watcher_learns_nothing_from_a_release_made_once():
    """T15: the page is the same before and after one more answer. Shown live, the same page would give votes away."""
    assert votes_given_away(4, 11, lambda released, _: of_table(released)) == (0, 4 * 1365)
    live, cases = votes_given_away(3, 36, lambda _, now: of_table(now))
    assert live > cases / 100


def poll_of(*questions, **facts):
    """Facts of a poll: (id, kind, options, places)."""
    shape = [
        {"id": id, "kind": kind, "options": list(options), "places": places}
        for id, kind, options, places in questions
    ]
    return {"id": "poll", "questions": shape, **facts}


def released(poll, counts, ballots=500):
    """The release, by question and part: state, total and counts; every one of them passes the auditor."""
    release = tell_release(poll, counts, CLOSED, ballots)
    assert audit(release) == []
    return release, {
        (table["question"], table["part"]): (
            table["state"],
            table["total"],
            {cell["option"]: cell["count"] for cell in table["cells"]},
        )
        for table in release["tables"]
    }


def test_a_release_has_the_shape_that_was_agreed():
    """Numbers and ids, no words."""
    release, _ = released(poll_of(("q", "one", "abc", 3)), {"q": {"a": 61, "b": 38, "c": 21, "*": 120}})
    assert release == {
        "poll": "poll",
        "rule": "30-10-5",
        "closed": CLOSED,
        "example": False,
        "sensitive": False,
        "ballots": {"state": "shown", "count": 120},
        "tables": [
            {
                "question": "q",
                "part": "",
                "kind": "one",
                "options": 3,
                "state": "shown",
                "total": 120,
                "cells": [
                    {"option": "a", "state": "shown", "count": 60, "percent": 50},
                    {"option": "b", "state": "shown", "count": 40, "percent": 33},
                    {"option": "c", "state": "shown", "count": 20, "percent": 17},
                ],
            }
        ],
    }


def test_how_many_left_a_question_out_is_never_told():
    """100 answered and 95 of them this question: five are a small group. The poll's number is the largest total that is told anyway."""
    counts = {"q": {"a": 50, "b": 45, "*": 95}, "r": {"a": 40, "b": 50, "*": 90}}
    poll = poll_of(("q", "one", "ab", 3), ("r", "one", "ab", 3))
    release, _ = released(poll, counts, 100)
    assert release["ballots"] == {"state": "shown", "count": 95}
    assert [tell_release(poll, counts, CLOSED, n) for n in (95, 99, 150, 4000)] == [release] * 4


def test_fewer_than_thirty_ballots_tell_nothing():
    """Whatever the tables say."""
    release, tables = released(poll_of(("q", "one", "ab", 3)), {"q": {"a": 20, "b": 20}}, 29)
    assert tables == {("q", ""): ("too-few", None, {})}
    assert release["ballots"] == {"state": "too-few", "count": None}


def test_crossed_questions_are_told_in_their_joint_table_alone():
    """Not beside it: their own totals would be sums of its small cells."""
    counts = {
        "age*good": {"x*y": 40, "x*n": 9, "z*y": 25, "z*n": 4, "*": 78},
        "age": {"x": 60, "z": 40},
        "other": {"a": 40, "b": 30},
    }
    poll = poll_of(
        ("age", "one", "xz", 3), ("good", "scale", "yn", 3), ("other", "one", "ab", 3), cross=["age", "good"]
    )
    _, tables = released(poll, counts)
    assert list(tables) == [("other", ""), ("age*good", "")]
    assert tables["age*good", ""] == ("shown", 80, {"x*y": 40, "x*n": None, "z*y": 25, "z*n": None})


def test_the_sides_of_a_pair_are_two_tables():
    """Each under the rule by itself: who answers one side need not answer the other."""
    counts = {"p:keep": {"a": 50, "b": 30, "c": 20}, "p:change": {"a": 12, "b": 8, "c": 5}}
    _, tables = released(poll_of(("p", "pair", "abc", 3)), counts)
    assert tables["p", "keep"][0] == "shown"
    assert tables["p", "change"] == ("too-few", None, {})


def test_the_places_of_a_ranking_have_the_same_people():
    """And a row for those who filled no more; so nobody can subtract one place's total from another's."""
    counts = {"r:1": dict(a=50, b=40, c=30, d=20, e=20), "r:2": dict(a=30, b=40, c=30, d=25, e=20)}
    _, tables = released(poll_of(("r", "rank", "abcde", 2)), counts)
    assert [table[1] for table in tables.values()] == [160, 160]
    assert tables["r", "2"][2][NO_MORE] == 15


def test_a_place_that_would_narrow_an_earlier_one_is_not_told():
    """Nearly everybody has the first option among their first two places: who doesn't is a small group of people."""
    counts = {"r:1": dict(a=60, b=20, c=20), "r:2": dict(a=36, b=34, c=30)}
    _, tables = released(poll_of(("r", "rank", "abc", 2)), counts)
    assert (tables["r", "1"][0], tables["r", "2"][0]) == ("shown", "too-few")


GOOD = tell_release(
    poll_of(("q", "one", "abcd", 3), ("s", "several", "abc", 3)),
    {"q": dict(a=61, b=38, c=4, d=5), "s": {"a": 60, "b": 41, "c": 30, "*": 100}},
    CLOSED,
    108,
)


def change(*path_and_value):
    """The good release with one thing changed."""
    *path, last, value = path_and_value
    release = copy.deepcopy(GOOD)
    place = release
    for step in path:
        place = place[step]
    place[last] = value
    return release


@pytest.mark.parametrize(
    "bad",
    [
        change(
            "tables", 0, "cells", 2, {"option": "c", "state": "shown", "count": 5, "percent": 5}
        ),  # 1 to 9
        change(
            "tables", 0, "cells", 0, {"option": "a", "state": "shown", "count": 61, "percent": 55}
        ),  # not rounded
        change(
            "tables", 0, "cells", 0, {"option": "a", "state": "shown", "count": 60, "percent": 56}
        ),  # an exact percent
        change(
            "tables", 0, "cells", 2, {"option": "c", "state": "shown", "count": 0, "percent": 0}
        ),  # a lone hidden one
        change(
            "tables", 0, "cells", 2, {"option": "c", "state": "hidden", "count": None, "percent": None}
        ),  # tells which
        change("tables", 0, "cells", 2, {"option": "c", "state": "fewer", "count": 5, "percent": None}),
        change("tables", 0, "total", 25),
        change("tables", 0, "total", 108),
        change("tables", 0, "total", 130),  # can't be: the numbers don't add up to it
        change("tables", 0, "state", "too-few"),
        change("ballots", "count", 115),  # tells how many left the question out
        change("ballots", {"state": "too-few", "count": None}),
        change("sensitive", True)
        | {
            "tables": [
                {
                    **GOOD["tables"][0],
                    "cells": [
                        {**cell, "count": 0} if cell["count"] == 40 else cell
                        for cell in GOOD["tables"][0]["cells"]
                    ],
                }
            ]
        },
        change("tables", [*GOOD["tables"], GOOD["tables"][0]]),  # told twice
        change("tables", 0, "question", "s*x") | {"comment": "hello"},  # a door
        change("tables", 0, "by_school", {}),
        change("rule", "5-5-1"),
    ],
)
def test_an_injected_bad_table_is_refused(bad):
    """T16: the auditor sees the release alone, and says what is wrong with it."""
    assert audit(GOOD) == []
    assert audit(bad)


def test_a_pinned_table_is_refused():
    """Thirty people, 28 of whom chose the first: the hidden two are one each."""
    bad = change("tables", 0, "total", 30)
    cells = [{"option": "a", "state": "shown", "count": 30, "percent": None}]
    cells += [{"option": option, "state": "fewer", "count": None, "percent": None} for option in "bcd"]
    bad["tables"] = [{**bad["tables"][0], "cells": cells}]
    bad["ballots"] = {"state": "shown", "count": 30}
    assert audit(bad) == ["q: a small count could be worked out"]


def test_crossed_questions_beside_their_own_tables_are_refused():
    """Margins would give small cells away."""
    cross = {**GOOD["tables"][0], "question": "q*z", "kind": "cross"}
    assert audit({**GOOD, "tables": [*GOOD["tables"], cross]}) == ["q: told alone and crossed"]


def test_no_random_poll_is_released_with_a_count_to_work_out():
    """T16, the short form: 1,500 polls of every kind, answered one person at a time. The soak has 20,000."""
    rng = random.Random(16)
    for _ in range(1500):
        poll, people = random_poll(rng), rng.choice((34, 50, 75, 120, 300))
        release = tell_release(poll, random_counts(rng, poll, people), CLOSED, people)
        assert audit(release) == []


def test_without_the_auditor_some_would_be():
    """The control: the rule alone, without rule 9, is not enough."""
    rng, found = random.Random(9), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "gives_away", lambda *_: False)
        for _ in range(150):
            poll = random_poll(rng)
            found += bool(audit(tell_release(poll, random_counts(rng, poll, 40), CLOSED, 40)))
    assert found


def test_an_integer_solver_agrees_with_the_auditor():
    """A second opinion: SciPy's integer solver knows all that a reader knows of all tables together, and is left with five values too."""
    rng = random.Random(2)
    for _ in range(15):
        poll, people = random_poll(rng), rng.choice((40, 70, 150))
        release = tell_release(poll, random_counts(rng, poll, people), CLOSED, people)
        assert all(values == 0 or values >= 5 for values in solver_values(release)), release


LARGER = st.builds(
    Rule,
    fewest_answers=st.integers(30, 80),
    fewest_for_percent=st.integers(100, 200),
    fewest_values=st.integers(5, 8),
)


@settings(max_examples=500, deadline=None)
@given(COUNTS, st.booleans(), LARGER)
def test_stricter_numbers_never_tell_more(counts, sensitive, rule):
    """T18: monotone in the thresholds."""
    check_stricter(counts, sensitive, rule)


def check_stricter(counts, sensitive, rule):
    """What is told under larger thresholds is told under ours too, and in the same way."""
    ours, stricter = (
        publish(dict(zip("abcdefgh", counts, strict=False)), sensitive=sensitive, rule=each)
        for each in (Rule(), rule)
    )
    for option, cell in stricter.options.items():
        assert cell.cell == ours.options[option].cell
        assert cell.percent in (None, ours.options[option].percent)


@settings(max_examples=300, deadline=None)
@given(COUNTS, st.integers(10, 25))
def test_a_larger_smallest_count_is_kept(counts, smallest):
    """No number from one to one below it is told."""
    table = publish(dict(zip("abcdefgh", counts, strict=False)), rule=Rule(smallest_count=smallest))
    assert all(
        counts["abcdefgh".index(option)] >= smallest or not cell.count
        for option, cell in table.options.items()
    )


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 160))
def test_a_release_depends_on_the_counts_alone(seed, people):
    """T18: the same counts make the same bytes, in whatever order the store gives them, and no number from one to nine is in them."""
    rng = random.Random(seed)
    poll = random_poll(rng)
    counts = random_counts(rng, poll, people)
    turned = {key: dict(reversed(table.items())) for key, table in reversed(counts.items())}
    first, second = (json.dumps(tell_release(poll, each, CLOSED, people)) for each in (counts, turned))
    assert first == second
    told_numbers = [
        number
        for table in json.loads(first)["tables"]
        for number in (table["total"], *(cell["count"] for cell in table["cells"]))
        if number is not None
    ]
    assert all(number == 0 or number >= 10 for number in told_numbers)
    assert all(number % 5 == 0 for number in told_numbers)
