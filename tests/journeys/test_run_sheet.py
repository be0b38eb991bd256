"""The draaiboek before a session: announced in the moderator's own chat, read behind a button, printed from a link."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.rehearsal.actors import Dialog
from tests.journeys.stage import LivingGroup

PRINT = "Pagina om te printen"
OPEN = "Draaiboek openen"


async def asked_for(group: LivingGroup) -> Dialog:
    """The page behind the newest card in the moderator's own chat."""
    await group.moderator.types("draaiboek")
    await group.stage.settle()
    return await group.moderator.presses(group.moderator.chat, OPEN)


def address_in(dialog: Any) -> str:
    """Where the page to print is, on the port that this bot happens to have."""
    [url] = [
        e["url"] for row in dialog.shown.json["body"] for e in row.get("actions", ()) if e["type"] == "Action.OpenUrl"
    ]
    return urlsplit(url).path


async def fetched(group: LivingGroup, path: str) -> tuple[int, str, Any]:
    bot = urlsplit(group.stage.room.channel.bot_url)
    async with aiohttp.ClientSession() as http, http.get(f"{bot.scheme}://{bot.netloc}{path}") as answer:
        return answer.status, await answer.text(), answer.headers


async def test_the_run_sheet_is_announced_read_and_printed(group: LivingGroup) -> None:
    dialog = await asked_for(group)

    assert "Draaiboek" in group.moderator.chat.last_card.text
    assert "10.00 uur  Welkom · 5 minuten · hoort erbij" in dialog.text
    status, page, headers = await fetched(group, address_in(dialog))
    assert status == 200
    assert "Stel één open vraag" in page
    assert headers["Cache-Control"] == "no-store"
