"""A file and the chat both change when a session is: what the chat did stays, what the file changed is heard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.library import Library
from bot.programmes.reading import read_programme
from bot.programmes.writing import write_csv, write_programme, write_xlsx
from dialogs.formats.model import Language
from dialogs.programmes.changes import report
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions import messages as m
from dialogs.sessions.machine import decide
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.importing import export_programme, import_programme
from tests.journeys.stage import LivingGroup
from tests.journeys.test_planning_after_import import PROGRAMME, with_session

MOVE, CANCEL = "Sessie verzetten", "Sessie afzeggen"
WRITERS = {".yaml": write_programme, ".csv": write_csv, ".xlsx": write_xlsx}


async def brings_in(group: LivingGroup, programme: ProgrammeFile) -> tuple[str, ...]:
    """The report, in English."""
    changes = await import_programme(group.stage.bot.house, programme, sources=Library.open().sources)
    await group.stage.settle()
    return report(changes, Language.EN)


async def moves(group: LivingGroup, number: int, day: str) -> None:
    await group.says(f"verplaats sessie {number}")
    dialog = await group.moderator.presses(group.chat, MOVE)
    await dialog.submits(MOVE, day=day, time="10.00")
    await group.stage.settle()


async def cancels(group: LivingGroup, number: int) -> None:
    await group.says(f"annuleer sessie {number}")
    dialog = await group.moderator.presses(group.chat, CANCEL)
    await dialog.submits(CANCEL)
    await group.stage.settle()


def starts(number: int, *, days: int) -> object:
    return PROGRAMME.groups[0].sessions[number - 1].starts + timedelta(days=days)


async def test_a_session_that_the_chat_called_off_stays_off_when_the_same_file_comes_again(group: LivingGroup) -> None:
    await cancels(group, 2)
    said = len(group.chat.messages)

    told = await brings_in(group, PROGRAMME)

    kept = "group 1, session 2: cancelled in the chat and stays cancelled. Put this in the file"
    assert told == ("nothing changed", kept)
    assert (await group.session(2)).phase is SessionPhase.CANCELLED
    assert len(group.chat.messages) == said


async def test_a_session_that_the_chat_moved_stays_there_when_the_file_moves_another(group: LivingGroup) -> None:
    await moves(group, 2, "2027-05-26")

    told = await brings_in(group, with_session(3, starts=starts(3, days=1)))

    assert told == (
        "group 1, session 3: from Mon 7 Jun 2027 10.00 to Tue 8 Jun 2027 10.00",
        "group 1, session 2: moved to Wed 26 May 2027 10.00 in the chat and stays there. Put this in the file",
    )
    assert (await group.session(2)).starts_at == starts(2, days=2)
    assert "Sessie 3 is verzet naar di 8 juni 2027" in group.chat.last_card.text


async def test_a_new_day_in_the_file_goes_before_what_the_chat_did(group: LivingGroup) -> None:
    await cancels(group, 2)

    await brings_in(group, with_session(2, starts=starts(2, days=3)))

    assert (await group.session(2)).phase is SessionPhase.PLANNED
    assert (await group.session(2)).starts_at == starts(2, days=3)
    assert "Sessie 2 gaat toch door, op do 27 mei 2027" in group.chat.last_card.text


async def test_what_a_file_said_is_remembered_also_when_it_changed_nothing(group: LivingGroup) -> None:
    await moves(group, 2, "2027-05-26")
    await brings_in(group, with_session(2, starts=starts(2, days=2)))
    await moves(group, 2, "2027-05-27")

    await brings_in(group, with_session(2, starts=starts(2, days=2)))

    assert (await group.session(2)).starts_at == starts(2, days=3)


async def test_a_file_calls_a_session_off_and_the_group_hears_it(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    told = await brings_in(group, with_session(2, cancelled=True))

    assert told == ("group 1, session 2 of Mon 24 May 2027 10.00: will not take place",)
    assert (await group.session(2)).phase is SessionPhase.CANCELLED
    assert "Sessie 2 van ma 24 mei 2027 10.00–10.45 uur gaat niet door." in group.chat.last_card.text
    assert "gaat niet door" in group.card("Groep 1", "Planning")
    assert "ma 7 juni 2027" in group.card("Sessie 1 is klaar")


async def test_a_move_by_file_is_told_wherever_the_old_day_stood(group: LivingGroup) -> None:
    await brings_in(group, with_session(1, starts=starts(1, days=2)))

    assert "Sessie 1 is verzet naar wo 12 mei 2027 10.00–11.00 uur." in group.chat.last_card.text
    assert "wo 12 mei" in group.hotseat.chat.card_with("Mijn ambitie delen").text
    assert "wo 12 mei" in group.moderator.chat.card_with("Sessie starten").text


async def test_the_closing_summary_tells_the_new_day_of_the_next_session(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    await brings_in(group, with_session(2, starts=starts(2, days=1)))

    assert "di 25 mei 2027" in group.card("Sessie 1 is klaar")


async def test_who_could_not_come_on_the_old_day_is_expected_on_the_new_one(group: LivingGroup) -> None:
    house = group.stage.bot.house
    async with house.writing() as uow:
        session = await uow.sessions.lock((await group.session(2)).id)
        assert session is not None
        anna = next(seat.person for seat in session.seats if seat.name == "Anna")
        said_no = decide(session, m.MarkSeat(by=anna, person=anna, cannot_come=True), house.now())
        await uow.sessions.record(session, said_no)
        await uow.commit()

    await brings_in(group, with_session(2, starts=starts(2, days=1)))

    after = await group.session(2)
    assert not any(seat.cannot_come for seat in after.seats)
    assert after.moved_from == session.starts_at


async def test_several_sessions_that_move_at_once_are_told_in_one_line(group: LivingGroup) -> None:
    said = len(group.chat.messages)
    first, *others = PROGRAMME.groups
    sessions = tuple(replace(one, starts=one.starts + timedelta(days=1)) for one in first.sessions)

    await brings_in(group, replace(PROGRAMME, groups=(replace(first, sessions=sessions), *others)))

    assert len(group.chat.messages) == said + 1
    assert "De dagen van sessie 1, 2, 3 en 4 zijn veranderd." in group.chat.last_card.text


@pytest.mark.parametrize("kind", WRITERS)
async def test_what_is_exported_after_a_move_and_a_cancellation_changes_nothing(group: LivingGroup, kind: str) -> None:
    await cancels(group, 2)
    await moves(group, 3, "2027-06-09")
    exported = await export_programme(group.stage.bot.house, PROGRAMME.slug)
    assert exported is not None

    again = read_programme(WRITERS[kind](exported), name=f"plan{kind}", formats=Library.open().formats)

    assert again == exported
    assert await brings_in(group, again) == ("nothing changed",)
