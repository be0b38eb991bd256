"""What waits for its moment, what became of it, and what somebody prefers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WAITING = sa.text("called_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drop_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_reminders_group_id")),
        sa.PrimaryKeyConstraint("session_id", "rule", "person_id", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_due", "reminders", ["due_at"], postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index("ix_reminders_group_id", "reminders", ["group_id"])
    op.create_table(
        "reminder_log",
        sa.Column("nr", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_reminder_log_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminder_log_person_id")),
        sa.PrimaryKeyConstraint("nr", name=op.f("pk_reminder_log")),
    )
    op.create_index("ix_reminder_log_person_id", "reminder_log", ["person_id", "on"])
    op.create_index("ix_reminder_log_group_id", "reminder_log", ["group_id", "on"])
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_preferences_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preferences")),
    )


def downgrade() -> None:
    for table in ("preferences", "reminder_log", "reminders"):
        op.drop_table(table)
