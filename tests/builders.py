"""Builders of what tests arrange: formats in miniature, a session with eight seats, and a hand that plays it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from dialogs.errors import Refused
from dialogs.formats.model import (
    Audience,
    Choice,
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
from dialogs.sessions.machine import apply, decide
from dialogs.sessions.messages import (
    AddSupplement,
    CatchUp,
    CloseRound,
    Command,
    Continue,
    End,
    Event,
    GiveAnswer,
    HoldBack,
    MarkSeat,
    Release,
    Reveal,
    SkipRound,
    Start,
    TakeBack,
    WithdrawAnswer,
)
from dialogs.sessions.model import Answer, Fields, RoundRun, RunKey, Seat, Session, SessionPhase
from dialogs.texts.session import EN, NL

TEN: Final = datetime(2027, 5, 10, 8, tzinfo=UTC)
"""Monday 10 May 2027, ten o'clock in the Netherlands."""

NEXT_WORKING_DAY: Final = datetime(2027, 5, 11, 16, tzinfo=UTC)

ANNA: Final = PersonId("anna")  # the hotseat
BERT: Final = PersonId("bert")
CHAIMA: Final = PersonId("chaima")
DAAN: Final = PersonId("daan")
ELS: Final = PersonId("els")
FARID: Final = PersonId("farid")
GIJS: Final = PersonId("gijs")
HANNA: Final = PersonId("hanna")
IRIS: Final = PersonId("iris")  # the moderator
JOOST: Final = PersonId("joost")  # the co-moderator
OTTO: Final = PersonId("otto")  # an observer
STRANGER: Final = PersonId("stranger")

EIGHT: Final = (ANNA, BERT, CHAIMA, DAAN, ELS, FARID, GIJS, HANNA)
HELPERS: Final = EIGHT[1:]
"""The seven beside the hotseat."""


def a_text(words: str) -> Text:
    return Text(nl=words, en=f"{words} (en)")


def a_field(
    name: str = "text",
    type_: FieldType = FieldType.SHORT_TEXT,
    visibility: Visibility = Visibility.GROUP,
    *,
    choices: tuple[str, ...] = (),
    minimum: int | None = None,
    maximum: int | None = None,
) -> Field:
    return Field(
        id=name,
        type=type_,
        label=a_text(name),
        visibility=visibility,
        minimum=minimum,
        maximum=maximum,
        choices=tuple(Choice(id=c, text=a_text(c)) for c in choices),
    )


def a_form(*fields: Field, required: bool = False, one_tap: bool = False) -> Form:
    return Form(fields=fields or (a_field(),), required=required, one_tap=one_tap)


def an_energy_form() -> Form:
    energy = a_field("energy", FieldType.SCALE, Visibility.UNNAMED, minimum=1, maximum=5)
    return a_form(energy, required=True, one_tap=True)


def an_evaluation_form() -> Form:
    return a_form(
        a_field("safe", FieldType.SCALE, Visibility.NOBODY, minimum=1, maximum=5),
        a_field("better", FieldType.LONG_TEXT, Visibility.NOBODY),
        required=True,
    )


def a_round(
    round_id: str = "1.1",
    kind: RoundKind = RoundKind.SILENT,
    *,
    form: Form | None = None,
    minutes: int = 10,
    audience: Audience = Audience.ALL,
    priority: Priority = Priority.MUST,
) -> Round:
    """A silent or choose round always has a form; the others only when told."""
    return Round(
        id=round_id,
        title=a_text(f"Ronde {round_id}"),
        kind=kind,
        audience=audience,
        minutes=minutes,
        priority=priority,
        prompt=a_text("Wat neem je mee?"),
        lines=ModeratorLines(open=a_text("We beginnen."), rescue=(a_text("Wie wil?"), a_text("En nu?"))),
        form=form or (a_form() if kind.revealed else None),
    )


def a_plan(*rounds: Round, number: int = 1) -> SessionPlan:
    chosen = rounds or (a_round(),)
    return SessionPlan(
        number=number, title=a_text(f"Sessie {number}"), minutes=sum(r.minutes for r in chosen), rounds=chosen
    )


def the_first_session() -> SessionPlan:
    """Session 1 of mastermind-4, in shape: nine rounds, sixty minutes."""
    helpers, hotseat, may = Audience.ALL_BUT_HOTSEAT, Audience.HOTSEAT, Priority.MAY
    return a_plan(
        a_round("1.1", RoundKind.SPOKEN, minutes=5),
        a_round("1.2", RoundKind.SPOKEN, minutes=8, priority=may),
        a_round("1.3", RoundKind.SHOW, minutes=8),
        a_round("1.4", RoundKind.SILENT, minutes=10, audience=helpers, form=a_form(required=True)),
        a_round("1.5", RoundKind.CHOOSE, minutes=7, audience=helpers, priority=may),
        a_round("1.6", RoundKind.SILENT, minutes=10, audience=helpers, priority=may),
        a_round("1.7", RoundKind.SPOKEN, minutes=3, audience=hotseat, priority=may, form=a_form()),
        a_round("1.8", RoundKind.SILENT, minutes=6, form=a_form(required=True)),
        a_round("1.9", RoundKind.CHOOSE, minutes=3, priority=may, form=an_energy_form()),
    )


def a_seat(person: PersonId, *roles: Role) -> Seat:
    return Seat(person=person, name=person.capitalize(), roles=frozenset(roles or (Role.PARTICIPANT,)))


def the_seats() -> tuple[Seat, ...]:
    return (
        a_seat(IRIS, Role.MODERATOR),
        a_seat(JOOST, Role.MODERATOR),
        a_seat(ANNA, Role.HOTSEAT),
        *(a_seat(p) for p in HELPERS),
        a_seat(OTTO, Role.OBSERVER),
    )


def a_session(
    *rounds: Round,
    plan: SessionPlan | None = None,
    phase: SessionPhase = SessionPhase.PLANNED,
    seats: tuple[Seat, ...] | None = None,
) -> Session:
    """Planned at ten, with the hotseat, seven helpers, two moderators and an observer."""
    chosen = plan or a_plan(*rounds)
    return Session(
        id=SessionId("s1"),
        group=GroupId("g1"),
        number=chosen.number,
        phase=phase,
        step=0,
        plan=chosen,
        starts_at=TEN,
        minutes=chosen.minutes,
        seats=the_seats() if seats is None else seats,
    )


def must_be_sayable(refusal: Refused) -> None:
    """Whatever the machine refuses in any test can be said in both languages."""
    for sentences in (NL, EN):
        assert sentences[refusal.text_key].format(**refusal.values)


@dataclass(kw_only=True)
class Play:
    """Plays a session: every command is decided and applied; the events of all of them are kept."""

    session: Session
    now: datetime = TEN
    decisions: list[tuple[Event, ...]] = field(default_factory=list)

    def does(self, command: Command) -> tuple[Event, ...]:
        try:
            events = decide(self.session, command, self.now)
        except Refused as refusal:
            must_be_sayable(refusal)
            raise
        self.session = apply(self.session, events)
        self.decisions.append(events)
        return events

    def waits(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def seat_is(self, person: PersonId, **changes: bool) -> None:
        """Sets what was known of somebody beforehand."""
        seats = tuple(_changed(s, changes) if s.person == person else s for s in self.session.seats)
        self.session = replace(self.session, seats=seats)

    def start(self) -> tuple[Event, ...]:
        return self.does(Start(by=IRIS, forms_until=NEXT_WORKING_DAY))

    def on(self) -> tuple[Event, ...]:
        """`Verder`."""
        return self.does(Continue(by=IRIS, step=self.session.step, forms_until=NEXT_WORKING_DAY))

    def close(self) -> tuple[Event, ...]:
        return self.does(CloseRound(by=IRIS))

    def show(self) -> tuple[Event, ...]:
        return self.does(Reveal(by=IRIS))

    def show_run(self, run: RunKey) -> tuple[Event, ...]:
        """From *Regie*, also when the session is over."""
        return self.does(Reveal(by=IRIS, run=run))

    def skip(self, round_id: str | None = None) -> tuple[Event, ...]:
        return self.does(SkipRound(by=IRIS, round_id=round_id))

    def end(self) -> tuple[Event, ...]:
        return self.does(End(by=IRIS))

    @property
    def run(self) -> RoundRun:
        current = self.session.current
        assert current is not None
        return current

    def answer_of(self, person: PersonId, run: RunKey | None = None) -> Answer | None:
        return self.session.answers.get((run or self.run.key, person))

    def answers(
        self,
        person: PersonId,
        words: str | Fields = "Een vraag",
        *,
        run: RunKey | None = None,
        version: int | None = None,
        by: PersonId | None = None,
    ) -> tuple[Event, ...]:
        """From a form with the newest own version, unless told otherwise."""
        key = run or self.run.key
        before = self.session.answers.get((key, person))
        newest = before.version if before else 0
        return self.does(
            GiveAnswer(
                person=person,
                by=by or person,
                run=key,
                version=newest if version is None else version,
                fields={"text": words} if isinstance(words, str) else words,
            )
        )

    def catches_up(self, person: PersonId, run: RunKey, words: str | Fields = "Ingehaald") -> tuple[Event, ...]:
        before = self.session.answers.get((run, person))
        fields = {"text": words} if isinstance(words, str) else words
        return self.does(CatchUp(person=person, run=run, version=before.version if before else 0, fields=fields))

    def adds(self, person: PersonId, text: str = "Nog iets", run: RunKey | None = None) -> None:
        self.does(AddSupplement(person=person, run=run or self.run.key, text=text))

    def withdraws(self, person: PersonId, run: RunKey | None = None) -> None:
        self.does(WithdrawAnswer(person=person, run=run or self.run.key))

    def holds(self, person: PersonId, run: RunKey | None = None) -> tuple[Event, ...]:
        return self.does(HoldBack(by=IRIS, person=person, run=run or self.run.key))

    def releases(self, person: PersonId, run: RunKey | None = None) -> tuple[Event, ...]:
        return self.does(Release(by=IRIS, person=person, run=run or self.run.key))

    def takes_back(self, person: PersonId, run: RunKey | None = None) -> tuple[Event, ...]:
        return self.does(TakeBack(by=IRIS, person=person, run=run or self.run.key))

    def marks(self, person: PersonId, **marks: bool) -> tuple[Event, ...]:
        command = MarkSeat(
            by=IRIS,
            person=person,
            absent=marks.get("absent"),
            present=marks.get("present"),
            aloud=marks.get("aloud"),
            cannot_come=marks.get("cannot_come"),
        )
        return self.does(command)


def _changed(seat: Seat, changes: Mapping[str, bool]) -> Seat:
    return replace(
        seat,
        cannot_come=changes.get("cannot_come", seat.cannot_come),
        absent=changes.get("absent", seat.absent),
        aloud=changes.get("aloud", seat.aloud),
        present=changes.get("present", seat.present),
    )


def a_play(*rounds: Round, plan: SessionPlan | None = None) -> Play:
    """A session that is still planned."""
    return Play(session=a_session(*rounds, plan=plan))


def a_started_play(*rounds: Round, plan: SessionPlan | None = None) -> Play:
    """A session whose first round is open."""
    play = a_play(*rounds, plan=plan)
    play.start()
    return play
