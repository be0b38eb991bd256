"""What people wait for is found without a walk through all that is due for everybody at the same moment."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ASKED = sa.text("state IN ('pending', 'sending') AND kind NOT IN ('group_reminder', 'letter', 'reminder')")


def upgrade() -> None:
    op.create_index("ix_outbox_asked", "outbox", ["tenant", "due_at", "id"], postgresql_where=ASKED, sqlite_where=ASKED)


def downgrade() -> None:
    op.drop_index("ix_outbox_asked", "outbox")
