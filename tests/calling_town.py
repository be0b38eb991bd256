"""A group whose reminders are called in a test: a real store, a clock that is set, and hands that answer forms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.bootstrap import furnish
from bot.library import Library, read_stored
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.formats.model import Language
from dialogs.groups import FormAnswer, Group
from dialogs.ids import ConversationId, ExperimentId, PersonId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.programmes.model import GroupEntry, ProgrammeFile, Role, SessionEntry
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.sessions import messages as m
from dialogs.sessions.machine import decide
from dialogs.sessions.model import RunKey
from dialogs.turns import ChatKind
from dialogs.usecases.calling import call_due
from dialogs.usecases.forms_between import ATTENDANCE, beside_attendance
from dialogs.usecases.house import House
from dialogs.usecases.importing import import_programme
from dialogs.usecases.lead import command_session
from storage.database import Database
from storage.tables import groups, outbox, sessions
from tests.programme_builders import a_group, a_person
from tests.storage_builders import address, find_group, origin

ZONE: Final = ZoneInfo("Europe/Amsterdam")
SLUG: Final = "proef"
MINUTES: Final = (60, 45, 45, 60)
NAMES: Final = ("Anna", "Bert", "Chaima", "Dirk")
SERIES: Final = ("2027-05-10 10:00", "2027-05-31 10:00", "2027-06-14 10:00", "2027-09-13 10:00")
LONG_BEFORE: Final = "2027-04-01 09:00"


def said_by(row: Any) -> Notice:
    """The notice in a row of the outbox."""
    return Notice(
        kind=NoticeKind(row.kind),
        act=Act(row.act),
        conversation=row.conversation_id,
        key=row.key,
        payload=row.payload,
        due_at=row.due_at,
    )


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@dataclass(slots=True)
class SetClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


def the_group(
    *starts: str, number: int = 1, names: Sequence[str] = NAMES, moderator: str = "Mo", format_: str | None = None
) -> GroupEntry:
    people = [a_person(name, Role.PARTICIPANT if place else Role.HOTSEAT) for place, name in enumerate(names)]
    made = a_group(number)
    return GroupEntry(
        number=number,
        ambition=made.ambition,
        dilemma=made.dilemma,
        moderators=(a_person(moderator, Role.MODERATOR),),
        participants=tuple(people),
        sessions=tuple(
            SessionEntry(number=nth, starts=local(start), minutes=minutes)
            for nth, (start, minutes) in enumerate(zip(starts, MINUTES, strict=False), 1)
        ),
        format=format_,
    )


def the_programme(*groups: GroupEntry) -> ProgrammeFile:
    return ProgrammeFile(
        slug=SLUG,
        title="Proef",
        language=Language.NL,
        time_zone="Europe/Amsterdam",
        format="mastermind-4",
        preset="standard",
        groups=groups,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    database: Database
    house: House
    clock: SetClock

    @property
    def writing(self) -> "Town":
        """The same, where a mail server is set up."""
        return replace(self, house=replace(self.house, mails=True))

    async def imports(self, *groups: GroupEntry) -> None:
        await import_programme(self.house, the_programme(*groups), sources=Library.open().sources)

    async def settles(self, *groups: GroupEntry, alone: Collection[str] = (), linked: bool = True) -> "Town":
        """Everybody has a chat of their own with the bot but those who are `alone`."""
        await self.imports(*groups)
        async with self.database.unit_of_work() as uow:
            for entry in groups:
                group = await find_group(uow, SLUG, entry.number)
                for member in group.members:
                    await uow.people.match(
                        member.person,
                        channel_id=address(member.name),
                        entra_id=None,
                        tenant_id="tenant-1",
                        now=self.house.now(),
                    )
                    if member.name not in alone:
                        own = chat_of(member.name)
                        await uow.chats.seen(origin(member.name, chat=own, kind=ChatKind.PERSONAL), active=True)
                if linked:
                    await uow.chats.seen(origin("Mo", chat=group_chat(entry.number)), active=True)
                    await uow.groups.link(group.id, group_chat(entry.number))
            await uow.commit()
        return self

    async def group(self, number: int = 1) -> Group:
        async with self.database.reading() as uow:
            return await find_group(uow, SLUG, number)

    async def session(self, number: int, *, group: int = 1) -> SessionId:
        return next(head.id for head in (await self.group(group)).sessions if head.number == number)

    async def person(self, name: str, *, group: int = 1) -> PersonId:
        return next(member.person for member in (await self.group(group)).members if member.name == name)

    # --- time

    async def calls(self, at: str, *, groups: int = 20) -> list[Told]:
        """All that is due at this moment, in the zone of the programme."""
        self.clock.moment = local(at)
        told: list[Told] = []
        while (called := await call_due(self.house, groups=groups)).groups:
            told += called.told
        return told

    async def goes_to(self, until: str) -> list[Told]:
        """Every moment on the way, as the heartbeat meets it."""
        told: list[Told] = []
        while (due := await self._next()) is not None and due <= local(until):
            told += await self.calls(shown(max(due, self.clock.moment)))
        self.clock.moment = local(until)
        return told

    async def _next(self) -> datetime | None:
        async with self.database.reading() as uow:
            return await uow.reminders.next_due()

    # --- what people do

    async def leads(
        self,
        number: int,
        at: str,
        *,
        minutes: int = 60,
        group: int = 1,
        by: str = "Mo",
        chosen: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """The session is held, from this moment on, and ended. `chosen`: on which day somebody will look back (3.5)."""
        self.clock.moment = local(at)
        leader = await self.person(by, group=group)
        await self._commands(number, m.Start(by=leader), group)
        await self._choose(await self.session(number, group=group), chosen)
        self.clock.moment += timedelta(minutes=minutes)
        await self._commands(number, m.End(by=leader), group)

    async def _choose(self, session: SessionId, chosen: Mapping[str, str]) -> None:
        run, now = RunKey("3.5", 1), self.house.now()
        async with self.database.unit_of_work() as uow:
            stored = await uow.sessions.lock(session)
            events: list[m.Event] = [m.RoundOpened(run=run, at=now, minutes=5)] if chosen else []
            for name, day in chosen.items():
                person = await self.person(name)
                fields = {"interim_date": day}
                events.append(m.AnswerGiven(person=person, by=person, run=run, version=1, fields=fields, at=now))
            if stored is not None and events:
                await uow.sessions.record(stored, events)
            await uow.commit()

    async def moves(self, number: int, to: str, *, group: int = 1) -> None:
        leader = await self.person("Mo", group=group)
        await self._commands(number, m.MoveSession(by=leader, starts_at=local(to)), group)

    async def cancels(self, number: int) -> None:
        await self._commands(number, m.CancelSession(by=await self.person("Mo")), 1)

    async def _commands(self, number: int, command: m.Command, group: int) -> None:
        sender = origin("Mo", chat=group_chat(group), activity=f"{number}-{type(command).__name__}-{self.house.now()}")
        await command_session(
            self.house, origin=sender, session=await self.session(number, group=group), command=command
        )

    async def answers(self, name: str, form: str, number: int, *, group: int = 1, **fields: object) -> None:
        session, person = await self.session(number, group=group), await self.person(name, group=group)
        async with self.database.unit_of_work() as uow:
            before = [one for one in await uow.sessions.forms_of(session) if (one.form, one.person) == (form, person)]
            if form == ATTENDANCE and (asked := await uow.sessions.get(session)) is not None:
                fields |= beside_attendance(asked)
            answer = FormAnswer(
                session=session,
                form=form,
                person=person,
                version=before[0].version + 1 if before else 1,
                fields=fields,
                at=self.house.now(),
            )
            await uow.sessions.save_form(answer)
            if fields.get("coming") == "no" and (stored := await uow.sessions.lock(session)) is not None:
                mark = m.MarkSeat(by=person, person=person, cannot_come=True)
                await uow.sessions.record(stored, decide(stored, mark, self.house.now()))
            await uow.commit()

    async def tries(
        self, *names: str, since: int = 1, group: int = 1, on: date = date(2027, 5, 12), nth: str = ""
    ) -> None:
        """An experiment thought of in this session, or after it."""
        found = await self.group(group)
        session = await self.session(since, group=group)
        async with self.database.unit_of_work() as uow:
            for name in names:
                await uow.experiments.save(
                    Experiment(
                        id=ExperimentId(f"experiment-{group}-{name}{nth}"),
                        group=found.id,
                        person=await self.person(name, group=group),
                        when="ik morgen begin",
                        then="vraag ik eerst wat er goed gaat",
                        on=on,
                        safety=Safety.NO,
                        state=ExperimentState.THOUGHT_OF,
                        version=1,
                        session=session,
                        round_id="1.8",
                        run=1,
                        created_at=self.house.now(),
                    ),
                    now=self.house.now(),
                )
            await uow.commit()

    async def stops(self, name: str) -> None:
        found = await self.group()
        async with self.database.unit_of_work() as uow:
            for one in await uow.experiments.of_person(await self.person(name), found.id):
                await uow.experiments.save(
                    replace(one, state=ExperimentState.STOPPED, version=one.version + 1), now=self.house.now()
                )
            await uow.commit()

    async def takes_back(self, name: str, number: int, round_id: str) -> None:
        """What they answered in that round."""
        person = await self.person(name)
        await self._commands(number, m.WithdrawAnswer(person=person, run=RunKey(round_id, 1)), 1)

    async def reports(self, name: str, number: int) -> None:
        group, person = await self.group(), await self.person(name)
        async with self.database.unit_of_work() as uow:
            await uow.reports.save(
                ExperimentReport(
                    session=await self.session(number),
                    person=person,
                    number=1,
                    experiment=ExperimentId(f"experiment-1-{name}"),
                    group=group.id,
                    version=1,
                    done=Done.YES,
                    fields={"done": "yes"},
                    by=person,
                    at=self.house.now(),
                )
            )
            await uow.commit()

    async def pauses(self, name: str, until: date, *, group: int = 1) -> None:
        async with self.database.unit_of_work() as uow:
            await uow.preferences.pause(await self.person(name, group=group), until)
            await uow.commit()

    async def puts_off(self, name: str, rule: str, number: int, *, until: str, group: int = 1) -> None:
        """*Later herinneren*."""
        head = next(head for head in (await self.group(group)).sessions if head.number == number)
        due = local(until)
        async with self.database.unit_of_work() as uow:
            await uow.reminders.add(
                Reminder(
                    group=(await self.group(group)).id,
                    session=head.id,
                    rule=rule,
                    person=await self.person(name, group=group),
                    due_at=due,
                    drop_after=min(due + timedelta(days=1), head.starts_at),
                    promised=True,
                )
            )
            await uow.commit()

    async def breaks(self, group: int, *, number: int = 4, mended: bool = False) -> None:
        """A session of it holds what nobody can read."""
        phase = "planned" if mended else "torn"
        of_group = sa.select(groups.c.id).where(groups.c.number == group).scalar_subquery()
        async with self.database.engines[0].begin() as db:
            await db.execute(
                sa.update(sessions)
                .where(sessions.c.group_id == of_group, sessions.c.number == number)
                .values(phase=phase)
            )

    # --- what came of it

    async def outbox(self, *kinds: str) -> list[Any]:
        async with self.database.engines[0].connect() as db:
            rows = (await db.execute(sa.select(outbox).order_by(outbox.c.id))).all()
        return [row for row in rows if not kinds or row.kind in kinds]

    async def delivers(self) -> None:
        """All that is due came into its chat."""
        desk, now = self.database.courier_desk(), self.clock.now()
        while claimed := await desk.claim(worker="w", now=now, real=now, limit=50):
            said = [(one, None if one.notice.act is Act.DELETE else f"activity-{one.id}") for one in claimed]
            await desk.sent(said, worker="w", now=now)

    async def names(self) -> dict[str | None, str]:
        found: dict[str | None, str] = {None: "group"}
        async with self.database.reading() as uow:
            for number in sorted({nr for nr, *_ in await uow.programmes.codes(SLUG)}):
                found |= {member.person: member.name for member in (await find_group(uow, SLUG, number)).members}
        return found

    async def read(self, told: Sequence[Told], *fates: Fate) -> list[tuple[str, str, str]]:
        """(day, rule, who) of those with one of these fates, sorted."""
        names = await self.names()
        wanted = fates or (Fate.SAID,)
        return sorted((one.on.isoformat(), one.rule, names[one.person]) for one in told if one.fate in wanted)


def chat_of(name: str) -> ConversationId:
    return ConversationId(f"a:{name.lower()}")


def group_chat(number: int = 1) -> ConversationId:
    return ConversationId(f"19:group-{number}@thread.v2")


def town_on(database_url: str, *, now: str, **more: Any) -> Town:
    clock = SetClock(local(now))
    database = Database(database_url, formats=read_stored)
    return Town(database=database, house=furnish(database, clock, **more), clock=clock)
