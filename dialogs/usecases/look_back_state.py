"""What a report makes of its experiment: how it stands follows from *daarom ga ik ...*, and back when that goes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.experiments.model import Experiment, ExperimentState, StateCause, StateChange
from dialogs.experiments.report import ExperimentReport
from dialogs.experiments.rules import after_report
from dialogs.ports import UnitOfWork
from dialogs.usecases.experiment_record import keep_state


async def follow(
    uow: UnitOfWork,
    experiment: Experiment,
    report: ExperimentReport,
    *,
    before: ExperimentReport | None,
    others: Sequence[ExperimentReport],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """`before` is the same report as it was, `others` are those of the same experiment for other sessions. Saying the
    same again changes nothing, so that what the author corrected meanwhile stays."""
    if before is not None and (before.done, before.following) == (report.done, report.following):
        return
    stood = await _without(uow, experiment, before, others) if before else experiment.state
    state = after_report(replace(experiment, state=stood), report.done, report.following)
    await keep_state(uow, experiment, state, zone=zone, now=now, cause=StateCause.REPORT)


async def undo(
    uow: UnitOfWork,
    experiment: Experiment,
    report: ExperimentReport,
    *,
    others: Sequence[ExperimentReport],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """The report is withdrawn: what it alone made of the experiment goes with it."""
    state = await _without(uow, experiment, report, others)
    await keep_state(uow, experiment, state, zone=zone, now=now, cause=StateCause.REPORT)


async def _without(
    uow: UnitOfWork, experiment: Experiment, report: ExperimentReport, others: Sequence[ExperimentReport]
) -> ExperimentState:
    history = await uow.experiments.states(experiment.id)
    if len(history) > 1 and _made_by(history[-1], experiment, report, others):
        return history[-2].state
    return experiment.state


def _made_by(
    newest: StateChange, experiment: Experiment, report: ExperimentReport, others: Sequence[ExperimentReport]
) -> bool:
    if newest.cause is not StateCause.REPORT or any(newest.at <= other.at for other in others):
        return False
    return newest.state is after_report(experiment, report.done, report.following)
