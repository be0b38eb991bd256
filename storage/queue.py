"""The statements that decide what a courier may take: at most one notice a conversation, in order of id."""

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from dialogs.notices import ERRANDS, REPOSTED_WHEN_AMBIGUOUS, NoticeKind
from storage.columns import Moment
from storage.listed import TEXTS, among, found
from storage.packed import Packed
from storage.tables import cards, chats, leases, outbox

# Written into the statement, not bound to it: only then does the planner see that the partial indexes fit.
_IS_PENDING: Final[Any] = sa.literal_column("'pending'")
_IS_SENDING: Final[Any] = sa.literal_column("'sending'")

IS_ERRAND: Final[Any] = [sa.literal_column(f"'{kind}'") for kind in sorted(ERRANDS)]
_IS_MISSED: Final[Any] = [sa.literal_column(f"'{kind}'") for kind in sorted(REPOSTED_WHEN_AMBIGUOUS)]
_KINDS: Final[Any] = [sa.literal_column(f"'{kind}'") for kind in NoticeKind]

PENDING: Final = outbox.c.state == _IS_PENDING
SENDING: Final = outbox.c.state == _IS_SENDING
_ITS_STATE: Final = outbox.c.state.concat(sa.literal_column("''"))
"""Of rows that are looked for by their numbers. No index of what waits fits it: where the statistics are of a time when
little waited, PostgreSQL would walk through all of it to find the few."""
MINE: Final = sa.and_(_ITS_STATE == _IS_SENDING, outbox.c.attempts == sa.bindparam("attempt", type_=sa.Integer))
"""Still the try that this worker made: each claim counts one more, so that what a late worker says changes nothing."""

NOW: Final = sa.bindparam("now", type_=Moment())
REAL: Final = sa.bindparam("real", type_=Moment())
BEYOND: Final = sa.bindparam("beyond", type_=Moment())
"""Further ahead than anybody may be asked to wait: such a moment was written before the clock was set back."""


def live(row: Any = outbox) -> Any:
    return row.c.state.in_([_IS_PENDING, _IS_SENDING])


def may_be_tried(row: Any = outbox) -> Any:
    return sa.or_(row.c.not_before.is_(None), row.c.not_before <= REAL, row.c.not_before > BEYOND)


def is_known(row: Any = outbox) -> Any:
    """What a newer bot beside this one wrote waits for that one, and keeps its place."""
    return row.c.kind.in_(_KINDS)


def holds_its_place(row: Any) -> Any:
    """An errand that waits for another try lets the others pass; what is said never does, for it is read in order."""
    return sa.or_(row.c.kind.not_in(IS_ERRAND), may_be_tried(row))


def unsettled(row: Any = outbox) -> Any:
    """The same rows as `live`, for who looks into one conversation: said so, only the index of conversations fits.
    Where the statistics, or a kept plan, are of a time when nothing waited, all the others look as good, and PostgreSQL
    would walk through everything that waits for each conversation."""
    return row.c.state.not_in([sa.literal_column(f"'{state}'") for state in ("sent", "dropped", "dead")])


def first_in(conversation: Any) -> Any:
    """The number of a conversation's head: one look in the index, however long its queue or all queues."""
    row = outbox.alias("waiting")
    return (
        sa.select(row.c.id)
        .where(row.c.conversation_id == conversation, unsettled(row), row.c.due_at <= NOW, holds_its_place(row))
        .order_by(row.c.id)
        .limit(sa.literal_column("1"))
        .correlate(conversation.table)
        .scalar_subquery()
    )


# Written out: on SQLite the names in RETURNING lose their tables. There a bare column of the row that is returned also
# fits no index of another table, which would be walked through for every row; as an expression it does.
_ITS_GROUP: Final[Any] = sa.literal_column("(SELECT groups.id FROM groups WHERE groups.conversation_id = chats.id)")
CHAT: Final = Packed(
    sa.select(
        *[sa.literal_column(f"chats.{column.name}", column.type).label(column.name) for column in chats.c],
        _ITS_GROUP.label("group_id"),
    )
    .select_from(sa.text("chats"))
    .where(sa.text("chats.id = outbox.conversation_id || ''")),
    name="chat",
    beside=[outbox],
)
"""Where a notice goes, beside its row: one row, or none for a chat that the bot never heard of."""


def _more() -> Any:
    """Whether another waits behind this one, so that nobody has to look for it in vain."""
    behind = outbox.alias("behind")
    same = sa.text("behind.conversation_id = outbox.conversation_id || '' AND behind.id <> outbox.id")
    one = sa.select(behind.c.id).where(unsettled(behind), behind.c.due_at <= NOW, same).limit(sa.literal_column("1"))
    return one.correlate(outbox).scalar_subquery().is_not(None)


def _claim_heads() -> Any:
    """Marks the heads of leased conversations as they are now. One that was being sent already lost its worker: it may
    have been posted, and is tried once more. After a second loss it is given up, for it may stand there twice: it is
    dead where people would miss it, else dropped."""
    mine = among(leases.c.conversation_id, "chats", TEXTS)
    heads = sa.select(first_in(leases.c.conversation_id)).where(mine).scalar_subquery()
    # Written out, else every card would match.
    same_card = sa.text("cards.conversation_id = outbox.conversation_id || '' AND cards.key = outbox.key || ''")
    card = sa.select(cards.c.activity_id).where(same_card).correlate(outbox).scalar_subquery()
    posts = sa.or_(outbox.c.act == "post", sa.and_(outbox.c.act == "upsert", card.is_(None)))
    lost_twice = sa.and_(outbox.c.ambiguous, SENDING, posts, outbox.c.kind.not_in(IS_ERRAND))
    missed = sa.and_(lost_twice, outbox.c.kind.in_(_IS_MISSED))
    unclear = sa.case((missed, "ambiguous: may have been said already"), else_="may have been said already")
    return (
        sa.update(outbox)
        .where(found(outbox.c.id, heads), _ITS_STATE.in_([_IS_PENDING, _IS_SENDING]), may_be_tried(), is_known())
        .values(
            state=sa.case((missed, "dead"), (lost_twice, "dropped"), else_="sending"),
            error=sa.case((lost_twice, unclear), else_=outbox.c.error),
            settled_at=sa.case((lost_twice, NOW), else_=outbox.c.settled_at),
            attempts=outbox.c.attempts + 1,
            ambiguous=sa.or_(outbox.c.ambiguous, SENDING),
            # none yet, or ahead: the clock was set back, and patience begins anew
            first_tried_at=sa.case((outbox.c.first_tried_at <= REAL, outbox.c.first_tried_at), else_=REAL),
        )
        .returning(*outbox.c, card.label("card_activity"), CHAT.column, _more().label("more"))
    )


def _take_over() -> Any:
    """A newer row for the same card takes the older one's place: it waits as long, doubts as much, counts as many
    tries; and when the older one would have posted the card, the newer must."""
    return (
        sa.update(outbox)
        .where(
            outbox.c.conversation_id == sa.bindparam("chat"),
            outbox.c.key == sa.bindparam("card"),
            outbox.c.id > sa.bindparam("older"),
            PENDING,
            outbox.c.act.in_([sa.literal_column("'refresh'"), sa.literal_column("'upsert'")]),
        )
        .values(
            act=sa.case((sa.bindparam("posts", type_=sa.Boolean), "upsert"), else_=outbox.c.act),
            due_at=sa.case(
                (outbox.c.due_at > sa.bindparam("due", type_=Moment()), sa.bindparam("due", type_=Moment())),
                else_=outbox.c.due_at,
            ),
            not_before=sa.bindparam("again", type_=Moment()),
            ambiguous=sa.bindparam("doubt", type_=sa.Boolean),
            attempts=sa.bindparam("tries", type_=sa.Integer),
            first_tried_at=sa.bindparam("since", type_=Moment()),
        )
    )


CLAIM_HEADS: Final = _claim_heads()
TAKE_OVER: Final = _take_over()
IN_HAND: Final = sa.select(outbox).where(outbox.c.id == sa.bindparam("notice"), MINE).with_for_update()
BUSY: Final = sa.select(sa.exists().where(live(), outbox.c.due_at <= NOW))


def padded(values: Collection[Any]) -> list[Any]:
    """Repeats the last value up to a power of two: lists of any length then make do with a few prepared statements."""
    found = list(values)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found))
