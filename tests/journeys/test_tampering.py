"""A client that sends what no card of the bot holds: the current card or the form comes back, nothing is written."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.rehearsal.channel import BotFailed
from bot.rehearsal.sample import sample_programme
from dialogs.cards.actions.registry import ACTIONS
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged

QUESTION = "Wat zou je zelf willen?"
OLD = "Deze knop hoort bij een oudere kaart. Typ “hulp” om te zien wat er kan."
NONSENSE: list[Any] = [None, "", "x" * 5000, "\u202e", "'; drop table answers", 7, -1, 1.5, True, [], {}, [{"a": 1}]]


async def nothing_written(group: LivingGroup) -> bool:
    session = await group.session()
    return session.answers == {} and session.note_taker is None and session.phase_of("1.4").value == "open"


async def form_data(group: LivingGroup, name: str = "Anna") -> dict[str, Any]:
    dialog = await group.opens(name)
    return {**dialog.shown.button("Insturen").data, "f-question": QUESTION}


async def sends(group: LivingGroup, data: Mapping[str, Any], *, by: str = "Anna") -> str:
    """Submits this data as a dialog; what the person then reads."""
    actor = group.actor(by)
    sent = await actor.invokes("task/submit", data, in_=group.chat)
    return actor.read_task(sent, group.chat).text


async def test_a_form_with_a_spoiled_id_is_an_older_card_or_comes_back(open_round: LivingGroup) -> None:
    data = await form_data(open_round)

    for field in ("session", "round", "run", "version", "verb"):
        for value in NONSENSE:
            assert await sends(open_round, {**data, field: value}), field

    assert await nothing_written(open_round)


async def test_a_form_that_lacks_an_id_is_an_older_card(open_round: LivingGroup) -> None:
    data = await form_data(open_round)

    for field in ("session", "round", "run", "version", "verb"):
        assert await sends(open_round, {name: one for name, one in data.items() if name != field}) == OLD

    assert await nothing_written(open_round)


async def test_a_spoiled_input_comes_back_as_a_form_or_is_taken_as_plain_text(open_round: LivingGroup) -> None:
    for value in NONSENSE:
        said = await sends(open_round, {**await form_data(open_round), "f-question": value})

        stored = [answer.fields["question"] for answer in (await open_round.session()).answers.values()]
        assert said
        assert all(isinstance(one, str) and 0 < len(one) <= 200 for one in stored)


async def test_a_text_that_is_too_long_comes_back_whole(open_round: LivingGroup) -> None:
    data = await form_data(open_round)
    actor = open_round.actor("Anna")
    long = "Wat als " * 60

    dialog = actor.read_task(
        await actor.invokes("task/submit", {**data, "f-question": long}, in_=open_round.chat), open_round.chat
    )

    assert "Maak het iets korter: hooguit 200 tekens" in dialog.text
    assert dialog.values["f-question"].strip() == long.strip()
    assert await nothing_written(open_round)


async def test_nobody_answers_in_the_name_of_another(open_round: LivingGroup) -> None:
    data = await form_data(open_round)
    bert = next(s.person for s in (await open_round.session()).seats if s.name == "Bert")

    await sends(open_round, {**data, "behalf": bert})
    await sends(open_round, {**data, "person": bert, "by": bert})

    assert [person for _, person in (await open_round.session()).answers if person == bert] == []


async def test_a_session_of_another_group_stays_closed_to_strangers(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        ours, theirs = stage.group(1), stage.group(2)
        for group in (ours, theirs):
            await group.links()
        await theirs.reaches("1.4")
        data = await form_data(theirs, "Karim")
        opens = theirs.chat.card_with("Antwoord geven").button("Antwoord geven").data
        regie = theirs.chat.card_with("Regie").button("Regie").data
        anna = ours.actor("Anna")

        told = [
            anna.read_task(await anna.invokes(name, asked, in_=ours.chat), ours.chat).text
            for name, asked in (("task/submit", data), ("task/fetch", opens), ("task/fetch", regie))
        ]

        assert told == ["Deze kaart is van een groep waar je geen plek in hebt."] * 3
        assert (await theirs.session()).answers == {}


async def test_no_verb_does_anything_for_a_participant_without_its_ids(open_round: LivingGroup) -> None:
    actor = open_round.actor("Anna")

    for verb in sorted(action.verb for action in ACTIONS):
        for name in ("task/fetch", "task/submit"):
            sent = await actor.invokes(name, {"verb": verb}, in_=open_round.chat)
            assert actor.read_task(sent, open_round.chat).text, verb

    assert await nothing_written(open_round)


async def test_no_verb_lets_a_participant_lead(open_round: LivingGroup) -> None:
    """Every button of the bot with ids that all exist, pressed by Anna in every way there is."""
    session = await open_round.session()
    bert = next(s.person for s in session.seats if s.name == "Bert")
    data = {
        "session": session.id, "group": session.group, "step": session.step, "round": "1.4", "run": 1,
        "version": 0, "minutes": 2, "how": "run_over", "skip": "1.9", "do": "skip", "seed": 1, "at": 0, "value": 3,
        "aloud": False, "claim": f"{session.group}|{bert}", "agree": True, "f-choice": bert, "f-more": "end",
        "word": "end", "asked": NOW.isoformat(), "f-text": "", f"f-seat-{bert}": "absent",
    }  # fmt: skip
    anna = open_round.actor("Anna")

    for verb in sorted(action.verb for action in ACTIONS):
        for name in ("task/fetch", "task/submit"):
            await anna.invokes(name, {**data, "verb": verb}, in_=open_round.chat)
        await anna.sends(open_round.chat, open_round.chat.last_card.id, {**data, "verb": verb}, dialog=False)

    after = await open_round.session()
    assert after.step == session.step
    assert after.answers == {}
    assert after.note_taker is None
    assert not any(seat.absent for seat in after.seats)


async def test_a_stale_press_in_regie_changes_nothing(open_round: LivingGroup) -> None:
    data = dict((await open_round.regie()).dialog.shown.button("Verder").data)
    step = (await open_round.session()).step

    for wrong in (step - 1, step + 1, 0, 999_999):
        said = await sends(open_round, {**data, "step": wrong}, by="Mirjam")
        assert "De sessie is intussen verder gegaan." in said

    assert await nothing_written(open_round)


async def test_only_one_to_five_can_be_tapped(group: LivingGroup) -> None:
    await group.reaches("1.9")
    card = group.chat.last_card
    data = card.button("3").data

    for value in ("0", "6", "99", "-1", "vijf", 0, 6, 3.5, True, None, [3]):
        await group.actor("Anna").sends(group.chat, card.id, {**data, "value": value}, dialog=False)

    assert (await group.session()).answers == {}


async def test_a_choice_that_was_not_offered_is_refused(group: LivingGroup) -> None:
    await group.reaches("1.5")
    dialog = await group.opens("Anna")

    back = await dialog.sends({**dialog.shown.button("Insturen").data, "f-dilemmas": "99,../../etc"})

    assert "Kies uit de lijst." in back.text
    assert (await group.session()).answers == {}


async def test_a_body_of_megabytes_is_turned_away_at_the_door(open_round: LivingGroup) -> None:
    data = await form_data(open_round)

    for megabytes in (0.3, 0.9):
        with pytest.raises(BotFailed) as refused:
            await sends(open_round, {**data, "f-question": "x" * int(megabytes * 1024 * 1024)})
        assert refused.value.sent.status == 413

    assert await nothing_written(open_round)


async def test_a_long_input_just_under_the_limit_comes_back_within_the_size_of_a_card(open_round: LivingGroup) -> None:
    data = await form_data(open_round)
    actor = open_round.actor("Anna")

    sent = await actor.invokes("task/submit", {**data, "f-question": "x" * 200_000}, in_=open_round.chat)

    assert len(json.dumps(sent.body).encode()) < 28 * 1024
    assert await nothing_written(open_round)


async def test_markup_in_an_answer_is_shown_as_it_was_typed(open_round: LivingGroup) -> None:
    markup = "**Wat** [hier](https://voorbeeld.example) <b>staat</b> ${data} {{x}}?"
    await open_round.answers("Anna", question=markup)
    await open_round.says("verder")

    card = next(c for c in open_round.chat.cards if "Anna  " in c.text)
    runs = json.dumps(card.json, ensure_ascii=False)

    assert f"Anna  {markup}" in card.text
    assert "TextRun" in runs
    assert f'"type": "TextBlock", "text": "{markup}' not in runs


@pytest.fixture
async def open_round(group: LivingGroup) -> LivingGroup:
    """Round 1.4 is open."""
    await group.reaches("1.4")
    return group
