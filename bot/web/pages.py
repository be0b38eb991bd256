"""Pages that people open from a link in their own chat: read once, kept by nobody on the way."""

import base64
import hashlib
from typing import Final

from aiohttp import web

from dialogs.errors import StoreUnavailable
from dialogs.formats.model import Language
from dialogs.pages.run_sheet_html import STYLE
from dialogs.usecases.house import House
from dialogs.usecases.run_sheet_printed import nothing_there, printed

_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


async def run_sheet(request: web.Request, *, house: House) -> web.Response:
    """The same answer to an unknown, an expired and somebody else's address: nobody can tell which it is."""
    language = _language(request)
    try:
        page = await printed(house, request.match_info["token"])
    except StoreUnavailable:
        return _page(house.texts.in_(language).say("error.store"), status=503, kind="text/plain")
    return _page(page or nothing_there(house, language), status=200 if page else 404)


def page_routes(house: House) -> list[web.RouteDef]:
    async def ask_run_sheet(request: web.Request) -> web.Response:
        return await run_sheet(request, house=house)

    return [web.get("/draaiboek/{token}", ask_run_sheet)]


def _language(request: web.Request) -> Language:
    """Who is not known reads what their browser asks for."""
    wanted = request.headers.get("Accept-Language", "")
    return Language.EN if wanted[:2].lower() == "en" else Language.NL


def _page(text: str, *, status: int, kind: str = "text/html") -> web.Response:
    return web.Response(text=text, status=status, content_type=kind, charset="utf-8", headers=_HEADERS)
