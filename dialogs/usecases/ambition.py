"""How the ambition gets its versions: from the preparation card, the import, the hotseat's own words in a round."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from dialogs.formats.model import Field, FieldType, Form, Meaning, Round, SessionPlan, Shows
from dialogs.groups import Ambition, AmbitionSource, FormAnswer, Group
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundPhase, RunKey, Session

PREPARATION: Final = "preparation"
"""The form between sessions in which the hotseat prepares."""


class Held(Protocol):
    """A session, as far as its ambition goes."""

    @property
    def plan(self) -> SessionPlan: ...

    @property
    def opened_at(self) -> datetime | None: ...


async def versions_after(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """Adds the versions that follow from what happened, and drops the one whose words the group may no longer read;
    `session` is as it stands after the events."""
    for event in events:
        if isinstance(event, m.RoundOpened | m.RoundSkipped) and _tells_the_ambition(session, event.run):
            await _first_version(uow, group, opened=isinstance(event, m.RoundOpened), now=now)
        elif isinstance(event, m.RoundShown | m.RoundDone | m.AnswerGiven | m.AnswerReleased):
            await _own_words(uow, group, session, event.run, now=now)
        elif isinstance(event, m.AnswerTakenBack | m.AnswerWithdrawn):
            await _no_words(uow, group, session, event.run)


def _tells_the_ambition(session: Session, run: RunKey) -> bool:
    return Shows.PREPARATION in session.plan.round(run.round_id).shows


async def _first_version(uow: UnitOfWork, group: Group, *, opened: bool, now: datetime) -> None:
    if await uow.ambitions.versions(group.id):
        return
    prepared = await preparation_of(uow, group) if opened else None
    await uow.ambitions.add(first_version(group, prepared, now=now))


def first_version(group: Group, prepared: FormAnswer | None, *, now: datetime) -> Ambition:
    """From the preparation card; what it leaves open, and a card that never came, is taken from the import."""
    form = group.format.forms.get(PREPARATION)
    said = dict(_by_meaning(form, prepared.fields)) if prepared and form else {}
    score = said.get(Meaning.SCORE)
    dilemmas = tuple(
        str(prepared.fields[f.id])
        for f in (form.fields if form else ())
        if prepared and f.meaning is Meaning.DILEMMA and prepared.fields.get(f.id)
    )
    return Ambition(
        group=group.id,
        version=1,
        text=str(said.get(Meaning.AMBITION) or group.ambition),
        dilemmas=dilemmas or (group.dilemma,),
        source=AmbitionSource.PREPARATION if said else AmbitionSource.IMPORTED,
        at=now,
        explanation=str(said.get(Meaning.EXPLANATION, "")),
        influence=str(said.get(Meaning.INFLUENCE, "")),
        request=str(said.get(Meaning.REQUEST_TO_GROUP, "")),
        score=score if isinstance(score, int) else None,
        public=said.get(Meaning.CONSENT_PUBLIC) is True,
    )


def _by_meaning(form: Form, fields: Mapping[str, object]) -> list[tuple[Meaning, object]]:
    return [(f.meaning, fields[f.id]) for f in form.fields if f.meaning is not None and f.id in fields]


def ambition_field(round_: Round) -> Field | None:
    fields = round_.form.fields if round_.form else ()
    texts = {FieldType.SHORT_TEXT, FieldType.LONG_TEXT}
    return next((f for f in fields if f.meaning is Meaning.AMBITION and f.type in texts), None)


async def _own_words(uow: UnitOfWork, group: Group, session: Session, run: RunKey, *, now: datetime) -> None:
    """Version 2 and on: when a round's result is posted or extended. The same round again replaces its version."""
    field = ambition_field(session.plan.round(run.round_id))
    state = session.run(run)
    if field is None or state is None or state.phase not in {RoundPhase.SHOWN, RoundPhase.DONE}:
        return
    text = next(
        (
            a.fields[field.id]
            for (key, _), a in session.answers.items()
            if key == run and field.id in a.fields and not (a.held or a.taken_back)
        ),
        None,
    )
    if not isinstance(text, str):
        return
    versions = await uow.ambitions.versions(group.id)
    newest = versions[-1] if versions else first_version(group, None, now=now)
    if not versions:
        await uow.ambitions.add(newest)
    if newest.text == text:
        return
    again = from_this_session(session, newest)
    await uow.ambitions.add(
        Ambition(
            group=group.id,
            version=newest.version if again else newest.version + 1,
            text=text,
            dilemmas=newest.dilemmas,
            source=AmbitionSource.ROUND,
            at=now,
        )
    )


async def _no_words(uow: UnitOfWork, group: Group, session: Session, run: RunKey) -> None:
    if not gives_ambition(session, run):
        return
    versions = await uow.ambitions.versions(group.id)
    if versions and from_this_session(session, versions[-1]):
        await uow.ambitions.drop(group.id, versions[-1].version)


def from_this_session(session: Held, version: Ambition) -> bool:
    """Whether the hotseat worded it in a round of this session."""
    begun = session.opened_at
    return version.source is AmbitionSource.ROUND and begun is not None and version.at >= begun


def gives_ambition(session: Held, run: RunKey) -> bool:
    round_ = next((r for r in session.plan.rounds if r.id == run.round_id), None)
    return round_ is not None and ambition_field(round_) is not None


async def preparation_of(uow: UnitOfWork, group: Group) -> FormAnswer | None:
    """The hotseat's preparation card, which belongs to the first session."""
    hotseat, first = group.hotseat, next((s for s in group.sessions if s.number == 1), None)
    if hotseat is None or first is None:
        return None
    return await uow.sessions.form_answer(first.id, PREPARATION, hotseat.person)
