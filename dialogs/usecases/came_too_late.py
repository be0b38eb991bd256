"""What the courier brought too late for its day: asked again the next allowed morning, where that makes sense still."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dialogs.ids import PersonId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.reminders.rules import due_of
from dialogs.usecases.asks import asked_on
from dialogs.usecases.draw_letter import said_by
from dialogs.usecases.draw_reminder import day_in
from dialogs.usecases.house import House
from dialogs.usecases.later import last_moment

TO_A_PERSON: Final = frozenset({NoticeKind.REMINDER, NoticeKind.LETTER})


async def ask_another_day(house: House, notice: Notice, person: PersonId | None) -> None:
    """After an outage: a card or a letter is for one day, what stands in it may be asked for longer. What may not is
    noted as late. `person`: whose chat it is; a letter knows that itself. Doing it twice does it once."""
    on = day_in(notice.payload.get("day"))
    if notice.kind is NoticeKind.LETTER:
        person = PersonId(str(notice.payload["person"]))
    if on is None or person is None or notice.act is Act.DELETE:
        return
    async with house.writing() as uow:
        told = await uow.reminders.told([person], since=on)
        noted = {(one.session, one.rule) for one in told if one.on == on and one.fate is Fate.LATE}
        said = [one for one in said_by(notice, told, on) if (one.session, one.rule) not in noted]
        await _ask(uow, house, person, said)
        await uow.commit()


async def _ask(uow: UnitOfWork, house: House, person: PersonId, told: Sequence[Told]) -> None:
    now, late = house.now(), list[Told]()
    for scene, rule in (await asked_on(uow, house, person, told)).still:
        line = next(one for one in reversed(told) if (one.session, one.rule) == (scene.session.id, rule.id))
        calendar = house.calendar(scene.group.zone)
        due = due_of(scene.group, calendar, session=scene.session.id, rule=rule.id) or line.at
        again, until = calendar.after(now), min(due + rule.tolerance, last_moment(scene, rule))
        if again < until:
            await uow.reminders.add(_again(line, due_at=again, drop_after=until))
        else:
            late.append(_late(line, house))
    await uow.reminders.log(late)


def _again(line: Told, *, due_at: datetime, drop_after: datetime) -> Reminder:
    return Reminder(
        group=line.group,
        session=line.session,
        rule=line.rule,
        person=line.person,
        due_at=due_at,
        drop_after=drop_after,
    )


def _late(line: Told, house: House) -> Told:
    return Told(
        group=line.group,
        session=line.session,
        rule=line.rule,
        person=line.person,
        fate=Fate.LATE,
        on=line.on,
        at=house.now(),
    )
