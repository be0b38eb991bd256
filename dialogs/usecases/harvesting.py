"""The harvest card: what became of each experiment, and the words that count as an answer in the session itself."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeGuard

from dialogs.cards.expand import by_experiment, numbered
from dialogs.experiments.model import Experiment, ExperimentState, StateCause
from dialogs.formats.model import Form, Meaning, Shows
from dialogs.groups import FormAnswer, Group
from dialogs.ids import PersonId
from dialogs.notices import Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply
from dialogs.sessions.model import Fields, RoundPhase, RunKey, Session
from dialogs.sessions.views import audience
from dialogs.texts.catalogue import Texts
from dialogs.usecases.card_rows import REFRESH_DELAY, card_refresh
from dialogs.usecases.consequences import consequences
from dialogs.usecases.experiment_record import keep_state
from dialogs.usecases.findables import keep_harvest
from dialogs.usecases.offering import HARVEST, TIPS, cards_of, said_in
from dialogs.usecases.scene import Scene

END_STATE: Final = "end_state"
"""What became of an experiment; its choices are named after the states."""

_ENDS: Final = frozenset({ExperimentState.FINISHED, ExperimentState.GOES_ON, ExperimentState.STOPPED})
_SHOWN_IN: Final = frozenset({Shows.HARVEST, Shows.TIMELINE})


def form_place(form: str) -> RunKey:
    """Stands where an answer has its run, for a form between sessions: how one is reported as recognisable."""
    return RunKey(form, 1)


# --- one's own experiments


def own_experiments(scene: Scene, person: PersonId) -> tuple[Experiment, ...]:
    """In the order they were thought of: what the numbered questions ask after."""
    return tuple(one for one in scene.experiments if one.person == person)


def about(own: Sequence[Experiment]) -> str:
    """A short name for exactly these experiments in this order: a form that was opened for others comes back."""
    return hashlib.sha256(",".join(one.id for one in own).encode()).hexdigest()[:16]


def states_as_inputs(own: Sequence[Experiment], form: Form, stored: FormAnswer | None) -> Mapping[str, str]:
    """How it stands now, where that is an end: said in a report, by its author, or on an earlier card."""
    said = by_experiment(stored.fields, END_STATE) if stored else {}
    asked = {field.id for field in form.fields}
    inputs = {}
    for number, one in enumerate(own, 1):
        state = one.state.value if one.state in _ENDS else said.get(one.id)
        name = numbered(END_STATE, number)
        if name in asked and isinstance(state, str):
            inputs[name] = state
    return inputs


async def after_a_harvest(
    uow: UnitOfWork, scene: Scene, answer: FormAnswer, *, own: Sequence[Experiment], now: datetime
) -> None:
    """The experiments end as their author says, and the cards that show the harvest follow."""
    said = by_experiment(answer.fields, END_STATE)
    for one in own:
        end = said.get(one.id)
        if isinstance(end, str) and end in _ENDS:
            state, zone = ExperimentState(end), scene.group.zone
            await keep_state(uow, one, state, zone=zone, now=now, cause=StateCause.AUTHOR)
    await _count_now(uow, scene, answer, now=now)
    await keep_harvest(uow, scene.group, answer)
    await uow.outbox.add(tuple(harvest_redrawn(scene, now=now + REFRESH_DELAY)))


def harvest_redrawn(scene: Scene, *, now: datetime) -> Iterator[Notice]:
    """Every card of this session on which the harvest stands."""
    chat, session = scene.group.conversation, scene.session
    if chat is None:
        return
    for run in session.runs:
        if not _SHOWN_IN.isdisjoint(session.plan.round(run.key.round_id).shows):
            yield card_refresh(session.id, run.key, chat=chat, due_at=now)


# --- what counts as an answer


async def answered_by_form(
    uow: UnitOfWork, _group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> tuple[m.Event, ...]:
    """The `AnswerGiven`s that follow when a round with `answered_by` opens. `session` is as it stands after `events`;
    what is returned is recorded and told with them, in the same transaction.

    Only its first run: who is asked once more answers once more. What was reported as recognisable is not copied.
    """
    await _withdrawn_there_too(uow, session, events, now=now)
    opened = [e.run for e in events if _opens_first(e, session)]
    asks = [(run, form) for run in opened if (form := session.plan.round(run.round_id).form) and form.answered_by]
    if not asks:
        return ()
    forms, hidden = await uow.sessions.forms_of(session.id), await uow.sessions.incidents(session.id)
    return tuple(
        m.AnswerGiven(person=person, by=person, run=run, version=1, fields=fields, at=now)
        for run, form in asks
        for person, fields in _counted(session, run, form, forms)
        if (form_place(str(form.answered_by)), person) not in hidden
    )


async def _withdrawn_there_too(uow: UnitOfWork, session: Session, events: Sequence[m.Event], *, now: datetime) -> None:
    """Words that somebody withdraws from the round stand on their card no longer either; the rest of it stays."""
    for event in events:
        form = session.plan.round(event.run.round_id).form if isinstance(event, m.AnswerWithdrawn) else None
        if not isinstance(event, m.AnswerWithdrawn) or form is None or form.answered_by is None:
            continue
        card = await uow.sessions.form_answer(session.id, form.answered_by, event.person)
        copied = {(field.prefill or "").partition(".")[2] for field in form.fields}
        if card is not None and not copied.isdisjoint(card.fields):
            left = {name: said for name, said in card.fields.items() if name not in copied}
            await uow.sessions.save_form(replace(card, version=card.version + 1, fields=left, at=now))


def _opens_first(event: m.Event, session: Session) -> TypeGuard[m.RoundOpened | m.RoundReopened]:
    """Also when it was skipped before it ever opened; opened once more, what was withdrawn stays withdrawn."""
    if not isinstance(event, m.RoundOpened | m.RoundReopened) or event.run.run > 1:
        return False
    run = session.run(event.run)
    return run is not None and run.opened_at == event.at


async def _count_now(uow: UnitOfWork, scene: Scene, card: FormAnswer, *, now: datetime) -> None:
    """A card that comes in while its round is open counts at once, unless there is an answer already."""
    session = scene.session
    events = tuple(
        m.AnswerGiven(person=card.person, by=card.person, run=run.key, version=1, fields=fields, at=now)
        for run in session.runs
        if run.phase is RoundPhase.OPEN and run.key.run == 1
        if (form := scene.round(run.key).form) and form.answered_by == card.form
        for person, fields in _counted(session, run.key, form, [card])
        if person == card.person and (form_place(card.form), person) not in scene.hidden
    )
    if events:
        after = apply(session, events)
        await uow.sessions.record(session, events)
        await uow.outbox.add(consequences(group=scene.group, session=after, events=events, now=now))


def _counted(
    session: Session, run: RunKey, form: Form, forms: Sequence[FormAnswer]
) -> Iterator[tuple[PersonId, Fields]]:
    """Whose card holds an answer to all that this round requires."""
    written = {one.person: one for one in forms if one.form == form.answered_by}
    for seat in audience(session, session.plan.round(run.round_id), session.run(run)):
        card = written.get(seat.person)
        if card is None or (run, seat.person) in session.answers:
            continue
        fields = answer_out_of(form, card)
        if fields and all(f.id in fields for f in form.fields if f.required):
            yield seat.person, fields


def answer_out_of(form: Form, card: FormAnswer) -> Fields:
    """The card's words under this form's own names, as `prefill: harvest.insight` says."""
    fields: dict[str, object] = {}
    for field in form.fields:
        source, _, name = (field.prefill or "").partition(".")
        if source == card.form and name in card.fields:
            fields[field.id] = card.fields[name]
    return fields  # type: ignore[return-value]  # as stored: they were checked when the card came in


# --- what was recognisable


HARVEST_PLACE: Final = form_place(HARVEST)
"""A harvest card whose tip was reported; the insight stands on its own, as an answer."""


def tips_told(scene: Scene, texts: Texts) -> Iterator[tuple[PersonId, str, str, str]]:
    """(whose, name, tip, round title) of every tip that people chose from: there it can be reported."""
    for run in scene.session.runs:
        round_ = scene.round(run.key)
        if run.order is not None and offers_harvest(round_.form):
            for seat, card in cards_of(scene, HARVEST):
                tip = said_in(scene, card, Meaning.TIP)
                if tip:
                    yield seat.person, seat.name, tip, round_.title.in_(texts.language)


def offers_harvest(form: Form | None) -> bool:
    return form is not None and any(f.source in {TIPS, HARVEST} for f in form.fields)


def harvest_hidden(scene: Scene) -> Iterator[Notice]:
    """Every card that holds something of the harvest, at once."""
    yield from harvest_redrawn(scene, now=scene.now)
    chat, session = scene.group.conversation, scene.session
    if chat is None:
        return
    for run in session.runs:
        if offers_harvest(scene.round(run.key).form) and run.phase in {RoundPhase.SHOWN, RoundPhase.DONE}:
            yield card_refresh(session.id, run.key, chat=chat, due_at=scene.now, kind=NoticeKind.RESULT)


async def wipe_its_source(uow: UnitOfWork, session: Session, run: RunKey, person: PersonId, *, now: datetime) -> None:
    """An answer that was copied from a card is wiped there too: the words stand in both."""
    round_ = next((r for r in session.plan.rounds if r.id == run.round_id), None)
    if round_ is not None and round_.form is not None and round_.form.answered_by is not None:
        await uow.sessions.wipe(session.id, form_place(round_.form.answered_by), person, now=now)
