"""The outbox as those who look after it see it: what waits, what could not be delivered, and what to do with it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.ids import GroupId, PersonId
from dialogs.notices import Act, NoticeKind, NoticeState
from dialogs.undelivered import Depth, Undelivered, Why, why_of
from storage.queue import NOW, live, padded
from storage.tables import cards, chats, groups, memberships, outbox, people, preferences, programmes, sessions

log = structlog.get_logger()

# Written into the statement, not bound to it: only then does the planner see that the partial index fits.
_STATES: Final[dict[NoticeState, Any]] = {state: sa.literal_column(f"'{state}'") for state in NoticeState}
_DEAD: Final = outbox.c.state == _STATES[NoticeState.DEAD]
_IDS: Final[Any] = outbox.c.id.in_(sa.bindparam("ids", expanding=True))
_MERGES: Final[Any] = (sa.literal_column("'refresh'"), sa.literal_column("'upsert'"))


def _told(name: str) -> Any:
    return outbox.c.payload[name].as_string()


# Which group a notice is of: its chat tells, else what it is about.
_of_chat, _of_session = groups.alias("of_chat"), sessions.alias("of_session")
_GROUP: Final = sa.func.coalesce(_of_chat.c.id, _told("group"), _of_session.c.group_id)
_PERSON: Final = sa.case(
    (outbox.c.kind == sa.literal_column("'letter'"), _told("person")),
    (chats.c.kind == sa.literal_column("'personal'"), chats.c.person_id),
)
_CARD: Final = sa.exists().where(cards.c.conversation_id == outbox.c.conversation_id, cards.c.key == outbox.c.key)
_FOUND: Final = (
    sa.select(
        *(outbox.c[name] for name in ("id", "kind", "act", "state", "due_at", "drop_after", "settled_at", "attempts")),
        *(outbox.c[name] for name in ("error", "ambiguous")),
        _GROUP.label("group_id"),
        _PERSON.label("person_id"),
        people.c.email,
        groups.c.number,
        programmes.c.slug,
        _CARD.label("card"),
    )
    .select_from(
        outbox.outerjoin(chats, chats.c.id == outbox.c.conversation_id)
        .outerjoin(_of_chat, _of_chat.c.conversation_id == outbox.c.conversation_id)
        .outerjoin(_of_session, _of_session.c.id == _told("session"))
        .outerjoin(groups, groups.c.id == _GROUP)
        .outerjoin(programmes, programmes.c.id == groups.c.programme_id)
        .outerjoin(people, people.c.id == _PERSON)
    )
    .order_by(outbox.c.id)
)
_GROUPS_OF = (
    sa.select(memberships.c.person_id, programmes.c.slug, groups.c.number)
    .distinct()
    .select_from(
        memberships.join(groups, groups.c.id == memberships.c.group_id).join(
            programmes, programmes.c.id == groups.c.programme_id
        )
    )
    .where(memberships.c.person_id.in_(sa.bindparam("people", expanding=True)), memberships.c.left_at.is_(None))
    .order_by(programmes.c.slug, groups.c.number)
)


def _of_groups(wanted: Any) -> Any:
    """What is said to somebody in their own chat, about no session, is of each group they are in."""
    theirs = sa.select(memberships.c.person_id).where(
        memberships.c.group_id.in_(wanted), memberships.c.left_at.is_(None)
    )
    return sa.or_(_GROUP.in_(wanted), sa.and_(_GROUP.is_(None), _PERSON.in_(theirs)))


def _which(states: Collection[NoticeState], slug: str | None) -> Any:
    asked = _FOUND.where(outbox.c.state.in_([_STATES[state] for state in states]))
    if slug is None:
        return asked
    of_programme = sa.select(groups.c.id).join(programmes, programmes.c.id == groups.c.programme_id)
    return asked.where(_of_groups(of_programme.where(programmes.c.slug == slug).correlate(None)))


_REASONS = (
    sa.select(outbox.c.kind, outbox.c.error, sa.func.count().label("times"))
    .where(_DEAD)
    .group_by(outbox.c.kind, outbox.c.error)
)
_DEAD_OF_GROUP = _FOUND.where(_DEAD, _of_groups(sa.select(sa.bindparam("group", type_=groups.c.id.type))))
_newer = outbox.alias("newer")
_BETTER = sa.exists().where(
    outbox.c.act.in_(_MERGES),
    _newer.c.act.in_(_MERGES),
    _newer.c.conversation_id == outbox.c.conversation_id,
    _newer.c.key == outbox.c.key,
    _newer.c.id != outbox.c.id,
    sa.or_(
        _newer.c.state == _STATES[NoticeState.PENDING],
        sa.and_(
            _newer.c.state == _STATES[NoticeState.DEAD],
            _newer.c.id.in_(sa.bindparam("ids", expanding=True)),
            _newer.c.id > outbox.c.id,
        ),
    ),
)
_BACK = (
    sa.update(outbox)
    .where(_IDS, _DEAD, ~_BETTER)
    .values(
        state="pending",
        attempts=0,
        ambiguous=False,
        first_tried_at=None,
        not_before=None,
        settled_at=None,
        error=None,
    )
    .returning(outbox.c.id)
)
_CHATS_BACK = (
    sa.update(chats)
    .where(chats.c.id.in_(sa.select(outbox.c.conversation_id).where(_IDS)), ~chats.c.active)
    .values(active=True)
)
_MAIL_BACK = (
    sa.update(preferences)
    .where(
        preferences.c.person_id.in_(sa.select(_told("person")).where(_IDS, outbox.c.kind == "letter")),
        preferences.c.mail_refused.is_not(None),
    )
    .values(mail_refused=None, mail_refused_at=None)
)
_ASIDE = (
    sa.update(outbox)
    .where(_IDS, _DEAD)
    .values(state="dropped", error=sa.bindparam("by", type_=sa.Text) + sa.func.coalesce(outbox.c.error, ""))
    .returning(outbox.c.id)
)
_SUPERSEDED = (
    sa.update(outbox)
    .where(_IDS, _DEAD)
    .values(state="dropped", error="superseded")
    .returning(outbox.c.id, outbox.c.conversation_id)
)
_IS_DUE = sa.case((outbox.c.due_at <= NOW, 1))
_DEPTH = sa.select(
    sa.func.count(_IS_DUE).label("due"),
    sa.func.count().label("waiting"),
    sa.func.min(outbox.c.due_at).label("oldest"),
    sa.select(sa.func.count())
    .select_from(outbox.alias("lost"))
    .where(sa.text("lost.state = 'dead'"))
    .scalar_subquery()
    .label("dead"),
).where(live())


class SqlDeadLetters:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def find(
        self,
        states: Collection[NoticeState],
        *,
        slug: str | None = None,
        ids: Collection[int] | None = None,
        most: int | None = None,
    ) -> Sequence[Undelivered]:
        asked = _which(states, slug).limit(most)
        if ids is not None:
            asked = asked.where(outbox.c.id.in_(list(ids)))
        return await self._read((await self._db.execute(asked)).all())

    async def count(self, states: Collection[NoticeState], *, slug: str | None = None) -> int:
        numbers = _which(states, slug).with_only_columns(outbox.c.id, maintain_column_froms=True).order_by(None)
        found: int = await self._db.scalar(sa.select(sa.func.count()).select_from(numbers.subquery())) or 0
        return found

    async def reasons(self) -> Mapping[Why, int]:
        counts = Counter[Why]()
        for row in await self._db.execute(_REASONS):
            counts[why_of(row.error, NoticeKind(row.kind)) or Why.BROKEN] += row.times
        return counts

    async def of_group(self, group: GroupId) -> Sequence[Undelivered]:
        return await self._read((await self._db.execute(_DEAD_OF_GROUP, {"group": group})).all())

    async def _read(self, rows: Sequence[Any]) -> Sequence[Undelivered]:
        alone = {PersonId(row.person_id) for row in rows if row.slug is None and row.person_id is not None}
        theirs: dict[str, list[tuple[str, int]]] = {}
        if alone:
            for row in await self._db.execute(_GROUPS_OF, {"people": padded(alone)}):
                theirs.setdefault(row.person_id, []).append((row.slug, row.number))
        return [_undelivered(row, theirs) for row in rows]

    async def bring_back(self, ids: Collection[int]) -> Collection[int]:
        if not ids:
            return ()
        asked = {"ids": padded(ids)}
        try:
            back = set((await self._db.scalars(_BACK, asked)).all())
        except IntegrityError as error:  # a running bot wrote a newer row for the same card, just between
            raise Stale from error
        await self._db.execute(_CHATS_BACK, asked)
        await self._db.execute(_MAIL_BACK, asked)
        for row in await self._db.execute(_SUPERSEDED, asked):
            log.info("notice.dropped", notice=row.id, conversation=row.conversation_id, reason="superseded")
        return back

    async def put_aside(self, ids: Collection[int]) -> Collection[int]:
        if not ids:
            return ()
        return set((await self._db.scalars(_ASIDE, {"ids": padded(ids), "by": "put aside by hand; "})).all())

    async def depth(self, now: datetime) -> Depth:
        row = (await self._db.execute(_DEPTH, {"now": now})).one_or_none()
        assert row is not None
        oldest = row.oldest if row.oldest is not None and row.oldest <= now else None
        return Depth(due=row.due, waiting=row.waiting - row.due, dead=row.dead, oldest=oldest)


def _undelivered(row: Any, theirs: dict[str, list[tuple[str, int]]]) -> Undelivered:
    own = ((row.slug, row.number),) if row.slug is not None else tuple(theirs.get(row.person_id or "", ()))
    return Undelivered(
        id=row.id,
        kind=NoticeKind(row.kind),
        act=Act(row.act),
        state=NoticeState(row.state),
        groups=own,
        address=row.email,
        due_at=row.due_at,
        drop_after=row.drop_after,
        settled_at=row.settled_at,
        attempts=row.attempts,
        error=row.error,
        doubted=row.ambiguous,
        card=bool(row.card),
    )
