"""Tells every open page what changed in the room, as server-sent events."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.rehearsal.chats import Change
from bot.rehearsal.room import Room
from bot.rehearsal.views import change_view

_HEARTBEAT = 15.0  # seconds; keeps the connection open and notices a page that went away

Event = Mapping[str, Any]


class Live:
    def __init__(self, *, room: Room) -> None:
        self._room = room
        self._listeners: set[asyncio.Queue[tuple[str, Event] | None]] = set()
        room.channel.listeners.append(self._note)

    def _note(self, change: Change) -> None:
        view = change_view(change, self._room.channel)
        for queue in self._listeners:
            queue.put_nowait((change.chat.id, view))

    def clock_moved(self) -> None:
        """Tell the pages that the clock was moved; each event carries the time of the room."""
        for queue in self._listeners:
            queue.put_nowait(("", {"what": "clock", "now": self._room.channel.clock().isoformat()}))

    async def stream(self, request: web.Request, *, chair: str) -> web.StreamResponse:
        """What this chair can see, until the page leaves or the room closes."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[tuple[str, Event] | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            await response.write(b"retry: 1000\n\n")
            while True:
                try:
                    item = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if item is None:
                    break
                chat_id, event = item
                chat = self._room.channel.chats.get(chat_id)
                if chat is None or chair in chat.members:
                    await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        except ConnectionError:
            pass  # the page went away, which is how a stream ends
        finally:
            self._listeners.discard(queue)
        return response

    async def close(self, _app: web.Application | None = None) -> None:
        """End every stream, so that a shutdown need not wait for pages."""
        for queue in self._listeners:
            queue.put_nowait(None)
