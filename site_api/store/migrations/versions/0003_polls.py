"""Codes on cards, what a facilitator said, what was published, and weekly signals. Names of crossed questions need more room."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes four tables, and ``tally`` wider. SQLite changes no column: the table is made anew, and its rows go along."""
    with op.batch_alter_table(
        "tally",
        table_args=(sa.CheckConstraint("count >= 0", name="tally_count_positive"),),
        table_kwargs={"sqlite_with_rowid": False},
    ) as tally:
        for name in ("question", "option"):
            tally.alter_column(
                name, existing_type=sa.String(100), type_=sa.String(210), existing_nullable=False
            )
    op.create_table(
        "code",
        sa.Column("poll", sa.String(100), primary_key=True),
        sa.Column("mark", sa.LargeBinary(16), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_state",
        sa.Column("poll", sa.String(100), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release",
        sa.Column("poll", sa.String(100), primary_key=True),
        sa.Column("told", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signal",
        sa.Column("period", sa.String(8), primary_key=True),
        sa.Column("subject", sa.String(100), primary_key=True),
        sa.Column("place", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.CheckConstraint("times > 0", name="signal_times_positive"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Takes them away, with all that is in them."""
    for name in ("signal", "release", "poll_state", "code"):
        op.drop_table(name)
