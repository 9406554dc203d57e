"""Search over the real build: the right things, nobody sent where they don't belong, and no error whatever is typed."""

from pathlib import Path

import pytest

from waymark.bundle import Bundle, open_bundle
from waymark.search import Answer, Question


@pytest.fixture(scope="module")
def bundle(hub_build: Path) -> Bundle:
    """The real build, opened."""
    return open_bundle(hub_build)


def ask(bundle: Bundle, q: str = "", lang: str = "en", **options: object) -> Answer:
    """One search, with room for everything."""
    return bundle.search[lang].find(Question(q=q, lang=lang, size=50, **options))  # type: ignore[arg-type]


def ids(answer: Answer, top: int = 50) -> list[str]:
    """What was found, in order."""
    return [hit.id for hit in answer.hits[:top]]


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        ("i cant sleep", "cant-sleep"),  # no apostrophe
        ("my mind wont shut up at night", "cant-sleep"),  # a feeling
        ("everyone hates me", "bullying-and-fallouts"),
        ("panic in class", "panic"),
        ("is 111 for mental health", "111-for-mental-health"),  # K03
        ("my mum died", "grief"),
        ("i hate my body", "eating-and-body"),
        ("revision stress", "exams"),
        ("i dont want to go to school", "cant-face-school"),
        ("told my problem isnt bad enough", "is-my-problem-big-enough"),
    ],
)
def test_young_peoples_words_find_the_right_page(bundle: Bundle, q: str, wanted: str) -> None:
    """The fitting page is among the first three."""
    assert wanted in ids(ask(bundle, q), 3)


def test_a_place_in_the_words_is_understood(bundle: Bundle) -> None:
    """ "boxing fleetwood" looks for boxing, in Fleetwood."""
    answer = ask(bundle, "football fleetwood")
    assert answer.place == "fleetwood"
    assert ids(answer, 1) == ["ftct"]


@pytest.mark.parametrize("place", ["ealing", "fleetwood", "oxford", "aalborg", "nw-london"])
def test_nobody_is_sent_where_they_do_not_belong(bundle: Bundle, place: str) -> None:
    """Every service that is found covers the place or lies inside it."""
    chain = bundle.places.chain(place)
    for hit in ask(bundle, place=place).hits:
        if hit.type == "service":
            area = bundle.cards["en"]["service"][hit.id]["area"]
            assert any(each in chain or place in bundle.places.chain(each) for each in area), hit.id


def test_national_help_stays_in(bundle: Bundle) -> None:
    """A place adds help, it never takes national help away."""
    everywhere = set(ids(ask(bundle, "someone to talk to")))
    assert {"childline", "samaritans"} & everywhere
    assert {"childline", "samaritans"} & set(ids(ask(bundle, "someone to talk to", place="fleetwood")))


def test_without_a_place_only_national_services_appear(bundle: Bundle) -> None:
    """K09: no wrong local numbers for visitors from elsewhere."""
    for hit in ask(bundle).hits:
        if hit.type == "service":
            area = bundle.cards["en"]["service"][hit.id]["area"]
            assert any(bundle.places.records[each]["type"] in ("nation", "state") for each in area), hit.id


def test_denmark_never_shows_999(bundle: Bundle) -> None:
    """In Danish, and in Aalborg, British numbers do not appear."""
    for answer in (ask(bundle, lang="da"), ask(bundle, lang="da", place="aalborg")):
        nations = {
            bundle.places.nation(each)
            for hit in answer.hits
            if hit.type == "service"
            for each in bundle.cards["da"]["service"][hit.id]["area"]
        }
        assert nations == {"DK"}


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ({"cost": "free"}, "cost", "free"),
        ({"kinds": ("drop-in",)}, "kinds", "drop-in"),
        ({"how": ("chat",)}, "how", "chat"),
        ({"topics": ("grief",)}, "topics", "grief"),
        ({"needs": ("thriving",)}, "needs", "thriving"),
    ],
)
def test_filters_and_facets_agree_with_brute_force(
    bundle: Bundle, options: dict[str, object], name: str, value: str
) -> None:
    """A filter never lets another value through, and its count is the number of hits."""
    answer = ask(bundle, place="nw-london", **options)
    records = bundle.cards["en"]
    assert answer.total and len(answer.hits) == min(answer.total, 50)
    for hit in answer.hits:
        found = records[hit.type][hit.id].get(name, ())
        assert value == found or value in found
    assert answer.facets[name][value] == answer.total


@pytest.mark.parametrize(
    "q",
    [
        "pythagoras theorem",
        "xqzjv",
        "🦊🦊🦊",
        "*",
        '"',
        "AND OR NOT",
        "title:",
        "'; DROP TABLE x; --",
        "a" * 10_000,
        "\x00\x07",
        "؟ كيف",
        " ",
    ],
)
def test_whatever_is_typed_is_answered(bundle: Bundle, q: str) -> None:
    """Off-topic, query syntax, SQL, other scripts, control characters: an answer, never an error."""
    assert ask(bundle, q).total >= 0


def test_an_age_filter_keeps_to_the_age(bundle: Bundle) -> None:
    """A 20-year-old is not sent to Childline; a 900-year-old finds only what has no upper limit."""
    found = ids(ask(bundle, "childline samaritans", age=20))
    assert "childline" not in found and "samaritans" in found
    assert all(
        bundle.cards["en"][hit.type][hit.id]["ages"]["max"] is None for hit in ask(bundle, age=900).hits
    )


def test_pages_are_parts_of_one_list(bundle: Bundle) -> None:
    """Page by page gives the same order as all at once; a page past the end is empty."""
    whole = ids(ask(bundle, "help"))
    search = bundle.search["en"]
    parts = [
        hit.id for page in range(1, 12) for hit in search.find(Question(q="help", page=page, size=5)).hits
    ]
    assert parts[:50] == whole
    assert search.find(Question(q="help", page=10**9)).hits == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bereavemnet", "bereavement"),
        ("gamblingg", "gambling"),
        ("bulyling", "bullying"),
        ("xqzjv", None),
        (
            "suiside",
            None,
        ),  # one slip from a word of crisis: never repaired, the crisis words know it themselves
        ("hurtz", None),
    ],
)
def test_a_slip_is_looked_for_in_a_better_spelling(bundle: Bundle, typed: str, meant: str | None) -> None:
    """One slip away from our own words: those are searched for at once, and told. Never into or out of a word of crisis."""
    answer = ask(bundle, typed)
    assert answer.did_you_mean == meant
    assert (
        meant is None
        or answer.hits == ask(bundle, meant).hits
        or ids(answer, 3) == ids(ask(bundle, meant), 3)
    )
