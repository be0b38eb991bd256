"""The mail in place of a reminder's card: drawn when it is sent, so that nobody who has answered gets one."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dialogs.cards.reminder import Ask
from dialogs.formats.model import ReminderRule
from dialogs.groups import Group, Member
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.notices import Notice
from dialogs.pages.letter import AskedOf, Letter, LetterView, letter
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import Fate, Told
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.asks import ask_of, asked_on
from dialogs.usecases.house import House
from dialogs.usecases.needs import MODERATOR, needs, rule_of
from dialogs.usecases.run_sheet import new_address
from dialogs.usecases.scene import WHO_AND_WHEN, Scene, read_scene

_ORDER: Final = tuple(Ask)


async def draw_letter(house: House, notice: Notice) -> Letter | None:
    """Payload: `person`, `group`, `day`: what that person was to hear of that group on that day. None when nothing is
    left of it. A pause is about being asked: who leads a session is still told that the draaiboek is there."""
    person, group_id = PersonId(str(notice.payload["person"])), GroupId(str(notice.payload["group"]))
    on = date.fromisoformat(str(notice.payload["day"]))
    async with house.reading() as uow:
        group = await uow.groups.get(group_id)
        member = group.member(person)
        if member is None:
            return None
        told = [
            one
            for one in await uow.reminders.told([person], since=on)
            if (one.group, one.on, one.fate) == (group_id, on, Fate.SAID)
        ]
        pause = (await uow.preferences.paused([person])).get(person)
        quiet = pause is not None and pause >= on
        asked = () if quiet else _asked((await asked_on(uow, house, person, told)).still)
        leads = await _led(uow, house, group, person, told)
    if not asked and leads is None:
        return None
    page = await _page(house, person, leads.session.id) if leads else None
    return _written(house, group, member, asked=asked, leads=leads, page=page)


async def address_refused(house: House, person: PersonId, address: str) -> None:
    """The next reminder goes by the group's line."""
    async with house.writing() as uow:
        await uow.preferences.refuse_mail(person, address=address, at=house.now())
        await uow.commit()


def _asked(still: Sequence[tuple[Scene, ReminderRule]]) -> tuple[AskedOf, ...]:
    """By session, in the order in which they are held; what matters most first."""
    scenes = {scene.session.number: scene for scene, _ in still}
    return tuple(
        _about(
            scenes[number],
            asks=sorted(
                {ask_of(rule, scene.group) for scene, rule in still if scene.session.number == number},
                key=_ORDER.index,
            ),
        )
        for number in sorted(scenes)
    )


async def _led(uow: UnitOfWork, house: House, group: Group, person: PersonId, told: Sequence[Told]) -> Scene | None:
    """The session whose draaiboek this person is to hear of."""
    rules = {rule.id for rule in group.format.reminders if rule.to == MODERATOR}
    for one in told:
        if one.rule not in rules:
            continue
        scene = await read_scene(uow, one.session, now=house.now(), parts=WHO_AND_WHEN)
        rule = rule_of(scene, one.rule) if scene else None
        if scene is not None and rule is not None and needs(scene, rule, person):
            return scene
    return None


def _about(scene: Scene, asks: Sequence[Ask] = ()) -> AskedOf:
    session = scene.session
    return AskedOf(
        number=session.number,
        starts_at=session.starts_at,
        minutes=session.minutes,
        after=session.phase is not SessionPhase.PLANNED,
        asks=tuple(asks),
    )


async def _page(house: House, person: PersonId, session: SessionId) -> str | None:
    if not house.public_url:
        return None
    async with house.writing() as uow:
        address = await new_address(uow, house, person=person, session=session)
        await uow.commit()
    return address


def _written(
    house: House, group: Group, member: Member, *, asked: tuple[AskedOf, ...], leads: Scene | None, page: str | None
) -> Letter:
    view = LetterView(
        to=member.email,
        name=member.name,
        group=group.format.kind,
        zone=group.zone,
        chat=group.conversation,
        asked=asked,
        run_sheet=_about(leads) if leads else None,
        page=page,
    )
    return letter(view, house.texts.in_(member.language or group.language))
