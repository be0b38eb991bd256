"""The stage of a page test: the rehearsal room served with a tiny bot at the other end, and browsers to look at it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from bot.rehearsal.page import RENDERER, Page, add_to
from bot.rehearsal.people import Cast, CastGroup, Chair, Person
from bot.rehearsal.room import CHANNEL_PATH, Room
from tests.pages.fake_bot import FakeBot

PATIENCE = 600_000
"""Milliseconds that the page gets for whatever it must show: where everything else goes first it needs many of them."""
expect.set_options(timeout=PATIENCE)

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"


class MovableClock:
    def __init__(self) -> None:
        self.now = datetime(2021, 5, 10, 8, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Stage:
    """Everything a page test touches: the bot, the room, the address of the page, and new tabs."""

    bot: FakeBot
    room: Room
    page: Page
    address: str
    browser: Browser
    clock: MovableClock
    problems: list[str]  # what the browsers' consoles complained about

    def tab(
        self, name: str = "Moderator 1", *, width: int = 1280, height: int = 820, dark: bool = False
    ) -> AbstractAsyncContextManager[Tab]:
        """A browser of its own, with `name` on the chair."""
        look = Look(width=width, height=height, dark=dark)
        return seated(self.browser, self.address, self.room.person(name).person, look, self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    width: int = 1280
    height: int = 820
    dark: bool = False


@asynccontextmanager
async def seated(browser: Browser, address: str, person: Person, look: Look, problems: list[str]) -> AsyncIterator[Tab]:
    """A browser of its own with somebody on the chair; what its console complains about joins `problems`."""
    context = await browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        locale="nl-NL",
        reduced_motion="reduce",
    )
    tab = await context.new_page()
    tab.set_default_timeout(PATIENCE)
    tab.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda problem: problems.append(str(problem)))
    await tab.add_init_script(
        f"localStorage.getItem('rehearsal.chair') || localStorage.setItem('rehearsal.chair', '\"{person.id}\"')"
    )
    await tab.goto(address)
    await tab.locator("#title:not(:text-is('…'))").wait_for()
    try:
        yield tab
    finally:
        await context.close()


def cast() -> Cast:
    def seat(name: str, group: int, role: Chair = Chair.PARTICIPANT) -> Person:
        email = f"{name.lower().replace(' ', '')}@voorbeeld.example"
        return Person.seated(name=name, email=email, role=role, group=group)

    return Cast.of(
        CastGroup(
            number=number,
            title=f"Mastermind {number}",
            people=(
                seat(f"Moderator {number}", number, Chair.MODERATOR),
                seat(f"Hotseat {number}", number, Chair.HOTSEAT),
                *(seat(f"Deelnemer {number}.{n}", number) for n in range(1, 7)),
            ),
        )
        for number in (1, 2)
    )


@asynccontextmanager
async def staged(browser: Browser, *, renderer: Path = RENDERER) -> AsyncIterator[Stage]:
    clock = MovableClock()
    async with FakeBot(people=7).serving() as bot:
        room = Room(cast=cast(), clock=clock, bot_url=bot.url)
        app = web.Application()
        page = add_to(app, room, renderer=renderer)

        async def move(request: web.Request) -> web.Response:
            body = await request.json()
            minutes = {"PT1M": 1, "PT10M": 10, "P1D": 24 * 60}.get(body.get("advance"), 0)
            clock.now = datetime.fromisoformat(body["now"]) if "now" in body else clock.now + timedelta(minutes=minutes)
            page.live.clock_moved()
            return web.json_response({"now": clock.now.isoformat(), "sent": 2, "skipped": 0})

        app.router.add_post("/rehearsal/clock", move)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        root = f"http://127.0.0.1:{runner.addresses[0][1]}"
        room.channel.service_url = f"{root}{CHANNEL_PATH}/"
        try:
            yield Stage(
                bot=bot,
                room=room,
                page=page,
                address=f"{root}/rehearsal",
                browser=browser,
                clock=clock,
                problems=[],
            )
        finally:
            await runner.cleanup()


async def picture(tab: Tab, name: str) -> None:
    """A screenshot for a person to look at, in a folder git does not keep."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await tab.screenshot(path=SCREENSHOTS / f"{name}.png")


async def weak_contrast(tab: Tab) -> list[str]:
    """Words that stand out less from their ground than WCAG AA asks of running text."""
    weak: list[str] = await tab.evaluate(_CONTRAST)
    return weak


async def unnamed(tab: Tab) -> list[str]:
    """What can be operated and has no name for who cannot see it."""
    found: list[str] = await tab.evaluate(_UNNAMED)
    return found


_CONTRAST = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.9) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const style = getComputedStyle(element);
    if (!own || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("script, noscript, .hidden")) continue;
    const [a, b] = [light(numbers(style.color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${element.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""

_UNNAMED = """() => {
  const said = (id) => document.getElementById(id)?.textContent ?? "";
  const named = (element) =>
    [...(element.labels ?? [])].map((label) => label.textContent).join("") ||
    (element.getAttribute("aria-labelledby") ?? "").split(" ").map(said).join("") ||
    element.getAttribute("aria-label") || (element.matches("button") ? element.textContent : "");
  return [...document.querySelectorAll("input, textarea, select, button")]
    .filter((element) => element.checkVisibility() && !named(element).trim())
    .map((element) => element.outerHTML.slice(0, 120));
}"""
