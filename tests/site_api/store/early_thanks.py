"""The design that the proofs must catch: a server that thanks first and counts afterwards. ``python -m tests.site_api.store.early_thanks``."""

import queue
import threading

from site_api.__main__ import main
from site_api.store import votes as store
from site_api.store.votes import Ballot, Group, Outcome


def thank_early(self: store.Votes, ballot: Ballot | Group) -> Outcome:
    """Puts the answer on a heap that a thread works off."""
    heap = self.__dict__.setdefault("heap", queue.SimpleQueue())
    if "worker" not in self.__dict__:
        self.worker = threading.Thread(target=_work, args=(self, heap), daemon=True)
        self.worker.start()
    heap.put(ballot)
    return Outcome.COUNTED


def _work(votes: store.Votes, heap: "queue.SimpleQueue[Ballot | Group]") -> None:
    while True:
        counted(votes, heap.get())


counted = store.Votes.add
store.Votes.add = thank_early  # type: ignore[method-assign]

if __name__ == "__main__":
    raise SystemExit(main(["serve"]))
