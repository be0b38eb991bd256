"""Whose turn it is: conversations of which something may be said now, from every tenant as many as from the others.

A tenant with a hundred thousand notices due keeps nobody waiting, and its queue is not walked through again at every
look: the look hops from tenant to tenant in the index, passes by those that may not speak yet, and takes the first few
of each of the others.
"""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dialogs.notices import BULK
from storage.columns import Moment
from storage.listed import TEXTS, among, found
from storage.paces import FAR, MOMENT, moved_on
from storage.queue import IS_ERRAND, NOW, first_in, is_known, live, may_be_tried
from storage.tables import leases, outbox, paces

PEEK: Final = 200
"""As long as no more is due than this, the oldest few tell which tenants have something due."""

TENANTS: Final = 50
"""Tenants that a look takes from: those that have been silent for longest."""

_IS_BULK: Final[Any] = [sa.literal_column(f"'{kind}'") for kind in sorted(BULK)]
_POSTS: Final[Any] = [sa.literal_column("'post'"), sa.literal_column("'upsert'")]
_IS_LEASED: Final = sa.and_(
    leases.c.leased_until > sa.bindparam("over", type_=Moment()),
    # further ahead than a lease lasts: it was taken before the clock was set back
    leases.c.leased_until <= sa.bindparam("lapsed", type_=Moment()),
)
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MOST: Final = sa.bindparam("most", type_=sa.Integer)
_EVERY: Final = sa.bindparam("every", type_=sa.Double)
_SPENT: Final = sa.bindparam("spent", type_=sa.Double)
_TURNS: Final = sa.bindparam("turns", type_=sa.Integer)


def _waits(tenant: Any) -> Any:
    """A look at the first of the tenant's queue, however long it is."""
    due = outbox.alias("due_there")
    first = sa.select(due.c.due_at).where(live(due), due.c.tenant == tenant).order_by(due.c.due_at, due.c.id)
    return first.limit(sa.literal_column("1")).correlate(tenant.table).scalar_subquery() <= NOW


def _with_something_to_say() -> Any:
    """Tenants that may speak, with what they were moved on to."""
    oldest = outbox.alias("oldest")
    peek = (
        sa.select(oldest.c.tenant)
        .where(live(oldest), oldest.c.due_at <= NOW)
        .order_by(oldest.c.due_at, oldest.c.id)
        .limit(sa.literal_column(str(PEEK)))
        .cte("peek")
    )
    first, later = outbox.alias("first_there"), outbox.alias("later_there")
    many = sa.select(sa.func.count()).select_from(peek).scalar_subquery() >= sa.literal_column(str(PEEK))
    start = sa.select(sa.func.min(first.c.tenant)).where(live(first))
    hop = sa.select(start.scalar_subquery().label("tenant")).where(many).cte("hop", recursive=True)
    onward = sa.select(sa.func.min(later.c.tenant)).where(live(later), later.c.tenant > hop.c.tenant).correlate(hop)
    hop = hop.union_all(sa.select(onward.scalar_subquery()).where(hop.c.tenant.is_not(None)))
    seen = sa.union(sa.select(peek.c.tenant), sa.select(hop.c.tenant).where(_waits(hop.c.tenant))).cte("seen")
    crowd = sa.select(sa.func.count()).select_from(seen).scalar_subquery() > sa.literal_column(str(TENANTS))
    one = _free_heads(seen.c.tenant, outbox.alias("free_there")).limit(sa.literal_column("1")).correlate(seen)
    free_at = sa.case((paces.c.free_at <= FAR, paces.c.free_at), else_=sa.literal_column("0.0"))
    return (
        sa.select(seen.c.tenant, free_at.label("free_at"))
        .select_from(seen.outerjoin(paces, paces.c.tenant == seen.c.tenant))
        .where(free_at <= _SPENT)
        # Those that only wait would keep the places of the others. No EXISTS: that may be hashed, all queues long.
        .where(sa.case((crowd, one.scalar_subquery().is_not(None)), else_=sa.true()))
        .order_by(free_at, seen.c.tenant)
        .limit(sa.literal_column(str(TENANTS)))
        .cte("speaking")
    )


def _heads(speaking: Any) -> Any:
    """The first few of a tenant: what people wait for, and then what is due for everybody."""
    share = 1 + _MOST.op("/")(sa.literal_column("count(*)"))
    few = sa.select(sa.case((share < _TURNS, share), else_=_TURNS)).select_from(speaking).scalar_subquery()
    asked, bulk = (_free(speaking, few, bulk=bulk).subquery("bulk" if bulk else "asked") for bulk in (False, True))
    return sa.union_all(sa.select(asked.c.id), sa.select(bulk.c.id)).limit(few).scalar_subquery()


def _free(speaking: Any, few: Any, *, bulk: bool) -> Any:
    """The first of them; what another worker is just taking is passed by, not waited for."""
    head = outbox.alias("head")
    kinds = head.c.kind.in_(_IS_BULK) if bulk else head.c.kind.not_in(_IS_BULK)
    return (
        _free_heads(speaking.c.tenant, head)
        .where(kinds)
        .order_by(head.c.due_at, head.c.id)
        .limit(few)
        .with_for_update(of=head, skip_locked=True)
        .correlate(speaking)
    )


def _free_heads(tenant: Any, head: Any) -> Any:
    """Conversations of a tenant whose head is due and may be tried, and that nobody holds."""
    is_full = sa.and_(leases.c.free_at > sa.bindparam("full", type_=sa.Double), leases.c.free_at <= FAR)
    not_free = sa.or_(_IS_LEASED, is_full)
    kept = sa.exists().where(leases.c.conversation_id == head.c.conversation_id, not_free)
    return (
        sa.select(head.c.id)
        .where(head.c.tenant == tenant, live(head), head.c.due_at <= NOW)
        .where(is_known(head), may_be_tried(head), head.c.id == first_in(head.c.conversation_id), ~kept)
    )


def _lease_due() -> Any:
    """Leases conversations of which something may be said, those first that may leave first.

    They are taken in the order of their names: two workers never wait for each other in a ring.
    """
    speaking = _with_something_to_say()
    order = (outbox.c.kind.in_(_IS_BULK), outbox.c.due_at, outbox.c.id)
    nth = sa.func.row_number().over(partition_by=outbox.c.tenant, order_by=order)
    leaves = sa.case((speaking.c.free_at > MOMENT, speaking.c.free_at), else_=MOMENT) + nth * _EVERY
    posts = sa.and_(outbox.c.act.in_(_POSTS), outbox.c.kind.not_in(IS_ERRAND))
    heads = (
        sa.select(outbox.c.conversation_id, outbox.c.due_at, outbox.c.id, posts.label("posts"), leaves.label("leaves"))
        .select_from(speaking.join(outbox, found(outbox.c.id, _heads(speaking))))
        .subquery("heads")
    )
    due = (
        sa.select(heads.c.conversation_id, heads.c.posts)
        .where(heads.c.leaves <= _SPENT + _EVERY)
        .order_by(heads.c.leaves, heads.c.due_at, heads.c.id)
        .limit(_MOST)
        .subquery("due")
    )
    turns = (
        sa.select(
            due.c.conversation_id,
            sa.cast(sa.bindparam("worker"), sa.Text),
            sa.bindparam("until", type_=Moment()),
            MOMENT + sa.case((due.c.posts, sa.bindparam("cost", type_=sa.Double)), else_=sa.literal_column("0.0")),
        )
        .where(sa.true())
        .order_by(due.c.conversation_id)
    )
    take = insert(leases).from_select(["conversation_id", "leased_by", "leased_until", "free_at"], turns)
    return take.on_conflict_do_update(
        index_elements=[leases.c.conversation_id],
        set_={
            "leased_by": take.excluded.leased_by,
            "leased_until": take.excluded.leased_until,
            "free_at": moved_on(leases, take.excluded),
        },
        where=~_IS_LEASED,
    ).returning(leases.c.conversation_id)


_MINE: Final = sa.and_(among(leases.c.conversation_id, "chats", TEXTS), leases.c.leased_by == sa.bindparam("worker"))

LEASE_DUE: Final = _lease_due()
RENEW: Final = (
    sa.update(leases)
    .where(_MINE)
    .values(leased_until=sa.bindparam("until", type_=Moment()))
    .returning(leases.c.conversation_id)
)
TAKE_BACK: Final = sa.update(leases).values(leased_by="", leased_until=sa.literal(_LONG_AGO, Moment()))
RELEASE: Final = TAKE_BACK.where(_MINE)
"""The row stays: it knows when the next may be said. The sweep takes away those that know nothing any more."""

SAID_LATELY: Final = sa.select(leases.c.free_at).where(leases.c.conversation_id == sa.bindparam("chat"))
HOLD: Final = (
    sa.update(leases)
    .where(
        leases.c.conversation_id == sa.bindparam("chat"),
        ~leases.c.free_at.between(sa.bindparam("later", type_=sa.Double), FAR),
    )
    .values(free_at=sa.bindparam("later", type_=sa.Double))
)
_NOBODYS: Final = sa.or_(leases.c.leased_by == "", leases.c.leased_until < sa.bindparam("long_ago", type_=Moment()))
KNOWS_NOTHING: Final = sa.and_(_NOBODYS, leases.c.free_at < MOMENT)
"""Also what a worker left behind that died."""
