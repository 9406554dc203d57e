"""The first two tables: counters, and spent keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes ``tally`` and ``spent``."""
    op.create_table(
        "tally",
        sa.Column("poll", sa.String(100), primary_key=True),
        sa.Column("question", sa.String(100), primary_key=True),
        sa.Column("option", sa.String(100), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.CheckConstraint("count >= 0", name="tally_count_positive"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent",
        sa.Column("poll", sa.String(100), primary_key=True),
        sa.Column("nullifier", sa.LargeBinary(16), primary_key=True),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Takes them away, with every count in them."""
    op.drop_table("spent")
    op.drop_table("tally")
