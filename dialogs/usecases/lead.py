"""A moderator's step in a session: one transaction from the press to what must be said because of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.errors import Refused, Stale
from dialogs.groups import Group
from dialogs.ids import SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply, decide
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.views import form_of
from dialogs.turns import Origin
from dialogs.usecases.ambition import gives_ambition, versions_after
from dialogs.usecases.asked_before import cards_of_before
from dialogs.usecases.attending import still_away
from dialogs.usecases.consequences import consequences, moved_down, redrawn
from dialogs.usecases.experiment_record import keep_tried
from dialogs.usecases.harvesting import answered_by_form
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import Origination, experiment_field, tried_in
from dialogs.usecases.planning_ahead import reminders_after
from dialogs.usecases.series_consequences import series_after
from dialogs.usecases.volunteers import with_chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """`session` as it stands now; `events` is empty for a redelivered press."""

    group: Group
    session: Session
    events: tuple[m.Event, ...]


def _nothing_more(_led: Led) -> Sequence[Notice]:
    return ()


async def _nothing_before(_uow: UnitOfWork) -> None:
    pass


async def command_session(
    house: House,
    *,
    origin: Origin,
    session: SessionId,
    command: m.Command,
    told: Callable[[Led], Sequence[Notice]] = _nothing_more,
    checks: Callable[[UnitOfWork], Awaitable[None]] = _nothing_before,
) -> Led:
    """Raises `Refused`, `NotYours` or `Stale`; then nothing was stored. `told` is what the sender hears besides;
    `checks` may count or refuse in the same transaction, once however often the press is delivered."""
    now = house.now()
    house.about(session)
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await uow.sessions.gathering(session, lock=True)
        if found is None:
            raise Stale
        before, group = found.session, found.group
        if not first:
            return Led(group=group, session=before, events=())
        await checks(uow)
        if isinstance(command, m.Start):
            _may_begin(group, before)
        command = await with_chosen(uow, group, before, _with_form_hours(command, house, group), now=now)
        events = decide(before, command, now)
        events += await answered_by_form(uow, group, apply(before, events), events, now=now)
        events += await still_away(uow, group, apply(before, events), events, now=now)
        after = apply(before, events)
        await uow.sessions.record(before, events)
        await versions_after(uow, group, after, events, now=now)
        await series_after(uow, group, after, events, now=now)
        await reminders_after(uow, house, group, after, events)
        await _without_their_experiments(uow, group, before, events, now=now)
        led = Led(group=group, session=after, events=events)
        said = consequences(group=group, session=after, events=events, now=now)
        replanned = any(isinstance(event, m.SessionMoved | m.SessionCancelled) for event in events)
        follow = await cards_of_before(uow, house, group, session) if replanned else ()
        await uow.outbox.add([*said, *_without_these_words(led, now), *told(led), *follow])
        await uow.commit()
        return led


async def _without_their_experiments(
    uow: UnitOfWork, group: Group, before: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """What was withdrawn is no experiment any more either, and made nothing of an earlier one."""
    for event in events:
        form = form_of(before, event.run) if isinstance(event, m.AnswerWithdrawn) else None
        field = experiment_field(form)
        if isinstance(event, m.AnswerWithdrawn) and field is not None:
            place = Origination(session=before.id, run=event.run, person=event.person)
            own = await uow.experiments.of_person(event.person, group.id)
            given, run = before.answers.get((event.run, event.person)), before.run(event.run)
            was = tried_in(form, given.fields) if given else None
            since = run.opened_at if run else None
            await keep_tried(uow, group, place, field, None, own=own, now=now, was=was, since=since)


def _without_these_words(led: Led, now: datetime) -> Sequence[Notice]:
    """What the hotseat withdrew, or the moderator took back, may stand as the ambition on any card of the session."""
    gone = any(
        isinstance(e, m.AnswerTakenBack | m.AnswerWithdrawn) and gives_ambition(led.session, e.run) for e in led.events
    )
    chat = led.group.conversation
    return redrawn(led.session, chat=chat, now=now) if gone and chat is not None else ()


def _may_begin(group: Group, session: Session) -> None:
    """A group plays one session at a time, in a chat of its own."""
    if group.conversation is None:
        raise Refused("reply.no_chat", number=group.number)
    other = next((s for s in group.sessions if s.phase is SessionPhase.OPEN and s.id != session.id), None)
    if other is not None:
        raise Refused("session.refused.other_session_open", number=other.number)


def _with_form_hours(command: m.Command, house: House, group: Group) -> m.Command:
    """Commands that may open a round carry until when a spoken round's optional form stays open."""
    if isinstance(command, m.Start | m.Continue | m.ReopenRound | m.RepeatRound):
        return replace(command, forms_until=house.forms_until(group.zone))
    return command


async def move_card_down(house: House, *, origin: Origin, session: SessionId) -> Session:
    """*Kaart onderaan zetten*: the round's card goes away and comes back below the talk."""
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await uow.sessions.gathering(session, lock=True)
        if found is None:
            raise Stale
        chat = found.group.conversation
        if found.session.current is None or chat is None:
            raise Refused("session.refused.nothing_open")
        if first:
            await uow.outbox.add(moved_down(found.session, chat=chat, now=now))
            await uow.commit()
        return found.session
