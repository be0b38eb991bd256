"""Moves the rehearsal clock forward, stopping at every moment something becomes due, and answers over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.clock import MovedClock
from bot.delivery.courier import Courier
from dialogs.errors import StoreUnavailable

FARTHEST: Final = timedelta(days=3660)
"""Ten years ahead; farther is a typing error."""


class BadMoment(Exception):
    """What was asked cannot be done to a clock; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    now: datetime
    sent: int
    skipped: int


class ClockMover:
    """`next_due` tells the next moment in the outbox after a given one; `keep` remembers the offset over a restart."""

    def __init__(
        self,
        *,
        clock: MovedClock,
        courier: Courier,
        next_due: Callable[[datetime], Awaitable[datetime | None]],
        keep: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._courier = courier
        self._next_due = next_due
        self._keep = keep
        self._asked = asyncio.Lock()

    async def move(self, body: Any) -> Moved:
        """What a request asks, one after the other: who asks for a minute twice in a moment gets two minutes.
        Raises `BadMoment`."""
        async with self._asked:
            return await self.move_to(self.read(body))

    async def move_to(self, moment: datetime) -> Moved:
        """Everything that becomes due on the way is delivered in order, at its own moment."""
        before = (self._courier.tally.sent, self._courier.tally.skipped)
        await self._courier.rest()
        while (due := await self._next_due(self._clock.now())) is not None and due <= moment:
            await self._go_to(due)
            await self._courier.rest()
        await self._go_to(moment)
        tally = self._courier.tally
        return Moved(now=self._clock.now(), sent=tally.sent - before[0], skipped=tally.skipped - before[1])

    async def _go_to(self, moment: datetime) -> None:
        """Remembered before anything is said: a bot that dies halfway must not wake up in its own past."""
        self._clock.move_to(moment)
        await self._keep(self._clock.offset)

    async def advance(self, by: timedelta) -> Moved:
        return await self.move_to(self._clock.now() + by)

    def read(self, body: Any) -> datetime:
        """`{"now": ISO 8601 with offset}` or `{"advance": ISO 8601 duration}`. Raises `BadMoment`."""
        now = self._clock.now()
        match body:
            case {"now": str(said)} if len(body) == 1:
                moment = _moment(said)
            case {"advance": str(said)} if len(body) == 1:
                duration = _duration(said)
                if abs(duration) > FARTHEST:
                    raise BadMoment("that is more than ten years ahead")
                moment = now + duration
            case _:
                raise BadMoment('say {"now": "2027-05-10T10:00:00+02:00"} or {"advance": "PT10M"}')
        if moment < now:
            raise BadMoment("the clock only moves forward")
        if moment - now > FARTHEST:
            raise BadMoment("that is more than ten years ahead")
        return moment


def _moment(said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is None:
            raise BadMoment("the moment has no offset; add one, such as +02:00")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of the calendar fall off it in another zone
        raise BadMoment("not a moment in ISO 8601") from None


def _duration(said: str) -> timedelta:
    if not said.upper().startswith("P"):
        raise BadMoment("not a duration in ISO 8601, such as PT10M or P1D")
    try:
        return TypeAdapter(timedelta).validate_python(said)
    except ValidationError:
        raise BadMoment("not a duration in ISO 8601, such as PT10M or P1D") from None


def clock_route(mover: ClockMover, *, moved: Callable[[], None] | None = None) -> web.RouteDef:
    """`moved` tells whoever watches the clock that it jumped."""

    async def move(request: web.Request) -> web.Response:
        try:
            body = await request.json()
        except ValueError:
            return web.json_response({"error": "not JSON"}, status=400)
        try:
            done = await mover.move(body)
        except BadMoment as fault:
            return web.json_response({"error": str(fault)}, status=400)
        except StoreUnavailable as fault:
            return web.json_response({"error": str(fault)}, status=503)
        if moved is not None:
            moved()
        return web.json_response({"now": done.now.isoformat(), "sent": done.sent, "skipped": done.skipped})

    return web.post("/rehearsal/clock", move)
