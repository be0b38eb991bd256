"""An index of its own for who looks into one conversation: no other fits what is asked there."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

LIVE = sa.text("state IN ('pending', 'sending')")
UNSETTLED = sa.text("state NOT IN ('sent', 'dropped', 'dead')")


def upgrade() -> None:
    _replace(UNSETTLED)


def downgrade() -> None:
    _replace(LIVE)


def _replace(where: sa.TextClause) -> None:
    op.drop_index("ix_outbox_queue", "outbox")
    op.create_index("ix_outbox_queue", "outbox", ["conversation_id", "id"], postgresql_where=where, sqlite_where=where)
