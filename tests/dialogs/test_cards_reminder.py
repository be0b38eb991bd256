"""What the cards say when the bot asks by itself, and how a day and a moment are read."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.between import BetweenOpen
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.actions.registry import unpack
from dialogs.cards.experiments_block import ExperimentLine
from dialogs.cards.group_reminder import GroupAsk, GroupReminderView, group_reminder_card
from dialogs.cards.parts import BUDGET, size_of
from dialogs.cards.reminder import Ask
from dialogs.cards.round import Count
from dialogs.formats.model import Language
from dialogs.ids import ExperimentId, SessionId
from dialogs.texts.catalogue import Texts, load
from dialogs.usecases.later import moments
from dialogs.usecases.pausing import read_day
from dialogs.usecases.typed import TypedCommand, Word, read
from tests.dialogs.card_gallery import gallery
from tests.dialogs.reminder_gallery import FOLLOWS, SESSION, ZONE, a_card, a_part, about
from tests.dialogs.test_cards_looks import elements, inputs, of_type
from tests.dialogs.test_cards_words import said, titles

TODAY = date(2027, 5, 10)


@pytest.fixture(scope="module")
def nl() -> Texts:
    return load().in_(Language.NL)


@pytest.fixture(scope="module")
def en() -> Texts:
    return load().in_(Language.EN)


def presses(card: Any) -> list[Action | None]:
    return [unpack(element["data"]) for element in of_type(card, "Action.Submit")]


# --- one's own card


@pytest.mark.parametrize("ask", Ask)
def test_how_long_it_takes_is_said_once_and_only_where_something_is_asked(ask: Ask, nl: Texts) -> None:
    says = said(a_card(nl, a_part(ask, nl))).split("\n")
    said_so = {Ask.PREPARE, Ask.HARVEST, Ask.FIRST_EXPERIMENT, Ask.INTERIM}
    no_time = {Ask.ATTENDANCE, Ask.RESTART, Ask.NUDGE, Ask.BUDDY}
    assert ("Een paar minuten is genoeg." in says) is (ask not in said_so | no_time)


@pytest.mark.parametrize("ask", Ask)
def test_the_day_of_the_session_stands_on_the_card_once(ask: Ask, nl: Texts) -> None:
    assert said(a_card(nl, a_part(ask, nl))).count("ma 31 mei") == (0 if ask in FOLLOWS else 1)


def test_without_ones_own_words_the_title_says_what_would_be_brought_in(nl: Texts) -> None:
    assert said(a_card(nl, a_part(Ask.HIGHLIGHT, nl))).split("\n")[1] == "Wil je dit voorleggen?"
    assert said(a_card(nl, a_part(Ask.HIGHLIGHT, nl, tried=0))).split("\n")[1] == "Wil je een experiment voorleggen?"


def test_attendance_is_two_buttons_and_below_them_ones_own_hand(nl: Texts) -> None:
    card = a_card(nl, a_part(Ask.ATTENDANCE, nl))
    assert said(card).split("\n") == [
        "Groep 3 · sessie 2",
        "Ben je erbij?",
        "Sessie 2 is op ma 31 mei 2027 10.00–10.45 uur.",
    ]
    assert titles(card) == ["Ik ben erbij", "Ik kan niet", "Later herinneren", "Meldingen pauzeren tot"]
    assert presses(card)[:2] == [
        BetweenOpen(session=SESSION, form="attendance", choice="yes"),
        BetweenOpen(session=SESSION, form="attendance", choice="no"),
    ]


def test_the_look_back_shows_the_whole_sentence_and_opens_that_experiment(nl: Texts) -> None:
    card = a_card(nl, a_part(Ask.LOOK_BACK, nl))
    assert "Als een overleg vastloopt, dan vraag ik eerst wat iedereen zelf kan doen." in said(card)
    assert presses(card)[0] == ExperimentReportOpen(session=SESSION, experiment=ExperimentId("e-1"))


def test_of_two_experiments_the_form_asks_which(nl: Texts) -> None:
    card = a_card(nl, a_part(Ask.LOOK_BACK, nl, tried=2))
    assert presses(card)[0] == ExperimentReportOpen(session=SESSION)


def test_asked_again_it_is_fine_when_nothing_came_of_it(nl: Texts, en: Texts) -> None:
    assert "Dat is prima" in said(a_card(nl, a_part(Ask.LOOK_BACK_AGAIN, nl)))
    assert "That is fine" in said(a_card(en, a_part(Ask.LOOK_BACK_AGAIN, en)))


def test_a_note_from_oneself_asks_for_nothing(nl: Texts) -> None:
    card = a_card(nl, a_part(Ask.NUDGE, nl), a_part(Ask.BUDDY, nl))
    assert "Antwoorden hoeft niet." in said(card)
    assert "Later herinneren" not in titles(card)
    assert [e for e in elements(card) if e.get("style") == "positive"] == []


def test_what_does_not_fit_on_the_card_is_not_lost_without_a_word(nl: Texts) -> None:
    parts = [a_part(ask, nl) for ask in (Ask.ATTENDANCE, Ask.HARVEST, Ask.LOOK_BACK, Ask.FIRST_EXPERIMENT)]
    card = a_card(nl, *parts)
    assert len(titles(card)) == 6
    assert "Er staat nog iets voor je klaar. Typ stand in deze chat." in said(card)


def test_very_long_words_never_make_a_card_too_large(nl: Texts) -> None:
    long = ExperimentLine(name="", when="\N{GRINNING FACE}" * 140, then="\N{GRINNING FACE}" * 280)
    part = replace(a_part(Ask.HIGHLIGHT, nl), tried=tuple((ExperimentId(f"e-{n}"), long) for n in range(6)))
    assert size_of(a_card(nl, part, a_part(Ask.LOOK_BACK, nl, tried=2))) <= BUDGET


@pytest.mark.parametrize("language", list(Language))
def test_nobody_is_told_what_they_must_still_do(language: Language) -> None:
    cards = {n: c for n, c in gallery(load().in_(language)).items() if "reminder" in n or n in {"later", "pause"}}
    assert len(cards) > 40
    blame = ("moet nog", "je moet", "vergeten", "must", "forgot", "overdue", "!")
    assert [(n, word) for n, c in cards.items() for word in blame if word in said(c).lower()] == []


# --- the group's line


def test_the_groups_line_has_no_name_no_input_and_no_ones_words(nl: Texts) -> None:
    cards = {name: card for name, card in gallery(nl).items() if name.startswith("group-reminder")}
    assert [name for name, card in cards.items() if inputs(card)] == []
    assert [name for name, card in cards.items() if "Bert" in said(card) or "overleg" in said(card)] == []


@pytest.mark.parametrize("ask", [Ask.PREPARATION, Ask.CONSENT, Ask.NUDGE, Ask.INTERIM])
def test_what_is_asked_of_one_is_not_counted(nl: Texts, ask: Ask) -> None:
    one = GroupAsk(ask=ask, about=about(nl), count=Count(given=1, of=8))
    assert "van de 8" not in said(group_reminder_card(GroupReminderView(asks=(one,)), nl))


def test_of_one_session_its_moment_is_told_once(nl: Texts) -> None:
    asks = [GroupAsk(ask=ask, about=about(nl)) for ask in (Ask.ATTENDANCE, Ask.HARVEST)]
    other = GroupAsk(ask=Ask.LOOK_BACK_AGAIN, about=about(nl, number=1, session=SessionId("s-1"), after=True))
    lines = said(group_reminder_card(GroupReminderView(asks=(*asks, other)), nl)).split("\n")
    assert [line for line in lines if "essie" in line] == [
        "Sessie 2 · ma 31 mei 10.00 uur",
        "Wat neem je mee uit onze sessies? De oogstkaart kost je drie minuten.",
        "Na sessie 1",
    ]


def test_two_sessions_to_look_back_on_make_one_button(nl: Texts) -> None:
    after = GroupAsk(ask=Ask.LOOK_BACK_AGAIN, about=about(nl, number=1, session=SessionId("s-1"), after=True))
    card = group_reminder_card(GroupReminderView(asks=(after, GroupAsk(ask=Ask.INTERIM, about=about(nl)))), nl)
    assert [e["title"] for e in of_type(card, "Action.Submit")] == ["Terugblik invullen"]
    assert "Even halverwege terugkijken?" in said(card)


def test_a_count_of_one_person_is_not_told(nl: Texts) -> None:
    one = GroupAsk(ask=Ask.LOOK_BACK, about=about(nl), count=Count(given=0, of=1))
    assert "van de 1" not in said(group_reminder_card(GroupReminderView(asks=(one,)), nl))


def test_the_way_to_the_meeting_stands_on_the_line_of_the_last_hour(nl: Texts) -> None:
    card = gallery(nl)["group-reminder-link"]
    assert said(card) == "Over een uur begint sessie 2: 10.00–10.45 uur."
    assert [e["title"] for e in of_type(card, "Action.OpenUrl")] == ["Naar de sessie"]


# --- a day as people type it


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1 juni", date(2027, 6, 1)),
        ("1 juni 2027", date(2027, 6, 1)),
        ("1 june", date(2027, 6, 1)),
        ("1 jan", date(2027, 1, 1)),  # has only just been: refused afterwards, with the reason
        ("1 nov", date(2027, 11, 1)),
        ("10 mei", date(2027, 5, 10)),  # today is no end
        ("1-6", date(2027, 6, 1)),
        ("1/6/2027", date(2027, 6, 1)),
        ("2027-06-01", date(2027, 6, 1)),
        ("1 juni 2020", date(2020, 6, 1)),  # refused afterwards, with the reason
        ("31 juni", None),
        ("29 februari", date(2028, 2, 29)),
        ("morgen", None),
        ("1 juno", None),
        ("99-99", None),
        ("0-0-0000", None),
        ("\N{ARABIC-INDIC DIGIT ONE} juni", None),
        ("", None),
    ],
)
def test_a_typed_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed, today=TODAY) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_day(typed: str) -> None:
    read_day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("pauze", ""),
        ("Pauze tot 1 juni.", "1 juni"),
        ("pauze tot en met 1 juni 2027", "1 juni 2027"),
        ("pauze t/m 1-6", "1-6"),
        ("pause until 1 June", "1 june"),
        ("pause through 1 June", "1 june"),
        ("pauze 2027-06-01", "2027-06-01"),
    ],
)
def test_a_pause_is_typed_with_a_day_or_without(line: str, rest: str) -> None:
    assert read(line) == TypedCommand(word=Word.PAUSE, rest=rest)


@pytest.mark.parametrize("language", Language)
def test_the_example_that_people_read_is_one_that_is_understood(language: Language) -> None:
    word = load().in_(language).say("command.pause.word")
    assert read(word) == TypedCommand(word=Word.PAUSE, rest="1 juni" if language is Language.NL else "1 june")


# --- later


class Whit:
    """Whit Monday is no working day."""

    def holidays(self, year: int) -> Collection[date]:
        return (date(year, 5, 17),)


def later(day: int, hour: int, minute: int = 0) -> list[str]:
    now = datetime(2027, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC)
    return [f"{one.astimezone(ZONE):%a %d %H}" for one in moments(now, zone=ZONE, workdays=Whit())]


def test_later_is_this_afternoon_or_the_next_mornings_that_people_work() -> None:
    assert later(11, 9) == ["Tue 11 15", "Wed 12 09", "Thu 13 09", "Tue 18 09"]


def test_in_the_afternoon_it_is_not_this_afternoon_any_more() -> None:
    assert later(11, 13, 1)[0] == "Wed 12 09"


def test_later_is_never_in_a_weekend_or_on_a_holiday() -> None:
    assert later(14, 16) == ["Tue 18 09", "Wed 19 09", "Fri 21 09"]
    assert later(16, 9)[0] == "Tue 18 09"


@given(st.integers(0, 3 * 365 * 24 * 60))
def test_later_is_always_ahead_at_an_allowed_hour_and_in_order(minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = list(moments(now, zone=ZONE, workdays=Whit()))
    assert sorted(set(found)) == found
    assert found[0] > now
    assert all(one.astimezone(ZONE).hour in {9, 15} and one.astimezone(ZONE).weekday() < 5 for one in found)
