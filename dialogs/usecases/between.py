"""Forms between sessions: attendance, preparation, consent, facts, highlight, the vote about it, harvest.

One machine for all of them. What differs stands in `forms_between`: whom each is for and until when; here is how a form
is opened, kept, sent in, refused and stored.
"""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.between import (
    BetweenOpen,
    BetweenSave,
    BetweenSubmit,
    PreparationOpen,
    PreparationSave,
    PreparationSubmit,
)
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.expand import EXPERIMENTS, is_numbered
from dialogs.cards.reading import typed
from dialogs.errors import Stale
from dialogs.groups import FormAnswer
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import today
from dialogs.usecases.answer_returned import told
from dialogs.usecases.attending import mark_attendance
from dialogs.usecases.between_desk import ABOUT, Desk, OfTheHotseat, desk_at, draft_of, page
from dialogs.usecases.checking import SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.forms_between import (
    ATTENDANCE,
    HARVEST,
    LOOK_BACK,
    beside_attendance,
    choice_with,
    last_day,
    says_yes,
    thanks,
)
from dialogs.usecases.harvesting import after_a_harvest
from dialogs.usecases.house import House
from dialogs.usecases.look_back_open import open_experiment_report
from dialogs.usecases.preparing import open_preparation, save_preparation, submit_preparation
from dialogs.usecases.seats import no_seat


async def open_between(house: House, origin: Origin, action: BetweenOpen) -> Reply:
    if action.form == LOOK_BACK:
        return await open_experiment_report(house, origin, ExperimentReportOpen(session=action.session))
    if action.choice is not None:
        return await _said_by_the_button(house, origin, action, choice=action.choice)
    async with house.reading() as uow:
        found = await desk_at(uow, house, origin, action.session, action.form)
        draft = await draft_of(uow, found) if isinstance(found, Desk) else None
    if isinstance(found, OfTheHotseat):
        return await open_preparation(house, origin, PreparationOpen(session=action.session))
    if isinstance(found, Say):
        return found
    if found is None:
        return await no_seat(house, origin, action.session)
    return page(found, values=draft, draft=draft is not None)


async def _said_by_the_button(house: House, origin: Origin, action: BetweenOpen, *, choice: str) -> Reply:
    """*Ik ben erbij* and *Ik kan niet* ask nothing more: the last press counts."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        found = await desk_at(uow, house, origin, action.session, action.form, lock=True)
        if isinstance(found, Desk):
            field = choice_with(found.form, choice)
            if field is None:
                return Say(text=found.visit.texts.say("reply.between.none"))
            fields: Fields = {field.id: choice}
            if first and not _stands(found, fields):
                await _write(uow, house, found, fields, version=found.version + 1)
                await uow.commit()
            return _thanks(found, fields)
    return found if isinstance(found, Say) else await no_seat(house, origin, action.session)


def _stands(desk: Desk, fields: Fields) -> bool:
    """Whether it was said already. After a move the session counts with nobody's *no* until it is said again."""
    seat = desk.visit.scene.session.seat(desk.visit.person)
    counted = desk.name != ATTENDANCE or (seat is not None and seat.cannot_come is not says_yes(desk.form, fields))
    return desk.stored is not None and desk.stored.fields == {**fields, **_beside(desk)} and counted


async def save_between(house: House, origin: Origin, action: BetweenSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only. What is recognisable is not kept, not as a draft either."""
    async with house.writing() as uow:
        found = await desk_at(uow, house, origin, action.session, action.form)
        if isinstance(found, Desk):
            values = typed(found.form, data)
            seen = guard(iter(values.items()), names_of(found.visit.scene.group))
            if seen.blocked:
                return page(found, values=values, faults=seen.faults)
            await _keep(uow, house, found, values)
            await uow.commit()
            return Say(text=found.visit.texts.say("reply.answer.draft"))
    if isinstance(found, OfTheHotseat):
        mine = PreparationSave(session=action.session, version=action.version)
        return await save_preparation(house, origin, mine, data)
    return found or await no_seat(house, origin, action.session)


async def _keep(uow: UnitOfWork, house: House, desk: Desk, values: Mapping[str, str]) -> None:
    session, person = desk.visit.scene.session.id, desk.visit.person
    kept = {**values, ABOUT: desk.about} if desk.about else values
    await uow.sessions.keep_draft(session, desk.name, person, kept, house.now())


async def submit_between(house: House, origin: Origin, action: BetweenSubmit, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await desk_at(uow, house, origin, action.session, action.form, lock=True, late=True)
        if isinstance(found, Desk):
            return await _store(uow, house, found, action, data) if first else _thanks(found, None)
    if isinstance(found, OfTheHotseat):
        mine = PreparationSubmit(session=action.session, version=action.version)
        return await submit_preparation(house, origin, mine, data)
    return found or await no_seat(house, origin, action.session)


async def _store(uow: UnitOfWork, house: House, desk: Desk, action: BetweenSubmit, data: Mapping[str, Any]) -> Reply:
    """Sends the form back with what was typed, or stores it and says thanks."""
    scene, texts = desk.visit.scene, desk.visit.texts
    values = typed(desk.form, data)
    if desk.late is not None:
        return page(desk, values=values, notices=(texts.say(desk.late.text_key, **desk.late.values),))
    if action.about != desk.about:
        values = {name: value for name, value in values.items() if not is_numbered(name)}
        return page(desk, values=values, notices=(texts.say("reply.changed_meanwhile"),))
    try:
        fields = checked(desk.form, data, offers=desk.offers, last_day=last_day(desk.name, scene))
        if _stands_already(desk, action, fields):
            return _thanks(desk, fields)
        await guarded(uow, scene.group.id, tuple(written_texts(desk.form, fields)), data, day=today(scene))
        await _write(uow, house, desk, fields, version=action.version + 1)
    except SentBack as back:
        returned = back.returned
        notices = tuple(told(texts, notice) for notice in returned.notices)
        return page(desk, values=values, faults=returned.faults, notices=notices, ticks=returned.ticks)
    except Stale:
        return page(desk, values=values, notices=(texts.say("reply.changed_meanwhile"),))
    if desk.form.drafts:
        await uow.sessions.drop_draft(scene.session.id, desk.name, desk.visit.person)
    await uow.commit()
    return _thanks(desk, fields)


def _stands_already(desk: Desk, action: BetweenSubmit, fields: Fields) -> bool:
    """The thanks got lost on the way and the person pressed again."""
    return (
        desk.stored is not None
        and desk.stored.version == action.version + 1
        and desk.stored.fields == {**fields, **_beside(desk)}
    )


def _beside(desk: Desk) -> Fields:
    """What was answered about: which experiments the numbers count, at which moment somebody comes."""
    if desk.name == ATTENDANCE:
        return beside_attendance(desk.visit.scene.session)
    return {EXPERIMENTS: tuple(one.id for one in desk.own)} if desk.own else {}


async def _write(uow: UnitOfWork, house: House, desk: Desk, fields: Fields, *, version: int) -> None:
    """The answer and what follows from it. Raises `Stale` when it was changed on another screen meanwhile."""
    scene, person, now = desk.visit.scene, desk.visit.person, house.now()
    said = {**fields, **_beside(desk)}
    answer = FormAnswer(session=scene.session.id, form=desk.name, person=person, version=version, fields=said, at=now)
    await uow.sessions.save_form(answer)
    if desk.name == ATTENDANCE:
        await mark_attendance(uow, scene, person, coming=says_yes(desk.form, fields), now=now)
    elif desk.name == HARVEST:
        await after_a_harvest(uow, scene, answer, own=desk.own, now=now)


def _thanks(desk: Desk, fields: Fields | None) -> Say:
    """`fields` None: it was sent twice, and everything was said the first time."""
    key, scene = thanks(desk.name, desk.form, desk.visit.scene.session, fields), desk.visit.scene
    start, zone = scene.session.starts_at, scene.group.zone
    said = desk.visit.texts.say
    return Say(text=said(key, session=scene.session.number, when=desk.visit.texts.moment(start, zone)))
