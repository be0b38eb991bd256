"""What was told once is not asked again: a report fills in the next form, and stands on the board of the end."""

import pytest

from bot.rehearsal.actors import Dialog
from dialogs.experiments.model import Experiment, ExperimentState
from tests.journeys.stage import LivingGroup

SEEN = {"observed": "Het werd even stil.", "as_expected": "better", "learned": "Wachten loont."}
BOTTLENECK = {"bottleneck": "Er was geen tijd om te bellen.", "direction": "Eerst samen bepalen wie belt."}


async def first_session(group: LivingGroup, *names: str) -> None:
    await group.reaches("1.8")
    for name in names:
        dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
        done = await dialog.submits(
            "Insturen",
            **{
                "f-experiment.when": "Als een overleg vastloopt",
                "f-experiment.then": f"stelt {name} eerst een vraag",
                "f-experiment.on": "2027-05-11",
                "f-experiment.safety": "no",
            },
        )
        assert not done.is_open
    await group.says("toon")
    await group.says("einde")


async def tells(group: LivingGroup, name: str, done: str = "yes", /, **fields: object) -> Dialog:
    await group.says("terugblik", by=group.actor(name))
    first = await group.actor(name).presses(group.chat, "Terugblik invullen")
    which = {one.id: one.choices[0][1] for one in first.shown.inputs if one.id == "f-choice"}
    told = await (await first.submits("Volgende", done=done, **which)).submits("Insturen", **fields)
    await group.stage.settle()
    return told


async def one_more(group: LivingGroup, name: str, then: str, *, on: str = "2027-05-20") -> None:
    """Outside the rounds."""
    dialog = await (await group.actor(name).presses(group.chat, "Experiment invullen")).submits("Nieuw experiment")
    done = await dialog.submits(
        "Insturen",
        **{
            "f-experiment.when": "Als iemand zwijgt",
            "f-experiment.then": then,
            "f-experiment.on": on,
            "f-experiment.safety": "no",
        },
    )
    assert not done.is_open


async def own(group: LivingGroup, name: str) -> list[Experiment]:
    session = await group.session()
    person = next(seat.person for seat in session.seats if seat.name == name)
    async with group.stage.bot.house.reading() as uow:
        return list(await uow.experiments.of_person(person, session.group))


async def looked_back_on(group: LivingGroup, name: str) -> str:
    session = await group.session()
    person = next(seat.person for seat in session.seats if seat.name == name)
    async with group.stage.bot.house.reading() as uow:
        (report,) = await uow.reports.of_person(person, session.group)
        return report.experiment


async def holds(group: LivingGroup, *numbers: int) -> None:
    for number in numbers:
        await group.says(f"start sessie {number}")
        await group.says("einde")


# --- a report fills in what the session asks


async def test_bottleneck_and_direction_begin_with_what_the_report_said(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna", **SEEN, **BOTTLENECK, worked="a_little", next="go_on")
    await tells(group, "Bert", **SEEN, next="stop")
    await group.reaches("2.4", number=2)

    anna, bert = await group.opens("Anna"), await group.opens("Bert")

    assert anna.values["f-bottleneck"] == BOTTLENECK["bottleneck"]
    assert anna.values["f-direction"] == BOTTLENECK["direction"]
    assert anna.values["f-worked"] == "a_little"
    assert bert.values["f-bottleneck"] == ""


async def test_an_own_answer_or_a_draft_is_never_overwritten_by_it(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.reaches("2.4", number=2)
    await group.answers("Anna", bottleneck="Er was geen ruimte.")
    await tells(group, "Anna", **SEEN, **BOTTLENECK, next="go_on")

    card = next(c for c in group.chat.cards if "Knelpunt en richting" in c.text and "Antwoord geven" in c.titles)
    again = await group.actor("Anna").presses(card, "Antwoord geven")

    assert again.values["f-bottleneck"] == "Er was geen ruimte."
    assert again.values["f-direction"] == ""


async def test_a_withdrawn_report_fills_in_nothing(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", **SEEN, **BOTTLENECK, next="go_on")
    await group.says("terugblik", by=group.actor("Anna"))
    dialog = await group.actor("Anna").presses(group.chat, "Terugblik invullen")
    if "Intrekken" not in dialog.titles:
        dialog = await dialog.submits("Volgende", done="yes")
    await dialog.submits("Intrekken")
    await group.reaches("2.4", number=2)

    form = await group.opens("Anna")

    assert form.values["f-bottleneck"] == ""


async def test_the_next_experiment_begins_with_how_the_report_would_adapt_it(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna", **SEEN, next="adapt", next_how="stel ik eerst twee vragen")
    await tells(group, "Bert", **SEEN, next="stop", next_how="Ik stop ermee.")
    await group.reaches("2.6", number=2)

    anna, bert = [await group.opens(name, "Experiment invullen") for name in ("Anna", "Bert")]

    assert anna.values["f-experiment.when"] == "Als een overleg vastloopt"
    assert anna.values["f-experiment.then"] == "stel ik eerst twee vragen"
    assert bert.values["f-experiment.then"] == ""


async def test_the_next_step_is_chosen_beforehand_as_the_report_said(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert", "Chaima")
    await tells(group, "Anna", **SEEN, next="go_on")
    await tells(group, "Bert", **SEEN, next="adapt", next_how="stel ik eerst twee vragen")
    await tells(group, "Chaima", **SEEN, next="share")
    await group.reaches("2.6", number=2)

    forms = [await group.opens(name, "Experiment invullen") for name in ("Anna", "Bert", "Chaima", "Daan")]

    assert [form.values.get("f-how") for form in forms] == ["go_on", "adapt", None, None]
    assert [form.values["f-experiment.then"] for form in forms] == ["", "stel ik eerst twee vragen", "", ""]


async def test_of_two_experiments_the_one_that_was_looked_back_on_is_chosen_beforehand(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await one_more(group, "Anna", "wacht ik tot iemand iets zegt")
    await tells(group, "Anna", **SEEN, next="go_on")
    tried = await looked_back_on(group, "Anna")
    await group.reaches("2.6", number=2)

    form = await group.opens("Anna", "Experiment invullen")
    done = await form.submits("Insturen")

    assert (form.values["f-how"], form.values["f-experiment.pick"]) == ("go_on", tried)
    assert done.message == "Dank je. Je antwoord is binnen."


async def test_who_stops_one_of_two_chooses_what_comes_next(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await one_more(group, "Anna", "wacht ik tot iemand iets zegt")
    await tells(group, "Anna", **SEEN, next="stop")
    await group.reaches("2.6", number=2)

    form = await group.opens("Anna", "Experiment invullen")

    assert form.values["f-how"] == ""


async def test_until_the_last_session_the_report_says_where_to_begin(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await holds(group, 2)
    await tells(group, "Anna", **SEEN, next="go_on")
    await one_more(group, "Bert", "wacht ik tot iemand iets zegt", on="2027-05-30")
    await tells(group, "Bert", **SEEN, next="adapt", next_how="stel ik eerst twee vragen")
    told = {name: await looked_back_on(group, name) for name in ("Anna", "Bert")}
    await group.reaches("3.5", number=3)

    anna, bert = [await group.opens(name, "Experiment invullen") for name in ("Anna", "Bert")]

    assert anna.values["f-experiment.pick"] == told["Anna"]
    assert anna.values["f-experiment.then"] == ""
    assert bert.values["f-experiment.pick"] == "new"
    assert bert.values["f-experiment.when"] == "Als iemand zwijgt"
    assert bert.values["f-experiment.then"] == "stel ik eerst twee vragen"


@pytest.mark.parametrize(
    ("words", "is_its_next"),
    [
        ({}, True),
        ({"then": "stel ik drie vragen"}, True),
        ({"when": "Als ik moe ben"}, True),
        ({"when": "Als ik moe ben", "then": "loop ik een rondje"}, False),
    ],
)
async def test_where_nobody_is_asked_how_to_go_on_the_words_tell_what_an_experiment_follows_from(
    group: LivingGroup, words: dict[str, str], *, is_its_next: bool
) -> None:
    await first_session(group, "Anna")
    await holds(group, 2)
    await tells(group, "Anna", **SEEN, next="adapt", next_how="stel ik eerst twee vragen")
    await group.reaches("3.5", number=3)
    changed = {f"f-experiment.{part}": said for part, said in words.items()}
    rest = {"f-experiment.on": "2027-06-09", "f-experiment.safety": "no", "interim_date": "2027-06-20"}

    for _ in range(2):  # sent once, and once more as a change
        form = await group.opens("Anna", "Experiment invullen")
        done = await form.submits("Insturen", **rest, **changed)
        assert not done.is_open

    first, second = await own(group, "Anna")
    assert first.state is ExperimentState.FINISHED
    assert second.follows == (first.id if is_its_next else None)


async def test_what_was_adapted_already_is_not_asked_to_be_adapted_again(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    following = await tells(group, "Anna", **SEEN, next="adapt", next_how="stel ik eerst twee vragen")
    await following.submits("Insturen", **{"f-experiment.on": "2027-05-20"})
    await group.reaches("2.6", number=2)

    form = await group.opens("Anna", "Experiment invullen")
    await form.submits("Insturen")

    assert (form.values["f-how"], form.values["f-experiment.then"]) == ("go_on", "")
    first, second = await own(group, "Anna")
    assert (second.follows, second.then) == (first.id, "stel ik eerst twee vragen")
    assert [first.state, second.state] == [ExperimentState.FINISHED, ExperimentState.GOES_ON]


async def test_who_enters_for_another_does_not_read_what_the_report_said(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", **SEEN, next="adapt", next_how="bel ik zelf", sharing="moderator")
    await group.reaches("2.6", number=2)
    await (await group.opens("Anna", "Experiment invullen")).submits("Ik doe mondeling mee")

    asked = await (await group.regie()).chooses("Namens iemand")
    form = (await asked.presses(asked.titles[0], choice="Anna")).dialog

    assert form.values["f-how"] == ""
    assert form.values["f-experiment.then"] == ""


# --- the board of the end


async def test_every_experiment_that_was_looked_back_on_stands_on_the_board_of_the_end(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert", "Chaima")
    await holds(group, 2, 3)
    await tells(group, "Anna", **SEEN, next="stop")
    await tells(group, "Bert", "no", reasons=["no_time"])
    await group.reaches("4.1", number=4)
    await group.says("verder")

    board, row = group.card("Wat jullie oogsten"), group.card("Hoe het ging")

    assert "Bewust gestopt (1)" in board
    assert "Anna:  als een overleg vastloopt, dan stelt Anna eerst een vraag · Wachten loont." in board
    assert "Niet gedaan (1)" in board
    assert "Bert:  als een overleg vastloopt, dan stelt Bert eerst een vraag · Geen tijd" in board
    assert "Chaima" in board.split("Vertelt het zelf")[1]
    assert "Sessie 4: 2 keer teruggeblikt" in row
    assert "stelt Anna eerst een vraag · sessie 4: gedaan · bewust gestopt" in row


async def test_what_is_between_a_person_and_the_moderator_leaves_no_trace_there(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await holds(group, 2, 3)
    await tells(group, "Anna", **SEEN, next="stop", sharing="moderator")
    await group.reaches("4.1", number=4)
    row = group.card("Hoe het ging")
    await group.says("verder")

    board = group.card("Wat jullie oogsten")

    tells_it = board.split("Vertelt het zelf")[1]
    assert "Anna" in tells_it
    assert "Bert" in tells_it
    for card in (board, row):
        assert "Wachten loont." not in card
        assert "Bewust gestopt (" not in card
        assert "· bewust gestopt" not in card


async def test_how_an_experiment_stands_gives_away_no_report_the_group_may_not_read(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", **SEEN, next="go_on")
    await holds(group, 2, 3)
    await tells(
        group,
        "Anna",
        "yes",
        observed="Het liep vast.",
        as_expected="less_well",
        learned="Ik stop.",
        next="stop",
        sharing="moderator",
    )
    await group.reaches("4.2", number=4)

    board = group.card("Wat jullie oogsten")

    assert "Gaat door (1)" in board
    assert "Anna:  als een overleg vastloopt, dan stelt Anna eerst een vraag · Wachten loont." in board
    assert "Bewust gestopt (" not in board


async def test_the_harvest_card_begins_with_how_an_experiment_ended_in_a_report(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", **SEEN, next="stop")
    await holds(group, 2, 3)

    card = await group.opens("Anna", "Oogstkaart invullen")

    assert card.values["f-end_state.1"] == "stopped"
