"""What is kept of a poll beside its counts: its state, what was published, and the end of everything else when it closes."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text

from site_api.store.schema import code, poll_state, release, spent, tally
from site_api.store.sqlite import write_anew
from site_api.store.votes import INSERT, PROOF, Votes


class Closing:
    """The states and releases of the polls in one store."""

    def __init__(self, votes: Votes) -> None:
        self._votes = votes
        self._insert = INSERT[votes.engine.dialect.name]

    def states(self) -> dict[str, str]:
        """Poll → what was said of it. Few rows: read whole."""
        rows = self._votes.ask(lambda connection: connection.execute(select(poll_state)).all())
        return {poll: state for poll, state in rows}

    def say(self, poll: str, state: str) -> None:
        """Keeps a poll's state."""
        new = self._insert(poll_state).values(poll=poll, state=state)
        with self._votes.writing() as connection:
            connection.execute(
                new.on_conflict_do_update(index_elements=[poll_state.c.poll], set_={"state": state})
            )

    def release(self, poll: str) -> dict[str, Any] | None:
        """What was published of a poll, or None."""
        mine = select(release.c.told).where(release.c.poll == poll)
        told = self._votes.ask(lambda connection: connection.execute(mine).scalar())
        return json.loads(told) if told else None

    def freeze(self, poll: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """Keeps what is published. The first one stays: answers what is kept."""
        written = json.dumps(told, ensure_ascii=False, sort_keys=True)
        with self._votes.writing() as connection:
            connection.execute(self._insert(release).values(poll=poll, told=written).on_conflict_do_nothing())
        return self.release(poll) or dict(told)

    def unfinished(self) -> set[str]:
        """The polls of which keys or codes are still kept."""
        with self._votes.reading() as connection:
            found = {*connection.execute(select(spent.c.poll)).scalars()}
            found |= {*connection.execute(select(code.c.poll)).scalars()}
        return {poll.removesuffix(PROOF) for poll in found}

    def erase(self, poll: str) -> None:
        """Takes away a poll's spent keys, proofs and codes."""
        with self._votes.writing() as connection:
            connection.execute(delete(spent).where(spent.c.poll.in_((poll, poll + PROOF))))
            connection.execute(delete(code).where(code.c.poll == poll))

    def write_anew(self) -> None:
        """Writes the tables anew, so that no order and no trace is left of what was erased.

        SQLite: in place. A file that is swapped for another would lose the answers of every process that still has the old one open.
        Raises BlockingIOError when somebody is reading: nothing is lost, and it has to be tried again.
        """
        if self._votes.engine.dialect.name == "sqlite":
            with self._votes.turn():
                write_anew(self._votes.engine)
            return
        with self._votes.writing() as connection:
            for table in (spent, code, tally):
                _rewrite(connection, table)


def _rewrite(connection: Connection, table: Table) -> None:
    """PostgreSQL: the same rows in a new file, by their keys, all of one transaction: neither ``ctid`` nor ``xmin`` tells an order."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    connection.execute(text(f"CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM {table.name}"))
    connection.execute(text(f"TRUNCATE {table.name}"))
    connection.execute(text(f"INSERT INTO {table.name} SELECT * FROM anew ORDER BY {keys}"))
    connection.execute(text("DROP TABLE anew"))
