"""Both languages say everything, and say days, times and counts as people do."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.formats.model import Language
from dialogs.texts.catalogue import Catalogue, Texts, differences, load, told_twice

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def nl(catalogue: Catalogue) -> Texts:
    return catalogue.in_(Language.NL)


@pytest.fixture(scope="module")
def en(catalogue: Catalogue) -> Texts:
    return catalogue.in_(Language.EN)


def test_both_languages_hold_the_same_sentences(nl: Texts, en: Texts) -> None:
    assert nl.sentences.keys() == en.sentences.keys()


def test_a_sentence_missing_in_one_language_is_named() -> None:
    dutch, english = {"card.a": "x", "card.b": "y"}, {"card.a": "x"}
    assert list(differences("card", dutch, english)) == ["card.b is missing in English"]
    assert list(differences("card", {}, {"card.c": "z"})) == ["card.c is missing in Dutch"]


def test_a_placeholder_that_differs_is_named() -> None:
    assert list(differences("card", {"card.a": "{name} is er"}, {"card.a": "{person} is here"})) == [
        "card.a has other placeholders in Dutch than in English"
    ]


def test_an_empty_sentence_or_a_key_of_another_area_is_named() -> None:
    assert list(differences("card", {"form.a": " "}, {"form.a": "x"})) == [
        "form.a does not start with card.",
        "form.a is empty",
    ]


def test_a_subject_may_begin_its_keys_with_any_area_but_with_nothing_else() -> None:
    assert list(differences("reports", {"card.board.x": "x"}, {"card.board.x": "y"})) == []
    wrong = list(differences("reports", {"reports.x": "x"}, {"reports.x": "y"}))
    assert [fault.split(" or ")[0] for fault in wrong] == ["reports.x does not start with button."]


def test_a_sentence_that_stands_in_two_places_is_named() -> None:
    areas = ({"card.a": "x"}, {"reply.a": "x"}, {"card.a": "y"})
    assert list(told_twice(areas)) == ["card.a stands in two places"]


def _spoken(texts: Texts) -> Iterator[tuple[str, str]]:
    """What people in the chat read; the messages about programme files are for who imports them."""
    return ((key, said) for key, said in texts.sentences.items() if not key.startswith("programmes."))


ASKED = re.compile(r"(?:\.say|\.plural|Refused|Stale|NotYours)\(\s*\"([a-z_.0-9]+)\"")
NAMED = re.compile(
    r"\"((?:button|card|command|error|form|group|guard|regie|reply|session)\.[a-z_]+(?:\.[a-z_0-9]+)*)\""
)


def _asked() -> set[str]:
    """The keys that the code names in full."""
    root = Path(__file__).parents[2]
    code = [path for top in ("dialogs", "bot") for path in (root / top).rglob("*.py")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in code if path.parent.name not in {"texts", "actions"})
    return set(ASKED.findall(said)) | {key for key in NAMED.findall(said) if not key.endswith(".py")}


def test_every_sentence_that_is_asked_for_exists(nl: Texts) -> None:
    known = set(nl.sentences) | {key.removesuffix(".one") for key in nl.sentences if key.endswith(".one")}
    asked = _asked()
    assert len(asked) > 100
    assert sorted(asked - known) == []


def test_no_sentence_shouts(nl: Texts, en: Texts) -> None:
    assert [key for texts in (nl, en) for key, said in _spoken(texts) if "!" in said] == []


def test_dutch_is_informal_and_blames_nobody(nl: Texts) -> None:
    formal = r"\b(u|uw|gelieve|dient te|moet je nog|je moet|je bent vergeten|fout|ongeldig|verplicht)\b"
    assert [(key, said) for key, said in _spoken(nl) if re.search(formal, said, re.IGNORECASE)] == []


def test_one_word_for_one_thing(nl: Texts) -> None:
    other = re.compile(r"testkaart|leerkaart|bevriezen|submitten|moderatie|gebruiker", re.IGNORECASE)
    assert [key for key, said in _spoken(nl) if other.search(said)] == []


def test_no_sentence_is_markdown(nl: Texts, en: Texts) -> None:
    marks = re.compile(r"\*|__|`|\]\(|^\s*#")
    assert [key for texts in (nl, en) for key, said in _spoken(texts) if marks.search(said)] == []


@pytest.mark.parametrize(
    ("given", "of", "dutch", "english"),
    [
        (1, 8, "1 van de 8 heeft geantwoord", "1 of 8 has answered"),
        (5, 8, "5 van de 8 hebben geantwoord", "5 of 8 have answered"),
        (0, 8, "Nog niemand van de 8 heeft geantwoord", "None of the 8 has answered"),
        (1, 1, "1 van de 1 heeft geantwoord", "1 of 1 has answered"),
    ],
)
def test_counts_are_grammatical(nl: Texts, en: Texts, given: int, of: int, dutch: str, english: str) -> None:
    assert nl.answered(given, of) == dutch
    assert en.answered(given, of) == english


def test_days_and_times_are_said_as_people_say_them(nl: Texts, en: Texts) -> None:
    start, end = datetime(2027, 5, 10, 8, tzinfo=UTC), datetime(2027, 5, 10, 9, tzinfo=UTC)
    assert nl.period(start, end, AMSTERDAM) == "ma 10 mei 2027 10.00–11.00 uur"
    assert en.period(start, end, AMSTERDAM) == "Mon 10 May 2027 10.00–11.00"
    assert nl.until(datetime(2027, 5, 10, 8, 31, tzinfo=UTC), AMSTERDAM) == "tot 10.31 uur"
    assert nl.short_day(date(2027, 5, 11)) == "di 11 mei"
    assert nl.moment(datetime(2027, 5, 11, 16, tzinfo=UTC), AMSTERDAM) == "di 11 mei 18.00 uur"


def test_the_day_is_that_of_the_group_not_of_utc(nl: Texts) -> None:
    late = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    assert nl.day(late, AMSTERDAM) == "za 1 januari 2028"
    assert nl.time(late, AMSTERDAM) == "0.30 uur"


def test_a_moment_without_a_zone_has_no_day(nl: Texts) -> None:
    with pytest.raises(ValueError, match="time zone"):
        nl.day(datetime(2027, 5, 10, 8, tzinfo=UTC))


def test_summer_and_winter_time_are_told_apart(nl: Texts) -> None:
    assert nl.time(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), AMSTERDAM) == "1.30 uur"
    assert nl.time(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), AMSTERDAM) == "3.30 uur"


def test_every_weekday_and_month_has_a_name(nl: Texts, en: Texts) -> None:
    for texts in (nl, en):
        assert len({texts.short_day(date(2027, 5, day)) for day in range(1, 32)}) == 31
        assert len({texts.short_day(date(2027, month, 1)).split()[-1] for month in range(1, 13)}) == 12


def test_names_are_joined_as_people_join_them(nl: Texts, en: Texts) -> None:
    assert nl.names(()) == ""
    assert nl.names(("Anna",)) == "Anna"
    assert nl.names(("Anna", "Bert", "Chaima")) == "Anna, Bert en Chaima"
    assert en.names(("Anna", "Bert")) == "Anna and Bert"


def test_an_average_has_one_decimal_written_the_local_way(nl: Texts, en: Texts) -> None:
    assert nl.number(3.625) == "3,6"
    assert en.number(4.0) == "4.0"


def test_days_inside_a_sentence_are_words(nl: Texts) -> None:
    assert nl.say("form.fault.day_past", first=date(2027, 5, 10)) == "Kies een dag vanaf ma 10 mei 2027."
