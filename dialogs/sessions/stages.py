"""How far an experiment, its report or a form between sessions has come, read from the session it belongs to."""

from collections.abc import Collection
from typing import Final

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport, ReportStatus
from dialogs.formats.between import BOARDS
from dialogs.formats.model import Field, Meaning, Shows
from dialogs.ids import PersonId
from dialogs.policy.matrix import Stage
from dialogs.sessions.model import RoundPhase, RunKey, Session
from dialogs.sessions.visibility import stage_of_answer

Hidden = Collection[tuple[RunKey, PersonId]]
"""What was reported as recognisable in one session."""

HARVEST: Final = "harvest"
"""The form between sessions that the last one looks back with."""

_CHOSEN_FROM: Final = {Meaning.TIP: "tips", Meaning.INSIGHT: "harvest"}
"""What a card says that people choose from, and what a round calls that."""

_UP: Final = frozenset({RoundPhase.OPEN, RoundPhase.DONE})


def report_stage(report: ExperimentReport, session: Session, hidden: Hidden) -> Stage:
    """A report is shown once the board of its session is up; of the last session the harvest is a board too."""
    reported = (RunKey(REPORT_PLACE, report.number), report.person) in hidden
    return stage_of(report, up=board_is_up(session), reported=reported)


def stage_of(report: ExperimentReport, *, up: bool, reported: bool) -> Stage:
    if report.status is ReportStatus.WITHDRAWN:
        return Stage.WITHDRAWN
    if reported:
        return Stage.REPORTED
    if report.held:
        return Stage.HELD
    if report.taken_back:
        return Stage.TAKEN_BACK
    return Stage.SHOWN if up else Stage.CLOSED


def experiment_stage(experiment: Experiment, session: Session | None, hidden: Hidden) -> Stage:
    """An experiment of a round is shown with that round; one that was thought of outside it is shown at once."""
    if experiment.taken_back:
        return Stage.TAKEN_BACK
    if session is None or experiment.round_id is None:
        return Stage.SHOWN
    key = RunKey(experiment.round_id, experiment.run or 1)
    if (key, experiment.person) in hidden:
        return Stage.REPORTED
    run, answer = session.run(key), session.answers.get((key, experiment.person))
    if run is None or answer is None:
        return Stage.SHOWN
    return stage_of_answer(session, run, answer, reported=False)


def form_stage(form: str, field: Field, person: PersonId, session: Session, hidden: Hidden) -> Stage:
    """One field of what was sent in between sessions: of anything but the harvest only moderators are told.

    What a round takes over as its answer is shown there, where it can be changed and held back; never from the card.
    What people choose from is shown by the round that offers it, everything else of the harvest by its board.
    """
    if (RunKey(form, 1), person) in hidden:
        return Stage.REPORTED
    if form != HARVEST or _is_taken_over(session, form, field):
        return Stage.CLOSED
    source = _CHOSEN_FROM.get(field.meaning) if field.meaning else None
    shown = harvest_is_up(session) if source is None else _is_offered(session, source)
    return Stage.SHOWN if shown else Stage.CLOSED


def _is_taken_over(session: Session, form: str, field: Field) -> bool:
    forms = [r.form for r in session.plan.rounds if r.form is not None and r.form.answered_by == form]
    return any(asked.prefill == f"{form}.{field.id}" for one in forms for asked in one.fields)


def _is_offered(session: Session, source: str) -> bool:
    """A round that was skipped shows nothing, also when it was open before."""
    rounds = {r.id for r in session.plan.rounds if r.form and any(f.source == source for f in r.form.fields)}
    return any(run.key.round_id in rounds and run.phase is not RoundPhase.SKIPPED for run in session.runs)


def harvest_is_up(session: Session) -> bool:
    """Whether the group has the harvest's board: from then on nothing on a card changes silently."""
    return is_up(session, {Shows.HARVEST})


def board_is_up(session: Session) -> bool:
    """Whether the group has the board: from then on nothing on it changes silently."""
    return is_up(session, BOARDS)


def is_up(session: Session, shows: Collection[Shows]) -> bool:
    """Whether a round that shows one of these has begun."""
    rounds = {r.id for r in session.plan.rounds if not set(shows).isdisjoint(r.shows)}
    return any(run.phase in _UP for run in session.runs if run.key.round_id in rounds)
