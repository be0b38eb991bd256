"""Draws a notice from the state of the moment it is sent: a row that holds ids becomes a card."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from dialogs.notices import Notice, NoticeKind
from dialogs.ports import Chat
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.draw_group import draw_planning, draw_preparation, draw_seat_claim, draw_welcome
from dialogs.usecases.draw_reminder import draw_group_reminder, draw_reminder
from dialogs.usecases.draw_reply import draw_reply
from dialogs.usecases.draw_session import (
    draw_incident,
    draw_moderator,
    draw_result,
    draw_round,
    draw_summary,
    draw_warning,
)
from dialogs.usecases.house import House
from dialogs.usecases.run_sheet_announced import draw_run_sheet

_KINDS: Final[Mapping[NoticeKind, Callable[[Canvas], Awaitable[Picture | None]]]] = {
    NoticeKind.WELCOME: draw_welcome,
    NoticeKind.PLANNING: draw_planning,
    NoticeKind.ROUND: draw_round,
    NoticeKind.RESULT: draw_result,
    NoticeKind.SUMMARY: draw_summary,
    NoticeKind.MODERATOR: draw_moderator,
    NoticeKind.PREPARATION: draw_preparation,
    NoticeKind.SEAT_CLAIM: draw_seat_claim,
    NoticeKind.REPLY: draw_reply,
    NoticeKind.TIME_WARNING: draw_warning,
    NoticeKind.INCIDENT: draw_incident,
    NoticeKind.RUN_SHEET: draw_run_sheet,
    NoticeKind.REMINDER: draw_reminder,
    NoticeKind.GROUP_REMINDER: draw_group_reminder,
}


async def draw(house: House, notice: Notice, chat: Chat) -> Picture | None:
    """None when there is nothing to say any more."""
    async with house.reading() as uow:
        return await _KINDS[notice.kind](Canvas(uow=uow, house=house, notice=notice, chat=chat))
