"""Many groups in many tenants whose season is planned: the store a soak begins with."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.bootstrap import furnish, open_database
from bot.library import Library
from bot.settings import Settings
from dialogs.formats.model import Language
from dialogs.groups import FormAnswer, Group
from dialogs.ids import ConversationId
from dialogs.ports import Chat
from dialogs.programmes.model import GroupEntry, PersonEntry, ProgrammeFile, Role, SessionEntry
from dialogs.turns import ChatKind, Origin
from dialogs.usecases.house import House
from dialogs.usecases.importing import import_programme
from tests.soak.channel import LEAVES

BEGINS: Final = datetime(2027, 4, 19, 6, tzinfo=UTC)
"""A Monday; the first session is three weeks later."""
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_BOT: Final = "28:bot"
_GAPS: Final = (0, 14, 21, 105)
"""Days from the first session. The third follows a week after the second, the fourth after the summer."""
_MINUTES: Final = (60, 45, 45, 60)
_ANSWERED: Final = 0.4
_WITHOUT_A_CHAT: Final = 2
"""Of every group, so many that the bot can only reach in the group."""
_LEAVES: Final = 5
"""Which of them blocks the bot one day: nobody whose questions are for them alone."""


@dataclass(frozen=True, slots=True)
class _Standstill:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


async def built(url: str, *, service_url: str, groups: int, tenants: int, seed: int) -> None:
    """Imports the programme, lets the groups have their chats, and has some people answer before they are asked."""
    database = open_database(Settings(database_url=url))
    chance = random.Random(seed)
    try:
        await database.upgrade()
        house = furnish(database, _Standstill(BEGINS))
        await import_programme(house, _programme(groups, tenants), sources=Library.open().sources)
        async with database.engines[1].connect() as db:
            found = (await db.execute(sa.text("SELECT id, number FROM groups ORDER BY number"))).all()
        for row in found:
            async with house.reading() as uow:
                group = await uow.groups.get(row.id)
            await _moves_in(house, group, tenant=f"t{row.number % tenants}", service_url=service_url)
            await _answers(house, group, chance)
    finally:
        await database.dispose()


def _programme(groups: int, tenants: int) -> ProgrammeFile:
    return ProgrammeFile(
        slug="seizoen",
        title="Seizoen",
        language=Language.NL,
        time_zone=_ZONE.key,
        format="mastermind-4",
        preset="standard",
        groups=tuple(_group(number, together=number % tenants == 0) for number in range(1, groups + 1)),
    )


def _group(number: int, *, together: bool) -> GroupEntry:
    """All groups of one tenant meet at the same minute, so that its limit is felt; the others are spread."""
    first = datetime(2027, 5, 10, 10, tzinfo=_ZONE)
    if not together:
        first += timedelta(days=number % 5, hours=number % 7 - 1, minutes=15 * (number % 4))
    return GroupEntry(
        number=number,
        ambition="Een heldere lijn",
        dilemma="Wie houdt de lijn vast?",
        moderators=(_person("Moderator", number, Role.MODERATOR),),
        participants=(
            _person("Hotseat", number, Role.HOTSEAT),
            *(_person(f"Deelnemer {nth}", number, Role.PARTICIPANT) for nth in range(1, 7)),
        ),
        sessions=tuple(
            SessionEntry(number=nth, starts=(first + timedelta(days=gap)).astimezone(UTC), minutes=minutes)
            for nth, (gap, minutes) in enumerate(zip(_GAPS, _MINUTES, strict=True), 1)
        ),
    )


def _person(name: str, number: int, role: Role) -> PersonEntry:
    email = f"{name.lower().replace(' ', '')}.{number}@voorbeeld.example"
    return PersonEntry(name=f"{name} {number}", email=email, role=role)


async def _moves_in(house: House, group: Group, *, tenant: str, service_url: str) -> None:
    chat = ConversationId(f"19:{tenant}-{group.number}@thread.v2")
    origin = Origin(
        conversation_id=chat,
        kind=ChatKind.GROUP,
        tenant_id=tenant,
        service_url=service_url,
        activity_id="",
        bot_id=_BOT,
        sender_id="29:someone",
        sender_name="",
        sender_entra_id=None,
    )
    async with house.writing() as uow:
        await uow.chats.seen(origin, active=True)
        await uow.groups.link(group.id, chat)
        for nth, member in enumerate(group.members):
            address = f"29:{member.person}"
            await uow.people.match(member.person, channel_id=address, entra_id=None, tenant_id=tenant, now=house.now())
            if Role.MODERATOR in member.roles or nth >= _WITHOUT_A_CHAT:
                leaves = LEAVES if nth == _LEAVES else "-"
                own = Chat(
                    id=ConversationId(f"a:{tenant}{leaves}{member.person}"),
                    kind=ChatKind.PERSONAL,
                    service_url=service_url,
                    tenant_id=tenant,
                    bot_id=_BOT,
                    person=member.person,
                )
                await uow.chats.opened(own)
        await uow.commit()


async def _answers(house: House, group: Group, chance: random.Random) -> None:
    async with house.writing() as uow:
        for head in group.sessions:
            for member in group.members:
                if Role.MODERATOR not in member.roles and chance.random() < _ANSWERED:
                    await uow.sessions.save_form(
                        FormAnswer(
                            session=head.id,
                            form="attendance",
                            person=member.person,
                            version=1,
                            fields={"coming": "yes"},
                            at=house.now(),
                        )
                    )
        await uow.commit()
