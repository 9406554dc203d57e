"""One of two processes that send the same 500 keys at once: ``python -m tests.site_api.store.writer ADDRESS SEED``."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor

from site_api.store import Choice, Votes, open_engine
from tests.site_api.store.test_votes import ballot

KEYS, TIMES = 500, 3


def main(address: str, seed: int) -> None:
    """Sends every key several times, in an order of its own, through eight threads."""
    votes = Votes(open_engine(address))
    sending = [number for number in range(KEYS) for _ in range(TIMES)]
    random.Random(seed).shuffle(sending)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda number: votes.add(ballot("exams", number, Choice("q1", "yes" if number % 2 else "no"))),
                sending,
            )
        )
    votes.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
