"""What was learnt: whole numbers that raise and never lower, told with reasons, switched off by an editor."""

import copy
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymark.content import Content
from waymark.crisis import Crisis
from waymark.crisis.bank import Line, bank_lines
from waymark.crisis.features import BITS, bucket, features, stems
from waymark.crisis.model import RANK
from waymark.crisis.weigh import ABOUT, CRISIS, unsigned
from waymark.packed import numbers, read_numbers

ANY_WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


@pytest.fixture(scope="module")
def lines(crisis_content: Content) -> list[Line]:
    """The whole bank."""
    return list(bank_lines(crisis_content.phrases))


@pytest.fixture(scope="module")
def phrases_alone(artifact: dict[str, Any]) -> Crisis:
    """The matcher as it would be with nothing learnt."""
    return Crisis.from_dict({**artifact, "weights": None})


def test_it_raises_and_never_lowers(crisis: Crisis, phrases_alone: Crisis, lines: list[Line]) -> None:
    """Over the whole bank: never less urgent than the phrases alone, never a kind or a person of theirs taken back, no result given back."""
    raised = 0
    for line in lines:
        before, after = phrases_alone.match(line.text, line.lang), crisis.match(line.text, line.lang)
        assert RANK[after.severity] >= RANK[before.severity], line.text
        assert after.withhold_results >= before.withhold_results, line.text
        if before.is_shown:
            assert (after.category, after.for_whom) == (before.category, before.for_whom), line.text
        raised += after.severity != before.severity
    assert raised > 1_000


@settings(max_examples=300, deadline=None)
@given(ANY_WORDS)
def test_no_words_break_it_or_are_lowered(crisis: Crisis, phrases_alone: Crisis, text: str) -> None:
    """Any signs at all."""
    assert RANK[crisis.match(text, "en").severity] >= RANK[phrases_alone.match(text, "en").severity]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=10**7)))
def test_numbers_come_back(values: list[int]) -> None:
    """As they were packed."""
    assert values == list(read_numbers(numbers(values)))


def test_points_come_back() -> None:
    """Signs too."""
    points = [0, 1, -1, 2, -2, 63, -63]
    weights = {
        "bias": {"en": 0},
        "at": numbers([5, *[1] * (len(points) - 1)]),
        "by": numbers(unsigned(points)),
    }
    about = {"at": "", "heads": {head: {"bias": 0, "by": ""} for head in ABOUT}}
    from waymark.crisis.weigh import Weights

    assert Weights({CRISIS: weights, "about": about}).points[CRISIS] == dict(
        zip(range(5, 12), points, strict=True)
    )


def test_features_are_what_the_docs_say() -> None:
    """Words, neighbours, words with one between, pieces of three to five letters; and for the kind, words and how they begin."""
    found = features(("no", "way"))
    assert {"no ", "^ no", "no way", "way $", "^ _ way", "no _ $", "^no", "^no$", "way", "^way$"} <= found
    assert stems(("no", "running")) == {"no ", "running ", "^runn"}
    assert features(()) == frozenset()
    assert all(0 <= bucket(each) < 1 << BITS for each in found)


def test_an_editor_can_switch_a_feature_off(
    crisis_content: Content, lines: list[Line], tmp_path: Any
) -> None:
    """It speaks no more, whatever the bank says."""
    from dataclasses import replace

    from waymark.training import SETTINGS, compile_whole

    word = "hurting "
    few = {
        name: data
        for name, data in crisis_content.phrases.items()
        if not name.startswith("bank/") or "plain" in name
    }
    settings_off = copy.deepcopy(crisis_content.phrases[SETTINGS])
    settings_off["off"] = [{"feature": word, "reason": "A test.", "owner": "x", "added": "2026-11-22"}]
    on = Crisis.from_dict(compile_whole(replace(crisis_content, phrases=few, searches={}), tmp_path))
    off = Crisis.from_dict(
        compile_whole(replace(crisis_content, phrases={**few, SETTINGS: settings_off}, searches={}), tmp_path)
    )
    assert on.weights is not None and off.weights is not None
    assert on.weights.points[CRISIS].get(bucket(word))
    assert not off.weights.points[CRISIS].get(bucket(word))
    assert not any(off.weights.points[head].get(bucket(word)) for head in ABOUT)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500,
        "im sooooo " * 60,
        "і wаnt tо dіе",  # letters of another alphabet that look alike
        "i want\u200b to\u200d d\u00adie",  # invisible signs between
        "jeg vil gerne dø please help me",  # two languages
        "want to die " * 80,
        "(((((" * 100,
        "i " * 250,
    ],
)
def test_hard_input_is_answered_in_time_that_grows_with_its_length(crisis: Crisis, text: str) -> None:
    """Not faster than its letters: ten copies of the question together take no more than a moment."""
    started = time.perf_counter()
    for _ in range(10):
        crisis.match(text, "en")
    assert time.perf_counter() - started < 2.5


@pytest.mark.parametrize(
    "text",
    [
        "і wаnt tо dіе",
        "i want\u200b to\u200d d\u00adie",
        "jeg vil gerne dø please help me",
        "I WANT TO DIEEEEEEE",
    ],
)
def test_disguises_are_seen_through(crisis: Crisis, text: str) -> None:
    """Mixed alphabets, invisible signs, two languages, shouting."""
    assert crisis.match(text, "en").is_shown


def test_torn_weights_are_refused(artifact: dict[str, Any]) -> None:
    """A server must not start with half of what was learnt."""
    for part in ("crisis", "about"):
        torn = copy.deepcopy(artifact)
        del torn["weights"][part]
        with pytest.raises(ValueError, match="crisis lexicon"):
            Crisis.from_dict(torn)
    torn = copy.deepcopy(artifact)
    torn["weights"]["crisis"]["by"] = torn["weights"]["crisis"]["by"][:-5]
    with pytest.raises(ValueError, match=r"crisis lexicon|shorter|longer"):
        Crisis.from_dict(torn)


def test_the_same_words_teach_the_same(
    crisis_content: Content, artifact: dict[str, Any], tmp_path: Any
) -> None:
    """Learning twice gives the same numbers, and the cache gives them back without learning."""
    from dataclasses import replace

    from waymark.training import compile_whole

    few = {
        name: data
        for name, data in crisis_content.phrases.items()
        if not name.startswith("bank/") or "da-one" in name
    }
    content = replace(crisis_content, phrases=few, searches={})
    first = compile_whole(content, tmp_path / "a")
    again = compile_whole(content, tmp_path / "b")
    kept = compile_whole(content, tmp_path / "a")
    assert first["weights"] == again["weights"] == kept["weights"]
    assert len(list((tmp_path / "a").glob("*learn*"))) == 1


def test_a_hub_without_a_bank_still_has_its_phrases(crisis_content: Content, tmp_path: Any) -> None:
    """Nothing learnt is no reason not to start."""
    from dataclasses import replace

    from waymark.training import compile_whole

    none = {name: data for name, data in crisis_content.phrases.items() if not name.startswith("bank/")}
    made = Crisis.from_dict(compile_whole(replace(crisis_content, phrases=none), tmp_path))
    assert made.weights is None
    assert made.match("i want to die", "en").severity == "urgent"
