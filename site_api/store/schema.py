"""The tables. No row is a vote, no column is a time, nothing numbers the rows: an order is a clock too."""

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, MetaData, String, Table

metadata = MetaData()

tally = Table(
    "tally",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("question", String(100), primary_key=True),
    Column("option", String(100), primary_key=True),
    Column("count", BigInteger, nullable=False),
    CheckConstraint("count >= 0", name="tally_count_positive"),
    sqlite_with_rowid=False,
)
"""How many chose each option. The option ``PEOPLE`` counts those who answered the question at all."""

spent = Table(
    "spent",
    metadata,
    Column("poll", String(100), primary_key=True),
    Column("nullifier", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)
"""Which ballot keys were used, as HMACs under a secret that lives outside the database and dies with the poll."""

PEOPLE = "*"
"""Not a slug, so no option can ever be called this."""
