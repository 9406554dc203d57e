"""Published results in words: what is not known is said, what is shown is what the release says, and bars keep to scale."""

import json
import random
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from site_api.publish import tell_release
from tests.site_api.tellers import CLOSED, random_counts, random_poll
from waymark.results import check_release, results_view


def say(key, **values):
    """The key and its values: enough to see what is said."""
    return " ".join([key.removeprefix("results_"), *(str(value) for value in values.values())])


def view_of(facts):
    """A poll's view as the build makes it."""
    parts = {"rank": lambda q: [str(n + 1) for n in range(q["places"])], "pair": lambda q: ["keep", "change"]}
    return {
        "id": facts["id"],
        "one_answer": "device",
        "questions": [
            {
                "id": q["id"],
                "kind": q["kind"],
                "label": f"Question {q['id']}",
                "options": [{"id": option, "label": f"Option {option}"} for option in q["options"]],
                "parts": [
                    {"id": part, "label": f"Part {part}" if part else None}
                    for part in parts.get(q["kind"], lambda q: [""])(q)
                ],
            }
            for q in facts["questions"]
        ],
    }


def shown(facts, counts, ballots=500):
    """The view of a release."""
    return results_view(tell_release(facts, counts, CLOSED, ballots), view_of(facts), say)


def poll(*questions, **facts):
    """Facts of a poll: (id, kind, options)."""
    shape = [
        {"id": id, "kind": kind, "options": list(options), "places": 2} for id, kind, options in questions
    ]
    return {"id": "p", "questions": shape, **facts}


def test_each_state_has_its_words():
    """A number, nobody, fewer than ten, not shown."""
    (first, second) = shown(
        poll(("q", "one", "abcd"), ("r", "one", "abc")),
        {"q": dict(a=60, b=45, c=9, d=3), "r": dict(a=60, b=45, c=0)},
    )["questions"]
    assert [row["cells"][0]["words"] for row in first["rows"]] == ["about 60", "about 45", "fewer", "fewer"]
    assert [row["cells"][0]["words"] for row in second["rows"]] == ["about 60", "about 45", "nobody"]
    assert first["rows"][0]["cells"][0]["percent_words"] == "percent 52"
    assert first["words"] == ["total 115"]


def test_bars_are_to_scale_in_whole_hundredths():
    """Of everybody who answered; "fewer than 10" is as long as nine would be, and what is not shown has none."""
    (question,) = shown(poll(("q", "one", "abcd")), {"q": dict(a=60, b=45, c=9, d=3)})["questions"]
    assert [row["cells"][0]["bar"] for row in question["rows"]] == [52, 39, 7, 7]
    (hidden,) = shown(poll(("q", "one", "abcd")), {"q": dict(a=60, b=45, c=20, d=3)})["questions"]
    assert [row["cells"][0]["bar"] for row in hidden["rows"]] == [46, 35, 0, 0]
    assert "why_hidden" in hidden["words"]


def test_too_few_is_said_and_nothing_else():
    """No rows, no chart, no number."""
    (question,) = shown(poll(("q", "one", "ab")), {"q": dict(a=10, b=9)})["questions"]
    assert (question["words"], question["rows"], question["chart"], question["total"]) == (
        ["too_few"],
        [],
        None,
        None,
    )


def test_a_ranking_is_one_table_with_a_column_for_each_place():
    """And a row for those who filled no more, empty for the first place."""
    counts = {"r:1": dict(a=50, b=40, c=30, d=20, e=20), "r:2": dict(a=30, b=40, c=30, d=25, e=20)}
    (question,) = shown(poll(("r", "rank", "abcde")), counts)["questions"]
    assert [column["label"] for column in question["columns"]] == ["Part 1", "Part 2"]
    assert [cell["words"] for cell in question["rows"][-1]["cells"]] == ["", "about 15"]


def test_a_part_that_is_not_told_is_named():
    """The other side of the pair is still shown."""
    counts = {"p:keep": dict(a=50, b=30, c=20), "p:change": dict(a=12, b=8, c=5)}
    (question,) = shown(poll(("p", "pair", "abc")), counts)["questions"]
    assert "part_too_few Part change" in question["words"]
    assert [cell["words"] for cell in question["rows"][0]["cells"]] == ["about 50", "hidden"]


def test_crossed_questions_are_a_table_of_two_ways():
    """The first question down, the second across."""
    counts = {"a*b": {"x*u": 40, "x*v": 30, "y*u": 20, "y*v": 10}}
    (question,) = shown(poll(("a", "one", "xy"), ("b", "one", "uv"), cross=["a", "b"]), counts)["questions"]
    assert (question["row_heading"], question["column_heading"]) == ("Question a", "Question b")
    assert [[cell["count"] for cell in row["cells"]] for row in question["rows"]] == [[40, 30], [20, 10]]


def test_the_chart_in_words_says_every_number():
    """For whoever can't see it."""
    (question,) = shown(poll(("q", "one", "abc")), {"q": dict(a=60, b=45, c=20)})["questions"]
    assert "Option a: about 60" in question["chart"]["words"]
    assert "Option c: about 20" in question["chart"]["words"]


def test_a_long_label_is_broken_into_lines():
    """A line fits a screen 320 pixels wide, a word without an end too."""
    facts = poll(("q", "one", "ab"))
    view = view_of(facts)
    view["questions"][0]["options"][0]["label"] = "Ungdomsuddannelsesvejledningscenter og meget mere til"
    told = results_view(tell_release(facts, {"q": dict(a=60, b=45)}, CLOSED, 105), view, say)
    lines = [item["text"] for item in told["questions"][0]["chart"]["drawn"] if item["what"] == "label"]
    assert len(lines) > 2
    assert max(map(len, lines)) <= 30


def test_what_is_published_is_all_that_a_view_shows():
    """For random polls: every number in a view stands in its release."""
    rng = random.Random(3)
    for _ in range(60):
        facts = random_poll(rng)
        release = tell_release(facts, random_counts(rng, facts, 120), CLOSED, 120)
        numbers = {cell["count"] for table in release["tables"] for cell in table["cells"]}
        view = results_view(release, view_of(facts), say)
        cells = [cell for question in view["questions"] for row in question["rows"] for cell in row["cells"]]
        assert {cell["count"] for cell in cells} <= numbers | {None}
        assert all(0 <= cell["bar"] <= 100 for cell in cells)


@pytest.mark.parametrize("bad", [{}, {"tables": 3}, {"poll": "p"}, [], {"tables": [{}]}])
def test_what_is_no_release_is_told_as_such(bad):
    """Never an exception: an editor may bring any file."""
    assert check_release(bad)


def test_the_example_passes_and_says_that_it_is_one(project: Path):
    """The file of the content keeps the rule that it shows."""
    release = json.loads(
        (project / "content" / "_data" / "results" / "which-words-fit.json").read_text("utf-8")
    )
    assert release["example"] is True
    assert check_release(release) == []


def test_the_chart_escapes_what_people_wrote(project: Path, bundle_strings):
    """Labels are words, never markup; and there is no style in the chart."""
    facts = poll(("q", "one", "ab"))
    view = view_of(facts)
    view["questions"][0]["options"][0]["label"] = '<script>"&'
    told = results_view(tell_release(facts, {"q": dict(a=60, b=45)}, CLOSED, 105), view, say)
    for autoescape in (True, False):
        templates = Environment(loader=FileSystemLoader([project / "theme"]), autoescape=autoescape)
        chart = templates.get_template("components/result-chart/result-chart.html").module.result_chart
        html = str(chart(told, bundle_strings, 2))
        assert "<script" not in html
        assert html.count("&lt;script&gt;") >= 2
        assert "style=" not in html


@pytest.fixture
def bundle_strings():
    """Any word asked for."""

    class Words(dict):
        def __missing__(self, key):
            return key

    return Words()
