"""The draaiboek before a session, and the text to paste after it."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from dialogs.cards.run_sheet import (
    DAYS,
    AnnouncedView,
    ClosingView,
    RoundLine,
    RunSheetView,
    TriedLine,
    closing_dialog,
    run_sheet_card,
    run_sheet_dialog,
    run_sheet_invitation,
)
from dialogs.cards.values import line_of
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ReportStatus
from dialogs.experiments.rules import effective
from dialogs.formats.model import Language, Priority, Visibility
from dialogs.groups import Group, SessionHead
from dialogs.ids import ConversationId, PersonId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.pages.run_sheet_html import closing_html, gone_html, run_sheet_html
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.ports import UnitOfWork
from dialogs.records import LinkPurpose, PersonalLink
from dialogs.reminders.rules import due_of
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.views import in_group
from dialogs.sessions.visibility import stage_of_run
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Reply
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.card_rows import run_sheet_key
from dialogs.usecases.experiments_shown import experiment_lines_of
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.missed_sessions import missed_lines
from dialogs.usecases.needs import MODERATOR
from dialogs.usecases.own_experiment import born_in
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.scene import WHO_AND_WHEN, Part, Scene, read_scene
from dialogs.usecases.session_pictures import group_title, next_head
from dialogs.usecases.typed import TypedCommand

RUN_SHEET: Final = frozenset({Part.AMBITION, Part.EXPERIMENTS, Part.INCIDENTS, Part.REPORTS, Part.MISSED})
_NOT_OVER: Final = frozenset({SessionPhase.PLANNED, SessionPhase.OPEN})
_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""What 32 random bytes look like; anything else was never given out and need not be looked up."""


# --- asked for


async def typed_run_sheet(_uow: UnitOfWork, house: House, heard: Heard, _command: TypedCommand) -> Sequence[Notice]:
    """`draaiboek`: sent in the 1:1 chat, whatever chat it was asked in."""
    group, person = heard.group, heard.sender.person
    if group is None or person is None or not heard.moderates:
        return (line_to(house, heard, "error.moderator_only"),)
    coming = session_to_prepare(group)
    if coming is None:
        return (line_to(house, heard, "reply.run_sheet.none"),)
    if heard.origin.kind is ChatKind.PERSONAL:
        return announced(coming.id, chat=heard.origin.conversation_id, house=house)
    member = group.member(person)
    own = member.personal if member else None
    invites = reply_to(house, heard, ReplyKind.RUN_SHEET, session=coming.id, elsewhere=own is not None)
    return (invites, *(announced(coming.id, chat=own, house=house) if own else ()))


def session_to_prepare(group: Group) -> SessionHead | None:
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    return running or next_head(group)


def announced(session: SessionId, *, chat: ConversationId, house: House) -> tuple[Notice, ...]:
    """Below what was said meanwhile; the one before goes."""
    return announced_at(session, chat=chat, at=house.now())


def announced_at(
    session: SessionId,
    *,
    chat: ConversationId,
    at: datetime,
    drop_after: datetime | None = None,
    day: date | None = None,
) -> tuple[Notice, ...]:
    """`day`: on which the plan has it. It is posted and not upserted: that would become one with whatever brings the
    card up to date meanwhile, and go when that does."""
    payload = {"session": session} if day is None else {"session": session, "day": day.isoformat()}
    return tuple(
        Notice(
            kind=NoticeKind.RUN_SHEET,
            act=act,
            conversation=chat,
            key=run_sheet_key(session),
            payload=payload,
            due_at=at,
            drop_after=drop_after,
        )
        for act in (Act.DELETE, Act.POST)
    )


async def draw_run_sheet_reply(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`, `elsewhere`. For everybody to see, so there is nothing of the session in it."""
    session = SessionId(str(canvas.payload.get("session")))
    return run_sheet_invitation(session, texts, elsewhere=canvas.payload.get("elsewhere") is True)


async def draw_run_sheet(canvas: Canvas) -> Picture | None:
    """The notice in the moderator's own chat, drawn anew whenever it is asked for again. Payload: `session`, and the
    `day` on which the plan had it."""
    scene = await canvas.scene(WHO_AND_WHEN)
    if scene is None or not scene.moderates(canvas.chat.person) or scene.session.phase not in _NOT_OVER:
        return None
    if (day := canvas.payload.get("day")) is not None and _comes_later(canvas, scene, date.fromisoformat(str(day))):
        return None
    texts = canvas.texts(scene.group)
    session = scene.session
    view = AnnouncedView(
        session=session.id,
        session_number=session.number,
        title=session.plan.title.in_(texts.language),
        group_title=group_title(scene.group, texts),
        zone=scene.group.zone,
        starts_at=session.starts_at,
        minutes=session.minutes,
        rounds=tuple(_rounds(session, texts)),
    )
    said = texts.say("reply.summary.run_sheet", number=session.number)
    return Picture(card=run_sheet_card(view, texts), summary=said)


def _comes_later(canvas: Canvas, scene: Scene, day: date) -> bool:
    """Whether the session moved meanwhile, so that the plan has it on a later day."""
    calendar = canvas.house.calendar(scene.group.zone)
    dues = [
        due_of(scene.group, calendar, session=scene.session.id, rule=rule.id)
        for rule in scene.group.format.reminders
        if rule.to == MODERATOR
    ]
    return scene.session.moved_from is not None and any(due and calendar.day(due) > day for due in dues)


# --- opened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What somebody who leads the session may read of it now."""

    scene: Scene
    notes: str  # of this session once it is over, else of the last one before it
    address: str | None


async def run_sheet_page(by: Moderator) -> Reply:
    if by.scene.session.phase not in _NOT_OVER:
        return await by.again(notice=by.texts.say("reply.run_sheet.over"))
    found = await _opened(by)
    return run_sheet_dialog(run_sheet_view(found.scene, by.texts, notes=found.notes), by.texts, address=found.address)


async def closing_text_page(by: Moderator) -> Reply:
    if by.scene.session.phase is not SessionPhase.ENDED:
        return await by.again(notice=by.texts.say("reply.closing.later"))
    found = await _opened(by)
    spoken = by.house.texts.in_(found.scene.group.language)
    return closing_dialog(closing_view(found.scene, notes=found.notes), by.texts, spoken=spoken, address=found.address)


async def _opened(by: Moderator) -> _Opened:
    """The address of the page to print is new at every opening: the store does not know it and cannot say it again."""
    house, session, now = by.house, by.scene.session.id, by.house.now()
    address = None
    async with house.writing() if house.public_url else house.reading() as uow:
        scene = await read_scene(uow, session, now=now, parts=RUN_SHEET) or by.scene
        notes = await _notes(uow, scene, by.person)
        if house.public_url:
            address = await new_address(uow, house, person=by.person, session=session)
            await uow.commit()
    return _Opened(scene=scene, notes=notes, address=address)


async def new_address(uow: UnitOfWork, house: House, *, person: PersonId, session: SessionId) -> str:
    """Of a page to print; one person's, for some days."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), house.now()
    opens = PersonalLink(
        person=person,
        session=session,
        purpose=LinkPurpose.RUN_SHEET,
        expires_at=now + timedelta(days=DAYS),
    )
    await uow.links.new(hashed(token), opens, now=now)
    return address_of(house, token)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(house: House, token: str) -> str:
    return f"{(house.public_url or '').rstrip('/')}/draaiboek/{token}"


async def _notes(uow: UnitOfWork, scene: Scene, person: PersonId) -> str:
    session = notes_shown(scene)
    note = await uow.notes.private(session.id, person) if session else None
    return note.text if note else ""


def notes_shown(scene: Scene) -> SessionHead | None:
    """Before and during a session the notes of the last one that was held; afterwards its own."""
    over = scene.session.phase is SessionPhase.ENDED
    held = [
        head
        for head in scene.group.sessions
        if head.phase is SessionPhase.ENDED
        and (head.number < scene.session.number or (over and head.id == scene.session.id))
    ]
    return max(held, key=lambda head: head.number, default=None)


# --- printed


async def printed(house: House, token: str) -> str | None:
    """The page behind an address; None when there is none, when it has expired, and for who does not lead the session
    any more. Before the end of the session it is the draaiboek, after it the closing text."""
    if not _TOKEN.fullmatch(token):
        return None
    now = house.now()
    async with house.reading() as uow:
        opens = await uow.links.find(hashed(token), now)
        if opens is None or opens.purpose is not LinkPurpose.RUN_SHEET:
            return None
        scene = await read_scene(uow, opens.session, now=now, parts=RUN_SHEET)
        if scene is None or not scene.moderates(opens.person):
            return None
        notes = await _notes(uow, scene, opens.person)
    member = scene.group.member(opens.person)
    texts = house.texts.in_((member.language if member else None) or scene.group.language)
    if scene.session.phase is SessionPhase.ENDED:
        return closing_html(closing_view(scene, notes=notes), texts, spoken=house.texts.in_(scene.group.language))
    return run_sheet_html(run_sheet_view(scene, texts, notes=notes), texts)


def nothing_there(house: House, language: Language) -> str:
    """What stands at an address without a page."""
    return gone_html(house.texts.in_(language))


# --- what stands in it


def run_sheet_view(scene: Scene, texts: Texts, *, notes: str) -> RunSheetView:
    session, group = scene.session, scene.group
    there = [seat for seat in session.seats if in_group(seat)]
    tried = tuple(_tried(scene))
    head = next((one for one in group.sessions if one.id == session.id), None)
    earlier = notes_shown(scene)
    return RunSheetView(
        session=session.id,
        session_number=session.number,
        title=session.plan.title.in_(texts.language),
        group_title=group_title(group, texts),
        zone=group.zone,
        starts_at=session.starts_at,
        minutes=session.minutes,
        rounds=tuple(_rounds(session, texts)),
        ambition=scene.ambition,
        meeting_url=head.meeting_url if head else None,
        tried=tuple(line for _, line in tried),
        untried=tuple(seat.name for seat in there if seat.person not in {person for person, _ in tried}),
        cannot_come=tuple(seat.name for seat in there if seat.cannot_come or seat.absent),
        aloud=tuple(seat.name for seat in there if seat.aloud),
        missed=missed_lines(scene),
        notes=notes,
        notes_of=earlier.number if earlier else None,
    )


def _rounds(session: Session, texts: Texts) -> Iterator[RoundLine]:
    """By the plan, from when the session began or will begin."""
    clock = session.opened_at or session.starts_at
    for round_ in session.plan.rounds:
        yield RoundLine(
            starts=clock,
            minutes=round_.minutes,
            title=round_.title.in_(texts.language),
            must=round_.priority is Priority.MUST,
            prompt=round_.prompt.in_(texts.language),
            opening=round_.lines.open.in_(texts.language),
            rescue=tuple(line.in_(texts.language) for line in round_.lines.rescue),
        )
        clock += timedelta(minutes=round_.minutes)


def _tried(scene: Scene) -> Iterator[tuple[PersonId, TriedLine]]:
    """The newest of everybody, in the order of the seats."""
    looked_back = {r.experiment for r in scene.reports if r.status is ReportStatus.SUBMITTED}
    today = scene.now.astimezone(scene.group.zone).date()
    for seat in scene.session.seats:
        own = [one for one in scene.experiments if one.person == seat.person and _is_known(scene, one)]
        if not own or not in_group(seat):
            continue
        last = max(own, key=lambda one: one.created_at)
        yield (
            seat.person,
            TriedLine(
                name=seat.name,
                experiment=line_of(last, seat.name),
                state=effective(last, today),
                private=last.visibility is Visibility.MODERATOR,
                looked_back=last.id in looked_back,
                hidden=_is_reported(scene, last),
            ),
        )


def _is_known(scene: Scene, one: Experiment) -> bool:
    """Not what is still being written in a round of this very session."""
    programme, stage = one.programme, _stage(scene, one)
    seen = sight(Thing.EXPERIMENT, one.visibility, programme=programme, reader=Reader.MODERATOR, stage=stage)
    return seen is Sight.NAMED


def _stage(scene: Scene, one: Experiment) -> Stage:
    """Of an earlier session everything has come as far as it goes; what was withdrawn is no experiment any more."""
    if _is_reported(scene, one):
        return Stage.REPORTED
    run = scene.session.run(born_in(one)) if one.session == scene.session.id else None
    return stage_of_run(scene.session, run) if run else Stage.SHOWN


def _is_reported(scene: Scene, one: Experiment) -> bool:
    of_session = scene.incidents.get(one.session, frozenset()) if one.session else frozenset()
    return (born_in(one), one.person) in of_session


def closing_view(scene: Scene, *, notes: str) -> ClosingView:
    """Only what the group may read: it goes into its chat."""
    following = next_head(scene.group)
    return ClosingView(
        session=scene.session.id,
        session_number=scene.session.number,
        group_number=scene.group.number,
        zone=scene.group.zone,
        starts_at=scene.session.starts_at,
        tries=experiment_lines_of(scene),
        next_at=following.starts_at if following else None,
        next_number=following.number if following else None,
        notes=notes,
    )
