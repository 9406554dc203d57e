"""The editors' week by one command: what runs out, what opens and closes, what is missing; with the counts where there is a server."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from waymark import cli
from waymark.content import Content, load_content
from waymark.digest import MOST, digest, section
from waymark.model import Check

TODAY = dt.date(2026, 11, 18)  # a Wednesday


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content."""
    return load_content(project / "content")[0]


def checked(content: Content, key: str, ends: dt.date) -> Content:
    """The content with one contact checked until a day."""
    check = Check(state="checked", date=dt.date(2026, 1, 1), by="Editor", next=ends)
    return replace(content, contacts={**content.contacts, key: replace(content.contacts[key], check=check)})


@pytest.mark.parametrize(
    ("ends", "line"),
    [
        (dt.date(2026, 11, 17), "- **ran out on 2026-11-17**: contact shout"),
        (TODAY, "- runs out on 2026-11-18: contact shout"),
        (dt.date(2026, 12, 18), "- runs out on 2026-12-18: contact shout"),
        (dt.date(2026, 12, 19), None),
    ],
)
def test_checks_that_run_out(content: Content, ends: dt.date, line: str | None) -> None:
    """Those that have, and those of the next thirty days."""
    lines = digest(checked(content, "shout", ends), TODAY)
    assert (line in lines) if line else not any("contact shout" in each for each in lines)


def test_how_much_nobody_has_checked(content: Content) -> None:
    """A number a kind: the list itself would be the whole hub."""
    (line,) = [each for each in digest(content, TODAY) if "not checked by anybody yet" in each]
    assert f"contact {len(content.contacts)}" in line and "guide " in line


def test_polls_and_rounds_of_this_week(content: Content) -> None:
    """From Monday to Sunday, examples named so."""
    lines = digest(content, TODAY)
    assert "- poll how-does-this-hub-look (example) opens on 2026-11-16" in lines
    assert "- round 2026-q4 (example) opens on 2026-11-16" in lines
    assert not any("opens on 2026-11-16" in each for each in digest(content, dt.date(2026, 11, 23)))


def test_young_people_have_to_be_told_soon(content: Content) -> None:
    """A promise of this week, unless it was made up."""
    day = content.loop.decisions["help-right-now"].told_by
    assert not any("young people are told by" in each for each in digest(content, day))
    real = {key: replace(each, example=False) for key, each in content.loop.decisions.items()}
    lines = digest(replace(content, loop=replace(content.loop, decisions=real)), day)
    assert f"- help-right-now: young people are told by {day}" in lines


def test_holes_in_the_hub(content: Content) -> None:
    """A topic without a page, a language without guides, a place without a service, or without one for a need (A05)."""
    entries = {
        key: entry
        for key, entry in content.entries.items()
        if key[2] != "sleep" and "aalborg" not in getattr(entry.record, "area", ())
    }
    lines = digest(replace(content, entries=entries), TODAY)
    assert "- en: no page about sleep" in lines
    assert "- no service of their own: aalborg" in lines
    assert (
        "- oxford: nobody known for getting-risk-support (looked on 2026-11-29), and nobody there has been asked yet"
        in lines
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    """Nobody reads a hundred lines; nothing to say is no section."""
    assert section("Checks", []) == []
    lines = section("Checks", [str(number) for number in range(MOST + 3)])
    assert lines[0] == "## Checks" and lines[-2] == "- … and 3 more"


def test_one_command_makes_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B20: Markdown, the counts' sections among the content's."""
    monkeypatch.setattr(
        "site_api.digest.digest_lines",
        lambda _today: [("Searched for", ["sleep: 20 or more"]), ("Nothing", [])],
    )
    done = CliRunner().invoke(cli.main, ["digest", "--content", str(project / "content")])
    assert done.exit_code == 0
    assert done.output.startswith("# Waymark: the week from ")
    assert "## Searched for\n\n- sleep: 20 or more" in done.output and "## Nothing" not in done.output


def test_without_the_server_part_the_rest_comes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kit can be installed alone."""
    monkeypatch.setattr(cli, "DIGEST_PLUG", "no_such_package.digest:digest_lines")
    done = CliRunner().invoke(cli.main, ["digest", "--content", str(project / "content")])
    assert done.exit_code == 0
    assert "## Checks" in done.output and "needs the server part" in done.output


def test_no_hub_is_a_sentence(tmp_path: Path) -> None:
    """In words."""
    done = CliRunner().invoke(cli.main, ["digest", "--content", str(tmp_path)])
    assert done.exit_code == 1 and "hub.yml" in done.output
