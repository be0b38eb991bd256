"""What could not be delivered is found without a look at all that was."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    op.create_index("ix_outbox_dead", "outbox", ["id"], postgresql_where=DEAD, sqlite_where=DEAD)


def downgrade() -> None:
    op.drop_index("ix_outbox_dead", "outbox")
