"""Whether a request really comes from the channel: its signed token, checked once and remembered."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import jwt
import structlog

from bot.addresses import Origin, origin_of
from bot.teams.keys import SigningKey

ALGORITHMS = ("RS256",)
LEEWAY = 60.0
"""How far our clock and the channel's may differ, in seconds."""

log = structlog.get_logger(__name__)


class Unauthorized(Exception):
    """The token does not prove that the channel sent this."""


class Keys(Protocol):
    def held(self, kid: str) -> SigningKey | None: ...

    async def find(self, kid: str) -> SigningKey | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a token proves: until when, with which key, and at which address its sender listens."""

    expires: float
    key: SigningKey
    service: Origin


class Authenticator:
    """Checks the tokens that the channel sends along.

    Checking a signature costs tens of microseconds and the channel uses a token for about an hour, so what was
    verified is kept by the digest of the token, as long as the token and the key that signed it are good.
    """

    def __init__(
        self, *, keys: Keys, app_id: str, issuer: str, now: Callable[[], float] = time.time, remembered: int = 1024
    ) -> None:
        self._keys = keys
        self._app_id = app_id
        self._issuer = issuer
        self._now = now
        self._remembered = remembered
        self._verified: dict[bytes, Verified] = {}

    async def check(self, token: str, *, service_url: str, channel_id: str | None) -> None:
        """Raises `Unauthorized` unless the token is good and signed for this channel and service address."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        verified = self._verified.get(digest)
        if verified is None or not self._still_good(verified):
            self._verified.pop(digest, None)
            verified = await self._verify(token)
            self._remember(digest, verified)
        if verified.service != origin_of(service_url):
            raise self._refusal("service_url")
        if verified.key.endorsements and channel_id not in verified.key.endorsements:
            raise self._refusal("endorsement")

    def _still_good(self, verified: Verified) -> bool:
        return self._now() < verified.expires and self._keys.held(verified.key.kid) == verified.key

    def _remember(self, digest: bytes, verified: Verified) -> None:
        while len(self._verified) >= self._remembered:
            del self._verified[next(iter(self._verified))]
        self._verified[digest] = verified

    async def _verify(self, token: str) -> Verified:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise self._refusal(type(error).__name__) from None
        key = await self._keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise self._refusal("unknown_key")
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=ALGORITHMS,
                audience=self._app_id,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "aud", "iss"]},
            )
        except (jwt.PyJWTError, ValueError, OverflowError, TypeError, RecursionError) as error:
            raise self._refusal(type(error).__name__) from None
        service = claims.get("serviceurl")
        origin = origin_of(service) if isinstance(service, str) else None
        if origin is None:
            raise self._refusal("service_url")
        return Verified(expires=float(claims["exp"]) + LEEWAY, key=key, service=origin)

    @staticmethod
    def _refusal(reason: str) -> Unauthorized:
        log.info("token_refused", reason=reason)
        return Unauthorized(reason)
