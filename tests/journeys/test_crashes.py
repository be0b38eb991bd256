"""The bot dies at every step of a story, a new run for each: nothing is lost, and only the card in doubt said twice."""

import gc
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.bootstrap import Bot
from bot.rehearsal.actors import Actor
from bot.rehearsal.casting import cast_of
from bot.rehearsal.chats import Chat
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from dialogs.groups import Group
from dialogs.ids import ConversationId
from dialogs.sessions.model import Session
from storage.tables import outbox
from tests import postgres
from tests.fakes import FixedClock
from tests.journeys.crashing import Fuse, MortalBot, Rewind
from tests.journeys.stage import prepare, rehearsal_settings

NOW: Final = datetime(2027, 5, 10, 7, 30, tzinfo=UTC)
QUESTIONS: Final = {
    "Anna": "Wat helpt jou als het stroef loopt?",
    "Bert": "Wie ziet dit ook?",
    "Chaima": "Wat zou je morgen anders doen?",
}
_EVERY: Final = 9  # the spread of the steps on PostgreSQL
_SOME: Final = 4  # the spread of the steps in the longest story
_AT_LEAST: Final = 50  # steps that a story has


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The first group of the sample programme, its people and its clock."""

    room: Room
    clock: FixedClock

    @property
    def chat(self) -> Chat:
        return self.room.group_chat(1)

    @property
    def moderator(self) -> Actor:
        return self.room.moderator(1)

    async def says(self, mortal: MortalBot, *lines: str) -> None:
        """The moderator says it in the chat, and whatever follows is said."""
        for line in lines:
            await self.moderator.mentions(self.chat, line)
            await mortal.rest()

    async def outcome(self, bot: Bot) -> "Outcome":
        async with bot.house.reading() as uow:
            group = await uow.groups.of_chat(ConversationId(self.chat.id))
            session = await uow.sessions.get(group.sessions[0].id) if group else None
        async with bot.database.engines[0].connect() as db:
            dead = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "dead")
            given_up = int(await db.scalar(dead) or 0)
        return Outcome(
            group=group,
            session=session,
            cards={chat.id: Counter(c.text for c in chat.cards) for chat in self.room.channel.chats.values()},
            waiting=await bot.database.courier_desk().busy(self.clock.now()),
            given_up=given_up,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is left of a story: in the store, on the cards of every chat, and still to be said."""

    group: Group | None
    session: Session | None
    cards: Mapping[str, Counter[str]]
    waiting: bool
    given_up: int


Part = Callable[[Scene, MortalBot], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`before` brings the group to where it begins, `after` shows that the group can go on."""

    before: Part
    told: Part
    after: Part


# --- three stories


async def nothing(_scene: Scene, _mortal: MortalBot) -> None:
    """From the very first day."""


async def the_group_comes_to_life(scene: Scene, mortal: MortalBot) -> None:
    await scene.moderator.installs(scene.chat)
    await scene.moderator.installs()
    await scene.room.hotseat(1).installs()
    await mortal.rest()
    await scene.says(mortal, "koppel 1")


async def the_session_starts(scene: Scene, mortal: MortalBot) -> None:
    before = len(scene.chat.cards)
    await scene.says(mortal, "start")
    assert "ronde 1 van 9" in scene.chat.last_card.text
    assert len(scene.chat.cards) == before + 1


async def up_to_the_questions(scene: Scene, mortal: MortalBot) -> None:
    await the_group_comes_to_life(scene, mortal)
    await scene.says(mortal, "start", "verder", "verder")


async def a_round_is_played(scene: Scene, mortal: MortalBot) -> None:
    """The moderator opens it, three people answer, the count is brought up to date, the answers are shown."""
    await scene.says(mortal, "verder")
    for name, question in QUESTIONS.items():
        dialog = await scene.room.person(name).presses(scene.chat, "Antwoord geven")
        thanks = await dialog.submits("Insturen", question=question)
        assert thanks.message == "Dank je. Je antwoord is binnen."
    await mortal.rest()
    scene.clock.advance(seconds=3)
    await scene.says(mortal, "verder")
    assert all(question in scene.chat.last_card.text for question in QUESTIONS.values())


async def the_next_round_opens(scene: Scene, mortal: MortalBot) -> None:
    before = len(scene.chat.cards)
    await scene.says(mortal, "verder")
    assert "ronde 5 van 9" in scene.chat.last_card.text
    assert len(scene.chat.cards) == before + 1


async def up_to_the_first_round(scene: Scene, mortal: MortalBot) -> None:
    await the_group_comes_to_life(scene, mortal)
    await scene.says(mortal, "start")


async def the_card_moves_down_and_the_session_ends(scene: Scene, mortal: MortalBot) -> None:
    page = await scene.moderator.presses(scene.chat, "Regie")
    await page.submits("Doen", more="Kaart onderaan zetten")
    await mortal.rest()
    await scene.says(mortal, "einde")


async def the_bot_says_how_it_stands(scene: Scene, mortal: MortalBot) -> None:
    before = len(scene.chat.cards)
    await scene.says(mortal, "stand")
    assert len(scene.chat.cards) == before + 1


LINKING: Final = Story(before=nothing, told=the_group_comes_to_life, after=the_session_starts)
ROUND: Final = Story(before=up_to_the_questions, told=a_round_is_played, after=the_next_round_opens)
ENDING: Final = Story(
    before=up_to_the_first_round, told=the_card_moves_down_and_the_session_ends, after=the_bot_says_how_it_stands
)


# --- how they are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells one story again and again, each time on a copy of the store as it was before."""

    story: Story
    scene: Scene
    rewind: Rewind

    async def tells(self, url: str, fuse: Fuse) -> tuple[Outcome, MortalBot]:
        self.rewind()
        mortal = MortalBot(settings=rehearsal_settings(url), room=self.scene.room, clock=self.scene.clock, fuse=fuse)
        with capture_logs() as logs:
            async with mortal:
                await self.story.told(self.scene, mortal)
                fuse.disarm()
                outcome = await self.scene.outcome(mortal.bot)
                await self.story.after(self.scene, mortal)
        assert [entry for entry in logs if entry["log_level"] == "error"] == []
        return outcome, mortal

    async def tells_calmly(self, url: str) -> tuple[Outcome, int]:
        """Without a death; what is left, and how many steps it took."""
        fuse = Fuse()
        outcome, _ = await self.tells(url, fuse)
        assert outcome.session is not None
        assert (outcome.waiting, outcome.given_up) == (False, 0)
        return outcome, len(fuse.steps)


async def teller(story: Story, url: str, room: Room, clock: FixedClock) -> Teller:
    scene = Scene(room=room, clock=clock)
    await prepare(rehearsal_settings(url), sample_programme(NOW), now=NOW)
    async with MortalBot(settings=rehearsal_settings(url), room=room, clock=clock, fuse=Fuse()) as mortal:
        await story.before(scene, mortal)
    return Teller(story=story, scene=scene, rewind=Rewind(room, clock))


def check(died: Outcome, calm: Outcome, mortal: MortalBot) -> None:
    """As if nothing had happened, but for a card twice where it died between saying it and noting that."""
    assert died.group == calm.group
    assert died.session == calm.session
    assert (died.waiting, died.given_up) == (False, 0)
    twice = {chat: died.cards[chat].total() - cards.total() for chat, cards in calm.cards.items()}
    assert all(not cards - died.cards[chat] for chat, cards in calm.cards.items())
    assert max(twice.values()) <= 1  # chats are spoken to side by side, each with one card on its way
    assert sum(twice.values()) == mortal.in_doubt


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def room(clock: FixedClock) -> AsyncIterator[Room]:
    made = Room(cast=cast_of([sample_programme(NOW)]), clock=clock.now)
    async with made.serving():
        yield made


@pytest.mark.long
@pytest.mark.parametrize(
    ("story", "every"),
    [
        pytest.param(ROUND, 1, id="a round is played"),
        pytest.param(LINKING, _SOME, id="a group comes to life"),
        pytest.param(ENDING, 1, id="a session ends"),
    ],
)
async def test_a_death_at_any_step_loses_nothing_and_doubles_only_the_card_in_doubt(
    story: Story,
    every: int,
    migrated_sqlite_url: str,
    room: Room,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    told = await teller(story, migrated_sqlite_url, room, clock)
    template = Path(str(make_url(migrated_sqlite_url).database))

    def copy(step: int) -> str:
        file = tmp_path / f"{step}.db"
        shutil.copyfile(template, file)
        return f"sqlite+aiosqlite:///{file}"

    calm, _ = await told.tells_calmly(copy(0))
    doubled, step = 0, 1
    while True:  # until it is over before it could die: how many steps it takes differs by a heartbeat or two
        outcome, mortal = await told.tells(copy(step), Fuse(at=step))
        if not mortal.died:
            break
        check(outcome, calm, mortal)
        doubled += mortal.in_doubt
        step += every
    assert step > _AT_LEAST
    assert doubled > 0


@pytest.mark.filterwarnings("ignore:unclosed connection:ResourceWarning")  # who dies while connecting closes nothing
async def test_a_death_on_postgresql_does_no_more_harm(
    postgres_server: str, postgres_url: str, room: Room, clock: FixedClock
) -> None:
    told = await teller(ROUND, postgres_url, room, clock)
    template = str(make_url(postgres_url).database)
    calm, steps = await told.tells_calmly(await postgres.create_database(postgres_server, template=template))
    for step in range(4, steps, _EVERY):
        url = await postgres.create_database(postgres_server, template=template)
        outcome, mortal = await told.tells(url, Fuse(at=step))
        check(outcome, calm, mortal)
        await postgres.drop_database(postgres_server, url)
    gc.collect()  # here, where that warning is expected
