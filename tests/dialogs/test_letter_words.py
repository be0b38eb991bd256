"""The words of a letter: every question has a line in both languages, and a subject tells nothing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dialogs.cards.reminder import Ask
from dialogs.formats.model import FormatKind, Language
from dialogs.ids import ConversationId
from dialogs.pages.letter import AskedOf, LetterView, chat_address, letter
from dialogs.texts.catalogue import load

BEGIN = datetime(2027, 5, 31, 8, tzinfo=UTC)


def asked(*asks: Ask, number: int = 2, after: bool = False) -> AskedOf:
    return AskedOf(number=number, starts_at=BEGIN, minutes=45, after=after, asks=asks)


def view(*parts: AskedOf, kind: FormatKind = FormatKind.MASTERMIND, run_sheet: AskedOf | None = None) -> LetterView:
    return LetterView(
        to="anna@voorbeeld.example",
        name="Anna",
        group=kind,
        zone=ZoneInfo("Europe/Amsterdam"),
        chat=ConversationId("19:a@thread.v2"),
        asked=parts,
        run_sheet=run_sheet,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", FormatKind)
def test_whatever_is_asked_has_a_line_of_its_own(language: Language, kind: FormatKind) -> None:
    texts = load().in_(language)
    made = letter(view(asked(*Ask), kind=kind), texts)
    lines = [line for line in made.text.splitlines() if line.startswith("- ")]
    same = {Ask.PREPARE, Ask.LOOK_BACK_AGAIN}  # as preparation and look_back
    assert len(lines) == len(set(lines)) == len(Ask) - len(same)
    assert made.language is language
    assert "\n" not in made.subject


def test_a_subject_says_whether_something_is_asked_and_of_which_session() -> None:
    nl = load().nl
    assert letter(view(asked(Ask.ATTENDANCE)), nl).subject == "Een vraag voor sessie 2 van je mastermind"
    assert letter(view(asked(Ask.LOOK_BACK_AGAIN, after=True)), nl).subject.startswith("Een vraag na sessie 2")
    assert letter(view(asked(Ask.NUDGE)), nl).subject == "Over sessie 2 van je mastermind"
    learning = letter(view(asked(Ask.PREPARE), kind=FormatKind.ACTION_LEARNING), nl)
    assert learning.subject == "Een vraag voor sessie 2 van je leergroep"


@pytest.mark.parametrize("ask", [Ask.NUDGE, Ask.BUDDY, Ask.RESTART])
def test_a_letter_that_asks_nothing_does_not_say_that_something_is_open(ask: Ask) -> None:
    text = letter(view(asked(ask)), load().nl).text
    assert "Een kort bericht tussendoor:" in text
    assert "staat nog iets voor je open" not in text
    assert "staat nog iets voor je open" in letter(view(asked(ask, Ask.ATTENDANCE)), load().nl).text


def test_who_leads_is_not_told_how_to_stop_what_they_need() -> None:
    made = letter(view(run_sheet=asked()), load().nl)
    assert made.subject == "Het draaiboek van sessie 2 staat klaar"
    assert "pauze" not in made.text
    assert "@Mastermind draaiboek" in made.text


def test_two_sessions_make_one_letter() -> None:
    made = letter(view(asked(Ask.ATTENDANCE), asked(Ask.LOOK_BACK, number=3)), load().nl)
    assert made.text.count("Er staat nog iets voor je open") == 2
    assert made.text.count("https://") == 1


def test_the_address_of_a_chat_survives_every_sign_in_its_id() -> None:
    address = chat_address(ConversationId("19:meeting_a/b+c=@thread.v2"))
    assert address == "https://teams.microsoft.com/l/chat/19%3Ameeting_a%2Fb%2Bc%3D%40thread.v2/conversations"
