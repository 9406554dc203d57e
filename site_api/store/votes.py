"""Adding one answer, and reading the counts. The only two things that ever happen to them."""

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.dialects import postgresql, sqlite

from site_api.store.schema import PEOPLE, spent, tally
from site_api.store.sqlite import Turnstile

INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, order=True)
class Choice:
    """One option chosen for one question."""

    question: str
    option: str


class Votes:
    """The counts of all polls in one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = INSERT[engine.dialect.name]
        self._turn = (
            Turnstile(Path(engine.url.database or "")) if engine.dialect.name == "sqlite" else nullcontext
        )

    def add(self, poll: str, nullifier: bytes, choices: Iterable[Choice]) -> bool:
        """Spends the key and raises the counters in one transaction; False when the key was spent before.

        Returns only after the commit: whoever is thanked is counted.
        """
        chosen = tuple(choices)
        raised = sorted({*chosen, *(Choice(choice.question, PEOPLE) for choice in chosen)})
        with self._turn(), self._engine.begin() as connection:
            new = self._spend(connection, poll, nullifier)
            if new:
                for choice in raised:
                    self._raise(connection, poll, choice)
        return new

    def counts(self, poll: str) -> dict[str, Counter[str]]:
        """Question → option → count. For the publication rules alone: no raw count leaves the server."""
        found: dict[str, Counter[str]] = {}
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(
                select(tally.c.question, tally.c.option, tally.c.count).where(tally.c.poll == poll)
            )
            for question, option, count in rows:
                found.setdefault(question, Counter())[option] = count
        return found

    def is_answering(self) -> bool:
        """Whether the store can be reached; raises what the driver raises when it can't."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        """Lets go of every connection."""
        self._engine.dispose()

    def _spend(self, connection: Connection, poll: str, nullifier: bytes) -> bool:
        statement = (
            self._insert(spent)
            .values(poll=poll, nullifier=nullifier)
            .on_conflict_do_nothing()
            .returning(spent.c.poll)
        )
        return connection.execute(statement).first() is not None

    def _raise(self, connection: Connection, poll: str, choice: Choice) -> None:
        new = self._insert(tally).values(poll=poll, question=choice.question, option=choice.option, count=1)
        keys = [tally.c.poll, tally.c.question, tally.c.option]
        connection.execute(new.on_conflict_do_update(index_elements=keys, set_={"count": tally.c.count + 1}))
