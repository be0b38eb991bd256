"""How fast the bot may speak, in a conversation and in a tenant, and whose limit every notice counts for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LIVE = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("free_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_paces")),
    )
    op.add_column("leases", sa.Column("free_at", sa.Double(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("tenant", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE outbox SET tenant = coalesce((SELECT tenant_id FROM chats WHERE chats.id = outbox.conversation_id), '')"
        " WHERE state IN ('pending', 'sending')"
    )
    op.create_index("ix_outbox_tenant", "outbox", ["tenant", "due_at", "id"], postgresql_where=LIVE, sqlite_where=LIVE)


def downgrade() -> None:
    op.drop_index("ix_outbox_tenant", "outbox")
    op.drop_column("outbox", "tenant")
    op.drop_column("leases", "free_at")
    op.drop_table("paces")
