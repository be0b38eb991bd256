"""A session that moves or is called off: the card that offers it, and the two dialogs of the moderator."""

from dataclasses import dataclass
from datetime import date

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.sessions import RescheduleOpen, SessionCancel, SessionMove
from dialogs.cards.limits import days_allowed
from dialogs.cards.parts import Card, Element, button, card, date_input, quiet, row, text_input, warning, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

DAY, TIME = "day", "time"


def reschedule_card(session: SessionId, number: int, texts: Texts, *, cancel: bool) -> Card:
    said, label = (
        ("reply.cancel.invite", "button.cancel_session") if cancel else ("reply.move.invite", "button.move_session")
    )
    opens = button(texts.say(label), RescheduleOpen(session=session, cancel=cancel), filled=True)
    return card([words(texts.say(said, number=number)), row(opens)])


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """`now` is when it is planned, in words; `day` (ISO) and `time` what stands in the inputs; `first` and `last` are
    the days it can go to."""

    session: SessionId
    number: int
    now: str
    day: str
    time: str
    first: date | None = None
    last: date | None = None
    faults: tuple[str, ...] = ()


def move_dialog(view: MoveView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(*view.faults) if view.faults else None,
        words(texts.say("regie.move.now", number=view.number, when=view.now), size="Medium"),
        date_input(
            DAY,
            texts.say("regie.move.day"),
            value=view.day,
            first=view.first,
            last=view.last,
            refusal=days_allowed(view.first, view.last, texts),
        ),
        text_input(TIME, texts.say("regie.move.time"), value=view.time, longest=5, example="10.00"),
        quiet(texts.say("regie.move.line")),
        row(
            button(texts.say("button.move_session"), SessionMove(session=view.session), filled=True),
            _back(view.session, texts),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.move_session"), card=card(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelView:
    session: SessionId
    number: int
    now: str
    notice: str | None = None


def cancel_dialog(view: CancelView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(texts.say("regie.cancel.question", number=view.number, when=view.now), size="Medium"),
        quiet(texts.say("regie.cancel.line")),
        row(
            button(texts.say("button.cancel_session"), SessionCancel(session=view.session), filled=True),
            _back(view.session, texts),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.cancel_session"), card=card(body))


def _back(session: SessionId, texts: Texts) -> Element:
    return button(texts.say("button.back"), RegieBack(session=session), sends_inputs=False)
