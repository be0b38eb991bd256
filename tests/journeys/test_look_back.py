"""Looking back on an experiment: told before, in and after a session, and read on the board of the next."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.rehearsal.actors import Actor, Dialog
from bot.rehearsal.sample import sample_programme
from dialogs.experiments.model import Experiment, ExperimentState, StateCause
from dialogs.experiments.report import Done, ExperimentReport, ReportStatus, Sharing
from dialogs.formats.model import Visibility
from storage.tables import report_supplements, report_versions, reports
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Regie, staged
from tests.recorder import QueryRecorder

YES = {
    "observed": "Het werd even stil, en toen praatte iedereen.",
    "as_expected": "better",
    "learned": "Wachten loont.",
    "next": "go_on",
}
CHILD = "Bel de moeder op 0612345678."
SOON = "Dank je. Je terugblik staat op het bord van sessie 2."
UP = "Dank je. Je terugblik staat nu op het bord."


def experiment(then: str, on: str = "2027-05-11") -> dict[str, str]:
    return {
        "f-experiment.when": "Als een overleg vastloopt",
        "f-experiment.then": then,
        "f-experiment.on": on,
        "f-experiment.safety": "no",
    }


def tried(name: str) -> str:
    return f"stel ik eerst een vraag aan {name.lower()}s team"


async def first_session(group: LivingGroup, *names: str) -> None:
    """Each thinks of an experiment in its round, and the session ends."""
    await group.reaches("1.8")
    for name in names:
        dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
        assert not (await dialog.submits("Insturen", **experiment(tried(name)))).is_open
    await group.says("toon")
    await group.says("einde")


async def opens(group: LivingGroup, name: str) -> Dialog:
    await group.says("terugblik", by=group.actor(name))
    return await group.actor(name).presses(group.chat, "Terugblik invullen")


async def looks_back(group: LivingGroup, name: str, done: str = "yes") -> Dialog:
    """The second page, by way of the first."""
    return await (await opens(group, name)).submits("Volgende", done=done)


async def tells(group: LivingGroup, name: str, done: str = "yes", /, **fields: object) -> Dialog:
    dialog = await (await looks_back(group, name, done)).submits("Insturen", **(fields or YES))
    await group.stage.settle()
    return dialog


async def board(group: LivingGroup, number: int = 2) -> str:
    """The look-back's card of this session as it reads now; its round is opened when it was not yet."""
    if (await group.session(number)).phase.value != "ended":
        runs = {run.key.round_id for run in (await group.session(number)).runs}
        if f"{number}.2" not in runs:
            await group.reaches(f"{number}.2", number=number)
    await group.stage.settle()
    return group.card(f"Sessie {number} · ronde 2 van")


def columns(said: str) -> dict[str, str]:
    """What stands under each heading of a board."""
    headings = ["Gedaan (", "Deels (", "Niet gedaan (", "Vertelt het zelf"]
    places = sorted((said.index(heading), heading) for heading in headings if heading in said)
    ends = [*(place for place, _ in places[1:]), len(said)]
    return {heading.rstrip(" ("): said[place:end] for (place, heading), end in zip(places, ends, strict=True)}


async def person_id(group: LivingGroup, name: str) -> str:
    return next(seat.person for seat in (await group.session()).seats if seat.name == name)


async def stored(group: LivingGroup, name: str = "Anna") -> list[ExperimentReport]:
    person = await person_id(group, name)
    async with group.stage.bot.house.reading() as uow:
        return [r for r in await uow.reports.of_group((await group.session()).group) if r.person == person]


async def experiments_of(group: LivingGroup, name: str = "Anna") -> list[Experiment]:
    person = await person_id(group, name)
    async with group.stage.bot.house.reading() as uow:
        return [e for e in await uow.experiments.of_group((await group.session()).group) if e.person == person]


async def history(group: LivingGroup, name: str = "Anna") -> list[tuple[ExperimentState, StateCause]]:
    (one,) = await experiments_of(group, name)
    async with group.stage.bot.house.reading() as uow:
        return [(line.state, line.cause) for line in await uow.experiments.states(one.id)]


async def draft(group: LivingGroup, name: str = "Anna", number: int = 2) -> object:
    session, person = await group.session(number), await person_id(group, name)
    (one,) = await experiments_of(group, name)
    async with group.stage.bot.house.reading() as uow:
        return await uow.sessions.draft(session.id, f"look_back/{one.id}", person)  # type: ignore[arg-type]


async def rows(group: LivingGroup, table: sa.Table) -> int:
    async with group.stage.bot.database.engines[1].connect() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


# --- to the board


async def test_what_was_told_in_the_chat_stands_on_the_board_of_the_next_session(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")

    thanks = await tells(group, "Anna")
    shown = columns(await board(group))

    assert thanks.message == SOON
    assert "Gedaan (1)" in shown["Gedaan"]
    assert "Anna" in shown["Gedaan"]
    assert tried("Anna") in shown["Gedaan"]
    assert "Wachten loont." in shown["Gedaan"]
    assert (
        shown["Vertelt het zelf"].split() == ["Vertelt", "het", "zelf", "Bert"] or "Bert" in shown["Vertelt het zelf"]
    )
    assert "Anna" not in shown["Vertelt het zelf"]
    assert "Chaima" not in group.chat.last_card.text


@pytest.mark.parametrize(
    ("done", "fields", "column", "reads"),
    [
        ("yes", YES, "Gedaan", "Wachten loont."),
        ("partly", YES, "Deels", "Wachten loont."),
        ("other", YES, "Deels", "Wachten loont."),
        ("no", {"reasons": "no_time,daunting"}, "Niet gedaan", "Geen tijd; Ik vond het spannend"),
        (
            "no",
            {"reasons": "forgotten,other", "reason_other": "een verhuizing"},
            "Niet gedaan",
            "Vergeten; een verhuizing",
        ),
    ],
)
async def test_each_answer_to_did_you_try_it_has_its_own_page_and_its_place_on_the_board(
    group: LivingGroup, done: str, fields: dict[str, object], column: str, reads: str
) -> None:
    await first_session(group, "Anna")

    page = await looks_back(group, "Anna", done)
    asked = {one.id for one in page.shown.inputs}
    await page.submits("Insturen", **fields)
    shown = columns(await board(group))

    assert ("f-reasons" in asked) is (done == "no")
    assert ("f-learned" in asked) is (done != "no")
    assert "f-sharing" in asked
    assert reads in shown[column]
    assert [one.done for one in await stored(group)] == [Done(done)]


async def test_the_second_page_asks_what_the_first_made_of_it_and_says_what_is_missing(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    nothing = await (await opens(group, "Anna")).submits("Volgende")
    page = await looks_back(group, "Anna", "yes")
    back = await page.submits("Insturen", observed="Het werd stil.", learned="Stil")

    assert "Maak hier nog een keuze." in nothing.text
    assert "Volgende" in nothing.titles
    assert "Maak hier nog een keuze." in back.text
    assert "Schrijf iets meer: minstens 5 tekens." in back.text
    assert back.values["f-observed"] == "Het werd stil."
    assert back.values["f-learned"] == "Stil"
    assert await stored(group) == []


async def test_what_is_looked_back_on_is_told_as_a_whole_sentence(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    first = await opens(group, "Anna")
    page = await first.submits("Volgende", done="yes")
    await page.submits("Insturen", **YES)
    await board(group)
    read = await opens(group, "Anna")

    whole = f"Als een overleg vastloopt, dan {tried('Anna')}."
    assert f"Je experiment: a{whole[1:]}" in first.text
    assert f"Je experiment: a{whole[1:]}" in page.text
    assert whole in read.text


async def test_in_the_session_a_first_report_comes_on_the_open_board_at_once(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    before = columns(await board(group))

    thanks = await (
        await (await group.actor("Anna").presses(group.chat, "Terugblik invullen")).submits("Volgende", done="partly")
    ).submits("Insturen", **YES)
    after = columns(await board(group))

    assert "Anna" in before["Vertelt het zelf"]
    assert "Anna" in after["Deels"]
    assert "Anna" not in after["Vertelt het zelf"]
    assert thanks.message == UP


async def test_after_the_session_it_stands_on_the_board_of_the_one_after(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await board(group)
    await group.says("einde")

    thanks = await tells(group, "Anna")

    assert thanks.message == "Dank je. Je terugblik staat op het bord van sessie 3."
    assert "Wachten loont." not in await board(group, 2)
    assert "Wachten loont." in columns(await board(group, 3))["Gedaan"]


async def test_one_looks_back_on_the_same_experiment_in_every_session(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    await board(group, 2)
    await group.says("einde")

    again = await opens(group, "Anna")
    page = await again.submits("Volgende", choice=tried("Anna"), done="yes")
    await page.submits("Insturen", **{**YES, "learned": "Het went."})

    assert [(r.number, r.version) for r in await stored(group)] == [(1, 1), (1, 1)]
    assert "Wachten loont." in await board(group, 2)
    assert "Het went." in await board(group, 3)


async def test_of_several_experiments_one_is_chosen(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.says("experiment", by=group.actor("Anna"))
    more = await group.actor("Anna").presses(group.chat, "Experiment invullen")
    if "Nieuw experiment" in more.titles:
        more = await more.submits("Nieuw experiment")
    saved = await more.submits("Insturen", **experiment("bel ik de wijkagent van tevoren", "2027-05-12"))
    assert not saved.is_open

    first = await opens(group, "Anna")
    none = await first.submits("Volgende", done="yes")
    page = await first.submits("Volgende", done="yes", choice="bel ik de wijkagent van tevoren")
    await page.submits("Insturen", **YES)
    shown = columns(await board(group))

    assert none.text.startswith("Kies er eerst één.")
    assert "bel ik de wijkagent van tevoren" in shown["Gedaan"]
    assert tried("Anna") not in shown["Gedaan"]


# --- what follows for the experiment


@pytest.mark.parametrize(
    ("following", "state"),
    [
        ("go_on", ExperimentState.GOES_ON),
        ("adapt", ExperimentState.FINISHED),
        ("share", ExperimentState.FINISHED),
        ("stop", ExperimentState.STOPPED),
    ],
)
async def test_what_somebody_goes_on_to_do_is_how_the_experiment_stands(
    group: LivingGroup, following: str, state: ExperimentState
) -> None:
    await first_session(group, "Anna")
    await group.stage.wait(days=2)

    await tells(group, "Anna", "yes", **{**YES, "next": following})

    assert await history(group) == [
        (ExperimentState.THOUGHT_OF, StateCause.ROUND),
        (ExperimentState.RUNNING, StateCause.DATE),
        (state, StateCause.REPORT),
    ]


async def test_who_adapts_it_gets_the_next_experiment_to_fill_in(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    page = await tells(group, "Anna", "yes", **{**YES, "next": "adapt", "next_how": "begin ik met een kop thee"})
    saved = await page.submits("Insturen", **{"f-experiment.on": "2027-05-20"})
    await group.stage.settle()
    tried_first, next_one = await experiments_of(group)

    assert "Je terugblik is binnen." in page.text
    assert page.values["f-experiment.when"] == "Als een overleg vastloopt"
    assert page.values["f-experiment.then"] == "begin ik met een kop thee"
    assert not saved.is_open
    assert next_one.follows == tried_first.id
    assert next_one.then == "begin ik met een kop thee"
    assert tried_first.state is ExperimentState.FINISHED
    assert [one.experiment for one in await stored(group)] == [tried_first.id]


async def test_another_reason_is_told_in_words(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    back = await tells(group, "Anna", "no", reasons="other")
    done = await back.submits("Insturen", reason_other="Het overleg ging niet door.")

    assert "Schrijf in een paar woorden wat ertussen kwam. Daar leren we van." in back.text
    assert done.message is not None
    assert "Het overleg ging niet door." in await board(group)


async def test_that_it_was_not_done_changes_nothing(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    await tells(group, "Anna", "no", reasons="no_time")

    assert [state for state, _ in await history(group)] == [ExperimentState.THOUGHT_OF]


async def test_a_changed_report_changes_how_the_experiment_stands(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", "yes", **{**YES, "next": "stop"})

    await tells(group, "Anna", "no", reasons="no_time")

    (one,) = await experiments_of(group)
    assert one.state is ExperimentState.THOUGHT_OF


# --- until the group has read it


async def test_a_report_is_changed_until_the_board_is_up(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")

    again = await opens(group, "Anna")
    page = await again.submits("Volgende")
    done = await page.submits("Insturen", learned="Doorvragen loont.")
    shown = await board(group)

    assert page.values["f-observed"] == YES["observed"]
    assert done.message == SOON
    assert "Doorvragen loont." in shown
    assert "Wachten loont." not in shown
    assert [one.version for one in await stored(group)] == [2]
    assert await rows(group, report_versions) == 1


async def test_once_it_was_read_something_is_added_and_nothing_changed(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    open_page = await looks_back(group, "Anna")
    await board(group)

    late = await open_page.submits("Insturen", learned="Toch anders.")
    read = await opens(group, "Anna")
    thanks = await read.submits("Insturen", text="Ook bij een collega werkte het.")
    shown = await board(group)

    assert "Je groep leest deze terugblik intussen al." in late.text
    assert "Toch anders." in late.values["f-text"]
    assert "Wachten loont." in read.text
    assert thanks.message == "Dank je. Je aanvulling staat erbij."
    assert "Aanvulling: Ook bij een collega werkte het." in shown
    assert "Toch anders." not in shown


async def test_something_is_added_after_the_session_too(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna", "yes", **{**YES, "next": "stop"})
    await board(group)
    await group.says("einde")

    read = await opens(group, "Anna")
    thanks = await read.submits("Insturen", text="Een week later werkte het ook.")
    empty = await (await opens(group, "Anna")).submits("Insturen", text="")

    assert thanks.message == "Dank je. Je aanvulling staat erbij."
    assert "Aanvulling: Een week later werkte het ook." in await board(group)
    assert "Vul hier nog iets in." in empty.text


async def test_adding_the_same_twice_adds_it_once(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    await board(group)
    read = await opens(group, "Anna")

    await read.submits("Insturen", text="Ook bij een collega.")
    again = await read.submits("Insturen", text="Ook bij een collega.")

    assert again.message == "Dank je. Je aanvulling staat erbij."
    assert await rows(group, report_supplements) == 1


# --- twice, late, half


async def test_sending_in_twice_stores_one_report(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    phone, laptop = await looks_back(group, "Anna"), await looks_back(group, "Anna")

    first = await phone.submits("Insturen", **YES)
    same = await laptop.submits("Insturen", **YES)

    assert (first.message, same.message) == (SOON, SOON)
    assert [one.version for one in await stored(group)] == [1]
    assert await rows(group, reports) == 1


async def test_what_is_delivered_twice_is_stored_once(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    channel = group.stage.room.channel
    await tells(group, "Anna")
    first = next(sent for sent in reversed(channel.sent) if sent.body and "Je terugblik staat" in str(sent.body))
    page = await (await opens(group, "Anna")).submits("Volgende")
    await page.submits("Intrekken")
    gone = channel.sent[-1]
    await tells(group, "Anna", "partly")

    again = [await channel.redeliver(sent) for sent in (first, gone)]

    assert again[0].body == {"task": {"type": "message", "value": SOON}}
    assert again[1].body == {"task": {"type": "message", "value": "Je terugblik is ingetrokken."}}
    assert [(one.done, one.version) for one in await stored(group)] == [(Done.PARTLY, 2)]


async def test_two_devices_do_not_overwrite_each_other_unseen(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    phone, laptop = await looks_back(group, "Anna"), await looks_back(group, "Anna", "no")
    await phone.submits("Insturen", **YES)

    back = await laptop.submits("Insturen", reasons="no_time")
    kept = await stored(group)
    await back.submits("Insturen")

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert back.values["f-reasons"] == "no_time"
    assert [one.done for one in kept] == [Done.YES]
    assert [one.done for one in await stored(group)] == [Done.NO]


async def test_what_is_kept_for_later_is_nobody_elses(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    kept = await (await looks_back(group, "Anna", "partly")).submits("Bewaren", observed="Half af")
    again = await opens(group, "Anna")
    page = await again.submits("Volgende")
    shown = columns(await board(group))

    assert kept.message == "Bewaard als concept. Alleen jij ziet het, en het telt nog niet mee."
    assert again.values["f-done"] == "partly"
    assert page.values["f-observed"] == "Half af"
    assert "Anna" in shown["Vertelt het zelf"]
    assert "Half af" not in "\n".join(group.chat.texts)
    assert await stored(group) == []


async def test_what_was_kept_for_a_session_that_went_by_waits_for_the_next(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await (await looks_back(group, "Anna", "partly")).submits("Bewaren", observed="Half af")
    await board(group)
    await group.says("einde")

    page = await (await opens(group, "Anna")).submits("Volgende")
    thanks = await page.submits("Insturen", as_expected="better", learned="Wachten loont.", next="stop")
    await group.stage.settle()

    assert page.values["f-observed"] == "Half af"
    assert thanks.message == "Dank je. Je terugblik staat op het bord van sessie 3."
    assert await draft(group, number=2) is None
    assert await draft(group, number=3) is None


async def test_a_report_takes_its_draft_away(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await (await looks_back(group, "Anna")).submits("Bewaren", observed="Half af")
    kept = await draft(group)

    await tells(group, "Anna")

    assert kept == {"observed": "Half af", "sharing": "group", "done": "yes"}
    assert await draft(group) is None


@pytest.mark.parametrize("button", ["Insturen", "Bewaren"])
async def test_what_points_at_a_child_is_kept_nowhere(group: LivingGroup, button: str) -> None:
    await first_session(group, "Anna")

    back = await (await looks_back(group, "Anna")).submits(button, **{**YES, "noticed": CHILD})

    assert "telefoonnummer" in back.text
    assert back.values["f-noticed"] == CHILD
    assert await stored(group) == []
    assert await draft(group) is None


async def test_a_warning_is_agreed_with_once(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    words = {**YES, "noticed": "Een jongen van 14 zei het zelf."}

    warned = await (await looks_back(group, "Anna")).submits("Insturen", **words)
    done = await warned.submits("Insturen", tick_unrecognisable="yes")

    assert "Toch zo insturen?" in warned.text
    assert done.message == SOON


# --- only one's own


async def test_nobody_reports_on_the_experiment_of_another(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    (anna,) = await experiments_of(group, "Anna")
    page = await looks_back(group, "Bert")
    data = {**page.shown.button("Insturen").data, "experiment": anna.id}
    said = {f"f-{name}": words for name, words in YES.items()}

    refused = await page.sends({**data, **said})
    kept = await page.sends({**page.shown.button("Bewaren").data, "experiment": anna.id, **said})
    opened = await bert_opens(group, anna)

    not_yours = "Dit experiment is van een ander. Alleen wie het uitprobeert, kijkt erop terug."
    assert not_yours in refused.text
    assert refused.values["f-learned"] == YES["learned"]
    assert tried("Anna") not in refused.text
    assert not_yours in kept.text
    assert opened.text == not_yours
    assert await stored(group, "Anna") == []
    assert await stored(group, "Bert") == []
    assert await draft(group, "Anna") is None


async def bert_opens(group: LivingGroup, anna: Experiment) -> Dialog:
    card = group.chat.card_with("Terugblik invullen")
    data = {**card.button("Terugblik invullen").data, "experiment": anna.id}
    return await group.actor("Bert").sends(group.chat, card.id, data, dialog=True)


async def test_a_place_of_another_is_nothing_to_add_to_or_withdraw(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna")
    await board(group)
    page = await opens(group, "Anna")

    bert = group.actor("Bert")
    for title in ("Insturen", "Intrekken"):
        data = {**page.shown.button(title).data, "f-text": "Van Bert."}
        said = bert.read_task(await bert.invokes("task/submit", data, in_=group.chat), group.chat)
        assert said.message == "Er staat hier geen terugblik van jou meer."

    assert "Van Bert." not in await board(group)
    assert "Wachten loont." in await board(group)


async def test_a_moderator_has_nothing_to_look_back_on(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    dialog = await opens(group, group.moderator.name)

    assert dialog.message == "Terugblikken zijn van de deelnemers. Jij hoeft hier niets in te vullen."


async def test_in_the_own_chat_of_the_moderator_it_says_so_at_once(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    await group.moderator.types("terugblik")
    await group.stage.settle()

    said = group.moderator.chat.last_card.text
    assert said == "Terugblikken zijn van de deelnemers. Jij hoeft hier niets in te vullen."


async def test_where_people_only_look_back_aloud_it_says_so(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    one = replace(programme.groups[0], sessions=(replace(programme.groups[0].sessions[0], minutes=15),))
    taster = replace(programme, format="taster", preset="standard", groups=(one,))
    async with staged(taster, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()

        said = await group.says("terugblik", by=group.actor("Anna"))

        assert said == ["In deze reeks kijk je hardop terug, samen met je groep. Je hoeft niets in te vullen."]


async def test_without_an_experiment_there_is_a_kind_line(group: LivingGroup) -> None:
    await first_session(group, "Anna")

    dialog = await opens(group, "Bert")

    assert dialog.message is not None
    assert dialog.message.startswith("Er is nog geen experiment van jou om op terug te kijken.")


async def test_in_the_own_chat_it_is_the_same(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Hanna")
    hotseat = group.hotseat

    await hotseat.types("terugblik")
    await group.stage.settle()
    page = await (await hotseat.presses(hotseat.chat, "Terugblik invullen")).submits("Volgende", done="yes")
    thanks = await page.submits("Insturen", **YES)

    assert thanks.message == SOON
    assert hotseat.name in columns(await board(group))["Gedaan"]


async def test_in_english_it_is_all_english(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await group.says("taal en")

    await group.says("look back", by=group.actor("Anna"))
    first = await group.actor("Anna").presses(group.chat, "Look back")
    page = await first.submits("Next", done="no")
    thanks = await page.submits("Submit", reasons="no_time")
    await group.reaches("2.2", number=2)

    assert "Did you try it?" in first.text
    assert "Your experiment: when " in first.text
    assert "What came in between?" in page.text
    assert thanks.message == "Thank you. Your look back will be on the board of session 2."
    assert "Not done (1)" in group.chat.last_card.text
    assert "No time" in group.chat.last_card.text


# --- for the moderator only, held back, taken back, withdrawn, reported


async def test_what_is_for_the_moderator_only_leaves_no_trace_in_the_group(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")

    thanks = await tells(group, "Anna", "yes", **{**YES, "next": "stop", "sharing": "moderator"})
    shown = columns(await board(group))
    private = await (await group.regie()).presses("Alleen voor mij")

    assert thanks.message == "Dank je. Alleen je moderator leest je terugblik."
    assert set(shown) == {"Vertelt het zelf"}
    assert "Anna en Bert" in shown["Vertelt het zelf"]
    assert "Wachten loont." not in "\n".join(group.chat.texts)
    assert "Wachten loont." in private.text
    assert [one.sharing for one in await stored(group)] == [Sharing.MODERATOR]


async def test_what_only_the_moderator_knows_of_is_looked_back_on_in_private(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    (one,) = await experiments_of(group)
    async with group.stage.bot.house.writing() as uow:
        await uow.experiments.save(replace(one, visibility=Visibility.MODERATOR), now=NOW)
        await uow.commit()

    page = await looks_back(group, "Anna")
    thanks = await page.submits("Insturen", **YES)
    shown = columns(await board(group))
    private = await (await group.regie()).presses("Alleen voor mij")

    assert "f-sharing" not in {one.id for one in page.shown.inputs}
    assert "Zichtbaar voor: alleen je moderator." in page.text
    assert thanks.message == "Dank je. Alleen je moderator leest je terugblik."
    assert set(shown) == {"Vertelt het zelf"}
    assert "Wachten loont." in private.text


async def test_the_moderator_reads_and_holds_back_before_the_board_is_up(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna")
    await group.says("start sessie 2")

    page = await (await group.regie()).presses("Alleen voor mij")
    held = await page.presses("Achterhouden", choice=choice_of(page))
    hidden = columns(await board(group))
    page = await (await group.regie()).presses("Alleen voor mij")
    released = await page.presses("Vrijgeven", choice=choice_of(page))
    shown = columns(await board(group))

    assert "Wachten loont." in held.text
    assert "achtergehouden" in held.text
    assert set(hidden) == {"Vertelt het zelf"}
    assert "Anna" in hidden["Vertelt het zelf"]
    assert "Anna" in shown["Gedaan"]
    assert "Terugnemen" in released.titles


def choice_of(page: Regie) -> str:
    """What the moderator can choose from first."""
    titles = [str(title) for one in page.dialog.shown.inputs if one.id == "f-choice" for title, _ in one.choices]
    return titles[0]


async def test_a_shown_report_is_taken_back_and_says_so(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    await board(group)

    page = await (await group.regie()).presses("Alleen voor mij")
    await page.presses("Terugnemen", choice=choice_of(page))
    await group.stage.settle()
    shown = await board(group)
    own = await opens(group, "Anna")

    assert "Wachten loont." not in shown
    assert "teruggenomen" in columns(shown)["Gedaan"]
    assert "De moderator heeft deze terugblik van het bord gehaald." in own.text
    assert "Insturen" not in own.titles


async def test_before_it_was_read_a_withdrawn_report_leaves_no_trace(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna", "yes", **{**YES, "next": "stop"})
    page = await (await opens(group, "Anna")).submits("Volgende")

    said = await page.submits("Intrekken")
    shown = columns(await board(group))

    assert said.message == "Je terugblik is ingetrokken."
    assert set(shown) == {"Vertelt het zelf"}
    assert await stored(group) == []
    assert [one.state for one in await experiments_of(group)] == [ExperimentState.THOUGHT_OF]


async def test_after_it_was_read_it_says_withdrawn(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    await board(group)
    read = await opens(group, "Anna")
    await read.submits("Insturen", text="Nog iets erbij.")

    said = await (await opens(group, "Anna")).submits("Intrekken")
    again = await read.submits("Intrekken")
    shown = await board(group)

    assert said.message == "Je terugblik is ingetrokken."
    assert again.message == "Er staat hier geen terugblik van jou meer."
    assert "ingetrokken" in columns(shown)["Gedaan"]
    assert "Wachten loont." not in shown
    assert "Nog iets erbij." not in shown
    assert [(one.status, one.fields) for one in await stored(group)] == [(ReportStatus.WITHDRAWN, {})]


async def test_after_withdrawing_it_can_be_told_anew(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    await board(group)
    await (await opens(group, "Anna")).submits("Intrekken")

    first = await opens(group, "Anna")
    said_before = first.values["f-done"]
    page = await first.submits("Volgende", done="partly")
    words_before = page.values["f-observed"]
    thanks = await page.submits("Insturen", **{**YES, "learned": "Rustig beginnen."})
    shown = columns(await board(group))

    assert (said_before, words_before) == ("", "")
    assert thanks.message == UP
    assert "Rustig beginnen." in shown["Deels"]
    assert "Gedaan" not in shown
    assert await rows(group, report_versions) == 0


async def test_nobody_withdraws_what_they_have_not_seen(group: LivingGroup) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    old = await (await opens(group, "Anna")).submits("Volgende")
    await (await (await opens(group, "Anna")).submits("Volgende")).submits("Insturen", learned="Doorvragen loont.")

    back = await old.submits("Intrekken")

    assert "Je terugblik is intussen gewijzigd." in back.text
    assert back.values["f-learned"] == "Doorvragen loont."
    assert len(await stored(group)) == 1


async def test_a_screen_from_before_an_unread_report_was_withdrawn_changes_nothing_of_the_new_one(
    group: LivingGroup,
) -> None:
    await first_session(group, "Anna")
    await tells(group, "Anna")
    old, older = [await (await opens(group, "Anna")).submits("Volgende") for _ in range(2)]
    page = await (await opens(group, "Anna")).submits("Volgende")
    await page.submits("Intrekken")
    await tells(group, "Anna", "partly")

    back = await old.submits("Insturen", learned="Van een ander scherm.")
    kept = await older.submits("Intrekken")

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert "Je terugblik is intussen gewijzigd." in kept.text
    assert [(one.done, one.number, one.version) for one in await stored(group)] == [(Done.PARTLY, 1, 2)]
    assert "Wachten loont." in columns(await board(group))["Deels"]


@pytest.mark.parametrize(("decides", "stays"), [("Definitief wissen", ""), ("Weer tonen", "Wachten loont.")])
async def test_something_recognisable_goes_from_the_board_at_once(group: LivingGroup, decides: str, stays: str) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna")
    await board(group)

    dialog = await group.actor("Bert").presses(group.chat, "Iets herkenbaars melden")
    said = await dialog.submits("Verbergen", choice=choice_titles(dialog, "Wachten loont.")[0])
    await group.stage.settle()
    hidden = await board(group)
    page = await (await group.regie()).presses("Alleen voor mij")
    await page.presses(decides, choice=choice_of(page))
    await group.stage.settle()

    assert said.message == "Dank je. De tekst is nu verborgen. De moderator kijkt ernaar."
    assert "Wachten loont." not in hidden
    assert "Anna" in columns(hidden)["Vertelt het zelf"]
    assert ("Wachten loont." in await board(group)) is bool(stays)
    assert [one.fields.get("learned", "") for one in await stored(group)] == [stays]


@pytest.mark.parametrize("decides", ["Definitief wissen", "Weer tonen"])
async def test_an_experiment_that_is_hidden_leaves_the_boards_on_which_it_was_named(
    group: LivingGroup, decides: str
) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna")
    named = await board(group)

    card = next(card for card in group.chat.cards if "Klein experiment" in card.text and tried("Anna") in card.text)
    dialog = await group.actor("Bert").presses(card, "Iets herkenbaars melden")
    await dialog.submits("Verbergen", choice=choice_titles(dialog, tried("Anna"))[0])
    await group.stage.settle()
    hidden = await board(group)
    regie = group.moderator.chat.card_with("Regie")
    page = await Regie(await group.moderator.presses(regie, "Regie")).presses("Alleen voor mij")
    await page.presses(decides, choice=choice_of(page))
    await group.stage.settle()

    assert tried("Anna") in columns(named)["Gedaan"]
    assert tried("Anna") not in hidden
    assert "Wachten loont." in columns(hidden)["Gedaan"]
    assert (tried("Anna") in await board(group)) is (decides == "Weer tonen")
    assert ("Wachten loont." in await board(group)) is (decides == "Weer tonen")


def choice_titles(dialog: Dialog, words: str) -> list[str]:
    return [title for one in dialog.shown.inputs for title, _ in one.choices if words in title]


async def test_a_participant_cannot_hold_back_what_another_wrote(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")
    await tells(group, "Anna")
    await board(group)
    page = await (await group.regie()).presses("Alleen voor mij")
    data = {**page.dialog.shown.button("Terugnemen").data, "f-choice": key_of(page.dialog)}

    bert: Actor = group.actor("Bert")
    said = bert.read_task(await bert.invokes("task/submit", data, in_=group.chat), group.chat)

    assert said.message is not None
    assert "Wachten loont." in await board(group)


def key_of(dialog: Dialog) -> str:
    return next(value for one in dialog.shown.inputs if one.id == "f-choice" for _, value in one.choices)


# --- what it costs


async def test_a_report_costs_little(group: LivingGroup) -> None:
    """Opening, the second page and sending in, with its experiment's new state: so many times for every person."""
    await first_session(group, "Anna")
    await group.says("terugblik", by=group.actor("Anna"))

    recorder = QueryRecorder()
    with recorder.listening(group.stage.bot.database):
        first = await group.actor("Anna").presses(group.chat, "Terugblik invullen")
        opened = asked(recorder)
        page = await first.submits("Volgende", done="yes")
        second = asked(recorder)
        await page.submits("Insturen", **YES)
        sent = asked(recorder)

    assert len(opened) <= 7, opened
    assert len(second) <= 7, second
    assert len(sent) <= 14, sent


def asked(recorder: QueryRecorder) -> list[str]:
    """What the turn asked of the store since the last time; the courier looks around at moments of its own."""
    found = [query for query in recorder.queries if "leases" not in query and "outbox" not in query]
    recorder.clear()
    return found
