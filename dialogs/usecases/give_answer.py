"""Somebody gives or changes an answer: the turn that happens most, so it reads and writes as little as it can."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.cards.actions.answers import AnswerSubmit, EnergyTap
from dialogs.cards.form_view import Tick
from dialogs.cards.offers import Offers
from dialogs.cards.parts import INPUT
from dialogs.cards.picked import FOLLOWS, how_field, picks_own
from dialogs.cards.reading import ticked
from dialogs.errors import ModeratorError, NotYours, Refused, Stale
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Form
from dialogs.ids import PersonId
from dialogs.ports import AnswerDesk, UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply, decide
from dialogs.sessions.model import AnswerStatus, Session
from dialogs.sessions.views import for_another
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.ambition import ambition_field, versions_after
from dialogs.usecases.answer_form import looks_back_halfway, next_session_day
from dialogs.usecases.answer_returned import draft_name, give_back
from dialogs.usecases.checking import Returned, SentBack, checked, guarded, written_texts
from dialogs.usecases.consequences import consequences
from dialogs.usecases.experiment_record import keep_tried, what_is_tried
from dialogs.usecases.findables import keep_shown
from dialogs.usecases.house import House
from dialogs.usecases.offering import needs_offers, offers_of
from dialogs.usecases.own_experiment import (
    Origination,
    asked_once_more,
    experiment_field,
    first_day_for,
    own_offers,
    parts_in,
    tried_in,
)
from dialogs.usecases.planning_ahead import days_chosen_later
from dialogs.usecases.scene import parts_of_form, read_scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.who import texts_for


async def submit_answer(house: House, origin: Origin, action: AnswerSubmit, data: Mapping[str, Any]) -> Reply:
    """Stores the answer and says so in one line, or gives the form back with the reasons and all that was typed."""
    reason: SentBack | ModeratorError | None = None
    async with house.writing() as uow:
        desk = await uow.sessions.desk(action.session, action.key, sender=origin.sender_id, on_behalf_of=action.behalf)
        sender = desk.visitor.person if desk else None
        if desk is not None and sender is not None and await _first_time(uow, house, origin, desk, action.round):
            try:
                own = await _experiments(uow, desk, action, sender)
                command = await _command(uow, house, desk, action, data, sender=sender, own=own)
                if not _stands_already(desk, command):
                    await _store(uow, house, desk, command, own=own)
                    await uow.commit()
            except (SentBack, Refused, NotYours, Stale) as error:
                reason = error
    if desk is None or sender is None:
        return await no_seat(house, origin, action.session)
    if reason is None:
        return _thanks(texts_for(house, desk.visitor, origin, group=desk.group), desk, action)
    return await give_back(house, origin, action, data, sender=sender, reason=reason)


def _stands_already(desk: AnswerDesk, command: m.GiveAnswer) -> bool:
    """The thanks got lost on the way and the person pressed again: there is nothing to change and nothing to blame."""
    own, form = desk.session.answers.get((command.run, command.person)), _form_of(desk, command.run.round_id)
    if own is None or form is None or own.version != command.version + 1:
        return False
    asked = form if command.by == command.person else for_another(form)
    stored = {field.id: own.fields[field.id] for field in asked.fields if field.id in own.fields}
    return own.status is AnswerStatus.SUBMITTED and stored == command.fields


async def submit_tap(house: House, origin: Origin, action: EnergyTap) -> None:
    """One tap on the shared card replaces the own earlier one. Too late, or from somebody without a seat: nothing."""
    async with house.writing() as uow:
        desk = await uow.sessions.desk(action.session, action.key, sender=origin.sender_id)
        person = desk.visitor.person if desk else None
        form = _form_of(desk, action.round) if desk else None
        if desk is None or person is None or form is None or not form.one_tap:
            return
        if not await _first_time(uow, house, origin, desk, action.round):
            return
        own = desk.session.answers.get((action.key, person))
        fields = {form.fields[0].id: action.value}
        command = m.GiveAnswer(
            person=person, by=person, run=action.key, version=own.version if own else 0, fields=fields
        )
        try:
            await _store(uow, house, desk, command)
            await uow.commit()
        except (Refused, Stale):
            return


async def _first_time(uow: UnitOfWork, house: House, origin: Origin, desk: AnswerDesk, round_id: str) -> bool:
    """Where nobody may be traced no activity is noted down: its moment would tell whose the answer is. That somebody
    answered is enough to know there; a second time is refused by that."""
    form = _form_of(desk, round_id)
    if form is not None and form.has_nobody_fields:
        return True
    return await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())


async def _command(
    uow: UnitOfWork,
    house: House,
    desk: AnswerDesk,
    action: AnswerSubmit,
    data: Mapping[str, Any],
    *,
    sender: PersonId,
    own: Sequence[Experiment],
) -> m.GiveAnswer:
    """The checked command; raises `SentBack` where the form must come back."""
    form = _form_of(desk, action.round)
    if form is None:
        raise Refused("session.refused.answer_no_form")
    person = action.behalf or sender
    if action.behalf is not None:
        form = for_another(form)
    offers: Offers = {}
    if needs_offers(form):
        scene = await read_scene(uow, action.session, now=house.now(), parts=parts_of_form(form))
        offers = offers_of(form, scene) if scene else {}
    place = Origination(session=action.session, run=action.key, person=person)
    offers = {**offers, **await _own_offers(uow, desk, form, own, place, behalf=action.behalf is not None)}
    today = house.now().astimezone(desk.group.zone).date()
    fields = checked(
        form,
        data,
        offers=offers,
        first_day=_first_day(form, data, own, place, today),
        last_day=await _last_day(uow, desk, form),
    )
    await guarded(uow, desk.group.id, tuple(written_texts(form, fields)), data, day=today)
    parts = parts_in(form, fields)
    if parts is not None and not ticked(data, Tick.ANYWAY):
        group = await uow.groups.get(desk.group.id)
        asked = asked_once_more(
            parts,
            own=place.id,
            others=[e for e in own if e.id != parts.get(FOLLOWS)],  # which is finished when this one follows from it
            next_session=next_session_day(group, desk.session.number),
        )
        if asked:
            raise SentBack(Returned(notices=asked, ticks=(Tick.ANYWAY,)))
    return m.GiveAnswer(person=person, by=sender, run=action.key, version=action.version, fields=fields)


async def _experiments(
    uow: UnitOfWork, desk: AnswerDesk, action: AnswerSubmit, sender: PersonId
) -> Sequence[Experiment]:
    """Whose answer it is has these in the group; read only where the form asks for an experiment."""
    if experiment_field(_form_of(desk, action.round)) is None:
        return ()
    return await uow.experiments.of_person(action.behalf or sender, desk.group.id)


async def _own_offers(
    uow: UnitOfWork, desk: AnswerDesk, form: Form, own: Sequence[Experiment], place: Origination, *, behalf: bool
) -> Offers:
    if not own or not picks_own(form):
        return {}
    reports = await uow.reports.of_person(own[0].person, desk.group.id) if how_field(form) else ()
    return own_offers(form, own, but=place.id, reports=reports, to_another=behalf)


def _first_day(form: Form, data: Mapping[str, Any], own: Sequence[Experiment], place: Origination, today: date) -> date:
    field, stored = experiment_field(form), next((e for e in own if e.id == place.id), None)
    typed_day = data.get(f"{INPUT}{field.id}.on") if field else None
    return first_day_for(typed_day, stored.on if stored else None, today)


async def _last_day(uow: UnitOfWork, desk: AnswerDesk, form: Form) -> date | None:
    """The date of the next session is read only where a day before it is asked for."""
    if not looks_back_halfway(form):
        return None
    return next_session_day(await uow.groups.get(desk.group.id), desk.session.number)


def _form_of(desk: AnswerDesk, round_id: str) -> Form | None:
    return next((r.form for r in desk.session.plan.rounds if r.id == round_id), None)


async def _store(
    uow: UnitOfWork,
    house: House,
    desk: AnswerDesk,
    command: m.GiveAnswer | m.CatchUp,
    *,
    own: Sequence[Experiment] = (),
) -> tuple[Session, tuple[m.Event, ...]]:
    """What happened, and the session as it stands since."""
    now = house.now()
    events = decide(desk.session, command, now)
    after = apply(desk.session, events)
    await uow.sessions.record(desk.session, events)
    if desk.drafted and command.by == command.person:
        await uow.sessions.drop_draft(desk.session.id, draft_name(command.run), command.person)
    round_ = desk.session.plan.round(command.run.round_id)
    field = experiment_field(round_.form)
    if field is not None:
        place = Origination(session=desk.session.id, run=command.run, person=command.person)
        said, run = await what_is_tried(uow, desk, command, place, own), desk.session.run(command.run)
        given = desk.session.answers.get((command.run, command.person))
        await keep_tried(
            uow,
            desk.group,
            place,
            field,
            said,
            own=own,
            now=now,
            was=tried_in(round_.form, given.fields) if given else None,
            since=run.opened_at if run else None,
        )
    if ambition_field(round_) is not None:
        await versions_after(uow, await uow.groups.get(desk.group.id), after, events, now=now)
    await days_chosen_later(uow, house, desk.group, after, events)
    await uow.outbox.add(consequences(group=desk.group, session=after, events=events, now=now))
    return after, events


def _thanks(texts: Texts, desk: AnswerDesk, action: AnswerSubmit) -> Say:
    if action.behalf is not None:
        seat = desk.session.seat(action.behalf)
        return Say(text=texts.say("reply.answer.behalf", name=seat.name if seat else ""))
    return Say(text=texts.say("reply.answer.changed" if action.version else "reply.answer.first"))


async def take_caught_up(
    uow: UnitOfWork, house: House, desk: AnswerDesk, action: AnswerSubmit, data: Mapping[str, Any], *, sender: PersonId
) -> None:
    """*Inhalen*: read and stored like any answer, after the session, and found from then on. Raises as `submit_answer`
    catches."""
    own = await _experiments(uow, desk, action, sender)
    said = await _command(uow, house, desk, action, data, sender=sender, own=own)
    command = m.CatchUp(person=said.person, run=said.run, version=said.version, fields=said.fields)
    after, events = await _store(uow, house, desk, command, own=own)
    await keep_shown(uow, desk.group, after, events, now=house.now())
