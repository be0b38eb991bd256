"""`terugblik`, typed: a card for everybody in the chat that opens the dialog."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards.experiment_report import invitation
from dialogs.groups import Group
from dialogs.ids import SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.views import makes_up_the_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.look_back_shown import has_board, look_back_form, look_back_session
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.typed import TypedCommand


async def typed_look_back(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`terugblik`: a card that opens the dialog, or a kind line where there is nothing to look back on."""
    del uow, command
    group = heard.group
    if group is None:
        return ()
    return (_invited(house, heard, group),)


def _invited(house: House, heard: Heard, group: Group) -> Notice:
    member = group.member(heard.sender.person) if heard.sender.person else None
    takes_part = member is not None and makes_up_the_group(member.roles)
    if heard.origin.kind is ChatKind.PERSONAL and not takes_part:
        return line_to(house, heard, "reply.look_back.participants")
    if look_back_form(group.format) is None or not any(has_board(group.plan(s.number)) for s in group.sessions):
        return line_to(house, heard, "reply.look_back.no_form")
    head = look_back_session(group) or next((s for s in group.sessions if s.phase is not SessionPhase.CANCELLED), None)
    if head is None:
        return reply_to(house, heard, ReplyKind.PLANNING, group=group.id)
    return reply_to(house, heard, ReplyKind.LOOK_BACK, session=head.id)


async def draw_look_back(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return invitation(SessionId(str(canvas.payload.get("session"))), texts)
