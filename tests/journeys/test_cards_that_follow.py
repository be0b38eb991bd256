"""A session moves or is called off when cards about it stand in the chats: they follow, and nobody hears a sound."""

from datetime import timedelta

from tests.journeys.stage import LivingGroup
from tests.journeys.test_dates_after_import import brings_in, cancels, starts
from tests.journeys.test_planning_after_import import PROGRAMME, with_session
from tests.journeys.test_reminder_cards import (
    LATER,
    PAUSE,
    asks,
    asks_group,
    local,
    moves_the_second,
    own_cards,
    waiting,
)

THE_DAY = "ma 24 mei 2027 10.00–10.45 uur"


def lines(group: LivingGroup, *words: str) -> list[str]:
    """The cards in the group's chat that say one of these."""
    return [card.text for card in group.chat.cards if any(one in card.text for one in words)]


# --- moved


async def test_the_groups_line_counts_anew_for_the_new_hour(group: LivingGroup) -> None:
    await group.stage.wait_until(local(18, 12))  # after the day on which everybody is asked
    await asks_group(group, "attendance")
    await group.opens("Anna", "Ik ben erbij")
    said = len(group.chat.messages)

    await moves_the_second(group, "2027-05-24", "14.30")

    both = lines(group, "Ben je erbij?")  # who has no chat of their own was asked here on the day itself
    assert len(both) == 2
    assert all("ma 24 mei 14.30 uur" in line and "Nog niemand van de 8 heeft geantwoord" in line for line in both)
    assert len(group.chat.messages) == said + 3  # who typed, the card with the button, and the line about the move


async def test_the_groups_line_tells_the_day_for_which_will_be_asked_anew(group: LivingGroup) -> None:
    await group.stage.wait(days=1)  # today the group was told that session 1 begins
    await asks_group(group, "attendance")
    asked = group.chat.last_card

    await moves_the_second(group, "2027-06-04", "10.00")

    follows = next(card for card in group.chat.cards if card.id == asked.id)
    assert follows.text == "Sessie 2 is nu op vr 4 juni 2027 10.00–10.45 uur."
    assert follows.titles == []
    assert "Sessie 2 is verzet naar vr 4 juni" in group.chat.last_card.text


async def test_the_line_of_the_last_hour_follows_there_and_back(group: LivingGroup) -> None:
    session = await group.session(2)
    await group.stage.wait_until(session.starts_at - timedelta(hours=1))
    await asks_group(group, "session_link")
    before = next(card for card in group.chat.cards if "Over een uur begint sessie 2" in card.text)

    await moves_the_second(group, "2027-05-26", "10.00")
    away = next(card.text for card in group.chat.cards if card.id == before.id)
    await moves_the_second(group, "2027-05-24", "10.00")
    back = next(card.text for card in group.chat.cards if card.id == before.id)

    assert away == "Sessie 2 is nu op wo 26 mei 2027 10.00–10.45 uur."
    assert back == "Over een uur begint sessie 2: 10.00–10.45 uur."


async def test_a_card_follows_in_a_pause_too_for_it_makes_no_sound(group: LivingGroup) -> None:
    await group.stage.wait_until(local(18, 12))
    anna = await asks(group, "Anna", "attendance")
    await anna.types("pauze tot 1 juni")
    await group.stage.settle()

    await moves_the_second(group, "2027-05-24", "14.30")

    assert "14.30" in own_cards(anna)[0]


async def test_of_the_lines_that_tell_of_it_the_newest_stands_with_its_buttons(group: LivingGroup) -> None:
    await moves_the_second(group, "2027-05-26", "10.00")
    await moves_the_second(group, "2027-05-27", "10.00")
    moved = lines(group, "Sessie 2 is verzet")
    await cancels(group, 2)
    await brings_in(group, with_session(3, starts=starts(3, days=1)))

    assert [line.split(".")[0] for line in moved] == ["Sessie 2 is verzet naar do 27 mei 2027 10"]
    assert lines(group, "Sessie 2 is verzet") == []
    assert len(lines(group, "Sessie 2 van do 27 mei")) == 1
    assert len(lines(group, "Sessie 3 is verzet")) == 1


# --- called off


async def test_ones_own_card_says_that_it_will_not_take_place_and_asks_nothing_more(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance", "look_back")
    asked, before = anna.chat.last_card, len(anna.chat.messages)

    await cancels(group, 2)

    card = anna.chat.last_card
    assert card.id == asked.id
    assert card.text.split("\n") == [
        f"Groep 1 · {THE_DAY}",
        "Sessie 2 gaat niet door",
        "Je hoeft hier niets meer voor te doen.",
    ]
    assert card.titles == []
    assert len(anna.chat.messages) == before


async def test_a_card_that_was_answered_says_so_too(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    await anna.presses(anna.chat, "Ik ben erbij")

    await cancels(group, 2)

    assert "Sessie 2 gaat niet door" in anna.chat.last_card.text


async def test_what_the_same_card_asks_for_another_session_stays(group: LivingGroup) -> None:
    await asks(group, "Anna", "attendance", number=3)
    anna = await asks(group, "Anna", "attendance", number=2)

    await cancels(group, 2)

    (card,) = own_cards(anna)
    assert "Sessie 3 is op ma 7 juni 2027" in card
    assert "Sessie 2 is op" not in card
    assert f"Groep 1 · {THE_DAY}\nSessie 2 gaat niet door." in card
    assert anna.chat.last_card.titles == ["Ik ben erbij", "Ik kan niet", LATER, PAUSE]


async def test_the_groups_lines_say_so_without_a_button(group: LivingGroup) -> None:
    await group.stage.wait(days=1)  # today the group was told that session 1 begins
    await asks_group(group, "attendance")
    asked = group.chat.last_card

    await cancels(group, 2)

    follows = next(card for card in group.chat.cards if card.id == asked.id)
    assert follows.text == f"Sessie 2 van {THE_DAY} gaat niet door."
    assert follows.titles == []


async def test_the_moderators_cards_and_the_hotseats_say_so(group: LivingGroup) -> None:
    await group.moderator.types("draaiboek")
    await group.stage.settle()
    assert "Sessie starten" in group.moderator.chat.card_with("Sessie starten").titles
    said = len(group.moderator.chat.messages)

    await cancels(group, 1)

    off = [card for card in group.moderator.chat.cards if "Sessie 1 gaat niet door" in card.text]
    assert [card.titles for card in off] == [[], []]
    assert len(group.moderator.chat.messages) == said
    (hotseats,) = [card for card in group.hotseat.chat.cards if "Sessie 1 gaat niet door" in card.text]
    assert hotseats.titles == []


async def test_a_session_that_takes_place_after_all_is_asked_for_on_the_same_card(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    asked = anna.chat.last_card
    await brings_in(group, with_session(2, cancelled=True))
    off = anna.chat.last_card.text

    await brings_in(group, PROGRAMME)

    assert "Sessie 2 gaat niet door" in off
    assert anna.chat.last_card.id == asked.id
    assert "Sessie 2 is op ma 24 mei 2027" in anna.chat.last_card.text
    assert "Ik ben erbij" in anna.chat.last_card.titles
    assert await waiting(group, "Anna") == []
