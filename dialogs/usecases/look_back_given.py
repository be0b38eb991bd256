"""A report that was given already: adding to it once the group has read it, and taking it away."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.look_back import ExperimentReportSupplement, ExperimentReportWithdraw
from dialogs.cards.choose import LONGEST_SUPPLEMENT
from dialogs.cards.reading import written as one_text
from dialogs.errors import Invalid, Stale
from dialogs.experiments.report import ExperimentReport
from dialogs.ports import UnitOfWork
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.checking import SentBack, guarded
from dialogs.usecases.house import House
from dialogs.usecases.look_back_desk import Desk, Subject, desk_of, subject_at
from dialogs.usecases.look_back_pages import page_read, page_two
from dialogs.usecases.look_back_record import add_supplement, take_away
from dialogs.usecases.seats import no_seat


async def supplement_experiment_report(
    house: House, origin: Origin, action: ExperimentReportSupplement, data: Mapping[str, Any]
) -> Reply:
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await subject_at(uow, desk, action.session, action.number)
            if subject is None or subject.given is None:
                return Say(text=desk.texts.say("reply.look_back.gone"))
            if not first:
                return Say(text=desk.texts.say("reply.supplement"))
            return await _add(uow, desk, subject, subject.given, data)
    return desk or await no_seat(house, origin, action.session)


async def _add(
    uow: UnitOfWork, desk: Desk, subject: Subject, report: ExperimentReport, data: Mapping[str, Any]
) -> Reply:
    said = data.get("f-text")
    raw = said[: 2 * LONGEST_SUPPLEMENT] if isinstance(said, str) else ""
    texts = desk.texts
    if not subject.adds:
        return page_read(desk, subject, report, said=raw)
    try:
        text = one_text(data, "text", most=LONGEST_SUPPLEMENT)
        await guarded(uow, desk.group.id, (("text", text),), data, day=desk.day)
        if text in report.supplements[-1:]:
            return Say(text=texts.say("reply.supplement"))
        await add_supplement(uow, desk, subject, report, text)
    except Invalid as invalid:
        faults = tuple(texts.say(key, **values) for key, values in invalid.faults.values())
        return page_read(desk, subject, report, said=raw, notices=faults)
    except SentBack as back:
        faults = tuple(texts.say(key, **values) for key, values in back.returned.faults.values())
        return page_read(desk, subject, report, said=raw, notices=faults, tick=bool(back.returned.ticks))
    except Stale:
        return page_read(desk, subject, report, said=raw, notices=(texts.say("reply.changed_meanwhile"),))
    await uow.commit()
    return Say(text=texts.say("reply.supplement"))


async def withdraw_experiment_report(house: House, origin: Origin, action: ExperimentReportWithdraw) -> Reply:
    """*Intrekken*: without a trace as long as the group has not read it; then it reads *ingetrokken*."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await subject_at(uow, desk, action.session, action.number)
            given = subject.given if subject else None
            if not first:  # it is gone; what stands there now was told since
                return Say(text=desk.texts.say("reply.look_back.withdrawn"))
            if subject is None or given is None:
                return Say(text=desk.texts.say("reply.look_back.gone"))
            if given.version != action.version:
                return _changed_meanwhile(desk, subject, given)
            await take_away(uow, desk, subject, given)
            await uow.commit()
            return Say(text=desk.texts.say("reply.look_back.withdrawn"))
    return desk or await no_seat(house, origin, action.session)


def _changed_meanwhile(desk: Desk, subject: Subject, given: ExperimentReport) -> Reply:
    """The report is newer than the button: nobody withdraws what they have not seen."""
    notice = desk.texts.say("reply.look_back.withdraw_changed")
    if subject.is_read:
        return page_read(desk, subject, given, notices=(notice,))
    return page_two(desk, subject, given.done, notices=(notice,))
