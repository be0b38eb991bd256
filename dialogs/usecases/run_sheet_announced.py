"""The draaiboek comes: asked for, or on the day before; a card that holds nothing that anybody wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dialogs.cards.run_sheet import AnnouncedView, run_sheet_card, run_sheet_invitation
from dialogs.groups import Group, SessionHead
from dialogs.ids import ConversationId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.reminders.rules import due_of
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.cancelled import draw_cancelled, is_cancelled
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.card_rows import run_sheet_key
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.needs import MODERATOR
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.run_sheet_shown import NOT_OVER, rounds_of
from dialogs.usecases.scene import WHO_AND_WHEN, Scene
from dialogs.usecases.session_pictures import group_title, next_head
from dialogs.usecases.typed import TypedCommand


async def typed_run_sheet(_uow: UnitOfWork, house: House, heard: Heard, _command: TypedCommand) -> Sequence[Notice]:
    """`draaiboek`: sent in the 1:1 chat, whatever chat it was asked in."""
    group, person = heard.group, heard.sender.person
    if group is None or person is None or not heard.moderates:
        return (line_to(house, heard, "error.moderator_only"),)
    coming = session_to_prepare(group)
    if coming is None:
        return (line_to(house, heard, "reply.run_sheet.none"),)
    if heard.origin.kind is ChatKind.PERSONAL:
        return announced(coming.id, chat=heard.origin.conversation_id, house=house)
    member = group.member(person)
    own = member.personal if member else None
    invites = reply_to(house, heard, ReplyKind.RUN_SHEET, session=coming.id, elsewhere=own is not None)
    return (invites, *(announced(coming.id, chat=own, house=house) if own else ()))


def session_to_prepare(group: Group) -> SessionHead | None:
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    return running or next_head(group)


def announced(session: SessionId, *, chat: ConversationId, house: House) -> tuple[Notice, ...]:
    """Below what was said meanwhile; the one before goes."""
    return announced_at(session, chat=chat, at=house.now())


def announced_at(
    session: SessionId,
    *,
    chat: ConversationId,
    at: datetime,
    drop_after: datetime | None = None,
    day: date | None = None,
) -> tuple[Notice, ...]:
    """`day`: on which the plan has it. It is posted and not upserted: that would become one with whatever brings the
    card up to date meanwhile, and go when that does."""
    payload = {"session": session} if day is None else {"session": session, "day": day.isoformat()}
    return tuple(
        Notice(
            kind=NoticeKind.RUN_SHEET,
            act=act,
            conversation=chat,
            key=run_sheet_key(session),
            payload=payload,
            due_at=at,
            drop_after=drop_after,
        )
        for act in (Act.DELETE, Act.POST)
    )


async def draw_run_sheet_reply(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`, `elsewhere`. For everybody to see, so there is nothing of the session in it."""
    session = SessionId(str(canvas.payload.get("session")))
    return run_sheet_invitation(session, texts, elsewhere=canvas.payload.get("elsewhere") is True)


async def draw_run_sheet(canvas: Canvas) -> Picture | None:
    """The notice in the moderator's own chat, drawn anew whenever it is asked for again. Payload: `session`, and the
    `day` on which the plan had it."""
    scene = await canvas.scene(WHO_AND_WHEN)
    if scene is None or not scene.moderates(canvas.chat.person):
        return None
    if is_cancelled(scene) and canvas.notice.act is Act.REFRESH:
        return draw_cancelled(canvas.texts(scene.group), scene)
    if scene.session.phase not in NOT_OVER:
        return None
    if (day := canvas.payload.get("day")) is not None and _comes_later(canvas, scene, date.fromisoformat(str(day))):
        return None
    texts = canvas.texts(scene.group)
    session = scene.session
    view = AnnouncedView(
        session=session.id,
        session_number=session.number,
        title=session.plan.title.in_(texts.language),
        group_title=group_title(scene.group, texts),
        zone=scene.group.zone,
        starts_at=session.starts_at,
        minutes=session.minutes,
        rounds=tuple(rounds_of(session, texts)),
    )
    said = texts.say("reply.summary.run_sheet", number=session.number)
    return Picture(card=run_sheet_card(view, texts), summary=said)


def _comes_later(canvas: Canvas, scene: Scene, day: date) -> bool:
    """Whether the session moved meanwhile, so that the plan has it on a later day."""
    calendar = canvas.house.calendar(scene.group.zone)
    dues = [
        due_of(scene.group, calendar, session=scene.session.id, rule=rule.id)
        for rule in scene.group.format.reminders
        if rule.to == MODERATOR
    ]
    return scene.session.moved_from is not None and any(due and calendar.day(due) > day for due in dues)
