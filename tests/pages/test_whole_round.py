"""A whole round with the real bot in a real browser: moderator, hotseat and participant, wide and on a phone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from tests.pages.hands import card, forward, go, link, press
from tests.pages.real_stage import RealStage, really_staged
from tests.pages.stage import Look, picture, unnamed, weak_contrast

pytestmark = pytest.mark.browser

WIDE, PHONE = Look(), Look(width=375, height=760, dark=True)
ANSWER = "Wie houdt de lijn vast als jij er niet bent?"


@pytest.fixture
async def stage(browser: Browser, migrated_sqlite_url: str) -> AsyncIterator[RealStage]:
    async with really_staged(browser, database_url=migrated_sqlite_url) as ready:
        yield ready


async def by_keyboard(tab: Tab, name: str) -> None:
    """Tab until the button with this name has the focus, then press it."""
    for _ in range(60):
        await tab.keyboard.press("Tab")
        if await tab.evaluate("document.activeElement?.textContent.trim()") == name:
            return await tab.keyboard.press("Enter")
    raise AssertionError(f"no way to {name} with the keyboard")


@pytest.mark.parametrize(("look", "name"), [(WIDE, "wide"), (PHONE, "phone")])
async def test_a_whole_round_as_moderator_hotseat_and_participant(stage: RealStage, look: Look, name: str) -> None:
    async with AsyncExitStack() as tabs:
        moderator, hotseat, anna = [
            await tabs.enter_async_context(stage.tab(who, look)) for who in ("Mirjam", "Hanna", "Anna")
        ]
        await link(stage, moderator)
        await _prepare(stage, hotseat, name)
        await go(moderator, "Alleen jij")
        await press(card(moderator, "Sessie 1 staat klaar"), "Sessie starten")
        await expect(moderator.get_by_role("dialog")).to_contain_text("Ronde 1 van 9: Welkom")
        await moderator.keyboard.press("Escape")
        await go(moderator, "Groep 1")
        await expect(card(moderator, "Onze afspraken")).to_contain_text("tot")
        for title in ("Kennismaken", "Ambitie", "Alleen vragen"):
            await forward(stage, moderator)
            await expect(card(anna, title)).to_be_visible()
        await expect(card(anna, "Help me zien waar ik")).to_contain_text("Eén persoon houdt de lijn vast.")
        await expect(card(anna, "Alleen vragen")).to_contain_text("Nog niemand van de 7 heeft geantwoord")

        await _answer_by_keyboard(stage, anna, name)
        await press(hotseat.locator("#talk"), "Antwoord geven")
        await expect(hotseat.locator(".toast").last).to_contain_text("Deze ronde is voor anderen.")
        await moderator.get_by_role("button", name="Laat de anderen antwoorden").click()
        await expect(moderator.locator(".toast").last).to_have_text("5 mensen hebben geantwoord.")
        await stage.settle()
        for tab in (moderator, hotseat, anna):
            await expect(card(tab, "Alleen vragen")).to_contain_text("7 van de 7 hebben geantwoord")
            await expect(tab.locator("#talk")).not_to_contain_text(ANSWER)
        assert await unnamed(anna) == []
        await expect(card(anna, "Alleen vragen").locator("xpath=../..")).to_contain_text("Ronde: Alleen vragen")
        await picture(moderator, f"round-{name}")

        await forward(stage, moderator)
        for tab in (moderator, hotseat, anna):
            await expect(card(tab, "getoond")).to_contain_text(f"Anna  {ANSWER}")
            assert await weak_contrast(tab) == []
        await picture(anna, f"shown-{name}")
        wide = await anna.evaluate("(t => t.scrollWidth - t.clientWidth)(document.getElementById('talk'))")
        assert wide <= 0


async def _prepare(stage: RealStage, hotseat: Tab, name: str) -> None:
    """The hotseat tells beforehand, in the own chat; a refusal keeps what was typed."""
    await go(hotseat, "Alleen jij")
    await press(card(hotseat, "Hanna, jij zit in de hotseat."), "Mijn ambitie delen")
    dialog = hotseat.get_by_role("dialog")
    await dialog.get_by_label("Wat zou je graag anders zien?").fill("Eén persoon houdt de lijn vast.")
    await press(dialog, "Insturen")
    await expect(dialog.get_by_role("status")).to_contain_text("Nog niet ingestuurd.")
    await picture(hotseat, f"preparation-{name}")
    assert await weak_contrast(hotseat) == []
    assert await unnamed(hotseat) == []
    await expect(dialog.get_by_label("Wat zou je graag anders zien?")).to_have_value("Eén persoon houdt de lijn vast.")
    await dialog.get_by_label("Wat vraag je van ons?").fill("Help me zien waar ik zelf de rem ben.")
    await dialog.get_by_label("Hoe ver ben je nu met je ambitie?").select_option("4")
    await press(dialog, "Insturen")
    await expect(dialog).to_be_hidden()
    await stage.settle()
    await expect(card(hotseat, "Je ambitie staat klaar.")).to_contain_text("Mijn ambitie wijzigen")
    await go(hotseat, "Groep 1")


async def _answer_by_keyboard(stage: RealStage, anna: Tab, name: str) -> None:
    """Without a mouse, while somebody else's answer draws the card again beneath the open dialog."""
    await anna.locator("#talk").focus()
    await by_keyboard(anna, "Antwoord geven")
    field = anna.get_by_role("dialog").get_by_label("Jouw vraag")
    await expect(field).to_be_focused()
    await anna.keyboard.type(ANSWER[:20])
    chat = stage.room.group_chat(1)
    await (await stage.room.person("Bert").presses(chat, "Antwoord geven")).submits(question="Wat hielp eerder?")
    await stage.settle()
    await expect(card(anna, "Alleen vragen")).to_contain_text("1 van de 7 heeft geantwoord")
    await expect(field).to_be_focused()
    await anna.keyboard.type(ANSWER[20:])
    await expect(field).to_have_value(ANSWER)
    await picture(anna, f"answering-{name}")
    await by_keyboard(anna, "Insturen")
    await expect(anna.get_by_role("dialog")).to_be_hidden()
    await expect(anna.locator(".toast").last).to_have_text("Dank je. Je antwoord is binnen.")
    await expect(card(anna, "Alleen vragen").get_by_role("button", name="Antwoord geven")).to_be_focused()


def _local(stage: RealStage) -> datetime:
    return stage.bot.clock.now().astimezone(ZoneInfo("Europe/Amsterdam"))


async def _shown(tab: Tab) -> str:
    """The hour and minute that the page tells."""
    day, _, rest = (await tab.locator("#now").inner_text()).partition(", ")
    assert day == "ma 10 mei 2027"
    return rest.removesuffix(" uur")


async def test_the_moved_clock_brings_the_warning_and_regie_tells_the_time(stage: RealStage) -> None:
    chat, moderator = stage.room.group_chat(1), stage.room.moderator(1)
    await stage.room.come_alive()
    await moderator.mentions(chat, "koppel 1")
    await stage.settle()
    await moderator.mentions(chat, "start")
    await stage.settle()
    async with stage.tab("Mirjam", WIDE) as tab:
        before = _local(stage)
        for _ in range(4):
            await tab.get_by_role("button", name="+1 min").click()
        while (shown := await _shown(tab)) < f"{before + timedelta(minutes=4):%H.%M}":
            await tab.evaluate("new Promise((next) => requestAnimationFrame(next))")
        assert shown <= f"{_local(stage):%H.%M}"
        await expect(tab.locator(".chat-choice", has_text="Alleen jij").locator(".count")).to_be_visible()
        await go(tab, "Alleen jij")
        await expect(card(tab, "Nog één minuut")).to_contain_text("De tijd voor Welkom is bijna om.")
        await picture(tab, "warning-wide")
        await tab.get_by_role("button", name="+10 min").click()
        await press(card(tab, "Als het stokt"), "Regie")
        await expect(tab.get_by_role("dialog")).to_contain_text("over tijd")
        await expect(tab.get_by_role("dialog").get_by_role("button", name="Verder")).to_be_focused()
        await picture(tab, "regie-wide")


async def test_the_energy_round_is_one_tap_on_the_card(stage: RealStage) -> None:
    chat, moderator = stage.room.group_chat(1), stage.room.moderator(1)
    await stage.room.come_alive()
    await moderator.mentions(chat, "koppel 1")
    await stage.settle()
    await moderator.mentions(chat, "start")
    for _ in range(8):
        await moderator.mentions(chat, "overslaan")
        await stage.settle(timedelta(seconds=1))
        await moderator.mentions(chat, "verder")
        await stage.settle(timedelta(seconds=1))
    async with stage.tab("Anna", PHONE) as tab:
        tapped = card(tab, "Hoeveel energie heb je nu? (1 is weinig, 5 is veel)")
        await press(tapped, "4")
        await stage.settle()
        await expect(tapped).to_contain_text("1 van de 8 heeft gekozen")
        await expect(tapped.get_by_role("button", name="4", exact=True)).to_be_focused()
        await picture(tab, "energy-phone")
