"""What the seven groups of 2021 are to be reminded of from 1 May on, written by hand with a calendar beside it.

A line is a moment in Amsterdam, the session it belongs to, and the rules. In 2021 Ascension Day was Thursday 13 May,
Whit Sunday 23 May and Whit Monday 24 May; 5 May was an ordinary Wednesday. Behind a line stands why it is not where the
rule would have it. `GIVES_WAY`: what is a third day in its week, and matters least of the three.
"""

from typing import Final

BY_HAND: Final = {
    # Mondays at ten: 10 May, 31 May, 7 June (7 days on: nobody is asked to come, no nudge), 6 September (91 days on)
    1: """
        05-03 10:00  1  attendance preparation
        05-07 17:00  1  run_sheet                        Sunday the 9th
        05-10 09:00  1  session_link
        05-11 10:00  1  first_experiment
        05-20 10:00  2  nudge                            21 days: ten days on
        05-21 17:00  2  attendance                       Whit Monday
        05-28 17:00  2  look_back run_sheet              Saturday and Sunday
        05-31 09:00  2  session_link
        06-02 10:00  2  look_back_again
        06-04 17:00  3  look_back highlight run_sheet    Saturday and Sunday
        06-07 09:00  3  session_link
        06-08 10:00  3  first_experiment
        06-09 10:00  3  look_back_again
        07-22 10:00  4  nudge buddy                      91 days: 45 days on
        08-23 10:00  4  restart
        08-30 10:00  4  attendance harvest
        09-03 17:00  4  look_back run_sheet              Saturday and Sunday
        09-06 09:00  4  session_link
    """,
    # Tuesdays at nine: 11 May, 25 May, 8 June; then 7 September at three, 91 days on
    2: """
        05-04 09:00  1  attendance preparation
        05-10 09:00  1  run_sheet
        05-11 08:00  1  session_link
        05-12 09:00  1  first_experiment
        05-18 09:00  2  attendance
        05-18 10:00  2  nudge
        05-21 17:00  2  look_back run_sheet              Whit Sunday and Whit Monday
        05-25 08:00  2  session_link
        05-26 09:00  2  first_experiment
        05-27 09:00  2  look_back_again
        06-01 09:00  3  attendance
        06-01 10:00  3  nudge
        06-04 17:00  3  look_back highlight              Sunday
        06-07 09:00  3  run_sheet
        06-08 08:00  3  session_link
        06-09 09:00  3  first_experiment
        06-10 09:00  3  look_back_again
        07-23 10:00  4  nudge buddy
        08-24 15:00  4  restart
        08-31 15:00  4  attendance harvest
        09-03 17:00  4  look_back                        Sunday
        09-06 15:00  4  run_sheet
        09-07 14:00  4  session_link
    """,
    # Tuesdays at a quarter to twelve: 11 May, 25 May, 8 June, 14 September (98 days on)
    3: """
        05-04 11:45  1  attendance preparation
        05-10 11:45  1  run_sheet
        05-11 10:45  1  session_link
        05-12 11:45  1  first_experiment
        05-18 10:00  2  nudge
        05-18 11:45  2  attendance
        05-21 17:00  2  look_back run_sheet              Whit Sunday and Whit Monday
        05-25 10:45  2  session_link
        05-26 11:45  2  first_experiment
        05-27 11:45  2  look_back_again
        06-01 10:00  3  nudge
        06-01 11:45  3  attendance
        06-04 17:00  3  look_back highlight              Sunday
        06-07 11:45  3  run_sheet
        06-08 10:45  3  session_link
        06-09 11:45  3  first_experiment
        06-10 11:45  3  look_back_again
        07-27 10:00  4  nudge buddy                      98 days: 49 days on
        08-31 11:45  4  restart
        09-07 11:45  4  attendance harvest
        09-10 17:00  4  look_back                        Sunday
        09-13 11:45  4  run_sheet
        09-14 10:45  4  session_link
    """,
    # Fridays at eleven: 14 May (the day after Ascension Day), 28 May, 11 June, 10 September (91 days on)
    4: """
        05-07 11:00  1  attendance preparation
        05-12 17:00  1  run_sheet                        Ascension Day
        05-14 10:00  1  session_link
        05-17 08:00  1  first_experiment                 Saturday
        05-21 10:00  2  nudge
        05-21 11:00  2  attendance
        05-26 11:00  2  look_back
        05-27 11:00  2  run_sheet
        05-28 10:00  2  session_link
        05-31 08:00  2  first_experiment look_back_again Saturday and Sunday
        06-04 10:00  3  nudge
        06-04 11:00  3  attendance
        06-09 11:00  3  look_back highlight
        06-10 11:00  3  run_sheet
        06-11 10:00  3  session_link
        06-14 08:00  3  first_experiment look_back_again Saturday and Sunday
        07-26 10:00  4  nudge buddy
        08-27 11:00  4  restart
        09-03 11:00  4  attendance harvest
        09-08 11:00  4  look_back
        09-09 11:00  4  run_sheet
        09-10 10:00  4  session_link
    """,
    # Mondays at one: 17 May, 31 May, 14 June, 13 September (91 days on)
    5: """
        05-10 13:00  1  attendance preparation
        05-14 17:00  1  run_sheet                        Sunday
        05-17 12:00  1  session_link
        05-18 13:00  1  first_experiment
        05-21 17:00  2  attendance                       Whit Monday, before a session: back
        05-25 08:00  2  nudge                            Whit Monday, between sessions: forward
        05-28 17:00  2  look_back run_sheet              Saturday and Sunday
        05-31 12:00  2  session_link
        06-01 13:00  2  first_experiment
        06-02 13:00  2  look_back_again
        06-07 10:00  3  nudge
        06-07 13:00  3  attendance
        06-11 17:00  3  look_back highlight run_sheet    Saturday and Sunday
        06-14 12:00  3  session_link
        06-15 13:00  3  first_experiment
        06-16 13:00  3  look_back_again
        07-29 10:00  4  nudge buddy
        08-30 13:00  4  restart
        09-06 13:00  4  attendance harvest
        09-10 17:00  4  look_back run_sheet              Saturday and Sunday
        09-13 12:00  4  session_link
    """,
    # Wednesdays at half past one: 19 May, 2 June, 16 June, 1 September (77 days on)
    6: """
        05-12 13:30  1  attendance preparation
        05-18 13:30  1  run_sheet
        05-19 12:30  1  session_link
        05-20 13:30  1  first_experiment
        05-26 10:00  2  nudge
        05-26 13:30  2  attendance
        05-31 13:30  2  look_back
        06-01 13:30  2  run_sheet
        06-02 12:30  2  session_link
        06-04 13:30  2  look_back_again
        06-09 10:00  3  nudge
        06-09 13:30  3  attendance
        06-14 13:30  3  look_back highlight
        06-15 13:30  3  run_sheet
        06-16 12:30  3  session_link
        06-18 13:30  3  look_back_again
        07-26 08:00  4  nudge buddy                      77 days: 38 days on, a Saturday
        08-18 13:30  4  restart
        08-25 13:30  4  attendance harvest
        08-30 13:30  4  look_back
        08-31 13:30  4  run_sheet
        09-01 12:30  4  session_link
    """,
    # Thursdays at one: 27 May, 10 June, 24 June, 9 September (77 days on)
    7: """
        05-20 13:00  1  attendance preparation
        05-26 13:00  1  run_sheet
        05-27 12:00  1  session_link
        05-28 13:00  1  first_experiment
        06-03 10:00  2  nudge
        06-03 13:00  2  attendance
        06-08 13:00  2  look_back
        06-09 13:00  2  run_sheet
        06-10 12:00  2  session_link
        06-11 13:00  2  first_experiment
        06-14 08:00  2  look_back_again                  Saturday
        06-17 10:00  3  nudge
        06-17 13:00  3  attendance
        06-22 13:00  3  look_back highlight
        06-23 13:00  3  run_sheet
        06-24 12:00  3  session_link
        06-25 13:00  3  first_experiment
        06-28 08:00  3  look_back_again                  Saturday
        08-02 08:00  4  nudge buddy                      38 days on, Sunday 1 August
        08-26 13:00  4  restart
        09-02 13:00  4  attendance harvest
        09-07 13:00  4  look_back
        09-08 13:00  4  run_sheet
        09-09 12:00  4  session_link
    """,
}

GIVES_WAY: Final = {
    (1, "06-01 10:00", 2, "first_experiment"),  # that week look_back_again on Wednesday and look_back on Friday
    (6, "06-03 13:30", 2, "first_experiment"),  # look_back on Monday, look_back_again on Friday
    (6, "06-17 13:30", 3, "first_experiment"),  # the same
}

SIZES: Final = {1: 8, 2: 8, 3: 6, 4: 8, 5: 8, 6: 7, 7: 8}
"""The hotseat and the participants."""

RULES: Final = frozenset(
    {
        "attendance", "preparation", "harvest", "look_back", "highlight", "run_sheet", "session_link",
        "first_experiment", "look_back_again", "nudge", "buddy", "restart",
    }
)  # fmt: skip


def for_whom(group: int, rule: str) -> list[str | None]:
    match rule:
        case "session_link":
            return [None]
        case "run_sheet":
            return [f"moderator{group}@voorbeeld.example"]
        case "preparation":
            return [f"hotseat{group}@voorbeeld.example"]
        case _:
            seats = [f"deelnemer{group}.{seat}@voorbeeld.example" for seat in range(1, SIZES[group])]
            return [f"hotseat{group}@voorbeeld.example", *seats]


Entry = tuple[int, int, str, str | None, str]


def by_hand() -> list[Entry]:
    """(group, session, rule, e-mail or None, due) of every line, in no order."""
    return [
        (group, int(session), rule, email, f"2021-{day}T{hour}:00+02:00")
        for group, table in BY_HAND.items()
        for day, hour, session, *words in map(str.split, table.strip().splitlines())
        for rule in words
        if rule in RULES
        for email in for_whom(group, rule)
    ]
