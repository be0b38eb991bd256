"""*Ik ben erbij* and *Ik kan niet*: what somebody said beforehand, where the session counts with it."""

from collections.abc import Sequence
from datetime import datetime

from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply, decide
from dialogs.sessions.model import Session
from dialogs.usecases.consequences import consequences
from dialogs.usecases.forms_between import ATTENDANCE, said_of, says_yes
from dialogs.usecases.scene import Scene


async def still_away(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> tuple[m.Event, ...]:
    """`session` is as it stands after the events. Who said *Ik kan niet* of the moment that it came back to, said so
    already."""
    form = group.format.forms.get(ATTENDANCE)
    if form is None or not any(isinstance(event, m.SessionMoved) for event in events):
        return ()
    return tuple(
        event
        for answer in await uow.sessions.forms_of(session.id)
        if answer.form == ATTENDANCE and said_of(answer.fields) == session.starts_at
        if session.seat(answer.person) is not None and not says_yes(form, answer.fields)
        for event in decide(session, m.MarkSeat(by=answer.person, person=answer.person, cannot_come=True), now)
    )


async def mark_attendance(uow: UnitOfWork, scene: Scene, person: PersonId, *, coming: bool, now: datetime) -> None:
    """`scene` holds the locked session. Said in the session itself it changes the count on the card at once."""
    events = decide(scene.session, m.MarkSeat(by=person, person=person, cannot_come=not coming), now)
    if not events:
        return
    after = apply(scene.session, events)
    await uow.sessions.record(scene.session, events)
    await uow.outbox.add(consequences(group=scene.group, session=after, events=events, now=now))
