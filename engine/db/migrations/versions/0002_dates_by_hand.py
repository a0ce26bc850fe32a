"""due dates set by hand; in whose stead a case was sent to be read."""

import sqlalchemy as sa
from alembic import op

import engine.db.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("user_task", sa.Column("dated_by_name", sa.String(length=100), nullable=True))
    op.add_column(
        "user_task", sa.Column("drawn_due_at", engine.db.base.UtcDateTime(), nullable=True)
    )
    op.add_column("circulation", sa.Column("acting_for_name", sa.String(length=100), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_column("circulation", "acting_for_name")
    op.drop_column("user_task", "drawn_due_at")
    op.drop_column("user_task", "dated_by_name")
