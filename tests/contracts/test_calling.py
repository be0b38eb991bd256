"""Reminders that are called, in any store: who has answered hears nothing, everybody else exactly what was planned."""

import asyncio
from datetime import date, timedelta

import pytest
from structlog.testing import capture_logs

from dialogs.reminders.model import Fate
from dialogs.usecases.called_again import address_refused, ask_another_day
from dialogs.usecases.calling import Aside, call_due
from dialogs.usecases.draw_letter import draw_letter
from dialogs.usecases.planning_ahead import plan_what_was_never_planned
from dialogs.usecases.replanned import cards_of_the_day
from tests.calling_town import NAMES, SERIES, Town, chat_of, group_chat, local, said_by, shown, the_group

# --- who hears of it


async def test_who_has_not_answered_hears_of_it_in_their_own_chat(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    told = await town.calls("2027-05-03 10:00")
    assert await town.read(told) == [
        ("2027-05-03", "attendance", "Anna"),
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-03", "attendance", "Chaima"),
        ("2027-05-03", "attendance", "Dirk"),
        ("2027-05-03", "preparation", "Anna"),
    ]
    rows = await town.outbox()
    assert [(row.kind, row.conversation_id, row.key) for row in rows] == [
        ("reminder", chat_of(name), "reminder:2027-05-03") for name in sorted(NAMES)
    ]
    assert {(shown(row.due_at), shown(row.drop_after)) for row in rows} == {("2027-05-03 10:00", "2027-05-03 17:59")}


async def test_who_has_answered_hears_nothing(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.answers("Bert", "attendance", 1, coming="yes")
    await town.answers("Anna", "preparation", 1, ambition="Eén lijn")
    told = await town.calls("2027-05-03 10:00")
    assert await town.read(told, Fate.ANSWERED) == [
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-03", "preparation", "Anna"),
    ]
    assert [who for _, _, who in await town.read(told)] == ["Anna", "Chaima", "Dirk"]


async def test_nothing_is_called_before_its_moment_nor_twice(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    assert await town.calls("2027-05-03 09:59") == []
    assert await town.calls("2027-05-03 10:00") != []
    before = len(await town.outbox())
    assert await town.calls("2027-05-03 10:00") == []
    assert len(await town.outbox()) == before


async def test_two_processes_at_once_call_each_once(town: Town) -> None:
    await town.settles(the_group(*SERIES), the_group(*SERIES, number=2, names=("Esra", "Femke"), moderator="Mo"))
    town.clock.moment = local("2027-05-03 10:00")
    called = await asyncio.gather(*(call_due(town.house, groups=1) for _ in range(4)))
    told = [line for one in called for line in one.told] + await town.calls("2027-05-03 10:00")
    assert len(await town.read(told)) == len({(one.session, one.rule, one.person) for one in told}) == 8


async def test_a_season_is_said_as_planned_to_who_does_nothing(town: Town) -> None:
    """Against a table by hand: a gap of three weeks, of two, and of the summer; people who never answer a thing."""
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    told = await town.goes_to("2027-05-10 09:30")
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Bert")
    told += await town.goes_to("2027-05-31 09:30")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    told += await town.goes_to("2027-06-14 09:30")
    await town.leads(3, "2027-06-14 10:00", minutes=45)
    told += await town.goes_to("2027-09-20 12:00")
    assert await town.read(told) == [
        ("2027-05-03", "attendance", "Anna"),
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-03", "preparation", "Anna"),
        ("2027-05-07", "run_sheet", "Mo"),
        ("2027-05-10", "session_link", "group"),
        ("2027-05-11", "first_experiment", "Anna"),
        ("2027-05-20", "nudge", "Bert"),
        ("2027-05-24", "attendance", "Anna"),
        ("2027-05-24", "attendance", "Bert"),
        ("2027-05-28", "look_back", "Bert"),
        ("2027-05-28", "run_sheet", "Mo"),
        ("2027-05-31", "session_link", "group"),
        ("2027-06-01", "first_experiment", "Anna"),
        ("2027-06-02", "look_back_again", "Bert"),
        ("2027-06-07", "attendance", "Anna"),
        ("2027-06-07", "attendance", "Bert"),
        ("2027-06-07", "nudge", "Bert"),
        ("2027-06-11", "highlight", "Bert"),
        ("2027-06-11", "look_back", "Bert"),
        ("2027-06-11", "run_sheet", "Mo"),
        ("2027-06-14", "session_link", "group"),
        ("2027-06-15", "first_experiment", "Anna"),
        ("2027-06-16", "look_back_again", "Bert"),
        ("2027-07-29", "nudge", "Bert"),
        ("2027-08-30", "restart", "Anna"),
        ("2027-08-30", "restart", "Bert"),
        ("2027-09-06", "attendance", "Anna"),
        ("2027-09-06", "attendance", "Bert"),
        ("2027-09-06", "harvest", "Anna"),
        ("2027-09-06", "harvest", "Bert"),
        ("2027-09-10", "look_back", "Bert"),
        ("2027-09-10", "run_sheet", "Mo"),
        ("2027-09-13", "session_link", "group"),
    ]
    assert {one.fate for one in told} <= {Fate.SAID, Fate.ANSWERED}


async def test_a_season_is_silent_for_who_answers_in_time(town: Town) -> None:
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.answers("Bert", "attendance", 1, coming="yes")
    told = await town.goes_to("2027-05-10 09:30")
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Bert")
    await town.reports("Bert", 2)
    await town.answers("Bert", "attendance", 2, coming="no")
    told += await town.goes_to("2027-05-31 09:30")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    told += await town.goes_to("2027-06-04 12:00")
    assert [line for line in await town.read(told) if line[2] == "Bert"] == []
    assert ("2027-06-02", "look_back_again", "Bert") in await town.read(told, Fate.ANSWERED)


async def test_who_looked_back_and_went_on_with_something_new_is_not_asked_how_that_went(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", "Bert")
    await town.goes_to("2027-05-27 12:00")
    await town.reports("Bert", 2)
    await town.goes_to("2027-05-27 12:05")
    await town.tries("Bert", on=date(2027, 5, 28), nth="-2")
    told = await town.goes_to("2027-05-29 12:00")
    assert [who for _, rule, who in await town.read(told) if rule == "look_back"] == ["Anna"]


async def test_nobody_is_asked_how_it_went_before_it_starts(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", on=date(2027, 6, 1))
    await town.tries("Bert", on=date(2027, 5, 31))
    told = await town.goes_to("2027-05-31 09:00")
    assert [who for _, rule, who in await town.read(told) if rule == "look_back"] == ["Bert"]


async def test_who_chose_a_day_to_look_back_hears_of_it_that_day_unless_they_did(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", "Bert", "Chaima")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    days = {"Anna": "2027-07-15", "Bert": "2027-07-17", "Chaima": "2027-07-15", "Dirk": "2027-07-15"}
    await town.leads(3, "2027-06-14 10:00", minutes=45, chosen=days)
    await town.goes_to("2027-07-12 12:00")
    await town.reports("Chaima", 4)
    told = await town.goes_to("2027-07-24 12:00")
    assert [line for line in await town.read(told) if line[1] == "interim"] == [
        ("2027-07-15", "interim", "Anna"),
        ("2027-07-19", "interim", "Bert"),  # the 17th is a Saturday
    ]
    assert [line for line in await town.read(told, Fate.ANSWERED) if line[1] == "interim"] == [
        ("2027-07-15", "interim", "Chaima"),
        ("2027-07-15", "interim", "Dirk"),  # has nothing to look back on
    ]


@pytest.mark.parametrize("how", ["day", "experiment"])
async def test_who_takes_their_day_or_their_experiment_back_is_not_asked_on_it(town: Town, how: str) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", "Bert")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    await town.leads(3, "2027-06-14 10:00", minutes=45, chosen={"Anna": "2027-07-15", "Bert": "2027-07-15"})
    await (town.takes_back("Bert", 3, "3.5") if how == "day" else town.stops("Bert"))
    told = await town.goes_to("2027-07-24 12:00")
    assert [line for line in await town.read(told) if line[1] == "interim"] == [("2027-07-15", "interim", "Anna")]


# --- the person's hand on it


async def test_a_pause_holds_until_its_last_day_and_not_what_the_moderator_needs(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.pauses("Bert", date(2027, 5, 3))
    await town.pauses("Chaima", date(2027, 5, 2))
    await town.pauses("Mo", date(2027, 12, 31))
    told = await town.goes_to("2027-05-08 12:00")
    assert await town.read(told, Fate.PAUSED) == [("2027-05-03", "attendance", "Bert")]
    assert ("2027-05-03", "attendance", "Chaima") in await town.read(told)
    assert ("2027-05-07", "run_sheet", "Mo") in await town.read(told)


# --- not too much


TIGHT = ("2027-05-10 10:00", "2027-05-31 10:00", "2027-06-08 10:00", "2027-09-13 10:00")
"""In the week after the second session: attendance on Tuesday, look-back on Wednesday and again on Friday."""


async def test_of_three_days_in_a_week_what_matters_least_is_dropped(town: Town) -> None:
    await town.settles(the_group(*TIGHT, names=("Anna", "Bert")))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Bert")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    told = await town.goes_to("2027-06-07 09:00")
    said = [line for line in await town.read(told) if line[2] == "Bert" and line[0] > "2027-05-31"]
    assert said == [
        ("2027-06-02", "look_back_again", "Bert"),
        ("2027-06-04", "highlight", "Bert"),
        ("2027-06-04", "look_back", "Bert"),
    ]
    assert ("2027-06-01", "attendance", "Bert") in await town.read(told, Fate.TOO_MANY)
    assert ("2027-06-01", "attendance", "Anna") in await town.read(told)


async def test_two_days_a_week_are_counted_over_all_groups(town: Town) -> None:
    """Three groups ask on Monday, Tuesday and Wednesday."""
    days = ("10", "11", "12")
    entries = [the_group(f"2027-05-{day} 10:00", number=nth, names=("Anna", "Bert")) for nth, day in enumerate(days, 1)]
    await town.settles(*entries)
    told = await town.goes_to("2027-05-06 12:00")
    asked = [line for line in await town.read(told) if line[1:] == ("attendance", "Bert")]
    assert [day for day, *_ in asked] == ["2027-05-03", "2027-05-04"]
    dropped = [line for line in await town.read(told, Fate.TOO_MANY) if line[1:] == ("attendance", "Bert")]
    assert [day for day, *_ in dropped] == ["2027-05-05"]


async def test_what_matters_more_in_another_group_later_that_week_goes_first(town: Town) -> None:
    """Group 1 asks Bert on Monday who comes; on Tuesday and Thursday groups 2 and 3 ask how it went."""
    names = ("Anna", "Bert")
    await town.settles(
        the_group("2027-05-03 10:00", "2027-06-14 10:00", names=names),
        the_group("2027-05-03 13:00", "2027-06-10 10:00", number=2, names=names, moderator="Moniek"),
        the_group("2027-05-03 15:00", "2027-06-12 10:00", number=3, names=names, moderator="Maria"),
    )
    for number, hour, moderator in ((2, 13, "Moniek"), (3, 15, "Maria")):
        await town.leads(1, f"2027-05-03 {hour}:00", group=number, by=moderator)
        await town.tries("Bert", group=number)
    told = await town.goes_to("2027-06-12 12:00")
    week = [line for line in await town.read(told) if line[0] >= "2027-06-07" and line[2] in names]
    assert week == [
        ("2027-06-07", "attendance", "Anna"),
        ("2027-06-08", "look_back", "Bert"),
        ("2027-06-10", "look_back", "Bert"),
    ]
    assert ("2027-06-07", "attendance", "Bert") in await town.read(told, Fate.TOO_MANY)


async def test_it_goes_first_also_where_that_group_s_draaiboek_is_called_at_the_same_moment(town: Town) -> None:
    """As above, but group 2 meets on Tuesday as well, which its moderator hears of on Monday at ten."""
    names = ("Anna", "Bert")
    await town.settles(
        the_group("2027-05-03 10:00", "2027-06-14 10:00", names=names),
        the_group(
            "2027-05-03 13:00", "2027-06-08 10:00", "2027-06-11 10:00", number=2, names=names, moderator="Moniek"
        ),
        the_group("2027-05-03 15:00", "2027-06-12 10:00", number=3, names=names, moderator="Maria"),
    )
    for number, hour, moderator in ((2, 13, "Moniek"), (3, 15, "Maria")):
        await town.leads(1, f"2027-05-03 {hour}:00", group=number, by=moderator)
        await town.tries("Bert", group=number)
    told = await town.goes_to("2027-06-10 12:00")
    said = await town.read(told)
    assert ("2027-06-07", "run_sheet", "Moniek") in said
    assert [line for line in said if line[0] >= "2027-06-07" and line[2] == "Bert"] == [
        ("2027-06-09", "highlight", "Bert"),
        ("2027-06-09", "look_back", "Bert"),
        ("2027-06-10", "look_back", "Bert"),
    ]
    assert ("2027-06-07", "attendance", "Bert") in await town.read(told, Fate.TOO_MANY)


async def test_a_moment_that_somebody_chose_is_kept_in_a_week_that_is_full(town: Town) -> None:
    entries = [
        the_group(f"2027-05-{day} 10:00", number=nth, names=("Anna", "Bert"), moderator=f"Mo{nth}")
        for nth, day in enumerate(("10", "11"), 1)
    ]
    await town.settles(*entries)
    await town.goes_to("2027-05-04 12:00")
    await town.puts_off("Bert", "attendance", 1, until="2027-05-05 09:00")
    told = await town.goes_to("2027-05-05 12:00")
    assert await town.read(told) == [("2027-05-05", "attendance", "Bert")]


async def test_what_somebody_put_off_comes_at_the_moment_they_chose_and_at_no_other(town: Town) -> None:
    """The nudge at ten, attendance at four, and Bert chose three; Anna, who tries nothing, chose the next morning."""
    await town.settles(the_group("2027-06-07 16:00", "2027-06-21 16:00", names=("Anna", "Bert")))
    await town.leads(1, "2027-06-07 16:00")
    await town.tries("Bert")
    await town.puts_off("Bert", "attendance", 2, until="2027-06-14 15:00")
    await town.puts_off("Anna", "attendance", 2, until="2027-06-15 09:00")
    day = "2027-06-14"
    first = await town.goes_to(f"{day} 10:00")
    await town.delivers()
    told = await town.read([*first, *await town.goes_to("2027-06-15 18:00")])
    assert [line for line in told if line[0] >= day] == [
        (day, "attendance", "Bert"),
        (day, "nudge", "Bert"),
        ("2027-06-15", "attendance", "Anna"),
    ]
    cards = [row for row in await town.outbox("reminder") if row.due_at >= local(day + " 00:00")]
    assert [(row.conversation_id, shown(row.due_at), row.act) for row in cards] == [
        (chat_of("Bert"), f"{day} 10:00", "upsert"),
        (chat_of("Bert"), f"{day} 15:00", "delete"),
        (chat_of("Bert"), f"{day} 15:00", "post"),
        (chat_of("Anna"), "2027-06-15 09:00", "upsert"),
    ]


async def test_what_somebody_put_off_to_a_later_week_is_asked_once_in_that_week(town: Town) -> None:
    await town.settles(the_group("2027-05-27 10:00", names=("Anna", "Bert")))
    await town.puts_off("Bert", "attendance", 1, until="2027-05-25 09:00")
    told = await town.read(await town.goes_to("2027-05-26 09:00"))
    assert [line for line in told if line[1] == "attendance"] == [
        ("2027-05-20", "attendance", "Anna"),
        ("2027-05-25", "attendance", "Bert"),
    ]


async def test_what_is_due_later_that_day_comes_along_and_makes_one_message(town: Town) -> None:
    """The nudge at ten, attendance at four: who gets no nudge is asked at four."""
    await town.settles(the_group("2027-06-07 16:00", "2027-06-21 16:00", names=("Anna", "Bert")))
    await town.leads(1, "2027-06-07 16:00")
    await town.tries("Bert")
    await town.goes_to("2027-06-14 09:00")
    day = "2027-06-14"
    assert await town.read(await town.calls(f"{day} 10:00")) == [(day, "attendance", "Bert"), (day, "nudge", "Bert")]
    assert await town.read(await town.calls(f"{day} 16:00")) == [(day, "attendance", "Anna")]
    cards = [row for row in await town.outbox("reminder") if row.key == f"reminder:{day}"]
    assert [(row.conversation_id, shown(row.due_at)) for row in cards] == [
        (chat_of("Bert"), f"{day} 10:00"),
        (chat_of("Anna"), f"{day} 16:00"),
    ]


async def test_what_comes_later_that_day_from_another_group_is_heard_too(town: Town) -> None:
    """In place of the card that stands there; what two groups ask at the same moment is one card."""
    names = ("Anna", "Bert")
    await town.settles(
        the_group("2027-05-10 10:00", names=names),
        the_group("2027-05-10 10:00", number=2, names=names, moderator="Moniek"),
        the_group("2027-05-10 14:00", number=3, names=names, moderator="Maria"),
    )
    await town.goes_to("2027-05-03 10:00")
    await town.delivers()
    await town.goes_to("2027-05-03 15:00")
    cards = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Bert")]
    assert [(shown(row.due_at), row.act) for row in cards] == [
        ("2027-05-03 10:00", "upsert"),
        ("2027-05-03 14:00", "delete"),
        ("2027-05-03 14:00", "post"),
    ]
    assert {row.key for row in cards} == {"reminder:2027-05-03"}


# --- by what way


async def test_without_a_chat_of_one_s_own_the_group_s_line_counts_and_names_nobody(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Bert", "Chaima"))
    told = await town.calls("2027-05-03 10:00")
    assert await town.read(told, Fate.IN_GROUP) == [
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-03", "attendance", "Chaima"),
    ]
    assert ("2027-05-03", "attendance", "group") in await town.read(told)
    (line,) = await town.outbox("group_reminder")
    assert (line.conversation_id, line.act) == (group_chat(), "upsert")
    assert line.payload == {"group": (await town.group()).id, "day": "2027-05-03"}


async def test_what_the_group_is_asked_after_a_session_of_that_day_is_heard(town: Town) -> None:
    """Whit Monday pulls the question of the next session to the Friday of this one: the line of that morning goes."""
    await town.settles(the_group("2027-05-14 10:00", "2027-05-24 10:00"), alone=("Bert",))
    await town.goes_to("2027-05-14 10:00")
    await town.leads(1, "2027-05-14 10:00")
    told = await town.goes_to("2027-05-14 17:30")
    assert ("2027-05-14", "attendance", "Bert") in await town.read(told, Fate.IN_GROUP)
    lines = [row for row in await town.outbox("group_reminder") if row.payload["day"] == "2027-05-14"]
    assert [(shown(row.due_at), row.act) for row in lines] == [
        ("2027-05-14 09:00", "delete"),
        ("2027-05-14 09:00", "post"),
        ("2027-05-14 17:00", "delete"),
        ("2027-05-14 17:00", "post"),
    ]


async def test_the_one_whom_all_know_is_never_pointed_at_in_the_group(town: Town) -> None:
    """Anna has the hotseat."""
    await town.settles(the_group(*SERIES), alone=("Anna",))
    told = await town.calls("2027-05-03 10:00")
    assert await town.read(told, Fate.UNREACHABLE) == [("2027-05-03", "preparation", "Anna")]
    assert await town.read(told, Fate.IN_GROUP) == [("2027-05-03", "attendance", "Anna")]
    assert [who for _, rule, who in await town.read(told) if rule == "preparation"] == []


async def test_a_day_that_the_group_knows_somebody_chose_never_becomes_the_group_s_line(town: Town) -> None:
    """All have read who looks back when; it stands on the moderator's list."""
    names = ("Anna", "Bert", "Chaima", "Dirk")
    await town.settles(the_group(*SERIES), alone=names)
    await town.leads(1, "2027-05-10 10:00")
    await town.tries(*names)
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    days = {name: f"2027-07-{5 + 7 * nth:02}" for nth, name in enumerate(names)}
    await town.leads(3, "2027-06-14 10:00", minutes=45, chosen=days)
    await town.goes_to("2027-07-01 12:00")
    before = len(await town.outbox("group_reminder"))

    told = await town.goes_to("2027-07-28 12:00")

    assert len(await town.outbox("group_reminder")) == before
    assert await town.read(told, Fate.SAID, Fate.IN_GROUP) == []
    assert await town.read(told, Fate.UNREACHABLE) == [(day, "interim", name) for name, day in days.items()]


async def test_what_somebody_put_off_is_not_said_to_the_group_that_read_it_that_week(town: Town) -> None:
    """Their chat is gone since, and there is no mail."""
    await town.settles(the_group(*SERIES), alone=("Bert", "Chaima", "Dirk"))
    await town.puts_off("Bert", "attendance", 1, until="2027-05-05 09:00")
    await town.puts_off("Chaima", "attendance", 1, until="2027-05-07 09:00")
    told = await town.goes_to("2027-05-08 12:00")
    assert [row.payload["day"] for row in await town.outbox("group_reminder")] == ["2027-05-03"]
    assert await town.read(told, Fate.UNREACHABLE) == [
        ("2027-05-05", "attendance", "Bert"),
        ("2027-05-07", "attendance", "Chaima"),
    ]


async def test_of_what_two_people_put_off_in_a_week_the_group_reads_one_line(town: Town) -> None:
    await town.settles(the_group("2027-05-27 10:00"), alone=("Bert", "Chaima"))
    await town.puts_off("Bert", "attendance", 1, until="2027-05-24 09:00")
    await town.puts_off("Chaima", "attendance", 1, until="2027-05-25 09:00")
    told = await town.goes_to("2027-05-26 12:00")
    assert [row.payload["day"] for row in await town.outbox("group_reminder")] == ["2027-05-24"]
    assert await town.read(told, Fate.UNREACHABLE) == [("2027-05-25", "attendance", "Chaima")]


async def test_without_any_way_it_is_noted(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Bert", "Mo"), linked=False)
    told = await town.goes_to("2027-05-10 09:30")
    assert await town.read(told, Fate.UNREACHABLE) == [
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-07", "run_sheet", "Mo"),
        ("2027-05-10", "session_link", "group"),
    ]


async def test_a_mail_goes_to_who_has_no_chat_and_whose_address_was_not_refused(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Bert", "Chaima", "Mo"))
    async with town.database.unit_of_work() as uow:
        chaima = await town.person("Chaima")
        await uow.preferences.refuse_mail(chaima, address="chaima@voorbeeld.example", at=town.house.now())
        await uow.commit()
    writing = town.writing
    told = await writing.goes_to("2027-05-08 12:00")
    letters = await town.outbox("letter")
    assert [row.payload["day"] for row in letters] == ["2027-05-03", "2027-05-07"]
    assert [row.conversation_id for row in letters] == [
        f"mail:{await town.person('Bert')}",
        f"mail:{await town.person('Mo')}",
    ]
    assert await town.read(told, Fate.IN_GROUP) == [("2027-05-03", "attendance", "Chaima")]


@pytest.mark.parametrize("at_once", [1, 20])
async def test_what_several_groups_ask_of_one_person_in_a_day_is_one_letter(town: Town, at_once: int) -> None:
    """Called together or one after the other: what would come later that day comes along. Who leads is told of each."""
    names = ("Anna", "Bert")
    await town.settles(
        the_group("2027-05-10 10:00", names=names),
        the_group("2027-05-10 10:00", number=2, names=names),
        the_group("2027-05-10 14:00", number=3, names=names),
        alone=("Bert", "Mo"),
    )
    writing = town.writing
    told = await writing.goes_to("2027-05-03 09:59")
    town.clock.moment = local("2027-05-03 10:00")
    while (called := await call_due(writing.house, groups=at_once)).groups:
        town.clock.moment += timedelta(seconds=1)
        told += called.told
    told += await writing.goes_to("2027-05-08 12:00")
    rows = await town.outbox("letter")
    to_bert = [row for row in rows if row.payload["person"] == await town.person("Bert")]
    assert [shown(row.due_at) for row in to_bert] == ["2027-05-03 10:00"]
    bert, mo = await town.person("Bert"), await town.person("Mo")
    assert [one.fate for one in told if one.person == bert] == [Fate.SAID] * 3
    assert [one.fate for one in told if one.person == mo] == [Fate.SAID] * 3
    written = [await draw_letter(writing.house, said_by(row)) for row in rows]
    assert all(written)
    texts = [one.text for one in written if one is not None]
    assert [text.count("Laten weten of je erbij bent.") for text in texts if text.startswith("Dag Bert")] == [3]
    assert sum(text.count("draaiboek van sessie 1") for text in texts if text.startswith("Dag Mo")) == 3


async def test_a_letter_takes_along_from_another_group_what_makes_sense_still_and_nothing_of_who_answered(
    town: Town,
) -> None:
    """After an outage of more than three days what one group had to ask is too late, and is noted so by its own."""
    names = ("Anna", "Bert", "Chaima")
    await town.settles(
        the_group("2027-05-10 10:00", names=names),
        the_group("2027-05-14 16:00", number=2, names=names),
        the_group("2027-05-14 17:00", number=3, names=names),
        alone=("Bert", "Chaima"),
    )
    await town.answers("Chaima", "attendance", 1, group=3, coming="yes")
    writing = town.writing
    told = await writing.calls("2027-05-07 16:00", groups=1)
    letters = {row.payload["person"]: row for row in await town.outbox("letter")}
    bert, chaima = [await draw_letter(writing.house, said_by(letters[await town.person(n)])) for n in names[1:]]
    assert bert is not None
    assert chaima is not None
    asks = "Laten weten of je erbij bent."
    assert (bert.text.count(asks), chaima.text.count(asks)) == (2, 1)
    late = [one.group for one in told if one.fate is Fate.LATE and one.person == await town.person("Bert")]
    assert late == [(await town.group(1)).id]
    await writing.calls("2027-05-07 17:00")
    to_both = [row for row in await town.outbox("letter") if row.payload["person"] in letters]
    assert len(to_both) == 2


async def test_the_run_sheet_goes_to_the_moderator_alone(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.goes_to("2027-05-08 12:00")
    rows = await town.outbox("run_sheet")
    assert {row.conversation_id for row in rows} == {chat_of("Mo")}
    assert [row.act for row in rows] == ["delete", "post"]


async def test_a_run_sheet_that_waits_goes_at_its_own_moment_whatever_is_drawn_anew_meanwhile(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.calls("2027-05-07 17:20")
    before = await town.outbox("run_sheet")
    group = await town.group()
    async with town.database.unit_of_work() as uow:
        await uow.outbox.add(cards_of_the_day(group, await town.session(1), now=town.house.now()))
        await uow.commit()
    after = await town.outbox("run_sheet")
    assert all(row.due_at > town.house.now() for row in before)
    assert [(row.act, row.due_at, row.drop_after) for row in after[:2]] == [
        (row.act, row.due_at, row.drop_after) for row in before
    ]
    assert [row.act for row in after[2:]] == ["refresh"]


# --- late


async def test_after_an_outage_what_is_too_late_is_skipped_and_noted(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    told = await town.calls("2027-05-10 09:30")
    assert await town.read(told, Fate.LATE) == [
        ("2027-05-10", "attendance", "Anna"),
        ("2027-05-10", "attendance", "Bert"),
        ("2027-05-10", "attendance", "Chaima"),
        ("2027-05-10", "attendance", "Dirk"),
        ("2027-05-10", "preparation", "Anna"),
        ("2027-05-10", "run_sheet", "Mo"),
    ]
    assert await town.read(told) == [("2027-05-10", "session_link", "group")]


async def test_what_the_courier_brought_too_late_is_asked_the_next_morning_where_it_makes_sense_still(
    town: Town,
) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", "Bert", "Chaima", "Dirk")
    await town.goes_to("2027-05-24 18:05")
    await town.answers("Bert", "attendance", 2, coming="yes")
    cards = [row for row in await town.outbox("reminder") if row.payload["day"] == "2027-05-24"]
    for row in cards * 2:
        name = row.conversation_id.removeprefix("a:").capitalize()
        await ask_another_day(town.house, said_by(row), await town.person(name))

    assert await town.calls("2027-05-25 07:59") == []
    told = await town.calls("2027-05-25 08:00")

    assert await town.read(told) == [("2027-05-25", "attendance", name) for name in ("Anna", "Chaima", "Dirk")]


async def test_what_came_too_late_and_makes_no_sense_any_more_is_noted(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.goes_to("2027-05-03 12:00")
    (card,) = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Bert")]
    town.clock.moment = local("2027-05-06 18:30")
    for _ in range(2):
        await ask_another_day(town.house, said_by(card), await town.person("Bert"))
    assert await town.calls("2027-05-07 08:00") == []
    async with town.database.reading() as uow:
        told = await uow.reminders.told([await town.person("Bert")], since=date(2027, 5, 3))
    assert [one.fate for one in told] == [Fate.SAID, Fate.LATE]


async def test_a_line_that_came_too_late_is_said_the_next_morning_to_who_has_not_heard_it(town: Town) -> None:
    """Who has a chat of their own is not asked a second time."""
    await town.settles(the_group(*SERIES), alone=("Bert", "Chaima"))
    await town.goes_to("2027-05-03 18:05")
    await town.answers("Chaima", "attendance", 1, coming="yes")
    (line,) = await town.outbox("group_reminder")
    for _ in range(2):
        await ask_another_day(town.house, said_by(line), None)

    told = await town.goes_to("2027-05-04 12:00")

    assert await town.read(told, Fate.IN_GROUP, Fate.SAID) == [
        ("2027-05-04", "attendance", "Bert"),
        ("2027-05-04", "attendance", "group"),
    ]
    assert [row.payload["day"] for row in await town.outbox("group_reminder")] == ["2027-05-03", "2027-05-04"]


async def test_a_line_that_came_too_late_for_good_is_noted_so(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Bert",))
    await town.goes_to("2027-05-10 09:30")
    town.clock.moment = local("2027-05-10 10:05")
    lines = await town.outbox("group_reminder")
    for line in lines * 2:
        await ask_another_day(town.house, said_by(line), None)
    async with town.database.reading() as uow:
        told = await uow.reminders.told_group((await town.group()).id, since=date(2027, 5, 3))
    assert await town.read(told, Fate.LATE) == [
        ("2027-05-03", "attendance", "Bert"),
        ("2027-05-03", "attendance", "group"),
        ("2027-05-10", "session_link", "group"),
    ]
    assert await town.goes_to("2027-05-10 12:00") == []


async def test_what_stood_in_a_letter_that_nobody_takes_stands_in_the_group_s_line(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Bert", "Mo"))
    writing = town.writing
    await writing.calls("2027-05-03 10:00")
    (letter,) = await town.outbox("letter")
    town.clock.moment = local("2027-05-03 10:05")
    await address_refused(writing.house, said_by(letter), "bert@voorbeeld.example")

    told = await writing.goes_to("2027-05-05 12:00")

    assert await town.read(told, Fate.IN_GROUP) == [("2027-05-03", "attendance", "Bert")]
    (line,) = await town.outbox("group_reminder")
    assert shown(line.due_at) == "2027-05-03 10:05"


async def test_after_an_outage_the_rest_is_spread_over_half_an_hour(town: Town) -> None:
    groups = [
        the_group(*SERIES, number=number, names=[f"{name}{number}" for name in NAMES], moderator=f"Mo{number}")
        for number in range(1, 6)
    ]
    await town.settles(*groups)
    await town.calls("2027-05-03 12:00")
    due = sorted(row.due_at for row in await town.outbox("reminder"))
    assert len(due) == 20
    assert local("2027-05-03 12:00") <= due[0]
    assert due[-1] <= local("2027-05-03 12:30")
    minutes = {shown(moment) for moment in due}
    assert len(minutes) > 10


@pytest.mark.parametrize("woken", ["2027-05-03 17:50", "2027-05-03 18:30", "2027-05-03 23:59", "2027-05-04 04:00"])
async def test_nothing_late_is_said_at_a_forbidden_hour(town: Town, woken: str) -> None:
    await town.settles(the_group(*SERIES))
    told = await town.calls(woken)
    calendar = town.house.calendar((await town.group()).zone)
    rows = await town.outbox("reminder")
    assert len(rows) == len(NAMES)
    for row in rows:
        assert calendar.allows(row.due_at)
        assert calendar.allows(row.drop_after)
        assert calendar.day(row.due_at).isoformat() == row.payload["day"]
    assert {one.on for one in told if one.fate is Fate.SAID} == {calendar.day(row.due_at) for row in rows}


# --- dates that change


async def test_a_session_that_moves_takes_its_reminders_along(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.goes_to("2027-05-02 12:00")
    await town.moves(1, "2027-05-12 10:00")
    assert await town.calls("2027-05-03 10:00") == []
    told = await town.calls("2027-05-05 10:00")
    assert len(await town.read(told)) == len(NAMES) + 1
    assert [one for one in await town.read(await town.goes_to("2027-05-13 12:00")) if one[1] == "session_link"] == [
        ("2027-05-12", "session_link", "group")
    ]


async def test_what_moves_or_goes_with_its_session_has_a_line_in_the_log(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    first, second = await town.session(1), await town.session(2)
    await town.puts_off("Bert", "attendance", 2, until="2027-05-25 09:00")
    with capture_logs() as logs:
        await town.moves(1, "2027-05-12 10:00")
        moved = [(one["event"], one["rule"], one["due"]) for one in logs if one.get("session") == first]
        logs.clear()
        await town.cancels(2)
        dropped = {(one["event"], one["rule"], one["person"]) for one in logs if one.get("session") == second}
        logs.clear()
        await town.imports(the_group(*SERIES))
        again = [one for one in logs if one["event"] in {"reminder.moved", "reminder.dropped"}]
    assert ("reminder.moved", "attendance", local("2027-05-05 10:00").isoformat()) in moved
    assert {event for event, *_ in moved} == {"reminder.moved"}
    assert ("reminder.dropped", "attendance", None) in dropped
    assert ("reminder.dropped", "attendance", await town.person("Bert")) in dropped
    assert again == []


async def test_a_session_that_will_not_take_place_reminds_of_nothing(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.cancels(1)
    told = await town.goes_to("2027-05-12 12:00")
    assert told == []


async def test_a_session_that_moves_asks_again_for_the_new_day(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    assert len(await town.read(await town.goes_to("2027-05-04 12:00"))) == len(NAMES) + 1
    await town.moves(1, "2027-05-20 10:00")
    told = await town.goes_to("2027-05-14 12:00")
    assert {line[:2] for line in await town.read(told)} == {("2027-05-13", "attendance"), ("2027-05-13", "preparation")}


@pytest.mark.parametrize("to", ["2027-05-20 10:00", "2027-05-10 15:00"])
async def test_what_somebody_said_of_coming_was_said_of_the_old_moment(town: Town, to: str) -> None:
    """A yes for ten o'clock is no yes for three either."""
    await town.settles(the_group(*SERIES))
    await town.answers("Bert", "attendance", 1, coming="no")
    await town.answers("Anna", "attendance", 1, coming="yes")
    await town.moves(1, to)
    told = await town.goes_to("2027-05-14 12:00")
    asked = [who for _, rule, who in await town.read(told) if rule == "attendance"]
    assert asked == ["Anna", "Bert", "Chaima", "Dirk"]


async def test_what_was_said_of_coming_stands_where_another_session_moves_or_this_one_comes_back(town: Town) -> None:
    await town.settles(the_group("2027-05-10 10:00", "2027-05-17 10:00"))
    await town.answers("Anna", "attendance", 2, coming="yes")
    await town.moves(1, "2027-05-06 10:00")
    await town.moves(2, "2027-05-18 10:00")
    await town.goes_to("2027-04-02 09:00")
    await town.moves(2, "2027-05-17 10:00")
    told = await town.goes_to("2027-05-11 12:00")
    assert [who for _, rule, who in await town.read(told, Fate.ANSWERED) if rule == "attendance"] == ["Anna"]
    assert ("2027-05-10", "attendance", "Bert") in await town.read(told)


async def test_a_session_that_moves_to_later_that_day_is_announced_where_people_hear_it(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.goes_to("2027-05-10 09:10")
    await town.moves(1, "2027-05-10 16:00")
    told = await town.goes_to("2027-05-10 15:30")
    assert [day for day, rule, who in await town.read(told) if (rule, who) == ("session_link", "group")] == [
        "2027-05-10"
    ]
    lines = [(shown(row.due_at), row.act) for row in await town.outbox("group_reminder")]
    assert lines[-2:] == [("2027-05-10 15:00", "delete"), ("2027-05-10 15:00", "post")]


async def test_a_day_of_ones_own_does_not_outlive_the_session_it_came_before(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna", "Bert")
    await town.leads(2, "2027-05-31 10:00", minutes=45)
    await town.leads(3, "2027-06-14 10:00", minutes=45, chosen={"Anna": "2027-07-15", "Bert": "2027-08-25"})
    await town.moves(4, "2027-08-24 10:00")
    told = await town.goes_to("2027-09-20 12:00")
    assert [(one.on.isoformat(), one.fate) for one in told if one.rule == "interim"] == [("2027-07-15", Fate.SAID)]


async def test_importing_the_same_again_plans_nothing_anew(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    told = await town.goes_to("2027-05-04 12:00")
    await town.imports(the_group(*SERIES))
    assert await town.goes_to("2027-05-06 12:00") == []
    assert told != []


async def test_a_store_from_before_there_were_reminders_is_planned_once(town: Town) -> None:
    await town.settles(the_group(*SERIES), the_group(*SERIES, number=2, names=("Esra", "Femke")))
    async with town.database.unit_of_work() as uow:
        for number in (1, 2):
            await uow.reminders.plan((await town.group(number)).id, (), now=town.house.now())
        await uow.commit()
    assert await plan_what_was_never_planned(town.house) == 2
    assert await plan_what_was_never_planned(town.house) == 0
    assert len(await town.read(await town.calls("2027-05-03 10:00"))) == len(NAMES) + 2 + 2


# --- one that cannot be read


async def test_a_group_that_cannot_be_read_silences_nobody_else(town: Town) -> None:
    numbers = range(1, 4)
    await town.settles(
        *(the_group(*SERIES, number=nr, names=(f"Anna{nr}", f"Bert{nr}"), moderator=f"Mo{nr}") for nr in numbers)
    )
    broken = (await town.group(2)).id
    await town.breaks(2)
    town.clock.moment = local("2027-05-03 10:00")
    aside = Aside()
    called = await call_due(town.house, aside=aside)
    assert [one.group for one in called.failed] == [broken]
    assert {line.group for line in called.told} == {(await town.group(1)).id, (await town.group(3)).id}
    assert (await call_due(town.house, aside=aside)).groups == 0
    town.clock.moment = local("2027-05-03 11:01")
    assert [one.group for one in (await call_due(town.house, aside=aside)).failed] == [broken]
    await town.breaks(2, mended=True)
    town.clock.moment = local("2027-05-03 12:02")
    assert {line.group for line in (await call_due(town.house, aside=aside)).told} == {broken}


async def test_a_group_that_cannot_be_read_keeps_no_other_from_being_planned(town: Town) -> None:
    await town.settles(*(the_group(*SERIES, number=nr, names=(f"Anna{nr}",), moderator=f"Mo{nr}") for nr in (1, 2, 3)))
    async with town.database.unit_of_work() as uow:
        for number in (1, 2, 3):
            await uow.reminders.plan((await town.group(number)).id, (), now=town.house.now())
        await uow.commit()
    await town.breaks(2)
    assert await plan_what_was_never_planned(town.house) == 2


async def test_where_no_group_could_be_called_all_of_them_are_a_minute_after_it_was_mended(town: Town) -> None:
    """Such as when the database refuses one statement."""
    numbers = range(1, 4)
    await town.settles(
        *(the_group(*SERIES, number=nr, names=(f"Anna{nr}", f"Bert{nr}"), moderator=f"Mo{nr}") for nr in numbers)
    )
    everybody = {(await town.group(number)).id for number in numbers}
    for number in numbers:
        await town.breaks(number)
    aside = Aside()
    for minute in ("10:00", "10:02", "10:04"):
        town.clock.moment = local(f"2027-05-03 {minute}")
        assert {one.group for one in (await call_due(town.house, aside=aside)).failed} == everybody
    for number in numbers:
        await town.breaks(number, mended=True)
    town.clock.moment = local("2027-05-03 10:05")
    assert {line.group for line in (await call_due(town.house, aside=aside)).told} == everybody


async def test_who_heard_something_in_a_group_that_cannot_be_read_hears_the_other_groups_still(town: Town) -> None:
    days = ("10", "11")
    await town.settles(
        *(the_group(f"2027-05-{day} 10:00", number=nr, names=("Anna", "Bert")) for nr, day in enumerate(days, 1))
    )
    await town.goes_to("2027-05-03 12:00")
    await town.breaks(1, number=1)
    town.clock.moment = local("2027-05-04 10:00")
    called = await call_due(town.house)
    assert called.failed == ()
    assert {line.group for line in called.told if line.fate is Fate.SAID} == {(await town.group(2)).id}
