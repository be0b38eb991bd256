"""What somebody agrees to: asked apart, told at once, taken back at any time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dialogs.cards.actions.observing import ConsentOpen, ConsentSubmit
from dialogs.cards.consent import ConsentView, consent_dialog
from dialogs.cards.offers import NO, YES
from dialogs.cards.reading import chosen
from dialogs.errors import Stale
from dialogs.ids import SessionId
from dialogs.ports import UnitOfWork
from dialogs.records import CONSENT_VERSION, Consent, ConsentKind
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.house import House
from dialogs.usecases.scene import WHO_AND_WHEN
from dialogs.usecases.seats import no_seat
from dialogs.usecases.visiting import Visit, visit_in


async def open_consent(house: House, origin: Origin, action: ConsentOpen) -> Reply:
    async with house.reading() as uow:
        found = await visit_in(uow, house, origin, action.session, parts=WHO_AND_WHEN)
        if found is not None:
            return consent_dialog(await _view(uow, found, action.session), found.texts)
    return await no_seat(house, origin, action.session)


async def submit_consent(house: House, origin: Origin, action: ConsentSubmit, data: Mapping[str, Any]) -> Reply:
    """Only what changed is written, each with the words it was about and its moment."""
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        found = await visit_in(uow, house, origin, action.session, parts=WHO_AND_WHEN)
        if found is not None:
            if first and action.version != CONSENT_VERSION:
                notice = found.texts.say("reply.consent.other_words")
                return consent_dialog(await _view(uow, found, action.session, notice=notice), found.texts)
            if first:
                return await _keep(uow, found, data, now=now)
            return Say(text=found.texts.say("reply.consent.kept"))
    return await no_seat(house, origin, action.session)


async def _keep(uow: UnitOfWork, found: Visit, data: Mapping[str, Any], *, now: datetime) -> Reply:
    """All of it, or from the second of two devices at the same moment nothing."""
    try:
        for consent in _changed(found, await consents_of(uow, found), data, now=now):
            await uow.consents.record(consent)
    except Stale:
        return Say(text=found.texts.say("reply.consent.meanwhile"))
    await uow.commit()
    return Say(text=found.texts.say("reply.consent.kept"))


def _changed(
    found: Visit, given: Mapping[ConsentKind, bool], data: Mapping[str, Any], *, now: datetime
) -> Iterator[Consent]:
    for kind in ConsentKind:
        said = chosen(data, (YES, NO), name=kind.value)
        if said is not None and (said == YES) != given.get(kind, False):
            yield Consent(
                programme=found.scene.group.programme,
                person=found.person,
                kind=kind,
                given=said == YES,
                version=CONSENT_VERSION,
                at=now,
            )


async def consents_of(uow: UnitOfWork, found: Visit) -> Mapping[ConsentKind, bool]:
    """What stands now."""
    programme = found.scene.group.programme
    return {one.kind: one.stands for one in await uow.consents.of_person(found.person) if one.programme == programme}


async def _view(uow: UnitOfWork, found: Visit, session: SessionId, *, notice: str | None = None) -> ConsentView:
    given = await consents_of(uow, found)
    ticks = tuple((kind.value, given.get(kind, False)) for kind in ConsentKind)
    return ConsentView(session=session, version=CONSENT_VERSION, ticks=ticks, notice=notice)
