"""how often somebody asks without an account; which links of mails have run out."""

import sqlalchemy as sa
from alembic import op

import engine.db.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "asking_guard",
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("since", engine.db.base.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_asking_guard")),
    )
    with op.batch_alter_table("asking_guard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asking_guard_since"), ["since"], unique=False)
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.create_index("ix_mail_link_expires_at", ["expires_at"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_link_expires_at")
    op.drop_table("asking_guard")
