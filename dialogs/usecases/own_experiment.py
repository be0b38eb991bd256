"""A short experiment out of a filled-in form: what is stored, and what is asked once more before it is."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dialogs.cards.form_view import Fault
from dialogs.cards.offers import Offer, Offers
from dialogs.cards.picked import PICKED, experiment_field, how_field, picks_own
from dialogs.experiments.model import OUTSIDE_ROUND, Experiment, ExperimentState, Safety
from dialogs.experiments.report import ADAPT, NEXT_HOW, ExperimentReport, ReportStatus
from dialogs.experiments.rules import MOST_OPEN, OPEN, is_full
from dialogs.formats.model import Form, Visibility
from dialogs.groups import Group, SessionHead
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.sessions.model import Fields, RunKey, SessionPhase

__all__ = [
    "Origination",
    "adapted_from",
    "adapts_unasked",
    "asked_once_more",
    "born_in",
    "coming_session_day",
    "experiment_field",
    "experiment_of",
    "first_day_for",
    "is_outside",
    "next_place",
    "own_offers",
    "parts_in",
    "session_for_experiments",
    "tried_in",
]

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


# --- where it belongs


def born_in(experiment: Experiment) -> RunKey:
    return RunKey(experiment.round_id or OUTSIDE_ROUND, experiment.run or 1)


def is_outside(place: RunKey) -> bool:
    """No round, but a number of its person in that session."""
    return place.round_id == OUTSIDE_ROUND


def next_place(experiments: Iterable[Experiment], session: SessionId, person: PersonId) -> RunKey:
    """Outside the rounds, after what this person thought of there in this session before."""
    mine = (born_in(e) for e in experiments if e.session == session and e.person == person)
    return RunKey(OUTSIDE_ROUND, 1 + max((place.run for place in mine if is_outside(place)), default=0))


def session_for_experiments(group: Group) -> SessionHead | None:
    """The session an experiment belongs to: the open one, else the last that was held, else the first to come."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    held = [s for s in group.sessions if s.phase is SessionPhase.ENDED]
    planned = next((s for s in group.sessions if s.phase is SessionPhase.PLANNED), None)
    return running or (held[-1] if held else planned)


def coming_session_day(group: Group, today: date) -> date | None:
    """The local day on which the group next tells how it went; None after the last session."""
    days = (s.starts_at.astimezone(group.zone).date() for s in group.sessions if s.phase is SessionPhase.PLANNED)
    return min((day for day in days if day >= today), default=None)


# --- out of a form


def tried_in(form: Form | None, fields: Fields) -> Mapping[str, str] | None:
    """What was filled in for the form's experiment: the parts of a new one, or one that is gone on with."""
    field = experiment_field(form)
    said = fields.get(field.id) if field else None
    return said if isinstance(said, Mapping) else None


def parts_in(form: Form | None, fields: Fields) -> Mapping[str, str] | None:
    """The parts `when`, `then`, `on` (ISO day) and `safety`, when the form holds a new experiment."""
    said = tried_in(form, fields)
    return None if said is None or PICKED in said else said


def experiment_of(
    parts: Mapping[str, str],
    *,
    group: Group,
    origin: Origination,
    now: datetime,
    visibility: Visibility = Visibility.GROUP,
    programme: bool = False,
    follows: ExperimentId | None = None,
) -> Experiment:
    """A new one, in its first version."""
    return Experiment(
        id=origin.id,
        group=group.id,
        person=origin.person,
        when=parts["when"],
        then=parts["then"],
        on=date.fromisoformat(parts["on"]),
        safety=Safety(parts["safety"]),
        state=ExperimentState.THOUGHT_OF,
        version=1,
        visibility=visibility,
        programme=programme,
        session=origin.session,
        round_id=origin.run.round_id,
        run=origin.run.run,
        follows=follows,
        created_at=now,
    )


def own_offers(
    form: Form | None,
    own: Sequence[Experiment],
    *,
    but: ExperimentId,
    reports: Iterable[ExperimentReport] = (),
    to_another: bool = False,
) -> Offers:
    """Of one's own experiments those that can be gone on with or adapted: what is open, what its report said would be
    adapted and nothing follows from yet, and what `but`, which this very form is about, was adapted from before.
    `reports` are those of the same person, or more. `to_another`: to who enters it for them, and reads nothing that
    they keep from the group."""
    field = experiment_field(form)
    if form is None or field is None or not picks_own(form):
        return {}
    wanted = {e.follows for e in own if e.id == but}
    if how_field(form) is not None:
        wanted.update(_to_adapt(own, reports))
    shown = [e for e in own if e.visibility is Visibility.GROUP] if to_another else own
    offered = tuple(Offer(id=e.id, text=e.title) for e in shown if e.id != but and (e.state in OPEN or e.id in wanted))
    return {field.id: offered} if offered else {}


def _to_adapt(own: Sequence[Experiment], reports: Iterable[ExperimentReport]) -> set[ExperimentId]:
    said = {r.experiment for r in reports if r.status is ReportStatus.SUBMITTED and r.following == ADAPT}
    return {e.id for e in own if e.id in said} - {e.follows for e in own}


def adapts_unasked(form: Form | None) -> bool:
    """Whether it begins with how a look-back would adapt what was tried, and asks nobody how to go on (3.5, A8)."""
    field = experiment_field(form)
    return form is not None and field is not None and bool(field.prefill) and how_field(form) is None


def adapted_from(
    parts: Mapping[str, str], own: Sequence[Experiment], reports: Iterable[ExperimentReport], *, but: ExperimentId
) -> ExperimentId | None:
    """What a new one follows from in such a form: of `reports`, those of the same session, the one whose words are
    still there. `but` is the one that this very form is about."""
    followed = {one.follows for one in own if one.id != but}
    over = [one for one in own if one.state is ExperimentState.FINISHED and one.id not in followed]
    for report in reports:
        tried = next((one for one in over if one.id == report.experiment), None)
        if tried is None or report.status is not ReportStatus.SUBMITTED or report.following != ADAPT:
            continue
        if parts["when"] == tried.when or parts["then"] == (report.fields.get(NEXT_HOW) or tried.then):
            return tried.id
    return None


def asked_once_more(
    parts: Mapping[str, str],
    *,
    own: ExperimentId,
    others: Sequence[Experiment],
    next_session: date | None,
) -> tuple[Fault, ...]:
    """A day after the next session, a third open experiment: a warning, not a refusal. `others` may hold `own`, which
    then is no new one."""
    asked: list[Fault] = []
    if next_session is not None and date.fromisoformat(parts["on"]) > next_session:
        asked.append(("form.experiment.later", {"day": next_session}))
    is_new = all(e.id != own for e in others)
    if is_new and is_full(others):
        asked.append(("form.experiment.third", {"most": MOST_OPEN}))
    return tuple(asked)


def first_day_for(typed_day: object, stored: date | None, today: date) -> date:
    """A day in the past is refused, but for the one that stands there already: it was no past when it was chosen."""
    if stored is not None and isinstance(typed_day, str) and typed_day[:10] == stored.isoformat():
        return min(stored, today)
    return today
