"""The bot's mouth: the six calls of the connector REST API over one pool of connections, without retries of its own."""

import email.utils
import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.addresses import may_speak_to
from bot.teams.credentials import LoginFailed
from bot.teams.errors import Blocked, ChannelError, Gone, RefusedByChannel, TryLater, Unclear
from dialogs.ids import ConversationId

_LATER = frozenset({412, 429, 502, 503, 504})
_NOT_DONE = frozenset({412, 429})
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_MISSING = 404
_FAILURE = 500
_PAGES = 50
_NO_WORD: Final = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST_CODE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a chat is and as whom the bot speaks there."""

    conversation_id: ConversationId
    service_url: str
    tenant_id: str | None
    bot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person on the roster of a chat; people from elsewhere lack some of it."""

    id: str
    name: str
    entra_id: str | None
    tenant_id: str | None
    email: str | None
    user_principal_name: str | None
    role: str | None


class TokenSource(Protocol):
    async def bearer(self, scope: str) -> str: ...

    def forget(self, scope: str) -> None: ...


def channel_http(*, connections: int = 100) -> aiohttp.ClientSession:
    """One session for everything the bot asks over HTTP; close it when the bot stops."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, ttl_dns_cache=60, keepalive_timeout=30),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


PATIENCE_SECONDS: Final = 10.0
"""The time-out of one call."""


class Connector:
    """Speaks to the channel. Every fault is a `ChannelError`; what to do about it is the caller's business."""

    def __init__(
        self,
        *,
        http: aiohttp.ClientSession,
        tokens: TokenSource | None,
        scope: str,
        plain_loopback: bool,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """`tokens` is none only where nobody checks them; `patience` is the time-out of one call in seconds."""
        self._http = http
        self._tokens = tokens
        self._scope = scope
        self._plain_loopback = plain_loopback
        self._limits = aiohttp.ClientTimeout(total=patience, sock_connect=min(patience, 5.0))

    async def send(self, address: Address, activity: Mapping[str, Any]) -> str:
        """Post a message; its id, empty when the channel gives none."""
        said = await self._call("POST", address, f"{_chat(address)}/activities", activity, repeatable=False)
        return _text(said, "id") or ""

    async def update(self, address: Address, activity_id: str, activity: Mapping[str, Any]) -> None:
        path = f"{_chat(address)}/activities/{_quoted(activity_id)}"
        await self._call("PUT", address, path, {**activity, "id": activity_id})

    async def delete(self, address: Address, activity_id: str) -> None:
        await self._call("DELETE", address, f"{_chat(address)}/activities/{_quoted(activity_id)}")

    async def members(self, address: Address, *, page_size: int = 200) -> tuple[Member, ...]:
        """Everybody on the roster."""
        found: list[Member] = []
        query = {"pageSize": str(page_size)}
        for _ in range(_PAGES):
            page = await self._call("GET", address, f"{_chat(address)}/pagedmembers?{urlencode(query)}")
            entries = page.get("members") if isinstance(page, dict) else None
            found += [_member(entry) for entry in entries or () if _text(entry, "id")]
            token = _text(page, "continuationToken")
            if not token:
                return tuple(found)
            query["continuationToken"] = token
        raise RefusedByChannel(code="EndlessRoster")

    async def member(self, address: Address, member_id: str) -> Member:
        entry = await self._call("GET", address, f"{_chat(address)}/members/{_quoted(member_id)}")
        if not _text(entry, "id"):
            raise Gone(code="NoSuchMember")
        return _member(entry)

    async def open_personal(self, address: Address, member_id: str) -> Address:
        """The 1:1 chat with somebody met at `address`. Asking twice gives the same chat, so this may be repeated."""
        body = {
            "bot": {"id": address.bot_id},
            "members": [{"id": member_id}],
            "isGroup": False,
            "tenantId": address.tenant_id,
            "channelData": {"tenant": {"id": address.tenant_id}},
        }
        opened = await self._call("POST", address, "v3/conversations", body)
        chat = _text(opened, "id")
        if chat is None:
            raise RefusedByChannel(code="NoConversationId")
        return replace(address, conversation_id=ConversationId(chat))

    async def _call(
        self,
        method: str,
        address: Address,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        repeatable: bool = True,
    ) -> Any:
        """The JSON of the answer, none when there is none. `repeatable` says that doing it twice does no harm."""
        if not may_speak_to(address.service_url, plain_loopback=self._plain_loopback):
            raise RefusedByChannel(code="UnsafeServiceUrl")
        headers = await self._headers()
        data = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            async with self._http.request(
                method,
                URL(f"{_root(address)}{path}", encoded=True),
                data=data,
                headers=headers,
                timeout=self._limits,
                allow_redirects=False,  # a token never travels to another host
            ) as answer:
                raw = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryLater(code=type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            kind = TryLater if repeatable else Unclear
            raise kind(code=type(error).__name__) from None
        said = _json(raw)
        if answer.status >= 300:  # noqa: PLR2004 - everything that is no success
            raise self._fault(answer.status, answer.headers, said, repeatable=repeatable)
        return said

    async def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if self._tokens is not None:
            try:
                headers["Authorization"] = f"Bearer {await self._tokens.bearer(self._scope)}"
            except LoginFailed:
                raise TryLater(code="LoginFailed") from None  # nothing was sent
        return headers

    def _fault(self, status: int, headers: Mapping[str, str], said: Any, *, repeatable: bool) -> ChannelError:
        problem = said.get("error") if isinstance(said, dict) else None
        code = _word(_text(problem, "code") or _text(said, "code") or "")
        wait = _seconds(headers.get("Retry-After"))
        if status == _UNAUTHORIZED and self._tokens is not None:
            self._tokens.forget(self._scope)
        if status in _NOT_DONE or (status in _LATER and repeatable):
            return TryLater(status=status, code=code, retry_after=wait)
        if status >= _FAILURE and not repeatable:
            return Unclear(status=status, code=code, retry_after=wait)
        if status == _FORBIDDEN:
            return Blocked(status=status, code=code)
        if status == _MISSING:
            return Gone(status=status, code=code)
        return RefusedByChannel(status=status, code=code)


def _root(address: Address) -> str:
    return address.service_url if address.service_url.endswith("/") else f"{address.service_url}/"


def _chat(address: Address) -> str:
    return f"v3/conversations/{_quoted(address.conversation_id)}"


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


def _text(said: Any, name: str) -> str | None:
    value = said.get(name) if isinstance(said, dict) else None
    return value if isinstance(value, str) and value else None


def _word(code: str) -> str:
    """It is logged and kept: a code, and nothing that somebody wrote."""
    return _NO_WORD.sub("", code)[:_LONGEST_CODE]


def _member(entry: Any) -> Member:
    return Member(
        id=_text(entry, "id") or "",
        name=_text(entry, "name") or "",
        entra_id=_text(entry, "aadObjectId") or _text(entry, "objectId"),
        tenant_id=_text(entry, "tenantId"),
        email=_text(entry, "email"),
        user_principal_name=_text(entry, "userPrincipalName"),
        role=_text(entry, "userRole"),
    )


def _seconds(retry_after: str | None) -> float | None:
    """RFC 9110 section 10.2.3: a number of seconds or a moment."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, OverflowError):  # the second for a year that fits no clock
        return None
