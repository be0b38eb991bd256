"""Under load no single thing holds the event loop so long that others would notice."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from holidays import country_holidays

from bot.delivery import holidays
from bot.library import read_stored
from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Chat
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from dialogs.formats.model import Format
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged

LONGEST: Final = 0.05
"""Seconds of computing; what the machine takes for others does not count, as tests share it."""

ASLEEP: Final = 1.0
"""Seconds on the clock; only a call that waits on the loop comes near."""

ROUNDS: Final = 29

SELDOM: Final = 100
"""What holds the loop does so at each of two hundred answers. Less often it may be the machine: what another guest
takes of its processor counts as computing, and when it stops for a while every clock goes on."""


@dataclass(slots=True)
class Watch:
    """How long each callback held the loop, in computing and on the clock, and which one it was."""

    computing: list[tuple[float, str]] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)

    @contextmanager
    def watching(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Every callback of the loop is timed; the garbage collector rests, its pauses are nobody's doing."""
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            computing, clock = time.thread_time(), time.monotonic()
            run(handle)
            self.computing.append((time.thread_time() - computing, repr(handle)))
            self.waiting.append(time.monotonic() - clock)

        gc.collect()
        gc.disable()
        try:
            with monkeypatch.context() as patched:
                patched.setattr(asyncio.Handle, "_run", timed)
                yield
        finally:
            gc.enable()


async def _answers_again_and_again(actor: Actor, chat: Chat) -> int:
    thanked = 0
    for nth in range(ROUNDS):
        title = "Antwoord geven" if nth == 0 else "Antwoord wijzigen"
        said = await _answers(actor, chat, title if title in chat.last_card.titles else "Antwoord geven", nth)
        thanked += said is not None
    return thanked


async def _answers(actor: Actor, chat: Chat, title: str, nth: int) -> Any:
    dialog = await actor.presses(chat, title)
    return (await dialog.submits("Insturen", question=f"Wat helpt jou als het stroef loopt, keer {nth}?")).message


async def test_two_hundred_answers_never_hold_the_loop(
    group: LivingGroup,
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    await group.reaches("1.4")
    people = stage.room.participants(1)
    watch = Watch()
    with watch.watching(monkeypatch):
        thanked = await asyncio.gather(*(_answers_again_and_again(actor, group.chat) for actor in people))
        await stage.settle()
    assert sum(thanked) == len(people) * ROUNDS > 200
    assert "7 van de 7" in group.chat.last_card.text
    assert len(watch.waiting) > 2000
    longest, *_ = computing = sorted(watch.computing, reverse=True)
    record_property("longest hold of the event loop", f"{longest[0] * 1000:.1f} ms")
    assert computing[SELDOM][0] < LONGEST, computing[: SELDOM + 1]
    assert sorted(watch.waiting, reverse=True)[SELDOM] < ASLEEP


async def test_a_new_bot_reads_its_format_and_the_holidays_beside_the_loop(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, threads = threading.get_ident(), set[int]()
    holidays_known = threading.Event()

    def reading(source: str) -> Format:
        threads.add(threading.get_ident())
        return read_stored(source)

    def of_a_country(country: str, *, years: int) -> object:
        threads.add(threading.get_ident())
        found = country_holidays(country, years=years)
        holidays_known.set()
        return found

    def room(**details: Any) -> Room:
        """The programme has been imported, which is the command line's work and takes its time; the bot comes next."""
        holidays._of_year.cache_clear()
        monkeypatch.setattr("holidays.country_holidays", of_a_country)
        return Room(**details)

    monkeypatch.setattr("bot.bootstrap.read_stored", reading)
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW, make_room=room) as stage:
        assert await asyncio.to_thread(holidays_known.wait, 60)
        group = stage.group(1)
        await group.links()
        await group.reaches("1.2")
    assert threads
    assert loop not in threads
