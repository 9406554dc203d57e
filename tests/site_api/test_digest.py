"""What the counts add to the editors' week: aggregates under the rules, and nothing else."""

import datetime as dt

import pytest

from site_api.current import EXTENSION
from site_api.digest import digest_lines
from site_api.store.weekly import Count, Signal
from tests.site_api.conftest import BROWSER
from tests.site_api.test_helped import POLL, fill

CANARY = "zebracanarywords"


@pytest.fixture
def environment(settings):
    """Where the app of this test counts."""
    return {
        "WAYMARK_STORE": settings.store,
        "WAYMARK_COMMENTS": settings.comments,
        "WAYMARK_BUILD": str(settings.build),
    }


def told(environment, day):
    """Section → lines."""
    return dict(digest_lines(day, environment))


def write(app):
    """What is counted in memory goes to the store."""
    app.extensions[EXTENSION].gaps.write()
    app.extensions[EXTENSION].signals.write()


def test_a_seeded_search_for_a_missing_topic_is_in_the_next_digest(app, client, clock, environment):
    """K25 (A05): people look for something that isn't there; the next week's digest says what and where, and no word of theirs."""
    for _ in range(12):
        client.post("/api/v1/search", data={"q": "adhd", "place": "oxford"})
    for _ in range(21):
        client.post("/find/", data={"q": CANARY}, headers=BROWSER)
    write(app)
    running = told(environment, clock.day)
    after = told(environment, clock.day + dt.timedelta(days=7))
    assert running["Searched for and not found, 4 weeks"] == []  # a week that isn't over is not told
    assert after["Searched for and not found, 4 weeks"] == [
        "elsewhere, all places (nothing-here): 20 or more",
        "adhd, oxford (nothing-near): 10 or more",
    ]
    assert CANARY not in str(after)


def test_nine_are_not_told(app, client, clock, environment):
    """The same rule as in every report."""
    for _ in range(9):
        client.post("/api/v1/search", data={"q": "adhd", "place": "oxford"})
    write(app)
    assert told(environment, clock.day + dt.timedelta(days=7))["Searched for and not found, 4 weeks"] == []


def test_taps_and_unusual_traffic(app, clock, environment):
    """Where people went on to, in tens; which poll had a crowd, without how many."""
    signals = app.extensions[EXTENSION].signals
    for _ in range(25):
        signals.add(Count("2026-W47", "shout", "", Signal.HELP_TAP))
    for _ in range(3):
        signals.add(Count("2026-W47", "childline", "", Signal.HELP_TAP))
        signals.add(Count("2026-W47", "which-words-fit", "", Signal.UNUSUAL))
    write(app)
    found = told(environment, dt.date(2026, 11, 24))
    assert found["Gone on to, 4 weeks"] == ["shout: 20 or more"]
    (line,) = found["Unusual traffic"]
    assert line.startswith("which-words-fit, 2026-W47: ") and "3" not in line


def test_questions_are_told_in_lots(app, environment, clock):
    """How many lots wait, never how many texts, and nothing of what is in them."""
    comments = app.extensions[EXTENSION].comments
    for number in range(12):
        comments.keep("questions", f"{CANARY} {number}", "2026-W47")
    for number in range(4):
        comments.keep("which-words-fit", f"{CANARY} {number}", "2026-W47")
    found = told(environment, clock.day)["Waiting to be read"]
    assert found == [
        "questions: 2 lots. Read them: waymark comments"
    ]  # the last two and the poll's four wait for others
    assert CANARY not in str(found)


def test_pages_that_helped_least_are_told_after_their_quarter(app, clock, environment):
    """By the rule, and not before."""
    parts = app.extensions[EXTENSION]
    fill(parts, {"yes": 12, "a-bit": 25, "no": 30})
    fill(parts, {"yes": 20}, name="topics-anxiety")
    assert told(environment, clock.day)["Pages that helped least"] == []
    clock.day = dt.date(2027, 1, 2)
    from site_api.poll_closing import close_due

    close_due(parts, parts.builds.current())
    assert parts.closing.release(POLL)
    found = told(environment, clock.day)["Pages that helped least"]
    assert found == ["guides-panic (2026-q4): about 10 of about 65 said yes"]


def test_a_store_that_is_not_there_is_a_line(tmp_path, settings):
    """The rest of the digest still comes, and nothing is made."""
    found = digest_lines(dt.date(2026, 11, 22), {"WAYMARK_STORE": f"sqlite:///{tmp_path}/none.db"})
    assert [title for title, _ in found] == ["The counts"] and "There are no counts" in found[0][1][0]
    assert not (tmp_path / "none.db").exists()


def test_a_wrong_setting_is_a_line():
    """In a sentence."""
    found = digest_lines(dt.date(2026, 11, 22), {"WAYMARK_STORE": "shopping list"})
    assert found[0][0] == "The counts" and "WAYMARK_STORE" in found[0][1][0]
