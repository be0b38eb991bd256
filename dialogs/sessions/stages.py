"""How far an experiment, its report or a form between sessions has come, read from the session it belongs to."""

from collections.abc import Collection
from typing import Final

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport, ReportStatus
from dialogs.formats.model import Shows
from dialogs.ids import PersonId
from dialogs.policy.matrix import Stage
from dialogs.sessions.model import RoundPhase, RunKey, Session
from dialogs.sessions.visibility import stage_of_answer

Hidden = Collection[tuple[RunKey, PersonId]]
"""What was reported as recognisable in one session."""

BOARDS: Final = frozenset({Shows.REPORTS, Shows.HARVEST})
"""Where people look back together: at the end of a series on everything."""

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
    if session is None or experiment.round_id is None:
        return Stage.SHOWN
    key = RunKey(experiment.round_id, experiment.run or 1)
    if (key, experiment.person) in hidden:
        return Stage.REPORTED
    run, answer = session.run(key), session.answers.get((key, experiment.person))
    if run is None or answer is None:
        return Stage.SHOWN
    return stage_of_answer(session, run, answer, reported=False)


def form_stage(form: str, person: PersonId, session: Session, hidden: Hidden) -> Stage:
    """What was sent in between sessions. The harvest is shown when its round begins, the rest is told by moderators."""
    if (RunKey(form, 1), person) in hidden:
        return Stage.REPORTED
    return Stage.SHOWN if form == "harvest" and is_up(session, {Shows.HARVEST}) else Stage.CLOSED


def board_is_up(session: Session) -> bool:
    """Whether the group has the board: from then on nothing on it changes silently."""
    return is_up(session, BOARDS)


def is_up(session: Session, shows: Collection[Shows]) -> bool:
    """Whether a round that shows one of these has begun."""
    rounds = {r.id for r in session.plan.rounds if not set(shows).isdisjoint(r.shows)}
    return any(run.phase in _UP for run in session.runs if run.key.round_id in rounds)
