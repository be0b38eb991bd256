"""The tables. Wherever a person is named it is by id, so that one place can forget them.

Enrolment joins by pointing at `people`, `groups` and `sessions`; nothing here has to change for it.
"""

from typing import Any, Final

import sqlalchemy as sa

from storage.columns import CHANNEL_ID, DOCUMENT, ID, Moment

HEAD: Final = "0008"
"""The newest of `migrations/versions/`: what a database must be at for these tables."""

metadata: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def required(name: str, kind: sa.types.TypeEngine[Any]) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False)


def points_at(target: str, name: str, *, key: bool = False, optional: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, ID, sa.ForeignKey(f"{target}.id"), primary_key=key, nullable=optional)


def flag(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def of_a_run() -> "list[sa.Column[Any]]":
    return [
        points_at("sessions", "session_id", key=True),
        sa.Column("round_id", sa.Text, primary_key=True),
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
    ]


def of_a_report() -> "list[sa.Column[Any]]":
    return [
        points_at("sessions", "session_id", key=True),
        points_at("people", "person_id", key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    ]


# --- programmes, groups, people

formats = sa.Table(
    "formats",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    required("format_id", sa.Text()),
    required("source", sa.Text()),
)

programmes = sa.Table(
    "programmes",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    required("title", sa.Text()),
    required("language", sa.Text()),
    required("time_zone", sa.Text()),
    required("format_id", sa.Text()),
    required("preset", sa.Text()),
    required("contacts", DOCUMENT),
    required("organisations", DOCUMENT),  # what the guard lets people name
)

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("id", ID, primary_key=True),
    points_at("programmes", "programme_id"),
    required("number", sa.Integer()),
    required("ambition", sa.Text()),
    required("dilemma", sa.Text()),
    sa.Column("language", sa.Text),  # the file's own word for this group
    sa.Column("chosen_language", sa.Text),  # said in the chat: goes before the file
    required("format_id", sa.Text()),
    required("preset", sa.Text()),
    sa.Column("format_digest", sa.String(64), sa.ForeignKey("formats.digest"), nullable=False),
    sa.Column("conversation_id", CHANNEL_ID, unique=True),
    sa.UniqueConstraint("programme_id", "number"),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("email_key", sa.Text, nullable=False, unique=True),  # the address casefolded: who is who
    required("email", sa.Text()),
    required("name", sa.Text()),
    sa.Column("entra_id", sa.Text),
    required("profession", sa.Text()),
    required("position", sa.Text()),
    required("organisation", sa.Text()),
    required("region", sa.Text()),
    sa.Column("language", sa.Text),
)

memberships = sa.Table(
    "memberships",
    metadata,
    points_at("groups", "group_id", key=True),
    points_at("people", "person_id", key=True),
    sa.Column("role", sa.Text, primary_key=True),
    required("place", sa.Integer()),  # in the order of the file
    required("joined_at", Moment()),
    sa.Column("left_at", Moment),
    sa.Column("code", sa.Text),  # a moderator's proof for `koppel`
    sa.Index("ix_memberships_person_id", "person_id"),
)

coordinators = sa.Table(
    "coordinators",
    metadata,
    points_at("programmes", "programme_id", key=True),
    points_at("people", "person_id", key=True),
    required("place", sa.Integer()),
)

# --- who is who and where in the channel

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("channel_id", CHANNEL_ID, primary_key=True),
    points_at("people", "person_id"),
    sa.Column("entra_id", sa.Text),
    sa.Column("tenant_id", sa.Text),
    required("matched_at", Moment()),
    sa.Index("ix_addresses_person_id", "person_id"),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("id", CHANNEL_ID, primary_key=True),
    required("kind", sa.Text()),
    required("service_url", sa.Text()),
    sa.Column("tenant_id", sa.Text),
    required("bot_id", CHANNEL_ID),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("language", sa.Text),
    sa.Column("peer", CHANNEL_ID),  # the other one in a 1:1 chat
    points_at("people", "person_id", optional=True),
    sa.Index("ix_chats_person_id", "person_id"),
    sa.Index("ix_chats_peer", "peer"),
)

seat_claims = sa.Table(
    "seat_claims",
    metadata,
    points_at("groups", "group_id", key=True),
    sa.Column("channel_id", CHANNEL_ID, primary_key=True),
    required("name", sa.Text()),
    points_at("people", "person_id"),
    required("at", Moment()),
)

# --- sessions and what people said in them

PLAYED_NOW: Final = sa.text("phase = 'open'")
"""A group plays one session at a time, however many moderators press at once."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    points_at("groups", "group_id"),
    required("number", sa.Integer()),
    required("phase", sa.Text()),
    required("step", sa.Integer()),
    required("starts_at", Moment()),
    required("minutes", sa.Integer()),
    sa.Column("meeting_url", sa.Text),
    sa.Column("opened_at", Moment),
    sa.Column("ends_at", Moment),
    sa.Column("ended_at", Moment),
    points_at("people", "note_taker_id", optional=True),
    sa.Column("moved_from", Moment),  # when it was planned before it was moved the last time
    sa.Column("filed_at", Moment),  # when the last programme file has it; empty: that left it out
    flag("filed_cancelled"),
    sa.UniqueConstraint("group_id", "number"),
    sa.Index("uq_sessions_open", "group_id", unique=True, postgresql_where=PLAYED_NOW, sqlite_where=PLAYED_NOW),
)

rounds = sa.Table(
    "rounds",
    metadata,
    *of_a_run(),
    required("phase", sa.Text()),
    required("minutes", sa.Integer()),
    sa.Column("step", sa.Integer),  # the session's, at the last opening
    sa.Column("opened_at", Moment),
    sa.Column("ends_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("settled_at", Moment),
    sa.Column("forms_until", Moment),
    required("tallies", DOCUMENT),
    required("chosen", DOCUMENT),
)

attendance = sa.Table(
    "attendance",
    metadata,
    points_at("sessions", "session_id", key=True),
    points_at("people", "person_id", key=True),
    flag("cannot_come"),
    flag("absent"),
    flag("aloud"),
    flag("present"),
)

answers = sa.Table(
    "answers",
    metadata,
    *of_a_run(),
    points_at("people", "person_id", key=True),
    required("version", sa.Integer()),
    required("status", sa.Text()),
    required("fields", DOCUMENT),
    points_at("people", "by_id"),
    required("at", Moment()),
    flag("held"),
    flag("taken_back"),
    flag("caught_up"),  # after the session, by somebody who missed it
    sa.Column("wiped_at", Moment),  # something recognisable stood here
    sa.Index("ix_answers_person_id", "person_id"),
)

answer_versions = sa.Table(
    "answer_versions",
    metadata,
    *of_a_run(),
    points_at("people", "person_id", key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    required("fields", DOCUMENT),
    points_at("people", "by_id"),
    required("at", Moment()),
)

supplements = sa.Table(
    "supplements",
    metadata,
    *of_a_run(),
    points_at("people", "person_id", key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    required("text", sa.Text()),
    required("at", Moment()),
)

unsigned_answers = sa.Table(
    "unsigned_answers",
    metadata,
    sa.Column("id", ID, primary_key=True),  # random
    points_at("sessions", "session_id"),
    required("round_id", sa.Text()),
    required("run", sa.Integer()),
    required("fields", DOCUMENT),
    sa.Index("ix_unsigned_answers_run", "session_id", "round_id", "run"),
    # Without it SQLite keeps rows in the order they came: then the place would tell who.
    sqlite_with_rowid=False,
)

drafts = sa.Table(
    "drafts",
    metadata,
    points_at("sessions", "session_id", key=True),
    sa.Column("form", sa.Text, primary_key=True),
    points_at("people", "person_id", key=True),
    required("fields", DOCUMENT),
    required("at", Moment()),
)

form_answers = sa.Table(
    "form_answers",
    metadata,
    points_at("sessions", "session_id", key=True),
    sa.Column("form", sa.Text, primary_key=True),
    points_at("people", "person_id", key=True),
    required("version", sa.Integer()),
    required("fields", DOCUMENT),
    required("at", Moment()),
)

incidents = sa.Table(
    "incidents",
    metadata,
    *of_a_run(),
    points_at("people", "person_id", key=True),
    points_at("people", "reported_by_id"),
    required("reported_at", Moment()),
    flag("lifted"),
)

agreed_warnings = sa.Table(
    "agreed_warnings",
    metadata,
    points_at("groups", "group_id", key=True),
    sa.Column("day", sa.Date, primary_key=True),
    required("times", sa.Integer()),
)

ambitions = sa.Table(
    "ambitions",
    metadata,
    points_at("groups", "group_id", key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    required("text", sa.Text()),
    required("dilemmas", DOCUMENT),
    required("source", sa.Text()),
    required("at", Moment()),
    required("explanation", sa.Text()),
    required("influence", sa.Text()),
    required("request", sa.Text()),
    sa.Column("score", sa.Integer),
    flag("public"),
)

# --- experiments

experiments = sa.Table(
    "experiments",
    metadata,
    sa.Column("id", ID, primary_key=True),
    points_at("groups", "group_id"),
    points_at("people", "person_id"),
    required("when_text", sa.Text()),
    required("then_text", sa.Text()),
    required("starts_on", sa.Date()),
    required("safety", sa.Text()),
    required("state", sa.Text()),
    required("version", sa.Integer()),
    required("visibility", sa.Text()),
    flag("programme"),
    required("details", DOCUMENT),
    points_at("sessions", "session_id", optional=True),
    sa.Column("round_id", sa.Text),
    sa.Column("run", sa.Integer),
    points_at("experiments", "follows_id", optional=True),
    required("created_at", Moment()),
    flag("taken_back"),
    sa.Index("ix_experiments_group_id", "group_id"),
    sa.Index("ix_experiments_person_id", "person_id"),
    sa.Index("ix_experiments_session_id", "session_id"),
)

experiment_versions = sa.Table(
    "experiment_versions",
    metadata,
    points_at("experiments", "experiment_id", key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    required("when_text", sa.Text()),
    required("then_text", sa.Text()),
    required("starts_on", sa.Date()),
    required("safety", sa.Text()),
    required("visibility", sa.Text()),
    flag("programme"),
    required("details", DOCUMENT),
    required("replaced_at", Moment()),
)

experiment_states = sa.Table(
    "experiment_states",
    metadata,
    points_at("experiments", "experiment_id", key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    required("state", sa.Text()),
    required("at", Moment()),
    required("cause", sa.Text()),
)

reports = sa.Table(
    "reports",
    metadata,
    *of_a_report(),
    points_at("experiments", "experiment_id"),
    points_at("groups", "group_id"),
    required("version", sa.Integer()),
    required("status", sa.Text()),
    required("done", sa.Text()),
    required("fields", DOCUMENT),
    required("sharing", sa.Text()),
    points_at("people", "by_id"),
    required("at", Moment()),
    flag("held"),
    flag("taken_back"),
    sa.Column("wiped_at", Moment),  # something recognisable stood here
    sa.UniqueConstraint("experiment_id", "session_id"),
    sa.Index("ix_reports_group_id", "group_id"),
    sa.Index("ix_reports_person_id", "person_id"),
)

report_versions = sa.Table(
    "report_versions",
    metadata,
    *of_a_report(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    required("fields", DOCUMENT),
    points_at("people", "by_id"),
    required("at", Moment()),
)

report_supplements = sa.Table(
    "report_supplements",
    metadata,
    *of_a_report(),
    sa.Column("nth", sa.Integer, primary_key=True, autoincrement=False),
    required("text", sa.Text()),
    required("at", Moment()),
)

# --- who goes with whom, and what those who lead or watch write down

buddies = sa.Table(
    "buddies",
    metadata,
    points_at("sessions", "session_id", key=True),
    points_at("people", "person_id", key=True),
    required("pair", sa.Integer()),
    flag("agreed"),
)

handovers = sa.Table(
    "handovers",
    metadata,
    points_at("groups", "group_id", key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    points_at("people", "from_id"),
    points_at("people", "to_id"),
    points_at("people", "by_id"),
    required("reason", sa.Text()),
    required("at", Moment()),
)

bottleneck_labels = sa.Table(
    "bottleneck_labels",
    metadata,
    *of_a_run(),
    points_at("people", "person_id", key=True),
    required("category", sa.Text()),
    sa.Column("level", sa.Text),
    points_at("people", "by_id"),
    required("at", Moment()),
)

moderator_notes = sa.Table(
    "moderator_notes",
    metadata,
    points_at("sessions", "session_id", key=True),
    points_at("people", "person_id", key=True),  # who wrote it and alone may read it
    required("text", sa.Text()),
    required("at", Moment()),
)

observer_codes = sa.Table(
    "observer_codes",
    metadata,
    points_at("groups", "group_id", key=True),
    points_at("people", "person_id", key=True),
    required("code", sa.Integer()),
    sa.UniqueConstraint("group_id", "code"),
)

field_notes = sa.Table(
    "field_notes",
    metadata,
    sa.Column("id", ID, primary_key=True),
    points_at("sessions", "session_id"),
    points_at("people", "person_id"),  # the observer
    sa.Column("round_id", sa.Text),
    required("text", sa.Text()),
    sa.Column("effect", sa.Text),
    sa.Column("level", sa.Text),
    required("at", Moment()),
    sa.Index("ix_field_notes_session_id", "session_id"),
)

# --- what people agreed to, and ways to find things back

consents = sa.Table(
    "consents",
    metadata,
    points_at("programmes", "programme_id", key=True),
    points_at("people", "person_id", key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # the newest one counts
    required("version", sa.Text()),
    required("given", sa.Boolean()),
    required("at", Moment()),
)

personal_links = sa.Table(
    "personal_links",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    points_at("people", "person_id"),
    points_at("sessions", "session_id"),
    required("purpose", sa.Text()),
    required("expires_at", Moment()),
)

findable = sa.Table(
    "findable",
    metadata,
    # SQLite's word index points at it; a rowid without a name would change when the file is compacted.
    sa.Column("nr", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("id", ID, nullable=False, unique=True),
    points_at("programmes", "programme_id"),
    points_at("groups", "group_id"),
    points_at("people", "person_id"),
    required("kind", sa.Text()),
    points_at("sessions", "session_id", optional=True),
    sa.Column("round_id", sa.Text),
    sa.Column("run", sa.Integer),
    points_at("experiments", "experiment_id", optional=True),
    required("text", sa.Text()),
    sa.Index("ix_findable_group_id", "group_id"),
    sa.Index("ix_findable_programme_id", "programme_id"),
)

_WORDS: Final = {
    "postgresql": ("CREATE INDEX ix_findable_words ON findable USING gin (to_tsvector('dutch', text))",),
    "sqlite": (
        """CREATE VIRTUAL TABLE findable_words USING fts5(
            text, content='findable', content_rowid='nr', tokenize='unicode61 remove_diacritics 2')""",
        """CREATE TRIGGER findable_added AFTER INSERT ON findable BEGIN
            INSERT INTO findable_words(rowid, text) VALUES (new.nr, new.text); END""",
        """CREATE TRIGGER findable_gone AFTER DELETE ON findable BEGIN
            INSERT INTO findable_words(findable_words, rowid, text) VALUES ('delete', old.nr, old.text); END""",
        """CREATE TRIGGER findable_changed AFTER UPDATE ON findable BEGIN
            INSERT INTO findable_words(findable_words, rowid, text) VALUES ('delete', old.nr, old.text);
            INSERT INTO findable_words(rowid, text) VALUES (new.nr, new.text); END""",
    ),
}
"""Each database's own index of words. PostgreSQL knows the Dutch stems, SQLite how words begin."""


def _made_by(statement: str, dialect: str) -> Any:
    made: Any = sa.DDL(statement)  # type: ignore[no-untyped-call]
    return made.execute_if(dialect=dialect)


for _dialect, _statements in _WORDS.items():
    for _statement in _statements:
        sa.event.listen(findable, "after_create", _made_by(_statement, _dialect))
sa.event.listen(findable, "before_drop", _made_by("DROP TABLE IF EXISTS findable_words", "sqlite"))

# --- what waits for its moment, and what became of it

WAITING: Final = sa.text("called_at IS NULL")

reminders = sa.Table(
    "reminders",
    metadata,
    # No foreign key: it would wait for a moderator's step, and that step for who calls what is due.
    sa.Column("session_id", ID, primary_key=True),
    sa.Column("rule", sa.Text, primary_key=True),
    # No foreign key: empty is everybody the rule is meant for.
    sa.Column("person_id", ID, primary_key=True),
    points_at("groups", "group_id"),
    required("due_at", Moment()),
    required("drop_after", Moment()),
    sa.Column("called_at", Moment),
    flag("promised"),
    sa.Index("ix_reminders_due", "due_at", postgresql_where=WAITING, sqlite_where=WAITING),
    sa.Index("ix_reminders_group_id", "group_id"),
)

reminder_log = sa.Table(
    "reminder_log",
    metadata,
    sa.Column("nr", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    points_at("groups", "group_id"),
    required("session_id", ID),  # no foreign key, as above
    required("rule", sa.Text()),
    points_at("people", "person_id", optional=True),
    required("fate", sa.Text()),
    required("on", sa.Date()),
    required("at", Moment()),
    sa.Index("ix_reminder_log_person_id", "person_id", "on"),
    sa.Index("ix_reminder_log_group_id", "group_id", "on"),
)

preferences = sa.Table(
    "preferences",
    metadata,
    points_at("people", "person_id", key=True),
    sa.Column("paused_until", sa.Date),
    sa.Column("mail_refused", sa.Text),  # the address that was: an import that brings another begins anew
    sa.Column("mail_refused_at", Moment),
)

# --- what came in and what must go out

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("conversation_id", CHANNEL_ID, primary_key=True),
    sa.Column("activity_id", CHANNEL_ID, primary_key=True),
    required("at", Moment()),
    sa.Index("ix_inbox_at", "at"),
)

LIVE: Final = sa.text("state IN ('pending', 'sending')")
UNSETTLED: Final = sa.text("state NOT IN ('sent', 'dropped', 'dead')")  # the same rows, and nothing that implies LIVE
ASKED: Final = sa.text("state IN ('pending', 'sending') AND kind NOT IN ('group_reminder', 'letter', 'reminder')")
MERGED: Final = sa.text("state = 'pending' AND act IN ('refresh', 'upsert')")
DEAD: Final = sa.text("state = 'dead'")

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    # No foreign key: it would take a lock on the chat for every notice, and the queue needs no chat to be one.
    required("conversation_id", CHANNEL_ID),
    sa.Column("tenant", sa.Text, nullable=False, server_default=""),  # whose limit it counts for, when it was added
    sa.Column("key", sa.Text),
    required("kind", sa.Text()),
    required("act", sa.Text()),
    required("payload", DOCUMENT),
    required("due_at", Moment()),
    sa.Column("drop_after", Moment),
    sa.Column("state", sa.Text, nullable=False, server_default="pending"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    flag("ambiguous"),
    sa.Column("first_tried_at", Moment),  # wall time, as is the next
    sa.Column("not_before", Moment),
    sa.Column("settled_at", Moment),
    sa.Column("error", sa.Text),
    sa.Index("uq_outbox_merged", "conversation_id", "key", unique=True, postgresql_where=MERGED, sqlite_where=MERGED),
    sa.Index("ix_outbox_due", "due_at", "id", postgresql_where=LIVE, sqlite_where=LIVE),
    sa.Index("ix_outbox_queue", "conversation_id", "id", postgresql_where=UNSETTLED, sqlite_where=UNSETTLED),
    sa.Index("ix_outbox_tenant", "tenant", "due_at", "id", postgresql_where=LIVE, sqlite_where=LIVE),
    sa.Index("ix_outbox_asked", "tenant", "due_at", "id", postgresql_where=ASKED, sqlite_where=ASKED),
    sa.Index("ix_outbox_dead", "id", postgresql_where=DEAD, sqlite_where=DEAD),
    sqlite_autoincrement=True,
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("conversation_id", CHANNEL_ID, primary_key=True),
    required("leased_by", sa.Text()),
    required("leased_until", Moment()),  # wall time
    sa.Column("free_at", sa.Double, nullable=False, server_default="0"),  # as in the next table
)

paces = sa.Table(
    "paces",
    metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    # Seconds of wall time since 1970: both databases add to a number in the same way, not to a moment.
    sa.Column("free_at", sa.Double, nullable=False),
)

cards = sa.Table(
    "cards",
    metadata,
    sa.Column("conversation_id", CHANNEL_ID, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    required("activity_id", CHANNEL_ID),
)

keepsakes = sa.Table(
    "keepsakes",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    required("value", sa.Text()),
)
