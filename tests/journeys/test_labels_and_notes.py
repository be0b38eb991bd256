"""What the moderator does with a session afterwards: sorting bottlenecks, keeping notes, seeing who was not there."""

import pytest

from bot.rehearsal.actors import Dialog
from dialogs.experiments.model import Experiment, ExperimentState, Level, Safety
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.ids import ExperimentId
from dialogs.sessions.model import RunKey
from tests.journeys.stage import LivingGroup, Regie

SORT = "Knelpunten ordenen"
NOTES = "Mijn notities"
RUSHED = "Er was te weinig tijd in ons team om samen te kijken."
WAITING = "De wachtlijst bij de gemeente is te lang."


async def bottlenecks(group: LivingGroup) -> Regie:
    """Round 2.4 is shown; Anna and Bert ran into something."""
    await group.reaches("2.4", number=2)
    await group.answers("Anna", bottleneck=RUSHED)
    await group.answers("Bert", bottleneck=WAITING)
    await group.says("verder")
    return await (await group.regie()).chooses(SORT)


def choices(page: Regie, name: str) -> list[str]:
    return [title for one in page.dialog.shown.inputs if one.id == f"f-{name}" for title, _ in one.choices]


def picked(page: Regie, name: str) -> str:
    return str(page.dialog.values[f"f-{name}"])


async def labels(group: LivingGroup) -> dict[str, tuple[str, Level | None]]:
    """As the store has them, by the name of who ran into it."""
    session = await group.session(2)
    async with group.stage.bot.house.reading() as uow:
        found = await uow.labels.of_group(session.group)
    names = {seat.person: seat.name for seat in session.seats}
    return {names[one.person]: (one.category, one.level) for one in found}


async def test_a_bottleneck_gets_its_kind_and_level_with_a_proposal_to_begin_with(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    assert [line.split(":")[0] for line in choices(page, "choice")] == ["Anna", "Bert"]

    one = await page.presses("Openen", choice=choices(page, "choice")[0])
    assert "Een voorstel op grond van de woorden." in one.text
    assert (picked(one, "category"), picked(one, "level")) == ("cooperation", "team")
    page = await one.presses("Vastleggen", category="Tijd en werkdruk")

    assert "Vastgelegd bij het knelpunt van Anna." in page.text
    assert choices(page, "choice")[0].endswith("(Tijd en werkdruk, In het team)")
    assert picked(page, "choice").endswith(next(s.person for s in (await group.session(2)).seats if s.name == "Bert"))
    assert await labels(group) == {"Anna": ("time", Level.TEAM)}


async def test_a_label_can_be_changed_and_its_level_left_open(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    one = await page.presses("Openen", choice=choices(page, "choice")[1])
    page = await one.presses("Vastleggen")
    assert await labels(group) == {"Bert": ("availability", Level.CHAIN)}

    again = await page.presses("Openen", choice=choices(page, "choice")[1])
    assert "Een voorstel" not in again.text
    await again.presses("Vastleggen", category="Iets anders", level="Nog niet te zeggen")

    assert await labels(group) == {"Bert": ("other", None)}


async def test_without_a_kind_nothing_is_stored_and_the_level_stays_chosen(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    one = await page.presses("Openen", choice=choices(page, "choice")[0])
    sent = {**one.dialog.shown.button("Vastleggen").data, "f-category": "somebody's fault", "f-level": "policy"}
    back = Regie(await one.dialog.sends(sent))

    assert "Kies wat voor soort knelpunt het is." in back.text
    assert RUSHED in back.text
    assert picked(back, "level") == "policy"
    assert await labels(group) == {}


async def test_a_level_that_does_not_exist_is_left_open(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    one = await page.presses("Openen", choice=choices(page, "choice")[0])
    await one.dialog.sends({**one.dialog.shown.button("Vastleggen").data, "f-category": "time", "f-level": "heaven"})

    assert await labels(group) == {"Anna": ("time", None)}


async def test_the_list_asks_to_choose_first(group: LivingGroup) -> None:
    page = await bottlenecks(group)

    assert "Kies eerst een knelpunt." in (await page.presses("Openen", choice="")).text


async def test_a_bottleneck_that_was_withdrawn_meanwhile_gets_no_label(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    one = await page.presses("Openen", choice=choices(page, "choice")[0])
    dialog = await group.opens("Anna", "Aanvulling geven")
    await dialog.submits("Intrekken")

    page = await one.presses("Vastleggen", category="Tijd en werkdruk")

    assert "Dat knelpunt is intussen ingetrokken of verborgen." in page.text
    assert RUSHED not in page.text
    assert len(choices(page, "choice")) == 1
    assert await labels(group) == {}


async def test_what_comes_in_is_not_to_be_sorted_before_it_is_closed(group: LivingGroup) -> None:
    await group.reaches("2.4", number=2)
    await group.answers("Anna", bottleneck=RUSHED)

    page = await (await group.regie()).chooses(SORT)

    assert "Er zijn in deze sessie nog geen knelpunten die je kunt ordenen." in page.text
    assert RUSHED not in page.text


async def test_labels_are_of_the_moderator_only(group: LivingGroup) -> None:
    page = await bottlenecks(group)
    one = await page.presses("Openen", choice=choices(page, "choice")[0])
    sent = {**one.dialog.shown.button("Vastleggen").data, "f-category": "time"}
    anna = group.actor("Anna")
    said = anna.read_task(await anna.invokes("task/submit", sent, in_=group.chat), group.chat)

    assert said.message == "Dit doet je moderator. Jij hoeft hier niets te doen."
    assert await labels(group) == {}


async def reported_back(group: LivingGroup) -> None:
    """Anna's report of an experiment tells of a bottleneck; it stands in session 3, where no round asks for one."""
    first, third = await group.session(1), await group.session(3)
    anna = next(seat.person for seat in first.seats if seat.name == "Anna")
    now = group.stage.clock.now()
    tried = Experiment(
        id=ExperimentId("e" * 32),
        group=first.group,
        person=anna,
        when="een plaatsing dreigt",
        then="bel ik eerst de ouders",
        on=now.date(),
        safety=Safety.NO,
        state=ExperimentState.THOUGHT_OF,
        version=1,
        session=first.id,
        created_at=now,
    )
    report = ExperimentReport(
        session=third.id,
        person=anna,
        number=1,
        experiment=tried.id,
        group=first.group,
        version=1,
        done=Done.PARTLY,
        fields={"done": "partly", "bottleneck": WAITING},
        by=anna,
        at=now,
    )
    async with group.stage.bot.house.writing() as uow:
        await uow.experiments.save(tried, now=now)
        await uow.reports.save(report)
        await uow.commit()


async def test_what_stands_only_in_a_report_is_sorted_too(group: LivingGroup) -> None:
    await reported_back(group)
    await group.says("start sessie 3")

    page = await (await group.regie()).chooses(SORT)
    [line] = choices(page, "choice")
    one = await page.presses("Openen", choice=line)
    await one.presses("Vastleggen")

    assert line.startswith(f"Anna: {WAITING}")
    async with group.stage.bot.house.reading() as uow:
        [label] = await uow.labels.of_group((await group.session(3)).group)
    assert (label.run.round_id, label.run.run, label.category) == ("look_back", 1, "availability")


async def test_a_report_that_was_reported_as_recognisable_waits_for_another_word_first(group: LivingGroup) -> None:
    await reported_back(group)
    await group.says("start sessie 3")
    third = await group.session(3)
    people = {seat.name: seat.person for seat in third.seats}
    async with group.stage.bot.house.writing() as uow:
        place, now = RunKey("look_back", 1), group.stage.clock.now()
        await uow.sessions.report_incident(third.id, place, people["Anna"], by=people["Bert"], now=now)
        await uow.commit()

    page = await (await group.regie()).chooses(SORT)

    assert WAITING not in page.text
    assert "Er zijn in deze sessie nog geen knelpunten die je kunt ordenen." in page.text


# --- private notes


async def notes_of(group: LivingGroup, number: int = 1) -> Dialog:
    """The page with the moderator's notes of a session that was held."""
    await group.says(f"start sessie {number}")
    await group.says("einde")
    dialog: Dialog = (await (await group.regie()).chooses(NOTES)).dialog
    return dialog


async def stored(group: LivingGroup, number: int = 1) -> str | None:
    session = await group.session(number)
    moderator = next(s.person for s in session.seats if s.name == group.moderator.name)
    async with group.stage.bot.house.reading() as uow:
        note = await uow.notes.private(session.id, moderator)
    return note.text if note else None


async def test_notes_are_kept_changed_and_taken_away(group: LivingGroup) -> None:
    dialog = await notes_of(group)
    done = await dialog.submits("Vastleggen", text="Bert eerder het woord geven.")
    assert "Je notities zijn bewaard." in done.text
    assert await stored(group) == "Bert eerder het woord geven."

    again = (await Regie(done).chooses(NOTES)).dialog
    assert again.values["f-text"] == "Bert eerder het woord geven."
    done = await again.submits("Vastleggen", text="")

    assert "Je notities zijn weg." in done.text
    assert await stored(group) is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Bel de moeder op 06-12345678.", "telefoonnummer"),
        ("x" * 2001, "2000"),
    ],
)
async def test_notes_that_cannot_be_kept_come_back_with_what_was_typed(
    group: LivingGroup, words: str, why: str
) -> None:
    dialog = await notes_of(group)
    sent = {**dialog.shown.button("Vastleggen").data, "f-text": words}
    back = await dialog.sends(sent)

    assert why in back.text
    assert back.values["f-text"] == words
    assert await stored(group) is None


async def test_a_warning_about_notes_can_be_agreed_with(group: LivingGroup) -> None:
    dialog = await notes_of(group)
    back = await dialog.submits("Vastleggen", text="Het gezin Verhoeven kwam weer ter sprake.")
    assert back.values["f-text"] == "Het gezin Verhoeven kwam weer ter sprake."
    assert await stored(group) is None

    await back.submits("Vastleggen", tick_unrecognisable=True)

    assert await stored(group) == "Het gezin Verhoeven kwam weer ter sprake."
