"""Failed searches by week, topic and place: a counter, and nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes ``gap``."""
    op.create_table(
        "gap",
        sa.Column("period", sa.String(8), primary_key=True),
        sa.Column("topic", sa.String(100), primary_key=True),
        sa.Column("place", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.CheckConstraint("times > 0", name="gap_times_positive"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Takes it away, with every count in it."""
    op.drop_table("gap")
