"""How the ambition gets its versions: from the preparation card, the import, the hotseat's own words in a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from dialogs.formats.model import Audience, Field, FieldType, Form, Meaning, Round, SessionPlan, Shows, Visibility
from dialogs.groups import Ambition, AmbitionSource, FormAnswer, Group
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Fields, RoundPhase, RunKey, Session

PREPARATION: Final = "preparation"
"""The form between sessions in which the hotseat prepares."""

_TEXTS: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})


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
        elif isinstance(event, m.RoundShown | m.RoundDone | m.AnswerGiven | m.AnswerCaughtUp | m.AnswerReleased):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFields:
    """What a round asks of the ambition: how it reads now, what became different, how far along it is. Any may be
    missing; with none of them the round makes no version."""

    text: Field | None = None
    change: Field | None = None
    score: Field | None = None

    @property
    def all(self) -> tuple[Field, ...]:
        return tuple(f for f in (self.text, self.change, self.score) if f is not None)


def version_fields(round_: Round) -> VersionFields:
    """New words may be asked in any round; what changed and how far it is, of the hotseat where the versions are shown
    (2.3, 4.3). What the group may not read is no part of its ambition."""
    fields = [f for f in (round_.form.fields if round_.form else ()) if f.visibility is Visibility.GROUP]
    text = next((f for f in fields if f.meaning is Meaning.AMBITION and f.type in _TEXTS), None)
    if Shows.AMBITION_VERSIONS not in round_.shows or round_.audience is not Audience.HOTSEAT:
        return VersionFields(text=text)
    return VersionFields(
        text=text,
        change=next((f for f in fields if f.meaning is None and f.type in _TEXTS), None),
        score=next((f for f in fields if f.meaning is Meaning.SCORE), None),
    )


def ambition_field(round_: Round) -> Field | None:
    """Any field of a round of which a version of the ambition is made; None when there is none."""
    return next(iter(version_fields(round_).all), None)


async def _own_words(uow: UnitOfWork, group: Group, session: Session, run: RunKey, *, now: datetime) -> None:
    """Version 2 and on: when a round's result is posted or extended. The same session again replaces its version."""
    asked = version_fields(session.plan.round(run.round_id))
    state = session.run(run)
    if not asked.all or state is None or state.phase not in {RoundPhase.SHOWN, RoundPhase.DONE}:
        return
    said = _said(session, run, asked)
    if not said:
        return
    versions = await uow.ambitions.versions(group.id)
    newest = versions[-1] if versions else first_version(group, None, now=now)
    if not versions:
        await uow.ambitions.add(newest)
    version = _version(newest, asked, said, again=from_this_session(session, newest), now=now)
    if version is not None:
        await uow.ambitions.add(version)


def _said(session: Session, run: RunKey, asked: VersionFields) -> Fields:
    """What the hotseat's answer says about it, unless the group may not read that."""
    names = {f.id for f in asked.all}
    for (key, _), answer in session.answers.items():
        if key == run and not names.isdisjoint(answer.fields) and not (answer.held or answer.taken_back):
            return {name: value for name, value in answer.fields.items() if name in names}
    return {}


def _version(newest: Ambition, asked: VersionFields, said: Fields, *, again: bool, now: datetime) -> Ambition | None:
    """None when it says nothing new. `again`: the newest was made in this session and is made anew."""
    text = said.get(asked.text.id) if asked.text else None
    change = said.get(asked.change.id) if asked.change else None
    score = said.get(asked.score.id) if asked.score else None
    made = Ambition(
        group=newest.group,
        version=newest.version if again else newest.version + 1,
        text=text if isinstance(text, str) else newest.text,
        dilemmas=newest.dilemmas,
        source=AmbitionSource.ROUND,
        at=now,
        explanation=change if isinstance(change, str) else newest.explanation if again and not asked.change else "",
        score=score if isinstance(score, int) else newest.score if again and not asked.score else None,
    )
    if again:
        same = (made.text, made.explanation, made.score) == (newest.text, newest.explanation, newest.score)
        return None if same else made
    return made if made.text != newest.text or made.explanation or made.score is not None else None


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
