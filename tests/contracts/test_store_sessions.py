"""What any store of sessions must do, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.errors import Stale
from dialogs.groups import FormAnswer
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.messages import (
    Event,
    NoteTakerNamed,
    RoundClosed,
    RoundOpened,
    RoundShown,
    SeatMarked,
    SeatsChosen,
    SessionCancelled,
    SessionEnded,
    SessionEndMoved,
    SessionMoved,
    SessionResumed,
    SessionStarted,
)
from dialogs.sessions.model import RoundPhase, RunKey, Session, SessionPhase, Tally
from storage.database import Database
from tests.storage_builders import (
    ENERGY,
    EVALUATION,
    FIRST_NAMES,
    NOW,
    QUESTION,
    House,
    find_group,
    given,
    group_entry,
    import_programme,
    programme,
    settle_in,
)

LATER = NOW + timedelta(minutes=5)


async def read(database: Database, session: SessionId) -> Session:
    async with database.reading() as uow:
        found = await uow.sessions.get(session)
    assert found is not None
    return found


async def step(database: Database, house: House, *events: Event) -> None:
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, events)
        await uow.commit()


async def test_a_planned_session_has_its_plan_and_a_seat_for_everyone(database: Database) -> None:
    house = await settle_in(database, opened=False)
    session = await read(database, house.session)
    assert (session.phase, session.step, session.runs, session.answers) == (SessionPhase.PLANNED, 0, (), {})
    assert session.plan == house.group.plan(1)
    assert [seat.name for seat in session.seats] == [member.name for member in house.group.members]
    assert {seat.roles for seat in session.seats} == {member.roles for member in house.group.members}


async def test_an_opened_session_reads_back_as_it_was_recorded(database: Database) -> None:
    house = await settle_in(database)
    session = await read(database, house.session)
    assert (session.phase, session.step, session.opened_at) == (SessionPhase.OPEN, 1, NOW)
    assert session.ends_at == NOW + timedelta(minutes=30)
    assert session.current is not None
    assert (session.current.key, session.current.phase) == (QUESTION, RoundPhase.OPEN)
    assert (session.current.order, session.current.ends_at) == (1, NOW + timedelta(minutes=10))


async def test_a_shown_round_keeps_its_tallies_and_a_new_one_who_was_chosen(database: Database) -> None:
    house = await settle_in(database)
    tally = Tally(contributors=6, mean=3.5, counts={"3": 3, "4": 3})
    shown = RoundShown(run=QUESTION, at=LATER, tallies={"energy": tally})
    chosen = frozenset({house.people["Bert"]})
    opened = RoundOpened(run=ENERGY, at=LATER, minutes=3, forms_until=LATER, chosen=chosen)
    await step(database, house, RoundClosed(run=QUESTION, at=LATER), shown, opened)
    session = await read(database, house.session)
    first, second = session.run(QUESTION), session.run(ENERGY)
    assert first is not None
    assert second is not None
    assert (first.phase, first.closed_at, first.settled_at) == (RoundPhase.SHOWN, LATER, LATER)
    assert first.tallies == {"energy": tally}
    assert (second.chosen, second.forms_until, second.order) == (chosen, LATER, 2)
    assert session.current == second


async def test_the_note_taker_the_moved_end_and_the_end_are_kept(database: Database) -> None:
    house = await settle_in(database)
    bert = house.people["Bert"]
    await step(database, house, NoteTakerNamed(person=bert))
    await step(database, house, SessionEndMoved(ends_at=LATER), SessionEnded(at=LATER))
    session = await read(database, house.session)
    assert (session.note_taker, session.ends_at, session.ended_at) == (bert, LATER, LATER)
    assert session.phase is SessionPhase.ENDED


async def test_a_step_from_a_session_that_moved_on_is_stale(database: Database) -> None:
    house = await settle_in(database)
    old = await read(database, house.session)
    await step(database, house, RoundClosed(run=QUESTION, at=LATER))
    async with database.unit_of_work() as uow:
        with pytest.raises(Stale):
            await uow.sessions.record(old, [RoundShown(run=QUESTION, at=LATER)])


async def test_what_is_not_committed_never_happened(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [SessionEnded(at=LATER)])
    assert (await read(database, house.session)).phase is SessionPhase.OPEN


async def test_marks_of_a_seat_do_not_undo_each_other(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    seen = await read(database, house.session)
    for mark in (
        SeatMarked(person=anna, present=True),
        SeatMarked(person=anna, aloud=True),
        SeatMarked(person=anna, absent=True),
    ):
        async with database.unit_of_work() as uow:
            await uow.sessions.record(seen, [mark])  # each from the same moment, as two devices would
            await uow.commit()
    await step(database, house, SeatMarked(person=anna, absent=False))
    seat = (await read(database, house.session)).seat(anna)
    assert seat is not None
    assert (seat.present, seat.aloud, seat.absent, seat.cannot_come) == (True, True, False, False)


async def test_a_session_is_superseded_once_a_later_one_has_started(database: Database) -> None:
    house = await settle_in(database)
    assert not (await read(database, house.session)).superseded
    await step(database, house, SessionEnded(at=LATER))
    async with database.unit_of_work() as uow:
        later = await uow.sessions.lock(house.later)
        assert later is not None
        await uow.sessions.record(later, [SessionStarted(at=LATER)])
        await uow.commit()
    assert (await read(database, house.session)).superseded
    assert not (await read(database, house.later)).superseded


async def test_two_sessions_of_one_group_are_never_open_at_once(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        later = await uow.sessions.lock(house.later)
        assert later is not None
        with pytest.raises(Stale):
            await uow.sessions.record(later, [SessionStarted(at=LATER)])


async def test_somebody_who_is_not_matched_has_a_seat_all_the_same(database: Database) -> None:
    await import_programme(database)
    async with database.reading() as uow:
        codes = await uow.programmes.codes("voorbeeld")
        found = await uow.groups.by_code(1, codes[0][2])
        assert found is not None
        session = await uow.sessions.get(found[0].sessions[0].id)
    assert session is not None
    assert {seat.matched for seat in session.seats} == {False}


async def test_there_is_nothing_to_read_lock_or_answer_in_a_session_that_is_not_there(database: Database) -> None:
    house = await settle_in(database)
    nowhere = SessionId("0" * 32)
    async with database.unit_of_work() as uow:
        assert await uow.sessions.get(nowhere) is None
        assert await uow.sessions.lock(nowhere) is None
        assert await uow.sessions.desk(nowhere, QUESTION, sender=house.sender("Anna")) is None


async def test_the_desk_has_the_sender_the_run_and_no_one_else(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Bert"))
    assert desk is not None
    assert [seat.name for seat in desk.session.seats] == ["Bert"]
    assert [run.key for run in desk.session.runs] == [QUESTION]
    assert (desk.visitor.person, desk.visitor.name) == (house.people["Bert"], "Bert")
    assert (desk.group.id, desk.group.members, desk.group.conversation) == (
        house.group.id,
        (),
        house.group.conversation,
    )


async def test_the_desk_holds_the_one_for_whom_a_note_taker_writes(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(
            house.session, QUESTION, sender=house.sender("Bert"), on_behalf_of=house.people["Anna"]
        )
        beside = await uow.sessions.desk(
            house.session, QUESTION, sender=house.sender("Bert"), on_behalf_of=PersonId("f" * 32)
        )
    assert desk is not None
    assert beside is not None
    assert {seat.name for seat in desk.session.seats} == {"Anna", "Bert"}
    assert desk.visitor.name == "Bert"
    assert {seat.name for seat in beside.session.seats} == {"Bert"}


async def test_the_desk_has_no_run_that_was_never_opened(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, RunKey("1.2", 1), sender=house.sender("Bert"))
    assert desk is not None
    assert desk.session.runs == ()


async def test_a_stranger_has_no_desk(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        assert await uow.sessions.desk(house.session, QUESTION, sender="29:stranger") is None
        assert (
            await uow.sessions.desk(house.session, QUESTION, sender="29:stranger", on_behalf_of=house.people["Anna"])
            is None
        )


async def test_forms_between_sessions_are_read_together(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    first = FormAnswer(session=house.session, form="attendance", person=bert, version=1, fields={"comes": True}, at=NOW)
    second = replace(first, person=anna, at=NOW + timedelta(minutes=1))
    harvest = replace(first, form="harvest", fields={"themes": ("a", "b")}, at=NOW + timedelta(minutes=2))
    later = replace(first, session=house.later)
    async with database.unit_of_work() as uow:
        for answer in (later, harvest, second, first):
            await uow.sessions.save_form(answer)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.sessions.forms_of(house.session) == [first, second, harvest]
            assert await uow.sessions.forms_of(house.later) == [later]
            assert await uow.sessions.forms_of_group(house.group.id, "attendance") == [first, second, later]
            assert await uow.sessions.forms_of_group(house.group.id, "look_back") == []


async def test_incidents_of_a_group_are_those_of_its_sessions(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    async with database.unit_of_work() as uow:
        assert await uow.groups.incidents_of(house.group.id) == {}
        for session, person in ((house.session, anna), (house.later, anna), (house.later, bert)):
            await uow.sessions.report_incident(session, QUESTION, person, by=bert, now=NOW)
        await uow.sessions.lift_incident(house.later, QUESTION, anna)
        await uow.commit()
    async with database.reading() as uow:
        found = await uow.groups.incidents_of(house.group.id)
        assert found == {session: await uow.sessions.incidents(session) for session in (house.session, house.later)}
        assert found[house.later] == {(QUESTION, bert)}


async def test_a_moved_session_keeps_where_it_was_and_who_cannot_come_is_asked_again(database: Database) -> None:
    house = await settle_in(database, opened=False)
    anna, later = house.people["Anna"], NOW + timedelta(days=3)
    await step(database, house, SeatMarked(person=anna, cannot_come=True))
    assert [s.person for s in (await read(database, house.session)).seats if s.cannot_come] == [anna]
    await step(database, house, SessionMoved(starts_at=later))
    session = await read(database, house.session)
    assert (session.starts_at, session.moved_from, session.step) == (later, NOW, 1)
    assert not any(seat.cannot_come for seat in session.seats)


async def test_a_session_that_was_called_off_stays_so(database: Database) -> None:
    house = await settle_in(database, opened=False)
    await step(database, house, SessionCancelled())
    assert (await read(database, house.session)).phase is SessionPhase.CANCELLED
    async with database.reading() as uow:
        heads = (await uow.groups.get(house.group.id)).sessions
    assert [head.phase for head in heads] == [SessionPhase.CANCELLED, SessionPhase.PLANNED]


async def test_who_is_chosen_is_kept_with_the_run(database: Database) -> None:
    house = await settle_in(database)
    bert = house.people["Bert"]
    await step(database, house, SeatsChosen(run=QUESTION, chosen=frozenset({bert})))
    run = (await read(database, house.session)).run(QUESTION)
    assert run is not None
    assert run.chosen == {bert}


async def test_a_session_is_superseded_once_a_later_one_has_begun(database: Database) -> None:
    house = await settle_in(database)
    await step(database, house, SessionEnded(at=LATER))
    assert not (await read(database, house.session)).superseded
    for events in ([SessionStarted(at=LATER)], [SessionEnded(at=LATER)], [SessionResumed(at=LATER)]):
        async with database.unit_of_work() as uow:
            following = await uow.sessions.lock(house.later)
            assert following is not None
            await uow.sessions.record(following, events)
            await uow.commit()
        assert (await read(database, house.session)).superseded


async def test_who_left_the_group_keeps_their_name_and_no_seat(database: Database) -> None:
    house = await settle_in(database)
    bert = house.people["Bert"]
    async with database.unit_of_work() as uow:
        staying = tuple(name for name in FIRST_NAMES if name != "Bert")
        await uow.programmes.apply(programme(group_entry(names=staying)), digests={"tiny": "tiny-1"}, now=LATER)
        await uow.commit()
    session = await read(database, house.session)
    assert session.former == {bert: "Bert"}
    assert session.seat(bert) is None


async def test_who_joined_when_a_session_was_over_came_later_to_it_and_not_to_the_next(database: Database) -> None:
    house = await settle_in(database)
    await step(database, house, SessionEnded(at=LATER))
    async with database.unit_of_work() as uow:
        joined = programme(group_entry(names=(*FIRST_NAMES, "Zoë")))
        await uow.programmes.apply(joined, digests={"tiny": "tiny-1"}, now=LATER + timedelta(days=1))
        await uow.commit()

    held, coming = await read(database, house.session), await read(database, house.later)

    assert [seat.name for seat in held.seats if seat.later] == ["Zoë"]
    assert [seat.name for seat in coming.seats if seat.later] == []


async def test_who_left_another_group_is_a_stranger_here(database: Database) -> None:
    house = await settle_in(database)
    other = ("Ilse", "Joris", "Karim", "Lotte", "Maud", "Noor", "Otto")
    async with database.unit_of_work() as uow:
        for names in (other, other[:-1]):
            both = programme(group_entry(), group_entry(2, names=names))
            await uow.programmes.apply(both, digests={"tiny": "tiny-1"}, now=LATER)
        theirs = await find_group(uow, number=2)
        await uow.commit()
    assert (await read(database, house.session)).former == {}
    assert list((await read(database, theirs.sessions[0].id)).former.values()) == ["Otto"]


async def test_somebody_with_another_role_in_the_group_has_not_left(database: Database) -> None:
    house = await settle_in(database)
    names = ("Bert", *(name for name in FIRST_NAMES if name != "Bert"))
    async with database.unit_of_work() as uow:
        await uow.programmes.apply(programme(group_entry(names=names)), digests={"tiny": "tiny-1"}, now=LATER)
        await uow.commit()
    assert (await read(database, house.session)).former == {}


async def test_what_nobody_may_trace_is_read_only_to_be_counted(database: Database) -> None:
    """At a moderator's step, while the round can still be shown; never where a card is drawn."""
    house = await settle_in(database)
    await step(database, house, RoundClosed(run=QUESTION, at=LATER), RoundOpened(run=EVALUATION, at=LATER, minutes=3))
    for name in ("Anna", "Bert"):
        async with database.unit_of_work() as uow:
            desk = await uow.sessions.desk(house.session, EVALUATION, sender=house.sender(name))
            assert desk is not None
            answer = given(house.people[name], 4, run=EVALUATION, field="useful")
            await uow.sessions.record(desk.session, [answer])
            await uow.commit()

    assert (await read(database, house.session)).unsigned == {}
    assert await at_a_step(database, house) == {EVALUATION: ({"useful": 4}, {"useful": 4})}
    await step(database, house, RoundClosed(run=EVALUATION, at=LATER))
    assert await at_a_step(database, house) == {EVALUATION: ({"useful": 4}, {"useful": 4})}
    await step(database, house, RoundShown(run=EVALUATION, at=LATER))
    assert await at_a_step(database, house) == {}


async def at_a_step(database: Database, house: House) -> object:
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
    assert session is not None
    return session.unsigned
