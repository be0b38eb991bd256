"""Forms between sessions: attendance, preparation, consent, facts, highlight, the vote about it, harvest.

One machine for all of them. What differs stands in `forms_between`: whom each is for and until when; here is how a form
is opened, kept, sent in, refused and stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dialogs.cards.actions.between import (
    BetweenOpen,
    BetweenSave,
    BetweenSubmit,
    PreparationOpen,
    PreparationSave,
    PreparationSubmit,
)
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.between_form import BetweenView, between_dialog
from dialogs.cards.expand import EXPERIMENTS, expanded, is_numbered
from dialogs.cards.form_view import Fault, Tick
from dialogs.cards.offers import Offers
from dialogs.cards.reading import as_typed, typed
from dialogs.errors import Refused, Stale
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Form
from dialogs.groups import FormAnswer
from dialogs.ids import SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import today
from dialogs.usecases.answer_returned import told
from dialogs.usecases.attending import mark_attendance
from dialogs.usecases.checking import SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.forms_between import (
    ATTENDANCE,
    HARVEST,
    LOOK_BACK,
    beside_attendance,
    choice_with,
    is_the_hotseats,
    last_day,
    offers_between,
    parts_between,
    refused,
    says_yes,
    thanks,
    until,
)
from dialogs.usecases.harvesting import about, after_a_harvest, own_experiments, states_as_inputs
from dialogs.usecases.house import House
from dialogs.usecases.look_back_open import open_experiment_report
from dialogs.usecases.prefill import prefilled
from dialogs.usecases.preparing import open_preparation, save_preparation, submit_preparation
from dialogs.usecases.scene import around, kept_draft
from dialogs.usecases.seats import no_seat
from dialogs.usecases.visiting import Visit
from dialogs.usecases.who import sender_of

_ABOUT: Final = "about"
"""Beside a draft's inputs: after which experiments its numbered ones ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person at one form. `form` is written out for this person; `own` are the experiments it asks after."""

    visit: Visit
    name: str
    form: Form
    offers: Offers
    own: tuple[Experiment, ...]
    stored: FormAnswer | None
    late: Refused | None = None

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0

    @property
    def about(self) -> str | None:
        return about(self.own) if self.own else None


async def open_between(house: House, origin: Origin, action: BetweenOpen) -> Reply:
    if action.form == LOOK_BACK:
        return await open_experiment_report(house, origin, ExperimentReportOpen(session=action.session))
    if action.choice is not None:
        return await _said_by_the_button(house, origin, action, choice=action.choice)
    async with house.reading() as uow:
        found = await _desk(uow, house, origin, action.session, action.form)
        draft = await _draft(uow, found) if isinstance(found, Desk) else None
    if isinstance(found, _OfTheHotseat):
        return await open_preparation(house, origin, PreparationOpen(session=action.session))
    if isinstance(found, Say):
        return found
    if found is None:
        return await no_seat(house, origin, action.session)
    return _dialog(found, values=draft, draft=draft is not None)


async def _draft(uow: UnitOfWork, desk: Desk) -> Mapping[str, str] | None:
    """What was kept, without the answers about experiments when those are others by now."""
    if not desk.form.drafts:
        return None
    kept = await kept_draft(uow, desk.visit.scene, desk.name, desk.visit.person)
    if kept is None or kept.get(_ABOUT) == desk.about:
        return kept
    return {name: value for name, value in kept.items() if not is_numbered(name)}


async def _said_by_the_button(house: House, origin: Origin, action: BetweenOpen, *, choice: str) -> Reply:
    """*Ik ben erbij* and *Ik kan niet* ask nothing more: the last press counts."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        found = await _desk(uow, house, origin, action.session, action.form, lock=True)
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


class _OfTheHotseat:
    """The preparation of a mastermind is the hotseat's card, which has a module of its own."""


async def _desk(
    uow: UnitOfWork,
    house: House,
    origin: Origin,
    session: SessionId,
    name: str,
    *,
    lock: bool = False,
    late: bool = False,
) -> Desk | Say | _OfTheHotseat | None:
    """None for somebody without a seat; a line where the form is not for this person, or not now.

    `lock` where something will be stored: no moderator's step comes in between. `late`: the desk all the same, so that
    a form that comes too late can be given back with what was typed.
    """
    found = await uow.sessions.gathering(session, lock=lock)
    if found is None:
        return None
    group = found.group
    sender = await sender_of(uow, house, origin, group=group)
    if sender.person is None or found.session.seat(sender.person) is None:
        return None
    form = group.format.forms.get(name)
    if form is None:
        return Say(text=sender.texts.say("reply.between.none"))
    if is_the_hotseats(name, group):
        return _OfTheHotseat()
    scene = await around(uow, found, now=house.now(), parts=parts_between(name, form))
    return await _seated(uow, Visit(scene=scene, person=sender.person, texts=sender.texts), name, form, late=late)


async def _seated(uow: UnitOfWork, visit: Visit, name: str, form: Form, *, late: bool) -> Desk | Say:
    scene, person = visit.scene, visit.person
    own = own_experiments(scene, person) if any(f.each == EXPERIMENTS for f in form.fields) else ()
    desk = Desk(
        visit=visit,
        name=name,
        form=expanded(form, [one.title for one in own]),
        offers=await offers_between(uow, scene, form, person=person),
        own=own,
        stored=next((f for f in scene.forms if f.form == name and f.person == person), None),
    )
    why = refused(name, scene, person, form=desk.form, offers=desk.offers, filled_in=desk.stored is not None)
    if why is None:
        return desk
    if late and isinstance(why, Refused):
        return replace(desk, late=why)
    return Say(text=visit.texts.say(why.text_key, **why.values))


def _dialog(
    desk: Desk,
    *,
    values: Mapping[str, str] | None = None,
    draft: bool = False,
    faults: Mapping[str, Fault] | None = None,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
) -> Reply:
    scene, texts = desk.visit.scene, desk.visit.texts
    return between_dialog(
        BetweenView(
            session=scene.session.id,
            name=desk.name,
            form=desk.form,
            version=desk.version,
            about=desk.about,
            values=values if values is not None else _known(desk),
            offers=desk.offers,
            faults=faults or {},
            notices=notices,
            ticks=ticks,
            draft=draft,
            until=texts.say(until(desk.name), session=scene.session.number),
            last_day=last_day(desk.name, scene),
        ),
        texts,
    )


def _known(desk: Desk) -> Mapping[str, str]:
    """What was sent in before, else what is known already: the states, what a report said."""
    states = states_as_inputs(desk.own, desk.form, desk.stored)
    if desk.stored is not None:
        said = {name: value for name, value in desk.stored.fields.items() if not is_numbered(name)}
        return {**as_typed(desk.form, said), **states}
    return {**prefilled(desk.form, desk.visit.scene, desk.visit.person), **states}


async def save_between(house: House, origin: Origin, action: BetweenSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only. What is recognisable is not kept, not as a draft either."""
    async with house.writing() as uow:
        found = await _desk(uow, house, origin, action.session, action.form)
        if isinstance(found, Desk):
            values = typed(found.form, data)
            seen = guard(iter(values.items()), names_of(found.visit.scene.group))
            if seen.blocked:
                return _dialog(found, values=values, faults=seen.faults)
            await _keep(uow, house, found, values)
            await uow.commit()
            return Say(text=found.visit.texts.say("reply.answer.draft"))
    if isinstance(found, _OfTheHotseat):
        mine = PreparationSave(session=action.session, version=action.version)
        return await save_preparation(house, origin, mine, data)
    return found or await no_seat(house, origin, action.session)


async def _keep(uow: UnitOfWork, house: House, desk: Desk, values: Mapping[str, str]) -> None:
    session, person = desk.visit.scene.session.id, desk.visit.person
    kept = {**values, _ABOUT: desk.about} if desk.about else values
    await uow.sessions.keep_draft(session, desk.name, person, kept, house.now())


async def submit_between(house: House, origin: Origin, action: BetweenSubmit, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await _desk(uow, house, origin, action.session, action.form, lock=True, late=True)
        if isinstance(found, Desk):
            return await _store(uow, house, found, action, data) if first else _thanks(found, None)
    if isinstance(found, _OfTheHotseat):
        mine = PreparationSubmit(session=action.session, version=action.version)
        return await submit_preparation(house, origin, mine, data)
    return found or await no_seat(house, origin, action.session)


async def _store(uow: UnitOfWork, house: House, desk: Desk, action: BetweenSubmit, data: Mapping[str, Any]) -> Reply:
    """Sends the form back with what was typed, or stores it and says thanks."""
    scene, texts = desk.visit.scene, desk.visit.texts
    values = typed(desk.form, data)
    if desk.late is not None:
        return _dialog(desk, values=values, notices=(texts.say(desk.late.text_key, **desk.late.values),))
    if action.about != desk.about:
        values = {name: value for name, value in values.items() if not is_numbered(name)}
        return _dialog(desk, values=values, notices=(texts.say("reply.changed_meanwhile"),))
    try:
        fields = checked(desk.form, data, offers=desk.offers, last_day=last_day(desk.name, scene))
        if _stands_already(desk, action, fields):
            return _thanks(desk, fields)
        await guarded(uow, scene.group.id, tuple(written_texts(desk.form, fields)), data, day=today(scene))
        await _write(uow, house, desk, fields, version=action.version + 1)
    except SentBack as back:
        returned = back.returned
        notices = tuple(told(texts, notice) for notice in returned.notices)
        return _dialog(desk, values=values, faults=returned.faults, notices=notices, ticks=returned.ticks)
    except Stale:
        return _dialog(desk, values=values, notices=(texts.say("reply.changed_meanwhile"),))
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
