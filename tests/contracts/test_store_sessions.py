"""What any store of sessions must do, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest

from dialogs.errors import Stale
from dialogs.sessions.messages import SeatMarked
from dialogs.sessions.model import RoundPhase, SessionPhase
from storage.database import Database
from tests.storage_builders import NOW, QUESTION, given, settle_in


async def test_an_opened_session_reads_back_as_it_was_recorded(database: Database) -> None:
    house = await settle_in(database)
    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
    assert session is not None
    assert (session.phase, session.step, session.opened_at) == (SessionPhase.OPEN, 1, NOW)
    assert [(run.key, run.phase, run.ends_at) for run in session.runs] == [
        (QUESTION, RoundPhase.OPEN, NOW + timedelta(minutes=10))
    ]
    assert [seat.name for seat in session.seats] == [member.name for member in house.group.members]


async def test_the_same_first_answer_from_two_devices_is_stored_once(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Anna"))
        assert desk is not None
        await uow.sessions.record(desk.session, [given(anna), SeatMarked(person=anna, present=True)])
        with pytest.raises(Stale):
            await uow.sessions.record(desk.session, [given(anna, "Nog een keer?")])
        await uow.commit()
    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
    assert session is not None
    assert session.answers[QUESTION, anna].fields == {"question": "Wat helpt jou?"}
