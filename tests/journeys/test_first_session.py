"""The first session of a group of eight, from the link to the summary, over real HTTP."""

from datetime import UTC, datetime

from bot.rehearsal.sample import sample_programme
from bot.rehearsal.simulated import SimulatedPerson
from dialogs.sessions.model import RoundPhase, SessionPhase
from tests.journeys.stage import Stage, answer_all, staged

NOW = datetime(2027, 5, 10, 7, 30, tzinfo=UTC)


async def test_a_moderator_plays_the_first_session_with_one_button(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        room, chat, moderator = stage.room, stage.room.group_chat(1), stage.room.moderator(1)
        await room.come_alive()
        await moderator.mentions(chat, "koppel 1")
        await stage.settle()
        hotseat = room.hotseat(1)
        await SimulatedPerson(actor=hotseat, seed=1).answers(hotseat.chat)
        await moderator.mentions(chat, "start")
        await stage.settle()

        presses, answers = await _to_the_end(stage)

        assert presses == 13
        assert answers == 7 + 7 + 7 + 1 + 8 + 8
        session = await stage.session(1)
        assert session.phase is SessionPhase.ENDED
        assert len([card for card in chat.cards if "Sessie 1 is klaar" in card.text]) == 1
        assert room.channel.complaints == []


async def _to_the_end(stage: Stage) -> tuple[int, int]:
    chat, moderator = stage.room.group_chat(1), stage.room.moderator(1)
    presses = answers = 0
    while True:
        run = (await stage.session(1)).current
        if run is not None and run.phase is RoundPhase.OPEN:
            answers += await answer_all(stage, 1)
        dialog = await moderator.presses(chat, "Regie")
        if "Verder" not in dialog.titles:
            await dialog.submits("Sessie afronden")
            await stage.settle()
            return presses, answers
        await dialog.submits("Verder")
        presses += 1
        await stage.settle()
