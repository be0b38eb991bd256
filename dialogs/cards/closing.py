"""When a session is over: the text to paste, and the moderator's own notes."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.regie_texts import PrivateNotes
from dialogs.cards.cut import Cut, whole
from dialogs.cards.experiments_block import ExperimentLine, sentence
from dialogs.cards.form_view import Tick
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    button,
    card,
    link,
    quiet,
    row,
    size_of,
    text_input,
    tick,
    warning,
    words,
)
from dialogs.cards.round import shorten
from dialogs.cards.run_sheet import DAYS, SHORTER
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

LONGEST_NOTES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingView:
    """What the group may read of what it will try, and the moderator's own notes."""

    session: SessionId
    session_number: int
    group_number: int
    zone: tzinfo
    starts_at: datetime
    tries: tuple[ExperimentLine, ...]
    next_at: datetime | None = None  # when the group meets again
    next_number: int | None = None
    notes: str = ""


def closing_text(view: ClosingView, texts: Texts, cut: Cut = whole) -> str:
    """Plain, to paste into whatever chat or mail: in the language of the group, not of who pastes it."""
    group = texts.say("reply.group", number=view.group_number)
    day = texts.day(view.starts_at, view.zone)
    lines = [
        texts.say("card.closing.head", group=group, session=view.session_number, day=day),
        "",
        texts.say("card.experiments.title"),
    ]
    lines += [f"- {line.name}: {_try(line, texts, cut)}" for line in view.tries] or [texts.say("card.closing.none")]
    if view.next_at is not None:
        moment = texts.moment(view.next_at, view.zone)
        lines += ["", texts.say("card.closing.next", session=view.next_number, when=moment)]
    return "\n".join(lines)


def _try(line: ExperimentLine, texts: Texts, cut: Cut) -> str:
    said = sentence(line, texts, cut)
    return f"{said} ({texts.short_day(line.on)})" if line.on else said


def closing_dialog(view: ClosingView, texts: Texts, *, spoken: Texts, address: str | None) -> ShowDialog:
    """`spoken` is the group's language. What does not fit on a card stands whole on the page to print."""
    made: Card = {}
    for longest in SHORTER:
        made = _closing(view, texts, spoken, address, longest)
        if size_of(made) <= BUDGET:
            break
    return ShowDialog(title=texts.say("regie.do.closing_text"), card=made, height="large")


def _closing(view: ClosingView, texts: Texts, spoken: Texts, address: str | None, longest: int) -> Card:
    back = button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False)
    text = closing_text(view, spoken, lambda said: shorten(said, longest=longest))
    return card(
        [
            words(texts.say("card.closing.line")),
            text_input("text", texts.say("card.closing.label"), value=text, lines=True),
            quiet(texts.say("card.run_sheet.expires", days=DAYS)) if address else None,
            row(link(texts.say("button.print"), address), back) if address else row(back),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesView:
    """Input `text`."""

    session: SessionId
    session_number: int
    text: str = ""
    notices: tuple[str, ...] = ()
    tick: bool = False  # *niet herleidbaar*


def notes_dialog(view: NotesView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(*view.notices) if view.notices else None,
        words(texts.say("card.notes.line", session=view.session_number)),
        text_input("text", texts.say("card.notes.label"), value=view.text or None, longest=LONGEST_NOTES, lines=True),
        tick(f"tick-{Tick.UNRECOGNISABLE}", texts.say("form.tick.label"), texts.say("form.tick.unrecognisable"))
        if view.tick
        else None,
        quiet(texts.say("card.notes.limit", most=LONGEST_NOTES)),
        row(
            button(texts.say("button.keep"), PrivateNotes(session=view.session), filled=True),
            button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False),
        ),
    ]
    return ShowDialog(title=texts.say("regie.do.notes"), card=card(body))
