"""What people do with the page: press, look for a card, go to another chat, fill in a form."""

from datetime import timedelta

from playwright.async_api import Locator, expect
from playwright.async_api import Page as Tab

from tests.pages.real_stage import RealStage


async def press(place: Tab | Locator, name: str) -> None:
    await place.get_by_role("button", name=name, exact=True).last.click()


def card(tab: Tab, words: str) -> Locator:
    """The newest card that says this."""
    return tab.locator("#talk .card", has_text=words).last


async def go(tab: Tab, chat: str) -> None:
    if await tab.locator("#open-side").is_visible():
        await tab.locator("#open-side").click()
    await tab.locator(".chat-choice", has_text=chat).click()
    await expect(tab.locator(".chat-choice[aria-current]")).to_contain_text(chat)


async def forward(stage: RealStage, moderator: Tab) -> None:
    """`Regie`, then `Verder`."""
    dialog = moderator.get_by_role("dialog")
    await press(moderator.locator("#talk"), "Regie")
    await press(dialog, "Verder")
    await expect(dialog).not_to_have_attribute("aria-busy", "true")
    await expect(dialog).to_contain_text("Ronde")
    await stage.settle()
    await moderator.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def link(stage: RealStage, moderator: Tab) -> None:
    await stage.settle()  # by now the bot has seen who is in the chat
    await press(card(moderator, "Welkom in je groep"), "Koppelen")
    dialog = moderator.get_by_role("dialog")
    await expect(dialog.get_by_label("Groep 1: Betere continuïteit")).to_be_checked()
    await press(dialog, "Koppelen")
    await expect(moderator.locator(".toast").last).to_contain_text("Deze chat hoort nu bij groep 1.")
    await expect(card(moderator, "dit is jullie planning")).to_contain_text("ma 10 mei 2027 10.00–11.00 uur")
    await stage.settle()


async def fill(stage: RealStage, dialog: Locator, words: str) -> None:
    """Every field of the form, each after its kind; somebody in a hurry takes the first choice."""
    for field in await dialog.locator("textarea, input[type=text]").all():
        await field.fill(words)
    for field in await dialog.locator("select").all():
        await field.select_option(index=1)
    for field in await dialog.locator("input[type=date]").all():
        await field.fill((stage.bot.clock.now() + timedelta(days=3)).date().isoformat())
    for field in await dialog.locator("input[type=number]").all():
        await field.fill("3")
    for name in {str(await one.get_attribute("name")) for one in await dialog.locator("input[type=radio]").all()}:
        await dialog.locator(f"input[type=radio][name='{name}']").first.check()
    boxes = await dialog.locator("input[type=checkbox]").all()
    if boxes:
        await boxes[0].check()
