"""Buddies in round 3.6: proposed by the bot, agreed with or drawn anew in Regie, and put right when somebody leaves."""

import re

import pytest

from dialogs.groups import Buddies
from tests.journeys.leaving import leave
from tests.journeys.stage import LivingGroup, Regie

NAMES = ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs", "Hanna")
PROPOSAL = "Een voorstel. Past het niet, dan maken we andere paren."
MOVED_ON = "De sessie is intussen verder gegaan. Dit is hoe het er nu voor staat."


async def stored(group: LivingGroup) -> Buddies:
    session = await group.session(3)
    async with group.stage.bot.house.reading() as uow:
        found = await uow.buddies.of_session(session.id)
    assert found is not None
    return found


def read(text: str) -> list[str]:
    """The lines that name people together: `Anna en Bert`, `Anna, Bert en Chaima`."""
    name = "|".join(NAMES)
    return re.findall(rf"^(?:(?:{name}), )*(?:{name}) en (?:{name})$", text, flags=re.MULTILINE)


@pytest.fixture
async def paired(group: LivingGroup) -> LivingGroup:
    await group.reaches("3.6", number=3)
    return group


async def page(group: LivingGroup) -> Regie:
    return await (await group.regie()).chooses("Maatjes")


async def test_the_card_shows_a_proposal_in_which_everybody_has_somebody(paired: LivingGroup) -> None:
    card = paired.card("Maatje en afsluiten")

    assert "Jullie maatjes" in card
    assert PROPOSAL in card
    assert len(read(card)) == 4
    assert sorted(" en ".join(read(card)).split(" en ")) == sorted(NAMES)


async def test_who_is_not_there_has_a_buddy_too(group: LivingGroup) -> None:
    await group.reaches("3.5", number=3)
    regie = await (await group.regie()).chooses("Wie is er?")
    await regie.presses("Vastleggen", Anna="Is er niet")

    await group.says("verder")
    await group.says("verder")

    assert "Anna" in " ".join(read(group.card("Maatje en afsluiten")))


async def test_agreeing_settles_them_and_the_card_follows(paired: LivingGroup) -> None:
    regie = await page(paired)
    done = await regie.presses("Akkoord")
    await paired.stage.settle()
    again = await page(paired)

    assert "De paren staan vast." in done.text
    assert PROPOSAL not in paired.card("Maatje en afsluiten")
    assert (await stored(paired)).agreed
    assert "Akkoord" not in again.titles
    assert "Andere paren" in again.titles


async def test_other_pairs_are_other_people(paired: LivingGroup) -> None:
    before = (await stored(paired)).pairs

    regie = await page(paired)
    other = await regie.presses("Andere paren")
    await paired.stage.settle()

    after = (await stored(paired)).pairs
    assert not set(before) & set(after)
    assert read(other.text) == read(paired.card("Maatje en afsluiten"))
    assert PROPOSAL in other.text


async def test_nobody_agrees_with_pairs_that_another_moderator_drew_anew(paired: LivingGroup) -> None:
    mine, hers = await page(paired), await page(paired)
    await hers.presses("Andere paren")

    late = await mine.presses("Akkoord")

    assert MOVED_ON in late.text
    assert not (await stored(paired)).agreed


async def test_pressing_twice_draws_once(paired: LivingGroup) -> None:
    regie = await page(paired)
    await regie.presses("Andere paren")
    after = (await stored(paired)).pairs

    late = await regie.presses("Andere paren")

    assert MOVED_ON in late.text
    assert (await stored(paired)).pairs == after


async def test_a_buddy_who_left_makes_room_for_a_new_proposal(paired: LivingGroup) -> None:
    await (await page(paired)).presses("Akkoord")
    before = read(paired.card("Maatje en afsluiten"))
    await leave(paired.stage, "Bert")

    regie = await page(paired)

    assert "Iemand doet niet meer mee. Daarom zijn er andere paren." in regie.text
    assert PROPOSAL in regie.text
    assert "Bert" not in regie.text
    lost = next(pair for pair in before if "Bert" in pair)
    assert len(set(before) - {lost} - set(read(regie.text))) == 1, "only one pair took in who was left"
    assert sum(line.count(",") for line in read(regie.text)) == 1, "one trio"

    await regie.presses("Akkoord")
    await paired.stage.settle()

    card = paired.card("Maatje en afsluiten")
    assert read(card) == read(regie.text)
    assert "Iemand doet niet meer mee" not in card
    assert (await stored(paired)).agreed


async def test_repeating_the_round_keeps_what_was_agreed(paired: LivingGroup) -> None:
    await (await page(paired)).presses("Akkoord")
    before = (await stored(paired)).pairs

    await paired.says("verder")
    await paired.says("herhaal")

    assert (await stored(paired)).pairs == before
    assert (await stored(paired)).agreed


async def test_the_card_that_stays_in_the_chat_shows_the_pairs_and_follows_them(paired: LivingGroup) -> None:
    result = (await paired.says("verder"))[0]
    before = (await stored(paired)).pairs

    regie = await (await page(paired)).presses("Andere paren")
    await paired.stage.settle()

    followed = paired.card("Maatje en afsluiten", "Jullie maatjes")
    assert len(read(result)) == 4
    assert read(followed) == read(regie.text)
    assert set((await stored(paired)).pairs) != set(before)
    assert sum("Jullie maatjes" in card.text for card in paired.chat.cards) == 1


async def test_before_the_round_there_are_no_pairs_to_speak_of(group: LivingGroup) -> None:
    await group.reaches("3.1", number=3)

    assert "Maatjes" not in (await group.regie()).offers


async def test_in_english(group: LivingGroup) -> None:
    await group.says("taal en")
    await group.reaches("3.6", number=3)

    first = Regie(await group.moderator.presses(group.chat, "Moderate"))
    regie = await first.presses("Do it", more="Buddies")
    done = await regie.presses("Agree")

    assert "A proposal." in regie.text
    assert "The pairs are settled." in done.text
