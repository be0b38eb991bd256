"""A chat and a group find each other: the welcome, `koppel` with and without a code, once more, elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import Answers
from bot.rehearsal.people import Person
from bot.rehearsal.sample import SLUG, sample_programme
from dialogs.ids import ConversationId
from dialogs.programmes.model import ProgrammeFile
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged

WELCOME = "Welkom in je groep"
GUEST_ANNA = "anna_voorbeeld.example#EXT#@host.example"
NO_GROUP = "Ik vind geen groep 1 waarvan je moderator bent."


def led_by_one(programme: ProgrammeFile) -> ProgrammeFile:
    """The second group gets the first one's moderator as well."""
    first, second = programme.groups
    return replace(programme, groups=(first, replace(second, moderators=first.moderators)))


async def linked(stage: Stage, number: int) -> int | None:
    """Which group the chat of this group is linked to."""
    async with stage.bot.house.reading() as uow:
        found = await uow.groups.of_chat(ConversationId(stage.room.group_chat(number).id))
    return found.number if found else None


async def code_of(stage: Stage, number: int) -> str:
    async with stage.bot.house.reading() as uow:
        return next(code for group, _, code in await uow.programmes.codes(SLUG) if group == number)


async def installed(stage: Stage, number: int = 1) -> LivingGroup:
    group = stage.group(number)
    await group.moderator.installs(group.chat)
    await stage.settle()
    return group


async def test_the_bot_welcomes_a_group_once_though_the_channel_tells_of_it_twice(stage: Stage) -> None:
    group = await installed(stage)

    assert [WELCOME in text for text in group.chat.texts] == [True]


async def test_the_bot_welcomes_a_person_once(stage: Stage) -> None:
    group = stage.group(1)

    await group.moderator.installs()
    await stage.settle()

    assert len(group.moderator.chat.cards) == 1
    assert "Welkom" in group.moderator.chat.last_card.text


async def test_new_people_in_the_chat_are_not_welcomed_one_by_one(group: LivingGroup) -> None:
    before = len(group.chat.messages)
    visitor = stranger("Zoë")

    await group.stage.room.channel.join(group.chat, visitor)
    await group.stage.settle()

    assert group.said_since(before) == []


async def test_a_moderator_whom_the_roster_shows_links_with_one_word(stage: Stage) -> None:
    group = await installed(stage)

    said = await group.says("koppel 1")

    assert "Gekoppeld: dit is jullie planning" in said[0]
    assert "ma 10 mei 2027 10.00–11.00 uur" in said[0]
    assert await linked(stage, 1) == 1


async def test_everybody_in_the_roster_is_known_guests_by_their_decoded_name(group: LivingGroup) -> None:
    guests = [p for p in group.chat.members.values() if "#EXT#" in (p.upn or "")]

    async with group.stage.bot.house.reading() as uow:
        found = await uow.groups.of_chat(ConversationId(group.chat.id))
        assert found is not None
        unmatched = await uow.people.unmatched(found.id)

    assert guests
    assert all(guest.email == "" for guest in guests)
    assert list(unmatched) == []
    assert "Plek kiezen" not in group.chat.last_card.titles


async def test_the_button_links_as_well(stage: Stage) -> None:
    group = await installed(stage)

    dialog = await group.moderator.presses(group.chat, "Koppelen")
    done = await dialog.submits("Koppelen")
    await stage.settle()

    assert done.message == "Deze chat hoort nu bij groep 1. Ik zet de planning erbij."
    assert await linked(stage, 1) == 1


async def test_a_form_that_is_delivered_twice_links_once_and_thanks_twice(stage: Stage) -> None:
    group = await installed(stage)
    dialog = await group.moderator.presses(group.chat, "Koppelen")
    done = await dialog.submits("Koppelen")

    again = await stage.room.channel.redeliver(stage.room.channel.sent[-1])
    await stage.settle()

    assert again.body == {"task": {"type": "message", "value": done.message}}
    assert ["Gekoppeld: dit is jullie planning" in text for text in group.chat.texts].count(True) == 1


async def test_a_participant_cannot_link(stage: Stage) -> None:
    group = await installed(stage)

    said = await group.says("koppel 1", by=group.actor("Anna"))

    assert said[0].startswith(NO_GROUP)
    assert await linked(stage, 1) is None


async def test_a_moderator_cannot_link_a_group_of_somebody_else(stage: Stage) -> None:
    group = await installed(stage)

    said = await group.says("koppel 2")

    assert said[0].startswith("Ik vind geen groep 2 waarvan je moderator bent.")
    assert await linked(stage, 1) is None


async def test_a_moderator_whom_the_roster_hides_is_asked_for_the_code(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group = await installed(stage)

        said = await group.says("koppel 1")

        assert said[0].startswith(NO_GROUP)
        assert "code" in said[0]
        assert await linked(stage, 1) is None


async def test_a_chat_that_hides_its_roster_asks_for_the_code_and_goes_on(stage: Stage) -> None:
    stage.room.channel.faults.add(Answers(status=403, code="Forbidden"), on=Operation.ROSTER, times=2)
    group = await installed(stage)

    said = await group.says("koppel 1")
    code = await code_of(stage, 1)

    assert said[0].startswith(NO_GROUP)
    assert "Gekoppeld: dit is jullie planning" in (await group.says(f"koppel 1 {code}"))[0]


async def test_the_code_links_and_tells_who_the_moderator_is(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group = await installed(stage)

        await group.says(f"koppel 1 {await code_of(stage, 1)}")
        said = await group.says("start")

        assert await linked(stage, 1) == 1
        assert "Welkom" in said[0]


async def test_a_code_that_was_typed_in_the_chat_helps_nobody_else(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group, visitor = await installed(stage), stranger("Zoë")
        await stage.room.channel.join(group.chat, visitor)
        code = await code_of(stage, 1)
        await group.says(f"koppel 1 {code}")

        said = await group.says(f"koppel 1 {code}", by=stage.room.actor(visitor))

        assert said[0].startswith(NO_GROUP)
        assert await code_of(stage, 1) != code


async def test_a_code_makes_no_moderator_of_somebody_else(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group = await installed(stage)
        await group.says("koppel 1", by=group.actor("Anna"))  # the roster tells who Anna is

        said = await group.says(f"koppel 1 {await code_of(stage, 1)}", by=group.actor("Anna"))

        assert said[0].startswith(NO_GROUP)
        assert await linked(stage, 1) is None


async def test_a_new_code_makes_no_second_one_of_a_moderator_who_is_known(group: LivingGroup) -> None:
    visitor = stranger("Zoë")
    await group.stage.room.channel.join(group.chat, visitor)
    code = await code_of(group.stage, 1)

    said = await group.says(f"koppel 1 {code}", by=group.stage.room.actor(visitor))

    assert said[0].startswith(NO_GROUP)


async def test_the_code_works_in_the_dialog_too(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group = await installed(stage)
        dialog = await group.moderator.presses(group.chat, "Koppelen")

        refused = await dialog.submits("Koppelen", number="1", code="abcdefgh")
        done = await refused.submits("Koppelen", number="1", code=await code_of(stage, 1))

        assert NO_GROUP in refused.text
        assert done.message == "Deze chat hoort nu bij groep 1. Ik zet de planning erbij."


async def test_a_wrong_code_links_nothing_and_says_what_to_do(migrated_sqlite_url: str) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        group = await installed(stage)

        for wrong in ("abcdefgh", await code_of(stage, 2)):
            said = await group.says(f"koppel 1 {wrong}")
            assert said[0].startswith(NO_GROUP)

        assert await linked(stage, 1) is None


async def test_linking_in_a_chat_of_ones_own_points_to_the_groups_chat(group: LivingGroup) -> None:
    await group.moderator.types("koppel 1")
    await group.stage.settle()

    assert group.moderator.chat.last_card.text == "Koppelen kan alleen in de chat van de groep zelf."


async def test_who_leads_several_groups_is_asked_which_one_it_is(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = await installed(stage, 2)
        said = await group.says("koppel")

        dialog = await group.moderator.presses(group.chat, "Koppelen")
        done = await dialog.submits("Koppelen", group=dialog.shown.inputs[0].choices[1][1])

        assert said == ["Je begeleidt meer dan één groep. Kies welke bij deze chat hoort."]
        assert done.message == "Deze chat hoort nu bij groep 2. Ik zet de planning erbij."
        assert await linked(stage, 2) == 2


async def test_a_number_settles_which_of_several_groups_is_meant(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = await installed(stage, 2)

        await group.says("koppel 2")

        assert await linked(stage, 2) == 2


async def test_a_linked_chat_gets_another_group_only_after_confirmation(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()

        said = await group.says("koppel 2")
        still = await linked(stage, 1)
        dialog = await group.moderator.presses(group.chat.last_card, "Koppelen")
        await dialog.submits("Koppelen")
        await stage.settle()

        assert "Deze chat hoort nu bij groep 1." in said[0]
        assert still == 1
        assert await linked(stage, 1) == 2


async def test_a_group_moves_to_another_chat_only_after_confirmation(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        await stage.group(1).links()
        other = await installed(stage, 2)

        said = await other.says("koppel 1")
        still = await linked(stage, 1), await linked(stage, 2)
        dialog = await other.moderator.presses(other.chat.last_card, "Koppelen")
        await dialog.submits("Koppelen")
        await stage.settle()

        assert "Groep 1 heeft al een andere chat." in said[0]
        assert still == (1, None)
        assert (await linked(stage, 1), await linked(stage, 2)) == (None, 1)


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "in the dialog"])
async def test_a_code_also_moves_a_chat_that_has_another_group(migrated_sqlite_url: str, *, typed: bool) -> None:
    async with hiding("Mirjam", migrated_sqlite_url) as stage:
        other = stage.group(2)
        await other.links()
        mirjam = stage.room.moderator(1)
        await stage.room.channel.join(other.chat, mirjam.person)
        code = await code_of(stage, 1)

        if typed:
            await other.says(f"koppel 1 {code}", by=mirjam)
            dialog = await mirjam.presses(other.chat.last_card, "Koppelen")
        else:
            opened = await mirjam.presses(other.chat, "Koppelen")
            dialog = await opened.submits("Koppelen", number="1", code=code)
        asked = await linked(stage, 2)
        done = await dialog.submits("Koppelen")

        assert asked == 2
        assert "Deze chat hoort nu bij groep 2." in dialog.text
        assert done.message == "Deze chat hoort nu bij groep 1. Ik zet de planning erbij."
        assert await linked(stage, 2) == 1


async def test_a_chat_of_ones_own_is_never_linked(group: LivingGroup) -> None:
    mirjam = group.moderator
    dialog = await mirjam.presses(group.chat, "Koppelen")
    data = {**dialog.shown.button("Koppelen").data, "f-group": dialog.shown.inputs[0].choices[0][1]}

    sent = await mirjam.invokes("task/submit", data, in_=mirjam.chat)

    assert mirjam.read_task(sent, mirjam.chat).message == "Koppelen kan alleen in de chat van de groep zelf."
    assert await linked(group.stage, 1) == 1


async def test_a_confirmation_that_is_delivered_twice_moves_the_group_once(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        await stage.group(1).links()
        other = await installed(stage, 2)
        await other.says("koppel 1")
        dialog = await other.moderator.presses(other.chat.last_card, "Koppelen")
        done = await dialog.submits("Koppelen")

        again = await stage.room.channel.redeliver(stage.room.channel.sent[-1])
        await stage.settle()

        assert again.body == {"task": {"type": "message", "value": done.message}}
        assert ["Gekoppeld: dit is jullie planning" in text for text in other.chat.texts].count(True) == 1


async def test_linking_the_same_chat_again_changes_nothing(group: LivingGroup) -> None:
    await group.says("koppel 1")

    assert await linked(group.stage, 1) == 1
    assert group.stage.room.channel.complaints == []


async def test_a_bot_that_was_removed_and_added_again_goes_on_where_it_was(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.moderator.removes_bot(group.chat)
    before = len(group.chat.messages)

    await group.moderator.installs(group.chat)
    await group.stage.settle()
    thanks = await group.answers("Anna", question="Wat zou je zelf graag willen weten?")

    assert all(WELCOME not in text for text in group.said_since(before))
    assert await linked(group.stage, 1) == 1
    assert thanks == "Dank je. Je antwoord is binnen."


async def test_a_round_that_was_opened_while_the_bot_was_away_gets_its_card_when_it_is_back(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.moderator.removes_bot(group.chat)
    for _ in range(2):
        await group.moderator.presses(group.moderator.chat, "Verder")
        await group.stage.settle()
    opened = (await group.session()).current

    await group.moderator.installs(group.chat)
    await group.stage.settle()

    assert opened is not None
    assert opened.key.round_id == "1.5"
    assert "ronde 5" in group.chat.last_card.text


async def test_a_group_that_moves_during_a_session_takes_its_round_along(migrated_sqlite_url: str) -> None:
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        first = stage.group(1)
        await first.links()
        await first.reaches("1.4")
        other = await installed(stage, 2)
        await other.says("koppel 1")

        dialog = await other.moderator.presses(other.chat.last_card, "Koppelen")
        await dialog.submits("Koppelen")
        await stage.settle()

        assert "Antwoord geven" in other.chat.card_with("Antwoord geven").titles


async def test_a_bot_that_was_removed_says_nothing(group: LivingGroup) -> None:
    await group.says("start")
    await group.moderator.removes_bot(group.chat)
    calls = len(group.stage.room.channel.calls)

    await group.moderator.types("verder")
    await group.stage.settle()

    after = group.stage.room.channel.calls[calls:]
    assert [call for call in after if call.conversation_id == group.chat.id] == []


async def test_a_changed_service_address_is_followed_at_once(group: LivingGroup) -> None:
    await group.reaches("1.4")

    async with second_address(group.stage) as heard:
        await group.answers("Anna", question="Wat zou je zelf graag willen weten?")
        await group.stage.settle()

    assert heard
    assert "1 van de 7 heeft geantwoord" in group.chat.last_card.text


async def test_two_people_with_one_name_each_answer_for_themselves(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    first, second = programme.groups
    people = tuple(replace(p, name="Anna") if p.name == "Bert" else p for p in first.participants)
    programme = replace(programme, groups=(replace(first, participants=people), second))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        await group.reaches("1.4")

        for number, anna in enumerate(a for a in group.everyone if a.name == "Anna"):
            dialog = await anna.presses(group.chat, "Antwoord geven")
            await dialog.submits("Insturen", question=f"Wat is je vraag nummer {number}?")
        await group.says("verder")

        names = {line.split("  ")[0] for line in group.card("nummer 0").splitlines() if "Wat is je vraag" in line}
        assert len(names) == 2
        assert all(name.startswith("Anna (Organisatie ") for name in names)


async def test_two_accounts_that_fit_one_person_are_not_guessed_at(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await stage.room.channel.join(group.chat, replace(stranger("Anna"), upn=GUEST_ANNA))

        await group.links()

        assert "Van één plek weet ik nog niet wie erop zit." in group.card("jullie planning")


async def test_an_e_mail_address_counts_before_a_principal_name(migrated_sqlite_url: str) -> None:
    """Els is known by her own address, though her account is named after another of the group."""
    own, named = "els@voorbeeld.example", "farid@voorbeeld.example"

    def seen(person: Person) -> Person:
        return replace(person, email=own, upn=named) if person.name == "Els" else person

    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW, as_seen=seen) as stage:
        group = stage.group(1)

        await group.links()
        await group.reaches("1.4")

        assert await group.answers("Els", question="Wat zou je zelf willen?") == "Dank je. Je antwoord is binnen."
        session = await group.session()
        assert [session.seat(person).name for _, person in session.answers] == ["Els"]  # type: ignore[union-attr]


def stranger(name: str) -> Person:
    """Somebody of whom the programme has never heard."""
    return Person.seated(name=name, email=f"{name.lower()}@elders.example", group=1, guest=True)


@asynccontextmanager
async def hiding(name: str, url: str) -> AsyncIterator[Stage]:
    """The channel shows this person's name and nothing else, as it does for people from elsewhere."""

    def seen(person: Person) -> Person:
        return replace(person, email="", upn=None, entra_id=None) if person.name == name else person

    async with staged(sample_programme(NOW), database_url=url, now=NOW, as_seen=seen) as stage:
        yield stage


@asynccontextmanager
async def second_address(stage: Stage) -> AsyncIterator[list[str]]:
    """The channel from another address from now on, and what it hears there."""
    heard: list[str] = []

    @web.middleware
    async def note(request: web.Request, handler: object) -> web.StreamResponse:
        heard.append(request.path)
        assert callable(handler)
        answer: web.StreamResponse = await handler(request)
        return answer

    app = web.Application(middlewares=[note])
    app.add_routes(stage.room.channel_routes(""))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.room.channel.service_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield heard
    finally:
        await runner.cleanup()
