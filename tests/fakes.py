"""Stand-ins for what the bot talks to but does not own, honest enough to be wrong in the ways the real ones are."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://issuer.example"
APP_ID = "00000000-0000-0000-0000-00000000a001"


class FixedClock:
    """Stands still until it is advanced."""

    def __init__(self, start: datetime = datetime(2021, 5, 1, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        """For what counts in seconds, such as `time.monotonic`."""
        return self._now.timestamp()

    def advance(self, **duration: float) -> datetime:
        self._now += timedelta(**duration)
        return self._now


class Gate(asyncio.Event):
    """For `Hangs`: tells when somebody stands before it, by `reached` and by doing `then`."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.reached = asyncio.Event()
        self._then = then

    async def wait(self) -> Literal[True]:
        self.reached.set()
        self._then()
        return await super().wait()


class FakeKeyServer:
    """OpenID metadata, signing keys, the token endpoint and a managed identity, with keys of its own.

    `hold` makes every answer wait for an event, `failing` makes them 500; `asked` counts requests by path's last part.
    """

    def __init__(self) -> None:
        self.hold: asyncio.Event | None = None
        self.failing = False
        self.endorsements: list[str] | None = ["msteams"]
        self.redirect_keys_to: str | None = None
        self.asked: dict[str, int] = {}
        self.asked_something = asyncio.Event()
        self.logins: list[dict[str, str]] = []
        self.token_lives = 3600
        self._generation = 0
        self._keys: dict[str, rsa.RSAPrivateKey] = {}
        self.roll()
        app = web.Application(middlewares=[self._as_told])
        app.router.add_get("/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._key_set)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_get("/identity", self._identity)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def metadata_url(self) -> str:
        return str(self._server.make_url("/openidconfiguration"))

    @property
    def login_url(self) -> str:
        return str(self._server.make_url("/"))

    @property
    def identity_url(self) -> str:
        return str(self._server.make_url("/identity"))

    @property
    def kid(self) -> str:
        return f"key-{self._generation}"

    @property
    def private_key(self) -> rsa.RSAPrivateKey:
        return self._keys[self.kid]

    def roll(self) -> None:
        """Sign with a new key from now on and stop publishing the old one."""
        self._generation += 1
        self._keys = {self.kid: rsa.generate_private_key(public_exponent=65537, key_size=2048)}

    def claims(self, service_url: str, **changes: Any) -> dict[str, Any]:
        """What the channel signs; a change to None leaves a claim out."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 10, "exp": now + 3600, "serviceurl": service_url}
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def token(self, service_url: str, **changes: Any) -> str:
        return jwt.encode(
            self.claims(service_url, **changes), self.private_key, algorithm="RS256", headers={"kid": self.kid}
        )

    @web.middleware
    async def _as_told(self, request: web.Request, handler: Any) -> web.StreamResponse:
        last = request.path.rsplit("/", 1)[-1]
        self.asked[last] = self.asked.get(last, 0) + 1
        self.asked_something.set()
        if self.hold is not None:
            await self.hold.wait()
        if self.failing:
            return web.Response(status=500)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _metadata(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"issuer": ISSUER, "jwks_uri": self.redirect_keys_to or str(request.url.with_path("/keys"))}
        )

    async def _key_set(self, _request: web.Request) -> web.Response:
        keys = []
        for kid, key in self._keys.items():
            entry = json.loads(RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig"}
            if self.endorsements is not None:
                entry["endorsements"] = self.endorsements
            keys.append(entry)
        return web.json_response({"keys": keys})

    async def _login(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.logins.append({"tenant": request.match_info["tenant"], **form})
        if form.get("client_secret") != "geheim":
            return web.json_response({"error": "invalid_client", "error_codes": [7000215]}, status=401)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.token_lives, "access_token": f"token-{len(self.logins)}"}
        )

    async def _identity(self, request: web.Request) -> web.Response:
        """The managed identity endpoint of an Azure App Service."""
        self.logins.append(
            {
                "resource": request.query["resource"],
                "client_id": request.query["client_id"],
                "header": request.headers["X-IDENTITY-HEADER"],
            }
        )
        expires = str(int(time.time()) + self.token_lives)
        return web.json_response(
            {"access_token": "identity-token", "expires_on": expires, "resource": request.query["resource"]}
        )
