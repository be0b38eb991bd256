"""What any store of answers must do: nobody's words are lost, doubled or shown after they were taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.errors import Stale
from dialogs.groups import FormAnswer
from dialogs.sessions.messages import (
    AnswerCaughtUp,
    AnswerHeldBack,
    AnswerReleased,
    AnswerTakenBack,
    AnswerWithdrawn,
    Event,
    RoundClosed,
    RoundOpened,
    RoundShown,
    SeatMarked,
    SessionEnded,
    SupplementAdded,
)
from dialogs.sessions.model import Answer, AnswerStatus, RunKey, Session
from storage.database import Database
from storage.tables import answer_versions, answers, unsigned_answers
from tests.storage_builders import CHAT, ENERGY, EVALUATION, NOW, QUESTION, House, given, settle_in

LATER = NOW + timedelta(minutes=3)


async def say(database: Database, house: House, name: str, *events: Event, run: RunKey = QUESTION) -> None:
    """An answer's turn: at the desk."""
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, run, sender=house.sender(name))
        assert desk is not None
        await uow.sessions.record(desk.session, events)
        await uow.commit()


async def lead(database: Database, house: House, *events: Event) -> None:
    """A moderator's turn: with the whole session locked."""
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, events)
        await uow.commit()


async def stored(database: Database, house: House) -> Session:
    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
    assert session is not None
    return session


async def answer_of(database: Database, house: House, name: str, run: RunKey = QUESTION) -> Answer:
    return (await stored(database, house)).answers[run, house.people[name]]


async def rows(database: Database, statement: sa.Select[tuple[object, ...]]) -> list[Mapping[str, object]]:
    async with database.engines[1].connect() as db:
        return [dict(row._mapping) for row in await db.execute(statement)]


async def test_a_first_answer_reads_back_as_it_was_given(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    await say(database, house, "Anna", given(anna), SeatMarked(person=anna, present=True))
    answer = await answer_of(database, house, "Anna")
    assert answer == Answer(
        person=anna, run=QUESTION, version=1, fields={"question": "Wat helpt jou?"}, by=anna, at=NOW
    )
    assert (QUESTION, bert) not in (await stored(database, house)).answers


async def test_every_kind_of_value_comes_back_as_it_went_in(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    values = {
        "text": "Één 'zin' met \"tekens\" en 🌱",
        "number": 7,
        "yes": True,
        "choices": ("b", "a"),
        "nothing": (),
        "experiment": {"when": "als", "then": "dan"},
    }
    event = given(anna)
    object.__setattr__(event, "fields", values)
    await say(database, house, "Anna", event)
    assert (await answer_of(database, house, "Anna")).fields == values


async def test_the_same_first_answer_from_two_devices_is_stored_once(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Anna"))
        assert desk is not None
        await uow.sessions.record(desk.session, [given(anna)])
        await uow.commit()
    async with database.unit_of_work() as uow:
        await uow.sessions.record(desk.session, [given(anna, "Nog een keer?")])
        with pytest.raises(Stale):
            await uow.commit()
    assert (await answer_of(database, house, "Anna")).fields == {"question": "Wat helpt jou?"}


async def test_a_change_is_the_next_version_and_the_one_before_is_kept(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await say(database, house, "Anna", given(anna, "Een"))
    await say(database, house, "Anna", given(anna, "Twee", version=2))
    await say(database, house, "Anna", given(anna, "Drie", version=3))
    answer = await answer_of(database, house, "Anna")
    assert (answer.version, answer.fields) == (3, {"question": "Drie"})
    kept = await rows(database, sa.select(answer_versions).order_by(answer_versions.c.version))
    assert [(one["version"], one["fields"]) for one in kept] == [(1, {"question": "Een"}), (2, {"question": "Twee"})]


async def test_a_change_of_a_version_that_was_changed_meanwhile_is_stale(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await say(database, house, "Anna", given(anna))
    async with database.reading() as uow:
        desk = await uow.sessions.get(house.session)
    assert desk is not None
    await say(database, house, "Anna", given(anna, "Van de telefoon", version=2))
    async with database.unit_of_work() as uow:
        await uow.sessions.record(desk, [given(anna, "Van de laptop", version=2)])
        with pytest.raises(Stale):
            await uow.commit()
    assert (await answer_of(database, house, "Anna")).fields == {"question": "Van de telefoon"}


async def test_held_back_released_and_taken_back_are_kept_with_the_words(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await say(database, house, "Anna", given(anna))
    await lead(database, house, AnswerHeldBack(person=anna, run=QUESTION))
    assert (await answer_of(database, house, "Anna")).held
    await lead(database, house, AnswerReleased(person=anna, run=QUESTION))
    assert not (await answer_of(database, house, "Anna")).held
    await lead(database, house, AnswerTakenBack(person=anna, run=QUESTION))
    answer = await answer_of(database, house, "Anna")
    assert (answer.taken_back, answer.fields) == (True, {"question": "Wat helpt jou?"})


async def test_of_a_withdrawn_answer_no_word_is_left(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await say(database, house, "Anna", given(anna, "Geheim een"))
    await say(database, house, "Anna", given(anna, "Geheim twee", version=2))
    await say(database, house, "Anna", AnswerWithdrawn(person=anna, run=QUESTION, at=LATER))
    answer = await answer_of(database, house, "Anna")
    assert (answer.status, answer.fields) == (AnswerStatus.WITHDRAWN, {})
    assert await rows(database, sa.select(answer_versions)) == []
    await say(database, house, "Anna", given(anna, "Toch wel", version=3))
    assert (await answer_of(database, house, "Anna")).fields == {"question": "Toch wel"}


async def test_a_withdrawn_unnamed_answer_leaves_no_trace(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await lead(database, house, RoundClosed(run=QUESTION, at=NOW), RoundOpened(run=ENERGY, at=NOW, minutes=3))
    await say(database, house, "Anna", given(anna, 4, run=ENERGY, field="energy"), run=ENERGY)
    await say(database, house, "Anna", given(anna, 5, run=ENERGY, field="energy", version=2), run=ENERGY)
    await say(database, house, "Anna", AnswerWithdrawn(person=anna, run=ENERGY, at=LATER), run=ENERGY)
    assert await rows(database, sa.select(answers)) == []
    assert await rows(database, sa.select(answer_versions)) == []


async def test_supplements_come_in_their_order_and_one_number_once(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    await say(database, house, "Anna", given(anna))
    await lead(database, house, RoundShown(run=QUESTION, at=LATER))
    await say(database, house, "Anna", SupplementAdded(person=anna, run=QUESTION, text="En dit", at=LATER))
    before = await stored(database, house)
    await say(database, house, "Anna", SupplementAdded(person=anna, run=QUESTION, text="En dat", at=LATER))
    await say(database, house, "Bert", SupplementAdded(person=bert, run=QUESTION, text="Ik ook", at=LATER))
    assert (await answer_of(database, house, "Anna")).supplements == ("En dit", "En dat")
    late = await answer_of(database, house, "Bert")
    assert (late.version, late.supplements) == (0, ("Ik ook",))
    twin = SupplementAdded(person=anna, run=QUESTION, text="En dat ook", at=LATER)
    async with database.unit_of_work() as uow:
        with pytest.raises(Stale):
            await uow.sessions.record(before, [twin])
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Anna"))
    assert desk is not None
    assert desk.session.answers[QUESTION, anna].supplements == ("En dit", "En dat")


async def test_a_field_for_nobody_is_kept_apart_from_everyone(database: Database) -> None:
    house = await settle_in(database)
    await lead(database, house, RoundClosed(run=QUESTION, at=NOW), RoundOpened(run=EVALUATION, at=NOW, minutes=3))
    for points, name in enumerate(("Anna", "Bert", "Chaima"), 1):
        event = given(house.people[name], points, run=EVALUATION, field="useful")
        await say(database, house, name, event, run=EVALUATION)
    assert {one.fields == {} for one in (await stored(database, house)).answers.values()} == {True}
    before = await rows(database, sa.select(unsigned_answers))
    assert sorted(str(one["fields"]) for one in before) == ["{'useful': 1}", "{'useful': 2}", "{'useful': 3}"]
    assert set(before[0]) == {"id", "session_id", "round_id", "run", "fields"}
    await lead(database, house, RoundClosed(run=EVALUATION, at=LATER))
    after = await rows(database, sa.select(unsigned_answers))
    assert sorted(str(one["fields"]) for one in after) == sorted(str(one["fields"]) for one in before)
    assert {one["id"] for one in after}.isdisjoint({one["id"] for one in before})


async def test_once_closed_the_store_has_them_in_no_order_that_tells_who_came_first(database: Database) -> None:
    """As they lie there: twelve stay in their order by chance once in half a milliard times."""
    house = await settle_in(database)
    await lead(database, house, RoundClosed(run=QUESTION, at=NOW), RoundOpened(run=EVALUATION, at=NOW, minutes=3))
    place = {"session_id": house.session, "round_id": EVALUATION.round_id, "run": EVALUATION.run}
    as_they_came = [{"id": f"{number:032x}", "fields": {"useful": number}, **place} for number in range(12)]
    async with database.engines[0].begin() as db:
        for one in as_they_came:
            await db.execute(sa.insert(unsigned_answers), one)

    await lead(database, house, RoundClosed(run=EVALUATION, at=LATER))

    lying = [one["fields"] for one in await rows(database, sa.select(unsigned_answers))]
    came = [one["fields"] for one in as_they_came]
    assert len(lying) == len(came)
    assert lying != came


async def test_something_recognisable_is_wiped_with_its_versions_drafts_and_supplements(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    await say(database, house, "Bert", given(bert, "Blijft staan"))
    await say(database, house, "Anna", given(anna, "Jan uit Boxmeer"))
    await say(database, house, "Anna", given(anna, "Jan uit B.", version=2))
    await say(database, house, "Anna", SupplementAdded(person=anna, run=QUESTION, text="Jan dus", at=LATER))
    async with database.unit_of_work() as uow:
        await uow.sessions.keep_draft(house.session, "1.1#1", anna, {"question": "Jan"}, NOW)
        await uow.sessions.wipe(house.session, QUESTION, anna, now=LATER)
        await uow.commit()
    answer = await answer_of(database, house, "Anna")
    assert (answer.version, answer.fields, answer.supplements, answer.taken_back) == (2, {}, (), True)
    assert await rows(database, sa.select(answer_versions)) == []
    async with database.reading() as uow:
        assert await uow.sessions.draft(house.session, "1.1#1", anna) is None
    assert (await answer_of(database, house, "Bert")).fields == {"question": "Blijft staan"}


async def test_a_report_hides_until_it_is_lifted_and_again_when_reported_again(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    seen = []
    for action in ("report", "report", "lift", "report"):
        async with database.unit_of_work() as uow:
            if action == "report":
                await uow.sessions.report_incident(house.session, QUESTION, anna, by=bert, now=NOW)
            else:
                await uow.sessions.lift_incident(house.session, QUESTION, anna)
            await uow.commit()
        async with database.reading() as uow:
            seen.append(await uow.sessions.incidents(house.session))
    hidden = frozenset({(QUESTION, anna)})
    assert seen == [hidden, hidden, frozenset(), hidden]


async def test_a_draft_is_its_authors_and_the_newest_counts(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    async with database.unit_of_work() as uow:
        await uow.sessions.keep_draft(house.session, "1.1#1", anna, {"question": "half"}, NOW)
        await uow.sessions.keep_draft(house.session, "1.1#1", anna, {"question": "bijna"}, LATER)
        await uow.sessions.keep_draft(house.session, "preparation", anna, {"ambition": "iets"}, LATER)
        await uow.commit()
    async with database.unit_of_work() as uow:
        assert await uow.sessions.draft(house.session, "1.1#1", anna) == {"question": "bijna"}
        assert await uow.sessions.draft(house.session, "1.1#1", bert) is None
        await uow.sessions.drop_draft(house.session, "1.1#1", anna)
        assert await uow.sessions.draft(house.session, "1.1#1", anna) is None
        assert await uow.sessions.draft(house.session, "preparation", anna) == {"ambition": "iets"}


async def test_old_marks_and_drafts_are_swept_away(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    async with database.unit_of_work() as uow:
        await uow.inbox.first_time(CHAT, "old", NOW)
        await uow.inbox.first_time(CHAT, "new", NOW + timedelta(days=29))
        await uow.sessions.keep_draft(house.session, "1.1#1", anna, {"question": "oud"}, NOW)
        await uow.sessions.keep_draft(house.session, "1.1#1", bert, {"question": "nieuw"}, NOW + timedelta(days=5))
        await uow.commit()
    await database.sweep(NOW + timedelta(days=31))
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "old", NOW)
        assert not await uow.inbox.first_time(CHAT, "new", NOW)
        assert await uow.sessions.draft(house.session, "1.1#1", anna) is None
        assert await uow.sessions.draft(house.session, "1.1#1", bert) == {"question": "nieuw"}


async def test_a_form_between_sessions_takes_only_the_next_version(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]

    def form(version: int, words: str) -> FormAnswer:
        fields = {"ambition": words, "dilemmas": ("een", "twee"), "score": 4}
        return FormAnswer(
            session=house.session, form="preparation", person=anna, version=version, fields=fields, at=NOW
        )

    async with database.unit_of_work() as uow:
        assert await uow.sessions.form_answer(house.session, "preparation", anna) is None
        await uow.sessions.save_form(form(1, "Eerst"))
        await uow.sessions.save_form(form(2, "Beter"))
        await uow.commit()
    for version in (1, 2, 4):
        async with database.unit_of_work() as uow:
            with pytest.raises(Stale):
                await uow.sessions.save_form(form(version, "Te laat"))
    async with database.reading() as uow:
        assert await uow.sessions.form_answer(house.session, "preparation", anna) == form(2, "Beter")


async def test_what_was_caught_up_with_reads_back_as_such(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    await say(database, house, "Anna", given(anna))
    await lead(database, house, RoundClosed(run=QUESTION, at=LATER), SessionEnded(at=LATER))
    late = AnswerCaughtUp(person=bert, run=QUESTION, version=1, fields={"question": "Later?"}, at=LATER)
    await say(database, house, "Bert", late)

    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
    assert session is not None
    assert {person: answer.caught_up for (_, person), answer in session.answers.items()} == {anna: False, bert: True}
    with pytest.raises(Stale):
        await twice(database, house, late)


async def twice(database: Database, house: House, late: AnswerCaughtUp) -> None:
    """From two devices that both saw nothing there yet."""
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Bert"))
        assert desk is not None
        unseen = replace(desk.session, answers={})
        await uow.sessions.record(unseen, [late])
        await uow.commit()
