"""What the moderator gets in the 1:1 chat: one card with what can be said and `Verder`, and one warning of the time."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from dialogs.cards.actions.regie import Continue, RegieOpen
from dialogs.cards.actions.sessions import SessionStart
from dialogs.cards.parts import Card, Element, button, card, header, quiet, rich, row, run, subtitle, text, words
from dialogs.cards.regie import NextKind, NextStep, next_line
from dialogs.ids import SessionId
from dialogs.sessions.model import RoundPhase, SessionPhase
from dialogs.texts.catalogue import Texts

CHECKLIST: Final = 3
"""How many sentences `card.checklist.*` holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorView:
    """Before the start: the checklist. In a round: what to say, and `Verder`. After the end: that it is over."""

    session: SessionId
    step: int
    session_number: int
    session_phase: SessionPhase
    group_title: str  # tells the groups of one moderator apart
    zone: tzinfo
    next: NextStep
    starts_at: datetime | None = None
    position: int | None = None
    rounds: int | None = None
    title: str | None = None
    phase: RoundPhase | None = None
    ends_at: datetime | None = None
    minutes: int | None = None
    say: str | None = None  # how to open the round
    rescue: tuple[str, ...] = ()


def moderator_card(view: ModeratorView, texts: Texts) -> Card:
    if view.session_phase is SessionPhase.OPEN and view.title is not None:
        body = _during(view, texts)
    elif view.session_phase is SessionPhase.PLANNED:
        body = _before(view, texts)
    else:
        body = _after(view, texts)
    return card(body)


def _before(view: ModeratorView, texts: Texts) -> list[Element | None]:
    begins = texts.time(view.starts_at, view.zone) if view.starts_at else None
    day = f" · {texts.short_day(view.starts_at, view.zone)}" if view.starts_at else ""
    return [
        header(f"{view.group_title}{day}", texts.say("card.moderator.before", session=view.session_number), begins),
        *_checklist(texts),
        row(
            button(texts.say("button.start"), SessionStart(session=view.session), filled=True),
            button(texts.say("button.regie"), RegieOpen(session=view.session)),
        ),
    ]


def _checklist(texts: Texts) -> list[Element]:
    lines = [text(f"· {texts.say(f'card.checklist.{number}')}", spacing="Small") for number in range(1, CHECKLIST + 1)]
    return [subtitle(texts.say("card.checklist.title")), *lines]


def _during(view: ModeratorView, texts: Texts) -> list[Element | None]:
    where = texts.say("card.moderator.where", group=view.group_title, position=view.position, rounds=view.rounds)
    corner = texts.say(f"card.round.phase.{view.phase}") if view.phase else None
    if view.phase is RoundPhase.OPEN and view.ends_at:
        corner = texts.until(view.ends_at, view.zone)
    first = view.position == 1 and view.phase is RoundPhase.OPEN
    forward = Continue(session=view.session, step=view.step)
    buttons = [button(texts.say("button.regie"), RegieOpen(session=view.session))]
    if view.next.kind is not NextKind.END:
        buttons.insert(0, button(texts.say("button.continue"), forward, filled=True))
    return [
        header(where, view.title or "", corner),
        *(_checklist(texts) if first else ()),
        *_opening(view, texts),
        subtitle(texts.say("card.moderator.rescue")) if view.rescue else None,
        *(rich(run(line, italic=True), spacing="Small") for line in view.rescue),
        words(next_line(view.next, texts), spacing="Medium"),
        row(*buttons),
    ]


def _opening(view: ModeratorView, texts: Texts) -> list[Element]:
    """Of use only while the round is open."""
    if not view.say or view.phase is not RoundPhase.OPEN:
        return []
    return [subtitle(texts.say("card.moderator.open")), rich(run(view.say, italic=True), spacing="Small")]


def _after(view: ModeratorView, texts: Texts) -> list[Element | None]:
    return [
        header(view.group_title, texts.say("card.moderator.after", session=view.session_number)),
        quiet(texts.say("card.moderator.after_line")),
        row(button(texts.say("button.regie"), RegieOpen(session=view.session))),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningView:
    """One minute left in a round."""

    session: SessionId
    step: int
    title: str
    ends_at: datetime
    zone: tzinfo
    group_title: str
    next: NextStep


def time_warning(view: WarningView, texts: Texts) -> Card:
    forward = Continue(session=view.session, step=view.step)
    return card(
        [
            header(view.group_title, texts.say("card.warning.title"), texts.until(view.ends_at, view.zone)),
            words(texts.say("card.warning.line", title=view.title), spacing="Small"),
            words(next_line(view.next, texts), spacing="Small"),
            row(
                button(texts.say("button.continue"), forward, filled=True),
                button(texts.say("button.regie"), RegieOpen(session=view.session)),
            ),
        ]
    )
