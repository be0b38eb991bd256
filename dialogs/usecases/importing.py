"""Brings a programme file into the store: all of it or nothing, and what changed is told and shown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dialogs.groups import Group, SessionHead
from dialogs.ids import SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.programmes.change import Change, Effect, Subject
from dialogs.programmes.changes import compare, is_changed
from dialogs.programmes.model import FormatVersion, KnownProgramme, ProgrammeFile, Standing
from dialogs.programmes.outcome import outcome
from dialogs.sessions.machine import apply
from dialogs.sessions.messages import SessionMoved
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.asked_before import cards_of_before
from dialogs.usecases.attending import still_away
from dialogs.usecases.card_rows import planning_refresh
from dialogs.usecases.house import House
from dialogs.usecases.planning_ahead import plan_own_days, plan_reminders
from dialogs.usecases.replanned import cards_of_the_day, lines_for_the_group

Sources = Mapping[str, tuple[str, str]]
"""By format id: the digest and the text of the version that new groups start with."""


async def import_programme(house: House, file: ProgrammeFile, *, sources: Sources) -> tuple[Change, ...]:
    """Importing the same file again changes nothing. A session that has started is never moved, and a group of which
    one has started keeps the text of its format. Cards that show the planning follow."""
    async with house.writing() as uow:
        loaded = await uow.programmes.load(file.slug)
        standing = await uow.programmes.standing(file.slug)
        known = None
        if loaded is not None:
            known = KnownProgramme(
                file=loaded[1],
                started=loaded[2],
                versions=await _versions(uow, standing),
                handed_over=frozenset(number for number, one in standing.items() if one.handed_over),
                filed={(group, n): date for group, one in standing.items() for n, date in one.filed.items()},
            )
        wanted = outcome(known, file)
        await _keep(uow, wanted, sources)
        changes = compare(known, file, await _newest(uow, known, wanted, sources))
        if is_changed(changes):
            await _move(uow, wanted, changes, standing, now=house.now())
            await uow.programmes.apply(wanted, digests=_digests(wanted, standing, sources), now=house.now())
            await _remind(uow, house, file.slug, changes)
            await uow.outbox.add(await _shown_again(uow, house, changes, standing))
        await uow.programmes.remember(file)
        await uow.commit()
    return changes


async def _remind(uow: UnitOfWork, house: House, slug: str, changes: Sequence[Change]) -> None:
    """Of what is about the whole programme, such as its time zone, every group is planned anew."""
    everywhere = any(change.group is None for change in changes)
    for number, one in sorted((await uow.programmes.standing(slug)).items()):
        if everywhere or any(change.group == number for change in changes):
            group = await uow.groups.get(one.group)
            await plan_reminders(uow, house, group)
            await plan_own_days(uow, house, group)


async def _keep(uow: UnitOfWork, wanted: ProgrammeFile, sources: Sources) -> None:
    for name in sorted(_used(wanted) & sources.keys()):
        digest, source = sources[name]
        await uow.formats.keep(digest=digest, format_id=name, source=source)


def _digests(wanted: ProgrammeFile, standing: Mapping[int, Standing], sources: Sources) -> Mapping[str, str]:
    """What a group plays whose format is no longer on the shelf stays what it is."""
    stored = {wanted.format_of(one): standing[one.number].digest for one in wanted.groups if one.number in standing}
    return stored | {name: digest for name, (digest, _) in sources.items()}


def _used(wanted: ProgrammeFile) -> set[str]:
    return {wanted.format_of(group) for group in wanted.groups} | {wanted.format}


async def _versions(uow: UnitOfWork, standing: Mapping[int, Standing]) -> Mapping[int, FormatVersion]:
    return {number: await _version(uow, one.digest) for number, one in standing.items()}


async def _newest(
    uow: UnitOfWork, known: KnownProgramme | None, wanted: ProgrammeFile, sources: Sources
) -> Mapping[str, FormatVersion]:
    """Of a programme that is new there is nothing to compare with."""
    names = _used(wanted) & sources.keys() if known else set()
    return {name: await _version(uow, sources[name][0]) for name in sorted(names)}


async def _version(uow: UnitOfWork, digest: str) -> FormatVersion:
    return FormatVersion(digest=digest, number=(await uow.formats.get(digest)).version)


async def _shown_again(
    uow: UnitOfWork, house: House, changes: Sequence[Change], standing: Mapping[int, Standing]
) -> list[Notice]:
    """What is about the whole programme stands on every planning; what is about a group on its own."""
    told = [change for change in changes if change.effect is not Effect.KEPT]
    everywhere = any(change.subject is Subject.PROGRAMME for change in told)
    notices: list[Notice] = []
    for number, one in sorted(standing.items()):
        about = [change for change in told if change.group == number]
        if one.chat is not None and (everywhere or about):
            notices.append(planning_refresh(one.group, chat=one.chat, now=house.now()))
        if about:
            group = await uow.groups.get(one.group)
            notices += _of_the_day(house, group, about)
            for session in _replanned(group, about):
                notices += await cards_of_before(uow, house, group, session)
    return notices


def _replanned(group: Group, about: Sequence[Change]) -> list[SessionId]:
    """Those at another time, not at all, or after all."""
    numbers = {
        one.session
        for one in about
        if one.subject is Subject.SESSION
        and (one.effect is Effect.ENDED or not {"starts", "cancelled"}.isdisjoint(one.fields))
    }
    phases = {SessionPhase.PLANNED, SessionPhase.CANCELLED}
    return [head.id for head in group.sessions if head.number in numbers and head.phase in phases]


def _of_the_day(house: House, group: Group, about: Sequence[Change]) -> Iterator[Notice]:
    """Of sessions that are at another time now, not at all, or after all. What is new was in nobody's diary yet."""
    changes = {change.session: change for change in about if change.subject is Subject.SESSION}
    lines: list[tuple[str, SessionHead]] = []
    for head in group.sessions:
        change = changes.get(head.number)
        if change is None or head.phase not in {SessionPhase.PLANNED, SessionPhase.CANCELLED}:
            continue
        yield from cards_of_the_day(group, head.id, now=house.now())
        if key := _line(change, head):
            lines.append((key, head))
    yield from lines_for_the_group(group, lines, house.texts.in_(group.language), now=house.now())


def _line(change: Change, head: SessionHead) -> str | None:
    if change.effect is Effect.ENDED:
        return "reply.session_cancelled"
    if change.effect is Effect.CREATED or head.phase is SessionPhase.CANCELLED:
        return None
    if "cancelled" in change.fields:
        return "reply.session_back"
    return "reply.session_moved" if "starts" in change.fields else None


async def _move(
    uow: UnitOfWork,
    wanted: ProgrammeFile,
    changes: Sequence[Change],
    standing: Mapping[int, Standing],
    *,
    now: datetime,
) -> None:
    """As the moderator does it: who could not come on the old day is asked anew."""
    for change in changes:
        group = standing.get(change.group or 0)
        entry = wanted.group(change.group or 0)
        if change.subject is not Subject.SESSION or "starts" not in change.fields or not group or not entry:
            continue
        found = await uow.groups.get(group.group)
        id_ = next(head.id for head in found.sessions if head.number == change.session)
        session, planned = await uow.sessions.lock(id_), entry.session(change.session or 0)
        if session is not None and planned is not None and session.opened_at is None:
            moved = (SessionMoved(starts_at=planned.starts),)
            away = await still_away(uow, found, apply(session, moved), moved, now=now)
            await uow.sessions.record(session, (*moved, *away))


async def export_programme(house: House, slug: str) -> ProgrammeFile | None:
    async with house.reading() as uow:
        loaded = await uow.programmes.load(slug)
    return loaded[1] if loaded else None


async def begun_with_another_text(uow: UnitOfWork, format_id: str, digest: str) -> list[tuple[str, int, int]]:
    """(slug, group, version) of the groups that play this format and keep the text they started with."""
    found = []
    for slug, *_ in await uow.programmes.list():
        loaded = await uow.programmes.load(slug)
        if loaded is None:
            continue
        known = KnownProgramme(file=loaded[1], started=loaded[2])
        for number, one in sorted((await uow.programmes.standing(slug)).items()):
            group = known.file.group(number)
            plays = group is not None and known.file.format_of(group) == format_id
            if plays and known.has_begun(number) and one.digest != digest:
                found.append((slug, number, (await _version(uow, one.digest)).number))
    return found
