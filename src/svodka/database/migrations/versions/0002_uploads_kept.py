"""An index of the uploads whose objects are kept: retention looks at no others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = sa.text("object_key IS NOT NULL")


def upgrade() -> None:
    """Create it."""
    op.create_index(
        "ix_uploads_kept",
        "uploads",
        ["state", "changed_at"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_uploads_kept", table_name="uploads")
