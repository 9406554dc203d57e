"""The server as it really runs: gunicorn, two processes, a port, a log."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gunicorn.config import make_settings

from site_api.server import options
from tests.site_api.conftest import BROWSER

ROOT = Path(__file__).parents[2]
CANARY, ADDRESS = "zebracanary", "203.0.113.77"


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def send(self, raw: bytes) -> bytes:
        """Bytes down the line, whatever they are; everything that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(raw)
            return b"".join(iter(lambda: line.recv(65536), b""))


def environment(folder: Path, build: Path, port: int) -> dict[str, str]:
    """The settings of a server of its own."""
    return {
        **os.environ,
        "WAYMARK_BUILD": str(build),
        "WAYMARK_STORE": f"sqlite:///{folder}/polls.db",
        "WAYMARK_COMMENTS": f"sqlite:///{folder}/comments.db",
        "WAYMARK_SECRETS": str(folder / "secrets"),
        "WAYMARK_PORT": str(port),
        "WAYMARK_WORKERS": "2",
        "WAYMARK_THREADS": "4",
    }


def wait_until(true: Callable[[], object], *, seconds: float = 60) -> None:
    """Waits for something to become true, however slow the machine is today."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Running]]:
    """Starts servers, and stops them when the module is done."""
    running: list[Running] = []

    def run(build: Path) -> Running:
        folder, port = tmp_path_factory.mktemp("server"), free_port()
        log = folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "site_api", "serve"],
                cwd=ROOT,
                env=environment(folder, build, port),
                stdout=out,
                stderr=out,
            )
        running.append(Running(port, log, process))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if running[-1].ask("GET", "/api/v1/health").status == 200:
                    return running[-1]
            except OSError:
                time.sleep(0.1)
        raise AssertionError(log.read_text())

    yield run
    for server in running:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def server(start: Callable[[Path], Running], hub_build: Path) -> Running:
    """A server over the shared build."""
    return start(hub_build)


def test_our_settings_are_gunicorns():
    """A name that gunicorn does not know would be ignored in silence."""
    assert set(options()) - set(make_settings()) == set()


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (
            b"GET /api/v1/search?q=" + CANARY.encode() * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            414,
            "address-too-long",
        ),
        (
            b"GET /api/v1/search?q=" + CANARY.encode() * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            414,
            "address-too-long",
        ),  # over a megabyte
        (
            b"GET /api/v1/search?q="
            + CANARY.encode() * 300
            + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            414,
            "address-too-long",
        ),  # the app's own limit
        (
            b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Big: " + CANARY.encode() * 1000 + b"\r\n\r\n",
            431,
            "headers-too-large",
        ),
        (
            b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 1\r\n" * 100 + b"\r\n",
            431,
            "headers-too-large",
        ),
        (
            b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nbad header " + CANARY.encode() + b"\r\n\r\n",
            400,
            "bad-request",
        ),
        (b"GET /api/v1/health HTTP/9.9\r\nHost: x\r\n\r\n", 400, "bad-request"),
        (CANARY.encode() + b"\r\n\r\n", 400, "bad-request"),
        (b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400, "bad-request"),
        (
            b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nzz\r\n",
            400,
            "bad-request",
        ),
    ],
    ids=[
        "long",
        "a megabyte",
        "over our limit",
        "a big header",
        "many headers",
        "a bad header",
        "a bad version",
        "no HTTP",
        "a bad length",
        "a bad chunk",
    ],
)
def test_what_gunicorn_turns_away_is_answered_in_our_shape(server, raw, status, code):
    """With help, our headers, and nothing of the request in it."""
    head, _, body = server.send(raw).partition(b"\r\n\r\n")
    answer = json.loads(body) if b"application/json" in head else None
    assert head.split(b" ")[1] == str(status).encode(), head
    assert b"Content-Security-Policy" in head
    assert CANARY.encode() not in head + body
    if answer is None:  # no HTTP at all says nothing of an API
        assert b"tel:" in body
    else:
        assert (answer["error"]["code"], bool(answer["help"])) == (code, True)


def test_a_browser_that_is_turned_away_gets_a_page(server):
    """Cookies of another program on the same host can make the headers too big: the person still sees numbers."""
    raw = b"GET /help-now/ HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nCookie: " + b"c" * 9000 + b"\r\n\r\n"
    head, _, body = server.send(raw).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431")
    assert b"text/html" in head
    assert b"tel:" in body


def test_a_megabyte_of_words_is_too_much(server):
    """The connection is good for the next request."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(
        "POST", "/api/v1/search", b'{"q": "' + b"a" * 1_000_000 + b'"}', {"Content-Type": "application/json"}
    )
    refused = connection.getresponse()
    assert (refused.status, json.loads(refused.read())["error"]["code"]) == (413, "too-large")
    connection.close()
    assert server.ask("GET", "/api/v1/health").status == 200


def test_a_chunked_body_is_limited_too(server):
    """No length is told beforehand; the reading stops all the same."""
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    raw = (
        b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + chunk * 20
        + b"0\r\n\r\n"
    )
    head, _, body = server.send(raw).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"413"
    assert json.loads(body)["error"]["code"] == "too-large"


def test_an_address_can_send_nobody_elsewhere(server):
    """Two slashes are not another host."""
    for path in (b"//example.org", b"//example.org/..", b"/\\example.org", b"http://example.org/help-now"):
        head = (
            server.send(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .partition(b"\r\n\r\n")[0]
            .decode()
        )
        location = next((line for line in head.splitlines() if line.lower().startswith("location:")), "")
        assert not location.removeprefix("Location: ").startswith(("//", "http://example.org")), head


def test_the_log_holds_nothing_of_anybody(server):
    """After good requests, bad ones and refusals: no address, no words, no browser."""
    server.ask(
        "POST",
        "/api/v1/search",
        json.dumps({"q": CANARY}).encode(),
        Content_Type="application/json",
        User_Agent=CANARY,
        X_Forwarded_For=ADDRESS,
    )
    server.ask("GET", f"/{CANARY}/", **BROWSER, Referer=f"https://{CANARY}/", Cookie=CANARY)
    server.send(b"GET /" + CANARY.encode() + b" HTTP/1.1\r\nbad header " + CANARY.encode() + b"\r\n\r\n")
    time.sleep(0.3)
    log = server.log.read_text()
    assert "POST /api/v1/search 200" in log
    assert [
        word
        for word in (CANARY, ADDRESS, "127.0.0.1:", "ip=")
        if word in log.replace(f"http://127.0.0.1:{server.port}", "")
    ] == []


def test_files_of_the_server_hold_nothing_of_anybody(server):
    """Database, secrets, log."""
    for path in server.log.parent.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def test_a_class_votes_at_once_and_each_counts_once(server, bundle, open_poll):
    """Forty keys, five times each, over both processes."""
    question = bundle.polls[open_poll]["questions"][0]
    keys = [f"{number:032x}" for number in range(40)] * 5
    said: list[bool] = []
    stamp = json.loads(server.ask("GET", f"/api/v1/polls/{open_poll}/stamp").body)["stamp"]

    def send(mine: list[str]) -> None:
        for key in mine:
            answers = {question["id"]: question["options"][0]}
            body = json.dumps({"key": key, "stamp": stamp, "answers": answers}).encode()
            response = server.ask(
                "POST", f"/api/v1/polls/{open_poll}/answers", body, Content_Type="application/json"
            )
            said.append(json.loads(response.body)["counted"])

    senders = [threading.Thread(target=send, args=(keys[start::8],)) for start in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert (len(said), sum(said)) == (200, 40)


def test_a_new_build_is_picked_up_without_a_failed_request(start, hub_build, tmp_path):
    """The link moves while people read; then a torn build comes, and the good one stays."""
    builds = [tmp_path / name for name in ("one", "two", "torn")]
    for build in builds:
        shutil.copytree(hub_build.resolve(), build)
        manifest = json.loads((build / "data" / "manifest.json").read_text())
        (build / "data" / "manifest.json").write_text(json.dumps(manifest | {"build_id": build.name}))
    (builds[2] / "data" / "polls.json").write_text("{")
    link = tmp_path / "current"

    def move(build: Path) -> None:
        (tmp_path / "next").symlink_to(build.name)
        (tmp_path / "next").replace(link)

    move(builds[0])
    server = start(link)
    asked: list[tuple[int, str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            response = server.ask("GET", "/api/v1/health")
            asked.append((response.status, json.loads(response.body)["build"]))
            asked.append((server.ask("GET", "/help-now/").status, ""))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    move(builds[1])
    wait_until(lambda: asked and any(build == "two" for _, build in asked))
    move(builds[2])
    wait_until(lambda: "torn" in server.log.read_text())
    done.set()
    for reader in readers:
        reader.join()
    assert {status for status, _ in asked} == {200}
    assert {build for _, build in asked} - {""} == {"one", "two"}
    assert asked[-1][1] in ("two", "")
    assert "torn" in server.log.read_text()


def test_a_reload_keeps_the_port(start, hub_build):
    """An operator's ``kill -HUP``: new processes, no failed request."""
    server = start(hub_build)
    server.process.send_signal(signal.SIGHUP)
    deadline, statuses = time.monotonic() + 4, set()
    while time.monotonic() < deadline:
        statuses.add(server.ask("GET", "/api/v1/health").status)
    assert statuses == {200}
    assert server.process.poll() is None


def stopped(build: Path, folder: Path, port: int, **more: str) -> tuple[int, str]:
    """Starts a server that can't start: its exit code and everything that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "site_api", "serve"],
        cwd=ROOT,
        env=environment(folder, build, port) | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_port_in_use_is_one_sentence(server, hub_build, tmp_path):
    """With what to type instead."""
    code, said = stopped(hub_build, tmp_path, server.port)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"waymark: Port {server.port} is in use.")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda build: shutil.rmtree(build), "no build"),
        (lambda build: (build / "data" / "manifest.json").write_text("{"), "torn"),
        (lambda build: (build / "data" / "crisis.json").write_text("{}"), "torn"),
        (lambda build: (build / "data" / "polls.json").unlink(), "torn"),
        (
            lambda build: (build / "data" / "manifest.json").write_text(
                json.dumps({"format": 0, "files": {}})
            ),
            "format 0",
        ),
    ],
    ids=["missing", "torn manifest", "changed file", "lost file", "older format"],
)
def test_a_build_that_cannot_be_served_stops_start_up(hub_build, tmp_path, spoil, words):
    """One sentence; nothing is served in its place."""
    build = tmp_path / "build"
    shutil.copytree(hub_build.resolve(), build)
    spoil(build)
    code, said = stopped(build, tmp_path, free_port())
    assert (code, said.count("\n")) == (1, 1), said
    assert words in said


def test_unsafe_places_for_votes_stop_start_up(hub_build, tmp_path):
    """A store or secrets that can't be written are told before anybody answers."""
    (tmp_path / "file").write_text("")
    for setting in (
        {"WAYMARK_STORE": f"sqlite:///{tmp_path}/file/polls.db"},
        {"WAYMARK_SECRETS": str(tmp_path / "file" / "x")},
    ):
        code, said = stopped(hub_build, tmp_path, free_port(), **setting)
        assert (code, said.count("\n")) == (1, 1), said
        assert next(iter(setting)) in said
