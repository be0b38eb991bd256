"""The state chart for the README, drawn from the tables: every allowed step is tried; where it leads is the arrow."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from dialogs.formats.model import (
    Audience,
    Field,
    FieldType,
    Form,
    ModeratorLines,
    Priority,
    Round,
    RoundKind,
    SessionPlan,
    Text,
    Visibility,
)
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.programmes.model import Role
from dialogs.sessions.evolution import apply
from dialogs.sessions.machine import decide
from dialogs.sessions.messages import (
    CancelSession,
    CatchUp,
    ChooseSeats,
    CloseRound,
    Command,
    Continue,
    End,
    Extend,
    MoveSession,
    ReopenRound,
    RepeatRound,
    Reveal,
    SkipRound,
    Start,
    Step,
)
from dialogs.sessions.model import RoundPhase, Seat, Session, SessionPhase
from dialogs.sessions.table import ALLOWED, ALLOWED_IN_SESSION, Course

BEGIN: Final = "<!-- state-chart:begin -->"
END: Final = "<!-- state-chart:end -->"

_BY: Final = PersonId("moderator")
_NOW: Final = datetime(2027, 5, 10, 8, tzinfo=UTC)
_ROUND: Final = "1.2"
_NO_WORDS: Final = Text(nl="", en="")

_PRESSES: Final[Mapping[type[Command], Step]] = {
    Start: Start(by=_BY),
    Continue: Continue(by=_BY),
    Reveal: Reveal(by=_BY),
    CloseRound: CloseRound(by=_BY),
    ReopenRound: ReopenRound(by=_BY),
    SkipRound: SkipRound(by=_BY, round_id=_ROUND),
    RepeatRound: RepeatRound(by=_BY),
    Extend: Extend(by=_BY, minutes=2),
    End: End(by=_BY),
    CancelSession: CancelSession(by=_BY),
}
_START: Final = _PRESSES[Start]
_END: Final = _PRESSES[End]

_SCENES: Final[Mapping[RoundPhase, Sequence[Step]]] = {
    RoundPhase.OPEN: (_START,),
    RoundPhase.CLOSED: (_START, _PRESSES[CloseRound]),
    RoundPhase.SHOWN: (_START, _PRESSES[Reveal]),
    RoundPhase.DONE: (_START, _END, _START),
    RoundPhase.SKIPPED: (_START, _PRESSES[SkipRound]),
}
"""How a first round gets into a phase and is still the current one."""

_INSIDE: Final[tuple[type[Command], ...]] = (MoveSession, ChooseSeats, CatchUp)
"""What a phase of the session allows without leading anywhere else; what is about answers and seats is left out."""

_TITLES: Final[Mapping[Course, str]] = {
    Course.REVEALED: "A silent or choose round",
    Course.TALK: "A spoken or show round",
}


def chart() -> str:
    """Markdown with three mermaid charts; the same tables always give the same text."""
    parts = [_drawn(_TITLES[course], _round_lines(course)) for course in Course]
    return "\n\n".join((*parts, _drawn("A session", _session_lines())))


def with_chart(document: str) -> str:
    """The document with what stands between the two markers replaced; both must be there."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} followed by {END}")
    return f"{before}{BEGIN}\n{chart()}\n{END}{after}"


def _drawn(title: str, lines: Iterator[str]) -> str:
    return "\n".join((f"**{title}**", "", "```mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), "```"))


def _round_lines(course: Course) -> Iterator[str]:
    phases = [phase for phase in RoundPhase if (course, phase) in ALLOWED]
    yield f"[*] --> {RoundPhase.NOT_OPEN}"
    for phase in phases:
        steps = [kind for kind in _PRESSES if kind in ALLOWED[course, phase]]
        yield from _arrows(phase, {kind: _round_after(course, phase, kind) for kind in steps})
    for phase in phases:
        inside = sorted(_words(kind) for kind in ALLOWED[course, phase] if kind not in _PRESSES or kind is Extend)
        if inside:
            yield f"{phase}: {phase}<br/>{', '.join(inside)}"


def _session_lines() -> Iterator[str]:
    yield f"[*] --> {SessionPhase.PLANNED}"
    scenes: Mapping[SessionPhase, Sequence[Step]] = {
        SessionPhase.PLANNED: (),
        SessionPhase.OPEN: (_START,),
        SessionPhase.ENDED: (_START, _END),
    }
    for phase, scene in scenes.items():
        session = _played(_sample(Course.TALK), scene)
        steps = [kind for kind in (Start, End, CancelSession) if kind in ALLOWED_IN_SESSION[phase]]
        yield from _arrows(phase, {kind: _played(session, (_PRESSES[kind],)).phase for kind in steps})
    for phase in SessionPhase:
        inside = sorted(_words(kind) for kind in _INSIDE if kind in ALLOWED_IN_SESSION[phase])
        if inside:
            yield f"{phase}: {phase}<br/>{', '.join(inside)}"


def _arrows(phase: StrEnum, leads_to: Mapping[type[Command], StrEnum]) -> Iterator[str]:
    """One arrow per pair of phases, with every step that takes it."""
    labels: dict[StrEnum, list[str]] = {}
    for kind, target in leads_to.items():
        if target is not phase:
            labels.setdefault(target, []).append(_words(kind))
    for target, names in labels.items():
        yield f"{phase} --> {target}: {', '.join(names)}"


def _round_after(course: Course, phase: RoundPhase, kind: type[Command]) -> RoundPhase:
    """Where the step takes the round. One that is not open waits behind another, unless the session starts with it."""
    if phase is RoundPhase.NOT_OPEN:
        start = kind is Start
        session = _played(_sample(course, behind=not start), () if start else (_START,))
    else:
        session = _played(_sample(course), _SCENES[phase])
    return _played(session, (_PRESSES[kind],)).phase_of(_ROUND)


def _played(session: Session, steps: Sequence[Step]) -> Session:
    for step in steps:
        session = apply(session, decide(session, step, _NOW))
    return session


def _sample(course: Course, *, behind: bool = False) -> Session:
    kind = RoundKind.SILENT if course is Course.REVEALED else RoundKind.SPOKEN
    rounds: tuple[Round, ...] = (_round(_ROUND, kind), _round("1.3", RoundKind.SPOKEN))
    if behind:
        rounds = (_round("1.1", RoundKind.SPOKEN), *rounds)
    plan = SessionPlan(number=1, title=_NO_WORDS, minutes=10 * len(rounds), rounds=rounds)
    return Session(
        id=SessionId("sample"),
        group=GroupId("sample"),
        number=1,
        phase=SessionPhase.PLANNED,
        step=0,
        plan=plan,
        starts_at=_NOW,
        minutes=plan.minutes,
        seats=(Seat(person=_BY, name="", roles=frozenset({Role.MODERATOR})),),
    )


def _round(round_id: str, kind: RoundKind) -> Round:
    field = Field(id="text", type=FieldType.SHORT_TEXT, label=_NO_WORDS, visibility=Visibility.GROUP)
    return Round(
        id=round_id,
        title=_NO_WORDS,
        kind=kind,
        audience=Audience.ALL,
        minutes=10,
        priority=Priority.MUST,
        prompt=_NO_WORDS,
        lines=ModeratorLines(open=_NO_WORDS),
        form=Form(fields=(field,)),
    )


def _words(kind: type[Command]) -> str:
    """`CloseRound` is said as *close round*."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()
