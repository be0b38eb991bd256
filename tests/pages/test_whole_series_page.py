"""A whole series in a real browser: four sessions, and what somebody on her own phone does between them."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from bot.rehearsal.player import Player
from dialogs.ids import ConversationId
from dialogs.sessions.model import Session, SessionPhase
from tests.pages.hands import card, fill, press
from tests.pages.real_stage import RealStage, really_staged
from tests.pages.stage import Look, picture, unnamed, weak_contrast

pytestmark = pytest.mark.browser

LEARNED: Final = "Eerst vragen wat de ander al weet."
SHOWS: Final = {
    2: ("Terugblik", "Volgend experiment", "Knelpunt en richting"),
    3: ("Eén experiment uitgelicht", "Patronen", "Maatje en afsluiten"),
    4: ("Oogst", "De ambitie nu", "Tips", "Evaluatie"),
}


@pytest.fixture
async def stage(browser: Browser, migrated_sqlite_url: str) -> AsyncIterator[RealStage]:
    async with really_staged(browser, database_url=migrated_sqlite_url) as ready:
        yield ready


@pytest.mark.parametrize(
    ("look", "name"), [(Look(height=900), "wide"), (Look(width=375, height=760, dark=True), "phone")]
)
async def test_four_sessions_with_what_comes_between_them(stage: RealStage, look: Look, name: str) -> None:
    async def stored(number: int) -> Session:
        async with stage.bot.house.reading() as uow:
            group = await uow.groups.of_chat(ConversationId(stage.room.group_chat(1).id))
            assert group is not None
            session = await uow.sessions.get(next(s.id for s in group.sessions if s.number == number))
        assert session is not None
        return session

    assert stage.bot.mover is not None
    player = Player(room=stage.room, mover=stage.bot.mover, group=1, look=stored, seed=3, hurry=True)
    await player.links()
    async with stage.tab("Anna", look) as anna:
        for number in (1, 2, 3, 4):
            if number > 1:
                await _looks_back(stage, anna, name=f"{number}-{name}")
            await player.between(number)
            await player.plays(number)
            assert (await stored(number)).phase is SessionPhase.ENDED
            await expect(card(anna, f"Sessie {number} is klaar")).to_be_visible()
            for title in SHOWS.get(number, ()):
                shown = card(anna, title)
                await shown.scroll_into_view_if_needed()
                await picture(anna, f"series-{number}-{title.split()[0].lower()}-{name}")
            await _is_in_order(anna)
        await expect(card(anna, "Dit was de laatste sessie.")).to_be_visible()
        await picture(anna, f"series-end-{name}")


async def _looks_back(stage: RealStage, anna: Tab, *, name: str) -> None:
    """Two pages: whether it was tried, then what was seen and learned."""
    dialog = anna.get_by_role("dialog")
    await press(anna.locator("#talk"), "Terugblik invullen")
    await expect(dialog).to_be_visible()
    await picture(anna, f"series-look-back-{name}")
    await fill(stage, dialog, LEARNED)
    await press(dialog, "Volgende")
    await expect(dialog.get_by_role("button", name="Insturen")).to_be_visible()
    await picture(anna, f"series-look-back-page-{name}")
    assert await unnamed(anna) == []
    await fill(stage, dialog, LEARNED)
    await press(dialog, "Insturen")
    await expect(dialog).to_be_hidden()
    await stage.settle()


async def _is_in_order(anna: Tab) -> None:
    assert await weak_contrast(anna) == []
    wide = await anna.evaluate("(t => t.scrollWidth - t.clientWidth)(document.getElementById('talk'))")
    assert wide <= 0
