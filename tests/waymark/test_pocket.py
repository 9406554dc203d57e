"""The search of the device: small, the same every time, and nearly as good as the server's."""

import json
from pathlib import Path

import pytest

from tests.waymark.test_relevance import OPEN, figures, judged
from waymark.bundle import Bundle, open_bundle
from waymark.finish.device import LARGEST_SEARCH, SEARCH_CODE, search_room
from waymark.indexing.device import packed, small_library, to_json
from waymark.indexing.pocket import Room, fit, pocket, with_repairs
from waymark.indexing.portable import gaps, portable
from waymark.packed import SIGNS, numbers
from waymark.search import Search
from waymark.search.library import Library

LANGUAGES = ("en", "da")
AROUND = ("cards", "t", "empty", "places")
"""What stands in the file beside the library."""


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build, opened."""
    return open_bundle(hub_build)


def written(bundle: Bundle, lang: str) -> dict[str, object]:
    """The file that a phone fetches."""
    told: dict[str, object] = json.loads(
        (bundle.site / "assets" / "data" / f"search.{lang}.json").read_text()
    )
    return told


def small_search(bundle: Bundle, lang: str, folder: Path) -> Search:
    """The server's own search over what the device has."""
    around = {key: value for key, value in written(bundle, lang).items() if key in AROUND}
    small_library(bundle.data / "search" / lang, around, search_room(bundle.site)).save(folder)
    return Search(folder, lang, bundle.places, bundle.manifest["hub"]["home_nation"][lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_a_search_loads_keeps_to_the_budget(bundle: Bundle, lang: str) -> None:
    """The data and the scripts, as they go over the wire; and the room is used."""
    files = (f"assets/data/search.{lang}.json", *SEARCH_CODE)
    size = sum(packed((bundle.site / file).read_bytes()) for file in files)
    assert LARGEST_SEARCH * 0.9 < size <= LARGEST_SEARCH


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_library_makes_the_same_file(bundle: Bundle, lang: str) -> None:
    """Made again, the file is the same, byte for byte."""
    told = written(bundle, lang)
    around = {key: value for key, value in told.items() if key in AROUND}
    again = portable(small_library(bundle.data / "search" / lang, around, search_room(bundle.site)))
    assert to_json({**again, **around}) == to_json(told)


def test_it_answers_nearly_as_well(bundle: Bundle, tmp_path: Path) -> None:
    """The open judged searches: right first at least 88 of 100 times, and among the first three 91 times."""
    small = {lang: small_search(bundle, lang, tmp_path / lang) for lang in LANGUAGES}
    cases = [case for name in OPEN for case in judged(name)]
    told = figures(_Small(small, bundle.cards), cases)  # type: ignore[arg-type]
    print(told)
    assert told["first"] >= 0.88
    assert told["three"] >= 0.91
    assert told["zero"] <= 0.03
    assert told["nothing"] >= 0.65


class _Small:
    """What `figures` needs of a bundle."""

    def __init__(self, search: object, cards: object) -> None:
        self.search, self.cards = search, cards


def test_less_room_is_never_a_larger_file(bundle: Bundle) -> None:
    """Each step down drops something, and whatever the room is the most telling that fits is kept."""
    library = bundle.search["en"].library
    sizes = [
        packed(to_json(portable(pocket(library, Room.of(ease)))).encode()) for ease in (0, 250, 500, 1000)
    ]
    assert sizes == sorted(sizes)
    room = (sizes[1] + sizes[2]) // 2
    kept = fit(library, lambda each: packed(to_json(portable(each)).encode()) <= room)
    assert sizes[1] <= packed(to_json(portable(kept)).encode()) <= room


def test_nothing_fits_and_still_there_is_a_library(bundle: Bundle) -> None:
    """A hub too large for the budget gets the smallest library, not a failed build."""
    smallest = with_repairs(pocket(bundle.search["da"].library, Room.of(0)))
    assert portable(fit(bundle.search["da"].library, lambda each: False)) == portable(smallest)


def test_only_what_is_ours_is_left_out(bundle: Bundle) -> None:
    """Every document, filter, wish and crisis word stays; only words, weights and postings go."""
    whole: Library = bundle.search["en"].library
    small = pocket(whole, Room.of(100))
    assert (small.keys, small.filters, small.wished, small.areas) == (
        whole.keys,
        whole.filters,
        whole.wished,
        whole.areas,
    )
    assert small.index.vocabulary.guarded == whole.index.vocabulary.guarded
    assert set(small.index.vocabulary.words) < set(whole.index.vocabulary.words)


def test_numbers_are_one_sign_when_small() -> None:
    """And every number can be told from its signs."""
    assert [len(numbers([each])) for each in (0, 63, 64, 1535, 1536)] == [1, 1, 2, 2, 3]
    assert len({numbers([each]) for each in range(5000)}) == 5000
    assert set(numbers(range(5000))) <= set(SIGNS)
    assert gaps([0, 1, 5]) == [0, 0, 3]
