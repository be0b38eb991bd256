"""The tokens the bot shows to the channel: fetched off the event loop's path, kept per scope, renewed early."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import structlog

if TYPE_CHECKING:
    import requests

EARLY = 300.0
"""How long before its end a token is renewed, in seconds; at half its life when it lives shorter than twice this."""
LAST_MOMENT = 10.0
RETRY_RENEWAL = 10.0

log = structlog.get_logger(__name__)


class LoginFailed(Exception):
    """The login service gave no token; the message names its status and error code, never the secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    token: str
    lives: float
    """Seconds from now."""


Login = Callable[[str], Awaitable[Grant]]
"""Asks a token for a scope; raises `LoginFailed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    token: str
    renew_at: float
    ends_at: float


class Tokens:
    """One token per scope. Many callers cause one login; while a token still works nobody waits for its renewal."""

    def __init__(self, *, login: Login, patience: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._login = login
        self._patience = patience
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._running: dict[str, asyncio.Task[_Held]] = {}

    async def bearer(self, scope: str) -> str:
        """A token that works now; raises `LoginFailed`."""
        held = self._held.get(scope)
        now = self._clock()
        if held is None or now >= held.ends_at:
            return (await asyncio.shield(self._renewal(scope))).token
        if now >= held.renew_at:
            self._renewal(scope)
        return held.token

    def forget(self, scope: str) -> None:
        """The channel refused the token: ask a new one next time."""
        self._held.pop(scope, None)

    async def close(self) -> None:
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _renewal(self, scope: str) -> asyncio.Task[_Held]:
        task = self._running.get(scope)
        if task is None:
            task = asyncio.create_task(self._renew(scope), name="login")
            task.add_done_callback(_look)
            self._running[scope] = task
        return task

    async def _renew(self, scope: str) -> _Held:
        try:
            async with asyncio.timeout(self._patience):
                grant = await self._login(scope)
        except (LoginFailed, TimeoutError) as error:
            self._postpone(scope)
            reason = str(error) or "the login service did not answer in time"
            log.warning("login_failed", reason=reason)
            raise LoginFailed(reason) from None
        finally:
            self._running.pop(scope, None)
        now = self._clock()
        held = _Held(
            token=grant.token,
            renew_at=now + max(grant.lives - EARLY, grant.lives / 2),
            ends_at=now + max(grant.lives - LAST_MOMENT, grant.lives / 2),
        )
        self._held[scope] = held
        return held

    def _postpone(self, scope: str) -> None:
        held = self._held.get(scope)
        if held is not None:
            later = self._clock() + RETRY_RENEWAL
            self._held[scope] = _Held(token=held.token, renew_at=later, ends_at=held.ends_at)


def _look(task: asyncio.Task[_Held]) -> None:
    """A renewal in the background that failed was logged already; asyncio need not complain about it again."""
    if not task.cancelled():
        task.exception()


def secret_login(*, http: aiohttp.ClientSession, login_url: str, tenant: str, app_id: str, secret: str) -> Login:
    """`SingleTenant`: the client credentials flow at the app's own tenant.

    Written out here because msal insists on discovering the login service through a thread and a network call.
    """
    url = f"{login_url.rstrip('/')}/{quote(tenant, safe='')}/oauth2/v2.0/token"

    async def login(scope: str) -> Grant:
        form = {"grant_type": "client_credentials", "client_id": app_id, "client_secret": secret, "scope": scope}
        try:
            async with http.post(url, data=form, allow_redirects=False) as answer:
                status, body = answer.status, _object(await answer.read())
        except aiohttp.ClientError as error:
            raise LoginFailed(f"the login service cannot be reached ({type(error).__name__})") from None
        return _grant(body, status=status)

    return login


def managed_identity_login(*, client_id: str, patience: float = 10.0) -> Login:
    """`UserAssignedMSI`: the identity of the machine, which msal knows how to ask on every kind of Azure host."""
    import requests  # noqa: PLC0415 - only needed on Azure

    def ask(resource: str) -> Any:
        import msal  # noqa: PLC0415 - the same, and it may take its time in a thread

        with requests.Session() as http:
            identity = msal.UserAssignedManagedIdentity(client_id=client_id)
            client = msal.ManagedIdentityClient(identity, http_client=_Hurried(http, patience))
            return client.acquire_token_for_client(resource=resource)

    async def login(scope: str) -> Grant:
        try:
            body = await asyncio.to_thread(ask, scope.removesuffix("/.default"))
        except (requests.RequestException, ValueError) as error:
            raise LoginFailed(f"the managed identity cannot be reached ({type(error).__name__})") from None
        return _grant(body, status=200)

    return login


class _Hurried:
    """What msal needs of an HTTP client, with the time-out that it leaves out."""

    def __init__(self, http: "requests.Session", patience: float) -> None:
        self._http = http
        self._patience = patience

    def get(self, url: str, **rest: Any) -> "requests.Response":
        return self._http.get(url, **{"timeout": self._patience, **rest})

    def post(self, url: str, **rest: Any) -> "requests.Response":
        return self._http.post(url, **{"timeout": self._patience, **rest})

    def close(self) -> None:
        self._http.close()


def _object(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _grant(body: Any, *, status: int) -> Grant:
    """What a token endpoint answers, RFC 6749 section 5."""
    if not isinstance(body, dict):
        raise LoginFailed(f"the login service answered {status} without JSON")
    token = body.get("access_token")
    if not isinstance(token, str) or not token:
        raise LoginFailed(
            f"the login service answered {status}: {body.get('error')} {body.get('error_codes') or ''}".strip()
        )
    try:
        lives = float(body.get("expires_in", 3600))
    except (TypeError, ValueError):
        lives = 3600.0
    return Grant(token=token, lives=lives)
