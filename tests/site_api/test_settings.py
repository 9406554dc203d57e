"""The settings table: defaults that work, wrong values that stop with a sentence."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from site_api.settings import TABLE, Settings, SettingsError, describe, load_settings

ROOT = Path(__file__).parents[2]


def test_the_table_and_the_type_name_the_same_settings():
    """A setting can't be read without a line in the table, nor stand there without being read."""
    assert [setting.attribute for setting in TABLE] == [item.name for item in fields(Settings)]


def test_nothing_set_gives_the_defaults():
    """A fresh clone starts without any setting."""
    settings = load_settings({})
    assert (settings.host, settings.port, settings.build) == ("127.0.0.1", 8000, Path("build/current"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WAYMARK_PORT", "eighty", "a whole number from 1 to 65535"),
        ("WAYMARK_PORT", "0", "a whole number"),
        ("WAYMARK_PORT", "٨٠٠٠", "a whole number"),  # digits of another alphabet
        ("WAYMARK_WORKERS", "-1", "a whole number from 1 to 64"),
        ("WAYMARK_BODY_LIMIT", "1e9", "a whole number"),
        ("WAYMARK_STORE", "mysql://x", "sqlite:///path/to/file.db"),
        ("WAYMARK_STORE", "sqlite:///", "sqlite:///path/to/file.db"),  # would be kept in memory and lost
        ("WAYMARK_BUILD", "", "the path of a folder"),
        ("WAYMARK_HOST", "http://here/", "a host name"),
        ("WAYMARK_COUNT_GAPS", "true", "yes or no"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(name, value, words):
    """The operator reads which setting, what stands there, and what could."""
    with pytest.raises(SettingsError, match=name) as caught:
        load_settings({name: value})
    assert words in str(caught.value)


def test_yes_and_no_are_printed_as_they_are_written():
    """What `settings` prints can be pasted back."""
    assert "WAYMARK_COUNT_GAPS=yes" in list(describe(load_settings({})))
    assert "WAYMARK_COUNT_GAPS=no" in list(describe(load_settings({"WAYMARK_COUNT_GAPS": "no"})))


def test_a_slip_in_a_name_is_caught():
    """WAYMARK_WORKER=8 would otherwise be ignored in silence."""
    with pytest.raises(SettingsError, match="did you mean WAYMARK_WORKERS"):
        load_settings({"WAYMARK_WORKER": "8"})


def test_a_database_password_is_never_printed():
    """The table is what people paste into a question."""
    printed = "\n".join(describe(load_settings({"WAYMARK_STORE": "postgresql://waymark:hush@db/polls"})))
    assert "hush" not in printed
    assert "postgresql://waymark@db/polls" in printed


def test_the_command_prints_every_setting():
    """`python -m site_api settings` is the documentation that can't be out of date."""
    done = subprocess.run(
        [sys.executable, "-m", "site_api", "settings"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [setting.name for setting in TABLE if setting.name not in done.stdout] == []


def test_the_command_stops_with_a_sentence():
    """No traceback for a typing mistake."""
    done = subprocess.run(
        [sys.executable, "-m", "site_api", "settings"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "WAYMARK_PORT": "http"},
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("waymark: WAYMARK_PORT")


def test_the_guide_for_operators_names_every_setting():
    """The documentation is held to the table."""
    guides = [path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")]
    assert [setting.name for setting in TABLE if not any(setting.name in guide for guide in guides)] == []
