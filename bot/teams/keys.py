"""The public keys that sign the channel's tokens, fetched without ever holding up the event loop."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from bot.addresses import may_speak_to

KEEP = 24 * 3600.0
PAUSE = 60.0
PAUSE_WITHOUT_KEYS = 5.0
"""Before the first success every request needs the fetch, so a failed one is tried again sooner."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key; `endorsements` names the channels it may speak for, empty when it does not say."""

    kid: str
    modulus: str
    endorsements: frozenset[str]
    public: RSAPublicKey = field(compare=False, repr=False)


class SigningKeys:
    """Keeps the keys for a day. A key it does not know makes it ask again, at most once a minute.

    The very first fetch does not count for that minute: a rollover right after the start is noticed at once.
    """

    def __init__(
        self,
        *,
        http: aiohttp.ClientSession,
        metadata_url: str,
        patience: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._metadata_url = metadata_url
        self._patience = patience
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = 0.0
        self._not_before = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    def held(self, kid: str) -> SigningKey | None:
        """The key if it is here; keys older than a day are still used while new ones are fetched in the background."""
        if self._keys and self._clock() - self._fetched_at > KEEP:
            self._fetch_unless_paused()
        return self._keys.get(kid)

    async def find(self, kid: str) -> SigningKey | None:
        """The key, asked for where it came from when it is not here and a minute has gone by."""
        key = self.held(kid)
        if key is not None:
            return key
        fetching = self._fetch_unless_paused()
        if fetching is None:
            return None
        await asyncio.shield(fetching)
        return self._keys.get(kid)

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _fetch_unless_paused(self) -> asyncio.Task[None] | None:
        if self._fetching is None and self._clock() >= self._not_before:
            self._fetching = asyncio.create_task(self._fetch(), name="signing-keys")
        return self._fetching

    async def _fetch(self) -> None:
        first = not self._keys
        try:
            async with asyncio.timeout(self._patience):
                keys = await self._download()
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as error:
            self._not_before = self._clock() + (PAUSE_WITHOUT_KEYS if first else PAUSE)
            log.warning("signing_keys_unavailable", error=type(error).__name__)
        else:
            self._keys = keys
            self._fetched_at = self._clock()
            if not first:
                self._not_before = self._fetched_at + PAUSE
        finally:
            self._fetching = None

    async def _download(self) -> Mapping[str, SigningKey]:
        where = (await self._read(self._metadata_url))["jwks_uri"]
        if not isinstance(where, str) or not may_speak_to(where, plain_loopback=self._metadata_url.startswith("http:")):
            raise ValueError("the keys are at an address that is not https")
        keys = [_signing_key(entry) for entry in (await self._read(where))["keys"]]
        found = {key.kid: key for key in keys if key is not None}
        if not found:
            raise LookupError("the document holds no key that can be used")
        return found

    async def _read(self, url: str) -> Any:
        async with self._http.get(url, raise_for_status=True) as answer:
            return json.loads(await answer.read())


def _signing_key(entry: object) -> SigningKey | None:
    """A key of a JSON Web Key Set, or none for a kind of key that the channel's tokens do not use."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
        return None
    try:
        public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": entry["n"], "e": entry["e"]})
    except (PyJWTError, ValueError, LookupError, TypeError):
        return None
    if not isinstance(public, RSAPublicKey):
        return None
    endorsements = frozenset(str(channel) for channel in entry.get("endorsements") or ())
    return SigningKey(kid=entry["kid"], modulus=entry["n"], endorsements=endorsements, public=public)
