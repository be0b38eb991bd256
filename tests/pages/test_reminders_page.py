"""What the bot asks by itself, in a real browser: the card, later, and a pause that has an end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from bot.rehearsal.player import Player
from dialogs.sessions.model import Session
from tests.pages.hands import card, go, press
from tests.pages.real_stage import RealStage, really_staged
from tests.pages.stage import Look, picture, unnamed, weak_contrast

pytestmark = pytest.mark.browser

ASKED: Final = datetime(2027, 5, 14, 15, 1, tzinfo=UTC)
"""Who comes to session 2 is asked on the Friday before: the Monday is Whit Monday."""


@pytest.fixture
async def stage(browser: Browser, migrated_sqlite_url: str) -> AsyncIterator[RealStage]:
    async with really_staged(browser, database_url=migrated_sqlite_url) as ready:
        yield ready


async def nothing_is_played(number: int) -> Session:
    raise AssertionError(f"session {number} is not looked at")


@pytest.mark.parametrize(("look", "name"), [(Look(), "wide"), (Look(width=390, height=844, dark=True), "phone")])
async def test_somebody_puts_off_what_is_asked_and_wants_quiet_until_a_day_to_come(
    stage: RealStage, look: Look, name: str
) -> None:
    assert stage.bot.mover is not None
    await Player(room=stage.room, mover=stage.bot.mover, group=1, look=nothing_is_played).links()
    await stage.bot.mover.move_to(ASKED)
    async with stage.tab("Hanna", look) as hanna:
        dialog, toast = hanna.get_by_role("dialog"), hanna.locator(".toast").last
        await go(hanna, "Alleen jij")
        asked = card(hanna, "Sessie 2 is op ma 24 mei 2027")
        await picture(hanna, f"reminder-{name}")

        await press(asked, "Later herinneren")
        await expect(dialog.get_by_label("Op di 18 mei 9.00 uur")).to_be_checked()
        await press(dialog, "Vastleggen")
        await expect(toast).to_have_text("Goed. Ik vraag het je weer op di 18 mei 9.00 uur.")

        await press(asked, "Meldingen pauzeren tot")
        await press(dialog, "Vastleggen")
        await expect(dialog).to_contain_text("Een pauze heeft altijd een einde.")
        await dialog.get_by_label("Tot en met welke dag wil je rust?").fill("2027-05-01")
        await press(dialog, "Vastleggen")
        await expect(dialog).to_contain_text("Kies een dag van za 15 mei 2027 tot en met zo 14 november 2027.")
        await picture(hanna, f"reminder-pause-{name}")
        assert await weak_contrast(hanna) == []
        assert await unnamed(hanna) == []
        await dialog.get_by_label("Tot en met welke dag wil je rust?").fill("2027-05-31")
        await press(dialog, "Vastleggen")
        await expect(toast).to_contain_text("Tot en met ma 31 mei 2027 vraag ik je niets.")
        await expect(dialog).to_be_hidden()


@pytest.mark.parametrize(("look", "name"), [(Look(), "wide"), (Look(width=390, height=844, dark=True), "phone")])
async def test_what_stands_in_the_chats_follows_a_session_that_moves_and_then_will_not_take_place(
    stage: RealStage, look: Look, name: str
) -> None:
    assert stage.bot.mover is not None
    player = Player(room=stage.room, mover=stage.bot.mover, group=1, look=nothing_is_played)
    await player.links()
    await stage.bot.mover.move_to(ASKED)
    async with stage.tab("Hanna", look) as hanna:
        await replans(player, "verplaats sessie 2", "Sessie verzetten", day="2027-05-26", time="14.30")
        await stage.settle()
        moved = card(hanna, "Sessie 2 is nu op wo 26 mei 2027 14.30–15.15 uur.")
        await expect(moved.get_by_role("button")).to_have_count(0)
        await picture(hanna, f"follows-moved-{name}")

        await stage.bot.mover.move_to(ASKED + timedelta(days=5))
        await go(hanna, "Alleen jij")
        await expect(card(hanna, "Sessie 2 is op wo 26 mei 2027")).to_be_visible()
        await replans(player, "annuleer sessie 2", "Sessie afzeggen")
        await stage.settle()
        off = card(hanna, "Sessie 2 gaat niet door")
        await expect(off).to_contain_text("Je hoeft hier niets meer voor te doen.")
        await expect(off.get_by_role("button")).to_have_count(0)
        await picture(hanna, f"follows-called-off-{name}")
        assert await weak_contrast(hanna) == []
        assert await unnamed(hanna) == []
        await go(hanna, "Groep 1")
        await expect(moved).to_have_count(0)
        await picture(hanna, f"follows-called-off-group-{name}")


async def replans(player: Player, said: str, button: str, **filled_in: str) -> None:
    await player.moderator.mentions(player.chat, said)
    await player.settle()
    dialog = await player.moderator.presses(player.chat, button)
    await dialog.submits(button, **filled_in)
