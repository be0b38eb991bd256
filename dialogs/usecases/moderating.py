"""What a moderator does in `Regie`: every press, and the page that follows it."""

import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from dialogs.cards.actions import between, regie, regie_people, regie_texts, reminders, reporting, sessions
from dialogs.cards.actions.base import Action
from dialogs.cards.reading import chosen
from dialogs.cards.regie import MORE
from dialogs.errors import ModeratorError
from dialogs.ids import SessionId
from dialogs.sessions import messages as m
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.between import open_between
from dialogs.usecases.buddies import decide_pairs, pairs_page
from dialogs.usecases.choosing import choose_person, choose_person_page
from dialogs.usecases.handing_over import hand_over, hand_over_page
from dialogs.usecases.house import House
from dialogs.usecases.labelling import label_bottleneck, labels_page
from dialogs.usecases.lead import move_card_down
from dialogs.usecases.private_notes import keep_notes, notes_page
from dialogs.usecases.regie_contributions import move_contribution
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.regie_offers import FACTS
from dialogs.usecases.regie_people import (
    choose_behalf,
    choose_note_taker,
    name_note_taker,
    notes,
    seats_said,
    speaking_order,
    who_is_here,
)
from dialogs.usecases.regie_private_page import private
from dialogs.usecases.regie_time import (
    choose_earlier,
    choose_later,
    choose_reopened,
    extend,
    extended,
    reopen_earlier,
    reveal_earlier,
    skip_later,
)
from dialogs.usecases.reminders_shown import open_reminders, reminders_page
from dialogs.usecases.replies import ReplyKind, reply
from dialogs.usecases.reporting import open_report
from dialogs.usecases.rescheduling import cancel_page, cancel_session, move_page, move_session, open_reschedule
from dialogs.usecases.run_sheet import closing_text_page, run_sheet_page
from dialogs.usecases.scene import EVERYTHING, WHO_AND_WHEN, Needs
from dialogs.usecases.visiting import Visit, visit


async def chose(by: Moderator, do: regie.RegieDo, step: int) -> Reply:
    session = by.scene.session.id
    steps: dict[regie.RegieDo, m.Command] = {
        regie.RegieDo.REVEAL: m.Reveal(by=by.person, step=step),
        regie.RegieDo.CLOSE: m.CloseRound(by=by.person, step=step),
        regie.RegieDo.REOPEN: m.ReopenRound(by=by.person, step=step),
        regie.RegieDo.SKIP: m.SkipRound(by=by.person, step=step),
        regie.RegieDo.REPEAT: m.RepeatRound(by=by.person, step=step),
        regie.RegieDo.START: m.Start(by=by.person, step=step, resumes=False),
        regie.RegieDo.RESUME: m.Start(by=by.person, step=step, resumes=True),
        regie.RegieDo.END: m.End(by=by.person, step=step),
    }
    if do in steps:
        return await by.does(steps[do])
    pages: dict[regie.RegieDo, Callable[[], Awaitable[Reply]]] = {
        regie.RegieDo.EXTEND: lambda: extend(by, step),
        regie.RegieDo.SKIP_LATER: lambda: choose_later(by, step),
        regie.RegieDo.REVEAL_EARLIER: lambda: choose_earlier(by, step),
        regie.RegieDo.REOPEN_EARLIER: lambda: choose_reopened(by, step),
        regie.RegieDo.MOVE_CARD: lambda: move_card(by),
        regie.RegieDo.SPEAKING_ORDER: lambda: speaking_order(by, random.SystemRandom().randrange(1, 10**6), 0),
        regie.RegieDo.WHO_IS_HERE: lambda: who_is_here(by),
        regie.RegieDo.ON_BEHALF: lambda: choose_behalf(by),
        regie.RegieDo.NOTE_TAKER: lambda: choose_note_taker(by),
        regie.RegieDo.STATUS: lambda: tell_group(by, ReplyKind.STATUS),
        regie.RegieDo.PLANNING: lambda: tell_group(by, ReplyKind.PLANNING),
        regie.RegieDo.REPORT: lambda: open_report(by.house, by.origin, reporting.ReportOpen(session=session)),
        regie.RegieDo.FACTS: lambda: open_between(
            by.house, by.origin, between.BetweenOpen(session=session, form=FACTS)
        ),
        regie.RegieDo.CHOOSE_PERSON: lambda: choose_person_page(by),
        regie.RegieDo.PAIRS: lambda: pairs_page(by),
        regie.RegieDo.HAND_OVER: lambda: hand_over_page(by),
        regie.RegieDo.LABEL: lambda: labels_page(by),
        regie.RegieDo.NOTES: lambda: notes_page(by),
        regie.RegieDo.RUN_SHEET: lambda: run_sheet_page(by),
        regie.RegieDo.CLOSING_TEXT: lambda: closing_text_page(by),
        regie.RegieDo.MOVE_SESSION: lambda: move_page(by),
        regie.RegieDo.CANCEL_SESSION: lambda: cancel_page(by),
        regie.RegieDo.REMINDERS: lambda: reminders_page(by),
    }
    page = pages.get(do)
    return await page() if page else await by.again()


async def move_card(by: Moderator) -> Reply:
    try:
        await move_card_down(by.house, origin=by.origin, session=by.scene.session.id)
    except ModeratorError as error:
        return await by.again(notice=by.texts.say(error.text_key))
    return await by.again(done=by.texts.say("reply.regie.moved"))


async def tell_group(by: Moderator, kind: ReplyKind) -> Reply:
    """`stand` and `planning` for everybody to read, in the group's chat."""
    house, group, origin = by.house, by.scene.group, by.origin
    chat = group.conversation
    if chat is not None:
        async with house.writing() as uow:
            now = house.now()
            if await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now):
                await uow.outbox.add([reply(kind, chat=chat, language=group.language, now=now, group=group.id)])
                await uow.commit()
    return await by.again(done=by.texts.say("reply.regie.told"))


async def moderating(house: House, origin: Origin, session: SessionId, *, parts: Needs) -> Moderator | Reply:
    """Others are told kindly that it is the moderator's."""
    found = await visit(house, origin, session, parts=parts)
    if not isinstance(found, Visit):
        return found
    own = Moderator(house=house, origin=origin, scene=found.scene, person=found.person, texts=found.texts)
    if found.scene.moderates(found.person):
        return own
    if found.scene.session.note_taker == found.person:
        return await notes(own)
    return Say(text=found.texts.say("error.moderator_only"))


_Press = Callable[[Moderator, Any, Mapping[str, Any]], Awaitable[Reply]]


async def _more(by: Moderator, action: regie.RegieMore, data: Mapping[str, Any]) -> Reply:
    do = chosen(data, list(regie.RegieDo), name=MORE)
    return await chose(by, regie.RegieDo(do), action.step) if do else await by.again()


async def _private(by: Moderator, _action: regie.RegiePrivate, _data: Mapping[str, Any]) -> Reply:
    return private(by.scene, by.person, by.texts)


_BUTTONS: Final[Mapping[type[Action], _Press]] = {
    regie.RegieOpen: lambda by, _action, _data: by.again(),
    regie.RegieBack: lambda by, _action, _data: by.again(),
    regie.RegiePrivate: _private,
    regie.Continue: lambda by, action, _data: by.does(m.Continue(by=by.person, step=action.step)),
    regie.RegieStep: lambda by, action, _data: chose(by, action.do, action.step),
    regie.RegieMore: _more,
    regie.Extend: extended,
    regie.SkipLater: skip_later,
    regie.RevealEarlier: reveal_earlier,
    regie.ReopenEarlier: reopen_earlier,
    regie_texts.MoveContribution: move_contribution,
    regie_people.NextSpeaker: lambda by, action, _data: speaking_order(by, action.seed, action.at),
    regie_people.WhoIsHereSubmit: lambda by, _action, data: seats_said(by, data),
    regie_people.NoteTakerChoose: lambda by, _action, data: name_note_taker(by, data),
    sessions.SessionStart: lambda by, _action, _data: by.does(m.Start(by=by.person, resumes=False)),
    sessions.SessionResume: lambda by, _action, _data: by.does(m.Start(by=by.person, resumes=True)),
    regie_people.ChoosePerson: choose_person,
    regie_people.RegiePairs: decide_pairs,
    regie_people.HandOver: hand_over,
    regie_texts.LabelBottleneck: label_bottleneck,
    sessions.RunSheetOpen: lambda by, _action, _data: run_sheet_page(by),
    regie_texts.PrivateNotes: keep_notes,
    sessions.RescheduleOpen: open_reschedule,
    sessions.SessionMove: move_session,
    sessions.SessionCancel: cancel_session,
    reminders.RemindersOpen: open_reminders,
}

_ONLY_LEADS: Final = (
    regie.RegieOpen,
    regie.RegieBack,
    regie.Continue,
    regie.RegieStep,
    regie.Extend,
    regie.SkipLater,
    regie.RevealEarlier,
    regie.ReopenEarlier,
    regie_people.NextSpeaker,
    regie_people.WhoIsHereSubmit,
    regie_people.NoteTakerChoose,
    sessions.SessionStart,
    sessions.SessionResume,
    reminders.RemindersOpen,
)
"""Presses that show nothing of what people wrote, and most of all there are."""


async def press(house: House, origin: Origin, action: Action, data: Mapping[str, Any]) -> Reply | None:
    """Every button of `Regie` and of the moderator's own card. None: not a button of the moderator."""
    handle = _BUTTONS.get(type(action))
    session = getattr(action, "session", None)
    if handle is None or session is None:
        return None
    parts = WHO_AND_WHEN if isinstance(action, _ONLY_LEADS) else EVERYTHING
    found = await moderating(house, origin, session, parts=parts)
    return await handle(found, action, data) if isinstance(found, Moderator) else found
