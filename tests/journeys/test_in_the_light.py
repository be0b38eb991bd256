"""Whose experiment is in the light in round 3.3: the volunteer with the most votes, or whom the moderator names."""

from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.groups import FormAnswer
from dialogs.ids import ExperimentId, PersonId
from dialogs.sessions.model import RunKey
from tests.journeys.stage import LivingGroup

ASKS = "De moderator vraagt hardop wie iets wil voorleggen."
RUN = RunKey("3.3", 1)


async def person(group: LivingGroup, name: str) -> PersonId:
    return next(seat.person for seat in (await group.session(3)).seats if seat.name == name)


async def volunteers(group: LivingGroup, *names: str) -> None:
    for name in names:
        await tries(group, name)
        await fills_in(group, name, "highlight", {"volunteer": True})


async def tries(group: LivingGroup, name: str, state: ExperimentState = ExperimentState.RUNNING) -> None:
    session, who, house = await group.session(3), await person(group, name), group.stage.bot.house
    async with house.writing() as uow:
        made = Experiment(
            id=ExperimentId(f"{who:0<32}"[:32]),
            group=session.group,
            person=who,
            when="Als een overleg vastloopt",
            then="stel ik eerst één vraag",
            on=house.now().date(),
            safety=Safety.NO,
            state=state,
            version=1,
            created_at=house.now(),
        )
        await uow.experiments.save(made, now=house.now())
        await uow.commit()


async def votes(group: LivingGroup, name: str, for_: str) -> None:
    await fills_in(group, name, "highlight_vote", {"vote": (await person(group, for_),)})


async def fills_in(group: LivingGroup, name: str, form: str, fields: dict[str, object]) -> None:
    """As sent in between the sessions."""
    session = await group.session(3)
    house = group.stage.bot.house
    async with house.writing() as uow:
        await uow.sessions.save_form(
            FormAnswer(
                session=session.id,
                form=form,
                person=await person(group, name),
                version=1,
                fields=fields,
                at=house.now(),
            )
        )
        await uow.commit()


async def chosen(group: LivingGroup) -> set[str]:
    session = await group.session(3)
    run = session.run(RUN)
    assert run is not None
    return {seat.name for seat in session.seats if seat.person in run.chosen}


async def test_the_volunteer_with_the_most_votes_brings_something_in_and_the_others_advise(group: LivingGroup) -> None:
    await volunteers(group, "Anna", "Bert")
    for name in ("Chaima", "Daan"):
        await votes(group, name, "Bert")
    await votes(group, "Els", "Anna")

    await group.reaches("3.3", number=3)

    assert "Bert legt een experiment voor." in group.card("Eén experiment uitgelicht")
    own = await group.opens("Bert")
    assert own.message == "Deze ronde is voor anderen. Luister mee; straks ben jij weer aan de beurt."
    assert (await group.opens("Anna")).is_open


async def test_the_only_volunteer_needs_no_votes(group: LivingGroup) -> None:
    await volunteers(group, "Anna")

    await group.reaches("3.3", number=3)

    assert await chosen(group) == {"Anna"}


async def test_who_cannot_come_brings_nothing_in(group: LivingGroup) -> None:
    await volunteers(group, "Anna", "Bert")
    await votes(group, "Chaima", "Anna")
    await group.says("start sessie 3")
    page = await (await group.regie()).chooses("Wie is er?")
    anna = next(one.id for one in page.dialog.shown.inputs if one.label == "Anna")
    await page.dialog.fills({anna: "Is er niet"})
    await page.presses("Vastleggen")

    await group.reaches("3.3", number=3)

    assert await chosen(group) == {"Bert"}


async def test_who_stopped_on_purpose_since_brings_nothing_in(group: LivingGroup) -> None:
    await volunteers(group, "Anna")
    await tries(group, "Bert", ExperimentState.STOPPED)
    await fills_in(group, "Bert", "highlight", {"volunteer": True})
    await votes(group, "Chaima", "Bert")

    await group.reaches("3.3", number=3)

    assert await chosen(group) == {"Anna"}


async def test_who_looked_back_since_still_brings_it_in(group: LivingGroup) -> None:
    await tries(group, "Bert", ExperimentState.FINISHED)
    await fills_in(group, "Bert", "highlight", {"volunteer": True})

    await group.reaches("3.3", number=3)

    assert await chosen(group) == {"Bert"}


async def test_with_a_tie_the_moderator_asks_aloud(group: LivingGroup) -> None:
    await volunteers(group, "Anna", "Bert")
    await votes(group, "Chaima", "Bert")
    await votes(group, "Els", "Anna")

    await group.reaches("3.3", number=3)

    assert ASKS in group.card("Eén experiment uitgelicht")
    assert await chosen(group) == set()


async def test_without_volunteers_the_moderator_names_who_says_yes(group: LivingGroup) -> None:
    await group.reaches("3.3", number=3)
    assert ASKS in group.card("Eén experiment uitgelicht")

    regie = await (await group.regie()).chooses("Experiment uitlichten")
    after = await regie.presses("Doen", choice="Daan")
    await group.stage.settle()

    assert "Eén experiment uitgelicht" in after.text
    assert "Daan legt een experiment voor." in group.card("Eén experiment uitgelicht")
    assert await chosen(group) == {"Daan"}


async def test_the_list_has_volunteers_first_with_their_votes(group: LivingGroup) -> None:
    await volunteers(group, "Gijs", "Els")
    await votes(group, "Anna", "Gijs")
    await group.reaches("3.3", number=3)

    regie = await (await group.regie()).chooses("Experiment uitlichten")

    titles = [title for title, _ in regie.dialog.shown.inputs[0].choices]
    assert titles[:2] == ["Gijs (wil graag, 1 stem)", "Els (wil graag, 0 stemmen)"]
    assert titles[-1] == "Niemand"
    assert "Mirjam" not in titles


async def test_a_choice_can_be_taken_back_and_an_old_page_changes_nothing(group: LivingGroup) -> None:
    await volunteers(group, "Anna")
    await group.reaches("3.3", number=3)
    old = await (await group.regie()).chooses("Experiment uitlichten")
    regie = await (await group.regie()).chooses("Experiment uitlichten")

    await regie.presses("Doen", choice="Niemand")
    late = await old.presses("Doen", choice="Bert")

    assert await chosen(group) == set()
    assert "intussen verder gegaan" in late.text


async def test_only_in_its_own_round_and_while_it_is_open(group: LivingGroup) -> None:
    await group.reaches("3.2", number=3)
    assert "Experiment uitlichten" not in (await group.regie()).offers
    await group.reaches("3.3", number=3)
    page = await (await group.regie()).chooses("Experiment uitlichten")
    await group.says("verder")

    late = await page.presses("Doen", choice="Bert")

    assert "intussen verder gegaan" in late.text
    assert "Experiment uitlichten" not in (await group.regie()).offers


async def test_advice_that_was_given_before_the_choice_stays(group: LivingGroup) -> None:
    await group.reaches("3.3", number=3)
    await group.answers("Bert", advice="Vraag eerst wie erbij moet zijn.")

    regie = await (await group.regie()).chooses("Experiment uitlichten")
    await regie.presses("Doen", choice="Bert")
    await group.says("verder")

    assert "Vraag eerst wie erbij moet zijn." in group.card("Eén experiment uitgelicht", "Bert")
