"""Builders for the store's tests: a small programme in a database, and the hands that play it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.formats.model import (
    Audience,
    Field,
    FieldType,
    Form,
    Format,
    FormatKind,
    Language,
    ModeratorLines,
    Priority,
    Round,
    RoundKind,
    SessionPlan,
    Text,
    Visibility,
)
from dialogs.groups import Group
from dialogs.ids import ConversationId, ExperimentId, PersonId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import (
    ContactEntry,
    ContactSubject,
    GroupEntry,
    PersonEntry,
    ProgrammeFile,
    Role,
    SessionEntry,
)
from dialogs.sessions.messages import AnswerGiven, RoundOpened, SessionStarted
from dialogs.sessions.model import RunKey
from dialogs.turns import ChatKind, Origin
from storage.database import Database
from storage.tables import cards

NOW: Final = datetime(2027, 5, 10, 8, 0, tzinfo=UTC)
FIRST_NAMES: Final = ("Anna", "Bert", "Chaima", "Dirk", "Esra", "Femke", "Gijs", "Hanna")
QUESTION: Final = RunKey("1.1", 1)
ENERGY: Final = RunKey("1.2", 1)
EVALUATION: Final = RunKey("1.3", 1)
CHAT: Final = ConversationId("19:group@thread.v2")


def _text(words: str) -> Text:
    return Text(nl=words, en=words)


def _round(round_id: str, *fields: Field) -> Round:
    return Round(
        id=round_id,
        title=_text(round_id),
        kind=RoundKind.SILENT,
        audience=Audience.ALL,
        minutes=10,
        priority=Priority.MUST,
        prompt=_text("?"),
        lines=ModeratorLines(open=_text(".")),
        form=Form(fields=fields),
    )


def _field(name: str, kind: FieldType, visibility: Visibility) -> Field:
    return Field(id=name, type=kind, label=_text(name), visibility=visibility)


def read_format(source: str) -> Format:
    """A format of two sessions whose id is its text: a question (G), energy (A), an evaluation (N)."""
    rounds = (
        _round("1.1", _field("question", FieldType.SHORT_TEXT, Visibility.GROUP)),
        _round("1.2", _field("energy", FieldType.SCALE, Visibility.UNNAMED)),
        _round("1.3", _field("useful", FieldType.SCALE, Visibility.NOBODY)),
    )
    plans = tuple(SessionPlan(number=number, title=_text(str(number)), minutes=30, rounds=rounds) for number in (1, 2))
    return Format(
        id=source,
        version=1,
        kind=FormatKind.MASTERMIND,
        title=_text(source),
        presets={"standard": plans, "short": plans},
    )


def person(name: str, role: Role = Role.PARTICIPANT, **details: str) -> PersonEntry:
    return PersonEntry(name=name, email=f"{name.lower()}@voorbeeld.example", role=role, **details)


def group_entry(number: int = 1, *, names: tuple[str, ...] = FIRST_NAMES) -> GroupEntry:
    return GroupEntry(
        number=number,
        ambition="Eerder samen kijken",
        dilemma="Hoe beginnen we zonder te wachten?",
        moderators=(person("Mo", Role.MODERATOR),),
        participants=(person(names[0], Role.HOTSEAT, organisation="De Brug"), *(person(name) for name in names[1:])),
        sessions=(
            SessionEntry(number=1, starts=NOW, minutes=30),
            SessionEntry(number=2, starts=NOW + timedelta(days=14), minutes=30, meeting_url="https://meet.example/2"),
        ),
    )


def programme(*groups: GroupEntry, slug: str = "voorbeeld") -> ProgrammeFile:
    return ProgrammeFile(
        slug=slug,
        title="Masterminds",
        language=Language.NL,
        time_zone="Europe/Amsterdam",
        format="tiny",
        preset="standard",
        groups=groups or (group_entry(),),
        coordinators=(person("Coco", Role.COORDINATOR),),
        contacts=(ContactEntry(name="Coco", email="coco@voorbeeld.example", about=ContactSubject.CONTENT),),
    )


async def import_programme(database: Database, file: ProgrammeFile | None = None) -> ProgrammeFile:
    stored = file or programme()
    async with database.unit_of_work() as uow:
        await uow.formats.keep(digest="tiny-1", format_id="tiny", source="tiny")
        await uow.formats.keep(digest="tiny-2", format_id="tiny", source="tiny")
        await uow.programmes.apply(stored, digests={"tiny": "tiny-1"}, now=NOW)
        await uow.commit()
    return stored


def address(name: str) -> str:
    return f"29:{name.lower()}"


def origin(
    name: str = "Anna",
    *,
    chat: ConversationId = CHAT,
    kind: ChatKind = ChatKind.GROUP,
    service_url: str = "https://channel.example/",
    activity: str = "a-1",
    tenant: str | None = "tenant-1",
) -> Origin:
    return Origin(
        conversation_id=chat,
        kind=kind,
        tenant_id=tenant,
        service_url=service_url,
        activity_id=activity,
        bot_id="28:bot",
        sender_id=address(name),
        sender_name=name,
        sender_entra_id=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with everyone matched, its first session open in the first round."""

    group: Group
    session: SessionId
    later: SessionId
    people: Mapping[str, PersonId]

    def sender(self, name: str) -> str:
        return address(name)


async def find_group(uow: UnitOfWork, slug: str = "voorbeeld", number: int = 1) -> Group:
    code = next(code for nr, _, code in await uow.programmes.codes(slug) if nr == number)
    found = await uow.groups.by_code(number, code)
    assert found is not None
    return found[0]


async def settle_in(database: Database, *, opened: bool = True) -> House:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        for member in group.members:
            await uow.people.match(
                member.person, channel_id=address(member.name), entra_id=None, tenant_id="tenant-1", now=NOW
            )
        await uow.chats.seen(origin())
        await uow.groups.link(group.id, CHAT)
        group = await uow.groups.get(group.id)
        if opened:
            planned = await uow.sessions.lock(group.sessions[0].id)
            assert planned is not None
            await uow.sessions.record(planned, [SessionStarted(at=NOW), RoundOpened(run=QUESTION, at=NOW, minutes=10)])
        await uow.commit()
    return House(
        group=group,
        session=group.sessions[0].id,
        later=group.sessions[1].id,
        people={member.name: member.person for member in group.members},
    )


def given(
    who: PersonId,
    words: object = "Wat helpt jou?",
    *,
    version: int = 1,
    run: RunKey = QUESTION,
    field: str = "question",
) -> AnswerGiven:
    assert isinstance(words, str | int)
    return AnswerGiven(person=who, by=who, run=run, version=version, fields={field: words}, at=NOW)


def an_experiment(house: House, name: str = "Anna", *, number: int = 1) -> Experiment:
    return Experiment(
        id=ExperimentId(f"{number:032d}"),
        group=house.group.id,
        person=house.people[name],
        when="ik morgen begin",
        then="vraag ik eerst wat er goed gaat",
        on=date(2027, 5, 12),
        safety=Safety.NO,
        state=ExperimentState.THOUGHT_OF,
        version=1,
        session=house.session,
        round_id=QUESTION.round_id,
        run=QUESTION.run,
        created_at=NOW + timedelta(seconds=number),
    )


def a_report(house: House, experiment: Experiment, *, number: int = 1) -> ExperimentReport:
    return ExperimentReport(
        session=house.later,
        person=experiment.person,
        number=number,
        experiment=experiment.id,
        group=house.group.id,
        version=1,
        done=Done.YES,
        fields={"done": "yes", "observed": "Het werd stil", "reasons": ("no_time", "other"), "times": 3},
        by=experiment.person,
        at=NOW + timedelta(days=3, seconds=number),
    )


async def card_at(database: Database, key: str) -> str | None:
    """The activity of what stands in the chat under this key, as the courier keeps it."""
    asked = sa.select(cards.c.activity_id).where(cards.c.conversation_id == CHAT, cards.c.key == key)
    async with database.engines[1].connect() as db:
        found: str | None = await db.scalar(asked)
    return found


def post(
    key: str | None = None, *, chat: str = CHAT, act: Act = Act.POST, due_at: datetime = NOW, nth: int = 0
) -> Notice:
    kind = NoticeKind.ROUND if key else NoticeKind.REPLY
    return Notice(kind=kind, act=act, conversation=ConversationId(chat), key=key, payload={"nth": nth}, due_at=due_at)


def refresh(key: str = "round:1", *, chat: str = CHAT, due_at: datetime = NOW, nth: int = 0) -> Notice:
    return post(key, chat=chat, act=Act.REFRESH, due_at=due_at, nth=nth)
