"""The rehearsal room in a real browser: talk, cards, dialogs, updates in place, phone and keyboard."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from tests.pages.stage import PATIENCE, Stage, picture, staged, weak_contrast

pytestmark = pytest.mark.browser


async def say(tab: Tab, words: str) -> None:
    await tab.fill("#say", words)
    await tab.press("#say", "Enter")


async def until(tab: Tab, expression: str) -> None:
    """Wait, frame by frame: playwright's own waiting needs `eval`, which the page's policy forbids."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not await tab.evaluate(expression):
            await tab.evaluate("new Promise((next) => requestAnimationFrame(next))")


async def no_sideways(tab: Tab) -> None:
    wide = await tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    talk = await tab.evaluate("(t => t.scrollWidth - t.clientWidth)(document.getElementById('talk'))")
    assert talk <= 0


async def test_a_whole_round_over_two_chairs(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as moderator, stage.tab("Deelnemer 1.1") as anna:
        await expect(moderator.locator(".card")).to_contain_text("Welkom in je groep")
        await say(moderator, "start")
        await expect(moderator.locator(".own .words").last).to_have_text("@Mastermind start")
        for tab in (moderator, anna):
            await expect(tab.locator(".card").last).to_contain_text("0 van de 7 hebben geantwoord")
        await anna.get_by_role("button", name="Antwoord geven").click()
        dialog = anna.get_by_role("dialog")
        await expect(dialog).to_contain_text("Alleen vragen")
        await dialog.get_by_label("Jouw vraag").fill("Bel 06-12345678")
        await dialog.get_by_role("button", name="Insturen").click()
        await expect(dialog).to_contain_text("telefoonnummer")
        await expect(dialog.get_by_label("Jouw vraag")).to_have_value("Bel 06-12345678")
        await picture(anna, "refused-1280-light")
        await dialog.get_by_label("Jouw vraag").fill("Wie houdt de lijn vast?")
        await dialog.get_by_role("button", name="Insturen").click()
        await expect(dialog).to_be_hidden()
        await expect(anna.locator(".toast")).to_have_text("Dank je. Je antwoord is bewaard.")
        await moderator.get_by_role("button", name="Laat de anderen antwoorden").click()
        await expect(moderator.locator(".card").last).to_contain_text("7 van de 7 hebben geantwoord")
        await expect(moderator.locator(".toast")).to_contain_text("6 mensen hebben geantwoord")
        assert stage.bot.answers["Deelnemer 1.1"] == "Wie houdt de lijn vast?"
        await say(moderator, "toon")
        await expect(anna.locator(".card").last).to_contain_text("Wie houdt de lijn vast?")
        assert len(stage.bot.heard[-1]["entities"]) == 2
    assert stage.room.channel.complaints == []


async def test_words_without_a_mention_stay_among_people(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as tab, stage.tab("Hotseat 1") as other:
        await expect(tab.locator(".card")).to_be_visible()
        heard = len(stage.bot.heard)
        await tab.uncheck("#mention")
        await expect(tab.locator("#heard")).to_contain_text("De bot hoort het niet")
        await say(tab, "Goedemorgen <b>allemaal</b>")
        await expect(other.locator(".words").last).to_have_text("Goedemorgen <b>allemaal</b>")
        assert await other.locator(".words b").count() == 0
        assert len(stage.bot.heard) == heard


async def test_an_update_in_place_leaves_a_dialog_and_the_focus_alone(stage: Stage) -> None:
    async with stage.tab("Deelnemer 1.1") as anna:
        chat = stage.room.group_chat(1)
        await expect(anna.locator(".card")).to_be_visible()
        await stage.room.moderator(1).mentions(chat, "start")
        await anna.get_by_role("button", name="Antwoord geven").click()
        field = anna.get_by_role("dialog").get_by_label("Jouw vraag")
        await expect(field).to_be_focused()
        await field.press_sequentially("Wat zou er ")
        bert = stage.room.person("Deelnemer 1.2")
        await (await bert.presses(chat, "Antwoord geven")).submits(question="Wat helpt?")
        await expect(anna.locator("#talk .card").last).to_contain_text("1 van de 7")
        await expect(field).to_be_focused()
        await field.press_sequentially("gebeuren?")
        await expect(field).to_have_value("Wat zou er gebeuren?")
        await anna.keyboard.press("Escape")
        await expect(anna.get_by_role("dialog")).to_be_hidden()
        button = anna.get_by_role("button", name="Regie")
        await button.focus()
        await (await bert.presses(chat, "Antwoord geven")).submits(question="Wat helpt nu?")
        await expect(anna.locator(".message").last).to_be_visible()
        await expect(anna.get_by_role("button", name="Regie")).to_be_focused()


async def test_a_reader_who_scrolled_up_is_not_moved(stage: Stage) -> None:
    async with stage.tab("Moderator 1", height=600) as tab:
        chat = stage.room.group_chat(1)
        hotseat = stage.room.hotseat(1)
        await expect(tab.locator(".card")).to_be_visible()
        for number in range(25):
            await hotseat.types(f"regel {number}", in_=chat)
        await expect(tab.locator(".words").last).to_have_text("regel 24")
        at_end = "(t => t.scrollHeight - t.scrollTop - t.clientHeight < 5)(document.getElementById('talk'))"
        await until(tab, at_end)
        await tab.evaluate("document.getElementById('talk').scrollTop = 100")
        await stage.room.moderator(1).mentions(chat, "energie")  # one's own words bring one to the end
        await until(tab, at_end)
        await tab.evaluate("document.getElementById('talk').scrollTop = 100")
        await hotseat.types("nog iets", in_=chat)
        await expect(tab.locator("#newer")).to_be_visible()
        assert await tab.evaluate("document.getElementById('talk').scrollTop") == 100
        await tab.locator("#newer").click()
        await until(tab, at_end)
        await expect(tab.locator("#newer")).to_be_hidden()


async def test_what_is_said_elsewhere_is_counted_until_it_is_read(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as tab:
        await expect(tab.locator(".card")).to_be_visible()
        private = tab.locator(".chat-choice", has_text="alleen jij")
        await private.click()
        await expect(tab.locator("#title")).to_have_text("Alleen jij en de bot")
        group = tab.locator(".chat-choice", has_text="Mastermind 1")
        await expect(group.locator(".count")).to_have_count(0)
        await stage.room.hotseat(1).types("hallo", in_=stage.room.group_chat(1))
        await expect(group.locator(".count")).to_have_text("1")
        await group.click()
        await expect(group.locator(".count")).to_have_count(0)
        await tab.reload()
        await expect(tab.locator(".words").last).to_have_text("hallo")
        await expect(tab.locator(".chat-choice .count")).to_have_count(0)


async def test_one_may_sit_on_anyones_chair(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as tab:
        await tab.select_option("#chair", label="Deelnemer 2.3 · deelnemer")
        await expect(tab.locator("#title")).to_have_text("Mastermind 2")
        await say(tab, "start")
        await expect(tab.locator(".own .words")).to_have_text("@Mastermind start")
        assert stage.bot.heard[-1]["from"]["name"] == "Deelnemer 2.3"
        await tab.locator(".chat-choice", has_text="alleen jij").click()
        await expect(tab.locator("#mention-line")).to_be_hidden()
        await say(tab, "energie")
        await tab.get_by_role("button", name="4", exact=True).click()
        await expect(tab.locator(".card").last).to_contain_text("1 van de 8")
        assert stage.bot.heard[-1]["conversation"]["conversationType"] == "personal"


async def test_the_clock_and_the_bot_can_be_moved(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as tab, stage.tab("Hotseat 1") as other:
        await expect(tab.locator("#now")).to_have_text("ma 10 mei 2021, 10.21 uur")
        await tab.get_by_role("button", name="+10 min").click()
        await expect(tab.locator(".toast").last).to_contain_text("2 berichten verstuurd")
        for one in (tab, other):
            await expect(one.locator("#now")).to_have_text("ma 10 mei 2021, 10.31 uur")
        await tab.get_by_role("button", name="+10 min").click()
        await expect(tab.locator(".toast", has_text="10.41 uur")).to_be_visible()
        await expect(tab.locator(".toast")).to_have_count(1)
        await tab.get_by_text("Op een moment zetten").click()
        await tab.fill("#moment", "2021-12-01T09:30")
        await tab.get_by_role("button", name="Zetten").click()
        await expect(tab.locator("#now")).to_have_text("wo 1 dec 2021, 09.30 uur")
        await tab.locator("#who").click()
        await expect(tab.locator("#members li")).to_have_count(8)
        await tab.get_by_role("button", name="Bot verwijderen").click()
        await expect(other.locator("#heard")).to_have_text("De bot zit niet in deze chat.")
        assert not stage.room.group_chat(1).installed
        await tab.get_by_role("button", name="Bot toevoegen").click()
        await expect(tab.get_by_role("button", name="Bot toevoegen")).to_be_hidden()
        assert stage.bot.kinds[-1] == "installationUpdate"


async def test_a_bot_that_fails_is_told_and_nothing_typed_is_lost(stage: Stage) -> None:
    async with stage.tab("Deelnemer 1.1") as anna:
        await expect(anna.locator(".card")).to_be_visible()
        await say(anna, "start")
        await anna.get_by_role("button", name="Antwoord geven").click()
        field = anna.get_by_role("dialog").get_by_label("Jouw vraag")
        await field.fill("Wat als het anders kan?")
        stage.bot.fails_with = 503
        await anna.get_by_role("dialog").get_by_role("button", name="Insturen").click()
        await expect(anna.locator("#task-trouble")).to_contain_text("Wat je typte staat er nog")
        await expect(field).to_have_value("Wat als het anders kan?")
        stage.bot.fails_with = None
        await anna.get_by_role("dialog").get_by_role("button", name="Insturen").click()
        await expect(anna.locator(".toast").last).to_contain_text("bewaard")
    stage.problems[:] = [said for said in stage.problems if "502" not in said]  # the browser reports the failed call


async def test_everything_can_be_done_with_the_keyboard(stage: Stage) -> None:
    async with stage.tab("Deelnemer 1.1") as anna:
        await expect(anna.locator(".card")).to_be_visible()
        await anna.keyboard.press("Tab")
        await expect(anna.locator(".skip")).to_be_focused()
        await anna.keyboard.press("Enter")
        await expect(anna.locator("#say")).to_be_focused()
        await anna.keyboard.type("start")
        await anna.keyboard.press("Enter")
        await expect(anna.locator(".card").last).to_contain_text("0 van de 7")
        for _ in range(12):
            await anna.keyboard.press("Shift+Tab")
            if await anna.evaluate("document.activeElement.textContent") == "Antwoord geven":
                break
        await anna.keyboard.press("Enter")
        dialog = anna.get_by_role("dialog")
        await expect(dialog.get_by_label("Jouw vraag")).to_be_focused()
        await anna.keyboard.type("Wat helpt jou?")
        await anna.keyboard.press("Tab")
        await expect(dialog.get_by_role("button", name="Insturen")).to_be_focused()
        inside = "[document.body, ...document.querySelectorAll('#task *')].includes(document.activeElement)"
        for _ in range(6):
            await anna.keyboard.press("Tab")
            assert await anna.evaluate(inside)
        await dialog.get_by_role("button", name="Insturen").focus()
        await anna.keyboard.press("Enter")
        await expect(dialog).to_be_hidden()
        await expect(anna.locator(".card").last).to_contain_text("1 van de 7")
        await expect(anna.get_by_role("button", name="Antwoord geven")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True])
async def test_a_phone_shows_everything_without_moving_sideways(stage: Stage, *, dark: bool) -> None:
    shade = "dark" if dark else "light"
    async with stage.tab("Moderator 1", width=375, height=740, dark=dark) as tab:
        await expect(tab.locator(".card")).to_be_visible()
        await say(tab, "start")
        await expect(tab.locator(".card").last).to_contain_text("0 van de 7")
        await no_sideways(tab)
        await picture(tab, f"chat-375-{shade}")
        await tab.get_by_role("button", name="Chats").click()
        await expect(tab.locator("#close-side")).to_be_focused()
        await no_sideways(tab)
        await picture(tab, f"side-375-{shade}")
        await tab.keyboard.press("Escape")
        await expect(tab.locator("#side")).to_be_hidden()
        await tab.get_by_role("button", name="Antwoord geven").click()
        await expect(tab.get_by_role("dialog")).to_be_visible()
        await no_sideways(tab)
        await picture(tab, f"dialog-375-{shade}")


@pytest.mark.parametrize("dark", [False, True])
async def test_a_desk_shows_a_session_as_it_goes(stage: Stage, *, dark: bool) -> None:
    shade = "dark" if dark else "light"
    chat = stage.room.group_chat(1)
    async with stage.tab("Moderator 1", dark=dark) as tab:
        await expect(tab.locator(".card")).to_be_visible()
        await stage.room.hotseat(1).types("Goedemorgen allemaal", in_=chat)
        await stage.room.person("Deelnemer 1.1").types("Hoi, fijn om er te zijn.", in_=chat)
        await say(tab, "start")
        await tab.get_by_role("button", name="Laat de anderen antwoorden").click()
        await expect(tab.locator(".card").last).to_contain_text("7 van de 7")
        await picture(tab, f"chat-1280-{shade}")
        await say(tab, "toon")
        await expect(tab.locator(".card").last).to_contain_text("Hotseat 1")
        await say(tab, "energie")
        await expect(tab.locator(".card").last).to_contain_text("0 van de 8")
        await picture(tab, f"shown-1280-{shade}")
        await stage.bot.says(stage.bot.heard[-1], _every_input())
        await tab.get_by_role("button", name="Alles invullen").click()
        await expect(tab.get_by_role("dialog").get_by_label("Cijfer")).to_be_visible()
        await picture(tab, f"inputs-1280-{shade}")
        assert await weak_contrast(tab) == []


async def test_a_chosen_theme_stays(stage: Stage) -> None:
    async with stage.tab("Moderator 1", width=1280) as tab:
        await tab.select_option("#theme", "dark")
        ground = await tab.evaluate("getComputedStyle(document.body).backgroundColor")
        await tab.reload()
        await expect(tab.locator(".card")).to_be_visible()
        assert await tab.evaluate("getComputedStyle(document.body).backgroundColor") == ground == "rgb(27, 26, 31)"
        card = tab.locator(".card .ac-adaptiveCard")
        assert await card.evaluate("c => getComputedStyle(c).backgroundColor") == "rgb(41, 41, 41)"


async def test_without_the_renderer_the_page_says_what_to_run(browser: Browser, tmp_path: Path) -> None:
    async with staged(browser, renderer=tmp_path / "none.js") as stage, stage.tab("Moderator 1") as tab:
        await expect(tab.locator("#trouble")).to_contain_text("npm ci")
        await say(tab, "start")
        await expect(tab.locator(".own .words")).to_have_text("@Mastermind start")


async def test_a_broken_connection_catches_up(stage: Stage) -> None:
    async with stage.tab("Moderator 1") as tab:
        await expect(tab.locator(".card")).to_be_visible()
        await stage.page.live.close()
        await asyncio.gather(
            *(stage.room.hotseat(1).types(f"regel {n}", in_=stage.room.group_chat(1)) for n in range(3))
        )
        await expect(tab.locator(".words")).to_have_count(3)


def _every_input() -> dict[str, object]:
    data = {"msteams": {"type": "task/fetch"}, "verb": "all"}
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": "Eén formulier met alles", "wrap": True}],
        "actions": [{"type": "Action.Submit", "title": "Alles invullen", "data": data, "style": "positive"}],
    }
