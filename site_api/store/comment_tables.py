"""The tables of the second store. A text stands beside its poll and its week, never beside an answer, a key or an order."""

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

comment = Table(
    "comment",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("source", String(100), nullable=False),
    Column("week", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(8), nullable=False),
    CheckConstraint("state IN ('waiting', 'released')", name="comment_state_known"),
    sqlite_with_rowid=False,
)
"""``id`` is sixteen random bytes, others once the text is released; ``source`` a poll's id or "questions"; ``week`` such as 2026-W47."""

theme = Table(
    "theme",
    metadata,
    Column("period", String(8), primary_key=True),
    Column("theme", String(100), primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("place", String(100), primary_key=True),
    Column("times", BigInteger, nullable=False),
    CheckConstraint("times > 0", name="theme_times_positive"),
    sqlite_with_rowid=False,
)
"""How many texts were about something, as an editor read them. The texts are gone."""

disclosure = Table(
    "disclosure",
    metadata,
    Column("period", String(8), primary_key=True),
    Column("place", String(100), primary_key=True),
    Column("times", BigInteger, nullable=False),
    CheckConstraint("times > 0", name="disclosure_times_positive"),
    sqlite_with_rowid=False,
)
"""How many texts were answered with crisis help. Never published: so that the safeguarding lead notices ten in a week."""
