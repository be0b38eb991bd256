"""The store a figure begins with: many groups in their chats, each with its first silent round open."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.talk import request
from benchmarks.world import BOT_ID, TENANT
from bot.bootstrap import furnish, open_database
from bot.clock import SystemClock
from bot.library import Library
from bot.rehearsal.sample import sample_programme
from bot.settings import Settings
from dialogs.cards.actions.answers import AnswerSubmit
from dialogs.groups import Group
from dialogs.ids import ConversationId, PersonId, SessionId
from dialogs.programmes.model import GroupEntry, ProgrammeFile, Role
from dialogs.sessions import messages as m
from dialogs.sessions.machine import apply, decide
from dialogs.sessions.model import RoundPhase, RunKey, Session
from dialogs.turns import ChatKind, Origin
from dialogs.usecases.consequences import consequences
from dialogs.usecases.house import House
from dialogs.usecases.importing import import_programme
from storage.database import Database

GROUPS = 200
ROUND = "1.4"  # silent, for everybody but the hotseat: seven or eight people write at the same time
_WORDS = "Wat zou er gebeuren als je de eerste stap morgen zelf zet, ook zonder dat de anderen al mee zijn?"


@dataclass(kw_only=True)
class Seat:
    """Somebody who may answer, and the newest version of their answer."""

    service_url: str
    chat: str
    session: str
    sender: str
    version: int = 0
    told: int = 0

    def answer(self, token: str | None = None) -> bytes:
        self.told += 1
        action = AnswerSubmit(session=SessionId(self.session), round=ROUND, run=1, version=self.version)
        data = {**action.pack(), "f-question": f"{_WORDS} ({self.told})"}
        value = {"data": data, "context": {"theme": "default"}}
        return self._post({"type": "invoke", "name": "task/submit", "value": value}, token)

    def says(self, words: str) -> bytes:
        at = "<at>Mastermind</at>"
        self.told += 1
        mention = {"type": "mention", "text": at, "mentioned": {"id": BOT_ID, "name": "Mastermind"}}
        return self._post(
            {"type": "message", "text": f"{at} {words}", "textFormat": "plain", "entities": [mention]}, None
        )

    def _post(self, what: dict[str, Any], token: str | None) -> bytes:
        activity = {
            "id": f"{self.sender}-{self.told}",
            "timestamp": "2026-11-21T08:00:00.123Z",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": self.sender, "name": "Anna", "aadObjectId": f"entra-{self.sender}"},
            "recipient": {"id": BOT_ID, "name": "Mastermind"},
            "conversation": {
                "id": self.chat,
                "conversationType": "groupChat",
                "isGroup": True,
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
            "locale": "nl-NL",
        }
        return request(json.dumps(activity | what).encode(), token=token)


async def furnished(database_url: str, service_url: str, *, groups: int = GROUPS) -> list[Seat]:
    """Migrates the store and opens the round in every group; who may answer it, a different group at every step."""
    database = open_database(Settings(database_url=database_url))
    try:
        await database.upgrade()
        house = furnish(database, SystemClock())
        await import_programme(house, _programme(groups), sources=Library.open().sources)
        by_group = [await _seats(house, group, service_url) for group in await _groups(house, database)]
    finally:
        await database.dispose()
    return [seat for row in zip(*by_group, strict=True) for seat in row]


def _programme(groups: int) -> ProgrammeFile:
    """The sample programme's first group, many times, with one more participant: eight beside the hotseat."""
    sample = sample_programme(datetime.now(UTC))
    model = sample.groups[0]
    more = replace(model.participants[-1], name="Zoë", email="zoe@voorbeeld.example")
    model = replace(model, participants=(*model.participants, more))
    return replace(sample, groups=tuple(_copy(model, number) for number in range(1, groups + 1)))


def _copy(model: GroupEntry, number: int) -> GroupEntry:
    def own(people: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(person, email=f"{number}.{person.email}") for person in people)

    return replace(model, number=number, moderators=own(model.moderators), participants=own(model.participants))


async def _groups(house: House, database: Database) -> list[Group]:
    async with database.engines[1].connect() as db:
        ids = (await db.scalars(sa.text("SELECT id FROM groups ORDER BY number"))).all()
    async with house.reading() as uow:
        return [await uow.groups.get(one) for one in ids]


async def _seats(house: House, group: Group, service_url: str) -> list[Seat]:
    chat = ConversationId(f"19:{group.number}@thread.v2")
    now = house.now()
    origin = Origin(
        conversation_id=chat,
        kind=ChatKind.GROUP,
        tenant_id=TENANT,
        service_url=service_url,
        activity_id="",
        bot_id=BOT_ID,
        sender_id="29:someone",
        sender_name="",
        sender_entra_id=None,
    )
    async with house.writing() as uow:
        for member in group.members:
            await uow.people.match(
                member.person, channel_id=_address(member.person), entra_id=None, tenant_id=TENANT, now=now
            )
        await uow.chats.seen(origin, active=True)
        await uow.groups.link(group.id, chat)
        await uow.commit()
    async with house.writing() as uow:
        linked = await uow.groups.get(group.id)
        planned = await uow.sessions.lock(linked.sessions[0].id)
        assert planned is not None
        moderator = linked.with_role(Role.MODERATOR)[0].person
        opened, events = _opened(planned, moderator, now)
        await uow.sessions.record(planned, events)
        await uow.outbox.add(consequences(group=linked, session=opened, events=events[-1:], now=now))
        await uow.commit()
    return [
        Seat(service_url=service_url, chat=chat, session=opened.id, sender=_address(one.person))
        for one in opened.seats
        if Role.PARTICIPANT in one.roles
    ]


def _address(person: PersonId) -> str:
    return f"29:{person}"


def _opened(session: Session, moderator: PersonId, now: datetime) -> tuple[Session, list[m.Event]]:
    """Led to the round as a moderator leads it; the last event is that it opened."""
    events: list[m.Event] = []
    command: m.Command = m.Start(by=moderator)
    while (run := session.run(RunKey(ROUND, 1))) is None or run.phase is not RoundPhase.OPEN:
        more = decide(session, command, now)
        session = apply(session, more)
        events += more
        command = m.Continue(by=moderator)
    return session, sorted(events, key=lambda event: isinstance(event, m.RoundOpened) and event.run.round_id == ROUND)


async def answers_in(database_url: str) -> int:
    """How many answers were stored: every change adds one to a version."""
    engine = create_async_engine(database_url)
    try:
        async with engine.connect() as db:
            return int(await db.scalar(sa.text("SELECT coalesce(sum(version), 0) FROM answers")) or 0)
    finally:
        await engine.dispose()
