"""What words say about topics, and what a question wishes for besides."""

from waymark.indexing.learn import learn
from waymark.indexing.library import wished
from waymark.search.topics import ELSEWHERE, TopicModel

ME, CANT, SLEEP, EAT, FOOD, BUS, TIMES = range(7)
PHRASES = [
    ("sleep", [ME, CANT, SLEEP]), ("sleep", [CANT, SLEEP]), ("eating", [ME, CANT, EAT]), ("eating", [FOOD]), (ELSEWHERE, [BUS, TIMES]),
]  # fmt: skip
MODEL = learn(PHRASES, ["sleep", "eating", "grief"])


def loudest(terms: list[int]) -> str:
    """The topic that the terms speak for most."""
    voices = MODEL.listen(terms).tolist()
    return MODEL.topics[voices.index(max(voices))]


def test_telling_words_outweigh_common_ones() -> None:
    """ "i" and "cant" are said of both."""
    assert loudest([ME, CANT, SLEEP]) == "sleep"
    assert loudest([ME, CANT, EAT]) == "eating"
    assert loudest([ME, BUS]) == ELSEWHERE


def test_unheard_words_say_nothing() -> None:
    """No voice is raised, for no topic."""
    assert not MODEL.listen([99, 98]).any()
    assert not MODEL.listen([]).any()


def test_a_topic_without_phrases_stays_silent() -> None:
    """Not knowing is not a reason to shout."""
    assert all(loudest([term]) != "grief" for term in range(7))


def test_pairs_count_once_they_were_said_twice() -> None:
    """ "cant sleep" was; "i cant" was, too, of two topics."""
    assert f"{CANT} {SLEEP}" in MODEL.features
    assert f"{BUS} {TIMES}" not in MODEL.features


def test_reasons_add_up_to_the_voice() -> None:
    """What `waymark search` tells is what was counted."""
    terms = [ME, CANT, SLEEP]
    for number, topic in enumerate(MODEL.topics):
        assert sum(MODEL.reasons(terms, topic).values()) == MODEL.listen(terms)[number]


def test_what_is_saved_is_what_is_opened(tmp_path) -> None:
    """A file that a person can read."""
    MODEL.save(tmp_path / "topics.json")
    opened = TopicModel.open(tmp_path / "topics.json")
    assert opened.listen([CANT, SLEEP]).tolist() == MODEL.listen([CANT, SLEEP]).tolist()


def test_wishes_are_heard_and_near_me_is_not_searched_for() -> None:
    """Longer phrases first; one phrase may wish for several things."""
    heard = wished(
        [
            ("near me", "near", "near"),
            ("boxing", "kinds", "activity"),
            ("boxing", "interests", "sport"),
            ("no referral", "referral", "self"),
        ]
    ).heard
    left, wishes = heard(["boxing", "near", "me", "no", "referral"])
    assert left == ["boxing", "no", "referral"]
    assert wishes == {"kinds": {"activity"}, "interests": {"sport"}, "referral": {"self"}}
