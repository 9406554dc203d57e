"""Real servers and many voters, for the proofs: started, killed and counted from outside, by nothing but HTTP and the files."""

import hashlib
import hmac
import http.client
import json
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from waymark.bundle import file_hash

ROOT = Path(__file__).parents[3]
POLL, QUESTION, OPTIONS = "proof-poll", "proof", ("a", "b", "c", "d")
"""A poll that exists only in the proofs' build, open on whatever day they are run."""
CODE_POLL, SECOND_POLL = "proof-codes", "proof-second"
ASKED = f"/api/v1/polls/{POLL}"


def make_build(
    hub_build: Path, folder: Path, *, opens: str = "2000-01-01", closes: str = "2099-12-31"
) -> Path:
    """A copy of the build with three polls of ours: for one device, for a code, and a second one with the same question."""
    build = folder / "hub"
    shutil.copytree(hub_build.resolve(), build, copy_function=os.link)
    polls = json.loads((build / "data" / "polls.json").read_text("utf-8"))
    _replace(build / "data" / "polls.json", {**polls, **make_polls(polls, opens, closes)})
    manifest = json.loads((build / "data" / "manifest.json").read_text("utf-8"))
    manifest["files"]["data/polls.json"] = file_hash(build / "data" / "polls.json")
    _replace(build / "data" / "manifest.json", manifest)
    return build


def make_polls(polls: Mapping[str, Any], opens: str, closes: str) -> dict[str, Any]:
    """The proofs' polls, made out of one that is there."""
    modes = {POLL: "device", SECOND_POLL: "device", CODE_POLL: "code"}
    like = next(iter(polls.values()))
    return {id: _poll(id, mode, like, opens, closes) for id, mode in modes.items()}


def _poll(id: str, mode: str, like: Mapping[str, Any], opens: str, closes: str) -> dict[str, Any]:
    """A poll as the build writes it, made out of another one."""
    about = {
        "opens": opens,
        "closes": closes,
        "one_answer": mode,
        "comment": True,
        "room": False,
        "cross": [],
    }
    options = [{"id": option, "label": option.upper()} for option in OPTIONS]
    question = {
        "id": QUESTION,
        "kind": "one",
        "label": "A question of the proofs?",
        "options": options,
        "parts": [{"id": "", "field": f"answer-{QUESTION}", "label": None}],
    }
    words = {
        lang: {
            **word,
            **about,
            "id": id,
            "state": "open",
            "api": f"/api/v1/polls/{id}",
            "form_action": f"/p/{id}/",
            "results_url": f"/p/{id}/results/",
            "questions": [question],
        }
        for lang, word in like["words"].items()
    }
    asked = [{"id": QUESTION, "kind": "one", "places": 3, "options": list(OPTIONS)}]
    return {**like, **about, "audience": None, "sensitive": False, "questions": asked, "words": words}


def _replace(path: Path, content: Any) -> None:
    """Written anew beside: the old file is shared with the real build."""
    path.unlink()
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One server group (a master and its workers) in a folder of its own; it may be killed and started again."""

    build: Path
    folder: Path
    store: str = ""
    module: tuple[str, ...] = ("site_api", "serve")
    environ: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """What it wrote to standard output and error."""
        return self.folder / "log"

    @property
    def database(self) -> Path:
        """The SQLite file, when it is one."""
        return self.folder / "var" / "polls.db"

    @property
    def address(self) -> str:
        """The store's."""
        return self.store or f"sqlite:///{self.database}"

    def settings(self) -> dict[str, str]:
        """The environment that it is started with."""
        var, temporary = self.folder / "var", self.folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")},
            "WAYMARK_BUILD": str(self.build),
            "WAYMARK_STORE": self.address,
            "WAYMARK_COMMENTS": f"sqlite:///{var}/comments.db",
            "WAYMARK_SECRETS": str(var / "secrets"),
            "WAYMARK_PORT": str(self.port),
            "WAYMARK_WORKERS": "2",
            "WAYMARK_THREADS": "32",
            "TMPDIR": str(temporary),
            **self.environ,
        }

    def start(self, *, wait: bool = True) -> "Server":
        """Starts the group, in a session of its own so that it can be killed whole."""
        environ = self.settings()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.module],
                cwd=ROOT,
                env=environ,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        if wait:
            wait_until(self.is_answering)
        return self

    def is_answering(self) -> bool:
        """Whether it is well; fails the test when it has ended."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        with suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/api/v1/health")[0] == 200
        return False

    def kill(self) -> None:
        """kill -9 for master and workers, all at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)

    def stop(self) -> None:
        """A polite end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One request on a connection of its own: status, and the JSON or the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            return exchange(connection, method, path, body, headers)

    def stamp(self, poll: str = POLL) -> str:
        """A stamp for a poll's form."""
        return str(self.ask("GET", f"/api/v1/polls/{poll}/stamp")[1]["stamp"])


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any, headers: Mapping[str, str]
) -> tuple[int, Any]:
    """One request on an open connection."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, dict):
        named, body = {"Content-Type": "application/json", **named}, json.dumps(body)
    connection.request(method, path, body, named)
    response = connection.getresponse()
    content = response.read()
    if "json" in (response.headers.get("Content-Type") or ""):
        return response.status, json.loads(content)
    return response.status, content.decode("utf-8", "replace")


def ballot(key: bytes, option: str, stamp: str, **more: Any) -> dict[str, Any]:
    """An answer as a script sends it."""
    return {"key": key.hex(), "stamp": stamp, "answers": {QUESTION: option}, **more}


@dataclass
class Voter:
    """One client with a connection that it keeps, as a browser does; makes a new one when the server went."""

    port: int
    stamp: str
    poll: str = POLL
    headers: Mapping[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def vote(self, key: bytes, option: str) -> int:
        """Sends one answer. Its status, or 0 when nobody can say what became of it."""
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            sent = ballot(key, option, self.stamp)
            return exchange(self._line, "POST", f"/api/v1/polls/{self.poll}/answers", sent, self.headers)[0]
        except (OSError, http.client.HTTPException):
            self.close()
            return 0

    def close(self) -> None:
        """Lets go of the connection."""
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass
class Crowd:
    """Voters that go on sending until told to stop; each remembers what it sent and what it was thanked for."""

    port: int
    stamp: str
    sent: dict[bytes, str] = field(default_factory=dict)
    thanked: set[bytes] = field(default_factory=set)
    last: list[tuple[bytes, str]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, number: int) -> "Crowd":
        """So many clients start at once."""
        self._threads = [threading.Thread(target=self._go_on, args=(each,)) for each in range(number)]
        for thread in self._threads:
            thread.start()
        return self

    def end(self) -> None:
        """No new answers; waits for those on their way."""
        self._stop.set()
        for thread in self._threads:
            thread.join(90)

    def _go_on(self, seed: int) -> None:
        voter, dice, mine = Voter(self.port, self.stamp), random.Random(seed), (b"", "")
        while not self._stop.is_set():
            mine = secrets.token_bytes(16), dice.choice(OPTIONS)
            self.sent[mine[0]] = mine[1]
            status = voter.vote(*mine)
            self.statuses[status] += 1
            if status == 200:
                self.thanked.add(mine[0])
            else:
                self._stop.wait(0.05)
        voter.close()
        self.last.append(mine)


@dataclass(frozen=True)
class Found:
    """What a store holds of one poll."""

    spent: frozenset[bytes]
    options: Mapping[str, int]
    people: int
    ballots: int | None

    @property
    def torn(self) -> bool:
        """Whether the counters and the spent keys disagree."""
        whole = self.people if self.ballots is None else self.ballots
        return not len(self.spent) == self.people == sum(self.options.values()) == whole


def look(address: str, poll: str = POLL, question: str = QUESTION) -> Found:
    """Reads a store from outside, by plain SQL."""
    url = make_url(address)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url
    )
    try:
        with engine.connect() as connection:
            spent = connection.execute(
                text("SELECT nullifier FROM spent WHERE poll = :poll"), {"poll": poll}
            ).scalars()
            keys = frozenset(bytes(key) for key in spent)
            rows = connection.execute(
                text('SELECT question, "option", count FROM tally WHERE poll = :poll'), {"poll": poll}
            )
            cells = {(asked, option): int(count) for asked, option, count in rows}
    finally:
        engine.dispose()
    options = {
        option: count for (asked, option), count in cells.items() if asked == question and option != "*"
    }
    return Found(keys, options, cells.get((question, "*"), 0), cells.get(("*", "*"), 0))


def nullifiers(secrets_folder: Path, keys: Iterable[bytes], poll: str = POLL) -> dict[bytes, bytes]:
    """Nullifier → key, worked out as the server does: only whoever has the poll's secret can."""
    secret = (secrets_folder / f"{poll}.key").read_bytes()
    return {hmac.new(secret, key, hashlib.sha256).digest()[:16]: key for key in keys}


def wait_until(true: Callable[[], object], *, seconds: float = 60) -> None:
    """Waits for something to become true, however slow the machine is today."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def together(number: int, work: Callable[[int], Any]) -> list[Any]:
    """The same work from so many threads."""
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(work, range(number)))


def integrity(database: Path) -> str:
    """SQLite's own look at a file."""
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
