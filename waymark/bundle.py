"""The build product that the server reads: opened whole, checked, swapped whole, never written to.

A build is one folder (``site/`` and ``data/``) with a manifest that lists the hash of every data file. ``build/current`` is a
symbolic link to it; a new build moves the link, and the next request sees it.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymark.cards import open_cards
from waymark.crisis import Crisis
from waymark.places import Places
from waymark.search import Search

FORMAT = 3
"""Raised whenever the shape of a data file changes, so that a server never reads what it does not know."""

log = logging.getLogger("waymark")


class BundleError(Exception):
    """A build that can't be served, said in a sentence for the operator."""


@dataclass(frozen=True)
class Bundle:
    """One build, in memory and ready."""

    root: Path
    manifest: Mapping[str, Any]
    strings: Mapping[str, Mapping[str, str]]
    shared: Mapping[str, Mapping[str, Any]]
    contacts: Mapping[str, Mapping[str, Any]]
    cards: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """language → type → id → card."""
    places: Places
    keywords: tuple[Mapping[str, Any], ...]
    polls: Mapping[str, Any]
    holidays: Mapping[str, Sequence[str]]
    """Nation → its bank holidays, ISO dates, for the years around the build."""
    crisis: Crisis
    themes: Mapping[str, Any]
    """What a comment can be about: theme → its label in each language, and its topic or None."""
    personal: Mapping[str, Any]
    """``personal``: the rules of the personal-data screen; ``rude``: language → words that put a comment at the queue's end."""
    search: Mapping[str, Search]

    @property
    def site(self) -> Path:
        """The static site."""
        return self.root / "site"

    @property
    def data(self) -> Path:
        """What the server reads."""
        return self.root / "data"

    @property
    def build_id(self) -> str:
        """Names the build."""
        return str(self.manifest["build_id"])

    @property
    def languages(self) -> tuple[str, ...]:
        """Language codes, the one at the root first."""
        return tuple(self.manifest["languages"])

    @property
    def default_language(self) -> str:
        """The language at the root."""
        return self.languages[0]


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def open_bundle(path: Path) -> Bundle:
    """Opens the build at ``path`` (a folder or a link to one) after holding every file against the manifest.

    Raises BundleError with a sentence when it is missing, torn, or of a format that this server does not know.
    """
    root = path.resolve()
    manifest = _read_manifest(root, path)
    torn = [
        name
        for name, wanted in manifest["files"].items()
        if not (root / name).is_file() or file_hash(root / name) != wanted
    ]
    if torn:
        raise BundleError(
            f"The build at {path} is torn: {torn[0]} is missing or changed ({len(torn)} such files). Build again: make build."
        )
    try:
        return _assemble(root, manifest)
    except Exception as error:  # whatever a reader of a build stumbles over, the operator gets a sentence
        raise BundleError(
            f"The build at {path} can't be read ({type(error).__name__}: {error}). Build again: make build."
        ) from error


def _read_manifest(root: Path, path: Path) -> Mapping[str, Any]:
    file = root / "data" / "manifest.json"
    if not file.is_file():
        raise BundleError(f"There is no build at {path}. Make one: make build.")
    try:
        manifest: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found = manifest["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise BundleError(
            f"The build at {path} is torn: its manifest can't be read. Build again: make build."
        ) from error
    if found != FORMAT:
        raise BundleError(
            f"The build at {path} has format {found}; this server reads format {FORMAT}. Build again with this version: make build."
        )
    return manifest


def _assemble(root: Path, manifest: Mapping[str, Any]) -> Bundle:
    def read(name: str) -> Any:
        return json.loads((root / "data" / name).read_text(encoding="utf-8"))

    languages = manifest["languages"]
    outcodes = {code: tuple(value) for code, value in read("outcodes.json").items()}
    places = Places(read("places.json"), outcodes, read("towns.json"))
    home = manifest["hub"]["home_nation"]
    return Bundle(
        root=root,
        manifest=manifest,
        places=places,
        cards={lang: open_cards(root / "data" / f"cards.{lang}.jsonl") for lang in languages},
        strings={lang: read(f"strings.{lang}.json") for lang in languages},
        shared={lang: read(f"shared.{lang}.json") for lang in languages},
        contacts={lang: read(f"contacts.{lang}.json") for lang in languages},
        keywords=tuple(read("keywords.json")),
        polls=read("polls.json"),
        holidays=read("holidays.json"),
        crisis=Crisis.from_dict(read("crisis.json")),
        themes=read("themes.json"),
        personal=read("personal.json"),
        search={
            lang: Search(root / "data" / "search" / lang, lang, places, home[lang]) for lang in languages
        },
    )


class Hubs:
    """The build that is being served now. A new one is opened by whichever request sees it first; the others go on meanwhile.

    A new build that can't be opened is reported once, and the old one is kept: people still get help.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._swapping = threading.Lock()
        self._seen = self._target()
        self._bundle = open_bundle(path)

    def current(self) -> Bundle:
        """The newest build that could be opened."""
        target = self._target()
        if target and target != self._seen and self._swapping.acquire(blocking=False):
            try:
                self._seen = target
                self._bundle = open_bundle(self._path)
                log.info("now serving build %s", self._bundle.build_id)
            except BundleError as error:
                log.error("kept build %s: %s", self._bundle.build_id, error)
            finally:
                self._swapping.release()
        return self._bundle

    def _target(self) -> str | None:
        """Where the link points, or None in the blink when it is being moved. A plain folder is known by its manifest's time."""
        try:
            if self._path.is_symlink():
                return str(self._path.readlink())
            return str((self._path / "data" / "manifest.json").stat().st_mtime_ns)
        except OSError:
            return None
