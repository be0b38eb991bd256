"""What a request must be before anyone looks at what it says: small enough, JSON, with a token."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Final

from aiohttp import web

LARGEST: Final = 256 * 1024
PATIENCE: Final = 10.0
"""Seconds a client may take to send its body."""


class Turned(Exception):
    """The request is turned away with this status and a short reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def response(self) -> web.Response:
        answer = web.json_response({"error": self.reason}, status=self.status)
        if self.status == web.HTTPUnauthorized.status_code:
            answer.headers["WWW-Authenticate"] = "Bearer"
        if self.status == web.HTTPRequestEntityTooLarge.status_code:
            answer.force_close()  # what is still on its way is not worth reading
        return answer


async def body_of(request: web.Request) -> bytes:
    """The whole body, also when it comes in chunks or compressed; raises `Turned` with 413, 408 or 400."""
    if request.content_length is not None and request.content_length > LARGEST:
        raise _too_large()
    parts = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            while part := await request.content.readany():
                parts += part
                if len(parts) > LARGEST:
                    raise _too_large()
    except TimeoutError:
        raise Turned(408, "the body took too long") from None
    except (web.RequestPayloadError, ConnectionError, ValueError):
        raise Turned(400, "the body cannot be read") from None
    return bytes(parts)


def bearer_of(request: web.Request) -> str:
    """The token a request shows; raises `Turned` with 401 when it shows none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Turned(401, "no token")
    return token.strip()


def require_json(request: web.Request) -> None:
    kind = request.content_type
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Turned(415, "send application/json")


def parsed(raw: bytes) -> Any:
    """The JSON of a body; raises `Turned` with 400 for what is no JSON, or holds text that no store can keep."""
    try:
        text = raw.decode("utf-8-sig")
        body = _DECODER.decode(text)
        # Only escapes can bring in NUL and halves of characters; looking for them is rare and cheap.
        if ("\\u0000" in text or "\\ud" in text or "\\uD" in text) and not all(map(_sound, _strings(body))):
            raise Turned(400, "the body holds characters that are none")
    except (ValueError, RecursionError):
        raise Turned(400, "bad JSON") from None
    return body


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_number)


def _strings(body: Any) -> Iterable[str]:
    waiting = [body]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item, *item.values()]
        elif isinstance(item, list):
            waiting += item


def _sound(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _too_large() -> Turned:
    return Turned(413, "larger than 256 KiB")
