"""The tables. No row is a vote, no column is a time, nothing numbers the rows: an order is a clock too.

``tests/site_api/store/test_schema.py`` holds the list of columns that are allowed: a new one fails until somebody has asked what it tells.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

tally = Table(
    "tally",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("question", String(210), primary_key=True),
    Column("option", String(210), primary_key=True),
    Column("count", BigInteger, nullable=False),
    CheckConstraint("count >= 0", name="tally_count_positive"),
    sqlite_with_rowid=False,
)
"""How many chose each option. The option ``PEOPLE`` counts those who answered the question at all, the question ``PEOPLE`` is about
the whole poll: its options are ``PEOPLE`` (all ballots), ``ISSUED`` (codes made) and ``GROUPED`` (ballots that came by a group)."""

spent = Table(
    "spent",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("nullifier", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)
"""Which ballot keys were used, as HMACs under a secret that lives outside the database and dies with the poll."""

code = Table(
    "code",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("mark", LargeBinary(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    sqlite_with_rowid=False,
)
"""Codes that can still be used, as HMACs under the poll's secret. Answering with one takes its row away."""

poll_state = Table(
    "poll_state",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("state", String(10), nullable=False),
    sqlite_with_rowid=False,
)
"""What an operator or a facilitator said of a poll, beside its dates."""

release = Table(
    "release",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("told", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What was published of a closed poll: only numbers that the rule lets out. Written once."""

PEOPLE = "*"
"""Not a slug, so no option can ever be called this."""
ISSUED = "*issued"
GROUPED = "*grouped"
