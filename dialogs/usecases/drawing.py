"""Draws a notice from the state of the moment it is sent: a row that holds ids becomes a card."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dialogs.cards.actions import ExperimentOpen, SeatOpen
from dialogs.cards.link import SeatClaimView, link_question, relink_question, seat_claim_card
from dialogs.cards.lookup import (
    ContactLine,
    HelpView,
    UnknownView,
    WhichSessionView,
    help_card,
    line_card,
    planning_card,
    status_card,
    unknown_card,
    which_session_card,
)
from dialogs.cards.moderator import moderator_card, time_warning
from dialogs.cards.parts import button, card, row, words
from dialogs.cards.report import IncidentView, incident_card
from dialogs.cards.round import result_card, round_card
from dialogs.cards.summary import summary_card
from dialogs.cards.welcome import PersonalView, PreparationInvite, group_welcome, personal_welcome, preparation_card
from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.notices import Notice, NoticeKind
from dialogs.ports import Chat, UnitOfWork
from dialogs.sessions.model import RunKey, SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.house import House
from dialogs.usecases.linking import linked_elsewhere
from dialogs.usecases.pictures import round_view
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.results import result_view
from dialogs.usecases.scene import Scene, preparation_of, read_scene
from dialogs.usecases.seats import read_claim_id
from dialogs.usecases.session_pictures import (
    group_title,
    moderator_view,
    planning_view,
    status_view,
    summary_view,
    warning_view,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A card, and the line people see in a notification: never an answer, never a name."""

    card: Mapping[str, Any]
    summary: str


class Drawing:
    """One notice being drawn in one reading transaction."""

    def __init__(self, *, uow: UnitOfWork, house: House, notice: Notice, chat: Chat) -> None:
        self.uow = uow
        self.house = house
        self.notice = notice
        self.chat = chat

    @property
    def payload(self) -> Mapping[str, str | int | bool | None]:
        return self.notice.payload

    async def texts(self, group: Group | None) -> Texts:
        """A group's chat speaks the group's language, a 1:1 chat the person's own when they chose one."""
        if self.chat.kind is ChatKind.PERSONAL and self.chat.person is not None:
            member = group.member(self.chat.person) if group else None
            if member is not None and member.language is not None:
                return self.house.texts.in_(member.language)
        if group is not None:
            return self.house.texts.in_(group.language)
        return self.house.texts.in_(self.chat.language or Language.NL)

    async def scene(self) -> Scene | None:
        return await read_scene(self.uow, SessionId(str(self.payload.get("session"))), now=self.house.now())

    async def group(self) -> Group | None:
        named = self.payload.get("group")
        return await self.uow.groups.get(GroupId(str(named))) if named else None

    def run_key(self) -> RunKey:
        return RunKey(str(self.payload.get("round")), int(self.payload.get("run") or 1))

    # --- cards of a session

    async def round(self) -> Picture | None:
        scene = await self.scene()
        run = scene.session.run(self.run_key()) if scene else None
        if scene is None or run is None:
            return None
        texts = await self.texts(scene.group)
        view = round_view(scene, run, texts)
        return Picture(card=round_card(view, texts), summary=texts.say("reply.summary.round", title=view.title))

    async def result(self) -> Picture | None:
        scene = await self.scene()
        run = scene.session.run(self.run_key()) if scene else None
        if scene is None or run is None:
            return None
        texts = await self.texts(scene.group)
        view = result_view(scene, run, texts)
        if view is None:
            return None
        return Picture(card=result_card(view, texts), summary=texts.say("reply.summary.result", title=view.title))

    async def summary(self) -> Picture | None:
        scene = await self.scene()
        if scene is None or scene.session.phase not in {SessionPhase.ENDED, SessionPhase.OPEN}:
            return None
        texts = await self.texts(scene.group)
        said = texts.say("reply.summary.session", number=scene.session.number)
        return Picture(card=summary_card(summary_view(scene), texts), summary=said)

    async def moderator(self) -> Picture | None:
        scene = await self.scene()
        if scene is None or not scene.moderates(self.chat.person):
            return None
        texts = await self.texts(scene.group)
        return Picture(
            card=moderator_card(moderator_view(scene, texts), texts),
            summary=texts.say("reply.summary.moderator", number=scene.session.number),
        )

    async def time_warning(self) -> Picture | None:
        scene = await self.scene()
        if scene is None or not scene.moderates(self.chat.person):
            return None
        texts = await self.texts(scene.group)
        key = self.run_key()
        view = warning_view(scene, texts, round_id=key.round_id, run=key.run, ends_at=str(self.payload.get("ends_at")))
        if view is None:
            return None
        return Picture(card=time_warning(view, texts), summary=texts.say("reply.summary.warning"))

    async def incident(self) -> Picture | None:
        scene = await self.scene()
        if scene is None or not scene.moderates(self.chat.person):
            return None
        texts, key = await self.texts(scene.group), self.run_key()
        view = IncidentView(
            session=scene.session.id,
            group_title=group_title(scene.group, texts),
            session_number=scene.session.number,
            round_title=scene.round(key).title.in_(texts.language),
            name=scene.name(PersonId(str(self.payload.get("person")))),
            reported_at=datetime.fromisoformat(str(self.payload.get("at"))),
            zone=scene.group.zone,
        )
        return Picture(card=incident_card(view, texts), summary=texts.say("reply.summary.incident"))

    # --- cards around it

    async def welcome(self) -> Picture | None:
        if self.chat.kind is ChatKind.GROUP:
            texts = await self.texts(None)
            return Picture(card=group_welcome(texts), summary=texts.say("reply.summary.welcome"))
        groups = await self.uow.groups.of_person(self.chat.person) if self.chat.person else ()
        group = groups[0] if groups else None
        texts = await self.texts(group)
        member = group.member(self.chat.person) if group and self.chat.person else None
        title = group_title(group, texts) if group else None
        view = PersonalView(name=member.name if member else "", group_title=title)
        return Picture(card=personal_welcome(view, texts), summary=texts.say("reply.summary.welcome"))

    async def planning(self) -> Picture | None:
        group = await self.group()
        if group is None:
            return None
        texts = await self.texts(group)
        view = planning_view(
            group,
            await self.uow.ambitions.versions(group.id),
            texts,
            linked=self.payload.get("linked") is True,
            unmatched=len(await self.uow.people.unmatched(group.id)),
        )
        return Picture(card=planning_card(view, texts), summary=texts.say("reply.summary.planning"))

    async def preparation(self) -> Picture | None:
        scene = await self.scene()
        hotseat = scene.group.hotseat if scene else None
        if scene is None or hotseat is None:
            return None
        texts = await self.texts(scene.group)
        view = PreparationInvite(
            session=scene.session.id,
            session_number=scene.session.number,
            starts_at=scene.session.starts_at,
            zone=scene.group.zone,
            name=hotseat.name,
            ready=await preparation_of(self.uow, scene.group) is not None,
        )
        return Picture(card=preparation_card(view, texts), summary=texts.say("reply.summary.preparation"))

    async def seat_claim(self) -> Picture | None:
        named = read_claim_id(str(self.payload.get("claim")))
        if named is None:
            return None
        group = await self.uow.groups.get(named[0])
        texts = await self.texts(group)
        claim = await self.uow.people.seat_claim(*named)
        agreed = self.payload.get("agreed")
        person = claim.person if claim else PersonId(str(self.payload.get("seat")))
        seat = group.member(person)
        if seat is None or (claim is None and agreed is None):
            return None
        view = SeatClaimView(
            claim=str(self.payload.get("claim")),
            claimant=claim.name if claim else seat.name,
            seat=seat.name,
            group_title=group_title(group, texts),
            decided=agreed if isinstance(agreed, bool) else None,
        )
        return Picture(card=seat_claim_card(view, texts), summary=texts.say("reply.summary.seat"))

    # --- replies to typed words

    async def reply(self) -> Picture | None:
        texts = self.house.texts.in_(Language(str(self.payload.get("language"))))
        made = await _REPLIES[ReplyKind(str(self.payload.get("reply")))](self, texts)
        return Picture(card=made, summary=texts.say("reply.summary.reply")) if made is not None else None

    async def line(self, texts: Texts) -> Mapping[str, Any]:
        values = {k: v for k, v in self.payload.items() if k not in {"key", "reply", "language"}}
        return line_card(texts.say(str(self.payload.get("key")), **values))

    async def status(self, texts: Texts) -> Mapping[str, Any] | None:
        group = await self.group()
        if group is None:
            return None
        held = [s for s in group.sessions if s.phase in {SessionPhase.OPEN, SessionPhase.ENDED}]
        running = next((s for s in held if s.phase is SessionPhase.OPEN), held[-1] if held else None)
        scene = await read_scene(self.uow, running.id, now=self.house.now()) if running else None
        ambitions = scene.ambitions if scene else await self.uow.ambitions.versions(group.id)
        experiments = scene.experiments if scene else ()
        return status_card(status_view(group, ambitions, experiments, scene, texts), texts)

    async def planning_reply(self, texts: Texts) -> Mapping[str, Any] | None:
        group = await self.group()
        if group is None:
            return None
        ambitions = await self.uow.ambitions.versions(group.id)
        unmatched = len(await self.uow.people.unmatched(group.id))
        return planning_card(planning_view(group, ambitions, texts, linked=False, unmatched=unmatched), texts)

    async def help(self, texts: Texts) -> Mapping[str, Any]:
        group = await self.group()
        contacts = tuple(
            ContactLine(about=texts.say(f"reply.contact.{c.about}"), name=c.name, address=c.email)
            for c in (group.contacts if group else ())
        )
        in_group, moderator = self.payload.get("in_group") is True, self.payload.get("moderator") is True
        return help_card(HelpView(in_group=in_group, moderator=moderator, contacts=contacts), texts)

    async def unknown(self, texts: Texts) -> Mapping[str, Any]:
        nearest = self.payload.get("nearest")
        return unknown_card(UnknownView(nearest=str(nearest) if nearest else None), texts)

    async def which_session(self, texts: Texts) -> Mapping[str, Any]:
        start, number = self.payload.get("start"), self.payload.get("start_number")
        view = WhichSessionView(
            resume=SessionId(str(self.payload.get("resume"))),
            resume_number=int(self.payload.get("resume_number") or 0),
            start=SessionId(str(start)) if start else None,
            start_number=int(number) if number else None,
        )
        return which_session_card(view, texts)

    async def link(self, texts: Texts) -> Mapping[str, Any]:
        return link_question((), texts)

    async def relink(self, texts: Texts) -> Mapping[str, Any] | None:
        group = await self.group()
        if group is None:
            return None
        again = await linked_elsewhere(self.uow, group, self.chat.id)
        return relink_question(again, texts) if again is not None else None

    async def experiment(self, texts: Texts) -> Mapping[str, Any]:
        session = SessionId(str(self.payload.get("session")))
        opens = button(texts.say("button.experiment"), ExperimentOpen(session=session), filled=True)
        return card([words(texts.say("reply.experiment.invite")), row(opens)])

    async def seat(self, texts: Texts) -> Mapping[str, Any]:
        opens = button(texts.say("button.seat"), SeatOpen(), filled=True)
        return card([words(texts.say("reply.someone_without_seat")), row(opens)])


_Reply = Callable[[Drawing, Texts], Awaitable[Mapping[str, Any] | None]]

_REPLIES: Final[Mapping[ReplyKind, _Reply]] = {
    ReplyKind.LINE: Drawing.line,
    ReplyKind.STATUS: Drawing.status,
    ReplyKind.PLANNING: Drawing.planning_reply,
    ReplyKind.HELP: Drawing.help,
    ReplyKind.UNKNOWN: Drawing.unknown,
    ReplyKind.WHICH_SESSION: Drawing.which_session,
    ReplyKind.LINK: Drawing.link,
    ReplyKind.RELINK: Drawing.relink,
    ReplyKind.EXPERIMENT: Drawing.experiment,
    ReplyKind.SEAT: Drawing.seat,
}

_KINDS: Final[Mapping[NoticeKind, Callable[[Drawing], Awaitable[Picture | None]]]] = {
    NoticeKind.WELCOME: Drawing.welcome,
    NoticeKind.PLANNING: Drawing.planning,
    NoticeKind.ROUND: Drawing.round,
    NoticeKind.RESULT: Drawing.result,
    NoticeKind.SUMMARY: Drawing.summary,
    NoticeKind.MODERATOR: Drawing.moderator,
    NoticeKind.PREPARATION: Drawing.preparation,
    NoticeKind.SEAT_CLAIM: Drawing.seat_claim,
    NoticeKind.REPLY: Drawing.reply,
    NoticeKind.TIME_WARNING: Drawing.time_warning,
    NoticeKind.INCIDENT: Drawing.incident,
}


async def draw(house: House, notice: Notice, chat: Chat) -> Picture | None:
    """None when there is nothing to say any more."""
    async with house.reading() as uow:
        return await _KINDS[notice.kind](Drawing(uow=uow, house=house, notice=notice, chat=chat))
