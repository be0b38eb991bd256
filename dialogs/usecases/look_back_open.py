"""To the form of a report (*terugblik*), and from its first page to its second; nothing is stored yet."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.look_back import ExperimentReportOpen, ExperimentReportPage
from dialogs.cards.reading import chosen
from dialogs.experiments.report import DONE, Done, ExperimentReport
from dialogs.ids import ExperimentId
from dialogs.ports import UnitOfWork
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.house import House
from dialogs.usecases.look_back_desk import Desk, desk_of, subject_in, subject_of
from dialogs.usecases.look_back_pages import page_one, page_read, page_two
from dialogs.usecases.seats import no_seat


async def open_experiment_report(house: House, origin: Origin, action: ExperimentReportOpen) -> Reply:
    async with house.reading() as uow:
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            return await _first(uow, desk, action.experiment)
    return desk or await no_seat(house, origin, action.session)


async def _first(uow: UnitOfWork, desk: Desk, named: ExperimentId | None) -> Reply:
    """The one that was named, else the only one, else the list to choose from."""
    own, earlier = [one.id for one in desk.own], desk.earlier
    if named is None and len(own) + len(earlier) > 1:
        return page_one(desk, subject=None)
    if named is None and earlier:
        return await _told_before(uow, desk, next(iter(earlier.values())))
    if named is None and not own:
        return Say(text=desk.texts.say("reply.look_back.none"))
    return await _about(uow, desk, named or own[0], None)


async def _about(
    uow: UnitOfWork, desk: Desk, named: ExperimentId, done: str | None, *, notice: str | None = None
) -> Reply:
    """The page that comes next for this experiment. `done` is what was said on the first one."""
    subject = await subject_of(uow, desk, named)
    if subject is None:
        return Say(text=desk.texts.say("reply.look_back.not_yours"))
    if subject.given is not None and subject.is_read:
        return page_read(desk, subject, subject.given)
    return page_one(desk, subject=subject, notice=notice) if done is None else page_two(desk, subject, Done(done))


async def _told_before(uow: UnitOfWork, desk: Desk, report: ExperimentReport) -> Reply:
    subject = await subject_in(uow, desk, desk.tried_for(report), report.session)
    if subject is None:
        return Say(text=desk.texts.say("reply.look_back.none"))
    return page_read(desk, subject, report)


async def to_second_page(house: House, origin: Origin, action: ExperimentReportPage, data: Mapping[str, Any]) -> Reply:
    """Page 2 follows from *uitgevoerd*; nothing is stored yet."""
    async with house.reading() as uow:
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            return await _second(uow, desk, action, data)
    return desk or await no_seat(house, origin, action.session)


async def _second(uow: UnitOfWork, desk: Desk, action: ExperimentReportPage, data: Mapping[str, Any]) -> Reply:
    own, earlier = [one.id for one in desk.own], desk.earlier
    said = chosen(data, list(Done), name=DONE)
    picked = chosen(data, [*own, *earlier])
    if action.experiment is None and picked is not None and picked in earlier:
        return await _told_before(uow, desk, earlier[picked])
    named = action.experiment or picked
    if named is None:
        return page_one(desk, subject=None, done=said, notice=desk.texts.say("form.fault.choose"))
    return await _about(uow, desk, ExperimentId(named), said, notice=desk.texts.say("form.fault.empty_choice"))
