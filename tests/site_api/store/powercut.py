"""What a power cut may leave of SQLite's files, worked out from a log of every change (``tools/powercut/powercut.c``).

Certain is only what was synced before the cut. Of each later write every sector of 512 bytes is there, or not, or torn, as the dice
fall; a file's new length and its place in the folder likewise. So one log gives as many broken disks as one likes.
"""

import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "tools" / "powercut" / "powercut.c"
SECTOR = 512
HEAD = struct.Struct("<cBHIQ")
HAS_COMPILER = shutil.which("gcc") is not None
Change = tuple[str, str, int, bytes]
"""Kind, the rest of the path, offset or number, data."""


def compile_shim(folder: Path) -> Path:
    """The library to load before a process that is to be watched."""
    shim = folder / "powercut.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", shim, SOURCE, "-ldl", "-lpthread"], check=True)
    return shim


def record(shim: Path, folder: Path, *, safety: str, votes: int, threads: int) -> tuple[Path, Path]:
    """Lets a process of its own count so many answers; gives the log of its changes, and the database as it was before."""
    database, log = folder / "polls.db", folder / "changes"
    environment = {
        **os.environ,
        "LD_PRELOAD": str(shim),
        "POWERCUT_WATCH": str(database),
        "POWERCUT_LOG": str(log),
    }
    command = [sys.executable, "-m", "tests.site_api.store.powercut_voter", str(database), safety]
    subprocess.run([*command, str(votes), str(threads)], cwd=ROOT, env=environment, check=True, timeout=600)
    return log, database


def changes(log: Path) -> Iterator[Change]:
    """The log, read."""
    content = log.read_bytes()
    at = 0
    while at < len(content):
        kind, path, _, length, offset = HEAD.unpack_from(content, at)
        at += HEAD.size
        yield kind.decode(), content[at : at + path].decode(), offset, content[at + path : at + path + length]
        at += path + length


@dataclass
class File:
    """One file: what is certainly on the disk, and what was asked for since."""

    safe: bytearray = field(default_factory=bytearray)
    later: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """Everything asked for so far is on the disk."""
        for at, data in self.later:
            _apply(self.safe, at, data)
        self.later.clear()

    def after_a_cut(self, dice: random.Random) -> bytes:
        """One of the many things that this file may be after the power came back."""
        found, share = bytearray(self.safe), dice.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for at, data in self.later:
            if data is None:
                if dice.random() < share:
                    _apply(found, at, None)
                continue
            for start, end in _sectors(at, len(data)):
                if dice.random() < share:
                    if dice.random() < 0.05:
                        end = start + dice.randrange(end - start)
                    _apply(found, at + start, data[start:end])
                elif dice.random() < 0.1:  # the length without the content
                    found.extend(bytes(max(0, at + end - len(found))))
        return bytes(found)


class Disk:
    """All watched files, while the log is played."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {"": File()}
        self._names: list[tuple[str, str, bytes]] = []
        """What was done to the folder and is not certain yet."""
        self._safe_names = {""}
        self.acknowledged: set[int] = set()
        self.started = False

    def play(self, change: Change) -> None:
        """One more change."""
        kind, path, at, data = change
        match kind:
            case "c":
                self.files[path] = File()
                self._names.append((kind, path, b""))
            case "u" | "r":
                self._names.append((kind, path, data))
            case "w":
                self.files.setdefault(path, File()).later.append((at, data))
            case "t":
                self.files.setdefault(path, File()).later.append((at, None))
            case "s":
                self.files[path].sync()
            case "d":
                self._safe_names = self._folder(len(self._names))
                self._names.clear()
            case "a":
                self.acknowledged.add(at)

    def after_a_cut(self, dice: random.Random) -> dict[str, bytes]:
        """The files as they may be when the power is back: path's rest → content. Folders are journalled: a part from the front."""
        names = self._folder(dice.randint(0, len(self._names)))
        return {name: self.files[name].after_a_cut(dice) for name in sorted(names) if name in self.files}

    def _folder(self, done: int) -> set[str]:
        names = set(self._safe_names)
        for kind, path, to in self._names[:done]:
            if kind == "c":
                names.add(path)
            else:
                names.discard(path)
                if kind == "r":
                    names.add(to.decode())
        return names


@dataclass(frozen=True)
class Loss:
    """What one cut cost."""

    acknowledged: int
    lost: int
    torn: bool
    """The counters and the spent keys don't agree."""
    sound: bool
    """SQLite's own look at the file found nothing."""


def cut(log: Path, folder: Path, *, cuts: int, each: int, seed: int) -> list[Loss]:
    """Cuts the power at so many moments, several times each with other luck, and looks at what is left."""
    dice = random.Random(seed)
    moments = _moments(list(changes(log)), cuts, dice)
    disk, losses = Disk(), []
    for number, change in enumerate(changes(log)):
        disk.play(change)
        if number in moments:
            for _ in range(each):
                losses.append(_look(disk.after_a_cut(dice), disk.acknowledged, folder / "after"))
    return losses


def _moments(log: Sequence[Change], cuts: int, dice: random.Random) -> set[int]:
    """Half of them anywhere after the first thanks, half where the database itself, the folder or a length changes: these are few."""
    first = next(number for number, change in enumerate(log) if change[0] == "a")
    anywhere = range(first, len(log))
    rare = [
        number
        for number in anywhere
        if log[number][0] in "tucdr" or log[number][:2] in (("w", ""), ("s", ""))
    ]
    return {*dice.sample(anywhere, cuts // 2), *dice.sample(rare, min(cuts - cuts // 2, len(rare)))}


def _look(files: dict[str, bytes], acknowledged: set[int], folder: Path) -> Loss:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / f"polls.db{name}").write_bytes(content)
    connection = sqlite3.connect(folder / "polls.db")
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {int.from_bytes(row[0]) for row in connection.execute("SELECT nullifier FROM spent")}
        counted = dict(connection.execute("SELECT \"option\", count FROM tally WHERE question = 'q'"))
    except sqlite3.DatabaseError:
        return Loss(len(acknowledged), len(acknowledged), True, False)
    finally:
        connection.close()
    people = counted.pop("*", 0)
    return Loss(
        len(acknowledged),
        len(acknowledged - kept),
        not (people == len(kept) == sum(counted.values())),
        sound,
    )


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
    content.extend(bytes(max(0, at - len(content))))
    if data:
        content[at : at + len(data)] = data


def _sectors(at: int, length: int) -> Sequence[tuple[int, int]]:
    edges = [0, *range(SECTOR - at % SECTOR, length, SECTOR), length]
    return list(pairwise(edges))
