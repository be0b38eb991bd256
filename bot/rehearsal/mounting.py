"""Puts the rehearsal room and its clock into a bot: the page, the stand-in channel, the clock that can be moved."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import structlog
from aiohttp import web

from bot.clock import MovedClock
from bot.delivery.courier import Courier
from bot.rehearsal.clock import ClockMover, clock_route
from bot.rehearsal.journal import Journal
from bot.rehearsal.page import add_to
from bot.rehearsal.people import Cast
from bot.rehearsal.room import CHANNEL_PATH, Room
from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock

log = structlog.get_logger()

_OFFSET: Final = "rehearsal.offset"

NewRoom = Callable[[Clock], Room]


class Keeps(Protocol):
    """Small things that survive a restart."""

    async def keepsake(self, name: str) -> str | None: ...

    async def keep(self, name: str, value: str) -> None: ...


async def moved_clock(keeps: Keeps, start: datetime | None) -> MovedClock:
    """Goes on where it stood; a first start begins at `start`, if there is one."""
    clock = MovedClock()
    if start is not None:
        clock.offset = start - clock.now()
    try:
        kept = await keeps.keepsake(_OFFSET)
        if kept is not None:
            clock.offset = timedelta(seconds=float(kept))
        elif start is not None:
            await keeps.keep(_OFFSET, str(clock.offset.total_seconds()))
    except StoreUnavailable as fault:
        log.warning("rehearsal.clock", reason=str(fault))
    return clock


def mount(
    app: web.Application,
    *,
    clock: MovedClock,
    courier: Courier,
    next_due: Callable[[datetime], Awaitable[datetime | None]],
    keeps: Keeps,
    new_room: NewRoom | None,
) -> tuple[ClockMover, Room | None]:
    """The clock can always be moved; the page is there with a room."""

    async def keep(offset: timedelta) -> None:
        await keeps.keep(_OFFSET, str(offset.total_seconds()))

    mover = ClockMover(clock=clock, courier=courier, next_due=next_due, keep=keep)
    if new_room is None:
        app.add_routes([clock_route(mover, moved=lambda: None)])
        return mover, None
    room = new_room(clock)
    room.channel.settle = courier.rest
    page = add_to(app, room)
    app.add_routes([clock_route(mover, moved=page.live.clock_moved)])
    return mover, room


def room_on(address: str, cast: Cast, *, talk: Path) -> NewRoom:
    """The room of a bot that listens on `address`; what is said there is kept in the file `talk`."""
    journal = Journal(talk)
    return lambda clock: Room(
        cast=cast,
        clock=clock.now,
        bot_url=f"{address}/api/messages",
        service_url=f"{address}{CHANNEL_PATH}/",
        journal=journal,
    )
