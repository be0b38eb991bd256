"""A short experiment out of a filled-in form: what is stored, and what is asked once more before it is."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dialogs.cards.form_view import Fault
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.rules import MOST_OPEN, OPEN
from dialogs.formats.model import Field, FieldType, Form, Visibility
from dialogs.groups import Group
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.sessions.model import Fields, RunKey

OUTSIDE: Final = RunKey("experiment", 1)
"""Where an experiment was thought of that belongs to no round; one per person and session, later issues add more."""
_NAMESPACE: Final = uuid.UUID("6f1d7f0c-3a57-4f0e-9a53-2d6a2f1c9b10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origination:
    """Where an experiment was thought of. The id follows from it, so that a change never makes a second one."""

    session: SessionId
    run: RunKey
    person: PersonId

    @property
    def id(self) -> ExperimentId:
        name = f"{self.session}/{self.run.round_id}/{self.run.run}/{self.person}"
        return ExperimentId(uuid.uuid5(_NAMESPACE, name).hex)


def born_in(experiment: Experiment) -> RunKey:
    return RunKey(experiment.round_id, experiment.run or 1) if experiment.round_id else OUTSIDE


def experiment_field(form: Form | None) -> Field | None:
    return next((f for f in form.fields if f.type is FieldType.EXPERIMENT), None) if form else None


def parts_in(form: Form | None, fields: Fields) -> Mapping[str, str] | None:
    """The parts `when`, `then`, `on` (ISO day) and `safety`, when the form holds an experiment that was filled in."""
    field = experiment_field(form)
    said = fields.get(field.id) if field else None
    return said if isinstance(said, Mapping) else None


def experiment_of(
    parts: Mapping[str, str], *, group: Group, origin: Origination, version: int, now: datetime
) -> Experiment:
    return Experiment(
        id=origin.id,
        group=group.id,
        person=origin.person,
        when=parts["when"],
        then=parts["then"],
        on=date.fromisoformat(parts["on"]),
        safety=Safety(parts["safety"]),
        state=ExperimentState.THOUGHT_OF,
        version=version,
        visibility=Visibility.GROUP,
        session=origin.session,
        round_id=origin.run.round_id,
        run=origin.run.run,
        created_at=now,
    )


def asked_once_more(
    parts: Mapping[str, str],
    *,
    own: ExperimentId,
    others: Sequence[Experiment],
    next_session: date | None,
) -> tuple[Fault, ...]:
    """A day after the next session, a third open experiment: a warning, not a refusal."""
    asked: list[Fault] = []
    if next_session is not None and date.fromisoformat(parts["on"]) > next_session:
        asked.append(("form.experiment.later", {"day": next_session}))
    if len([e for e in others if e.state in OPEN and e.id != own]) >= MOST_OPEN:
        asked.append(("form.experiment.third", {"most": MOST_OPEN}))
    return tuple(asked)
