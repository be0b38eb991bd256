"""The JSON that the page speaks: the state of a chair, and what the person on it does."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from bot.rehearsal.actors import Actor
from bot.rehearsal.cards import opens_dialog
from bot.rehearsal.channel import BotFailed, BotUnreachable
from bot.rehearsal.chats import Chat, Kind
from bot.rehearsal.live import Live
from bot.rehearsal.outcomes import Did, Outcome
from bot.rehearsal.people import Chair
from bot.rehearsal.room import Room
from bot.rehearsal.simulated import SimulatedPerson
from bot.rehearsal.views import dialog_view, message_view, outcomes_view, state_view

Json = dict[str, Any]
_LONGEST_TEXT = 4000


class BadInput(Exception):
    """What the page sent cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing the person on a chair does, in a chat this chair can see."""

    actor: Actor
    chat: Chat
    body: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            raise BadInput(f"{name} must be text of at most {_LONGEST_TEXT} characters")
        return value

    def flag(self, name: str) -> bool:
        value = self.body.get(name)
        if not isinstance(value, bool):
            raise BadInput(f"{name} must be true or false")
        return value

    def data(self) -> dict[str, Any]:
        value = self.body.get("data")
        if not isinstance(value, dict):
            raise BadInput("data must be an object")
        return value


class Api:
    def __init__(self, *, room: Room, live: Live, seed: int = 1) -> None:
        self._room = room
        self._live = live
        self._seed = seed

    def routes(self, prefix: str = "/rehearsal/api") -> list[web.RouteDef]:
        return [
            web.get(f"{prefix}/state", self._safely(self._state)),
            web.get(f"{prefix}/messages", self._safely(self._messages)),
            web.get(f"{prefix}/stream", self._stream),
            web.post(f"{prefix}/type", self._acting(self._type)),
            web.post(f"{prefix}/press", self._acting(self._press)),
            web.post(f"{prefix}/submit", self._acting(self._submit)),
            web.post(f"{prefix}/others", self._acting(self._others)),
            web.post(f"{prefix}/bot", self._acting(self._bot)),
        ]

    # looking

    async def _state(self, request: web.Request) -> Json:
        """The first look wakes the room; a bot that does not answer yet is told, not hidden."""
        if not self._room.cast.people:
            raise BadInput("Er is nog geen programma. Haal er een binnen en start de bot opnieuw.")
        trouble = None
        try:
            await self._room.come_alive()
        except (BotUnreachable, BotFailed) as problem:
            trouble = _told(problem)
        chair = self._chair(request.query.get("chair") or self._room.cast.people[0].id)
        return state_view(self._room, chair.person) | {"trouble": trouble}

    async def _messages(self, request: web.Request) -> Json:
        actor = self._chair(request.query.get("chair"))
        chat = self._chat(actor, request.query.get("chat"))
        channel = self._room.channel
        return {"messages": [message_view(m, channel) for m in chat.messages if not m.deleted]}

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        try:
            chair = self._chair(request.query.get("chair"))
        except BadInput as problem:
            return web.json_response({"error": str(problem)}, status=400)
        return await self._live.stream(request, chair=chair.person.id)

    # acting

    async def _type(self, act: Act) -> Json:
        text = act.text("text").strip()
        if act.flag("mention") and act.chat.kind is Kind.GROUP:
            await act.actor.mentions(act.chat, text)
        elif text:
            await act.actor.types(text, in_=act.chat)
        return {"kind": "done"}

    async def _press(self, act: Act) -> Json:
        card_id, data = act.text("message"), act.data()
        message = act.chat.message(card_id)
        if message is None or message.deleted or message.card is None:
            raise BadInput("that card is not there any more")
        return dialog_view(await act.actor.sends(act.chat, card_id, data, dialog=opens_dialog(data)))

    async def _submit(self, act: Act) -> Json:
        sent = await act.actor.invokes("task/submit", act.data(), in_=act.chat)
        return dialog_view(act.actor.read_task(sent, act.chat))

    async def _others(self, act: Act) -> Json:
        """Everyone else but the moderators does what the newest card here asks, one after the other as people do:
        answers the round, or looks back, harvests and says whether they come."""
        others = [
            SimulatedPerson(actor=self._room.actor(person), seed=self._seed, place=place)
            for place, person in enumerate(act.chat.members.values())
            if person.id != act.actor.person.id and person.role is not Chair.MODERATOR
        ]
        return dict(outcomes_view([_most(await other.does_all(act.chat)) for other in others]))

    async def _bot(self, act: Act) -> Json:
        present = act.flag("present")
        if present != act.chat.installed:
            await (act.actor.installs(act.chat) if present else act.actor.removes_bot(act.chat))
        return {"kind": "done"}

    # the door

    def _chair(self, given: object) -> Actor:
        try:
            return self._room.person(str(given))
        except KeyError as problem:
            raise BadInput("chair names nobody") from problem

    def _chat(self, actor: Actor, given: object) -> Chat:
        chat = self._room.channel.chats.get(str(given))
        if chat is None or actor.person.id not in chat.members:
            raise BadInput("chat is not one of this chair")
        return chat

    def _acting(self, do: Callable[[Act], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def look(request: web.Request) -> Json:
            body = await _object(request)
            actor = self._chair(body.get("chair"))
            return await do(Act(actor=actor, chat=self._chat(actor, body.get("chat")), body=body))

        return self._safely(look)

    def _safely(self, do: Callable[[web.Request], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            try:
                return web.json_response(await do(request), headers={"Cache-Control": "no-store"})
            except BadInput as problem:
                return web.json_response({"error": str(problem)}, status=400)
            except (BotUnreachable, BotFailed) as problem:
                return web.json_response({"error": _told(problem)}, status=502)

        return handler


_MOST_FIRST: Final = (Did.ANSWERED, Did.ALREADY, Did.GAVE_UP, Did.TOLD, Did.NOTHING)


def _most(outcomes: Sequence[Outcome]) -> Outcome:
    """What is told of one person: that they did something, if anything at all."""
    return min(outcomes, key=lambda outcome: _MOST_FIRST.index(outcome.did))


def _told(problem: BotUnreachable | BotFailed) -> str:
    if isinstance(problem, BotFailed):
        return f"De bot gaf een fout (status {problem.sent.status}). Er is misschien niets bewaard."
    return "De bot antwoordt niet. Probeer het zo nog eens."


async def _object(request: web.Request) -> Json:
    """Only JSON by its name: a form of another site cannot send that."""
    if request.content_type != "application/json":
        raise BadInput("send application/json")
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise BadInput("this is no JSON") from problem
    if not isinstance(body, dict):
        raise BadInput("send an object")
    return body
