"""*Inhalen*: somebody fills in later what they missed in a session that is over."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards import actions as a
from dialogs.cards.catch_up import CatchUpView, MissedRound, catch_up_card, catch_up_dialog
from dialogs.cards.reading import typed
from dialogs.errors import ModeratorError, NotYours, Refused, Stale
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RoundRun, SessionPhase
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
from dialogs.usecases.visiting import Visit, visit


async def open_catch_up(house: House, origin: Origin, action: a.CatchUpOpen) -> Reply:
    """The rounds that can be caught up with, or the form of the one that was chosen; of a single one at once."""
    found = await visit(house, origin, action.session, parts=WHO_AND_WHEN)
    if not isinstance(found, Visit):
        return found
    missed = can_catch_up(found.scene.session, found.person, found.scene.now)
    named = next((r for r in missed if (r.key.round_id, r.key.run) == (action.round, action.run)), None)
    if named is None and len(missed) == 1 and action.round is None:
        named = missed[0]
    if named is None:
        return _list(found, missed)
    whole = await visit(house, origin, action.session, parts=for_form_of(named.key))
    if not isinstance(whole, Visit):
        return whole
    return answer_dialog(whole.scene, named, person=whole.person, texts=whole.texts, catching_up=True)


def _list(found: Visit, missed: Sequence[RoundRun], *, done: str | None = None) -> Reply:
    scene, texts = found.scene, found.texts
    if not missed:
        return Say(text=done or _nothing(scene, texts))
    rounds = tuple(MissedRound(run=r.key, title=scene.round(r.key).title.in_(texts.language)) for r in missed)
    view = CatchUpView(session=scene.session.id, session_number=scene.session.number, rounds=rounds, done=done)
    return catch_up_dialog(view, texts)


def _nothing(scene: Scene, texts: Texts) -> str:
    """Why not, where that is for everybody; else that nothing was missed."""
    if scene.session.phase is not SessionPhase.ENDED:
        return texts.say("session.refused.catch_up_session_open")
    return texts.say("session.refused.catch_up_past" if scene.session.past else "reply.catch_up.none")


async def submit_catch_up(house: House, origin: Origin, action: a.CatchUpAnswer, data: Mapping[str, Any]) -> Reply:
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
    found = await visit(house, origin, action.session, parts=for_form_of(action.key))
    if not isinstance(found, Visit):
        return found
    if reason is not None:
        return _given_back(found, action, data, reason)
    missed = can_catch_up(found.scene.session, found.person, found.scene.now)
    return _list(found, missed, done=found.texts.say("reply.catch_up.done"))


def _as_answer(action: a.CatchUpAnswer) -> a.AnswerSubmit:
    """What is read and checked in the same way."""
    return a.AnswerSubmit(session=action.session, round=action.round, run=action.run, version=action.version)


def _given_back(
    found: Visit, action: a.CatchUpAnswer, data: Mapping[str, Any], reason: ModeratorError | SentBack
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
    group = heard.group
    head = _last_held(group) if group is not None else None
    if head is None:
        return (line_to(house, heard, "reply.catch_up.nothing_held"),)
    if heard.origin.kind is ChatKind.PERSONAL and not await _missed_anything(uow, house, head.id, heard.sender.person):
        return (line_to(house, heard, "reply.catch_up.none"),)
    return (reply_to(house, heard, ReplyKind.CATCH_UP, session=head.id, number=head.number),)


def _last_held(group: Group) -> SessionHead | None:
    """Of the one before it nothing can be caught up with any more."""
    ended = [head for head in group.sessions if head.phase is SessionPhase.ENDED]
    return max(ended, key=lambda head: head.number, default=None)


async def _missed_anything(uow: UnitOfWork, house: House, session: SessionId, person: PersonId | None) -> bool:
    found = await uow.sessions.get(session)
    return found is not None and person is not None and bool(can_catch_up(found, person, house.now()))


async def draw_catch_up(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session` and its `number`."""
    session, number = SessionId(str(canvas.payload.get("session"))), canvas.payload.get("number")
    return catch_up_card(session, int(number or 0), texts)
