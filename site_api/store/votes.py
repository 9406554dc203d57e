"""Adding answers, and reading the counts. A key is spent and the counters raised in one transaction; thanks come after the commit."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from site_api.store.engine import turnstile
from site_api.store.schema import GROUPED, ISSUED, PEOPLE, code, poll_state, spent, tally
from site_api.store.sqlite import empty_log
from site_api.store.writer import Writer

INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
LOCK = 7_929_179
"""PostgreSQL's advisory lock for ballots: lots come in any order, and two of them would lock each other out."""
PROOF = "/proof"
"""Ends the poll's name under which used proofs of work are spent. Not a slug, so no poll is called so."""


@dataclass(frozen=True, order=True)
class Choice:
    """One option chosen for one question, or for one part of it: ``next:1``."""

    question: str
    option: str


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """One answer to a poll, as far as the store learns of it. Marks are HMACs under the poll's secret, 16 bytes each."""

    poll: str
    nullifier: bytes
    choices: tuple[Choice, ...]
    code: bytes | None = None
    proof: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A batch that a facilitator enters: how many chose what, for a group of ``size``."""

    poll: str
    code: bytes
    size: int
    counts: Mapping[Choice, int]


class Outcome(StrEnum):
    """What became of a ballot."""

    COUNTED = "counted"
    REPEAT = "repeat"
    """This key has answered this poll before: thanked, not counted."""
    NO_CODE = "no-code"
    """The code was used before, or was never one of this poll's."""
    PROOF_USED = "proof-used"
    """The proof of work was handed in before, with another key."""


@dataclass(frozen=True)
class Probe:
    """Writes something and takes it away: can the store be written again?"""


Read = Callable[[Connection], Any]


class CodeKind(StrEnum):
    """What a code is good for."""

    ONE = "one"
    GROUP = "group"
    ROOM = "room"
    """Opens and closes a poll in a room, as often as needed."""


class Votes:
    """The counts of all polls in one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._insert = INSERT[engine.dialect.name]
        self.turn = turnstile(engine)
        self._writer: Writer[Ballot | Group | Probe, Outcome] = Writer(self._commit, self._tidy)
        self._reader: Writer[Read, Any] = Writer(self._answer)

    def add(self, ballot: Ballot | Group) -> Outcome:
        """Adds one answer, or a group's. Returns only after the commit: whoever is thanked is counted.

        Raises SQLAlchemyError or OSError when it can't be kept; the same ballot may then be sent again.
        """
        return self._writer.write(ballot)

    def counts(self, poll: str) -> dict[str, Counter[str]]:
        """Question → option → count. For the publication rules alone: no raw count leaves the server."""
        mine = select(tally.c.question, tally.c.option, tally.c.count).where(tally.c.poll == poll)
        found: dict[str, Counter[str]] = {}
        for question, option, count in self.ask(lambda connection: connection.execute(mine).all()):
            found.setdefault(question, Counter())[option] = count
        return found

    def ballots(self, poll: str) -> int:
        """How many answered the poll at all."""
        return self._whole_poll(poll, PEOPLE)

    def issue(self, poll: str, marks: Iterable[bytes], kind: CodeKind) -> None:
        """Lets these codes be used. How many were made is counted, to be held against what came back."""
        rows = [{"poll": poll, "mark": mark, "kind": str(kind)} for mark in sorted(marks)]
        with self.writing() as connection:
            connection.execute(insert(code), rows)
            if kind is CodeKind.ONE:
                self._raise(connection, {(poll, PEOPLE, ISSUED): len(rows)})

    def unspent(self, poll: str, kind: CodeKind = CodeKind.ONE) -> int:
        """How many codes can still be used."""
        mine = (code.c.poll == poll) & (code.c.kind == str(kind))
        counted = select(func.count()).select_from(code).where(mine)
        return int(self.ask(lambda connection: connection.execute(counted).scalar_one()))

    def holds(self, poll: str, mark: bytes, kind: CodeKind) -> bool:
        """Whether this is one of the poll's codes of that kind."""
        mine = (code.c.poll == poll) & (code.c.mark == mark) & (code.c.kind == str(kind))
        found = self.ask(lambda connection: connection.execute(select(code.c.kind).where(mine)).first())
        return found is not None

    def verify(self, poll: str) -> list[str]:
        """Every way in which the counts don't add up, as sentences; nothing when they do.

        issued = unspent + ballots that came by a code; no question was answered by more people than the poll.
        """
        counts = self.counts(poll)
        whole = counts.pop(PEOPLE, Counter())
        ballots, grouped = whole[PEOPLE], whole[GROUPED]
        found = [
            f"{question}: answered by more people than the poll was"
            for question, options in sorted(counts.items())
            if options[PEOPLE] > ballots
        ]
        if whole[ISSUED] and whole[ISSUED] != self.unspent(poll) + ballots - grouped:
            found.append(
                f"codes: {whole[ISSUED]} made, {self.unspent(poll)} unused and {ballots - grouped} answers by code"
            )
        return found

    def is_answering(self) -> bool:
        """Whether answers can be counted: the store can be read, and the last lot could be written, or one can be now.

        Raises what the driver raises when it can't.
        """
        if self._writer.failing:
            self._writer.write(Probe())
        return bool(self.ask(lambda connection: connection.execute(text("SELECT 1")).scalar() == 1))

    def close(self) -> None:
        """Writes what waits and lets go of every connection."""
        self._writer.stop()
        self._reader.stop()
        self.engine.dispose()

    def ask(self, read: Read) -> Any:
        """Reads, in a thread of its own, with the patience of a writer: a store that hangs must not keep anybody from help."""
        found = self._reader.write(read)
        if isinstance(found, Exception):
            raise found
        return found

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read by."""
        with self.engine.connect().execution_options(reading=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer of ours is in at the same time."""
        with self.turn(), self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection

    def _whole_poll(self, poll: str, option: str) -> int:
        mine = (tally.c.poll == poll) & (tally.c.question == PEOPLE) & (tally.c.option == option)
        return int(
            self.ask(lambda connection: connection.execute(select(tally.c.count).where(mine)).scalar()) or 0
        )

    def _tidy(self) -> None:
        with self.turn():
            empty_log(self.engine)

    def _answer(self, lot: Sequence[Read]) -> list[Any]:
        """What each read found, or what it raised: one that fails is no reason for the others."""
        return [self._try(read) for read in lot]

    def _try(self, read: Read) -> Any:
        try:
            with self.reading() as connection:
                return read(connection)
        except Exception as error:
            return error

    def _commit(self, lot: Sequence[Ballot | Group | Probe]) -> list[Outcome]:
        with self.writing() as connection:
            if any(isinstance(each, Probe) for each in lot):
                _probe(connection)
            ballots = [ballot for ballot in lot if isinstance(ballot, Ballot)]
            outcomes: dict[int, Outcome] = {}
            raised: Counter[tuple[str, str, str]] = Counter()
            for ballot, outcome in zip(ballots, self._spend(connection, ballots), strict=True):
                outcomes[id(ballot)] = outcome
                if outcome is Outcome.COUNTED:
                    raised.update(_of_ballot(ballot))
            for group in lot:
                if isinstance(group, Group):
                    good = (group.poll, group.code) in self._take_codes(
                        connection, {(group.poll, group.code)}, CodeKind.GROUP
                    )
                    outcomes[id(group)] = Outcome.COUNTED if good else Outcome.NO_CODE
                    if good:
                        raised.update(_of_group(group))
            self._raise(connection, raised)
        return [outcomes.get(id(each), Outcome.COUNTED) for each in lot]

    def _spend(self, connection: Connection, ballots: Sequence[Ballot]) -> list[Outcome]:
        """Spends proofs, codes and keys. A key that was used before wins over everything: it only asks to be thanked again."""
        first: dict[tuple[str, bytes], Ballot] = {}
        for ballot in ballots:
            first.setdefault((ballot.poll, ballot.nullifier), ballot)
        guarded = {key for key, ballot in first.items() if ballot.code or ballot.proof}
        repeats = self._find_spent(connection, guarded)
        fresh = {key: ballot for key, ballot in first.items() if key not in repeats}
        bad = self._refuse(connection, fresh)
        new = self._insert_spent(connection, fresh.keys() - bad.keys())
        seen: set[tuple[str, bytes]] = set()
        outcomes = []
        for ballot in ballots:
            key = (ballot.poll, ballot.nullifier)
            counted = Outcome.COUNTED if key in new and key not in seen else Outcome.REPEAT
            outcomes.append(bad.get(key, counted))
            seen.add(key)
        return outcomes

    def _refuse(
        self, connection: Connection, fresh: Mapping[tuple[str, bytes], Ballot]
    ) -> dict[tuple[str, bytes], Outcome]:
        """Which ballots have no right to be counted: their code is no good, or their proof was used."""
        bad: dict[tuple[str, bytes], Outcome] = {}
        by_code: dict[tuple[str, bytes], tuple[str, bytes]] = {}
        by_proof: dict[tuple[str, bytes], tuple[str, bytes]] = {}
        for key, ballot in fresh.items():
            if ballot.proof and by_proof.setdefault((ballot.poll + PROOF, ballot.proof), key) != key:
                bad[key] = Outcome.PROOF_USED
            elif ballot.code and by_code.setdefault((ballot.poll, ballot.code), key) != key:
                bad[key] = Outcome.NO_CODE
        unused = self._insert_spent(connection, by_proof)
        bad |= {key: Outcome.PROOF_USED for proof, key in by_proof.items() if proof not in unused}
        wanted = {mark for mark, key in by_code.items() if key not in bad}
        taken = self._take_codes(connection, wanted, CodeKind.ONE)
        return bad | {by_code[mark]: Outcome.NO_CODE for mark in wanted - taken}

    def _find_spent(self, connection: Connection, keys: set[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
        if not keys:
            return set()
        pairs = tuple_(spent.c.poll, spent.c.nullifier)
        rows = connection.execute(select(spent.c.poll, spent.c.nullifier).where(pairs.in_(sorted(keys))))
        return {(poll, bytes(nullifier)) for poll, nullifier in rows}

    def _insert_spent(
        self, connection: Connection, keys: Iterable[tuple[str, bytes]]
    ) -> set[tuple[str, bytes]]:
        """Those that weren't there. Sorted, so that the order of coming leaves no trace within a commit."""
        rows = [{"poll": poll, "nullifier": nullifier} for poll, nullifier in sorted(keys)]
        if not rows:
            return set()
        statement = self._insert(spent).on_conflict_do_nothing().returning(spent.c.poll, spent.c.nullifier)
        return {(poll, bytes(nullifier)) for poll, nullifier in connection.execute(statement, rows)}

    def _take_codes(
        self, connection: Connection, marks: set[tuple[str, bytes]], kind: CodeKind
    ) -> set[tuple[str, bytes]]:
        """Takes these codes away; those that were there."""
        if not marks:
            return set()
        mine = tuple_(code.c.poll, code.c.mark).in_(sorted(marks)) & (code.c.kind == str(kind))
        rows = connection.execute(delete(code).where(mine).returning(code.c.poll, code.c.mark))
        return {(poll, bytes(mark)) for poll, mark in rows}

    def _raise(self, connection: Connection, raised: Mapping[tuple[str, str, str], int]) -> None:
        rows = [
            {"poll": poll, "question": question, "option": option, "count": count}
            for (poll, question, option), count in sorted(raised.items())
        ]
        if not rows:
            return
        new = self._insert(tally)
        keys = [tally.c.poll, tally.c.question, tally.c.option]
        connection.execute(
            new.on_conflict_do_update(
                index_elements=keys, set_={"count": tally.c.count + new.excluded.count}
            ),
            rows,
        )


def _probe(connection: Connection) -> None:
    """A row in the table of states, which no poll can be called, and away again."""
    connection.execute(insert(poll_state).values(poll=PEOPLE, state="probe"))
    connection.execute(delete(poll_state).where(poll_state.c.poll == PEOPLE))


def _of_ballot(ballot: Ballot) -> Counter[tuple[str, str, str]]:
    """What one ballot adds one to: its options, each question that it answers, and the poll."""
    cells = {(choice.question, choice.option) for choice in ballot.choices}
    cells |= {(choice.question, PEOPLE) for choice in ballot.choices}
    return Counter({(ballot.poll, *cell): 1 for cell in (*cells, (PEOPLE, PEOPLE))})


def _of_group(group: Group) -> Counter[tuple[str, str, str]]:
    """What a group's batch adds. Its counts already say how many answered each question."""
    added = Counter(
        {(group.poll, choice.question, choice.option): n for choice, n in group.counts.items() if n}
    )
    added[group.poll, PEOPLE, PEOPLE] += group.size
    added[group.poll, PEOPLE, GROUPED] += group.size
    return added
