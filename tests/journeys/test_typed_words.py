"""What people type to the bot, in the group and alone, in both languages: it always gets a way forward."""

import pytest

from bot.rehearsal.people import Person
from tests.journeys.stage import LivingGroup, Stage

NL_WORDS = [
    "start", "start sessie 2", "verder", "volgende", "toon", "sluit", "heropen", "overslaan", "herhaal", "verleng 2",
    "stand", "einde", "planning", "koppel 1", "experiment", "terugblik", "inhalen", "zoek spoed", "gegevens",
    "taal nl", "hulp",
]  # fmt: skip
EN_WORDS = [
    "start", "start session 2", "continue", "next", "reveal", "close", "reopen", "skip", "repeat", "extend 2",
    "status", "end", "schedule", "link 1", "experiment", "look back", "catch up", "search urgent", "my data",
    "language en", "help", "hi", "hello",
]  # fmt: skip


@pytest.mark.parametrize("words", [NL_WORDS, EN_WORDS], ids=["dutch", "english"])
@pytest.mark.parametrize("where", ["group", "personal"])
async def test_every_command_is_answered_or_seen_in_the_chat(group: LivingGroup, words: list[str], where: str) -> None:
    silent = []
    for word in words:
        calls = len(group.stage.room.channel.calls)
        if where == "group":
            await group.says(word)
        else:
            await group.moderator.types(word)
            await group.stage.settle()
        if len(group.stage.room.channel.calls) == calls:
            silent.append(word)

    assert silent == []
    assert group.stage.room.channel.complaints == []


async def test_a_participant_is_answered_in_a_chat_of_their_own(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    words = ["stand", "planning", "hulp", "experiment", "gegevens", "taal en"]

    for word in words:
        await anna.types(word)
        await group.stage.settle()

    assert len(anna.chat.cards) == 1 + len(words)  # the welcome and the answers
    assert "Stand van zaken" in anna.chat.cards[1].text


async def test_who_asks_for_their_own_data_hears_honestly_whom_to_ask(group: LivingGroup) -> None:
    (said,) = await group.says("gegevens", by=group.actor("Anna"))

    assert said.startswith("Je gegevens inzien, verbeteren of laten wissen mag altijd, maar kan nog niet in deze chat.")
    assert "Vraag het je moderator" in said


async def test_who_does_not_lead_hears_kindly_that_this_is_the_moderators(group: LivingGroup) -> None:
    for word in ("start", "verder", "toon", "sluit", "heropen", "overslaan", "herhaal", "verleng 2", "einde"):
        said = await group.says(word, by=group.actor("Anna"))
        assert said == ["Dit doet je moderator. Jij hoeft hier niets te doen."], word

    assert (await group.session()).current is None


async def test_a_word_with_a_slip_gets_the_nearest_command(group: LivingGroup) -> None:
    slips = {"strat": "start", "verdr": "verder", "plannning": "planning", "contniue": "verder"}

    for typed, nearest in slips.items():
        assert await group.says(typed) == [f"Dat ken ik niet. Bedoel je “{nearest}”?"]


async def test_words_that_are_no_command_get_a_way_forward(group: LivingGroup) -> None:
    said = await group.says("Wat een mooi weer vandaag")

    assert said == ["Dat ken ik niet. Typ “hulp”, dan zie je wat ik kan."]
    assert "Hulp" in group.chat.last_card.titles


async def test_the_bare_mention_asks_for_help(group: LivingGroup) -> None:
    assert "Hulp" in (await group.says(""))[0]


async def test_what_is_said_without_the_bots_name_stays_among_people(group: LivingGroup) -> None:
    calls = len(group.stage.room.channel.calls)

    await group.actor("Anna").types("verder", in_=group.chat)
    await group.stage.settle()

    assert len(group.stage.room.channel.calls) == calls


async def test_starting_twice_shows_how_the_session_stands(group: LivingGroup) -> None:
    await group.says("start")

    said = await group.says("start")

    assert "Stand van zaken" in said[0]
    assert "Ronde 1 van 9, Welkom" in said[0]
    assert (await group.session()).current.key.round_id == "1.1"  # type: ignore[union-attr]


async def test_a_session_is_started_by_its_number(group: LivingGroup) -> None:
    await group.says("start sessie 2")

    assert (await group.session(2)).current is not None
    assert (await group.session(1)).current is None


async def test_a_session_that_does_not_exist_is_not_started(group: LivingGroup) -> None:
    assert await group.says("start sessie 9") == ["Deze groep heeft geen sessie 9."]


async def test_another_session_is_not_started_beside_an_open_one(group: LivingGroup) -> None:
    await group.says("start")

    said = await group.says("start sessie 2")

    assert (await group.session(2)).current is None
    assert said == ["Sessie 1 is nog open. Rond die eerst af met “einde”."]


async def test_just_after_the_end_start_asks_which_session_is_meant(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    said = await group.says("start")

    assert said == ["Sessie 1 is net afgerond. Wat wil je doen?"]
    assert {"Sessie 1 hervatten", "Sessie 2 starten"} <= set(group.chat.last_card.titles)


async def test_resuming_goes_on_at_the_round_where_it_stopped(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.says("einde")
    await group.says("start")

    await group.moderator.presses(group.chat, "Sessie 1 hervatten")
    await group.stage.settle()

    current = (await group.session()).current
    assert current is not None
    assert current.key.round_id == "1.4"
    assert "Alleen vragen" in group.chat.last_card.text


async def test_the_other_button_starts_the_next_session(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    await group.says("start")

    await group.moderator.presses(group.chat, "Sessie 2 starten")
    await group.stage.settle()

    assert "Inchecken" in group.card("Sessie 2 · ronde 1")


async def test_a_button_that_starts_a_session_does_nothing_for_a_participant(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    await group.says("start")

    await group.actor("Anna").presses(group.chat, "Sessie 2 starten")
    await group.stage.settle()

    assert (await group.session(2)).current is None


async def test_a_day_later_start_opens_the_next_session_at_once(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    await group.stage.wait(hours=13)

    await group.says("start")

    assert (await group.session(2)).current is not None


async def test_the_moderator_sets_the_groups_language_in_the_group(group: LivingGroup) -> None:
    await group.says("start")

    said = await group.says("taal en")
    await group.says("next")

    assert said == ["Cards in this group are in English from now on."]
    assert "Session 1 · round 2 of 9" in group.chat.last_card.text
    assert "Moderate" in group.chat.last_card.titles


async def test_only_the_moderator_sets_the_groups_language(group: LivingGroup) -> None:
    said = await group.says("taal en", by=group.actor("Anna"))

    assert said == ["Dit doet je moderator. Jij hoeft hier niets te doen."]


async def test_a_person_sets_the_own_language_in_a_chat_alone(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    await anna.types("taal en")
    await group.stage.settle()
    await group.reaches("1.4")

    dialog = await group.opens("Anna")

    assert anna.chat.last_card.text == "I will write to you in English from now on."
    assert "Submit" in dialog.titles
    assert "Zichtbaar" in group.chat.last_card.text  # the group keeps its own


async def test_a_stranger_is_promised_nothing_and_told_whom_to_ask(group: LivingGroup) -> None:
    zita = Person.seated(name="Zita", email="zita@elders.example", group=1)
    stranger = group.stage.room.actor(zita)

    for word in ("taal nl", "stand", "experiment", "start", "verder"):
        await stranger.types(word)
        await group.stage.settle()
        assert stranger.chat.last_card.text.startswith("Ik ken je nog niet uit een groep."), word


async def test_a_chat_without_a_group_says_how_to_link_it(stage: Stage) -> None:
    group = stage.group(1)
    await group.moderator.installs(group.chat)

    for word in ("start", "stand", "planning", "experiment", "taal en"):
        said = await group.says(word)
        assert "nog niet aan een groep gekoppeld" in said[-1]


async def test_extending_says_until_when(group: LivingGroup) -> None:
    await group.says("start")

    said = await group.says("verleng 2")

    assert len(said) == 1
    assert said[0].startswith("De ronde duurt nu tot 9.37 uur.")


async def test_nobody_extends_by_nothing(group: LivingGroup) -> None:
    await group.says("start")

    assert await group.says("verleng 0") == ["Verlengen kan met 1 tot 15 minuten tegelijk. Kies een getal daartussen."]


async def test_a_step_typed_in_the_own_chat_is_confirmed_there(group: LivingGroup) -> None:
    await group.says("start")

    await group.moderator.types("verder")
    await group.stage.settle()

    assert "Kennismaken" in group.chat.last_card.text
    assert "Gedaan." in group.moderator.chat.texts


async def test_after_the_last_round_verder_points_to_the_end(group: LivingGroup) -> None:
    await group.reaches("1.9")
    await group.says("verder")

    said = await group.says("verder")

    assert said == ["Alle rondes zijn geweest. Met einde rond je de sessie af."]
