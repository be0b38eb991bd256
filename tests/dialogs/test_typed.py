"""What people type to the bot, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.formats.model import Language
from dialogs.usecases.typed import EN, NL, TypedCommand, Unknown, Word, read


@pytest.mark.parametrize(("name", "word"), [*NL.items(), *EN.items()])
def test_every_word_of_both_languages_is_understood(name: str, word: Word) -> None:
    assert read(name) == TypedCommand(word=word)
    assert read(f"  {name.upper()}. ") == TypedCommand(word=word)


@pytest.mark.parametrize(
    ("text", "word", "number", "rest"),
    [
        ("start sessie 2", Word.START, 2, ""),
        ("start session 2", Word.START, 2, ""),
        ("start 3", Word.START, 3, ""),
        ("verleng 2", Word.EXTEND, 2, ""),
        ("verleng 2 min", Word.EXTEND, 2, ""),
        ("koppel 7", Word.LINK, 7, ""),
        ("koppel groep 7 ab12cd", Word.LINK, 7, "ab12cd"),
        ("link group 12 xy", Word.LINK, 12, "xy"),
        ("taal en", Word.LANGUAGE, None, "en"),
        ("zoek samen met ouders", Word.SEARCH, None, "samen met ouders"),
        ("", Word.HELP, None, ""),
    ],
)
def test_what_follows_a_word_is_read_with_it(text: str, word: Word, number: int | None, rest: str) -> None:
    assert read(text) == TypedCommand(word=word, number=number, rest=rest)


@pytest.mark.parametrize("text", ["start de auto", "einde van mijn latijn", "sluit de deur", "verleng mijn leven"])
def test_a_sentence_that_begins_with_a_command_does_nothing_by_accident(text: str) -> None:
    assert isinstance(read(text), Unknown)


def test_a_typing_slip_gets_the_nearest_word_in_ones_own_language() -> None:
    assert read("verdr") == Unknown(nearest="verder", word=Word.CONTINUE)
    assert read("plannning", language=Language.EN) == Unknown(nearest="schedule", word=Word.PLANNING)
    assert read("xyzzy") == Unknown(nearest=None, word=None)


@given(st.text(max_size=400))
def test_any_text_at_all_is_either_a_command_or_unknown(text: str) -> None:
    assert isinstance(read(text), TypedCommand | Unknown)
