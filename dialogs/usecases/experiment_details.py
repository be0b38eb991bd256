"""The long form of an experiment that is there: everything about it, told and changed any time later."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.cards.actions.experiments import ExperimentDetails, ExperimentEdit, ExperimentSave
from dialogs.cards.experiment_form import FIELD, parts_of, short_form, told_in
from dialogs.cards.form_view import Tick
from dialogs.cards.parts import INPUT
from dialogs.cards.picked import PICKED, experiment_field
from dialogs.cards.reading import ticked, typed
from dialogs.experiments.model import Experiment, StateCause
from dialogs.experiments.rules import edited, may_edit, said_alike, seal
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import decide
from dialogs.sessions.views import MayAnswer, may_answer
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.checking import Returned, SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.experiment_desk import (
    Desk,
    OneExperiment,
    Spoken,
    desk_in,
    draft_of,
    draft_of_new,
    one_in,
    turned_away,
    why_returned,
)
from dialogs.usecases.experiment_pages import long_page, new_page, page
from dialogs.usecases.experiment_record import keep
from dialogs.usecases.experiments_shown import cards_with_experiments, place_after_edit
from dialogs.usecases.findables import keep_experiment
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import asked_once_more, born_in, coming_session_day, first_day_for, parts_in
from dialogs.usecases.scene import Scene


async def edit_experiment(house: House, origin: Origin, action: ExperimentEdit) -> Reply:
    try:
        async with house.reading() as uow:
            one = await one_in(uow, house, origin, action.session, action.experiment)
            if one is not None:
                if may_edit(one.stored):
                    return long_page(one)
                notice = one.desk.texts.say("reply.experiment.over")
                return page(one, await uow.experiments.states(one.stored.id), notice=notice)
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)


async def save_experiment(house: House, origin: Origin, action: ExperimentSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only. What is recognisable is not kept, not as a draft either."""
    try:
        async with house.writing() as uow:
            if action.experiment is not None:
                one = await one_in(uow, house, origin, action.session, action.experiment)
                if one is not None:
                    return await _save_one(uow, house, one, data)
            else:
                desk = await desk_in(uow, house, origin, action.session)
                if desk is not None:
                    return await _save_new(uow, house, desk, action, data)
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)


async def _save_one(uow: UnitOfWork, house: House, one: OneExperiment, data: Mapping[str, Any]) -> Reply:
    values = typed(one.form, data)
    found = guard(iter(values.items()), names_of(one.desk.scene.group))
    if found.blocked:
        return long_page(one, values=values, returned=Returned(faults=found.faults))
    await uow.sessions.keep_draft(one.session, draft_of(one.stored.id), one.desk.person, values, house.now())
    await uow.commit()
    return Say(text=one.desk.texts.say("reply.answer.draft"))


async def _save_new(
    uow: UnitOfWork, house: House, desk: Desk, action: ExperimentSave, data: Mapping[str, Any]
) -> Reply:
    values, number = typed(short_form(desk.texts), data), action.number or desk.next_number(action.session)
    found = guard(iter(values.items()), names_of(desk.scene.group))
    if found.blocked:
        returned = Returned(faults=found.faults)
        return new_page(
            desk, session=action.session, number=number, follows=action.follows, values=values, returned=returned
        )
    await uow.sessions.keep_draft(action.session, draft_of_new(number), desk.person, values, house.now())
    await uow.commit()
    return Say(text=desk.texts.say("reply.answer.draft"))


async def submit_details(house: House, origin: Origin, action: ExperimentDetails, data: Mapping[str, Any]) -> Reply:
    back: Returned | None = None
    try:
        async with house.writing() as uow:
            first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
            one = await one_in(uow, house, origin, action.session, action.experiment)
            if one is not None and first:
                back = await why_returned(uow, _keep(uow, one, action, data))
    except Spoken as spoken:
        return spoken.said
    if one is None:
        return await turned_away(house, origin, action.session)
    if back is None:
        return Say(text=one.desk.texts.say("reply.experiment.changed"))
    values = typed(one.form, data)
    if back.keep:
        await _keep_draft(house, one, values)
    return long_page(one, values=values, returned=back)


async def _keep(uow: UnitOfWork, one: OneExperiment, action: ExperimentDetails, data: Mapping[str, Any]) -> None:
    """Raises `SentBack`."""
    stored, desk, scene = one.stored, one.desk, one.desk.scene
    form = one.form
    first_day = first_day_for(data.get(f"{INPUT}{FIELD}.on"), stored.on, desk.today)
    fields = checked(form, data, offers={}, first_day=first_day)
    await guarded(uow, scene.group.id, tuple(written_texts(form, fields)), data, day=desk.today)
    told = told_in(fields, stored)
    changed = edited(
        stored,
        when=told.when,
        then=told.then,
        on=told.on,
        safety=told.safety,
        details=told.details,
        visibility=told.visibility,
        programme=told.programme,
        today=desk.today,
    )
    if said_alike(changed, stored):  # pressed twice, or on two screens: there is nothing to change
        await uow.sessions.drop_draft(one.session, draft_of(stored.id), desk.person)
        return
    if not may_edit(stored):
        raise SentBack(Returned(notices=(("reply.experiment.over", {}),), keep=True))
    if action.seal != seal(stored):
        raise SentBack(Returned(notices=(("reply.experiment.changed_meanwhile", {}),), keep=True))
    asked = asked_once_more(
        parts_in(form, fields) or {},
        own=stored.id,
        others=desk.own,
        next_session=coming_session_day(scene.group, desk.today) if told.on != stored.on else None,
    )
    if asked and not ticked(data, Tick.ANYWAY):
        raise SentBack(Returned(notices=asked, ticks=(Tick.ANYWAY,), keep=True))
    await _store(uow, one, changed)
    await uow.sessions.drop_draft(one.session, draft_of(stored.id), desk.person)
    await keep_experiment(uow, scene.group, changed)
    await uow.outbox.add(cards_with_experiments(scene, born_in(stored), born_in(changed)))


async def _store(uow: UnitOfWork, one: OneExperiment, changed: Experiment) -> None:
    scene = one.desk.scene
    place = place_after_edit(scene, one.stored)
    changed = replace(changed, round_id=place.round_id, run=place.run)
    await keep(uow, one.stored, changed, zone=scene.group.zone, now=scene.now, cause=StateCause.AUTHOR)
    await _answer_anew(uow, scene, changed)


async def _answer_anew(uow: UnitOfWork, scene: Scene, changed: Experiment) -> None:
    """As long as the answer in its round can be changed, this changes it: the round's own form shows the same words,
    and one that was open already is out of date."""
    session, place, person = scene.session, born_in(changed), changed.person
    if may_answer(session, person, place, scene.now) is not MayAnswer.CHANGE:
        return
    given, field = session.answers[place, person], experiment_field(scene.round(place).form)
    said = given.fields.get(field.id) if field else None
    if field is None or not isinstance(said, Mapping) or PICKED in said:
        return
    fields = {**given.fields, field.id: {**said, **parts_of(changed)}}
    command = m.GiveAnswer(person=person, by=person, run=place, version=given.version, fields=fields)
    await uow.sessions.record(session, decide(session, command, scene.now))


async def _keep_draft(house: House, one: OneExperiment, values: Mapping[str, str]) -> None:
    async with house.writing() as uow:
        await uow.sessions.keep_draft(one.session, draft_of(one.stored.id), one.desk.person, values, house.now())
        await uow.commit()
