"""Which address a mail server refused, so that the next reminder goes by the group's line."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("preferences", sa.Column("mail_refused", sa.Text(), nullable=True))
    op.add_column("preferences", sa.Column("mail_refused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("mail_refused_at", "mail_refused"):
        op.drop_column("preferences", column)
