"""`Regie`: the moderator's dialog; the first page, which may stand on a shared screen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialogs.cards.actions.regie import Continue, RegieDo, RegieMore, RegiePrivate, RegieStep
from dialogs.cards.parts import (
    Element,
    box,
    button,
    card,
    choice_input,
    columns,
    header,
    quiet,
    rich,
    row,
    run,
    text,
    warning,
    words,
)
from dialogs.cards.round import Count
from dialogs.ids import SessionId
from dialogs.sessions.model import RoundPhase, SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

MORE: Final = "more"
"""The input that holds what was chosen from the list."""


class NextKind(StrEnum):
    """What `Verder` will do."""

    START = "start"  # the session
    REVEAL = "reveal"
    OPEN = "open"
    END = "end"  # nothing is left but to end the session
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`position`, `title` and `minutes` are of the round that comes next, if there is one."""

    kind: NextKind
    position: int | None = None
    title: str | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieView:
    """`minutes_left` of the round and `minutes_behind` of the session may be negative.

    `buttons` are at most two phase buttons beside `Verder`; `more` is the rest. `notice` explains why nothing happened.
    """

    session: SessionId
    step: int
    session_number: int
    session_phase: SessionPhase
    next: NextStep
    position: int | None = None
    rounds: int | None = None
    title: str | None = None
    phase: RoundPhase | None = None
    minutes_left: int | None = None
    minutes_behind: int = 0
    count: Count | None = None
    speaker: str | None = None  # who has the word, with a single answerer
    buttons: tuple[RegieDo, ...] = ()
    more: tuple[RegieDo, ...] = ()
    notice: str | None = None
    done: str | None = None  # what just happened, in one line


def regie_dialog(view: RegieView, texts: Texts) -> ShowDialog:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(view.done, quiet=True) if view.done else None,
        header(texts.say("regie.where", session=view.session_number), _title(view, texts), _corner(view, texts)),
        _figures(view, texts),
        _next(view, texts),
        _lead(view, texts),
        row(*(_phase_button(view, do, texts) for do in view.buttons[:2]), spacing="Small") if view.buttons else None,
    ]
    if view.more:
        options = [(do.value, texts.say(f"regie.do.{do}")) for do in view.more]
        body.append(
            choice_input(MORE, texts.say("button.more"), options, compact=True, example=texts.say("regie.more.example"))
        )
        body.append(row(button(texts.say("button.do"), RegieMore(session=view.session, step=view.step))))
    if view.session_phase is not SessionPhase.PLANNED:
        private = button(texts.say("button.private"), RegiePrivate(session=view.session), sends_inputs=False)
        body.append(
            box([quiet(texts.say("regie.private.line"), spacing="None"), row(private, spacing="Small")], separator=True)
        )
    return ShowDialog(title=texts.say("button.regie"), card=card(body), height="large")


def _title(view: RegieView, texts: Texts) -> str:
    if view.title is None or view.position is None:
        return texts.say(f"regie.session.{view.session_phase}")
    if view.session_phase is SessionPhase.ENDED:
        return texts.say("regie.session.ended")
    return texts.say("regie.round", position=view.position, rounds=view.rounds, title=view.title)


def _corner(view: RegieView, texts: Texts) -> str | None:
    if view.session_phase is not SessionPhase.OPEN or view.phase is None:
        return None
    if view.phase is RoundPhase.OPEN and view.minutes_left is not None:
        if view.minutes_left < 0:
            return texts.say("regie.over", minutes=-view.minutes_left)
        return texts.say("regie.left", minutes=view.minutes_left)
    return texts.say(f"card.round.phase.{view.phase}")


def _figures(view: RegieView, texts: Texts) -> Element | None:
    """Two boxes: who answered, and how the session goes."""
    if view.session_phase is not SessionPhase.OPEN:
        return None
    late = view.minutes_behind
    schedule = texts.say("regie.on_schedule") if late <= 0 else texts.plural("regie.behind", late)
    session = _figure(texts.say("regie.session"), schedule)
    if view.count is None:
        return box([session], spacing="Medium")
    if view.count.of == 1 and view.speaker:
        answered = _figure(texts.say("regie.word"), view.speaker)
    else:
        answered = _figure(texts.say("regie.answered"), texts.share(view.count.given, view.count.of))
    return columns([answered], [session], spacing="Medium", even=True)


def _figure(label: str, value: str) -> Element:
    said = rich(run(value, bold=True, size="Large"), spacing="None")
    return box([text(label, size="Small", quiet=True, spacing="None"), said], style="emphasis", spacing="None")


def _next(view: RegieView, texts: Texts) -> Element:
    """The line with the button's own word in bold."""
    line, word = next_line(view.next, texts), texts.say("button.continue")
    if line.startswith(word):
        return rich(run(word, bold=True), run(line.removeprefix(word)), spacing="Medium")
    return words(line, spacing="Medium")


def next_line(step: NextStep, texts: Texts) -> str:
    """What `Verder` will do, in one or two sentences."""
    if step.title is None or step.position is None:
        return texts.say(f"regie.next.{step.kind}")
    if step.kind is NextKind.OPEN:
        return texts.plural("regie.next.coming", step.minutes or 0, position=step.position, title=step.title)
    coming = texts.plural("regie.next.round", step.minutes or 0, position=step.position, title=step.title)
    return f"{texts.say(f'regie.next.{step.kind}')} {coming}"


def _lead(view: RegieView, texts: Texts) -> Element:
    """The one filled button: `Verder`, or the step around a session."""
    if view.session_phase is SessionPhase.OPEN and view.next.kind is not NextKind.END:
        forward = Continue(session=view.session, step=view.step)
        return row(button(texts.say("button.continue"), forward, filled=True, sends_inputs=False))
    do = {
        SessionPhase.PLANNED: RegieDo.START,
        SessionPhase.OPEN: RegieDo.END,
        SessionPhase.ENDED: RegieDo.RESUME,
        SessionPhase.CANCELLED: RegieDo.PLANNING,
    }[view.session_phase]
    return row(_phase_button(view, do, texts, filled=True))


def _phase_button(view: RegieView, do: RegieDo, texts: Texts, *, filled: bool = False) -> Element:
    step = RegieStep(session=view.session, step=view.step, do=do)
    return button(texts.say(f"regie.do.{do}"), step, filled=filled, sends_inputs=False)
