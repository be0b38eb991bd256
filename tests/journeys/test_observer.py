"""An observer sits in: codes for names, notes of their own, and along goes only what people agreed to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest

from bot.rehearsal.actors import Dialog
from bot.rehearsal.sample import SLUG, invented, sample_programme
from dialogs.errors import Refused
from dialogs.exports.tables import Row
from dialogs.programmes.model import ProgrammeFile, Role
from dialogs.usecases.exporting import export_observations
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged

QUESTION = "Wat zou Bert doen als er tijd was?"

EXPERIMENT = {
    "f-experiment.when": "een overleg vastloopt",
    "f-experiment.then": "stel ik eerst een vraag",
    "f-experiment.on": "2027-05-11",
    "f-experiment.safety": "no",
}


def observed_programme() -> ProgrammeFile:
    programme = sample_programme(NOW)
    first, *others = programme.groups
    otto = invented("Otto", 1, 9, Role.OBSERVER)
    return replace(programme, groups=(replace(first, participants=(*first.participants, otto)), *others))


@pytest.fixture
async def watched(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    """The group of eight with an observer."""
    async with staged(observed_programme(), database_url=migrated_sqlite_url, now=NOW) as made:
        group = made.group(1)
        await group.links()
        yield group


async def asked(group: LivingGroup) -> None:
    """Anna and Chaima asked a question and the group reads them."""
    await group.reaches("1.4")
    await group.answers("Anna", question=QUESTION)
    await group.answers("Chaima", question="Wie heb je nodig?")
    await group.says("toon")


async def looks(group: LivingGroup, name: str = "Otto") -> Dialog:
    await group.says("waarnemen", by=group.actor(name))
    return await group.actor(name).presses(group.chat, "Waarnemen")


async def agrees(group: LivingGroup, name: str, **ticks: str) -> str:
    dialog = await group.opens(name, "Mijn toestemming")
    return str((await dialog.submits("Bewaren", **ticks)).text)


async def exported(stage: Stage) -> tuple[Row, ...]:
    found = await export_observations(stage.bot.house, SLUG, "otto@voorbeeld.example", chance=Random(1))
    assert found is not None
    return found.table.rows


async def test_an_observer_reads_what_the_group_reads_with_codes_for_names(watched: LivingGroup) -> None:
    await asked(watched)

    page = await looks(watched)

    assert "Wie heb je nodig?" in page.text
    assert "P0" in page.text
    for name in ("Anna", "Bert", "Chaima"):
        assert name not in page.text


async def test_who_has_tried_nothing_is_not_asked_to_look_back_when_they_ask_how_it_stands(
    watched: LivingGroup,
) -> None:
    await watched.reaches("1.8")
    dialog = await watched.actor("Anna").presses(watched.chat, "Experiment invullen")
    await dialog.submits("Insturen", **EXPERIMENT)
    await watched.says("toon")
    await watched.says("einde")

    offered = {}
    for name in ("Anna", "Bert", "Otto", "Mirjam"):
        actor = watched.actor(name)
        await actor.types("stand")
        await watched.stage.settle()
        offered[name] = "Terugblik invullen" in actor.chat.last_card.titles
    await watched.says("stand")

    assert offered == {"Anna": True, "Bert": False, "Otto": False, "Mirjam": False}
    assert "Terugblik invullen" in watched.chat.last_card.titles


async def test_before_the_group_reads_it_the_observer_does_not_either(watched: LivingGroup) -> None:
    await watched.reaches("1.4")
    await watched.answers("Anna", question=QUESTION)

    page = await looks(watched)

    assert "tijd" not in page.text
    assert "Hier is voor jou nog niets te lezen." in page.text


async def test_nobody_else_gets_the_observers_page(watched: LivingGroup) -> None:
    await asked(watched)
    await watched.says("waarnemen")

    for name in ("Anna", "Mirjam"):
        refused = await watched.opens(name, "Waarnemen")
        assert refused.message == "Dit is er voor waarnemers van je groep."


async def test_a_note_is_kept_with_codes_and_read_by_its_observer_only(watched: LivingGroup) -> None:
    await asked(watched)
    page = await looks(watched)

    kept = await page.submits("Bewaren", text="Anna vraagt door, Chaima wacht af", effect="helps", level="team")
    again = await looks(watched)

    assert "Je notitie is bewaard. Alleen jij leest die." in kept.text
    assert "vraagt door" in again.text
    assert "Bevorderend · In het team" in again.text
    assert "Anna" not in again.text


async def test_an_empty_or_recognisable_note_comes_back_with_what_was_typed(watched: LivingGroup) -> None:
    await asked(watched)
    page = await looks(watched)

    empty = await page.submits("Bewaren", level="team")
    number = await page.submits("Bewaren", text="Bel de moeder op 06-12345678", effect="hinders")

    assert empty.is_open
    assert empty.values["f-level"] == "team"
    assert number.is_open
    assert number.values["f-text"] == "Bel de moeder op 06-12345678"
    assert "Jouw notities" not in (await looks(watched)).text


async def test_a_note_that_arrives_twice_is_kept_once(watched: LivingGroup) -> None:
    await asked(watched)
    page = await looks(watched)
    channel = watched.stage.room.channel
    await page.submits("Bewaren", text="Er valt een stilte", effect="helps")
    await channel.redeliver(channel.sent[-1])

    assert [row["value"] for row in await exported(watched.stage) if row["kind"] == "note"] == ["Er valt een stilte"]


async def test_the_observer_goes_from_round_to_round(watched: LivingGroup) -> None:
    await asked(watched)
    await watched.says("verder")
    page = await looks(watched)

    before = await page.submits("Vorige ronde")

    assert "Hier is voor jou nog niets te lezen." in page.text
    assert "Wie heb je nodig?" in before.text


async def test_only_of_who_agreed_something_goes_along(watched: LivingGroup) -> None:
    await asked(watched)
    before = await exported(watched.stage)
    await watched.says("waarnemen")

    said = await agrees(watched, "Anna", research="yes")
    after = await exported(watched.stage)
    await agrees(watched, "Anna", research="no")

    assert before == ()
    assert said == "Je keuzes zijn bewaard. Je kunt ze altijd weer veranderen."
    assert [(row["kind"], row["session"], row["round"], row["question"]) for row in after] == [
        ("answer", 1, "1.4", "question")
    ]
    assert "Bert" not in str(after)
    assert await exported(watched.stage) == ()


async def test_a_note_about_somebody_who_did_not_agree_goes_along_without_its_words(watched: LivingGroup) -> None:
    await asked(watched)
    page = await looks(watched)
    await page.submits("Bewaren", text="Chaima aarzelt", effect="hinders")

    (note,) = await exported(watched.stage)

    assert (note["value"], note["effect"], note["text_withheld"]) == (None, "hinders", True)


async def test_the_board_is_read_in_codes_and_its_reports_go_along_of_who_agreed(watched: LivingGroup) -> None:
    anna = watched.actor("Anna")
    await watched.reaches("1.8")
    await (await anna.presses(watched.chat, "Experiment invullen")).submits("Insturen", **EXPERIMENT)
    await watched.says("toon")
    await watched.says("einde")
    await watched.says("terugblik", by=anna)
    second = await (await anna.presses(watched.chat, "Terugblik invullen")).submits("Volgende", done="yes")
    await second.submits(
        "Insturen", observed="Bert werd stil.", as_expected="better", learned="Wachten loont", next="go_on"
    )
    await watched.says("start sessie 2")
    before = await looks(watched)
    await watched.reaches("2.2", number=2)

    page = await looks(watched)
    await agrees(watched, "Anna", research="yes")
    told = {row["question"]: row["value"] for row in await exported(watched.stage) if row["kind"] == "report"}

    assert "Wachten loont" not in before.text
    assert "Wachten loont" in page.text
    assert "Anna" not in page.text
    assert "Bert" not in page.text
    assert told["learned"] == "Wachten loont"
    assert str(told["observed"]).startswith("P")
    assert "sharing" not in told


async def changes_experiment(group: LivingGroup, name: str, **fields: object) -> None:
    dialog = await group.opens(name, "Experiment invullen")
    dialog = await dialog.submits("Openen", choice=dialog.shown.inputs[0].choices[0][0])
    await (await dialog.submits("Wijzigen")).submits(**fields)
    await group.stage.settle()


async def test_an_experiment_is_read_in_its_newest_words_and_no_more_once_its_author_keeps_it(
    watched: LivingGroup,
) -> None:
    await watched.reaches("1.8")
    await watched.answers("Anna", button="Experiment invullen", **EXPERIMENT)
    await watched.says("toon")
    await agrees_in_passing(watched, "Anna")
    first = await read_by_observer(watched)
    await watched.says("einde")
    await changes_experiment(watched, "Anna", **{"f-experiment.then": "wacht ik tot Bert iets zegt"})
    second = await read_by_observer(watched)
    await changes_experiment(watched, "Anna", read_by="Alleen mijn moderator")
    third = await read_by_observer(watched)

    assert all("stel ik eerst een vraag" in read for read in first)
    assert all("wacht ik tot P" in read and "stel ik eerst" not in read for read in second)
    assert not any("wacht ik" in read or "een overleg vastloopt" in read for read in third)


async def read_by_observer(group: LivingGroup) -> tuple[str, str]:
    """The page, and what goes along."""
    return (await looks(group)).text, str(await exported(group.stage))


async def agrees_in_passing(group: LivingGroup, name: str) -> None:
    await group.says("waarnemen", by=group.actor(name))
    await agrees(group, name, research="yes")


async def test_what_was_added_afterwards_goes_along_too(watched: LivingGroup) -> None:
    await asked(watched)
    addition = await watched.opens("Anna", "Aanvulling geven")
    await addition.submits("Insturen", text="En wat als Bert er niet is?")
    await agrees_in_passing(watched, "Anna")

    told = {row["question"]: str(row["value"]) for row in await exported(watched.stage)}

    assert set(told) == {"question", "supplement"}
    assert told["supplement"].startswith("En wat als P")


async def test_the_harvest_is_read_round_by_round_as_the_group_comes_to_it(watched: LivingGroup) -> None:
    group = watched
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **EXPERIMENT)
    for said in ("toon", "einde", "start sessie 2", "einde", "start sessie 3", "einde"):
        await group.says(said)
    card = await group.opens("Anna", "Oogstkaart invullen")
    await card.submits("Insturen", **{"f-end_state.1": "stopped"}, insight="Nu denk ik kleiner", tip="Bel gerust Bert")
    await agrees_in_passing(group, "Anna")
    pages, rows = {}, {}
    for place in ("4.1", "4.2", "4.3", "4.5"):
        await group.reaches(place, number=4)
        await group.says("waarnemen", by=group.actor("Otto"))
        pages[place] = (await group.actor("Otto").presses(group.chat, "Waarnemen")).text
        rows[place] = {r["question"]: r for r in await exported(group.stage) if r["kind"] == "harvest"}

    assert "bewust gestopt" not in pages["4.1"]
    assert rows["4.1"] == {}
    assert "stel ik eerst een vraag · bewust gestopt" in pages["4.2"]
    assert set(rows["4.2"]) == {"end_state"}
    assert rows["4.2"]["end_state"]["about"] == "stel ik eerst een vraag"
    assert "Bel gerust" not in pages["4.2"]
    assert "Bel gerust P" in pages["4.5"]
    assert set(rows["4.5"]) == {"end_state", "tip"}
    assert "kleiner" not in "".join(pages.values())
    assert "Anna" not in "".join(pages.values())


async def test_the_ambition_and_how_it_changed_are_read_where_the_group_reads_them(watched: LivingGroup) -> None:
    await watched.reaches("1.3")
    told = await looks(watched)
    await watched.says("einde")
    await watched.reaches("2.3", number=2)
    before = await looks(watched)
    await watched.answers("Hanna", change="Het lukt al vaker zonder Bert.")
    await watched.says("verder")
    page = await (await looks(watched)).submits("Vorige ronde")

    assert "Hier is voor jou nog niets te lezen." not in told.text
    assert "lukt al vaker" not in before.text
    assert "lukt al vaker zonder P" in page.text


async def test_what_was_agreed_to_in_other_words_goes_along_no_more(
    watched: LivingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(watched)
    await agrees_in_passing(watched, "Anna")
    before = len(await exported(watched.stage))
    monkeypatch.setattr("dialogs.records.CONSENT_VERSION", "2")

    assert (before, await exported(watched.stage)) == (1, ())


async def test_ticks_stand_where_they_were_put_and_are_off_until_then(watched: LivingGroup) -> None:
    await watched.says("waarnemen")
    first = await watched.opens("Anna", "Mijn toestemming")
    off = set(first.values.values())
    await first.submits("Bewaren", no_quotes="yes", research="yes")

    second = await watched.opens("Anna", "Mijn toestemming")

    assert off == {"no"}
    assert {name for name, value in second.values.items() if value == "yes"} == {"f-no_quotes", "f-research"}
    assert set((await watched.opens("Bert", "Mijn toestemming")).values.values()) == {"no"}


async def test_where_nobody_observes_the_word_says_so(group: LivingGroup) -> None:
    assert await group.says("waarnemen") == ["Dit is er voor waarnemers van je groep."]


async def test_somebody_who_observes_nothing_takes_nothing_along(group: LivingGroup) -> None:
    with pytest.raises(Refused):
        await export_observations(group.stage.bot.house, SLUG, "anna@voorbeeld.example", chance=Random(1))
    assert (
        await export_observations(group.stage.bot.house, "elders", "anna@voorbeeld.example", chance=Random(1)) is None
    )


async def test_help_tells_an_observer_how_to_look_on_and_nobody_else(watched: LivingGroup) -> None:
    (observer,) = await watched.says("hulp", by=watched.actor("Otto"))
    (participant,) = await watched.says("hulp", by=watched.actor("Anna"))

    assert "waarnemen  leest mee met codes in plaats van namen, en noteert" in observer
    assert "waarnemen" not in participant


async def test_in_a_chat_of_their_own_nobody_gets_buttons_for_what_is_asked_of_others(watched: LivingGroup) -> None:
    for number in (1, 2):
        await watched.says(f"start sessie {number}")
        await watched.says("einde")
    otto, anna = watched.actor("Otto"), watched.actor("Anna")

    titles = {}
    for actor in (otto, watched.moderator, anna):
        for word in ("stand", "planning"):
            await actor.types(word)
            await watched.stage.settle()
            titles[actor.name, word] = set(actor.chat.last_card.titles)
    await watched.says("planning")

    assert titles["Otto", "stand"] == titles["Otto", "planning"] == set()
    assert titles["Mirjam", "stand"] == titles["Mirjam", "planning"] == set()
    assert {"Experiment voorleggen", "Stemmen"} <= titles["Anna", "stand"]
    assert {"Ik ben erbij", "Ik kan niet"} <= titles["Anna", "planning"]
    assert {"Ik ben erbij", "Ik kan niet"} <= set(watched.chat.last_card.titles)


async def test_who_is_asked_nothing_reads_that_there_is_nothing_to_pause(watched: LivingGroup) -> None:
    said = {}
    for name in ("Otto", "Anna"):
        for word in ("herinneringen", "pauze"):
            actor = watched.actor(name)
            await actor.types(word)
            await watched.stage.settle()
            said[name, word] = (actor.chat.last_card.text, actor.chat.last_card.titles)

    assert said["Otto", "herinneringen"] == said["Otto", "pauze"]
    assert said["Otto", "pauze"] == ("Tussen de sessies vraag ik jou niets. Er valt dus niets te pauzeren.", [])
    assert said["Anna", "herinneringen"] == said["Anna", "pauze"]
    assert said["Anna", "pauze"][1] == ["Meldingen pauzeren tot"]
