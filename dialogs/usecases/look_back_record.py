"""Writes a report with all that hangs on it: how its experiment stands, what can be found, the boards that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs.experiments.report import DONE, Done, ExperimentReport, ReportStatus
from dialogs.ports import UnitOfWork
from dialogs.usecases.findables import keep_report
from dialogs.usecases.look_back_desk import Desk, Subject, draft_name
from dialogs.usecases.look_back_state import follow, undo
from dialogs.usecases.series_consequences import after_a_report


async def keep_draft(uow: UnitOfWork, desk: Desk, subject: Subject, done: Done, values: Mapping[str, str]) -> None:
    draft = {**values, DONE: done.value}
    name = draft_name(subject.experiment)
    await uow.sessions.keep_draft(subject.session.id, name, desk.person, draft, desk.scene.now)


async def store(uow: UnitOfWork, desk: Desk, subject: Subject, report: ExperimentReport) -> None:
    now, group = desk.scene.now, desk.group
    await uow.reports.save(report)
    await follow(
        uow,
        subject.experiment,
        report,
        before=subject.given,
        others=_others(desk, report),
        now=now,
        zone=group.zone,
    )
    if subject.draft is not None:
        await uow.sessions.drop_draft(subject.drafted_for, draft_name(subject.experiment), desk.person)
    await keep_report(uow, group, report)
    await _redraw(uow, desk, subject)


async def add_supplement(uow: UnitOfWork, desk: Desk, subject: Subject, report: ExperimentReport, text: str) -> None:
    """Raises `Stale`."""
    await uow.reports.add_supplement(report.session, report.person, report.number, text, now=desk.scene.now)
    await keep_report(uow, desk.group, replace(report, supplements=(*report.supplements, text)))
    await _redraw(uow, desk, subject)


async def take_away(uow: UnitOfWork, desk: Desk, subject: Subject, given: ExperimentReport) -> None:
    now, place = desk.scene.now, (given.session, given.person, given.number)
    if subject.is_read:
        await uow.reports.withdraw(*place, now=now)
    else:
        await uow.reports.drop(*place)
    await undo(uow, subject.experiment, given, others=_others(desk, given), now=now, zone=desk.group.zone)
    await keep_report(uow, desk.group, replace(given, status=ReportStatus.WITHDRAWN, fields={}, supplements=()))
    await _redraw(uow, desk, subject)


def _others(desk: Desk, report: ExperimentReport) -> Sequence[ExperimentReport]:
    return [r for r in desk.reports if r.experiment == report.experiment and r.session != report.session]


async def _redraw(uow: UnitOfWork, desk: Desk, subject: Subject) -> None:
    if desk.group.conversation is not None:
        await uow.outbox.add(after_a_report(subject.session, chat=desk.group.conversation, now=desk.scene.now))
