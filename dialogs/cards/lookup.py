"""What can be asked at any time: planning, how things stand, help; and the kind line when something cannot be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dialogs.cards.actions.asking import HelpShow, PlanningShow, PrivacyOpen, StatusShow
from dialogs.cards.actions.link import SeatOpen
from dialogs.cards.actions.regie import RegieOpen
from dialogs.cards.actions.sessions import SessionResume, SessionStart
from dialogs.cards.extra import Extra, extra_rows
from dialogs.cards.parts import (
    Card,
    Element,
    button,
    card,
    columns,
    count_box,
    header,
    quiet,
    rich,
    row,
    run,
    subtitle,
    text,
    title,
    words,
)
from dialogs.cards.round import Count
from dialogs.ids import SessionId
from dialogs.sessions.model import RoundPhase, SessionPhase
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    number: int
    title: str
    phase: SessionPhase
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningView:
    group_title: str
    ambition: str | None
    zone: tzinfo
    sessions: tuple[SessionLine, ...]
    linked: bool = False  # said just after linking
    unmatched: int = 0  # seats whose person is not known in this chat
    extras: tuple[Extra, ...] = ()


def planning_card(view: PlanningView, texts: Texts) -> Card:
    return card(
        [
            header(view.group_title, texts.say("card.planning.linked" if view.linked else "card.planning.title")),
            words(texts.say("card.ambition.line", ambition=view.ambition), size="Small", quiet=True, spacing="Small")
            if view.ambition
            else None,
            *(_session(line, view.zone, texts, first=number == 0) for number, line in enumerate(view.sessions)),
            None if view.sessions else words(texts.say("card.planning.none")),
            *_unmatched(view, texts),
            *extra_rows(view.extras, texts),
        ]
    )


def _session(line: SessionLine, zone: tzinfo, texts: Texts, *, first: bool) -> Element:
    when = texts.period(line.starts_at, line.starts_at + timedelta(minutes=line.minutes), zone)
    name = texts.say("card.planning.session", number=line.number)
    left = [words(f"{name} · {line.title}", spacing="None"), quiet(when, spacing="None")]
    state = text(texts.say(f"card.session.phase.{line.phase}"), size="Small", quiet=True, right=True, spacing="None")
    return columns(left, [state], spacing="Medium" if first else "Small", separator=not first)


def _unmatched(view: PlanningView, texts: Texts) -> Iterator[Element]:
    if view.unmatched:
        yield words(texts.plural("group.linked.unmatched", view.unmatched), spacing="Medium")
        yield row(button(texts.say("button.seat"), SeatOpen()))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """`stand`: where the group is. Of a round only what everyone may know. `trouble` is for its moderator: what could
    not be delivered."""

    group_title: str
    zone: tzinfo
    session: SessionId | None = None
    session_number: int | None = None
    session_phase: SessionPhase | None = None
    position: int | None = None
    rounds: int | None = None
    title: str | None = None
    phase: RoundPhase | None = None
    ends_at: datetime | None = None
    count: Count | None = None
    next: SessionLine | None = None  # the first session still to come
    experiments: int = 0  # open ones in the group
    trouble: str | None = None
    extras: tuple[Extra, ...] = ()


def status_card(view: StatusView, texts: Texts) -> Card:
    body: list[Element | None] = [
        header(view.group_title, texts.say("card.status.title")),
        *_now(view, texts),
        words(texts.plural("card.status.experiments", view.experiments)) if view.experiments else None,
        words(texts.say("card.status.next", number=view.next.number, when=_when(view.next, view.zone, texts)))
        if view.next
        else None,
        words(view.trouble) if view.trouble else None,
    ]
    if view.session and view.session_phase is SessionPhase.OPEN:
        body.append(row(button(texts.say("button.regie"), RegieOpen(session=view.session))))
    return card([*body, *extra_rows(view.extras, texts)])


def _now(view: StatusView, texts: Texts) -> Iterator[Element]:
    if view.session_number is None or view.session_phase is None:
        yield words(texts.say("card.status.nothing"))
        return
    yield words(texts.say(f"card.status.session.{view.session_phase}", session=view.session_number), spacing="Medium")
    if view.session_phase is not SessionPhase.OPEN or view.title is None or view.phase is None:
        return
    state = texts.say(f"card.round.phase.{view.phase}")
    if view.phase is RoundPhase.OPEN and view.ends_at:
        state = f"{state}, {texts.until(view.ends_at, view.zone)}"
    line = texts.say("card.status.round", position=view.position, rounds=view.rounds, title=view.title, state=state)
    yield words(line, spacing="Small")
    if view.count and view.count.of > 1:
        share, answered = texts.counted(view.count.given, view.count.of)
        yield count_box(run(share, bold=True), run(f" {answered}"))


def _when(line: SessionLine, zone: tzinfo, texts: Texts) -> str:
    return texts.period(line.starts_at, line.starts_at + timedelta(minutes=line.minutes), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    about: str  # what to ask them
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """`moderator`: also what leads a session; `observer`: also what somebody does who looks on. In a group the bot has
    to be mentioned."""

    in_group: bool
    moderator: bool = False
    observer: bool = False
    contacts: tuple[ContactLine, ...] = ()


_FOR_ALL = (
    "status",
    "planning",
    "experiment",
    "look_back",
    "catch_up",
    "search",
    "reminders",
    "pause",
    "language",
    "help",
)
_FOR_OBSERVERS = ("observe",)
_FOR_MODERATORS = (
    "start", "continue", "reveal", "close", "reopen", "skip", "repeat", "extend", "end", "run_sheet", "move",
    "cancel", "link",
)  # fmt: skip


def help_card(view: HelpView, texts: Texts) -> Card:
    body: list[Element | None] = [
        title(texts.say("card.help.title")),
        text(texts.say("card.help.group" if view.in_group else "card.help.personal")),
        *(_command(name, texts) for name in (*_FOR_ALL, *(_FOR_OBSERVERS if view.observer else ()))),
    ]
    if view.moderator:
        body.append(subtitle(texts.say("card.help.moderator")))
        body += [_command(name, texts) for name in _FOR_MODERATORS]
    if view.contacts:
        body.append(subtitle(texts.say("card.help.contacts")))
        body += [
            rich(run(f"{line.about}  ", bold=True), run(f"{line.name}, {line.address}"), spacing="Small")
            for line in view.contacts
        ]
    body.append(
        row(
            button(texts.say("button.status"), StatusShow(), filled=True),
            button(texts.say("button.planning"), PlanningShow()),
        )
    )
    body.append(row(button(texts.say("button.privacy"), PrivacyOpen()), spacing="Small"))
    return card(body)


def _command(name: str, texts: Texts) -> Element:
    said = run(f"{texts.say(f'command.{name}.word')}  ", bold=True)
    return rich(said, run(texts.say(f"command.{name}.does")), spacing="Small")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownView:
    """Words the bot does not know are not repeated (nothing people write waits in the outbox); `nearest` is a
    command's word, when one is near."""

    nearest: str | None = None


def unknown_card(view: UnknownView, texts: Texts) -> Card:
    line = texts.say("card.unknown.nearest", nearest=view.nearest) if view.nearest else texts.say("card.unknown.line")
    return card([words(line), row(button(texts.say("button.help"), HelpShow(), filled=True))])


def line_card(line: str) -> Card:
    """One kind sentence: a refusal, a confirmation."""
    return card([words(line)])


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichSessionView:
    """A session ended a moment ago: resume that one, or start the next?"""

    resume: SessionId
    resume_number: int
    start: SessionId | None = None  # after the last session there is nothing to start
    start_number: int | None = None


def which_session_card(view: WhichSessionView, texts: Texts) -> Card:
    resume = texts.say("button.resume_number", number=view.resume_number)
    begin = None
    if view.start is not None:
        said = texts.say("button.start_number", number=view.start_number)
        begin = row(button(said, SessionStart(session=view.start)), spacing="Small")
    return card(
        [
            words(texts.say("card.which_session", number=view.resume_number)),
            row(button(resume, SessionResume(session=view.resume), filled=True)),
            begin,
        ]
    )
