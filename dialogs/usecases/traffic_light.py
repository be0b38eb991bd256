"""How a group stands, for who moderates several: red and amber each with their reasons, in words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dialogs.cards.overview import Light
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport, ReportStatus
from dialogs.experiments.rules import OPEN
from dialogs.groups import Attended, Group, SessionHead
from dialogs.ids import PersonId
from dialogs.notices import ERRANDS
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.views import in_group, makes_up_the_group
from dialogs.texts.catalogue import Texts
from dialogs.undelivered import Undelivered, Why, plainest
from dialogs.usecases.ambition import preparation_of
from dialogs.usecases.session_pictures import next_head

FEWEST: Final = 5
"""Below it nothing without a name is shown, and the talk gets thin."""
SOON: Final = timedelta(hours=24)
REPORTS_ASKED: Final = timedelta(days=2)
IN_A_ROW: Final = 2
_PREPARATION: Final = "preparation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`coming`, `prepared` and `unreported` are None where it is too early, or nothing is asked."""

    linked: bool = True
    soon: bool = False
    coming: int | None = None
    prepared: bool | None = None
    unreported: int | None = None
    away: tuple[str, ...] = ()  # who missed the last two sessions
    undelivered: int = 0
    hindrance: Why | None = None  # what is in the way of most of those


def light_of(facts: Facts) -> Light:
    if facts.soon and (not facts.linked or _few(facts) or facts.prepared is False):
        return Light.RED
    return Light.AMBER if facts.unreported or facts.away or facts.undelivered else Light.GREEN


def reasons(facts: Facts, texts: Texts) -> tuple[str, ...]:
    """What is urgent comes first."""
    return tuple(_reasons(facts, texts))


def _reasons(facts: Facts, texts: Texts) -> Iterator[str]:
    if facts.soon and not facts.linked:
        yield texts.say("card.overview.why.no_chat")
    if facts.soon and facts.coming is not None and _few(facts):
        yield texts.plural("card.overview.why.few", facts.coming)
    if facts.soon and facts.prepared is False:
        yield texts.say("card.overview.why.unprepared")
    if facts.undelivered and facts.hindrance is not None:
        yield _undelivered(facts.undelivered, facts.hindrance, texts)
    if facts.unreported:
        yield texts.plural("card.overview.why.reports", facts.unreported)
    if facts.away:
        yield texts.say("card.overview.why.missed", names=texts.names(facts.away))


def _undelivered(count: int, hindrance: Why, texts: Texts) -> str:
    return texts.plural("card.overview.why.undelivered", count, why=texts.say(f"card.undelivered.{hindrance}"))


async def undelivered_line(uow: UnitOfWork, group: Group, texts: Texts) -> str | None:
    """For who moderates one group and has no overview."""
    lost = await _lost(uow, group)
    hindrance = plainest(lost)
    if hindrance is None:
        return None
    said = _undelivered(len(lost), hindrance, texts)
    return f"{said[:1].upper()}{said[1:]}."


async def _lost(uow: UnitOfWork, group: Group) -> Sequence[Undelivered]:
    return [letter for letter in await uow.dead_letters.of_group(group.id) if letter.kind not in ERRANDS]


def _few(facts: Facts) -> bool:
    return facts.coming is not None and facts.coming < FEWEST


async def facts_of(uow: UnitOfWork, group: Group, *, now: datetime) -> Facts:
    """What is asked of the store depends on how near the next session is. A session that is going on speaks for
    itself, and after the last there is nothing to arrange any more; what could not be delivered is told at any time."""
    lost = await _lost(uow, group)
    coming = next_head(group)
    if coming is None or any(head.phase is SessionPhase.OPEN for head in group.sessions):
        return Facts(undelivered=len(lost), hindrance=plainest(lost))
    soon = coming.starts_at - now < SOON
    session = await uow.sessions.get(coming.id) if soon else None
    return Facts(
        linked=group.conversation is not None,
        soon=soon,
        coming=_coming(session) if session else None,
        prepared=await _prepared(uow, group, coming) if soon else None,
        unreported=await _unreported(uow, group, coming) if coming.starts_at - now < REPORTS_ASKED else None,
        away=_away(group, await uow.sessions.attended(group.id)),
        undelivered=len(lost),
        hindrance=plainest(lost),
    )


def _coming(session: Session) -> int:
    return sum(1 for seat in session.seats if in_group(seat) and not (seat.cannot_come or seat.absent))


async def _prepared(uow: UnitOfWork, group: Group, coming: SessionHead) -> bool | None:
    """The hotseat prepares the first session; other formats ask it of nobody in particular."""
    if coming.number != 1 or group.hotseat is None or _PREPARATION not in group.format.forms:
        return None
    return await preparation_of(uow, group) is not None


async def _unreported(uow: UnitOfWork, group: Group, coming: SessionHead) -> int | None:
    """Open experiments without a report for the session to come."""
    if REPORT_PLACE not in group.format.forms:
        return None
    experiments = await uow.experiments.of_group(group.id)
    reports = await uow.reports.of_group(group.id) if experiments else ()
    return unreported(experiments, reports, coming, {member.person for member in group.members})


def unreported(
    experiments: Sequence[Experiment],
    reports: Sequence[ExperimentReport],
    coming: SessionHead,
    members: Collection[PersonId],
) -> int:
    told = {
        report.experiment
        for report in reports
        if report.session == coming.id and report.status is ReportStatus.SUBMITTED
    }
    return sum(1 for one in experiments if one.state in OPEN and one.id not in told and one.person in members)


def _away(group: Group, held: Sequence[Attended]) -> tuple[str, ...]:
    """Who belonged to the group in its last two sessions and was in neither."""
    newest = held[-IN_A_ROW:]
    if len(newest) < IN_A_ROW:
        return ()
    return tuple(
        member.name
        for member in group.members
        if makes_up_the_group(member.roles) and all(member.person in one.members - one.there for one in newest)
    )
