"""Serves the rehearsal room to a browser: the page, its files, the JSON, the live stream and the channel's REST."""

from pathlib import Path

from aiohttp import web

from bot.rehearsal.api import Api
from bot.rehearsal.live import Live
from bot.rehearsal.room import CHANNEL_PATH, Room

_CLIENT = Path(__file__).parent / "client"
_PROJECT = Path(__file__).parents[2]
RENDERER = _PROJECT / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
"""Where `npm ci` puts the official renderer."""

_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


class Page:
    def __init__(self, *, room: Room, renderer: Path = RENDERER) -> None:
        self._room = room
        self._renderer = renderer
        self._files = {path.name: path for path in _CLIENT.iterdir() if path.suffix in _TYPES}
        self.live = Live(room=room)
        self._api = Api(room=room, live=self.live)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/rehearsal", self._index),
            web.get("/rehearsal/static/adaptivecards.js", self._adaptivecards),
            web.get("/rehearsal/static/{name}", self._static),
            *self._api.routes(),
            *self._room.channel_routes(CHANNEL_PATH),
        ]

    async def _index(self, _request: web.Request) -> web.Response:
        return _file(self._files["index.html"])

    async def _static(self, request: web.Request) -> web.Response:
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return _file(path)

    async def _adaptivecards(self, _request: web.Request) -> web.Response:
        """Without the package the page itself says what to do, so this is no error of the server."""
        if not self._renderer.is_file():
            return web.Response(status=404, text="npm ci", headers=_HEADERS)
        return _file(self._renderer)


def _file(path: Path) -> web.Response:
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS)


def add_to(app: web.Application, room: Room, *, renderer: Path = RENDERER) -> Page:
    """Mount the room on an application; it closes with it. Call `page.live.clock_moved()` after moving the clock."""
    page = Page(room=room, renderer=renderer)
    app.add_routes(page.routes())
    app.on_shutdown.append(page.live.close)

    async def close(_app: web.Application) -> None:
        await room.close()

    app.on_cleanup.append(close)
    return page
