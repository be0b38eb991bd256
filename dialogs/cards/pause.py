"""One's own hand on the reminders: a pause with an end, and the card that leads there without telling anybody's."""

from dataclasses import dataclass
from datetime import date

from dialogs.cards.actions.reminders import PauseEnd, PauseOpen, PauseSubmit, RemindersOpen
from dialogs.cards.limits import days_allowed
from dialogs.cards.parts import Card, Element, button, card, date_input, quiet, row, warning, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseView:
    """`until` is the last day of the pause that stands; `first` and `last` are the days one can end on; `day` is what
    stands in the input."""

    first: date
    last: date
    until: date | None = None
    day: str | None = None
    fault: str | None = None


def pause_dialog(view: PauseView, texts: Texts) -> ShowDialog:
    """Input `day`."""
    body: list[Element | None] = [
        warning(view.fault) if view.fault else None,
        words(texts.say("form.pause.on", day=view.until) if view.until else texts.say("form.pause.off"), size="Medium"),
        date_input(
            DAY,
            texts.say("form.pause.day"),
            value=view.day,
            first=view.first,
            last=view.last,
            refusal=days_allowed(view.first, view.last, texts),
        ),
        quiet(texts.say("form.pause.line")),
        row(
            button(texts.say("button.keep"), PauseSubmit(), filled=True),
            *([button(texts.say("button.unpause"), PauseEnd(), sends_inputs=False)] if view.until else []),
        ),
    ]
    return ShowDialog(title=texts.say("button.pause"), card=card(body))


def settings_card(line: str, texts: Texts, *, plan_of: SessionId | None = None) -> Card:
    """For everybody to read where it stands in a group. `plan_of` is a session of the group whose moderator asked."""
    plan = button(texts.say("button.reminders"), RemindersOpen(session=plan_of)) if plan_of else None
    return card(
        [
            words(line),
            row(button(texts.say("button.pause"), PauseOpen(), filled=True)),
            row(plan, spacing="Small") if plan else None,
        ]
    )
