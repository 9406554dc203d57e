"""A release holds only what people have checked, and refuses to be made without checked crisis help."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from waymark.content import Content, load_content
from waymark.model import Check
from waymark.release import is_in_date, only_checked, refusals

TODAY = dt.date(2026, 11, 22)
GOOD = Check(
    state="checked", date=dt.date(2026, 11, 1), by="Editor", by_2="Clinical lead", next=dt.date(2027, 1, 30)
)
OLD = replace(GOOD, next=dt.date(2026, 11, 21))


@pytest.fixture(scope="module")
def content(project: Path) -> Content:
    """The project's own content, where nothing is checked."""
    return load_content(project / "content")[0]


def with_checks(content: Content, check: Check, *, but: str = "", other: Check = GOOD) -> Content:
    """The content as if everything had this check, with one contact that has another."""
    contacts = {
        key: replace(contact, check=other if key == but else check)
        for key, contact in content.contacts.items()
    }
    entries = {
        key: replace(entry, record=replace(entry.record, check=check))
        for key, entry in content.entries.items()
    }
    return replace(content, contacts=contacts, entries=entries)


def test_everything_is_unchecked_today(content: Content) -> None:
    """Nobody has checked anything: the release is empty, and it says that it can't be made."""
    assert refusals(content, TODAY)
    assert not only_checked(content, TODAY).entries and not only_checked(content, TODAY).contacts


def test_a_checked_hub_can_be_released(content: Content) -> None:
    """With everything checked and in date nothing is in the way, and nothing is left out."""
    checked = with_checks(content, GOOD)
    assert refusals(checked, TODAY) == ()
    assert len(only_checked(checked, TODAY).entries) == len(content.entries)


def test_one_expired_crisis_contact_stops_it(content: Content) -> None:
    """An old number is as dangerous as a wrong one."""
    (reason,) = (
        each
        for each in refusals(with_checks(content, GOOD, but="shout", other=OLD), TODAY)
        if "shout" in each
    )
    assert "out of date since 2026-11-21" in reason


def test_an_unchecked_listener_is_left_out_everywhere(content: Content) -> None:
    """A contact that nobody checked disappears from the pages that name it, and its own service with it."""
    released = only_checked(with_checks(content, GOOD, but="mermaids", other=Check()), TODAY)
    assert "mermaids" not in released.contacts
    assert all("mermaids" not in getattr(entry.record, "contacts", ()) for entry in released.entries.values())
    assert not [entry for entry in released.entries.values() if entry.id == "mermaids"]


def test_a_check_counts_to_its_last_day() -> None:
    """In date on the day of the next check, out of date on the day after."""
    assert is_in_date(GOOD, dt.date(2027, 1, 30)) and not is_in_date(GOOD, dt.date(2027, 1, 31))


def test_a_translation_is_not_checked_because_its_original_is(tmp_path: Path, project: Path) -> None:
    """Facts are inherited; a check never is."""
    shutil.copytree(project / "content", tmp_path / "content")
    page = tmp_path / "content" / "en" / "polls" / "where-would-you-look-first.md"
    checked = "check: {state: checked, date: 2026-11-01, by: Editor, next: 2027-01-01}"
    page.write_text(
        page.read_text(encoding="utf-8").replace("check: {state: unchecked}", checked), encoding="utf-8"
    )
    for path in (tmp_path / "content" / "da" / "polls").glob("*.md"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("check: {state: unchecked}\n", ""), encoding="utf-8"
        )
    content, _ = load_content(tmp_path / "content")
    states = {
        entry.lang: entry.record.check.state
        for entry in content.entries.values()
        if entry.id == "where-would-you-look-first"
    }
    assert states["en"] == "checked" and states.get("da", "unchecked") == "unchecked"
