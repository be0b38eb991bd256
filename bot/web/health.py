"""Is the bot alive, is it ready, how is it doing: three addresses for machines."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry

from bot.web.metrics import exposition

Ready = Callable[[], Awaitable[str | None]]
"""None when the bot can work, else one line that says what is in the way."""


async def healthz(_request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})


async def readyz(_request: web.Request, *, ready: Ready) -> web.Response:
    hindrance = await ready()
    if hindrance is not None:
        return web.json_response({"status": "not ready", "error": hindrance}, status=503)
    return web.json_response({"status": "ready"})


async def metrics(_request: web.Request, *, registry: CollectorRegistry) -> web.Response:
    return web.Response(body=exposition(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _nothing_to_count() -> None:
    """Where there is no queue."""


def health_routes(
    *, ready: Ready, registry: CollectorRegistry, count: Callable[[], Awaitable[None]] = _nothing_to_count
) -> list[web.RouteDef]:
    """`count` brings up to date what is only counted when somebody asks."""

    async def ask_ready(request: web.Request) -> web.Response:
        return await readyz(request, ready=ready)

    async def ask_metrics(request: web.Request) -> web.Response:
        await count()
        return await metrics(request, registry=registry)

    return [web.get("/healthz", healthz), web.get("/readyz", ask_ready), web.get("/metrics", ask_metrics)]
