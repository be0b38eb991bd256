"""A format that is changed while groups play it: who has begun goes on as it began, and the import says so."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import dialogs.formats
from bot.library import Library
from bot.rehearsal.sample import sample_programme
from dialogs.formats.model import Language
from dialogs.formats.shelf import digest
from dialogs.programmes.changes import report
from dialogs.usecases.importing import Sources, import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged

FOUR: Final = (Path(dialogs.formats.__file__).parent / "library" / "mastermind-4.yaml").read_text(encoding="utf-8")
OLD_TITLE: Final = 'title: {nl: "Alleen vragen", en: "Questions only"}'
NEW_TITLE: Final = 'title: {nl: "Enkel vragen", en: "Just questions"}'


def with_new_text() -> Sources:
    assert OLD_TITLE in FOUR
    text = FOUR.replace("version: 1\n", "version: 2\n", 1).replace(OLD_TITLE, NEW_TITLE)
    return {**Library.open().sources, "mastermind-4": (digest(text), text)}


async def brings_in(stage: Stage, sources: Sources) -> tuple[str, ...]:
    """The lines of the report of the same programme, brought in again."""
    changes = await import_programme(stage.bot.house, sample_programme(NOW), sources=sources)
    await stage.settle()
    return report(changes, Language.NL)


async def test_a_group_that_has_begun_keeps_its_text_and_the_import_tells_it(stage: Stage, group: LivingGroup) -> None:
    await group.reaches("1.1")
    before = len(group.chat.messages)
    assert await brings_in(stage, with_new_text()) == (
        "groep 1 is al begonnen en houdt versie 1 van de werkvorm mastermind-4, zoals die bij de start was",
        "groep 2: speelt voortaan versie 2 van de werkvorm mastermind-4",
    )
    assert len(group.chat.messages) == before
    await group.reaches("1.4")
    assert "Alleen vragen" in group.card("Stel één open vraag")
    assert "Enkel vragen" not in group.card("Stel één open vraag")

    other = stage.group(2)
    await other.links()
    await other.reaches("1.4")
    assert "Enkel vragen" in other.card("Stel één open vraag")


async def test_also_after_a_restart_and_in_a_later_session_the_group_plays_what_it_began_with(
    stage: Stage, group: LivingGroup
) -> None:
    await group.reaches("1.1")
    await brings_in(stage, with_new_text())
    await group.says("einde")
    await stage.restart()
    await stage.wait(days=14)
    await group.says("start sessie 2")
    assert (await group.session(2)).plan == Library.open().formats["mastermind-4"].plan("standard", 2)
    assert (await group.session(1)).plan.round("1.4").title.nl == "Alleen vragen"


async def test_the_same_import_again_changes_nothing_and_says_again_what_was_kept(
    stage: Stage, group: LivingGroup
) -> None:
    await group.reaches("1.1")
    await brings_in(stage, with_new_text())
    assert await brings_in(stage, with_new_text()) == (
        "Niets veranderd",
        "groep 1 is al begonnen en houdt versie 1 van de werkvorm mastermind-4, zoals die bij de start was",
    )


async def test_with_the_text_it_has_nothing_is_said(stage: Stage, group: LivingGroup) -> None:
    await group.reaches("1.1")
    assert await brings_in(stage, Library.open().sources) == ("Niets veranderd",)


async def test_a_group_whose_format_file_is_gone_goes_on_with_what_it_has(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    first, second = programme.groups
    other = replace(second, format="mastermind-3", preset="standard", sessions=second.sessions[:3])
    async with staged(replace(programme, groups=(first, other)), database_url=migrated_sqlite_url, now=NOW) as stage:
        sources = {name: found for name, found in with_new_text().items() if name != "mastermind-3"}
        only = replace(programme, groups=(replace(first, ambition="Eerder samen kijken"),))
        told = report(await import_programme(stage.bot.house, only, sources=sources), Language.NL)
        assert any("groep 2 staat niet meer in het bestand en blijft zoals hij was" in line for line in told)
        await stage.group(2).links()
        expected = Library.open().formats["mastermind-3"].plan("standard", 3)
        assert (await stage.session(2, 3)).plan == expected
