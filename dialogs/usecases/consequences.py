"""What the bot must say because something happened: events in, notices out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from dialogs.formats.model import Round, Visibility
from dialogs.groups import Group
from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.programmes.model import Role
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundPhase, RunKey, Session, SessionPhase
from dialogs.usecases.card_rows import (
    REFRESH_DELAY,
    card_refresh,
    moderator_key,
    planning_refresh,
    round_key,
    run_payload,
    summary_notice,
)
from dialogs.usecases.session_changes import ABOUT_PEOPLE, after_a_change

WARNED_FROM_MINUTES: Final = 5
WARNED_BEFORE: Final = timedelta(minutes=1)


def has_result(round_: Round) -> bool:
    """Whether a spoken or show round leaves something for the group to read."""
    return round_.form is not None and any(f.visibility is Visibility.GROUP for f in round_.form.fields)


def after_an_answer(session: Session, run: RunKey, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """An answer came, changed or went: the count moves; what is already shown or posted follows in place."""
    later = now + REFRESH_DELAY
    notices = [card_refresh(session.id, run, chat=chat, due_at=later)]
    state = session.run(run)
    if state is not None and state.phase in {RoundPhase.SHOWN, RoundPhase.DONE}:
        notices.append(card_refresh(session.id, run, chat=chat, due_at=later, kind=NoticeKind.RESULT))
    if session.phase is SessionPhase.ENDED:
        notices.append(summary_notice(session.id, chat=chat, act=Act.REFRESH, due_at=later))
    return tuple(notices)


def consequences(*, group: Group, session: Session, events: Sequence[m.Event], now: datetime) -> tuple[Notice, ...]:
    """`session` is as it stands after the events; nothing is said while the group has no chat."""
    chat = group.conversation
    if chat is None:
        return ()
    notices: list[Notice] = []
    for event in events:
        notices += _one(event, session=session, chat=chat, now=now)
    if any(not isinstance(e, _ABOUT_ANSWERS) for e in events):
        notices += _for_moderators(group, session, now=now)
    for event in events:
        notices += _warnings(event, group=group, session=session, now=now)
    return _without_doubles(notices)


def _without_doubles(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    kept: list[Notice] = []
    for notice in notices:
        if notice not in kept:
            kept.append(notice)
    return tuple(kept)


_ABOUT_ANSWERS: Final = (
    m.AnswerGiven,
    m.AnswerWithdrawn,
    m.SupplementAdded,
    m.AnswerHeldBack,
    m.AnswerReleased,
    m.AnswerTakenBack,
    m.NoteTakerNamed,
    m.SeatMarked,
    *ABOUT_PEOPLE,
)


_RoundEvent = (
    m.RoundOpened | m.RoundReopened | m.RoundClosed | m.RoundExtended | m.RoundShown | m.RoundDone | m.RoundSkipped
)
_OF_A_CONTRIBUTION: Final = (m.SupplementAdded, m.AnswerHeldBack, m.AnswerReleased, m.AnswerTakenBack)


def _one(event: m.Event, *, session: Session, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    if isinstance(event, _RoundEvent):
        return _of_a_round(event, session=session, chat=chat, now=now)
    if isinstance(event, m.AnswerGiven | m.AnswerWithdrawn):
        return after_an_answer(session, event.run, chat=chat, now=now)
    if isinstance(event, _OF_A_CONTRIBUTION):
        return _contribution_changed(session, event.run, chat=chat, now=now)
    return _of_the_session(event, session=session, chat=chat, now=now)


def _of_the_session(event: m.Event, *, session: Session, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    if isinstance(event, m.SessionEnded):
        return summary_notice(session.id, chat=chat, act=Act.UPSERT, due_at=now), planning_refresh(
            session.group, chat=chat, now=now
        )
    if isinstance(event, m.SessionResumed):
        return moved_down(session, chat=chat, now=now)
    if isinstance(event, m.SeatMarked) and session.current is not None:
        counts_change = any(mark is not None for mark in (event.absent, event.aloud, event.cannot_come))
        refresh = card_refresh(session.id, session.current.key, chat=chat, due_at=now + REFRESH_DELAY)
        return (refresh,) if counts_change else ()
    return after_a_change(event, session=session, chat=chat, now=now)


def _of_a_round(event: _RoundEvent, *, session: Session, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    run = event.run
    match event:
        case m.RoundOpened():
            key, payload = round_key(session.id, run), run_payload(session.id, run)
            return (Notice(kind=NoticeKind.ROUND, conversation=chat, key=key, payload=payload, due_at=now),)
        case m.RoundReopened():  # a round that was skipped before it ever opened has no card yet
            return (replace(card_refresh(session.id, run, chat=chat, due_at=now), act=Act.UPSERT),)
        case m.RoundClosed() | m.RoundExtended():
            return (card_refresh(session.id, run, chat=chat, due_at=now),)
        case m.RoundSkipped():
            state = session.run(run)
            was_open = state is not None and state.order is not None
            return (card_refresh(session.id, run, chat=chat, due_at=now),) if was_open else ()
        case m.RoundShown():
            return _settled(session, run, chat=chat, now=now, result=True)
        case m.RoundDone():
            return _settled(session, run, chat=chat, now=now, result=has_result(session.plan.round(run.round_id)))
        case _:
            assert_never(event)


def _settled(session: Session, run: RunKey, *, chat: ConversationId, now: datetime, result: bool) -> tuple[Notice, ...]:
    card = card_refresh(session.id, run, chat=chat, due_at=now)
    if not result:
        return (card,)
    return card, card_refresh(session.id, run, chat=chat, due_at=now, kind=NoticeKind.RESULT)


def _contribution_changed(session: Session, run: RunKey, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """What stands in the chat follows at once; what was not posted yet has nothing to follow."""
    state = session.run(run)
    if state is None or state.phase not in {RoundPhase.SHOWN, RoundPhase.DONE}:
        return ()
    notices = [card_refresh(session.id, run, chat=chat, due_at=now, kind=NoticeKind.RESULT)]
    if session.phase is SessionPhase.ENDED:
        notices.append(summary_notice(session.id, chat=chat, act=Act.REFRESH, due_at=now))
    return tuple(notices)


def hidden_at_once(session: Session, run: RunKey, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """Something recognisable was reported: every card that may carry the words is drawn again."""
    return (
        card_refresh(session.id, run, chat=chat, due_at=now),
        *_contribution_changed(session, run, chat=chat, now=now),
    )


def redrawn(session: Session, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """Every card that carries the ambition as a line: those of the rounds, and the planning."""
    rounds = (card_refresh(session.id, run.key, chat=chat, due_at=now) for run in session.runs)
    return *rounds, planning_refresh(session.group, chat=chat, now=now)


def moved_down(session: Session, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """The current round's card is taken away and put below the talk."""
    current = session.current
    if current is None:
        return ()
    key, payload = round_key(session.id, current.key), run_payload(session.id, current.key)
    return tuple(
        Notice(kind=NoticeKind.ROUND, act=act, conversation=chat, key=key, payload=payload, due_at=now)
        for act in (Act.DELETE, Act.POST)
    )


def _for_moderators(group: Group, session: Session, *, now: datetime) -> list[Notice]:
    return [
        Notice(
            kind=NoticeKind.MODERATOR,
            act=Act.UPSERT,
            conversation=member.personal,
            key=moderator_key(session.id),
            payload={"session": session.id},
            due_at=now,
        )
        for member in group.with_role(Role.MODERATOR)
        if member.personal is not None
    ]


def _warnings(event: m.Event, *, group: Group, session: Session, now: datetime) -> list[Notice]:
    """One private line with a minute left; when the round moved on or was extended it is dropped at sending."""
    if not isinstance(event, m.RoundOpened | m.RoundReopened | m.RoundExtended):
        return []
    state = session.run(event.run)
    if state is None or state.ends_at is None or state.minutes < WARNED_FROM_MINUTES:
        return []
    due = state.ends_at - WARNED_BEFORE
    if due <= now:
        return []
    return [
        Notice(
            kind=NoticeKind.TIME_WARNING,
            conversation=member.personal,
            payload={**run_payload(session.id, event.run), "ends_at": state.ends_at.isoformat()},
            due_at=due,
            drop_after=state.ends_at,
        )
        for member in group.with_role(Role.MODERATOR)
        if member.personal is not None
    ]
