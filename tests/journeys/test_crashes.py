"""The bot dies at every step of a round and of its delivery, a new run for each: nothing is lost or said twice."""

import gc
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.bootstrap import Bot
from bot.library import read_stored
from bot.rehearsal.casting import cast_of
from bot.rehearsal.chats import Chat
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from dialogs.ids import ConversationId
from dialogs.sessions.model import RoundPhase, Session
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is left of a round: in the store, and on the cards of the group's and the moderator's chat."""

    session: Session
    group_cards: Sequence[str]
    moderator_cards: Sequence[str]
    waiting: bool
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One group whose session stands before its first silent round, to be played again and again."""

    room: Room
    clock: FixedClock
    rewind: Rewind

    @property
    def chat(self) -> Chat:
        return self.room.group_chat(1)

    async def round(self, url: str, fuse: Fuse) -> tuple[Outcome, MortalBot]:
        """The moderator opens it, three people answer, the count is brought up to date, the answers are shown."""
        self.rewind()
        mortal = MortalBot(settings=rehearsal_settings(url), room=self.room, clock=self.clock, fuse=fuse)
        with capture_logs() as logs:
            async with mortal:
                await self._verder(mortal)
                for name, question in QUESTIONS.items():
                    dialog = await self.room.person(name).presses(self.chat, "Antwoord geven")
                    thanks = await dialog.submits("Insturen", question=question)
                    assert thanks.message == "Dank je. Je antwoord is binnen."
                await mortal.rest()
                self.clock.advance(seconds=3)
                await self._verder(mortal)
                fuse.disarm()
                outcome = await self._outcome(mortal.bot)
                await self._goes_on(mortal)
        assert [entry for entry in logs if entry["log_level"] == "error"] == []
        return outcome, mortal

    async def _verder(self, mortal: MortalBot) -> None:
        await self.room.moderator(1).mentions(self.chat, "verder")
        await mortal.rest()

    async def _outcome(self, bot: Bot) -> Outcome:
        async with bot.house.reading() as uow:
            group = await uow.groups.of_chat(ConversationId(self.chat.id))
            assert group is not None
            session = await uow.sessions.get(group.sessions[0].id)
            assert session is not None
        async with bot.database.engines[0].connect() as db:
            dead = await db.scalar(sa.text("SELECT count(*) FROM outbox WHERE state = 'dead'"))
        return Outcome(
            session=session,
            group_cards=tuple(card.text for card in self.chat.cards),
            moderator_cards=tuple(card.text for card in self.room.moderator(1).chat.cards),
            waiting=await bot.database.courier_desk().busy(self.clock.now()),
            dead=int(dead or 0),
        )

    async def _goes_on(self, mortal: MortalBot) -> None:
        before = len(self.chat.cards)
        await self._verder(mortal)
        assert "ronde 5 van 9" in self.chat.last_card.text
        assert len(self.chat.cards) == before + 1


def check(died: Outcome, calm: Outcome, mortal: MortalBot) -> None:
    """As if nothing had happened, but for one card twice when it died between saying it and noting that."""
    assert died.session == calm.session
    assert not died.waiting
    assert died.dead == 0
    assert died.moderator_cards == calm.moderator_cards
    assert not Counter(calm.group_cards) - Counter(died.group_cards)
    assert len(died.group_cards) - len(calm.group_cards) == mortal.in_doubt <= 1


async def prepared(url: str, room: Room, clock: FixedClock) -> Play:
    await prepare(rehearsal_settings(url), sample_programme(NOW), now=NOW)
    async with MortalBot(settings=rehearsal_settings(url), room=room, clock=clock, fuse=Fuse()) as mortal:
        await room.come_alive()
        await mortal.rest()
        for words in ("koppel 1", "start", "verder", "verder"):
            await room.moderator(1).mentions(room.group_chat(1), words)
            await mortal.rest()
    return Play(room=room, clock=clock, rewind=Rewind(room, clock))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def room(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    # Every new bot would read the same format again, which takes longer than all it does in a round.
    monkeypatch.setattr("bot.bootstrap.read_stored", cache(read_stored))
    made = Room(cast=cast_of([sample_programme(NOW)]), clock=clock.now)
    async with made.serving():
        yield made


async def calm_round(play: Play, url: str) -> tuple[Outcome, int]:
    """The round without a death, and how many steps it took."""
    fuse = Fuse()
    outcome, _ = await play.round(url, fuse)
    assert outcome.session.current is not None
    assert outcome.session.current.phase is RoundPhase.SHOWN
    assert {answer.fields["question"] for answer in outcome.session.answers.values()} == {*QUESTIONS.values()}
    assert (outcome.waiting, outcome.dead) == (False, 0)
    return outcome, len(fuse.steps)


async def test_a_death_at_any_step_of_a_round_loses_nothing_and_doubles_only_the_card_in_doubt(
    migrated_sqlite_url: str, room: Room, clock: FixedClock, tmp_path: Path
) -> None:
    play = await prepared(migrated_sqlite_url, room, clock)
    template = Path(str(make_url(migrated_sqlite_url).database))

    def copy(step: int) -> str:
        file = tmp_path / f"{step}.db"
        shutil.copyfile(template, file)
        return f"sqlite+aiosqlite:///{file}"

    calm, steps = await calm_round(play, copy(0))
    assert steps > 100
    doubled = step = 0
    while True:  # until it was over before it could die: how many steps it takes differs by a beat or two
        step += 1
        fuse = Fuse(at=step)
        outcome, mortal = await play.round(copy(step), fuse)
        if not mortal.died:
            break
        check(outcome, calm, mortal)
        doubled += mortal.in_doubt
    assert step > steps * 0.9
    assert doubled > 0


@pytest.mark.filterwarnings(
    "ignore:unclosed connection:ResourceWarning"
)  # whoever dies while connecting closes nothing
async def test_on_postgresql_too(postgres_server: str, postgres_url: str, room: Room, clock: FixedClock) -> None:
    play = await prepared(postgres_url, room, clock)
    template = str(make_url(postgres_url).database)
    calm, steps = await calm_round(play, await postgres.create_database(postgres_server, template=template))
    for step in range(4, steps, _EVERY):
        url = await postgres.create_database(postgres_server, template=template)
        outcome, mortal = await play.round(url, Fuse(at=step))
        check(outcome, calm, mortal)
        await postgres.drop_database(postgres_server, url)
    gc.collect()  # here, where that warning is expected
