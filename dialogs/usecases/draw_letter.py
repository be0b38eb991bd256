"""The mail in place of a reminder's card: drawn when it is sent, so that nobody who has answered gets one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from dialogs.usecases.run_sheet_printed import new_address
from dialogs.usecases.scene import WHO_AND_WHEN, Scene, read_scene

_ORDER: Final = tuple(Ask)


async def draw_letter(house: House, notice: Notice) -> Letter | None:
    """Payload: `person`, `group`, `day`, and when it was `called`: what that person was to hear by it, of every group
    of theirs. None when nothing is left of it. A pause is about being asked: who leads a session is still told that
    the draaiboek is there."""
    person, first = PersonId(str(notice.payload["person"])), GroupId(str(notice.payload["group"]))
    on = date.fromisoformat(str(notice.payload["day"]))
    async with house.reading() as uow:
        told = said_by(notice, await uow.reminders.told([person], since=on), on)
        pause = (await uow.preferences.paused([person])).get(person)
        quiet = pause is not None and pause >= on
        still = () if quiet else (await asked_on(uow, house, person, told)).still
        found = [
            await _of_group(uow, house, group, person, told, still)
            for group in dict.fromkeys([first, *(one.group for one in told)])
        ]
    parts = [one for one in found if one is not None and (one.asked or one.leads is not None)]
    if not parts:
        return None
    view, *also = [await _view(house, one) for one in parts]
    group, member = parts[0].group, parts[0].member
    return letter(view, house.texts.in_(member.language or group.language), also=also)


def said_by(notice: Notice, told: Sequence[Told], on: date) -> list[Told]:
    """What is called later that day is in a letter of its own."""
    said = [one for one in told if one.on == on and one.fate is Fate.SAID]
    called = notice.payload.get("called")
    return [one for one in said if called is None or one.at == datetime.fromisoformat(str(called))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfGroup:
    """What a letter says of one group: what its reader is asked, and of which session the draaiboek is ready."""

    group: Group
    member: Member
    asked: tuple[AskedOf, ...]
    leads: Scene | None


async def _of_group(
    uow: UnitOfWork,
    house: House,
    group: GroupId,
    person: PersonId,
    told: Sequence[Told],
    still: Sequence[tuple[Scene, ReminderRule]],
) -> _OfGroup | None:
    """None for who has left it."""
    found = await uow.groups.get(group)
    member = found.member(person)
    if member is None:
        return None
    asked = _asked([(scene, rule) for scene, rule in still if scene.group.id == group])
    leads = await _led(uow, house, found, person, [one for one in told if one.group == group])
    return _OfGroup(group=found, member=member, asked=asked, leads=leads)


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


async def _view(house: House, one: _OfGroup) -> LetterView:
    return LetterView(
        to=one.member.email,
        name=one.member.name,
        group=one.group.format.kind,
        zone=one.group.zone,
        chat=one.group.conversation,
        asked=one.asked,
        run_sheet=_about(one.leads) if one.leads else None,
        page=await _page(house, one.member.person, one.leads.session.id) if one.leads else None,
    )
