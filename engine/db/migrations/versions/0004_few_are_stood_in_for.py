"""leave tasks nobody is stood in for out of two indexes on SQLite; MariaDB has no such indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("owner_id", "acting_for_id")


def upgrade() -> None:
    """Bring the tables to this revision."""
    if op.get_context().dialect.name == "sqlite":
        for column in COLUMNS:
            where = sa.text(f"{column} IS NOT NULL")
            op.drop_index(_name(column), table_name="user_task")
            op.create_index(_name(column), "user_task", [column, "state"], sqlite_where=where)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    if op.get_context().dialect.name == "sqlite":
        for column in COLUMNS:
            op.drop_index(_name(column), table_name="user_task")
            op.create_index(_name(column), "user_task", [column, "state"])


def _name(column: str) -> str:
    return f"ix_user_task_{column}_state"
