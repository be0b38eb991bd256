"""What a report makes of its experiment: how it stands follows from *daarom ga ik ...*, and back when that goes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dialogs.experiments.model import Experiment, ExperimentState, StateCause, StateChange
from dialogs.experiments.report import ExperimentReport
from dialogs.experiments.rules import after_report, effective
from dialogs.ports import UnitOfWork


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
    await _stand(uow, experiment, state, now=now, zone=zone)


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
    await _stand(uow, experiment, await _without(uow, experiment, report, others), now=now, zone=zone)


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


async def _stand(
    uow: UnitOfWork, experiment: Experiment, state: ExperimentState, *, now: datetime, zone: ZoneInfo
) -> None:
    """Its day had come without anybody saying so: then that stands in the history first."""
    if state is experiment.state:
        return
    begun = effective(experiment, now.astimezone(zone).date())
    if begun is not experiment.state:
        morning = datetime.combine(experiment.on, time(), tzinfo=zone)
        await uow.experiments.save(replace(experiment, state=begun), now=morning, cause=StateCause.DATE)
    if state is not begun:
        await uow.experiments.save(replace(experiment, state=state), now=now, cause=StateCause.REPORT)
