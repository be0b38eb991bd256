"""The bot dies at every step of reminding a group: nobody hears of it twice, and all but the card in doubt is said."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot.bootstrap import Bot
from bot.rehearsal.casting import cast_of
from bot.rehearsal.faults import BLOCKED
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from storage.tables import reminder_log
from tests.fakes import FixedClock
from tests.journeys.crashing import Fuse, MortalBot
from tests.journeys.test_crashes import NOW, Outcome, Scene, Story, teller, the_bot_says_how_it_stands

AFTER_THE_FIRST: Final = datetime(2027, 5, 11, 8, 0, tzinfo=UTC)
ASKED: Final = datetime(2027, 5, 14, 15, 0, tzinfo=UTC)
"""A week before the second session is Whit Monday; so they are asked on the Friday before, at five."""
_AT_LEAST: Final = 15  # steps that the story has


def to(scene: Scene, moment: datetime) -> None:
    scene.clock.advance(seconds=(moment - scene.clock.now()).total_seconds())


async def the_first_session_was(scene: Scene, mortal: MortalBot) -> None:
    """Hanna and Anna have the bot in a chat of their own; the others hear of it in the group's."""
    await scene.moderator.installs(scene.chat)
    for actor in (scene.moderator, scene.room.hotseat(1), scene.room.person("Anna")):
        await actor.installs()
    await mortal.rest()
    await scene.says(mortal, "koppel 1", "start", "einde")
    to(scene, AFTER_THE_FIRST)
    await mortal.rest()


async def they_are_asked_for_the_next(scene: Scene, mortal: MortalBot) -> None:
    to(scene, ASKED)
    await mortal.rest()


Noted = list[tuple[str, str, str, str]]


async def what_was_noted(bot: Bot) -> Noted:
    async with bot.database.engines[0].connect() as db:
        rows = await db.execute(sa.select(reminder_log))
        return sorted((row.on.isoformat(), row.rule, row.person_id or "", row.fate) for row in rows)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def room(clock: FixedClock) -> AsyncIterator[Room]:
    made = Room(cast=cast_of([sample_programme(NOW)]), clock=clock.now)
    async with made.serving():
        yield made


def noting(told: Callable[[Scene, MortalBot], Awaitable[None]], noted: list[Noted]) -> Story:
    """`noted` gets what the log of the reminders holds after each telling."""

    async def what_is_noted_stays(scene: Scene, mortal: MortalBot) -> None:
        noted.append(await what_was_noted(mortal.bot))
        await the_bot_says_how_it_stands(scene, mortal)

    return Story(before=the_first_session_was, told=told, after=what_is_noted_stays)


def copies_of(url: str, folder: Path) -> Callable[[int], str]:
    """For each step a store of its own, as it was when the story began to be told."""
    template = Path(str(make_url(url).database))

    def copy(step: int) -> str:
        file = folder / f"{step}.db"
        shutil.copyfile(template, file)
        return f"sqlite+aiosqlite:///{file}"

    return copy


@pytest.mark.long
async def test_a_death_at_any_step_of_a_calling_reminds_nobody_twice(
    migrated_sqlite_url: str, room: Room, clock: FixedClock, tmp_path: Path
) -> None:
    noted: list[Noted] = []
    told = await teller(noting(they_are_asked_for_the_next, noted), migrated_sqlite_url, room, clock)
    copy = copies_of(migrated_sqlite_url, tmp_path)

    calm, _ = await told.tells_calmly(copy(0))
    asked = [line for line in noted[0] if line[0] == "2027-05-14" and line[-1] in {"said", "in_group"}]
    assert len(asked) == len(set(asked)) == 8 + 1  # everybody, and the group's line; the other group has no chat
    step = 1
    while True:  # or it was over before it could die: how many steps it takes differs by a heartbeat or two
        outcome, mortal = await told.tells(copy(step), Fuse(at=step))
        if not mortal.died:
            break
        assert noted[-1] == noted[0]
        check(outcome, calm, step)
        step += 1
    assert step > _AT_LEAST


async def they_are_asked_and_anna_wants_none(scene: Scene, mortal: MortalBot) -> None:
    scene.room.channel.faults.add(BLOCKED, conversation_id=scene.room.person("Anna").chat.id, times=99)
    to(scene, ASKED)
    for _ in range(3):  # what is called again is due at once
        await mortal.rest()


@pytest.mark.long
async def test_a_death_at_any_step_of_a_refusal_asks_nobody_twice_and_gives_nothing_up(
    migrated_sqlite_url: str, room: Room, clock: FixedClock, tmp_path: Path
) -> None:
    """She may hear of it in the group, once, or not at all where it died between the question and its answer."""
    noted: list[Noted] = []
    told = await teller(noting(they_are_asked_and_anna_wants_none, noted), migrated_sqlite_url, room, clock)
    copy = copies_of(migrated_sqlite_url, tmp_path)
    anna = room.person("Anna").chat.id
    calm, _ = await told.tells_calmly(copy(0))
    (again,) = [line[:3] for line in noted[0] if line[-1] == "unheard"]
    assert [line[-1] for line in noted[0] if line[:3] == again] == ["in_group", "said", "unheard"]
    outcomes: set[bool] = set()
    step = 1
    while True:
        outcome, mortal = await told.tells(copy(step), Fuse(at=step))
        if not mortal.died:
            break
        became = [line[-1] for line in noted[-1] if line[:3] == again]
        assert became in (["said"], ["in_group", "said", "unheard"])
        assert [line for line in noted[-1] if line[:3] != again and line[2]] == [
            line for line in noted[0] if line[:3] != again and line[2]
        ]
        assert sum(call.conversation_id == anna for call in room.channel.calls) <= 1
        if became == ["said"]:
            assert (outcome.waiting, outcome.given_up) == (False, 0)
        else:
            check(outcome, calm, step)
        outcomes.add(became == ["said"])
        step += 1
    assert outcomes == {True, False}
    assert step > _AT_LEAST


def check(died: Outcome, calm: Outcome, step: int) -> None:
    """As if nothing had happened, but for a card in each chat that was on its way: it may not be there, never twice."""
    assert (died.group, died.session) == (calm.group, calm.session)
    assert (died.waiting, died.given_up) == (False, 0)
    for chat, cards in calm.cards.items():
        assert not died.cards[chat] - cards, (step, chat)
        assert (cards - died.cards[chat]).total() <= 1, (step, chat)
