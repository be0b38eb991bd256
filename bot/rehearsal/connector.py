"""The connector REST of the stand-in channel: what a bot calls under the `serviceUrl` of an activity."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Call, Change, Chat, Operation, What
from bot.rehearsal.faults import Answers, Hangs, Resets, Trouble
from bot.rehearsal.inspection import complaints_about
from bot.rehearsal.people import Person, personal_chat_id

_MESSAGE_LIMIT = 100 * 1024
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int
    body: Any = None
    activity_id: str | None = None
    retry_after: float | None = None


def refusal(status: int, code: str, message: str = "", *, retry_after: float | None = None) -> Outcome:
    return Outcome(status, {"error": {"code": code, "message": message or code}}, retry_after=retry_after)


class Connector:
    def __init__(self, *, channel: Channel) -> None:
        self._channel = channel
        self._busy: dict[str, int] = {}

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        """`prefix` is the path of the service URL without its last slash."""
        activities = f"{prefix}/v3/conversations/{{chat}}/activities"
        return [
            web.post(f"{prefix}/v3/conversations", self._open),
            web.post(activities, self._send),
            web.post(activities + "/{activity}", self._send),  # a reply; the stand-in keeps one line of talk
            web.put(activities + "/{activity}", self._update),
            web.delete(activities + "/{activity}", self._delete),
            web.get(f"{prefix}/v3/conversations/{{chat}}/pagedmembers", self._roster),
            web.get(f"{prefix}/v3/conversations/{{chat}}/members/{{member}}", self._member),
        ]

    # the operations

    async def _send(self, request: web.Request) -> web.StreamResponse:
        async def act(chat: Chat, body: dict[str, Any]) -> Outcome:
            if body.get("type") != "message":  # a typing sign leaves nothing behind
                return Outcome(201, {"id": self._channel.next_id()})
            self._inspect(chat, body)
            bot = self._channel.bot
            if body.get("text") and body.get("attachments"):  # split in two by the channel, which then names no id
                halves: tuple[dict[str, Any], ...] = ({"attachments": []}, {"text": ""})
                for half in halves:
                    self._channel.post(chat, body | half, author_id=bot.id, author_name=bot.name)
                return Outcome(201, {})
            message = self._channel.post(chat, body, author_id=bot.id, author_name=bot.name)
            return Outcome(201, {"id": message.id}, message.id)

        return await self._in_chat(request, Operation.SEND, act)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        activity_id = request.match_info["activity"]

        async def act(chat: Chat, body: dict[str, Any]) -> Outcome:
            message = chat.message(activity_id)
            if message is None or message.deleted or message.author_id != self._channel.bot.id:
                return refusal(404, "ActivityNotFoundInConversation")
            self._inspect(chat, body)
            message.activity = body
            message.version += 1
            self._channel.tell(Change(what=What.UPDATED, chat=chat, message=message))
            return Outcome(200, {"id": activity_id}, activity_id)

        return await self._in_chat(request, Operation.UPDATE, act)

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        activity_id = request.match_info["activity"]

        async def act(chat: Chat, _body: dict[str, Any]) -> Outcome:
            message = chat.message(activity_id)
            if message is None or message.deleted:
                return refusal(404, "ActivityNotFoundInConversation")
            message.deleted = True
            self._channel.tell(Change(what=What.DELETED, chat=chat, message=message))
            return Outcome(200, None, activity_id)

        return await self._in_chat(request, Operation.DELETE, act)

    async def _open(self, request: web.Request) -> web.StreamResponse:
        body = await _json(request)
        member = str(((body.get("members") or [{}])[0] or {}).get("id", ""))

        async def act(_body: dict[str, Any]) -> Outcome:
            person = self._channel.people.get(member)
            tenant = ((body.get("channelData") or {}).get("tenant") or {}).get("id")
            if person is None or tenant != self._channel.tenant_id or body.get("isGroup"):
                return refusal(400, "BadArgument", "one known member, the tenant, and isGroup false are needed")
            if not self._channel.personal_chat(person).installed:
                return refusal(403, "ForbiddenOperationException", "the person has not installed the app")
            return Outcome(201, {"id": personal_chat_id(person.id)})

        return await self._operate(request, Operation.OPEN, personal_chat_id(member), act, body)

    async def _roster(self, request: web.Request) -> web.StreamResponse:
        async def act(chat: Chat, _body: dict[str, Any]) -> Outcome:
            try:
                start = int(request.query.get("continuationToken") or 0)
                size = int(request.query.get("pageSize") or _PAGE)
            except ValueError:
                return refusal(400, "BadArgument", "pageSize or continuationToken")
            people = list(chat.members.values())
            page: dict[str, Any] = {"members": [self._account(p) for p in people[start : start + size]]}
            if start + size < len(people):
                page["continuationToken"] = str(start + size)
            return Outcome(200, page)

        return await self._in_chat(request, Operation.ROSTER, act)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        async def act(chat: Chat, _body: dict[str, Any]) -> Outcome:
            wanted = request.match_info["member"]
            for person in chat.members.values():
                if wanted in {person.id, person.entra_id}:
                    return Outcome(200, self._account(person))
            return refusal(404, "MemberNotFoundInConversation")

        return await self._in_chat(request, Operation.MEMBER, act)

    def _account(self, person: Person) -> dict[str, Any]:
        first, _, last = person.name.partition(" ")
        account: dict[str, Any] = {"id": person.id, "name": person.name, "givenName": first, "surname": last}
        if person.entra_id is None:
            return account | {"userRole": "anonymous"}
        known = {"email": person.email, "userPrincipalName": person.upn or person.email}
        return (
            account
            | {key: value for key, value in known.items() if value}
            | {"objectId": person.entra_id, "aadObjectId": person.entra_id}
            | {"tenantId": self._channel.tenant_id, "userRole": "guest" if "#EXT#" in (person.upn or "") else "user"}
        )

    # what every operation goes through

    async def _in_chat(
        self,
        request: web.Request,
        operation: Operation,
        act: Callable[[Chat, dict[str, Any]], Awaitable[Outcome]],
    ) -> web.StreamResponse:
        chat_id = request.match_info["chat"]

        async def checked(body: dict[str, Any]) -> Outcome:
            chat = self._channel.chats.get(chat_id)
            if chat is None:
                return refusal(404, "ConversationNotFound")
            if not chat.installed:
                return refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
            return await act(chat, body)

        return await self._operate(request, operation, chat_id, checked)

    async def _operate(
        self,
        request: web.Request,
        operation: Operation,
        chat_id: str,
        act: Callable[[dict[str, Any]], Awaitable[Outcome]],
        body: dict[str, Any] | None = None,
    ) -> web.StreamResponse:
        trouble = self._channel.faults.take(operation, chat_id)
        effect: Outcome | None = None
        overlaps = self._busy.get(chat_id, 0) > 0
        self._busy[chat_id] = self._busy.get(chat_id, 0) + 1
        try:
            body = await _json(request) if body is None else body
            await asyncio.sleep(self._channel.latency)
            refused = self._refused(request, operation, chat_id, overlaps=overlaps)
            if refused is None and (trouble is None or trouble.delivered):
                effect = await act(body)
        finally:
            self._busy[chat_id] -= 1  # a call that hangs does not hold the conversation
        answer = refused or _answer(trouble, effect)
        self._channel.calls.append(
            Call(
                operation=operation,
                conversation_id=chat_id,
                activity_id=(effect and effect.activity_id) or request.match_info.get("activity"),
                body=body,
                status=answer.status if answer else None,
                took_effect=effect is not None and effect.status < HTTPStatus.BAD_REQUEST,
                at=self._channel.clock(),
                authorization=request.headers.get("Authorization"),
            )
        )
        if answer is not None:
            return _response(answer)
        if isinstance(trouble, Hangs):
            await trouble.gate.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()  # goes nowhere: the connection is gone

    def _refused(self, request: web.Request, operation: Operation, chat_id: str, *, overlaps: bool) -> Outcome | None:
        if (request.content_length or 0) > _MESSAGE_LIMIT:
            return refusal(413, "MessageSizeTooBig")
        if self._channel.serial and overlaps:
            return refusal(412, "PreconditionFailed", "another operation runs in this conversation")
        wait = self._channel.quota.wait(operation, chat_id) if self._channel.quota else 0.0
        return refusal(429, "Throttled", retry_after=wait) if wait else None

    def _inspect(self, chat: Chat, body: dict[str, Any]) -> None:
        self._channel.complaints.extend(f"{chat.title}: {complaint}" for complaint in complaints_about(body))


def _answer(trouble: Trouble | None, effect: Outcome | None) -> Outcome | None:
    """None when no answer goes back at all."""
    match trouble:
        case Answers():
            return refusal(trouble.status, trouble.code, retry_after=trouble.retry_after)
        case Resets() | Hangs():
            return None
        case None:
            return effect


async def _json(request: web.Request) -> dict[str, Any]:
    if not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except json.JSONDecodeError as problem:
        raise web.HTTPBadRequest(text="the body is no JSON") from problem
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="the body is no JSON object")
    return body


def _response(answer: Outcome) -> web.Response:
    headers = {} if answer.retry_after is None else {"Retry-After": f"{answer.retry_after:g}"}
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    return web.json_response(answer.body, status=answer.status, headers=headers)
