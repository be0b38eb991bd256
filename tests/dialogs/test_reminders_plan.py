"""The plan of what people will be reminded of: the groups of 2021, and what a plan says of ways and weeks."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Final

import pytest

from dialogs.formats.model import Language, Via
from dialogs.groups import Group
from dialogs.ids import ConversationId, PersonId
from dialogs.programmes.model import Role
from dialogs.reminders.model import Reminder
from dialogs.reminders.plan import Channel, Line, Plan, plan
from dialogs.reminders.plan_shown import shown as told
from dialogs.reminders.quota import DAYS_A_WEEK, week_of
from tests.dialogs.plan_2021 import GIVES_WAY, Entry, by_hand
from tests.dialogs.reminding import ZONE, a_group, dutch_calendar, heads, local, programme_2021, seat, shipped, shown

START: Final = local("2021-05-01 00:00")


@pytest.fixture(scope="module")
def of_2021() -> Plan:
    return plan(programme_2021(), lambda _group: dutch_calendar(), since=START)


def entry(line: Line) -> Entry:
    return line.group, line.session, line.rule, line.email, line.due.isoformat()


def test_the_plan_of_2021_is_the_one_written_by_hand(of_2021: Plan) -> None:
    assert sorted(map(entry, of_2021.lines), key=str) == sorted(by_hand(), key=str)


def test_in_2021_the_first_question_after_a_session_gives_way_where_it_is_a_third_day(of_2021: Plan) -> None:
    found = {(one.group, f"{one.due:%m-%d %H:%M}", one.session, one.rule) for one in of_2021.too_many}
    assert found == GIVES_WAY
    assert of_2021.unsaid == ()


def test_in_2021_every_reminder_comes_at_an_allowed_hour_but_the_one_of_the_hour_before(of_2021: Plan) -> None:
    calendar = dutch_calendar()
    for line in of_2021.lines:
        assert calendar.allows(line.due) or line.rule == "session_link", line


def test_in_2021_none_is_on_the_wrong_side_of_its_session(of_2021: Plan) -> None:
    starts = {(group.number, head.number): head.starts_at for group in programme_2021() for head in group.sessions}
    for line in of_2021.lines:
        after = line.rule in {"first_experiment", "look_back_again"}
        at = starts[line.group, line.session]
        assert (line.due > at) if after else (line.due < at), line
        following = starts.get((line.group, line.session + 1))
        previous = starts.get((line.group, line.session - 1))
        assert following is None or line.due < following, line
        assert previous is None or line.due > previous + timedelta(hours=1), line


def test_in_2021_nobody_hears_something_on_more_than_two_days_a_week(of_2021: Plan) -> None:
    days: dict[tuple[str, tuple[int, int]], set[date]] = {}
    for line in of_2021.lines:
        if line.email is not None and line.rule != "run_sheet":
            days.setdefault((line.email, week_of(line.due.date())), set()).add(line.due.date())
    assert max(map(len, days.values())) == DAYS_A_WEEK


def test_what_was_due_already_is_not_to_come() -> None:
    found = plan(programme_2021(), lambda _group: dutch_calendar(), since=local("2021-09-13 12:00"))
    assert {(one.group, one.session, one.rule) for one in found.lines} == {(3, 4, "session_link")}


# --- whom, and by what way

DATES: Final = heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00")
LONG_AGO: Final = local("2026-01-01 00:00")


def of(group: Group, **given: object) -> Plan:
    return plan([group], lambda _group: dutch_calendar(), since=LONG_AGO, **given)  # type: ignore[arg-type]


def people(found: Plan, rule: str, session: int) -> set[str | None]:
    return {line.email for line in found.lines if (line.rule, line.session) == (rule, session)}


def test_a_rule_for_all_is_for_who_makes_up_the_group_and_for_nobody_else() -> None:
    members = [
        seat("anna", Role.HOTSEAT),
        seat("bert", Role.PARTICIPANT),
        seat("mo", Role.MODERATOR, Role.PARTICIPANT),
        seat("cleo", Role.OBSERVER),
        seat("dirk", Role.COORDINATOR),
    ]
    found = of(a_group(DATES, members=members))
    everybody = {"anna@voorbeeld.example", "bert@voorbeeld.example"}
    assert people(found, "attendance", 1) == everybody
    assert people(found, "look_back", 2) == everybody  # who of them has something to look back on, nobody knows yet
    assert people(found, "preparation", 1) == {"anna@voorbeeld.example"}
    assert people(found, "run_sheet", 1) == {"mo@voorbeeld.example"}
    assert people(found, "session_link", 1) == {None}


def test_the_way_is_the_own_chat_then_a_mail_then_the_group_but_a_run_sheet_never_goes_to_the_group() -> None:
    members = [
        replace(seat("anna", Role.HOTSEAT), personal=ConversationId("a:1")),
        seat("bert"),
        seat("chris"),
        seat("mo", Role.MODERATOR),
    ]
    found = of(a_group(DATES, members=members), mails=lambda member: member.name == "bert")
    ways = {(line.rule, line.person.name if line.person else None): line.channel for line in found.lines}
    assert ways["attendance", "anna"] is Channel.PERSONAL
    assert ways["attendance", "bert"] is Channel.EMAIL
    assert ways["attendance", "chris"] is Channel.GROUP
    assert ways["session_link", None] is Channel.GROUP
    assert ways["run_sheet", "mo"] is Channel.PERSONAL


@pytest.mark.parametrize(
    ("recipe", "role", "rule"),
    [("mastermind-4", Role.HOTSEAT, "preparation"), ("action-learning", Role.INBRENGER, "consent")],
)
def test_what_is_for_the_one_whom_all_know_is_not_planned_for_the_group(recipe: str, role: Role, rule: str) -> None:
    """It is not said there either: a line without a name would still point at them."""
    members = [seat("anna", role), seat("mo", Role.MODERATOR)]
    found = of(a_group(DATES, recipe=shipped(recipe), members=members))
    assert {line.channel for line in found.lines if line.rule == rule} == {Channel.PERSONAL}


def test_a_day_of_ones_own_stands_in_the_plan_only_for_who_chose_one() -> None:
    group = a_group(DATES, members=[seat("anna"), seat("bert")])
    own = Reminder(
        group=group.id,
        session=DATES[3].id,
        rule="interim",
        person=PersonId("anna"),
        due_at=local("2026-11-04 10:00"),
        drop_after=local("2026-11-06 10:00"),
    )
    gone = replace(own, person=PersonId("who left"))
    found = of(group, own=[own, gone])
    interim = [(line.email, shown(line.due), line.channel) for line in found.lines if line.rule == "interim"]
    assert interim == [("anna@voorbeeld.example", "2026-11-04 10:00", Channel.PERSONAL)]
    assert not [line for line in of(group).lines if line.rule == "interim"]


def test_the_days_of_a_week_are_shared_out_over_all_groups_of_a_person() -> None:
    """Two groups a day apart: anna, who is in both, is asked on Monday and on Tuesday, and not on Wednesday."""
    one = a_group(heads("2026-09-07 10:00"), members=[seat("anna"), seat("bert")])
    two = a_group(heads("2026-09-08 10:00"), members=[seat("anna")], number=2)
    three = a_group(heads("2026-09-09 10:00"), members=[seat("anna")], number=3)
    found = plan([one, two, three], lambda _group: dutch_calendar(), since=LONG_AGO)
    assert [(line.group, line.email) for line in found.lines if line.rule == "attendance"] == [
        (1, "anna@voorbeeld.example"),
        (1, "bert@voorbeeld.example"),
        (2, "anna@voorbeeld.example"),
    ]
    assert [(line.group, line.rule) for line in found.too_many] == [(3, "attendance")]


def test_a_reminder_that_falls_outside_its_gap_is_told_with_the_reason() -> None:
    """Five days between two sessions: a week before the later one is before the former."""
    recipe = a_group(DATES).format
    rules = tuple(replace(rule, minimum_gap_days=None) for rule in recipe.reminders)
    group = a_group(
        heads("2026-09-07 10:00", "2026-09-11 10:00"),
        recipe=replace(recipe, reminders=rules),
        members=[seat("anna")],
    )
    found = of(group)
    assert [(one.session, one.rule, one.why) for one in found.unsaid][:1] == [(2, "restart", "before_the_gap")]
    words = [title for title, _ in told(found, Language.NL)]
    assert "Blijft weg: het valt buiten de tussentijd" in words


def test_a_group_line_may_be_any_rule_that_says_so() -> None:
    recipe = a_group(DATES).format
    rules = tuple(replace(rule, via=Via.GROUP, to="group") for rule in recipe.reminders if rule.id == "attendance")
    found = of(a_group(DATES, recipe=replace(recipe, reminders=rules), members=[seat("anna"), seat("bert")]))
    assert [(line.session, line.person, line.channel) for line in found.lines] == [
        (1, None, Channel.GROUP),
        (2, None, Channel.GROUP),
        (3, None, Channel.GROUP),
        (4, None, Channel.GROUP),
    ]


def test_what_a_session_has_no_use_for_is_not_planned() -> None:
    group = a_group(DATES, members=[seat("anna")])
    found = of(group, applies=lambda _group, head, rule: not (rule.id == "attendance" and head.number > 1))
    assert {line.session for line in found.lines if line.rule == "attendance"} == {1}


@pytest.mark.parametrize(
    ("language", "many", "nothing"), [("nl", "2 mensen", "geen herinneringen"), ("en", "2 people", "No more")]
)
def test_people_read_a_line_for_several_at_once(language: str, many: str, nothing: str) -> None:
    found = of(a_group(DATES, members=[seat("anna"), seat("bert")]))
    (_, rows), *_ = told(found, Language(language))
    assert rows[1][-3:-1] == ("attendance", many)
    assert len({len(row) for row in rows}) == 1
    assert nothing in str(next(iter(told(Plan(), Language(language)))))


def test_moments_are_told_in_the_time_of_the_programme() -> None:
    found = of(a_group(DATES, members=[seat("anna")]))
    assert {line.due.tzinfo for line in found.lines} == {ZONE}
    assert found.lines[0].due.astimezone(UTC) == local("2026-08-31 10:00")
