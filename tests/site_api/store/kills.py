"""What the proofs of T1, T2 and T4 do, in a short form and a long one."""

import random
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.site_api.store.proofs import OPTIONS, POLL, Crowd, Server, Voter, look, nullifiers, together


@dataclass
class Toll:
    """What many kills cost, all crowds together."""

    thanked: set[bytes] = field(default_factory=set)
    sent: dict[bytes, str] = field(default_factory=dict)
    last: list[tuple[bytes, str]] = field(default_factory=list)
    must_be: set[bytes] = field(default_factory=set)
    maybe: set[bytes] = field(default_factory=set)
    """Not thanked, but counted: the answer to them was on its way when the server went."""
    lost: int = 0
    torn: bool = False
    answers: Counter[int] = field(default_factory=Counter)


def kill_again_and_again(server: Server, *, kills: int, clients: int, seconds: float) -> Toll:
    """Starts a server, lets a crowd send, kills the whole group, looks at the file; so many times. Leaves it dead."""
    toll, dice = Toll(), random.Random(kills)
    for _ in range(kills):
        server.start()
        crowd = Crowd(server.port, server.stamp()).begin(clients)
        time.sleep(seconds * (0.5 + dice.random()))
        server.kill()
        crowd.end()
        _add_up(server, toll, crowd)
    return toll


def _add_up(server: Server, toll: Toll, crowd: Crowd) -> None:
    toll.thanked |= crowd.thanked
    toll.sent |= crowd.sent
    toll.last += crowd.last
    toll.answers.update(crowd.statuses)
    found = look(server.address)
    named = nullifiers(server.folder / "var" / "secrets", toll.sent)
    kept = {named[spent] for spent in found.spent}
    toll.must_be, toll.maybe = set(toll.thanked), kept - toll.thanked
    toll.lost = len(toll.thanked - kept)
    toll.torn = toll.torn or found.torn


def resend(server: Server, toll: Toll) -> None:
    """Every client sends its last answer once more, with the same key: it can't know whether it was counted (T4)."""
    server.start()
    voter = Voter(server.port, server.stamp())
    for key, option in toll.last:
        assert voter.vote(key, option) == 200
        toll.maybe.add(key)
    toll.maybe -= toll.must_be
    voter.close()


def send_many_times(server: Server, *, keys: int, times: int, clients: int, poll: str = POLL) -> Counter[int]:
    """Sends so many keys again and again, shuffled, from many clients; the statuses of all answers."""
    every = [secrets.token_bytes(16) for _ in range(keys)]
    sending = every * times
    random.Random(keys).shuffle(sending)
    stamp, statuses = server.stamp(poll), Counter[int]()

    def send(client: int) -> None:
        voter = Voter(server.port, stamp, poll)
        for number, key in enumerate(sending[client::clients]):
            statuses[voter.vote(key, OPTIONS[number % 4])] += 1
        voter.close()

    together(clients, send)
    return statuses
