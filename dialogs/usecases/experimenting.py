"""An experiment at any time outside its round: the short form, from the summary, by typing `experiment`."""

from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.actions import ExperimentOpen, ExperimentSubmit
from dialogs.cards.form_view import Fault, FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.reading import as_typed, ticked, typed
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Form
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.sessions.views import in_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import next_session_day, today
from dialogs.usecases.answer_returned import told
from dialogs.usecases.card_rows import summary_refresh
from dialogs.usecases.checking import Returned, SentBack, checked, guarded, written_texts
from dialogs.usecases.experiments_shown import belongs_to
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import (
    Origination,
    asked_once_more,
    born_in,
    experiment_field,
    experiment_of,
    parts_in,
)
from dialogs.usecases.scene import Part, Scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.visiting import Visit, visit, visit_in

_PARTS: Final = frozenset({Part.EXPERIMENTS, Part.INCIDENTS})


def short_form(scene: Scene) -> Form | None:
    """The form of the round that asks for an experiment, without anything else it asks."""
    for round_ in scene.session.plan.rounds:
        field = experiment_field(round_.form)
        if round_.form is not None and field is not None:
            return Form(fields=(field,), title=None, intro=round_.form.intro)
    return None


def _own(scene: Scene, person: PersonId) -> Experiment | None:
    """What the person thought of in this session: in the round, else outside it."""
    mine = [e for e in scene.experiments if e.person == person and e.session == scene.session.id]
    return mine[-1] if mine else None


async def open_experiment(house: House, origin: Origin, action: ExperimentOpen) -> Reply:
    found = await visit(house, origin, action.session, parts=_PARTS)
    if not isinstance(found, Visit):
        return found
    form = short_form(found.scene)
    if not _takes_part(found):
        return Say(text=found.texts.say("reply.experiment.participants"))
    if form is None:
        return Say(text=found.texts.say("reply.nothing_asked"))
    return _dialog(found.scene, form, found.person, found.texts)


def _takes_part(found: Visit) -> bool:
    """The group reads the experiments of those who make it up; what a moderator filled in would stand nowhere."""
    seat = found.scene.session.seat(found.person)
    return seat is not None and in_group(seat)


def _dialog(
    scene: Scene,
    form: Form,
    person: PersonId,
    texts: Texts,
    *,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, Fault] | None = None,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
) -> Reply:
    own = _own(scene, person)
    return form_dialog(
        FormView(
            heading=texts.say("button.experiment"),
            form=form,
            submit=ExperimentSubmit(session=scene.session.id, version=own.version if own else 0),
            values=values if values is not None else _filled(form, own),
            faults=faults or {},
            notices=notices,
            ticks=ticks,
            first_day=today(scene),
        ),
        texts,
    )


def _filled(form: Form, own: Experiment | None) -> Mapping[str, str]:
    field = experiment_field(form)
    if own is None or field is None:
        return {}
    parts = {"when": own.when, "then": own.then, "on": own.on.isoformat(), "safety": own.safety.value}
    return as_typed(form, {field.id: parts})


async def submit_experiment(house: House, origin: Origin, action: ExperimentSubmit, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await visit_in(uow, house, origin, action.session, parts=_PARTS)
        form = short_form(found.scene) if found else None
        if found is not None and form is not None:
            scene, person, texts = found.scene, found.person, found.texts
            if not _takes_part(found):
                return Say(text=texts.say("reply.experiment.participants"))
            if not first:
                return Say(text=texts.say("reply.experiment.saved"))
            try:
                made = await _checked(uow, found, form, action, data)
            except SentBack as back:
                returned = back.returned
                return _dialog(
                    scene,
                    form,
                    person,
                    texts,
                    values=typed(form, data),
                    faults=returned.faults,
                    notices=tuple(told(texts, notice) for notice in returned.notices),
                    ticks=returned.ticks,
                )
            await uow.experiments.save(made, now=now)
            if scene.group.conversation is not None:
                await uow.outbox.add([summary_refresh(scene.session.id, chat=scene.group.conversation, now=now)])
            await uow.commit()
            return Say(text=texts.say("reply.experiment.saved"))
    return await no_seat(house, origin, action.session)


async def _checked(
    uow: UnitOfWork, found: Visit, form: Form, action: ExperimentSubmit, data: Mapping[str, Any]
) -> Experiment:
    scene, person = found.scene, found.person
    own = _own(scene, person)
    if action.version != (own.version if own else 0):
        raise SentBack(Returned(notices=(("reply.changed_meanwhile", {}),)))
    fields = checked(form, data, offers={}, first_day=today(scene))
    await guarded(uow, scene.group.id, tuple(written_texts(form, fields)), data, day=today(scene))
    parts = parts_in(form, fields)
    if parts is None:
        raise SentBack(Returned())
    origin = Origination(session=scene.session.id, run=belongs_to(scene, own), person=person)
    asked = asked_once_more(
        parts,
        own=own.id if own else origin.id,
        others=[e for e in scene.experiments if e.person == person],
        next_session=next_session_day(scene.group, scene.session.number),
    )
    if asked and not ticked(data, Tick.ANYWAY):
        raise SentBack(Returned(notices=asked, ticks=(Tick.ANYWAY,)))
    if own is not None and born_in(own) != origin.run:
        await uow.experiments.drop(scene.session.id, born_in(own), person)
    stored = next((e for e in scene.experiments if e.id == origin.id), own)
    version = (stored.version if stored else 0) + 1
    return experiment_of(parts, group=scene.group, origin=origin, version=version, now=scene.now)
