"""One's own experiments at any time: several of them, told further, changed, corrected, gone on with and adapted."""

from dataclasses import replace

import pytest

from bot.rehearsal.actors import Dialog
from bot.rehearsal.sample import sample_programme
from dialogs.experiments.model import Experiment, ExperimentState, StateCause
from dialogs.formats.model import Visibility
from tests.journeys.conftest import NOW
from tests.journeys.leaving import leave
from tests.journeys.stage import LivingGroup, staged

S, C = ExperimentState, StateCause
OPEN = "Experiment invullen"
SAVED = "Je experiment is bewaard. Klein beginnen is genoeg."
CHANGED = "Je experiment is gewijzigd."
DRAFTED = "Bewaard als concept. Alleen jij ziet het, en het telt nog niet mee."
CHILD = "Bel de moeder op 0612345678."
ASK, WAIT = "stel ik eerst één vraag", "wacht ik tot iemand iets zegt"


def parts(then: str = ASK, on: str = "2027-05-17") -> dict[str, object]:
    return {
        "f-experiment.when": "een overleg vastloopt",
        "f-experiment.then": then,
        "f-experiment.on": on,
        "f-experiment.safety": "no",
    }


async def held(group: LivingGroup, number: int = 1) -> None:
    """A session in which nobody says a word."""
    await group.says(f"start sessie {number}")
    await group.says("einde")


async def opens(group: LivingGroup, name: str = "Anna") -> Dialog:
    """From the closing summary."""
    dialog: Dialog = await group.actor(name).presses(group.chat, OPEN)
    return dialog


async def adds(group: LivingGroup, name: str = "Anna", /, **fields: object) -> Dialog:
    """One more, past the list of what there is."""
    dialog = await opens(group, name)
    if "Nieuw experiment" in dialog.titles:
        dialog = await dialog.submits("Nieuw experiment")
    done = await dialog.submits(**(fields or parts()))
    await group.stage.settle()
    return done


async def page(group: LivingGroup, name: str = "Anna", then: str = ASK) -> Dialog:
    """The page about this one."""
    dialog = await opens(group, name)
    title = next(title for title, _ in dialog.shown.inputs[0].choices if title.startswith(then))
    return await dialog.submits("Openen", choice=title)


async def edits(group: LivingGroup, name: str = "Anna", then: str = ASK) -> Dialog:
    return await (await page(group, name, then)).submits("Wijzigen")


async def of(group: LivingGroup, name: str = "Anna") -> list[Experiment]:
    session = await group.session()
    person = next(seat.person for seat in session.seats if seat.name == name)
    async with group.stage.bot.house.reading() as uow:
        return list(await uow.experiments.of_person(person, session.group))


async def history(group: LivingGroup, one: Experiment) -> list[tuple[ExperimentState, StateCause, str]]:
    """Each with its local day."""
    async with group.stage.bot.house.reading() as uow:
        zone = (await uow.groups.get(one.group)).zone
        return [
            (c.state, c.cause, c.at.astimezone(zone).strftime("%d-%m")) for c in await uow.experiments.states(one.id)
        ]


async def versions(group: LivingGroup, one: Experiment) -> list[str]:
    async with group.stage.bot.house.reading() as uow:
        return [version.then for version in await uow.experiments.versions(one.id)]


def summary(group: LivingGroup, number: int = 1) -> str:
    return group.card(f"Sessie {number} is klaar")


# --- several, at any time


async def test_typed_in_the_group_it_opens_for_everybody_their_own(group: LivingGroup) -> None:
    await held(group)
    await group.says("experiment", by=group.actor("Anna"))

    anna = await group.actor("Anna").presses(group.chat, OPEN)
    bert = await group.actor("Bert").presses(group.chat, OPEN)
    await anna.submits(**parts())
    await bert.submits(**parts(WAIT))
    await group.stage.settle()

    assert [e.then for e in await of(group, "Anna")] == [ASK]
    assert [e.then for e in await of(group, "Bert")] == [WAIT]
    assert f"Anna  Als een overleg vastloopt, dan {ASK}." in summary(group)
    assert f"Bert  Als een overleg vastloopt, dan {WAIT}." in summary(group)


async def test_before_the_first_session_somebody_may_begin_already(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    await anna.types("experiment")
    await group.stage.settle()

    done = await (await anna.presses(anna.chat, OPEN)).submits(**parts(on="2027-05-10"))

    assert done.message == SAVED
    assert [e.session for e in await of(group)] == [(await group.session(1)).id]


async def test_two_of_one_person_stand_beside_each_other(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    second = await adds(group, **parts(WAIT))

    listed = await opens(group)

    assert second.message == SAVED
    assert ASK in summary(group)
    assert WAIT in summary(group)
    assert listed.title == "Mijn experimenten"
    assert [title for title, _ in listed.shown.inputs[0].choices] == [f"{ASK} (bedacht)", f"{WAIT} (bedacht)"]


async def test_who_opens_nothing_from_the_list_is_asked_to_choose(group: LivingGroup) -> None:
    await held(group)
    await adds(group)

    back = await (await opens(group)).submits("Openen")

    assert "Kies er eerst één." in back.text
    assert "Nieuw experiment" in back.titles


async def test_an_old_card_puts_a_new_one_where_the_group_is_now(group: LivingGroup) -> None:
    await held(group)
    old = group.chat.card_with(OPEN)
    await group.stage.wait(days=14)
    await group.says("start sessie 2")

    await (await group.actor("Anna").presses(old, OPEN)).submits(**parts(on="2027-05-25"))

    assert [e.session for e in await of(group)] == [(await group.session(2)).id]


async def test_sending_it_in_twice_makes_one(group: LivingGroup) -> None:
    await held(group)
    form = await opens(group)

    first, second = await form.submits(**parts()), await form.submits(**parts())

    assert (first.message, second.message) == (SAVED, SAVED)
    assert len(await of(group)) == 1


async def test_two_screens_that_opened_the_same_empty_form_make_two(group: LivingGroup) -> None:
    await held(group)
    phone, laptop = await opens(group), await opens(group)

    await phone.submits(**parts())
    await laptop.submits(**parts(WAIT))

    assert [e.then for e in await of(group)] == [ASK, WAIT]


@pytest.mark.parametrize("where", ["group", "personal"])
async def test_a_third_open_one_is_asked_about_once_wherever_it_is_told(group: LivingGroup, where: str) -> None:
    await held(group)
    for then in (ASK, WAIT):
        await adds(group, **parts(then))
    anna = group.actor("Anna")
    if where == "personal":
        await anna.types("experiment")
        await group.stage.settle()
    chat = group.chat if where == "group" else anna.chat
    form = await (await anna.presses(chat, OPEN)).submits("Nieuw experiment")

    back = await form.submits(**parts("bel ik eerst zelf"))
    before = len(await of(group))
    done = await back.submits(tick_anyway=True)

    assert "Je hebt al 2 experimenten lopen." in back.text
    assert back.values["f-experiment.then"] == "bel ik eerst zelf"
    assert before == 2
    assert done.message == SAVED
    assert len(await of(group)) == 3


async def test_one_that_is_over_makes_room_for_another(group: LivingGroup) -> None:
    await held(group)
    for then in (ASK, WAIT):
        await adds(group, **parts(then))
    await (await page(group)).submits("Bewust gestopt")

    assert (await adds(group, **parts("bel ik eerst zelf"))).message == SAVED


async def test_what_was_kept_for_later_comes_back_to_its_author_only(group: LivingGroup) -> None:
    await held(group)
    kept = await (await opens(group)).submits("Bewaren", **parts())

    again, bert = await opens(group), await opens(group, "Bert")
    done = await again.submits()
    fresh = await (await opens(group)).submits("Nieuw experiment")

    assert kept.message == DRAFTED
    assert "Dit is wat je eerder schreef. Het is nog niet ingestuurd." in again.text
    assert again.values["f-experiment.then"] == ASK
    assert bert.values["f-experiment.then"] == ""
    assert done.message == SAVED
    assert fresh.values["f-experiment.then"] == ""


@pytest.mark.parametrize("button", ["Insturen", "Bewaren"])
async def test_what_points_at_a_child_is_not_kept_in_any_way(group: LivingGroup, button: str) -> None:
    await held(group)

    back = await (await opens(group)).submits(button, **parts(CHILD))
    again = await opens(group)

    assert "telefoonnummer" in back.text
    assert back.values["f-experiment.then"] == CHILD
    assert again.values["f-experiment.then"] == ""
    assert await of(group) == []


async def test_a_day_in_the_past_is_refused_and_what_was_typed_is_kept(group: LivingGroup) -> None:
    await held(group)
    form = await opens(group)

    back = await form.sends({**form.shown.button("Insturen").data, **parts(on="2027-05-09")})
    again = await opens(group)

    assert "Kies een dag vanaf ma 10 mei 2027." in back.text
    assert back.values["f-experiment.then"] == ASK
    assert again.values["f-experiment.then"] == ASK  # as a draft
    assert await of(group) == []


async def test_a_day_after_the_coming_session_is_asked_about(group: LivingGroup) -> None:
    await held(group)

    back = await adds(group, **parts(on="2027-05-25"))
    done = await back.submits(tick_anyway=True)

    assert "Deze dag ligt na de volgende sessie (ma 24 mei)." in back.text
    assert done.message == SAVED


# --- how it stands


async def test_its_day_makes_it_run_and_the_author_ends_it(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    planned = await page(group)
    await group.stage.wait(days=8)
    running = await page(group)

    done = await running.submits("Afgerond")
    over = await page(group)

    assert "Hoe het ervoor staat: bedacht" in planned.text
    assert "Hoe het ervoor staat: bezig" in running.text
    assert "bedacht sinds ma 10 mei · bezig sinds ma 17 mei" in running.text
    assert done.message == "Genoteerd: je experiment is afgerond."
    assert "Hoe het ervoor staat: afgerond" in over.text
    (one,) = await of(group)
    assert await history(group, one) == [
        (S.THOUGHT_OF, C.AUTHOR, "10-05"),
        (S.RUNNING, C.DATE, "17-05"),
        (S.FINISHED, C.AUTHOR, "18-05"),
    ]


async def test_somebody_who_began_earlier_says_so_and_corrects_it_later(group: LivingGroup) -> None:
    await held(group)
    await adds(group)

    began = await (await page(group)).submits("Ik ben ermee bezig")
    stopped = await (await page(group)).submits("Bewust gestopt")
    on = await (await page(group)).submits("Het gaat door")

    assert began.message == "Genoteerd: je bent ermee bezig."
    assert stopped.message == "Genoteerd: bewust gestopt. Dat is ook een resultaat."
    assert on.message == "Genoteerd: je experiment gaat door."
    (one,) = await of(group)
    assert [state for state, _, _ in await history(group, one)] == [S.THOUGHT_OF, S.RUNNING, S.STOPPED, S.GOES_ON]


async def test_saying_the_same_twice_is_said_once_and_an_old_page_changes_nothing(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    phone, laptop = await page(group), await page(group)
    await phone.submits("Bewust gestopt")

    twice = await phone.submits("Bewust gestopt")
    old = await laptop.submits("Ik ben ermee bezig")

    assert twice.message == "Genoteerd: bewust gestopt. Dat is ook een resultaat."
    assert "Je experiment is intussen gewijzigd. Zo staat het er nu voor." in old.text
    assert "Hoe het ervoor staat: bewust gestopt" in old.text
    (one,) = await of(group)
    assert [state for state, _, _ in await history(group, one)] == [S.THOUGHT_OF, S.STOPPED]


async def test_from_the_page_one_goes_to_the_look_back_once_it_has_begun(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    planned = await page(group)
    await group.stage.wait(days=8)

    running = await page(group)
    report = await running.submits("Terugblik invullen")

    assert "Terugblik invullen" not in planned.titles
    assert "Heb je het uitgeprobeerd?" in report.text


async def test_what_was_ended_by_mistake_is_under_way_again(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await (await page(group)).submits("Ik ben ermee bezig")
    await (await page(group)).submits("Bewust gestopt")

    await (await page(group)).submits("Ik ben ermee bezig")

    (one,) = await of(group)
    assert one.state is S.RUNNING


async def test_taking_up_a_third_is_asked_about_once(group: LivingGroup) -> None:
    await held(group)
    for then in (ASK, WAIT):
        await adds(group, **parts(then))
    await (await page(group)).submits("Bewust gestopt")
    await adds(group, **parts("bel ik eerst zelf"))

    back = await (await page(group)).submits("Het gaat door")
    before = {e.then: e.state for e in await of(group)}
    done = await back.submits("Het gaat door", tick_anyway=True)

    assert "Je hebt al 2 experimenten lopen." in back.text
    assert before[ASK] is S.STOPPED
    assert done.message == "Genoteerd: je experiment gaat door."
    assert {e.then: e.state for e in await of(group)}[ASK] is S.GOES_ON


# --- told further, and changed


async def test_everything_beyond_the_short_form_can_be_told_later(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.says("einde")
    await adds(group)
    told = {
        "expects": "dat het rustiger wordt",
        "success": "iedereen iets zei",
        "watching": "wie er zwijgt",
        "with_whom": "Met mijn team",
        "size": "30 tot 60 minuten",
        "level": "In de keten",
        "dilemma": "Wisselingen van plek en hulpverlener breken de lijn in de relatie. Wie houdt de lijn vast?",
        "read_by": "Mijn groep, en het programma zonder mijn naam",
    }

    done = await (await edits(group)).submits(**told)
    shown, form = await page(group), await edits(group)

    assert done.message == CHANGED
    for words in ("dat het rustiger wordt", "iedereen iets zei", "Met mijn team", "30 tot 60 minuten", "In de keten"):
        assert words in shown.text
    assert "Wie houdt de lijn vast?" in shown.text
    assert "Het programma krijgt het zonder naam." in shown.text
    assert {form.values[f"f-{name}"] for name in ("expects", "with_whom", "size", "level", "dilemma")} == {
        "dat het rustiger wordt", "team", "half_an_hour", "chain", "1",
    }  # fmt: skip
    (one,) = await of(group)
    assert (one.visibility, one.programme, one.details.watching) == (Visibility.GROUP, True, "wie er zwijgt")


async def test_before_its_day_a_change_leaves_no_trace_and_after_it_a_version(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await (await edits(group)).submits(**parts(WAIT))
    (planned,) = await of(group)
    early = await versions(group, planned)
    await group.stage.wait(days=8)

    done = await (await edits(group, then=WAIT)).submits(**parts("bel ik eerst zelf"))
    await group.stage.settle()

    (one,) = await of(group)
    assert (planned.version, early) == (1, [])
    assert done.message == CHANGED  # its day, the 17th, is past by now and may stay
    assert (one.version, one.state, await versions(group, one)) == (2, S.RUNNING, [WAIT])
    assert [(state, cause) for state, cause, _ in await history(group, one)] == [
        (S.THOUGHT_OF, C.AUTHOR),
        (S.RUNNING, C.DATE),
    ]
    assert "bel ik eerst zelf" in summary(group)
    assert WAIT not in summary(group)


async def test_another_day_in_the_past_is_refused_in_the_long_form_too(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await group.stage.wait(days=8)
    form = await edits(group)

    back = await form.sends({**form.shown.button("Insturen").data, **parts(WAIT, on="2027-05-16")})

    assert "Kies een dag vanaf di 18 mei 2027." in back.text
    assert back.values["f-experiment.then"] == WAIT
    assert [e.then for e in await of(group)] == [ASK]


@pytest.mark.parametrize("button", ["Insturen", "Bewaren"])
async def test_what_points_at_a_child_is_not_told_further_either(group: LivingGroup, button: str) -> None:
    await held(group)
    await adds(group)

    back = await (await edits(group)).submits(button, expects=CHILD)
    again = await edits(group)

    assert "telefoonnummer" in back.text
    assert back.values["f-expects"] == CHILD
    assert again.values["f-expects"] == ""


async def test_half_a_long_form_is_kept_for_its_author(group: LivingGroup) -> None:
    await held(group)
    await adds(group)

    kept = await (await edits(group)).submits("Bewaren", expects="dat het rustiger wordt")
    again = await edits(group)
    stored = [e.details.expects for e in await of(group)]
    await again.submits()
    after = await edits(group)

    assert kept.message == DRAFTED
    assert again.values["f-expects"] == "dat het rustiger wordt"
    assert "Het is nog niet ingestuurd." in again.text
    assert stored == [""]
    assert [e.details.expects for e in await of(group)] == ["dat het rustiger wordt"]
    assert "Het is nog niet ingestuurd." not in after.text


async def test_a_second_screen_overwrites_nothing_unseen(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    phone, laptop = await edits(group), await edits(group)
    await phone.submits(expects="van de telefoon")

    back = await laptop.submits(expects="van de laptop")
    before = [e.details.expects for e in await of(group)]
    done = await back.submits()

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert back.values["f-expects"] == "van de laptop"
    assert before == ["van de telefoon"]
    assert done.message == CHANGED
    assert [e.details.expects for e in await of(group)] == ["van de laptop"]


async def test_what_is_over_stays_as_it_was_and_what_was_typed_is_not_lost(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    form = await edits(group)
    await (await page(group)).submits("Bewust gestopt")

    back = await form.submits(expects="toch nog iets")
    over = await page(group)

    assert "Dit experiment is afgerond of gestopt" in back.text
    assert back.values["f-expects"] == "toch nog iets"
    assert "Wijzigen" not in over.titles
    assert [e.details.expects for e in await of(group)] == [""]


async def test_what_its_author_keeps_from_the_group_leaves_every_card(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button=OPEN, **parts())
    await group.answers("Bert", button=OPEN, **parts(WAIT))
    await group.says("toon")
    await group.says("einde")
    before = [text for text in group.chat.texts if ASK in text]

    await (await edits(group)).submits(read_by="Alleen mijn moderator")
    await group.stage.settle()
    shown = await page(group)

    assert len(before) == 2  # the result and the summary
    assert [text for text in group.chat.texts if ASK in text] == []
    assert WAIT in summary(group)
    assert "Zichtbaar voor: alleen je moderator." in shown.text
    private = await (await group.regie()).presses("Alleen voor mij")
    assert ASK in private.text


async def test_what_is_added_to_one_that_is_kept_from_the_group_is_read_by_the_moderator(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button=OPEN, **parts())
    await group.says("toon")
    await group.says("experiment", by=group.actor("Anna"))
    await (await edits(group)).submits(read_by="Alleen mijn moderator")
    await group.stage.settle()

    dialog = await group.actor("Anna").presses(group.chat, "Aanvulling geven")
    done = await dialog.submits("Insturen", text="En de week erna ook.")
    await group.stage.settle()
    during = await (await group.regie()).presses("Alleen voor mij")
    await group.says("einde")
    await (await page(group)).submits("Bewust gestopt")
    after = await (await group.regie()).presses("Alleen voor mij")

    assert done.message == "Dank je. Je aanvulling staat erbij."
    assert "En de week erna ook." not in "\n".join(group.chat.texts)
    assert "Aanvulling: En de week erna ook." in during.text
    assert "Aanvulling: En de week erna ook." in after.text


async def test_changing_it_outside_its_round_keeps_what_was_reported_of_it(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button=OPEN, **parts())
    await group.says("sluit")
    await group.says("einde")
    (before,) = await of(group)

    await (await edits(group)).submits(**parts(WAIT))
    await group.stage.settle()

    (after,) = await of(group)
    assert after.id == before.id
    assert (after.round_id, after.run) == ("experiment", 1)
    assert WAIT in summary(group)


async def test_a_change_through_the_list_stands_in_the_form_of_the_open_round(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button=OPEN, **parts())
    await group.says("experiment", by=group.actor("Anna"))
    anytime, in_round = group.chat.last_card, next(c for c in group.chat.cards if "Klein experiment" in c.text)
    anna = group.actor("Anna")
    old = await anna.presses(in_round, OPEN)
    listed = await anna.presses(anytime, OPEN)
    shown = await listed.submits("Openen", choice=listed.shown.inputs[0].choices[0][0])
    changed = await (await shown.submits("Wijzigen")).submits(**parts(WAIT))

    new = await anna.presses(in_round, OPEN)
    back = await old.submits(**{"f-experiment.when": "iemand lang praat"})

    assert changed.message == CHANGED
    assert new.values["f-experiment.then"] == WAIT
    assert "intussen" in back.text
    assert back.values["f-experiment.when"] == "iemand lang praat"
    (one,) = await of(group)
    assert (one.when, one.then) == ("een overleg vastloopt", WAIT)


# --- nobody else's


async def test_nobody_opens_or_changes_what_is_somebody_elses(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    shown, form = await page(group), await edits(group)
    bert, theirs = group.actor("Bert"), "Dit experiment is van iemand anders. Met “experiment” zie je die van jezelf."

    for button, data in (
        ("Wijzigen", shown.shown.button("Wijzigen").data),
        ("Bewust gestopt", shown.shown.button("Bewust gestopt").data),
        ("Insturen", {**form.shown.button("Insturen").data, **parts(WAIT)}),
        ("Bewaren", {**form.shown.button("Bewaren").data, **parts(WAIT)}),
    ):
        said = bert.read_task(await bert.invokes("task/submit", data, in_=group.chat), group.chat)
        assert said.message == theirs, button

    (one,) = await of(group)
    assert (one.then, one.state) == (ASK, S.THOUGHT_OF)


async def test_what_is_gone_is_said_to_be_gone(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    shown = await page(group)
    data = {**shown.shown.button("Wijzigen").data, "experiment": "0" * 32}

    assert (await shown.sends(data)).message == "Dit experiment is er niet meer."


async def test_somebody_from_another_group_gets_nothing_to_see(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    shown = await page(group)
    stranger = group.stage.room.moderator(2)

    data = shown.shown.button("Wijzigen").data
    said = stranger.read_task(await stranger.invokes("task/submit", data, in_=group.chat), group.chat)

    assert said.message == "Deze kaart is van een groep waar je geen plek in hebt."


# --- in a round: gone on with, or adapted


async def second_session(group: LivingGroup, *mine: str, reaches: str = "2.6", number: int = 2) -> None:
    """Anna has these; two weeks later the round that asks for the next is open."""
    await held(group)
    for then in mine:
        await adds(group, **parts(then))
    await group.stage.wait(days=14 * (number - 1))
    for before in range(2, number):
        await held(group, before)
    await group.reaches(reaches, number=number)


async def answers(group: LivingGroup, **fields: object) -> Dialog:
    dialog: Dialog = await group.opens("Anna", OPEN)
    return await dialog.submits(**fields)


async def test_going_on_makes_no_new_one_and_is_read_with_the_others(group: LivingGroup) -> None:
    await second_session(group, ASK)

    done = await answers(group, how="Ik ga door met mijn experiment")
    again = await group.opens(
        "Anna", "Antwoord wijzigen" if "Antwoord wijzigen" in group.chat.last_card.titles else OPEN
    )
    shown = (await group.says("toon"))[-1]

    (one,) = await of(group)
    assert done.message == "Dank je. Je antwoord is binnen."
    assert again.values["f-how"] == "go_on"
    assert f"Anna  Als een overleg vastloopt, dan {ASK}." in shown
    assert [(state, cause) for state, cause, _ in await history(group, one)] == [
        (S.THOUGHT_OF, C.AUTHOR),
        (S.RUNNING, C.DATE),
        (S.GOES_ON, C.ROUND),
    ]


async def test_who_has_two_says_which_one_goes_on(group: LivingGroup) -> None:
    await second_session(group, ASK, WAIT)

    back = await answers(group, how="Ik ga door met mijn experiment")
    before = (await group.session(2)).answers
    await back.submits(**{"f-experiment.pick": WAIT})
    await group.says("toon")
    await group.says("einde")

    assert "Kies met welk experiment je verdergaat." in back.text
    assert before == {}
    assert {e.then: e.state for e in await of(group)} == {ASK: S.THOUGHT_OF, WAIT: S.GOES_ON}
    assert WAIT in summary(group, 2)
    assert ASK not in summary(group, 2)


async def test_adapting_makes_the_next_link_of_a_chain(group: LivingGroup) -> None:
    await second_session(group, ASK)

    await answers(group, how="Ik pas mijn experiment aan", **parts(WAIT, on="2027-05-25"))
    changed = await answers(group, how="Ik pas mijn experiment aan", **parts("bel ik zelf", on="2027-05-25"))

    first, second = await of(group)
    assert changed.message == "Je antwoord is gewijzigd."
    assert (first.state, second.state) == (S.FINISHED, S.THOUGHT_OF)
    assert (second.follows, second.then) == (first.id, "bel ik zelf")


async def test_what_a_report_said_would_be_adapted_is_adapted_in_the_round(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await group.stage.wait(days=14)
    await group.says("start sessie 2")
    report = await (await page(group)).submits("Terugblik invullen")
    report = await report.submits("Volgende", done="Ja")
    await report.submits(observed="Het werd stil.", as_expected="better", learned="Wachten loont.", next="Aanpassen")
    (told,) = await of(group)
    await group.reaches("2.6", number=2)

    done = await answers(group, how="Ik pas mijn experiment aan", **parts(WAIT, on="2027-05-25"))

    first, second = await of(group)
    assert told.state is S.FINISHED
    assert done.message == "Dank je. Je antwoord is binnen."
    assert (first.state, second.follows) == (S.FINISHED, first.id)


async def test_something_else_stands_by_itself(group: LivingGroup) -> None:
    await second_session(group, ASK)

    await answers(group, how="Ik probeer iets anders", **parts(WAIT, on="2027-05-25"))

    first, second = await of(group)
    assert (first.state, second.follows) == (S.THOUGHT_OF, None)


async def test_who_has_none_is_asked_for_a_new_one_and_not_how_to_go_on(group: LivingGroup) -> None:
    await second_session(group)

    back = await answers(group)
    done = await back.submits(**parts(on="2027-05-25"))

    assert "Vul in wat je dan probeert." in back.text
    assert "Ik ga door met mijn experiment" not in back.text
    assert done.message == "Dank je. Je antwoord is binnen."
    assert [e.then for e in await of(group)] == [ASK]


async def test_who_changes_their_mind_leaves_no_experiment_behind(group: LivingGroup) -> None:
    await second_session(group, ASK)
    await answers(group, how="Ik probeer iets anders", **parts(WAIT, on="2027-05-25"))

    await answers(group, how="Ik ga door met mijn experiment")

    assert [(e.then, e.state) for e in await of(group)] == [(ASK, S.GOES_ON)]


async def test_what_was_to_be_adapted_is_not_finished_when_something_else_is_tried(group: LivingGroup) -> None:
    await second_session(group, ASK)
    await answers(group, how="Ik pas mijn experiment aan", **parts(WAIT, on="2027-05-25"))

    await answers(group, how="Ik probeer iets anders", **parts(WAIT, on="2027-05-25"))

    first, second = await of(group)
    assert second.follows is None
    assert [(state, cause) for state, cause, _ in await history(group, first)] == [
        (S.THOUGHT_OF, C.AUTHOR),
        (S.RUNNING, C.DATE),
        (S.FINISHED, C.ROUND),
        (S.RUNNING, C.ROUND),
    ]


async def test_what_no_longer_goes_on_stands_as_it_did_before_the_round(group: LivingGroup) -> None:
    await second_session(group, ASK, WAIT)
    await answers(group, how="Ik ga door met mijn experiment", **{"f-experiment.pick": ASK})
    await answers(group, how="Ik ga door met mijn experiment", **{"f-experiment.pick": WAIT})
    await group.says("toon")
    await group.says("einde")
    after_two = {e.then: e.state for e in await of(group)}
    await group.stage.wait(days=14)
    await group.reaches("3.5", number=3)
    await answers(group, interim_date="2027-06-20", **{"f-experiment.pick": WAIT})
    await answers(group, interim_date="2027-06-20", **{"f-experiment.pick": ASK})

    assert after_two == {ASK: S.RUNNING, WAIT: S.GOES_ON}
    assert {e.then: e.state for e in await of(group)} == {ASK: S.GOES_ON, WAIT: S.GOES_ON}  # since session 2


async def test_until_the_last_session_one_is_chosen_or_written(group: LivingGroup) -> None:
    await second_session(group, ASK, reaches="3.5", number=3)

    empty = await answers(group, interim_date="2027-06-20")
    both = await empty.submits(**{"f-experiment.pick": ASK}, **parts(WAIT, on="2027-06-10"))
    kept = both.values["f-experiment.then"]
    done = await both.submits(**{f"f-experiment.{part}": "" for part in ("when", "then", "on")})

    assert "Kies een lopend experiment, of schrijf hieronder een nieuw." in empty.text
    assert "Je koos een lopend experiment en schreef ook iets nieuws." in both.text
    assert kept == WAIT
    assert done.message == "Dank je. Je antwoord is binnen."
    assert [(e.then, e.state) for e in await of(group)] == [(ASK, S.GOES_ON)]


@pytest.mark.parametrize(
    ("day", "why"), [("2027-08-24", "tot en met ma 23 augustus"), ("2027-06-06", "vanaf ma 7 juni")]
)
async def test_the_day_to_look_back_lies_before_the_next_session(group: LivingGroup, day: str, why: str) -> None:
    await second_session(group, ASK, reaches="3.5", number=3)
    form: Dialog = await group.opens("Anna", OPEN)
    pick = next(value for title, value in _choices(form, "f-experiment.pick") if title == ASK)

    back = await form.sends({**form.shown.button("Insturen").data, "f-experiment.pick": pick, "f-interim_date": day})

    assert f"Kies een dag {why}" in back.text
    assert back.values["f-interim_date"] == day
    assert (await group.session(3)).answers == {}


async def test_nobody_picks_what_is_not_theirs(group: LivingGroup) -> None:
    await second_session(group, ASK)
    await group.answers("Bert", button=OPEN, **parts(WAIT, on="2027-05-25"))
    (theirs,) = await of(group, "Bert")
    form: Dialog = await group.opens("Anna", OPEN)

    data = {**form.shown.button("Insturen").data, "f-how": "go_on", "f-experiment.pick": theirs.id}
    back = await form.sends(data)

    assert "Kies uit de lijst." in back.text
    assert [e.state for e in await of(group, "Bert")] == [S.THOUGHT_OF]


async def test_who_enters_for_another_reads_nothing_that_is_kept_from_the_group(group: LivingGroup) -> None:
    await held(group)
    for then in (ASK, WAIT):
        await adds(group, **parts(then))
    await (await edits(group)).submits(read_by="Alleen mijn moderator")
    await group.stage.wait(days=14)
    await group.reaches("2.6", number=2)
    await (await group.opens("Anna", OPEN)).submits("Ik doe mondeling mee")

    asked = await (await group.regie()).chooses("Namens iemand")
    form = (await asked.presses(asked.titles[0], choice="Anna")).dialog
    own = await group.opens("Anna", OPEN)

    assert [one.id for one in form.shown.inputs if one.id == "f-experiment.pick"] == []
    assert ASK not in form.text
    assert [title for title, _ in _choices(own, "f-experiment.pick")] == [ASK, WAIT]


# --- whoever it is, whatever the format


async def test_what_somebody_tried_who_left_stays_with_their_name(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await leave(group.stage, "Anna")

    await adds(group, "Bert", **parts(WAIT))

    assert f"Anna  Als een overleg vastloopt, dan {ASK}." in summary(group)
    assert WAIT in summary(group)


async def test_a_format_that_asks_for_no_experiment_takes_one_all_the_same(migrated_sqlite_url: str) -> None:
    whole = sample_programme(NOW)
    first = replace(whole.groups[0], sessions=(replace(whole.groups[0].sessions[0], minutes=15),))
    taster = replace(whole, format="taster", groups=(first,))
    async with staged(taster, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        await held(group)
        await group.says("experiment", by=group.actor("Anna"))

        done = await (await opens(group)).submits(**parts())
        await stage.wait(days=8)
        shown = await page(group)

    assert done.message == SAVED
    assert "Hoe het ervoor staat: bezig" in shown.text
    assert "Terugblik invullen" not in shown.titles  # this format has no form to look back with


# --- in English


async def test_in_english_every_page_is_english(group: LivingGroup) -> None:
    await held(group)
    anna = group.actor("Anna")
    await anna.types("taal en")
    await anna.types("experiment")
    await group.stage.settle()
    form = await anna.presses(anna.chat, "Fill in experiment")
    saved = await form.submits("Submit", **parts())
    listed = await anna.presses(anna.chat, "Fill in experiment")
    shown = await listed.submits("Open", choice=f"{ASK} (thought of)")

    long = await shown.submits("Edit")
    done = await long.submits("Submit", with_whom="With my team")
    stopped = await (
        await (await anna.presses(anna.chat, "Fill in experiment")).submits("Open", choice=f"{ASK} (thought of)")
    ).submits("Stopped on purpose")

    assert saved.message == "Your experiment is saved. A small start is enough."
    assert listed.title == "My experiments"
    assert "How it stands: thought of" in shown.text
    assert "For me it works out when …" in long.text
    assert done.message == "Your experiment has been changed."
    assert stopped.message == "Noted: stopped on purpose. That is a result too."


def _choices(dialog: Dialog, name: str) -> tuple[tuple[str, str], ...]:
    return next(one.choices for one in dialog.shown.inputs if one.id == name)
