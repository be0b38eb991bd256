"""What any store of groups, people and chats must do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import ConversationId, GroupId, ProgrammeId
from dialogs.ports import Chat, SeatClaim, Visitor
from dialogs.programmes.model import Role
from dialogs.turns import ChatKind
from storage.database import Database
from tests.storage_builders import (
    CHAT,
    FIRST_NAMES,
    NOW,
    address,
    find_group,
    group_entry,
    import_programme,
    origin,
    programme,
    settle_in,
)

PERSONAL = ConversationId("a:personal")
OTHER = ConversationId("19:other@thread.v2")


async def the_group(database: Database) -> Group:
    async with database.reading() as uow:
        return await find_group(uow)


async def test_a_group_knows_its_people_sessions_and_programme(database: Database) -> None:
    await import_programme(database)
    group = await the_group(database)
    assert [member.name for member in group.members] == ["Mo", *FIRST_NAMES]
    assert group.hotseat is not None
    assert (group.hotseat.name, group.hotseat.organisation) == ("Anna", "De Brug")
    assert [one.roles for one in group.members[:3]] == [{Role.MODERATOR}, {Role.HOTSEAT}, {Role.PARTICIPANT}]
    assert [(one.number, one.minutes) for one in group.sessions] == [(1, 30), (2, 30)]
    assert (group.programme_title, group.zone.key, group.language) == ("Masterminds", "Europe/Amsterdam", Language.NL)
    assert (group.format.id, group.preset, group.organisations) == (
        "tiny",
        "standard",
        frozenset({"De Brug"}),
    )
    assert [(one.name, one.about) for one in group.contacts] == [("Coco", "content")]
    assert (group.ambition, group.conversation) == ("Eerder samen kijken", None)


async def test_an_unknown_group_or_format_is_an_error_and_an_unknown_chat_is_nobodys(database: Database) -> None:
    async with database.reading() as uow:
        with pytest.raises(KeyError):
            await uow.groups.get(GroupId("f" * 32))
        with pytest.raises(KeyError):
            await uow.formats.get("nothing")
        assert await uow.groups.of_chat(CHAT) is None
        assert await uow.chats.get(CHAT) is None


async def test_somebody_with_two_roles_is_one_member(database: Database) -> None:
    entry = group_entry()
    watching = replace(entry.moderators[0], role=Role.OBSERVER)
    await import_programme(database, programme(replace(entry, participants=(*entry.participants, watching))))
    group = await the_group(database)
    assert group.with_role(Role.OBSERVER) == group.with_role(Role.MODERATOR)
    assert len(group.members) == 9


async def test_a_link_code_opens_its_own_group_however_it_is_typed(database: Database) -> None:
    await import_programme(database, programme(group_entry(1), group_entry(2)))
    async with database.reading() as uow:
        codes = await uow.programmes.codes("voorbeeld")
        assert [(number, name) for number, name, _ in codes] == [(1, "Mo"), (2, "Mo")]
        code = codes[0][2]
        found = await uow.groups.by_code(1, f" {code[:5].upper()}-{code[5:]} ")
        assert found is not None
        group, moderator = found
        assert (group.number, moderator) == (1, group.with_role(Role.MODERATOR)[0].person)
        assert await uow.groups.by_code(2, code) is None
        assert await uow.groups.by_code(1, "") is None
        assert [g.number for g in await uow.groups.of_person(moderator)] == [1, 2]


async def test_a_link_code_is_spent_once_and_another_takes_its_place(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        moderator = group.with_role(Role.MODERATOR)[0].person
        ((_, _, code),) = await uow.programmes.codes("voorbeeld")
        assert [await uow.groups.spend_code(group.id, moderator, code.upper()) for _ in range(2)] == [True, False]
        ((_, _, following),) = await uow.programmes.codes("voorbeeld")
        assert await uow.groups.by_code(1, code) is None
        assert await uow.groups.by_code(1, following) is not None


async def test_a_chat_and_a_group_have_one_another_only(database: Database) -> None:
    await import_programme(database, programme(group_entry(1), group_entry(2)))
    async with database.unit_of_work() as uow:
        one, two = await find_group(uow, number=1), await find_group(uow, number=2)
        await uow.groups.link(one.id, CHAT)
        await uow.groups.link(two.id, CHAT)
        assert (await uow.groups.get(one.id)).conversation is None
        found = await uow.groups.of_chat(CHAT)
        assert found is not None
        assert found.id == two.id
        await uow.groups.link(two.id, OTHER)
        assert await uow.groups.of_chat(CHAT) is None
        await uow.groups.link(two.id, None)
        assert (await uow.groups.get(two.id)).conversation is None


async def test_a_language_that_was_chosen_goes_before_the_files(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        await uow.groups.set_language(group.id, Language.EN)
        await uow.people.set_language(group.members[1].person, Language.EN)
        await uow.commit()
    await import_programme(database)
    group = await the_group(database)
    assert group.language is Language.EN
    assert [member.language for member in group.members[:3]] == [None, Language.EN, None]


async def test_somebody_unknown_is_a_visitor_by_the_name_they_carry(database: Database) -> None:
    async with database.reading() as uow:
        assert await uow.people.visitor("29:x", "Xander") == Visitor(channel_id="29:x", person=None, name="Xander")


async def test_a_matched_address_is_its_person_and_so_is_a_second_one(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        anna = (await find_group(uow)).members[1].person
        await uow.people.match(anna, channel_id="29:a", entra_id="E-1", tenant_id="t", now=NOW)
        later = NOW + timedelta(hours=1)
        await uow.people.match(anna, channel_id="29:b", entra_id=None, tenant_id="t", now=later)
        await uow.people.set_language(anna, Language.EN)
        for channel_id in ("29:a", "29:b"):
            assert await uow.people.visitor(channel_id, "?") == Visitor(
                channel_id=channel_id, person=anna, name="Anna", language=Language.EN
            )
        member = (await find_group(uow)).member(anna)
        assert member is not None
        assert member.channel_id == "29:b"


async def test_an_address_can_be_given_to_another_person(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        anna, bert = (member.person for member in (await find_group(uow)).members[1:3])
        await uow.people.match(anna, channel_id="29:a", entra_id="E-1", tenant_id="t", now=NOW)
        await uow.people.match(bert, channel_id="29:a", entra_id=None, tenant_id=None, now=NOW)
        assert (await uow.people.visitor("29:a", "?")).person == bert
        assert await uow.people.find(entra_id="e-1", emails=()) == [bert]


async def test_people_are_found_by_entra_id_and_else_by_address_in_any_case(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        anna, bert = (member.person for member in (await find_group(uow)).members[1:3])
        await uow.people.match(anna, channel_id="29:a", entra_id="E-1", tenant_id="t", now=NOW)
        assert await uow.people.find(entra_id="e-1", emails=("bert@voorbeeld.example",)) == [anna]
        assert await uow.people.find(entra_id="e-2", emails=(" BERT@Voorbeeld.example ", "x@voorbeeld.example")) == [
            bert
        ]
        assert await uow.people.find(entra_id=None, emails=("", "nobody@voorbeeld.example")) == []
        assert await uow.people.find(entra_id=None, emails=()) == []


async def test_who_is_not_matched_yet_is_known_in_the_order_of_the_file(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        assert await uow.people.unmatched(group.id) == [member.person for member in group.members]
        await uow.people.match(group.members[0].person, channel_id="29:m", entra_id=None, tenant_id=None, now=NOW)
        assert await uow.people.unmatched(group.id) == [member.person for member in group.members[1:]]


async def test_a_claimed_seat_waits_for_the_moderator_and_a_new_claim_replaces_it(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        first, second = (
            SeatClaim(group=group.id, channel_id="29:x", name="Xander", person=member.person, at=NOW)
            for member in group.members[1:3]
        )
        await uow.people.claim_seat(first)
        await uow.people.claim_seat(second)
        assert await uow.people.seat_claim(group.id, "29:x") == second
        assert await uow.people.seat_claim(group.id, "29:y") is None
        await uow.people.drop_seat_claim(group.id, "29:x")
        assert await uow.people.seat_claim(group.id, "29:x") is None


async def test_a_chat_is_stored_when_seen_and_its_address_overwritten(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        chat = await uow.chats.seen(origin(service_url="https://moved.example/", tenant=None))
        assert chat == Chat(
            id=CHAT,
            kind=ChatKind.GROUP,
            service_url="https://moved.example/",
            tenant_id="tenant-1",
            bot_id="28:bot",
            group=house.group.id,
        )
        assert await uow.chats.get(CHAT) == chat


async def test_a_removed_bot_is_inactive_until_it_hears_something_again(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert (await uow.chats.seen(origin())).active
        assert not (await uow.chats.seen(origin(), active=False)).active
        assert not (await uow.chats.seen(origin(), active=False)).active
        assert (await uow.chats.seen(origin())).active
        await uow.chats.seen(origin(), active=False)
        await uow.chats.set_language(CHAT, Language.EN)
        chat = await uow.chats.get(CHAT)
        assert chat is not None
        assert (chat.active, chat.language) == (False, Language.EN)


async def test_a_personal_chat_is_tied_to_its_person_before_or_after_the_match(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        anna, bert = (member.person for member in (await find_group(uow)).members[1:3])
        before = await uow.chats.seen(origin("Anna", chat=PERSONAL, kind=ChatKind.PERSONAL))
        assert before.person is None
        await uow.people.match(anna, channel_id=address("Anna"), entra_id=None, tenant_id=None, now=NOW)
        await uow.people.match(bert, channel_id=address("Bert"), entra_id=None, tenant_id=None, now=NOW)
        tied = await uow.chats.get(PERSONAL)
        assert tied is not None
        assert tied.person == anna
        after = await uow.chats.seen(origin("Bert", chat=OTHER, kind=ChatKind.PERSONAL))
        assert after.person == bert
        group = await find_group(uow)
        assert [member.personal for member in group.members[1:4]] == [PERSONAL, OTHER, None]
        await uow.chats.seen(origin("Bert", chat=OTHER, kind=ChatKind.PERSONAL), active=False)
        assert (await find_group(uow)).members[2].personal is None


async def test_a_personal_chat_that_the_bot_opened_belongs_to_its_person(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        anna = (await find_group(uow)).members[1].person
        chat = Chat(
            id=PERSONAL,
            kind=ChatKind.PERSONAL,
            service_url="https://channel.example/",
            tenant_id="tenant-1",
            bot_id="28:bot",
            person=anna,
        )
        await uow.chats.opened(chat)
        assert await uow.chats.get(PERSONAL) == chat
        assert (await uow.chats.seen(origin("Anna", chat=PERSONAL, kind=ChatKind.PERSONAL))).person == anna


async def test_a_programme_knows_the_positions_of_its_people_each_once(database: Database) -> None:
    group = group_entry()
    places = ("residentieel", "toegang lokaal team", "", "toegang lokaal team")
    seats = [replace(one, position=places[n % 4]) for n, one in enumerate(group.participants)]
    await import_programme(database, programme(replace(group, participants=tuple(seats))))
    programme_id = (await the_group(database)).programme

    async with database.reading() as uow:
        assert list(await uow.people.positions(programme_id)) == ["residentieel", "toegang lokaal team"]
        assert list(await uow.people.positions(ProgrammeId("f" * 32))) == []
