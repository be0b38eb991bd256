"""*Ik ben erbij* and *Ik kan niet*: what somebody said beforehand, where the session counts with it."""

from datetime import datetime

from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply, decide
from dialogs.usecases.consequences import consequences
from dialogs.usecases.scene import Scene


async def mark_attendance(uow: UnitOfWork, scene: Scene, person: PersonId, *, coming: bool, now: datetime) -> None:
    """`scene` holds the locked session. Said in the session itself it changes the count on the card at once."""
    events = decide(scene.session, m.MarkSeat(by=person, person=person, cannot_come=not coming), now)
    if not events:
        return
    after = apply(scene.session, events)
    await uow.sessions.record(scene.session, events)
    await uow.outbox.add(consequences(group=scene.group, session=after, events=events, now=now))
