"""Counts answers and says of each when it was thanked: ``python -m tests.site_api.store.powercut_voter FILE SAFETY VOTES THREADS``.

Half of them, then a quiet second in which the log is emptied, the closing of another poll, which writes the whole file anew, and the
other half. SAFETY is SQLite's ``synchronous``; with NORMAL the store itself refuses to open, so that the tests go around it.
"""

import ctypes
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import make_url

from site_api.store import Ballot, Choice, Closing, Votes, open_engine, sqlite

OPTIONS = ("a", "b", "c", "d")


def main(database: str, safety: str, votes: int, threads: int) -> None:
    """One answer a number; the number is the spent key."""
    address = f"sqlite:///{database}"
    open_engine(address).dispose()
    store = Votes(sqlite.open_sqlite(make_url(address), {**sqlite.PRAGMAS, "synchronous": safety}))
    thank = ctypes.CDLL(None).powercut_acknowledged

    def answer(number: int) -> None:
        store.add(
            Ballot(
                poll="exams",
                nullifier=number.to_bytes(16),
                choices=(Choice("q", OPTIONS[number * 7 % 11 % 4]),),
            )
        )
        thank(ctypes.c_uint64(number))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(answer, range(votes // 2)))
        time.sleep(1.3)
        Closing(store).erase("another-poll")
        Closing(store).write_anew()
        list(pool.map(answer, range(votes // 2, votes)))
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
