"""A school behind one address answers within a minute, and nothing of any of them is written down (T9 short, T11)."""

import base64
import gzip
import hashlib
import secrets
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.site_api.store.canaries import elsewhere, hits, shapes, written
from tests.site_api.store.proofs import (
    ASKED,
    OPTIONS,
    POLL,
    QUESTION,
    Server,
    Voter,
    ballot,
    look,
    make_build,
    together,
)

AGENTS = tuple(f"zebracanary-agent-{number}" for number in range(12))
ADDRESS = "203.0.113.77"
CANARIES = {
    "address": ADDRESS.encode(),
    "network": b"203.0.113.",
    "agent": b"zebracanary-agent",
    "referrer": b"zebracanary-referrer",
    "language": b"zz-zebracanary",
    "cookie": b"zebracanary-cookie",
    "key": bytes.fromhex("5a6562726163616e6172792d6b657921"),
    "key as text": b"5a6562726163616e6172792d6b657921",
    "second key": bytes.fromhex("0c0ffee00c0ffee00c0ffee00c0ffee0"),
}
HEADERS = {
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "User-Agent": AGENTS[0],
    "Referer": "https://zebracanary-referrer.example/",
    "Accept-Language": "zz-zebracanary, en;q=0.5",
    "Cookie": "id=zebracanary-cookie",
}
COMMENT = "zebracanary-comment longer opening hours please"


@pytest.fixture(scope="module")
def server(hub_build, tmp_path_factory):
    """A server as an operator runs it, but for its folder."""
    folder = tmp_path_factory.mktemp("school")
    found = Server(make_build(hub_build, tmp_path_factory.mktemp("proofs")), folder).start()
    yield found
    found.stop()


def send_as_a_school(server, number, clients=24):
    """So many answers from one address and twelve kinds of browser; the statuses."""
    stamp, statuses = server.stamp(), Counter()

    def send(client):
        voter = Voter(server.port, stamp, headers={**HEADERS, "User-Agent": AGENTS[client % 12]})
        for each in range(client, number, clients):
            statuses[voter.vote(secrets.token_bytes(16), OPTIONS[each % 4])] += 1
        voter.close()

    together(clients, send)
    return statuses


def test_five_hundred_from_one_address_are_all_counted(server):
    """None refused, and nobody asked for a proof of work."""
    before = look(server.address).people
    assert dict(send_as_a_school(server, 500)) == {200: 500}
    assert server.ask("GET", f"{ASKED}/stamp", **HEADERS)[1]["proof"] is None
    found = look(server.address)
    assert found.people - before == 500
    assert not found.torn


def test_nothing_of_a_voter_is_in_any_file(server):
    """Page and JSON, with a comment, good and bad: then every file that the server wrote is read. Also after it has ended."""
    stamp = server.stamp()
    for key, more in (
        (CANARIES["key"], {"comment": COMMENT}),
        (CANARIES["key"], {}),
        (CANARIES["key"], {"answers": {QUESTION: "zebracanary-wrong"}}),
        (CANARIES["key"], {"stamp": "old"}),
    ):
        sent = {**ballot(key, "a", stamp), **more}
        assert server.ask("POST", f"{ASKED}/answers", sent, **HEADERS)[0] in (200, 400)
    form = f"key={CANARIES['second key'].hex()}&stamp={stamp}&answer-{QUESTION}=b&comment=zebracanary-comment+two"
    page = server.ask(
        "POST",
        f"/p/{POLL}/",
        form,
        **{**HEADERS, "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert page[0] == 303
    canaries = {**CANARIES, "wrong option": b"zebracanary-wrong", "comment": b"zebracanary-comment"}
    assert elsewhere(server) == []
    for moment in ("running", "ended"):
        if moment == "ended":
            server.stop()
        found = hits(written(server) if moment == "running" else files(server), canaries)
        kept = {name.rpartition("/")[2]: what for name, what in found.items()}
        assert {name for name, what in kept.items() if what == {"comment"}} <= {
            "comments.db",
            "comments.db-wal",
        }
        assert {name: what for name, what in kept.items() if what != {"comment"}} == {}
    with closing(sqlite3.connect(server.folder / "var" / "comments.db")) as connection:
        assert connection.execute("SELECT count(*) FROM comment").fetchone() == (2,)


def files(server):
    """The files that are left when nothing runs."""
    return ((str(path), path.read_bytes()) for path in server.folder.rglob("*") if path.is_file())


def test_the_search_finds_what_is_there():
    """In clear, in hex, in base64 at any place, hashed, packed."""
    canary = b"203.0.113.77"
    for content in (
        b"from 203.0.113.77 at",
        canary.hex().encode(),
        base64.b64encode(b"a" + canary + b"bc"),
        base64.b64encode(b"ab" + canary),
        base64.b64encode(canary),
        gzip.compress(b"log: 203.0.113.77"),
        b"rest" + gzip.compress(b"log: 203.0.113.77"),
        hashlib.sha256(canary).hexdigest().encode(),
    ):
        assert hits(iter([("file", content)]), {"address": canary}) == {"file": {"address"}}, content
    assert b"" not in shapes(canary)
