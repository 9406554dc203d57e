"""Every setting of the server: one table of name, default and sentence, read from the environment."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

STORES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
YES_OR_NO = ("yes", "no")


class SettingsError(Exception):
    """A setting that can't be used; says which one and what to write instead."""


@dataclass(frozen=True)
class Setting:
    """One line of the table."""

    name: str
    default: str
    sentence: str
    read: Callable[[str], Any]

    @property
    def attribute(self) -> str:
        """What the setting is called in code: WAYMARK_BODY_LIMIT is ``body_limit``."""
        return self.name.removeprefix("WAYMARK_").lower()


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return read


def _folder(text: str) -> Path:
    if not text:
        raise ValueError("the path of a folder")
    return Path(text)


def _store(text: str) -> str:
    if not text.startswith(STORES) or text in STORES:
        raise ValueError("sqlite:///path/to/file.db or postgresql://user@host/name")
    return text


def _host(text: str) -> str:
    if not text or any(letter.isspace() or letter == "/" for letter in text):
        raise ValueError("a host name or an address, such as 127.0.0.1")
    return text


def _yes_or_no(text: str) -> bool:
    if text not in YES_OR_NO:
        raise ValueError("yes or no")
    return text == "yes"


TABLE = (
    Setting(
        "WAYMARK_BUILD",
        "build/current",
        "The folder of the build to serve; a new build is picked up without a restart.",
        _folder,
    ),
    Setting(
        "WAYMARK_STORE",
        "sqlite:///var/polls.db",
        "Where poll counts are kept: a SQLite file or a PostgreSQL address.",
        _store,
    ),
    Setting(
        "WAYMARK_COMMENTS",
        "sqlite:///var/comments.db",
        "Where comments and questions wait for an editor: a store of their own, never that of the counts.",
        _store,
    ),
    Setting(
        "WAYMARK_SECRETS",
        "var/secrets",
        "The folder of the polls' secrets. Keep it on this machine, and out of every backup of the counts.",
        _folder,
    ),
    Setting("WAYMARK_HOST", "127.0.0.1", "The address to listen on.", _host),
    Setting("WAYMARK_PORT", "8000", "The port to listen on.", _whole(1, 65535)),
    Setting(
        "WAYMARK_WORKERS", "2", "How many server processes; about one for each processor.", _whole(1, 64)
    ),
    Setting(
        "WAYMARK_THREADS",
        "32",
        "How many requests one process answers at a time: so many answers to a poll can share one commit.",
        _whole(1, 256),
    ),
    Setting(
        "WAYMARK_BODY_LIMIT", "65536", "The most bytes that a request may send.", _whole(1024, 10_000_000)
    ),
    Setting(
        "WAYMARK_QUERY_LIMIT",
        "2000",
        "The most characters after the question mark of an address.",
        _whole(100, 8000),
    ),
    Setting(
        "WAYMARK_CROWD_BURST",
        "3000",
        "How many answers to polls one network may send at once before a proof of work or a short wait: a whole school.",
        _whole(10, 1_000_000),
    ),
    Setting(
        "WAYMARK_CROWD_RATE",
        "20",
        "How many answers a second it may send for longer.",
        _whole(1, 100_000),
    ),
    Setting(
        "WAYMARK_COUNT_GAPS",
        "yes",
        "Whether to count failed searches by week, topic and place, never by words: yes or no.",
        _yes_or_no,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one server, already checked. Defaults stand in the table alone."""

    build: Path
    store: str
    comments: str
    secrets: Path
    host: str
    port: int
    workers: int
    threads: int
    body_limit: int
    query_limit: int
    crowd_burst: int
    crowd_rate: int
    count_gaps: bool


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment asks for; a wrong one stops start-up with a sentence."""
    environ = os.environ if environ is None else environ
    _refuse_near_misses(environ)
    settings = Settings(
        **{setting.attribute: _read(setting, environ.get(setting.name, setting.default)) for setting in TABLE}
    )
    if settings.comments == settings.store:
        raise SettingsError(
            "WAYMARK_COMMENTS names the store of the counts: give the comments a file or a database of their own."
        )
    return settings


def _read(setting: Setting, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingsError(f'{setting.name} can\'t be "{text}": give {error}.') from None


def _refuse_near_misses(environ: Mapping[str, str]) -> None:
    """WAYMARK_WORKER=8 would be silently ignored, and found out on the busiest day."""
    names = [setting.name for setting in TABLE]
    for name in sorted(set(environ) - set(names)):
        if name.startswith("WAYMARK_") and (near := get_close_matches(name, names, n=1, cutoff=0.85)):
            raise SettingsError(f"{name} is not a setting: did you mean {near[0]}?")


def describe(settings: Settings) -> Iterator[str]:
    """The table for people: name, value in force, default, sentence. A database password is never printed."""
    for setting in TABLE:
        yield f"{setting.name}={_shown(setting, getattr(settings, setting.attribute))}"
        yield f"    {setting.sentence} Default: {setting.default}"


def _shown(setting: Setting, value: Any) -> str:
    """A value as somebody would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _without_password(str(value)) if setting.read is _store else str(value)


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    login, at, host = rest.rpartition("@")
    return f"{scheme}://{login.partition(':')[0]}{at}{host}"
