"""The bot's replies to typed words, drawn in the language of who typed them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.actions.experiments import ExperimentOpen
from dialogs.cards.actions.link import SeatOpen
from dialogs.cards.link import link_question, relink_question
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
from dialogs.cards.parts import button, card, row, words
from dialogs.cards.reminder import Ask, buttons_of
from dialogs.cards.which_group import which_group_card
from dialogs.formats.model import Language
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.catching_up import draw_catch_up
from dialogs.usecases.handing_over import draw_handover
from dialogs.usecases.linking import linked_elsewhere
from dialogs.usecases.look_back_invited import draw_look_back
from dialogs.usecases.observing import draw_observe
from dialogs.usecases.overview import draw_overview
from dialogs.usecases.pausing import draw_pause
from dialogs.usecases.reminders_shown import draw_reminders
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.rescheduling import draw_reschedule
from dialogs.usecases.run_sheet_announced import draw_run_sheet_reply
from dialogs.usecases.searching import draw_search
from dialogs.usecases.session_pictures import planning_view, status_view
from dialogs.usecases.traffic_light import undelivered_line
from dialogs.usecases.which_group import moderates, which_group_view


async def _line(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    """Payload: `key` and what fills it; `asks`, a session of which it is asked who comes."""
    values = {k: v for k, v in canvas.payload.items() if k not in {"key", "reply", "language", "asks"}}
    said, asks = texts.say(str(canvas.payload.get("key")), **values), canvas.payload.get("asks")
    if asks is None:
        return line_card(said)
    made = buttons_of(Ask.ATTENDANCE, SessionId(str(asks)))
    return card([words(said), row(*(button(texts.say(key), action) for key, action in made))])


async def _status(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    group = await canvas.group()
    if group is None:
        return None
    held = [s for s in group.sessions if s.phase in {SessionPhase.OPEN, SessionPhase.ENDED}]
    running = next((s for s in held if s.phase is SessionPhase.OPEN), held[-1] if held else None)
    session = await canvas.uow.sessions.get(running.id) if running else None
    experiments = await canvas.uow.experiments.of_group(group.id) if running else ()
    reader = _reader(canvas)
    leads = moderates(group, reader)
    trouble = await undelivered_line(canvas.uow, group, texts) if leads else None
    view = status_view(group, session, experiments, texts, reader=reader)
    return status_card(replace(view, trouble=trouble), texts)


def _reader(canvas: Canvas) -> PersonId | None:
    """None where everybody reads it."""
    return canvas.chat.person if canvas.chat.kind is ChatKind.PERSONAL else None


async def _planning(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    group = await canvas.group()
    if group is None:
        return None
    unmatched = len(await canvas.uow.people.unmatched(group.id))
    view = planning_view(group, texts, ambition=None, linked=False, unmatched=unmatched, reader=_reader(canvas))
    return planning_card(view, texts)


async def _help(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    group = await canvas.group()
    contacts = tuple(
        ContactLine(about=texts.say(f"reply.contact.{c.about}"), name=c.name, address=c.email)
        for c in (group.contacts if group else ())
    )
    in_group, moderator, observer = (canvas.payload.get(key) is True for key in ("in_group", "moderator", "observer"))
    return help_card(HelpView(in_group=in_group, moderator=moderator, observer=observer, contacts=contacts), texts)


async def _unknown(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    nearest = canvas.payload.get("nearest")
    return unknown_card(UnknownView(nearest=str(nearest) if nearest else None), texts)


async def _which_session(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    start, number = canvas.payload.get("start"), canvas.payload.get("start_number")
    view = WhichSessionView(
        resume=SessionId(str(canvas.payload.get("resume"))),
        resume_number=int(canvas.payload.get("resume_number") or 0),
        start=SessionId(str(start)) if start else None,
        start_number=int(number) if number else None,
    )
    return which_session_card(view, texts)


async def _which_group(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    view = await which_group_view(canvas.uow, canvas.payload, texts)
    return which_group_card(view, texts) if view is not None else None


async def _link(_canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    return link_question(texts)


async def _relink(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    group = await canvas.group()
    if group is None:
        return None
    again = await linked_elsewhere(canvas.uow, group, canvas.chat.id, texts)
    return relink_question(again, texts) if again is not None else None


async def _experiment(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    session = SessionId(str(canvas.payload.get("session")))
    opens = button(texts.say("button.experiment"), ExperimentOpen(session=session), filled=True)
    return card([words(texts.say("reply.experiment.invite")), row(opens)])


async def _seat(_canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    opens = button(texts.say("button.seat"), SeatOpen(), filled=True)
    return card([words(texts.say("reply.someone_without_seat")), row(opens)])


_Reply = Callable[[Canvas, Texts], Awaitable[Mapping[str, Any] | None]]

_REPLIES: Final[Mapping[ReplyKind, _Reply]] = {
    ReplyKind.LINE: _line,
    ReplyKind.STATUS: _status,
    ReplyKind.PLANNING: _planning,
    ReplyKind.HELP: _help,
    ReplyKind.UNKNOWN: _unknown,
    ReplyKind.WHICH_SESSION: _which_session,
    ReplyKind.WHICH_GROUP: _which_group,
    ReplyKind.LINK: _link,
    ReplyKind.RELINK: _relink,
    ReplyKind.EXPERIMENT: _experiment,
    ReplyKind.SEAT: _seat,
    ReplyKind.LOOK_BACK: draw_look_back,
    ReplyKind.CATCH_UP: draw_catch_up,
    ReplyKind.SEARCH: draw_search,
    ReplyKind.OVERVIEW: draw_overview,
    ReplyKind.RUN_SHEET: draw_run_sheet_reply,
    ReplyKind.MOVE: draw_reschedule,
    ReplyKind.OBSERVE: draw_observe,
    ReplyKind.HANDOVER: draw_handover,
    ReplyKind.REMINDERS: draw_reminders,
    ReplyKind.PAUSE: draw_pause,
}


async def draw_reply(canvas: Canvas) -> Picture | None:
    texts = canvas.house.texts.in_(Language(str(canvas.payload.get("language"))))
    made = await _REPLIES[ReplyKind(str(canvas.payload.get("reply")))](canvas, texts)
    return Picture(card=made, summary=texts.say("reply.summary.reply")) if made is not None else None
