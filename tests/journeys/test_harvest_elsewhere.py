"""The harvest in the other masterminds: in three sessions and in English, and where the ambition is told beside it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from bot.rehearsal.sample import sample_programme
from dialogs.formats.model import Language
from dialogs.programmes.model import SessionEntry
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged

INSIGHT = "I used to wait, now I call."


@asynccontextmanager
async def playing(
    url: str, *, format_: str, preset: str, minutes: Sequence[int], language: Language = Language.NL
) -> AsyncIterator[LivingGroup]:
    programme = sample_programme(NOW)
    first = programme.groups[0]
    start = first.sessions[0].starts
    sessions = tuple(
        SessionEntry(number=n, starts=start + timedelta(days=14 * n), minutes=length)
        for n, length in enumerate(minutes, 1)
    )
    changed = replace(
        programme,
        format=format_,
        preset=preset,
        language=language,
        groups=(replace(first, sessions=sessions),),
    )
    async with staged(changed, database_url=url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        yield group


async def test_in_three_sessions_the_harvest_comes_before_the_third(migrated_sqlite_url: str) -> None:
    async with playing(
        migrated_sqlite_url, format_="mastermind-3", preset="standard", minutes=(60, 45, 60), language=Language.EN
    ) as group:
        for number in (1, 2):
            await group.says(f"start session {number}")
            await group.says("end")
        dialog = await group.opens("Anna", "Fill in harvest card")
        done = await dialog.submits("Submit", insight=INSIGHT, tip="Call first.")
        asks = next(r.id for r in (await group.session(3)).plan.rounds if r.form and r.form.answered_by)
        await group.moderator.mentions(group.chat, "start session 3")
        while (current := (await group.session(3)).current) is None or current.key.round_id != asks:
            await group.moderator.mentions(group.chat, "continue")
        await group.stage.settle()

        counted = group.card("1 of 8")
        shown = (await group.says("continue"))[0]

    assert done.message == "Thank you for your harvest. Your group sees it in session 3."
    assert "Insights" in counted
    assert f"Anna  {INSIGHT}" in shown


async def test_where_two_rounds_are_one_the_row_and_the_versions_stand_together(migrated_sqlite_url: str) -> None:
    async with playing(migrated_sqlite_url, format_="mastermind-4", preset="45", minutes=(45, 45, 45, 45)) as group:
        await group.reaches("1.8")
        dialog = await group.opens("Anna", "Experiment invullen")
        await dialog.submits(
            "Insturen",
            **{
                "f-experiment.when": "Als een overleg vastloopt",
                "f-experiment.then": "bel ik eerst de verwijzer",
                "f-experiment.on": "2027-05-17",
                "f-experiment.safety": "no",
            },
        )
        await group.says("toon")
        await group.says("einde")
        await group.reaches("4.1", number=4)
        row = group.card("Hoe het ging")
        await group.answers("Hanna", score="8", what_helped="De vragen van de groep.")
        shown = (await group.says("verder"))[0]

    assert "Sessie 1: 1 experiment bedacht" in row
    assert "bel ik eerst de verwijzer" in row
    assert "Ambitie, versie 2" in shown
    assert "De vragen van de groep." in shown
    assert "Hoe ver: 8 van de 10" in shown
