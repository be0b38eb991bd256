"""What a group will be asked and when, and what became of it lately: for its moderator, in counts and without names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.parts import Card, Element, button, card, columns, header, quiet, row, subtitle, text
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

MOST_LINES: Final = 14
"""More would be scrolled past on a phone; what comes later is counted."""


class Whom(StrEnum):
    """`PEOPLE` with a count, `THEN` where it depends on what people do until that moment."""

    PEOPLE = "people"
    THEN = "then"
    CHAT = "chat"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """`ask` is the end of the key `regie.reminders.ask.*`; `own`: at a moment that somebody chose themselves."""

    ask: str
    due_at: datetime
    whom: Whom
    count: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSession:
    """`unsaid`, like a line's `ask`: for what its dates or a school holiday leave no room."""

    number: int
    starts_at: datetime
    lines: tuple[PlannedLine, ...]
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlanView:
    """`lately` holds the ends of the keys `regie.reminders.*` with how often; `trouble` says what could not be
    delivered."""

    group_title: str
    zone: tzinfo
    sessions: tuple[PlannedSession, ...] = ()
    lately: tuple[tuple[str, int], ...] = ()
    trouble: str | None = None
    back: SessionId | None = None


def reminder_plan_card(view: ReminderPlanView, texts: Texts) -> Card:
    back = button(texts.say("button.back"), RegieBack(session=view.back), sends_inputs=False) if view.back else None
    return card([*_body(view, texts), row(back) if back else None])


def reminder_plan_dialog(view: ReminderPlanView, texts: Texts) -> ShowDialog:
    return ShowDialog(title=texts.say("regie.do.reminders"), card=reminder_plan_card(view, texts), height="large")


def _body(view: ReminderPlanView, texts: Texts) -> Iterator[Element]:
    yield header(view.group_title, texts.say("regie.reminders.title"))
    if view.trouble:
        yield text(view.trouble)
    left = MOST_LINES
    for session in view.sessions:
        if left:
            day = texts.short_day(session.starts_at, view.zone)
            yield subtitle(texts.say("regie.reminders.session", number=session.number, day=day))
            yield from (_line(line, view.zone, texts) for line in session.lines[:left])
            if session.unsaid:
                what = texts.names(tuple(texts.say(f"regie.reminders.ask.{ask}") for ask in session.unsaid))
                yield quiet(texts.say("regie.reminders.unsaid", what=what), spacing="Small")
        left = max(0, left - len(session.lines))
    more = sum(len(session.lines) for session in view.sessions) - MOST_LINES
    if more > 0:
        yield quiet(texts.plural("regie.reminders.more", more), spacing="Small")
    yield quiet(texts.say("regie.reminders.line" if view.sessions else "regie.reminders.none"))
    if view.lately:
        yield subtitle(texts.say("regie.reminders.lately"))
        for fate, often in view.lately:
            yield text(f"· {texts.plural(f'regie.reminders.{fate}', often)}", spacing="Small")


def _line(line: PlannedLine, zone: tzinfo, texts: Texts) -> Element:
    what = texts.say(f"regie.reminders.ask.{line.ask}")
    if line.own:
        what = texts.say("regie.reminders.own", what=what)
    left = [text(what, spacing="None"), quiet(texts.moment(line.due_at, zone), spacing="None")]
    whom = text(_whom(line, texts), size="Small", quiet=True, right=True, spacing="None")
    return columns(left, [whom], spacing="Small")


def _whom(line: PlannedLine, texts: Texts) -> str:
    if line.whom is not Whom.PEOPLE:
        return texts.say(f"regie.reminders.{line.whom}")
    if not line.count:
        return texts.say("regie.reminders.nobody")
    return texts.plural("regie.reminders.people", line.count)
