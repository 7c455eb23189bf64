"""What watching needs: the heartbeats of the processes, and the troubles that operators were told of."""

import sqlalchemy as sa
from alembic import op

from svodka.database.types import Json, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "heartbeats",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("vitals", Json, nullable=False),
        sa.Column("samples", Json, nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "troubles",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_troubles")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("troubles")
    op.drop_table("heartbeats")
