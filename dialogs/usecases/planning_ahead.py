"""A group's reminders are laid out anew, in the same transaction as whatever changed its dates."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dialogs.formats.model import Meaning
from dialogs.formats.reminders import INTERIM_DATE
from dialogs.groups import Group, SessionHead
from dialogs.ids import GroupId, PersonId
from dialogs.ports import UnitOfWork
from dialogs.reminders.rules import latest, occurrences, own_interim
from dialogs.sessions import messages as m
from dialogs.sessions.model import AnswerStatus, RunKey, Session, SessionPhase
from dialogs.sessions.views import form_of
from dialogs.usecases.house import House

_DATES_CHANGE: Final = (m.SessionStarted, m.SessionEnded, m.SessionResumed, m.SessionMoved, m.SessionCancelled)
"""When a session was really held counts as well: the next gap begins there."""
_AT_ONCE: Final = 50


async def plan_reminders(uow: UnitOfWork, house: House, group: Group) -> None:
    """`group` is as it stands from now on. Planning the same twice changes nothing."""
    wanted = occurrences(group, house.calendar(group.zone))
    await uow.reminders.plan(group.id, wanted, now=house.now(), latest=latest(group))


async def reminders_after(
    uow: UnitOfWork, house: House, group: Group, session: Session, events: Sequence[m.Event]
) -> None:
    """`session` is as it stands after the events, `group` as it was before them, with its sessions."""
    moved = any(isinstance(event, _DATES_CHANGE) for event in events)
    if moved:
        await plan_reminders(uow, house, with_session(group, session))
    if any(isinstance(event, m.SessionMoved | m.SessionCancelled) for event in events):
        await plan_own_days(uow, house, with_session(group, session))
    gone = [e.person for e in events if isinstance(e, m.AnswerWithdrawn) and asks_for_a_day(session, e.run)]
    if moved or gone or any(_is_shown(session, event) for event in events):
        await _own_days(uow, house, with_session(group, session), session, of=gone)


async def days_chosen_later(
    uow: UnitOfWork, house: House, group: Group, session: Session, events: Sequence[m.Event]
) -> None:
    """Somebody chose a day, or another, or none any more, when the round had been shown already: by catching up."""
    late = [e.person for e in events if isinstance(e, m.AnswerCaughtUp) and asks_for_a_day(session, e.run)]
    if late:
        await _own_days(uow, house, with_session(await uow.groups.get(group.id), session), session, of=late)


async def plan_own_days(uow: UnitOfWork, house: House, group: Group) -> None:
    """The days that people chose in the session held last: the next may have moved before one of them and come back, or
    be another one now."""
    held = [head for head in group.sessions if head.phase is SessionPhase.ENDED]
    if held and any(rule.anchor == INTERIM_DATE for rule in group.format.reminders):
        session = await uow.sessions.get(held[-1].id)
        if session is not None:
            await _own_days(uow, house, group, session)


def with_session(group: Group, session: Session) -> Group:
    """The group's planning with this session as it stands."""
    return replace(group, sessions=tuple(_head(head, session) for head in group.sessions))


def _head(head: SessionHead, session: Session) -> SessionHead:
    if head.id != session.id:
        return head
    return replace(
        head,
        phase=session.phase,
        starts_at=session.starts_at,
        opened_at=session.opened_at,
        ended_at=session.ended_at,
    )


# --- the day somebody chose to look back on (3.5)


def _is_shown(session: Session, event: m.Event) -> bool:
    return isinstance(event, m.RoundShown | m.RoundDone) and asks_for_a_day(session, event.run)


def asks_for_a_day(session: Session, run: RunKey) -> bool:
    form = form_of(session, run)
    return form is not None and any(field.meaning is Meaning.INTERIM_DATE for field in form.fields)


async def _own_days(
    uow: UnitOfWork, house: House, group: Group, session: Session, *, of: Collection[PersonId] = ()
) -> None:
    """A day that has passed meanwhile is not asked after, nor one that somebody (`of`) took back or put off."""
    chosen = list(_chosen_days(session))
    head, following = next(one for one in group.sessions if one.id == session.id), group.after(session.number)
    for person in set(of):
        for rule in group.format.reminders if following else ():
            if following and rule.anchor == INTERIM_DATE:
                await uow.reminders.drop(following.id, rule.id, person)
    calendar, now = house.calendar(group.zone), house.now()
    waiting = await uow.reminders.waiting(group.id) if chosen else ()
    put_off = {one.place for one in waiting if one.promised}
    for person, day in chosen:
        for reminder in own_interim(group, calendar, after=head, person=person, day=day):
            if reminder.due_at > now and reminder.place not in put_off:
                await uow.reminders.add(reminder)


def _chosen_days(session: Session) -> Iterator[tuple[PersonId, date]]:
    for (run, person), answer in session.answers.items():
        form = form_of(session, run)
        for field in form.fields if form is not None and answer.status is AnswerStatus.SUBMITTED else ():
            said = answer.fields.get(field.id) if field.meaning is Meaning.INTERIM_DATE else None
            if isinstance(said, str):
                yield person, date.fromisoformat(said)


# --- a store from before there were reminders


async def plan_what_was_never_planned(house: House) -> int:
    """How many groups got a plan. A group whose format has nothing to remind of is looked at again at every start: that
    costs little and changes nothing. One that cannot be read keeps no other from being called."""
    done, last = 0, None
    while True:
        async with house.writing() as uow:
            groups: Sequence[GroupId] = await uow.reminders.unplanned(after=last, limit=_AT_ONCE)
            for group in groups:
                try:
                    found = await uow.groups.get(group)
                except (LookupError, TypeError, ValueError):
                    continue
                await plan_reminders(uow, house, found)
                done += 1
            await uow.commit()
        if not groups:
            return done
        last = groups[-1]
