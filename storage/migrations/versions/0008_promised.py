"""A moment that somebody was promised is told from the day that they chose in a session, whose rule may give way."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_CHOSEN_IN_A_SESSION = "interim"
"""The only rule of the formats that come along whose day somebody chooses."""


def upgrade() -> None:
    op.add_column("reminders", sa.Column("promised", sa.Boolean, nullable=False, server_default=sa.false()))
    reminders = sa.table("reminders", sa.column("person_id"), sa.column("rule"), sa.column("promised"))
    op.execute(
        sa.update(reminders)
        .where(reminders.c.person_id != "", reminders.c.rule != _CHOSEN_IN_A_SESSION)
        .values(promised=sa.true())
    )


def downgrade() -> None:
    op.drop_column("reminders", "promised")
