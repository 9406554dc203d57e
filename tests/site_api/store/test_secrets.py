"""A poll's secret: one for all processes, readable by this user alone, gone when forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from site_api.store import PollSecrets
from site_api.store.secrets import SecretError


@pytest.fixture
def secrets(tmp_path):
    """An empty folder of secrets."""
    found = PollSecrets(tmp_path / "secrets")
    found.check()
    return found


def test_a_key_has_one_nullifier_a_poll(secrets):
    """The same key is known again in its own poll, and in no other."""
    first = secrets.nullifier("exams", b"k" * 16)
    assert (len(first), first) == (16, secrets.nullifier("exams", b"k" * 16))
    assert first != secrets.nullifier("sleep", b"k" * 16)


def test_many_at_once_make_one_secret(tmp_path):
    """Eight processes' first answers must not make eight secrets: a repeat would count eight times."""
    folders = [PollSecrets(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda each: each.nullifier("exams", b"k" * 16), folders))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["exams.key"]


def test_only_this_user_can_read_them(secrets):
    """The folder and the files in it."""
    secrets.nullifier("exams", b"k")
    assert secrets.folder.stat().st_mode & 0o777 == 0o700
    assert (secrets.folder / "exams.key").stat().st_mode & 0o777 == 0o600


def test_forgetting_cuts_the_link(secrets):
    """After close a key can't be tested against what is left."""
    before = secrets.nullifier("exams", b"k")
    secrets.forget("exams")
    assert not (secrets.folder / "exams.key").exists()
    assert secrets.nullifier("exams", b"k") != before


@pytest.mark.parametrize("poll", ["../etc", "a/b", "", "A", "a\0"])
def test_a_poll_can_name_no_other_file(secrets, poll):
    """The id becomes a file name."""
    with pytest.raises(ValueError, match="slug"):
        secrets.nullifier(poll, b"k")


def test_a_folder_that_cannot_be_stops_start_up(tmp_path):
    """With the setting's name, for the operator."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretError, match="WAYMARK_SECRETS"):
        PollSecrets(tmp_path / "file" / "secrets").check()
