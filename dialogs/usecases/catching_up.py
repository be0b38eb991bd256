"""*Inhalen*: somebody fills in later what they missed in a session that is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogs.cards.actions.answers import AnswerSubmit
from dialogs.cards.actions.between import CatchUpAnswer, CatchUpOpen
from dialogs.cards.catch_up import CatchUpView, MissedRound, catch_up_card, catch_up_dialog
from dialogs.cards.reading import typed
from dialogs.errors import ModeratorError, NotYours, Refused, Stale
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RoundRun, RunKey, Session, SessionPhase
from dialogs.sessions.views import can_catch_up
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog
from dialogs.usecases.answer_returned import told
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.checking import SentBack
from dialogs.usecases.give_answer import take_caught_up
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.scene import WHO_AND_WHEN, Scene, for_form_of
from dialogs.usecases.seats import no_seat
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.visiting import Visit, visit, visit_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What somebody can still fill in of one session: at least one round, in the order of the plan."""

    session: Session
    runs: tuple[RoundRun, ...]


async def open_catch_up(house: House, origin: Origin, action: CatchUpOpen) -> Reply:
    """The rounds that can be caught up with, or the form of the one that was chosen; of a single one at once."""
    async with house.reading() as uow:
        found = await visit_in(uow, house, origin, action.session, parts=WHO_AND_WHEN)
        missed = await _missed(uow, found.scene, found.person) if found else ()
    if found is None:
        return await no_seat(house, origin, action.session)
    chosen = [r.key for one in missed for r in one.runs if one.session.id == action.session and _is(r.key, action)]
    only = [(one.session.id, r.key) for one in missed for r in one.runs]
    if chosen:
        return await _form(house, origin, action.session, chosen[0])
    if len(only) == 1 and action.round is None:
        return await _form(house, origin, *only[0])
    return _list(found, missed)


def _is(key: RunKey, action: CatchUpOpen) -> bool:
    return (key.round_id, key.run) == (action.round, action.run)


async def _form(house: House, origin: Origin, session: SessionId, key: RunKey) -> Reply:
    whole = await visit(house, origin, session, parts=for_form_of(key))
    run = whole.scene.session.run(key) if isinstance(whole, Visit) else None
    if not isinstance(whole, Visit) or run is None:
        return await no_seat(house, origin, session)
    return answer_dialog(whole.scene, run, person=whole.person, texts=whole.texts, catching_up=True)


async def _missed(uow: UnitOfWork, scene: Scene, person: PersonId) -> tuple[Missed, ...]:
    """Of every session that was held, the newest first."""
    return await _missed_in(uow, scene.group, person, scene.now, read={scene.session.id: scene.session})


async def _missed_in(
    uow: UnitOfWork, group: Group, person: PersonId, now: datetime, *, read: Mapping[SessionId, Session]
) -> tuple[Missed, ...]:
    """`read` are sessions that were read already."""
    held = [read.get(head.id) or await uow.sessions.get(head.id) for head in _held(group)]
    found = [Missed(session=one, runs=can_catch_up(one, person, now)) for one in held if one is not None]
    return tuple(one for one in found if one.runs)


def _held(group: Group) -> list[SessionHead]:
    ended = [head for head in group.sessions if head.phase is SessionPhase.ENDED]
    return sorted(ended, key=lambda head: head.number, reverse=True)


def _list(found: Visit, missed: Sequence[Missed], *, done: str | None = None) -> Reply:
    """Of the session that was asked for, or else the newest one; the others are one press away."""
    scene, texts = found.scene, found.texts
    here = next((one for one in missed if one.session.id == scene.session.id), next(iter(missed), None))
    if here is None:
        return Say(text=done or _nothing(scene, texts))
    view = CatchUpView(
        session=here.session.id,
        session_number=here.session.number,
        rounds=tuple(MissedRound(run=r.key, title=_title(here.session, r, texts)) for r in here.runs),
        others=tuple((one.session.id, one.session.number) for one in missed if one is not here),
        done=done,
    )
    return catch_up_dialog(view, texts)


def _title(session: Session, run: RoundRun, texts: Texts) -> str:
    return session.plan.round(run.key.round_id).title.in_(texts.language)


def _nothing(scene: Scene, texts: Texts) -> str:
    """Why not, where that is for everybody; else that nothing was missed."""
    held = scene.session.phase is SessionPhase.ENDED
    return texts.say("reply.catch_up.none" if held else "session.refused.catch_up_session_open")


async def submit_catch_up(house: House, origin: Origin, action: CatchUpAnswer, data: Mapping[str, Any]) -> Reply:
    """Stores the answer and shows what is left, or gives the form back with the reasons and all that was typed."""
    reason: SentBack | ModeratorError | None = None
    async with house.writing() as uow:
        desk = await uow.sessions.desk(action.session, action.key, sender=origin.sender_id)
        sender = desk.visitor.person if desk else None
        if desk is None or sender is None:
            return await no_seat(house, origin, action.session)
        if await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now()):
            try:
                await take_caught_up(uow, house, desk, _as_answer(action), data, sender=sender)
                await uow.commit()
            except (SentBack, Refused, NotYours, Stale) as error:
                reason = error
    async with house.reading() as uow:
        found = await visit_in(uow, house, origin, action.session, parts=for_form_of(action.key))
        missed = await _missed(uow, found.scene, found.person) if found and reason is None else ()
    if found is None:
        return await no_seat(house, origin, action.session)
    if reason is not None:
        return _given_back(found, action, data, reason)
    return _list(found, missed, done=found.texts.say("reply.catch_up.done"))


def _as_answer(action: CatchUpAnswer) -> AnswerSubmit:
    """What is read and checked in the same way."""
    return AnswerSubmit(session=action.session, round=action.round, run=action.run, version=action.version)


def _given_back(
    found: Visit, action: CatchUpAnswer, data: Mapping[str, Any], reason: ModeratorError | SentBack
) -> Reply:
    """Nothing was stored; what was typed stays in the form, to be mended or copied. Two devices: the other one's
    answer stands, and the refusal says so."""
    scene, texts, person = found.scene, found.texts, found.person
    run = scene.session.run(action.key)
    form = scene.round(action.key).form if run else None
    if run is None or form is None:
        return Say(text=texts.say("reply.unknown_button"))
    values = typed(form, data)
    if isinstance(reason, SentBack):
        back = reason.returned
        notices = tuple(told(texts, notice) for notice in back.notices)
        return answer_dialog(
            scene, run, person=person, texts=texts, values=values, faults=back.faults,
            notices=notices, ticks=back.ticks, catching_up=True,
        )  # fmt: skip
    key = "reply.changed_meanwhile" if isinstance(reason, Stale) else reason.text_key
    why = texts.say(key, **reason.values)
    return answer_dialog(scene, run, person=person, texts=texts, values=values, notices=(why,), catching_up=True)


# --- typed


async def typed_catch_up(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """In the group a button for everybody; in a 1:1 chat it is known at once whether anything was missed."""
    del command
    held = _held(heard.group) if heard.group is not None else []
    if heard.group is None or not held:
        return (line_to(house, heard, "reply.catch_up.nothing_held"),)
    newest = held[0].id, held[0].number
    if heard.origin.kind is ChatKind.PERSONAL:
        person = heard.sender.person
        missed = await _missed_in(uow, heard.group, person, house.now(), read={}) if person is not None else ()
        if not missed:
            return (line_to(house, heard, "reply.catch_up.none"),)
        newest = missed[0].session.id, missed[0].session.number
    return (reply_to(house, heard, ReplyKind.CATCH_UP, session=newest[0], number=newest[1]),)


async def draw_catch_up(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session` and its `number`."""
    session, number = SessionId(str(canvas.payload.get("session"))), canvas.payload.get("number")
    return catch_up_card(session, int(number or 0), texts)
