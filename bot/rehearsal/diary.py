"""What the people of a rehearsal did, as they saw it themselves: counted from the thanks they got, never from the
store, so that the two can be held beside each other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from bot.rehearsal.filling import ADAPT, GO_ON, NEW, PICK
from bot.rehearsal.simulated import Did, Handed, Outcome
from dialogs.formats.model import Language
from dialogs.ids import SessionId
from dialogs.sessions.model import RunKey
from dialogs.texts.catalogue import Catalogue, load

Place = tuple[SessionId, RunKey]
"""One run of one round in one session."""

_SAFETY: Final = ".safety"
_REST: Final = "form.experiment.rest"


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
    an answer on purpose, such as somebody absent."""

    presses: int = 0
    answers: dict[Place, set[str]] = field(default_factory=dict)
    caught_up: dict[Place, set[str]] = field(default_factory=dict)
    asked: dict[Place, set[str]] = field(default_factory=dict)
    excused: dict[Place, set[str]] = field(default_factory=dict)
    experiments: Counter[str] = field(default_factory=Counter)
    reports: list[Told] = field(default_factory=list)
    forms: dict[tuple[SessionId, str], set[str]] = field(default_factory=dict)
    handovers: list[str] = field(default_factory=list)
    pairs: int = 0
    gave_up: list[Outcome] = field(default_factory=list)

    def note(self, outcome: Outcome) -> None:
        if outcome.did is Did.GAVE_UP:
            self.gave_up.append(outcome)
        for handed in outcome.handed:
            self._handed(outcome.person, handed)

    def excuse(self, place: Place, person: str) -> None:
        self.excused.setdefault(place, set()).add(person)

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
    asked = [name.removesuffix(_SAFETY) for name in data if name.endswith(_SAFETY)]
    if not asked:
        return False
    if GO_ON in data.values():
        return not _has_own(handed.page)
    if ADAPT in data.values():
        return True
    return all(data.get(name + PICK) in {None, "", NEW} for name in asked)


def _has_own(page: str) -> bool:
    """Who has nothing under way is asked for a new experiment, whatever they say; the page tells who has."""
    return any(_texts().in_(language).say(_REST) in page for language in Language)


@cache
def _texts() -> Catalogue:
    return load()
