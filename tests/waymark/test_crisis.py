"""Crisis words: what is noticed, what isn't, and who is shown. No line of this file or its cases names a way to come to harm."""

import copy
import gzip
import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from waymark.content import Content, load_content
from waymark.crisis import CATEGORIES, Crisis, Match, Severity, compile_crisis
from waymark.crisis.match import LEARNT
from waymark.training import compile_whole

CASES = json.loads((Path(__file__).parents[1] / "cases" / "crisis.json").read_text(encoding="utf-8"))
SHOWN = ("urgent", "emergency")
NATIONS = ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "GB", "DK")
EALING = ("ealing", "nw-london", "london", "england", "united-kingdom")
FLEETWOOD = ("fleetwood", "wyre", "fylde-coast", "lancashire", "england", "united-kingdom")
AALBORG = ("aalborg", "north-jutland", "denmark")
URGENT = Match(Severity.URGENT, "crisis_suicide", for_whom="self")
EMERGENCY = Match(Severity.EMERGENCY, "crisis_suicide", for_whom="self")


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


@pytest.fixture(scope="module")
def artifact(content: Content) -> dict[str, Any]:
    """The compiled lexicon, as the server and the device read it."""
    made = json.dumps(compile_whole(content), ensure_ascii=False)
    return dict(json.loads(made))


@pytest.fixture(scope="module")
def crisis(artifact: dict[str, Any]) -> Crisis:
    """The matcher."""
    return Crisis.from_dict(artifact)


def _may_be_raised(case: dict[str, Any], match: Match) -> str:
    """What was learnt may take an urgent line for an emergency; how often is another test's matter."""
    return "emergency" if case["severity"] == "urgent" and LEARNT in match.reasons else str(case["severity"])


def test_urgent_is_seldom_taken_for_an_emergency(crisis: Crisis) -> None:
    """999 first for whoever needs it now, and not for everybody."""
    urgent = [case for case in CASES if case["severity"] == "urgent"]
    raised = [case for case in urgent if crisis.match(case["text"], case["lang"]).severity == "emergency"]
    assert len(raised) / len(urgent) <= 0.02


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_each_line_of_the_table(crisis: Crisis, case: dict[str, Any]) -> None:
    """Every line that the lexicon's writer knew gets its severity, category, person and topic."""
    match = crisis.match(case["text"], case["lang"])
    assert match.severity in {case["severity"], _may_be_raised(case, match)}, match.reasons
    assert case["category"] == match.category, match.reasons
    assert case.get("for_whom", match.for_whom) == match.for_whom
    assert case.get("topic", match.topic) == match.topic
    assert case.get("withhold", False) is match.withhold_results


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("not suicidal, just sad", "concern"),  # covers the phrase itself
        ("i said im fine but i want to die", "urgent"),  # covers something else
        ("i told them im not suicidal but i am", "urgent"),  # somebody's report
        ("cant stop hurting myself", "urgent"),  # no denial at all
        ("im not going to hurt myself or kill myself", "concern"),  # goes on over "or"
        ("help me not self harm", "urgent"),  # a wish, not a denial
        ("jeg er ikke selvmordstruet, bare trist", "concern"),
    ],
)
def test_a_not_lowers_only_what_it_covers(crisis: Crisis, words: str, severity: str) -> None:
    """A denial lowers the phrase that it covers, never to nothing, and never what stands beside it."""
    assert severity == crisis.match(words, "en").severity


@pytest.mark.parametrize(
    "words",
    [
        "suicide squad film but really i want to die",
        "dying of laughter but i want to kill myself",
        "dog grooming and also someone leaked my nudes",
        "romeo and juliet essay, i want to end my life",
        "i play roblox all day and i want to kill myself",
        "i want to die my brother is on fortnite",
        "macbeth homework and i want to die",
        "i act fine but i am suicidal",
        "lost my dog and took an overdose",
        "first aid my friend is unconscious",
        "dont want to be here in this world with this pain",
        "dont want to wake up feeling like this every day",
        "wrote a letter and i want to end it",
        "exam tomorrow and i self harmed",
        "in class and i want to kill myself",
        "lol i want to die 😂",
        "my mum will kill me when she sees my report and i want to die",
        "jeg har en opgave for men jeg tænker på selvmord",
        "gider ikke leve med det her",
    ],
)
def test_an_idiom_beside_a_real_sign_still_shows_help(crisis: Crisis, words: str) -> None:
    """An exception cancels the phrase that it covers, not the query."""
    assert crisis.match(words, "en").severity in SHOWN


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("i keep blorping myself", True),
        ("how to blorp myself", True),
        ("my friend keeps blorping herself", True),
        ("i keep repeating myself", False),
        ("how to introduce myself", False),
    ],
)
def test_the_shape_of_telling_is_enough(crisis: Crisis, words: str, shown: bool) -> None:
    """No way of hurting oneself is named in the lexicon: doing something to oneself is noticed, harmless verbs are not."""
    assert shown is (crisis.match(words, "en").severity in SHOWN)


@pytest.mark.parametrize(
    "words",
    ["", " ", "?!", "مرحبا", "\x00\x01", "\ud800", "a" * 100_000, "😭" * 600, "9" * 500, "*" * 500],
    ids=lambda words: f"{words[:3]!r} x {len(words)}",
)
def test_odd_input_is_no_crisis(crisis: Crisis, words: str) -> None:
    """Empty, foreign, binary and endless input is answered like any other."""
    assert crisis.match(words, "en").severity in ("none", "concern")


@pytest.mark.parametrize(
    "part",
    [
        "want to ",
        "i ",
        "a",
        "how to i ",
        "k*",
        "i want to die because ",
        "not eaten ",
        "took too much ",
        "(",
        "iwanttodie",
        "my friend ",
    ],
)
def test_time_grows_no_faster_than_the_words(crisis: Crisis, part: str) -> None:
    """Words chosen to be slow are answered in milliseconds: the longest query is 500 letters."""
    started = time.perf_counter()
    crisis.match((part * 500)[:500], "en")
    assert time.perf_counter() - started < 0.25


def test_expressions_hold_no_repetition_without_a_bound(artifact: dict[str, Any]) -> None:
    """No star and no plus: every repetition has a number, so no words can make it run away. ASCII, and no look behind."""
    patterns = [
        phrase[0]
        for part in ("entries", "exceptions")
        for rule in artifact[part]
        for phrase in rule["phrases"]
    ]
    for pattern in (*patterns, *artifact["slots"].values()):
        assert pattern.isascii()
        assert not re.search(r"[*+]|\(\?<|\{\d+,\}", pattern), pattern


@pytest.mark.parametrize("age", [None, 12, 18, 19, 25, 40])
@pytest.mark.parametrize("nation", [*NATIONS, "", "FR"])
@pytest.mark.parametrize("category", CATEGORIES)
def test_help_is_never_empty(
    crisis: Crisis, artifact: dict[str, Any], category: str, nation: str, age: int | None
) -> None:
    """One to four contacts, each once, at least one that isn't a phone call; 999 or 112 first in an emergency."""
    for severity in (Severity.URGENT, Severity.EMERGENCY):
        for whom in ("self", "friend", "parent"):
            ids = crisis.help(Match(severity, category, for_whom=whom), nation=nation, age=age)
            assert 1 <= len(ids) <= 4 and len(ids) == len(set(ids))
            ways = {way for name in ids for way in artifact["contacts"][name]["types"]}
            assert ways & {"text", "chat", "web", "email"}
            if severity is Severity.EMERGENCY:
                assert ids[0] == ("emergency-112" if nation == "DK" else "emergency-999")
            if nation == "DK":
                assert "emergency-999" not in ids
            elif nation:
                assert "emergency-112" not in ids


@pytest.mark.parametrize(
    ("chain", "nation", "there", "not_there"),
    [
        (EALING, "GB-ENG", "wlt-crisis", "lancashire-crisis"),
        (FLEETWOOD, "GB-ENG", "lancashire-crisis", "wlt-crisis"),
        (AALBORG, "DK", "emergency-112", "emergency-999"),
        ((), "GB-ENG", "nhs-111", "wlt-crisis"),
        ((), "GB-WLS", "nhs-111-wales", "nhs-111"),
        ((), "GB-NIR", "lifeline-ni", "nhs-111"),
        ((), "GB-SCT", "samaritans", "nhs-111"),
    ],
)
def test_help_of_the_place(
    crisis: Crisis, chain: tuple[str, ...], nation: str, there: str, not_there: str
) -> None:
    """The place's own crisis line where there is one, else the nation's; nobody else's ever."""
    for match in (URGENT, EMERGENCY):
        ids = crisis.help(match, nation=nation, place_chain=chain)
        assert there in ids and not_there not in ids


def test_help_by_age(crisis: Crisis) -> None:
    """Age unknown: a choice for under 19 and one for 19 and over. Age known: nobody who doesn't answer that age."""
    assert {"childline", "samaritans"} <= set(crisis.help(URGENT, nation="GB-ENG"))
    assert "childline" not in crisis.help(URGENT, nation="GB-ENG", age=22)
    assert "childline" in crisis.help(URGENT, nation="GB-ENG", age=13)


def test_no_help_where_no_panel_is_shown(crisis: Crisis) -> None:
    """A concern gets ordinary results and the strip that is always there."""
    assert () == crisis.help(Match(Severity.CONCERN, topic="sleep"), nation="GB-ENG")


def test_the_artifact_holds_no_number_and_is_small(artifact: dict[str, Any], content: Content) -> None:
    """Contact ids only: numbers stay in the registry. At most 80 kB travel to the device."""
    said = json.dumps(artifact, ensure_ascii=False)
    values = {
        channel.value
        for contact in content.contacts.values()
        for channel in contact.channels
        if len(channel.value) > 5
    }
    assert not [value for value in values if value in said]
    assert len(gzip.compress(said.encode(), 9)) < 80_000


@pytest.mark.parametrize(
    "broken", [{}, {"format": 1}, {"format": 99}, None, [], {"format": 1, "entries": []}]
)
def test_a_malformed_artifact_is_refused(broken: Any) -> None:
    """Without a lexicon the server must not start."""
    with pytest.raises(ValueError, match="crisis lexicon"):
        Crisis.from_dict(broken)


@pytest.mark.parametrize(
    "part",
    [
        "spelling",
        "slots",
        "entries",
        "exceptions",
        "negation",
        "for_whom",
        "nations",
        "responses",
        "contacts",
    ],
)
def test_an_artifact_without_a_part_is_refused(artifact: dict[str, Any], part: str) -> None:
    """Every part is needed."""
    torn = copy.deepcopy(artifact)
    del torn[part]
    with pytest.raises(ValueError, match="crisis lexicon"):
        Crisis.from_dict(torn)


def test_an_artifact_that_leaves_somebody_without_help_is_refused(artifact: dict[str, Any]) -> None:
    """No contacts at all: nobody would be shown."""
    with pytest.raises(ValueError, match="no help"):
        Crisis.from_dict({**artifact, "contacts": {}})


def test_compiling_raises_nothing_for_slips(content: Content) -> None:
    """What an editor wrote wrong is left out of the artifact, and the rest works."""
    phrases = {
        **content.phrases,
        "crisis/wrong": [
            {"id": "x", "level": "urgent", "phrases": ["(open", "{nowhere}", "a | b"]},
            "words",
            {"level": "loud"},
            None,
        ],
        "crisis/worse": "words",
    }
    made = Crisis.from_dict(compile_crisis(phrases, content.contacts))
    assert made.match("i want to die", "en").severity == "urgent"


def test_every_entry_says_why_and_whose(content: Content) -> None:
    """Reason, owner, reviewer and date stand in every entry; where nobody has reviewed it, null says so."""
    entries = [
        entry
        for name, data in content.phrases.items()
        if name.startswith("crisis/") and isinstance(data, list)
        for entry in data
    ]
    assert entries
    for entry in entries:
        assert entry["reason"] and entry["owner"] and entry["added"]
        assert entry["reviewer"] is None or entry["reviewer"].strip()


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node here; the browser test does the same")
def test_javascript_gives_the_same_answers(artifact: dict[str, Any], project: Path, tmp_path: Path) -> None:
    """The device's matcher agrees on every line: match and help."""
    crisis = Crisis.from_dict(artifact)
    lines = [(case["text"], case["lang"]) for case in CASES]
    expected = [answer(crisis, *line) for line in lines]
    for name, data in (("artifact", artifact), ("lines", lines), ("expected", expected)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    done = subprocess.run(
        ["node", "--test", str(project / "tests" / "js" / "crisis.test.mjs")],
        env={"PATH": str(Path(shutil.which("node") or "").parent), "CRISIS": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def answer(crisis: Crisis, text: str, lang: str) -> dict[str, Any]:
    """A match and its help, as the device says it."""
    match = crisis.match(text, lang)
    return {
        "severity": str(match.severity),
        "category": match.category,
        "also": list(match.also),
        "for_whom": match.for_whom,
        "topic": match.topic,
        "withhold": match.withhold_results,
        "reasons": list(match.reasons),
        "ealing": list(crisis.help(match, nation="GB-ENG", place_chain=EALING)),
        "aalborg": list(crisis.help(match, nation="DK", place_chain=AALBORG, age=15)),
    }
