"""The first session in a real browser, from the link to the summary: nine rounds on three chairs."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from tests.pages.hands import card, fill, forward, go, link, press
from tests.pages.real_stage import RealStage, really_staged
from tests.pages.stage import PATIENCE, Look, picture, weak_contrast

pytestmark = pytest.mark.browser

WORDS: Final = "Eerst vragen wat de ander al weet."
ROUNDS: Final = (
    "Welkom",
    "Kennismaken",
    "Ambitie",
    "Alleen vragen",
    "Herkenning",
    "Meedenken",
    "Wat neem ik mee",
    "Klein experiment",
    "Afsluiten",
)


@pytest.fixture
async def stage(browser: Browser, migrated_sqlite_url: str) -> AsyncIterator[RealStage]:
    async with really_staged(browser, database_url=migrated_sqlite_url) as ready:
        yield ready


async def answer(stage: RealStage, tab: Tab, button: str) -> None:
    dialog = tab.get_by_role("dialog")
    await press(tab.locator("#talk"), button)
    await expect(dialog).to_be_visible()
    await fill(stage, dialog, WORDS)
    await press(dialog, "Insturen")
    await expect(dialog).to_be_hidden()
    await stage.settle()


async def the_others(stage: RealStage, moderator: Tab, title: str) -> None:
    """Until the round's card says that everybody answered."""
    await press(moderator, "Laat de anderen antwoorden")
    asked = card(moderator, title)
    async with asyncio.timeout(PATIENCE / 1000):
        while not re.search(r"(\d) van de \1 hebben geantwoord", await asked.inner_text()):
            await stage.settle()


@pytest.mark.parametrize(("look", "name"), [(Look(), "wide"), (Look(width=375, height=760, dark=True), "phone")])
async def test_a_whole_session_from_the_link_to_the_summary(stage: RealStage, look: Look, name: str) -> None:
    async with AsyncExitStack() as tabs:
        moderator, hotseat, anna = [
            await tabs.enter_async_context(stage.tab(who, look)) for who in ("Mirjam", "Hanna", "Anna")
        ]
        await link(stage, moderator)
        await go(hotseat, "Alleen jij")
        await answer(stage, hotseat, "Mijn ambitie delen")
        await go(hotseat, "Groep 1")
        await go(moderator, "Alleen jij")
        await press(card(moderator, "Sessie 1 staat klaar"), "Sessie starten")
        await expect(moderator.get_by_role("dialog")).to_contain_text("Ronde 1 van 9: Welkom")
        await moderator.keyboard.press("Escape")
        await stage.settle()
        await go(moderator, "Groep 1")
        for number, title in enumerate(ROUNDS, start=1):
            for tab in (moderator, hotseat, anna):
                await expect(card(tab, f"Ronde {number} van 9")).to_contain_text(title)
            await _play(stage, title, moderator=moderator, hotseat=hotseat, anna=anna)
            await picture(anna, f"session-{number}-{name}")
            assert await weak_contrast(anna) == []
            if number < len(ROUNDS):
                await _on(stage, moderator, number + 1)
        await _end(stage, moderator)
        for tab in (moderator, hotseat, anna):
            summary = card(tab, "Wie probeert wat, wanneer")
            await expect(summary).to_contain_text(WORDS.rstrip("."))
            await expect(summary).to_contain_text("Anna")
        await picture(moderator, f"session-summary-{name}")
        await picture(anna, f"session-summary-anna-{name}")


async def _play(stage: RealStage, title: str, *, moderator: Tab, hotseat: Tab, anna: Tab) -> None:
    match title:
        case "Alleen vragen" | "Herkenning" | "Meedenken":
            await answer(stage, anna, "Antwoord geven")
            await the_others(stage, moderator, title)
        case "Wat neem ik mee":
            await answer(stage, hotseat, "Antwoord geven")
        case "Klein experiment":
            await answer(stage, anna, "Experiment invullen")
            await answer(stage, hotseat, "Experiment invullen")
            await the_others(stage, moderator, title)
        case "Afsluiten":
            await press(card(anna, "Hoeveel energie heb je nu?"), "4")
            await stage.settle()
            await expect(card(anna, "Hoeveel energie heb je nu?")).to_contain_text("1 van de 8 heeft gekozen")


async def _on(stage: RealStage, moderator: Tab, number: int) -> None:
    """`Verder` shows what was written, if there was something to write, and once more goes to the next round."""
    coming = f"ronde {number} van 9"
    await forward(stage, moderator)
    if not any(coming in said for said in stage.room.group_chat(1).texts):
        await forward(stage, moderator)
    await expect(card(moderator, coming)).to_be_visible()


async def _end(stage: RealStage, moderator: Tab) -> None:
    dialog = moderator.get_by_role("dialog")
    await forward(stage, moderator)
    await press(moderator.locator("#talk"), "Regie")
    await press(dialog, "Sessie afronden")
    await expect(dialog).not_to_contain_text("Sessie afronden")
    await stage.settle()
    await moderator.keyboard.press("Escape")
