"""In which language a card of somebody's own is answered: its own, whatever the app on their phone is set to."""

from tests.journeys.stage import LivingGroup
from tests.journeys.test_reminder_cards import asks


async def in_english(group: LivingGroup) -> None:
    await group.says("taal en")
    await group.stage.settle()


async def test_what_a_card_in_the_groups_language_opens_speaks_that_language_too(group: LivingGroup) -> None:
    await in_english(group)
    anna = await asks(group, "Anna", "attendance")

    later = await anna.presses(anna.chat, "Remind me later")
    put_off = await later.submits("Save")
    pause = await anna.presses(anna.chat, "Pause until")
    refused = await pause.submits("Save")
    paused = await refused.submits("Save", day="2027-05-31")
    ended = await (await anna.presses(anna.chat, "Pause until")).submits("Turn on again")

    assert anna.person.locale == "nl-NL"
    assert "When shall I ask you again?" in later.text
    assert put_off.message is not None
    assert put_off.message.startswith("Good. I will ask you again on ")
    assert "Up to and including which day would you like quiet?" in pause.text
    assert "Choose a day. A pause always has an end." in refused.text
    assert (
        paused.message
        == "Good. Up to and including Mon 31 May 2027 I will not ask you anything. After that I take it up again."
    )
    assert ended.message == "Your reminders are on again."


async def test_who_chose_a_language_keeps_it_on_the_card_and_behind_it(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    await anna.types("taal en")
    await asks(group, "Anna", "attendance")

    pause = await anna.presses(anna.chat, "Pause until")

    assert pause.title == "Pause until"
    assert "I ask only what you have not done yet" in pause.text
