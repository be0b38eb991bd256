"""An experiment at any time outside its round: the short form, from a card, by typing `experiment`, after a report."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.experiments import ExperimentOpen, ExperimentSubmit
from dialogs.cards.experiment_form import FIELD, parts_of, short_form
from dialogs.cards.form_view import Tick
from dialogs.cards.reading import as_typed, ticked, typed
from dialogs.experiments.model import Experiment, StateCause
from dialogs.experiments.rules import said_alike
from dialogs.formats.model import Form
from dialogs.ids import ExperimentId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.checking import Returned, SentBack, checked, guarded, written_texts
from dialogs.usecases.experiment_desk import (
    Desk,
    Spoken,
    desk_in,
    draft_of_new,
    one_in,
    place_of,
    turned_away,
    why_returned,
)
from dialogs.usecases.experiment_pages import list_page, new_page, page
from dialogs.usecases.experiment_record import keep_chained
from dialogs.usecases.experiments_shown import cards_with_experiments
from dialogs.usecases.findables import keep_experiment
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import Origination, asked_once_more, coming_session_day, experiment_of, parts_in


async def open_experiment(house: House, origin: Origin, action: ExperimentOpen) -> Reply:
    """The one that was named, else the list of one's own, else the short form."""
    try:
        async with house.reading() as uow:
            if action.experiment is not None:
                one = await one_in(uow, house, origin, action.session, action.experiment)
                if one is not None:
                    return page(one, await uow.experiments.states(one.stored.id))
            else:
                desk = await desk_in(uow, house, origin, action.session)
                if desk is not None:
                    return list_page(desk) if desk.own else await new_experiment(uow, desk)
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)


async def new_experiment(uow: UnitOfWork, desk: Desk, *, follows: ExperimentId | None = None) -> Reply:
    """Empty, or as it was kept for later."""
    session, number = desk.home, desk.next_number(desk.home)
    draft = await uow.sessions.draft(session, draft_of_new(number), desk.person)
    return new_page(desk, session=session, number=number, follows=follows, values=draft or {}, draft=draft is not None)


def adapted_page(desk: Desk, base: Experiment, *, then: str = "") -> Reply:
    """The short form of the one that follows from `base`, which starts from its words; `then` is how its author said,
    looking back, that it goes on."""
    parts = {**parts_of(base), "on": max(base.on, desk.today).isoformat()}
    if then:
        parts["then"] = then
    session = desk.home
    return new_page(
        desk,
        session=session,
        number=desk.next_number(session),
        follows=base.id,
        values=as_typed(short_form(desk.texts), {FIELD: parts}),
    )


async def submit_experiment(house: House, origin: Origin, action: ExperimentSubmit, data: Mapping[str, Any]) -> Reply:
    back: Returned | None = None
    try:
        async with house.writing() as uow:
            first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
            desk = await desk_in(uow, house, origin, action.session)
            if desk is not None and first:
                back = await why_returned(uow, _keep(uow, desk, action, data))
    except Spoken as spoken:
        return spoken.said
    if desk is None:
        return await turned_away(house, origin, action.session)
    if back is None:
        return Say(text=desk.texts.say("reply.experiment.saved"))
    values = typed(_form(desk, action.follows), data)
    if back.keep:
        await _keep_draft(house, desk, action, values)
    return new_page(
        desk, session=action.session, number=action.number, follows=action.follows, values=values, returned=back
    )


def _form(desk: Desk, follows: ExperimentId | None) -> Form:
    base = desk.one(follows)
    if base is None:
        return short_form(desk.texts)
    return short_form(desk.texts, visibility=base.visibility, programme=base.programme)


async def _keep(uow: UnitOfWork, desk: Desk, action: ExperimentSubmit, data: Mapping[str, Any]) -> None:
    """Raises `SentBack`."""
    scene, now, base = desk.scene, desk.scene.now, desk.one(action.follows)
    form = _form(desk, action.follows)
    fields = checked(form, data, offers={}, first_day=desk.today)
    await guarded(uow, scene.group.id, tuple(written_texts(form, fields)), data, day=desk.today)
    parts = parts_in(form, fields)
    if parts is None:
        raise SentBack(Returned())
    made = experiment_of(
        parts,
        group=scene.group,
        origin=_place(desk, action.session, action.number),
        now=now,
        visibility=base.visibility if base else form.fields[0].visibility,
        programme=base.programme if base else False,
        follows=base.id if base else None,
    )
    there = desk.one(made.id)
    if there is not None and said_alike(there, made):
        return  # the thanks got lost on the way and the person pressed again
    if there is not None:  # another screen had the same number: both are kept
        made = experiment_of(
            parts,
            group=scene.group,
            origin=_place(desk, action.session, desk.next_number(action.session)),
            now=now,
            visibility=made.visibility,
            programme=made.programme,
            follows=made.follows,
        )
    asked = asked_once_more(
        parts,
        own=made.id,
        others=[e for e in desk.own if base is None or e.id != base.id],  # which is finished when this one follows
        next_session=coming_session_day(scene.group, desk.today),
    )
    if asked and not ticked(data, Tick.ANYWAY):
        raise SentBack(Returned(notices=asked, ticks=(Tick.ANYWAY,), keep=True))
    await uow.experiments.save(made, now=now, cause=StateCause.AUTHOR)
    await keep_chained(uow, scene.group, base, now=now, cause=StateCause.AUTHOR)
    await uow.sessions.drop_draft(action.session, draft_of_new(action.number), desk.person)
    await keep_experiment(uow, scene.group, made)
    await uow.outbox.add(cards_with_experiments(scene))


def _place(desk: Desk, session: SessionId, number: int) -> Origination:
    """Never further than the next: a number is no place to put anything one likes."""
    number = max(1, min(number, desk.next_number(session)))
    return Origination(session=session, run=place_of(number), person=desk.person)


async def _keep_draft(house: House, desk: Desk, action: ExperimentSubmit, values: Mapping[str, str]) -> None:
    async with house.writing() as uow:
        await uow.sessions.keep_draft(action.session, draft_of_new(action.number), desk.person, values, house.now())
        await uow.commit()
