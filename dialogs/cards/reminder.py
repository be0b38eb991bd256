"""What a person is asked on one day, in their own chat: their own words are shown back, and nobody else's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.between import BetweenOpen, PreparationOpen
from dialogs.cards.actions.experiments import ExperimentOpen
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.actions.reminders import LaterOpen, PauseOpen
from dialogs.cards.cancelled import Cancelled, cancelled_lines
from dialogs.cards.experiments_block import ExperimentLine, in_full
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    box,
    button,
    card,
    header,
    quiet,
    row,
    size_of,
    subtitle,
    text,
    words,
)
from dialogs.ids import ExperimentId, SessionId
from dialogs.texts.catalogue import Texts


class Ask(StrEnum):
    """What is asked, the most important first."""

    ATTENDANCE = "attendance"
    PREPARATION = "preparation"  # the hotseat's
    PREPARE = "prepare"  # everybody's own, in action learning
    HARVEST = "harvest"
    HIGHLIGHT = "highlight"
    CONSENT = "consent"
    LOOK_BACK = "look_back"
    LOOK_BACK_AGAIN = "look_back_again"
    FIRST_EXPERIMENT = "first_experiment"
    NUDGE = "nudge"
    BUDDY = "buddy"
    INTERIM = "interim"
    RESTART = "restart"
    FORM = "form"  # one of the format's own


MOST_BUTTONS: Final = 6
"""What a card may hold (platform.md section 3)."""

_OWN: Final = 2
"""*Later herinneren* and *Meldingen pauzeren tot*."""

_MOST_TRIED: Final = 4
"""Of more the form that opens has the list; two at a time is what people are advised."""

_NOTHING_TO_DO: Final = frozenset({Ask.NUDGE, Ask.BUDDY})
_SAYS_HOW_LONG: Final = frozenset({Ask.PREPARE, Ask.HARVEST, Ask.FIRST_EXPERIMENT, Ask.INTERIM})
_TAKES_NO_TIME: Final = frozenset({*_NOTHING_TO_DO, Ask.ATTENDANCE, Ask.RESTART})
"""A tap, or nothing at all."""
_SAYS_WHEN: Final = frozenset({Ask.ATTENDANCE, Ask.RESTART})
"""The sentence itself tells when the session is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The session something is asked for, and the name of its group. `after`: it has been, and this follows from it."""

    session: SessionId
    number: int
    starts_at: datetime
    minutes: int
    zone: tzinfo
    group: str
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPart:
    """One thing that is asked. `tried` are the person's own experiments, each with its id; `buddies` are names;
    `called` is the title of a form of the format's own. `earlier`: the moment before it moved, and whether they would
    come then."""

    ask: Ask
    about: About
    form: str | None = None
    called: str = ""
    tried: tuple[tuple[ExperimentId, ExperimentLine], ...] = ()
    buddies: tuple[str, ...] = ()
    earlier: tuple[datetime, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderView:
    """`day` names the card; `parts` are in the order of importance, not empty. `cancelled`: the sessions it asked
    something for that will not take place."""

    day: date
    parts: tuple[ReminderPart, ...]
    cancelled: tuple[Cancelled, ...] = ()


def reminder_card(view: ReminderView, texts: Texts) -> Card:
    """Once the card is full, what is left is named in one line: nothing is lost without a word."""
    shown, left = _that_fit(view.parts)
    made = _card(view, shown, texts, left=left)
    while size_of(made) > BUDGET and len(shown) > 1:
        shown, left = shown[:-1], left + 1
        made = _card(view, shown, texts, left=left)
    return made


def _that_fit(parts: Sequence[ReminderPart]) -> tuple[tuple[ReminderPart, ...], int]:
    room, shown = MOST_BUTTONS - _OWN, list[ReminderPart]()
    for part in parts:
        wanted = len(_buttons(part))
        if wanted > room:
            break
        room -= wanted
        shown.append(part)
    return tuple(shown), len(parts) - len(shown)


def _card(view: ReminderView, parts: Sequence[ReminderPart], texts: Texts, *, left: int) -> Card:
    alone = len(view.parts) == 1
    same = len({part.about for part in view.parts}) == 1
    first = parts[0]
    heading = _title(first, texts) if alone else texts.say("card.reminder.several")
    body: list[Element | None] = [_header(parts, heading, texts) if same else header(_today(view, texts), heading)]
    filled = True
    for number, part in enumerate(parts):
        lines = [*_part(part, texts, alone=alone, same=same), *_rows(part, texts, filled=filled)]
        filled = filled and (part.ask in _NOTHING_TO_DO or not _buttons(part))
        body.append(box(lines, separator=number > 0))
    body += cancelled_lines(view.cancelled, texts)
    if left:
        body.append(quiet(texts.plural("card.reminder.more", left)))
    if any(part.ask not in _NOTHING_TO_DO for part in parts):
        if _is_short(parts):
            body.append(quiet(texts.say("card.reminder.short")))
        body.append(row(button(texts.say("button.later"), LaterOpen(day=view.day.isoformat()))))
    body.append(row(button(texts.say("button.pause"), PauseOpen()), spacing="Small"))
    return card(body)


def _is_short(parts: Sequence[ReminderPart]) -> bool:
    """Whether to say how long it takes: not when a sentence above says so itself, nor when nothing is asked."""
    asks = {part.ask for part in parts}
    return asks.isdisjoint(_SAYS_HOW_LONG) and not asks <= _TAKES_NO_TIME


def _today(view: ReminderView, texts: Texts) -> str:
    return texts.short_day(view.day)


def _header(parts: Sequence[ReminderPart], heading: str, texts: Texts) -> Element:
    """The day in the corner is that of the session; once on a card is enough."""
    about = parts[0].about
    told = about.after or any(part.ask in _SAYS_WHEN for part in parts)
    return header(_where(about, texts), heading, None if told else texts.short_day(about.starts_at, about.zone))


def _where(about: About, texts: Texts) -> str:
    key = "card.reminder.where.after" if about.after else "card.reminder.where"
    return texts.say(key, group=about.group, session=about.number)


def _title(part: ReminderPart, texts: Texts) -> str:
    if part.ask is Ask.FORM and part.called:
        return part.called
    bare = part.ask is Ask.HIGHLIGHT and not part.tried
    key = "card.reminder.highlight.title.none" if bare else f"card.reminder.{part.ask}.title"
    return texts.say(key, session=part.about.number)


def _part(part: ReminderPart, texts: Texts, *, alone: bool, same: bool) -> Iterator[Element]:
    if not same:
        yield quiet(_where(part.about, texts), spacing="None")
    if not alone:
        yield subtitle(_title(part, texts), spacing="None" if same else "Small")
    yield text(_sentence(part, texts), spacing="None" if alone else "Small")
    if part.tried:
        yield box(
            [words(in_full(line, texts), spacing="Small") for _, line in part.tried[:_MOST_TRIED]], style="emphasis"
        )
        after = f"card.reminder.{part.ask}.after"
        if texts.has(after):
            yield text(texts.say(after))


def _sentence(part: ReminderPart, texts: Texts) -> str:
    about = part.about
    values = {
        "session": about.number,
        "when": texts.period(about.starts_at, about.starts_at + timedelta(minutes=about.minutes), about.zone),
        "names": texts.names(part.buddies),
    }
    key = f"card.reminder.{part.ask}"
    if part.earlier is not None:
        moment, came = part.earlier
        said = texts.say("button.coming" if came else "button.cannot_come")
        return texts.say(f"{key}.moved", earlier=texts.moment(moment, about.zone), said=said, **values)
    if part.ask is Ask.BUDDY:
        return texts.plural(key, len(part.buddies), **values)
    if part.ask in _OF_TRIED:
        return texts.plural(key, len(part.tried), **values) if part.tried else texts.say(f"{key}.none", **values)
    return texts.say(key, **values)


_OF_TRIED: Final = frozenset({Ask.LOOK_BACK, Ask.LOOK_BACK_AGAIN, Ask.HIGHLIGHT, Ask.NUDGE, Ask.INTERIM, Ask.RESTART})
"""One's own words stand below the sentence."""


def _rows(part: ReminderPart, texts: Texts, *, filled: bool) -> Iterator[Element]:
    made = [
        button(texts.say(key), action, filled=filled and number == 0 and part.ask not in _NOTHING_TO_DO)
        for number, (key, action) in enumerate(_buttons(part))
    ]
    if made:
        yield row(*made)


def _buttons(part: ReminderPart) -> tuple[tuple[str, Action], ...]:
    """Keys of the words on them, and what they open."""
    return buttons_of(part.ask, part.about.session, form=part.form, tried=tuple(one for one, _ in part.tried))


def buttons_of(
    ask: Ask, session: SessionId, *, form: str | None = None, tried: Sequence[ExperimentId] = ()
) -> tuple[tuple[str, Action], ...]:
    """`form` is the name of the form that is asked for, where it has one."""
    if ask is Ask.ATTENDANCE:
        return tuple(
            (key, BetweenOpen(session=session, form=form or ask.value, choice=choice))
            for key, choice in (("button.coming", "yes"), ("button.cannot_come", "no"))
        )
    if ask in _FORM_BUTTONS:
        return ((_FORM_BUTTONS[ask], BetweenOpen(session=session, form=form or ask.value)),)
    action = _own(ask, session, experiment=tried[0] if len(tried) == 1 else None)
    if action is None:
        return ()
    return ((_OWN_BUTTONS[ask] if tried or ask is not Ask.RESTART else "button.experiment", action),)


def _own(ask: Ask, session: SessionId, *, experiment: ExperimentId | None) -> Action | None:
    if ask is Ask.PREPARATION:
        return PreparationOpen(session=session)
    if ask in {Ask.LOOK_BACK, Ask.LOOK_BACK_AGAIN, Ask.INTERIM}:
        return ExperimentReportOpen(session=session, experiment=experiment)
    return None if ask is Ask.BUDDY else ExperimentOpen(session=session, experiment=experiment)


_FORM_BUTTONS: Final = {
    Ask.PREPARE: "button.prepare",
    Ask.HARVEST: "button.harvest",
    Ask.HIGHLIGHT: "button.highlight",
    Ask.CONSENT: "button.family_consent",
    Ask.FORM: "button.open",
}
_OWN_BUTTONS: Final = {
    Ask.PREPARATION: "button.preparation",
    Ask.LOOK_BACK: "button.look_back",
    Ask.LOOK_BACK_AGAIN: "button.look_back",
    Ask.INTERIM: "button.look_back",
    Ask.FIRST_EXPERIMENT: "button.experiment",
    Ask.NUDGE: "button.own_experiments",
    Ask.RESTART: "button.own_experiments",
}
