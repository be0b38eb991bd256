"""*Inhalen*: who missed a session, or came late, fills in afterwards what they missed, of any session."""

from datetime import timedelta
from typing import Any

from bot.rehearsal.actors import Actor
from tests.journeys.stage import LivingGroup, answer_all

CAUGHT_UP = "Dank je. Je antwoord staat erbij."
NOTHING = "Je hebt niets gemist om in te halen."
CHILD = "Bel de moeder op 0612345678 en vraag het haar."
TRY = {"experiment.when": "ik morgen begin", "experiment.then": "vraag ik eerst wat er goed gaat"}


async def held(group: LivingGroup, *, upto: str = "1.5") -> None:
    """A session in which Anna asked a question in 1.4 and Bert was not there; then it ended."""
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.says("verder")
    await group.reaches(upto)
    await group.says("einde")


async def catches_up(group: LivingGroup, name: str, round_title: str) -> Any:
    """The form of one round out of the list."""
    dialog = await group.actor(name).presses(group.chat, "Inhalen")
    return await dialog.submits(round_title) if round_title in dialog.titles else dialog


async def test_who_missed_a_round_fills_it_in_after_the_session_and_the_group_reads_that_it_was_later(
    group: LivingGroup,
) -> None:
    await held(group)

    invited = (await group.says("inhalen", by=group.actor("Bert")))[-1]
    form = await catches_up(group, "Bert", "Alleen vragen")
    left = await form.submits("Insturen", question="Wie houdt de lijn vast?")
    await group.stage.settle()

    assert "Was je er niet bij in sessie 1, of miste je een ronde?" in invited
    assert CAUGHT_UP in left.text
    assert "Alleen vragen" not in left.titles
    shown = group.card("Alleen vragen", "Bert")
    assert "Bert  (ingehaald) Wie houdt de lijn vast?" in shown
    assert "Anna  Wat zou je zelf willen?" in shown
    assert "1 van de 7" in shown


async def test_the_form_says_that_it_comes_later_and_offers_no_draft(group: LivingGroup) -> None:
    await held(group)
    await group.says("inhalen")

    form = await catches_up(group, "Bert", "Alleen vragen")

    assert "Bij je antwoord komt (ingehaald) te staan." in form.text
    assert "Stel één open vraag" in form.text
    assert form.titles == ["Insturen"]


async def test_who_missed_nothing_hears_so(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await answer_all(group.stage, 1)
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")

    answered = await group.opens("Anna", "Inhalen")
    leads = await group.moderator.presses(group.chat, "Inhalen")
    not_asked = await group.hotseat.presses(group.chat, "Inhalen")

    assert [answered.message, leads.message, not_asked.message] == [NOTHING] * 3


async def test_in_a_chat_of_ones_own_it_is_known_at_once_whether_anything_was_missed(group: LivingGroup) -> None:
    await held(group, upto="1.4")
    anna, bert = group.actor("Anna"), group.actor("Bert")

    for who in (anna, bert):
        await who.types("inhalen")
    await group.stage.settle()

    assert said_to(bert).startswith("Was je er niet bij in sessie 1")
    assert said_to(anna) == NOTHING


def said_to(who: Actor) -> str:
    return who.chat.cards[-1].text


async def test_before_any_session_there_is_nothing_to_catch_up_with(group: LivingGroup) -> None:
    said = await group.says("inhalen")

    assert "Er is nog geen sessie geweest." in said[-1]


async def test_an_experiment_is_caught_up_with_and_stands_in_the_summary(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")

    form = await catches_up(group, "Bert", "Klein experiment")
    today = group.stage.clock.now().date().isoformat()
    left = await form.submits("Insturen", **TRY, **{"experiment.on": today, "experiment.safety": "Nee"})
    await group.stage.settle()

    assert CAUGHT_UP in left.text
    assert "Bert" in group.card("Klein experiment", "vraag ik eerst wat er goed gaat")
    assert "vraag ik eerst wat er goed gaat" in group.card("Sessie 1 is klaar")
    found = await group.says("zoek goed", by=group.actor("Anna"))
    assert "vraag ik eerst wat er goed gaat" in found[-1]


async def test_what_could_point_at_a_child_comes_back_and_is_not_stored(group: LivingGroup) -> None:
    await held(group)
    await group.says("inhalen")
    form = await catches_up(group, "Bert", "Alleen vragen")

    back = await form.submits("Insturen", question=CHILD)
    typed = back.values["f-question"]
    done = await back.submits("Insturen", question="Wie houdt de lijn vast?")

    assert "telefoonnummer" in back.text
    assert typed == CHILD
    assert CAUGHT_UP in done.text


async def test_an_empty_form_comes_back_with_the_reason(group: LivingGroup) -> None:
    await held(group)
    await group.says("inhalen")
    form = await catches_up(group, "Bert", "Alleen vragen")

    back = await form.submits("Insturen", question="")

    assert back.is_open
    assert len((await group.session()).answers) == 1


async def test_submitted_on_two_devices_stores_one_answer(group: LivingGroup) -> None:
    await held(group)
    await group.says("inhalen")
    phone = await catches_up(group, "Bert", "Alleen vragen")
    laptop = await catches_up(group, "Bert", "Alleen vragen")

    await phone.submits("Insturen", question="Op mijn telefoon?")
    back = await laptop.submits("Insturen", question="Op mijn laptop?")

    assert "Je antwoord in deze ronde is al binnen." in back.text
    assert back.values["f-question"] == "Op mijn laptop?"
    questions = [answer.fields["question"] for answer in (await group.session()).answers.values()]
    assert sorted(map(str, questions)) == ["Op mijn telefoon?", "Wat zou je zelf willen?"]


async def test_who_missed_two_sessions_catches_up_with_both_the_newest_first(group: LivingGroup) -> None:
    await held_twice(group)
    await group.says("inhalen")

    newest = await group.opens("Bert", "Inhalen")
    older = await newest.submits("Sessie 1 inhalen")
    form = await older.submits("Alleen vragen")
    left = await form.submits("Insturen", question="Wie houdt de lijn vast?")
    await group.stage.settle()

    assert "Dit kun je nog inhalen van sessie 2." in newest.text
    assert "Alleen vragen" not in newest.titles
    assert "Dit kun je nog inhalen van sessie 1." in older.text
    assert "Sessie 2 inhalen" in older.titles
    assert CAUGHT_UP in left.text
    assert "Bert  (ingehaald) Wie houdt de lijn vast?" in group.card("Alleen vragen", "Bert")


async def test_who_missed_only_the_first_of_two_finds_it_at_once(group: LivingGroup) -> None:
    await held_twice(group, answers="Bert")
    bert = group.actor("Bert")

    await bert.types("inhalen")
    await group.stage.settle()
    dialog = await bert.presses(bert.chat, "Inhalen")

    assert said_to(bert).startswith("Was je er niet bij in sessie 1")
    assert "Dit kun je nog inhalen van sessie 1." in dialog.text
    assert not [title for title in dialog.titles if title.startswith("Sessie")]


async def test_a_form_that_was_open_while_the_next_session_was_held_is_taken_in(group: LivingGroup) -> None:
    await held(group)
    form = await catches_up(group, "Bert", "Alleen vragen")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.says("start sessie 2")
    await group.says("einde")

    done = await form.submits("Insturen", question="Wie houdt de lijn vast?")

    assert CAUGHT_UP in done.text


async def held_twice(group: LivingGroup, *, answers: str = "Anna") -> None:
    """After the first session a second one, in which one of them says what they ran into."""
    await held(group)
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.says("start sessie 2")
    await group.reaches("2.4", number=2)
    await group.answers(answers, bottleneck="Iedereen wacht.", direction="Eerder bellen.", worked="Ja")
    await group.says("verder")
    await group.says("einde")


async def test_the_form_of_a_spoken_round_is_answered_in_the_ordinary_way_while_it_is_open(group: LivingGroup) -> None:
    await group.reaches("1.7")
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")

    now = await group.hotseat.presses(group.chat, "Inhalen")
    await group.stage.wait_until(group.stage.clock.now() + timedelta(days=2))
    later = await group.hotseat.presses(group.chat, "Inhalen")

    assert "Wat neem ik mee" not in [now.title, *now.titles]
    assert "Wat neem ik mee" in later.titles


async def test_the_closing_summary_offers_it(group: LivingGroup) -> None:
    await held(group)

    dialog = await group.actor("Bert").presses(group.chat.card_with("Inhalen"), "Inhalen")

    assert "Sessie 1 is klaar" in group.chat.card_with("Inhalen").text
    assert "Alleen vragen" in dialog.titles


async def test_a_choice_that_came_later_is_named_and_not_counted(group: LivingGroup) -> None:
    dialog = await group.hotseat.presses(group.hotseat.chat, "Mijn ambitie delen")
    await dialog.submits("Insturen", ambition="Eén lijn.", dilemma_1="Wie houdt vast?", request="Help me.", score="4")
    await group.reaches("1.5")
    await group.answers("Anna", dilemmas=["Wie houdt vast?"])
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")

    form = await catches_up(group, "Bert", "Herkenning")
    await form.submits("Insturen", dilemmas=["Wie houdt vast?"])
    await group.stage.settle()

    assert "Wie houdt vast?\nAnna en Bert (ingehaald)\n1" in group.card("Herkenning", "Bert")


async def test_what_the_hotseat_catches_up_with_becomes_the_ambition(group: LivingGroup) -> None:
    await group.reaches("1.7")
    await group.says("verder")
    await group.says("einde")
    await group.stage.wait_until(group.stage.clock.now() + timedelta(days=2))
    await group.says("inhalen")

    dialog = await group.hotseat.presses(group.chat, "Inhalen")
    form = await dialog.submits("Wat neem ik mee")
    await form.submits("Insturen", ambition="Eén vraag meer.")
    await group.stage.settle()

    assert "Ambitie, versie 2\nEén vraag meer." in group.card("Wat neem ik mee", "versie 2")


async def test_in_english(group: LivingGroup) -> None:
    await held(group)
    await group.says("taal en")

    invited = (await group.says("catch up"))[-1]
    dialog = await group.opens("Bert", "Catch up")

    assert "did you miss a round?" in invited
    assert "This is what you can still catch up with of session 1." in dialog.text
    assert "Questions only" in dialog.titles
