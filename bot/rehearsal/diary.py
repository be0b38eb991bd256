"""What the people of a rehearsal did, as they saw it themselves: counted from the thanks they got, never from the
store, so that the two can be held beside each other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.rehearsal.filling import ADAPT, GO_ON, NEW, PICK, SAFETY, has_own
from bot.rehearsal.outcomes import Did, Handed, Outcome
from dialogs.formats.model import RoundKind
from dialogs.ids import SessionId
from dialogs.sessions.model import RoundRun, RunKey, Session
from dialogs.sessions.seats import audience

Place = tuple[SessionId, RunKey]
"""One run of one round in one session."""

_ASKED_ONCE: Final = frozenset({RoundKind.SILENT, RoundKind.CHOOSE})
"""A form of another kind of round stays open after the session: who missed it answers it in the ordinary way."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report: by whom, for the board of which session, of which experiment, and what was said."""

    session: SessionId
    person: str
    experiment: str
    done: str
    following: str | None
    sharing: str | None


@dataclass(slots=True, kw_only=True)
class Diary:
    """People by their names. `asked` are those a round was for when it opened; `excused` are those who were kept from
    an answer on purpose, such as somebody absent; `missed` are those of them who can catch up with it afterwards.
    `again` counts what was sent a second time."""

    presses: int = 0
    answers: dict[Place, set[str]] = field(default_factory=dict)
    caught_up: dict[Place, set[str]] = field(default_factory=dict)
    asked: dict[Place, set[str]] = field(default_factory=dict)
    excused: dict[Place, set[str]] = field(default_factory=dict)
    missed: dict[Place, set[str]] = field(default_factory=dict)
    again: Counter[str] = field(default_factory=Counter)
    experiments: Counter[str] = field(default_factory=Counter)
    reports: list[Told] = field(default_factory=list)
    forms: dict[tuple[SessionId, str], set[str]] = field(default_factory=dict)
    handovers: list[str] = field(default_factory=list)
    pairs: int = 0
    gave_up: list[Outcome] = field(default_factory=list)

    def note(self, outcome: Outcome) -> None:
        if outcome.did is Did.GAVE_UP:
            self.gave_up.append(outcome)
        self.again[outcome.person] += outcome.again
        for handed in outcome.handed:
            self._handed(outcome.person, handed)

    def excuse(self, place: Place, person: str, *, missed: bool) -> None:
        self.excused.setdefault(place, set()).add(person)
        if missed:
            self.missed.setdefault(place, set()).add(person)

    def has_missed(self, person: str) -> bool:
        return any(person in names for names in self.missed.values())

    def _handed(self, person: str, handed: Handed) -> None:
        data = handed.data
        match handed.verb:
            case "answer.submit" | "energy.tap":
                self.answers.setdefault(_place(data), set()).add(person)
                self.experiments[person] += _is_new_experiment(handed)
            case "catch_up.answer":
                self.caught_up.setdefault(_place(data), set()).add(person)
                self.experiments[person] += _is_new_experiment(handed)
            case "experiment.submit":
                self.experiments[person] += "experiment" not in data
            case "try_report.submit":
                self.reports.append(_told(person, data))
            case "between.submit" | "between.open":
                self._form(data, str(data["form"]), person)
            case "preparation.submit":
                self._form(data, "preparation", person)
            case _:
                return

    def _form(self, data: Mapping[str, Any], form: str, person: str) -> None:
        self.forms.setdefault((SessionId(data["session"]), form), set()).add(person)


def _place(data: Mapping[str, Any]) -> Place:
    return SessionId(data["session"]), RunKey(str(data["round"]), int(data["run"]))


def _told(person: str, data: Mapping[str, Any]) -> Told:
    return Told(
        session=SessionId(data["session"]),
        person=person,
        experiment=str(data["experiment"]),
        done=str(data["done"]),
        following=data.get("f-next"),
        sharing=data.get("f-sharing"),
    )


def _is_new_experiment(handed: Handed) -> bool:
    """An experiment was written, and not one's own earlier one that is gone on with."""
    data = handed.data
    asked = [name.removesuffix(SAFETY) for name in data if name.endswith(SAFETY)]
    if not asked:
        return False
    if GO_ON in data.values():
        return not has_own(handed.page)
    if ADAPT in data.values():
        return True
    return all(data.get(name + PICK) in {None, "", NEW} for name in asked)


def can_be_missed(session: Session, run: RoundRun) -> frozenset[str]:
    """Whom this round asks something that can only be caught up with later."""
    asked = session.plan.round(run.key.round_id)
    if asked.kind not in _ASKED_ONCE or asked.form is None or asked.form.has_nobody_fields:
        return frozenset()
    return frozenset(seat.name for seat in audience(session, asked, run))
