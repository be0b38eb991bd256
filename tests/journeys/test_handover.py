"""The hotseat is handed over in the conversation: on record, told to the group, and never undone by a file."""

from dataclasses import replace

import pytest

from bot.library import Library
from bot.rehearsal.actors import Dialog
from bot.rehearsal.sample import sample_programme
from dialogs.formats.model import Language
from dialogs.groups import Group, Handover, HandoverReason
from dialogs.ids import ConversationId
from dialogs.programmes.changes import report
from dialogs.programmes.model import ProgrammeFile, Role
from dialogs.usecases.importing import import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Regie, Stage, staged

HAND_OVER = "hand_over"


async def stored(group: LivingGroup) -> Group:
    async with group.stage.bot.house.reading() as uow:
        found = await uow.groups.of_chat(ConversationId(group.chat.id))
    assert found is not None
    return found


async def handovers(group: LivingGroup) -> list[Handover]:
    async with group.stage.bot.house.reading() as uow:
        return list(await uow.groups.handovers((await stored(group)).id))


async def person(group: LivingGroup, name: str) -> str:
    return next(m.person for m in (await stored(group)).members if m.name == name)


async def page(group: LivingGroup) -> Dialog:
    """The page of *Hotseat overdragen*."""
    dialog = (await (await regie(group)).chooses(HAND_OVER)).dialog
    assert isinstance(dialog, Dialog)
    return dialog


async def regie(group: LivingGroup) -> Regie:
    """From the moderator's own chat, where it stands also before the first session."""
    return Regie(await group.moderator.presses(group.moderator.chat, "Regie"))


async def hands_over(group: LivingGroup, to: str, *, reason: str | None = "illness") -> Dialog:
    said = {"choice": await person(group, to), **({"reason": reason} if reason else {})}
    answer = await (await page(group)).submits("Hotseat overdragen", **said)
    await group.stage.settle()
    return answer


async def test_the_group_reads_who_takes_over_and_never_why(group: LivingGroup) -> None:
    await group.reaches("1.1")
    before = len(group.chat.messages)
    done = await hands_over(group, "Anna")
    assert "Anna zit nu in de hotseat." in done.text
    told = group.said_since(before)
    assert told == ["Anna zit vanaf nu in de hotseat en gaat verder met de ambitie van de groep. Dank je, Hanna."]
    assert not any("iekte" in card.text for card in group.chat.cards)

    now = await stored(group)
    assert now.hotseat is not None
    assert now.hotseat.name == "Anna"
    hanna = next(m for m in now.members if m.name == "Hanna")
    assert hanna.roles == {Role.PARTICIPANT}
    (record,) = await handovers(group)
    assert (record.from_, record.to) == (hanna.person, now.hotseat.person)
    assert (record.by, record.reason) == (await person(group, "Mirjam"), HandoverReason.ILLNESS)


async def test_in_the_middle_of_a_session_the_rounds_ask_the_new_one(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await hands_over(group, "Anna")
    assert "Dank je" in await group.answers("Hanna", question="Wat helpt jou op zo'n moment?")
    await group.stage.settle()
    assert "1 van de 7" in group.card("Stel één open vraag")
    refused = await group.opens("Anna")
    assert "Deze ronde is voor anderen." in refused.text
    await group.reaches("1.7")
    assert "Anna" in group.card("Welke ideeën")


async def test_an_ambition_that_was_told_stays_the_groups(group: LivingGroup) -> None:
    await group.reaches("1.4")
    before = group.card("Stel één open vraag")
    line = next(line for line in before.splitlines() if "heldere lijn" in line)
    await hands_over(group, "Bert")
    assert line in group.card("Stel één open vraag")


async def test_what_was_told_stays_the_words_of_who_told_it(group: LivingGroup) -> None:
    await group.reaches("1.3")
    told = group.card("Wat zou je graag anders zien?")
    assert "Hanna" in told
    await hands_over(group, "Anna")
    await group.moderator.mentions(group.chat, "verder")
    await group.stage.settle()
    dialog = await group.actor("Bert").presses(group.chat, "Iets herkenbaars melden")
    offered = [title for one in dialog.shown.inputs for title, _ in one.choices]
    assert any("Hanna" in title for title in offered)
    assert not any("Anna" in title.replace("Hanna", "") for title in offered)


async def test_before_the_first_session_the_card_that_asks_to_prepare_goes_along(stage: Stage) -> None:
    group = stage.group(1)
    await group.links()
    anna = group.actor("Anna")
    await anna.installs()
    await stage.settle()
    assert any("Mijn ambitie delen" in card.titles for card in group.hotseat.chat.cards)
    await hands_over(group, "Anna")
    assert any("Mijn ambitie delen" in card.titles for card in anna.chat.cards)
    assert not any("Mijn ambitie delen" in card.titles for card in group.hotseat.chat.cards)


@pytest.mark.parametrize("times", [1, 2])
async def test_it_can_go_on_to_another_and_back(group: LivingGroup, times: int) -> None:
    names = ["Anna", "Hanna"][:times]
    for name in names:
        await hands_over(group, name, reason="wish")
    hotseat = (await stored(group)).hotseat
    assert hotseat is not None
    assert hotseat.name == names[-1]
    assert [one.reason for one in await handovers(group)] == [HandoverReason.WISH] * times


async def sent(group: LivingGroup, **inputs: str) -> Dialog:
    """What a client sends that does not keep to the list."""
    dialog = await page(group)
    data = dict(dialog.shown.button("Hotseat overdragen").data)
    return await dialog.sends({**data, **{f"f-{name}": value for name, value in inputs.items()}})


async def nothing_happened(group: LivingGroup) -> bool:
    await group.stage.settle()
    hotseat = (await stored(group)).hotseat
    told = any("zit vanaf nu in de hotseat" in card.text for card in group.chat.cards)
    return hotseat is not None and hotseat.name == "Hanna" and await handovers(group) == [] and not told


async def test_somebody_of_another_group_is_refused_and_the_reason_kept(stage: Stage, group: LivingGroup) -> None:
    other = stage.group(2)
    await other.links()
    stranger = await person(other, "Karim")
    for who in (stranger, "nobody-at-all"):
        back = await sent(group, choice=who, reason="wish")
        assert "alleen naar iemand uit deze groep" in back.text
        assert back.values["f-reason"] == "wish"
        assert await nothing_happened(group)


async def test_the_moderator_and_who_has_it_already_are_refused(group: LivingGroup) -> None:
    back = await sent(group, choice=await person(group, "Mirjam"), reason="other")
    assert "De hotseat is voor een deelnemer." in back.text
    back = await sent(group, choice=await person(group, "Hanna"), reason="other")
    assert "zit al in de hotseat" in back.text
    assert await nothing_happened(group)


async def test_an_observer_is_not_in_the_list_and_refused(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    first = programme.groups[0]
    seats = tuple(replace(p, role=Role.OBSERVER) if p.name == "Gijs" else p for p in first.participants)
    watched = replace(programme, groups=(replace(first, participants=seats), *programme.groups[1:]))
    async with staged(watched, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        assert "Gijs" not in [title for one in (await page(group)).shown.inputs for title, _ in one.choices]
        back = await sent(group, choice=await person(group, "Gijs"), reason="other")
        assert "De hotseat is voor een deelnemer." in back.text
        assert await nothing_happened(group)


async def test_without_a_person_or_a_reason_the_form_comes_back_with_what_was_chosen(group: LivingGroup) -> None:
    back = await sent(group, reason="illness")
    assert "Kies eerst wie" in back.text
    assert back.values["f-reason"] == "illness"
    anna = await person(group, "Anna")
    back = await sent(group, choice=anna)
    assert "Kies ook waarom." in back.text
    assert back.values["f-choice"] == anna
    back = await sent(group, choice=anna, reason="tired of it")
    assert "Kies ook waarom." in back.text
    assert await nothing_happened(group)


async def test_a_participant_cannot_hand_it_over(group: LivingGroup) -> None:
    dialog = await page(group)
    data = dict(dialog.shown.button("Hotseat overdragen").data)
    choice = {"f-choice": await person(group, "Anna"), "f-reason": "wish"}
    sent_ = await group.actor("Bert").invokes("task/submit", {**data, **choice}, in_=group.chat)
    assert "moderator" in group.actor("Bert").read_task(sent_, group.chat).text
    assert await nothing_happened(group)


async def test_of_two_pages_that_stood_open_the_second_changes_nothing(group: LivingGroup) -> None:
    first, second = await page(group), await page(group)
    await first.submits("Hotseat overdragen", choice=await person(group, "Anna"), reason="wish")
    late = await second.submits("Hotseat overdragen", choice=await person(group, "Bert"), reason="wish")
    assert "intussen al overgedragen" in late.text
    assert "Nu zit Anna in de hotseat." in late.text
    assert len(await handovers(group)) == 1


async def test_the_same_press_delivered_twice_is_one_handover(group: LivingGroup) -> None:
    await hands_over(group, "Anna")
    channel = group.stage.room.channel
    again = await channel.redeliver(channel.sent[-1])
    assert "Anna zit nu in de hotseat." in group.moderator.read_task(again, group.chat).text
    assert len(await handovers(group)) == 1


async def brings_in(stage: Stage, programme: ProgrammeFile) -> tuple[str, ...]:
    changes = await import_programme(stage.bot.house, programme, sources=Library.open().sources)
    await stage.settle()
    return report(changes, Language.NL)


@pytest.mark.parametrize("begun", [True, False])
async def test_an_import_afterwards_leaves_it_where_it_went(stage: Stage, group: LivingGroup, *, begun: bool) -> None:
    if begun:
        await group.reaches("1.1")
    await hands_over(group, "Anna")
    told = await brings_in(stage, sample_programme(NOW))
    assert told[0] == "Niets veranderd"
    assert "Anna" in told[1]
    hotseat = (await stored(group)).hotseat
    assert hotseat is not None
    assert hotseat.name == "Anna"


async def test_two_people_with_one_name_are_told_apart(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    first = programme.groups[0]
    people = tuple(replace(p, name="Anna") if p.name == "Bert" else p for p in first.participants)
    double = replace(programme, groups=(replace(first, participants=people), *programme.groups[1:]))
    async with staged(double, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        (chairs,) = [one for one in (await page(group)).shown.inputs if one.id == "f-choice"]
        offered = [title for title, _ in chairs.choices]
        assert offered[:3] == ["Anna (Organisatie 11)", "Anna (Organisatie 12)", "Chaima"]


async def test_after_the_last_session_it_stays(stage: Stage, group: LivingGroup) -> None:
    dialog = await page(group)
    for number in (1, 2, 3, 4):
        await stage.wait_until((await group.session(number)).starts_at)
        await group.says(f"start sessie {number}")
        await group.says("einde")
        await stage.wait(hours=13)
    late = await dialog.submits("Hotseat overdragen", choice=await person(group, "Anna"), reason="wish")
    assert "De laatste sessie is geweest." in late.text
    assert "Hotseat overdragen" not in (await regie(group)).offers
