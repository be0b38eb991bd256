"""The rules of a format over the dates of a group: when what is asked, and when it is left out."""

from dialogs.reminders.rules import occurrences
from tests.dialogs.reminding import a_group, dutch_calendar, heads, said


def test_a_season_of_four_sessions_has_each_rule_at_its_moment() -> None:
    """Mondays in the autumn of 2026, two weeks apart, then ten weeks: no holiday near."""
    group = a_group(heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00"))
    assert said(occurrences(group, dutch_calendar())) == [
        ("s1", "attendance", "2026-08-31 10:00"),
        ("s1", "preparation", "2026-08-31 10:00"),
        ("s1", "run_sheet", "2026-09-04 17:00"),
        ("s1", "session_link", "2026-09-07 09:00"),
        ("s1", "first_experiment", "2026-09-08 10:00"),
        ("s2", "attendance", "2026-09-14 10:00"),
        ("s2", "nudge", "2026-09-14 10:00"),
        ("s2", "look_back", "2026-09-18 17:00"),
        ("s2", "run_sheet", "2026-09-18 17:00"),
        ("s2", "session_link", "2026-09-21 09:00"),
        ("s2", "first_experiment", "2026-09-22 10:00"),
        ("s2", "look_back_again", "2026-09-23 10:00"),
        ("s3", "attendance", "2026-09-28 10:00"),
        ("s3", "nudge", "2026-09-28 10:00"),
        ("s3", "look_back", "2026-10-02 17:00"),
        ("s3", "highlight", "2026-10-02 17:00"),
        ("s3", "run_sheet", "2026-10-02 17:00"),
        ("s3", "session_link", "2026-10-05 09:00"),
        ("s3", "first_experiment", "2026-10-06 10:00"),
        ("s3", "look_back_again", "2026-10-07 10:00"),
        ("s4", "nudge", "2026-11-09 10:00"),
        ("s4", "buddy", "2026-11-09 10:00"),
        ("s4", "restart", "2026-11-30 10:00"),
        ("s4", "attendance", "2026-12-07 10:00"),
        ("s4", "harvest", "2026-12-07 10:00"),
        ("s4", "look_back", "2026-12-11 17:00"),
        ("s4", "run_sheet", "2026-12-11 17:00"),
        ("s4", "session_link", "2026-12-14 09:00"),
    ]


def test_a_session_that_was_called_off_has_none_and_counts_in_no_gap() -> None:
    group = a_group(
        heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00", cancelled={2, 4})
    )
    found = said(occurrences(group, dutch_calendar()))
    assert {session for session, _, _ in found} == {"s1", "s3"}
    assert ("s3", "nudge", "2026-09-21 10:00") in found  # halfway from the first to the third
    assert not [one for one in found if one[0] == "s3" and one[2] > "2026-10-05 10:00"]  # nothing after the last
