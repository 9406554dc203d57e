"""Texts that wait for an editor, and two tables of counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes ``comment``, ``theme`` and ``disclosure``."""
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'released')", name="comment_state_known"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme",
        sa.Column("period", sa.String(8), primary_key=True),
        sa.Column("theme", sa.String(100), primary_key=True),
        sa.Column("source", sa.String(100), primary_key=True),
        sa.Column("place", sa.String(100), primary_key=True),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.CheckConstraint("times > 0", name="theme_times_positive"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disclosure",
        sa.Column("period", sa.String(8), primary_key=True),
        sa.Column("place", sa.String(100), primary_key=True),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.CheckConstraint("times > 0", name="disclosure_times_positive"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Takes them away, with everything in them."""
    for table in ("disclosure", "theme", "comment"):
        op.drop_table(table)
