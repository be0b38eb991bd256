"""An observer reads what the group reads, coded, and writes notes of their own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dialogs.cards.actions.observing import ObserveNote, ObserveOpen
from dialogs.cards.form_view import Fault, Tick
from dialogs.cards.lookup import line_card
from dialogs.cards.observe import LONGEST_NOTE, NoteLine, ObserveView, observe_card, observe_dialog
from dialogs.cards.reading import chosen, typed, written
from dialogs.errors import Invalid
from dialogs.experiments.model import Level
from dialogs.exports.coding import coded_text, coder
from dialogs.formats.model import Field, FieldType, Form, Text, Visibility
from dialogs.groups import Effect, FieldNote, Group, SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Origin, Reply, Say
from dialogs.usecases.answer_returned import told
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.checking import SentBack, guarded
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.observed_shown import Page, lines_of
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.scene import EVERYTHING, Scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.visiting import Visit, visit_in

_NOTE: Final = Form(
    fields=tuple(
        Field(id=name, type=FieldType.LONG_TEXT, label=Text(nl=name, en=name), visibility=Visibility.MODERATOR)
        for name in ("text", "effect", "level")
    )
)
"""The inputs of a note, to give back what was typed in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """An observer at work. `codes` stand for people, `by_name` for what they are called in a text."""

    visit: Visit
    codes: Mapping[PersonId, int]
    by_name: Mapping[str, str]
    notes: Sequence[FieldNote]

    @property
    def scene(self) -> Scene:
        return self.visit.scene

    @property
    def texts(self) -> Texts:
        return self.visit.texts

    @property
    def page(self) -> Page:
        return Page(scene=self.scene, texts=self.texts, codes=self.codes, by_name=self.by_name)


async def open_observe(house: House, origin: Origin, action: ObserveOpen) -> Reply:
    """In a transaction that writes: who has no code yet gets one."""
    async with house.writing() as uow:
        desk = await _desk(uow, house, origin, action.session)
        if isinstance(desk, _Desk):
            await uow.commit()
            return observe_dialog(_view(desk, action.round), desk.texts)
    return desk or await no_seat(house, origin, action.session)


async def _desk(uow: UnitOfWork, house: House, origin: Origin, session: SessionId) -> _Desk | Reply | None:
    found = await visit_in(uow, house, origin, session, parts=EVERYTHING)
    if found is None:
        return None
    if not looks_on(found.scene.group, found.person):
        return Say(text=found.texts.say("reply.observe.only"))
    codes = await uow.notes.codes(found.scene.group.id)
    names = {person: found.scene.name(person) for person in codes}
    notes = await uow.notes.field_notes(session, found.person)
    return _Desk(visit=found, codes=codes, by_name=coder(codes, names), notes=notes)


def looks_on(group: Group, person: PersonId | None) -> bool:
    member = group.member(person) if person else None
    return member is not None and Role.OBSERVER in member.roles


async def note_observation(house: House, origin: Origin, action: ObserveNote, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        desk = await _desk(uow, house, origin, action.session)
        if isinstance(desk, _Desk):
            if not first:
                return Say(text=desk.texts.say("reply.observe.kept"))
            return await _keep(uow, house, desk, action, data)
    return desk or await no_seat(house, origin, action.session)


async def _keep(uow: UnitOfWork, house: House, desk: _Desk, action: ObserveNote, data: Mapping[str, Any]) -> Reply:
    """Back with what was typed, and nothing kept, when there is nothing in it or something recognisable."""
    now, values = house.now(), typed(_NOTE, data)
    day = now.astimezone(desk.scene.group.zone).date()
    view = replace(_view(desk, action.round), values=values)
    try:
        said = written(data, "text", most=LONGEST_NOTE)
        await guarded(uow, desk.scene.group.id, (("text", said),), data, day=day)
    except Invalid as invalid:
        return observe_dialog(replace(view, faults=invalid.faults), desk.texts)
    except SentBack as back:
        return observe_dialog(_sent_back(view, back, desk.texts), desk.texts)
    effect, level = chosen(data, list(Effect), name="effect"), chosen(data, list(Level), name="level")
    note = FieldNote(
        id=uuid.uuid4().hex,
        session=desk.scene.session.id,
        observer=desk.visit.person,
        text=coded_text(said, desk.by_name),
        round_id=view.round,
        effect=Effect(effect) if effect else None,
        level=Level(level) if level else None,
        at=now,
    )
    await uow.notes.add_field_note(note)
    await uow.commit()
    kept = replace(desk, notes=[*desk.notes, note])
    return observe_dialog(
        replace(_view(kept, action.round), notices=(kept.texts.say("reply.observe.kept"),)), kept.texts
    )


def _sent_back(view: ObserveView, back: SentBack, texts: Texts) -> ObserveView:
    faults: Mapping[str, Fault] = back.returned.faults
    ticks: tuple[Tick, ...] = back.returned.ticks
    return replace(
        view, faults=faults, ticks=ticks, notices=tuple(told(texts, fault) for fault in back.returned.notices)
    )


# --- what is read


def _view(desk: _Desk, asked: str | None) -> ObserveView:
    """The round that was asked for, else the one that is going on, with those beside it."""
    scene = desk.scene
    rounds = [r for r in scene.session.plan.rounds if scene.session.newest_run(r.id) is not None]
    current = scene.session.current
    wanted = asked or (current.key.round_id if current else None)
    here = next((n for n, r in enumerate(rounds) if r.id == wanted), len(rounds) - 1)
    round_ = rounds[here] if rounds else None
    return ObserveView(
        session=scene.session.id,
        session_number=scene.session.number,
        round=round_.id if round_ else None,
        title=round_.title.in_(desk.texts.language) if round_ else None,
        lines=lines_of(desk.page, round_) if round_ else (),
        notes=tuple(
            NoteLine(text=one.text, effect=one.effect, level=one.level)
            for one in desk.notes
            if round_ is None or one.round_id == round_.id
        ),
        previous=rounds[here - 1].id if here > 0 else None,
        next=rounds[here + 1].id if here + 1 < len(rounds) else None,
    )


# --- the word


async def typed_observe(_uow: UnitOfWork, house: House, heard: Heard, _command: TypedCommand) -> Sequence[Notice]:
    """`waarnemen`: to the observer's page, and for everybody to what they agree to."""
    group = heard.group
    session = _session_for(group) if group else None
    if group is None or session is None:
        return (line_to(house, heard, "reply.observe.no_session"),)
    in_group = heard.origin.kind is ChatKind.GROUP
    observed = bool(group.with_role(Role.OBSERVER))
    if in_group and not observed:
        return (line_to(house, heard, "reply.observe.only"),)
    observes = observed if in_group else looks_on(group, heard.sender.person)
    return (reply_to(house, heard, ReplyKind.OBSERVE, session=session.id, observes=observes, observed=observed),)


def _session_for(group: Group) -> SessionHead | None:
    """The open one, else the last that was held, else the first to come."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    held = [s for s in group.sessions if s.phase is SessionPhase.ENDED]
    planned = next((s for s in group.sessions if s.phase is SessionPhase.PLANNED), None)
    return running or (held[-1] if held else planned)


async def draw_observe(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`, and whether there is an observer (`observed`) who may press here (`observes`)."""
    session = canvas.payload.get("session")
    if not session:
        return line_card(texts.say("reply.observe.no_session"))
    observes, observed = canvas.payload.get("observes") is True, canvas.payload.get("observed") is True
    return observe_card(SessionId(str(session)), texts, observes=observes, observed=observed)
