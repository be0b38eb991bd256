"""What the guard finds, what it leaves alone, and what it says about it."""

import time

import pytest

from dialogs.guard import Kind, Severity, Verdict, check, explain
from dialogs.guard.numbers import passes_elfproef
from dialogs.texts import guard as texts


def found(text: str, **known: tuple[str, ...]) -> list[tuple[Kind, str]]:
    verdict = check(text, **known)
    return [(f.kind, text[f.start : f.end]) for f in verdict.findings]


def test_an_ordinary_answer_gives_nothing() -> None:
    verdict = check("Wat als je eerst vraagt wat zij zelf willen?")
    assert verdict.clear
    assert not verdict.blocked
    assert not verdict.warned


def test_a_finding_says_where_it_stands_in_what_was_typed() -> None:
    assert found("Bel eerst 06-12345678 en vraag het.") == [(Kind.PHONE, "06-12345678")]
    assert found("Toen Anna belde, was het te laat.") == [(Kind.FIRST_NAME, "Anna")]


def test_places_still_fit_after_normalising() -> None:
    assert found("Bel… ０６１２３４５６７８, “nu”.") == [(Kind.PHONE, "０６１２３４５６７８")]
    assert found("zoe\u0301 kent 06\u200b12345678") == [(Kind.PHONE, "06\u200b12345678")]
    assert found("İ zegt: vraag Anna.", known_organisations=("Bureau Voorbeeld",)) == [(Kind.FIRST_NAME, "Anna")]


@pytest.mark.parametrize("number", ["111222333", "123456782", "12345672", "012345672", "999990019"])
def test_a_number_that_passes_the_elfproef_is_a_burgerservicenummer_and_no_phone(number: str) -> None:
    assert passes_elfproef(number)
    assert found(f"Het gaat om {number} uit onze groep") == [(Kind.BSN, number)]


@pytest.mark.parametrize("number", ["111222334", "12345678", "000000000", "00000000", "100000000"])
def test_a_number_that_fails_the_elfproef_is_left_alone(number: str) -> None:
    assert found(f"Het kost {number} minuten") == []


def test_a_number_that_somebody_calls_a_bsn_blocks_even_with_a_typing_error() -> None:
    assert check("bsn: 123456789").kinds == (Kind.BSN,)


def test_phone_and_bsn_in_one_sentence_are_both_found() -> None:
    assert found("bsn 111222333, 06-12345678") == [(Kind.BSN, "111222333"), (Kind.PHONE, "06-12345678")]


@pytest.mark.parametrize(
    "text",
    [
        "1 op 10000 kinderen",
        "Dat kost € 123.456.782 per jaar",
        "123456782 euro is veel geld",
        "Schooljaar 2020-2021 en 2021-2022",
        "Van 09.00 tot 10.15 en van 11.00 tot 12.30",
        "06.30 07.30 08.15 en dan klaar",
        "01-05-2021 10 jongeren waren erbij, vóór de sessie",
        "In 2020 GI en Raad 12 keer gebeld",
    ],
)
def test_amounts_years_and_clock_times_do_not_block(text: str) -> None:
    assert not check(text).blocked


def test_a_blocked_text_reports_its_warnings_too() -> None:
    verdict = check("Anna belt met 06-12345678")
    assert verdict.blocked
    assert not verdict.warned
    assert verdict.kinds == (Kind.PHONE, Kind.FIRST_NAME)


def test_a_member_of_the_group_gives_no_warning() -> None:
    known = ("Anna Bakker", "Bert van der Laan", "Zoë Yılmaz")
    assert found("Wat Anna zei, en Anna Bakker ook", known_names=known) == []
    assert found("Ik sprak Bert van der Laan en mevrouw Van der Laan", known_names=known) == []
    assert found("Zoë en mevrouw Yilmaz", known_names=known) == []
    assert found("Anna en Chaima", known_names=known) == [(Kind.FIRST_NAME, "Chaima")]


def test_a_members_name_softens_no_block() -> None:
    assert check("Anna: 06-12345678", known_names=("Anna",)).blocked


def test_an_organisation_of_the_programme_gives_no_warning() -> None:
    text = "Op locatie De Linde van stichting De Wilg ging het goed"
    assert check(text).warned
    assert check(text, known_organisations=("Locatie De Linde", "De Wilg")).clear


def test_an_empty_name_or_organisation_does_nothing() -> None:
    assert found("Anna", known_names=("", " "), known_organisations=("", " ")) == [(Kind.FIRST_NAME, "Anna")]


def test_a_name_that_is_also_a_word_counts_only_inside_a_sentence() -> None:
    assert check("Roos kleurt het als je alleen naar successen kijkt.").clear
    assert found("Het gesprek met Roos ging goed.") == [(Kind.FIRST_NAME, "Roos")]


@pytest.mark.parametrize(
    "text", ["op dinsdag", "in mei", "Op 7 juni is de volgende sessie", "uiterlijk 1 september 2021"]
)
def test_a_day_that_is_planned_gives_no_warning(text: str) -> None:
    assert check(text).clear


def test_a_day_on_which_something_happened_gives_a_warning() -> None:
    assert found("Op 7 juni is hij opgenomen") == [(Kind.EXACT_DATE, "7 juni")]


def test_empty_and_odd_texts_are_read() -> None:
    for text in ("", " ", "\n", "…", "\u200b", "\u0301", "👩‍👧", "İ" * 10, "٠٦١٢٣٤٥٦٧٨"):
        check(text)
    assert check("٠٦١٢٣٤٥٦٧٨").kinds == (Kind.PHONE,)


def test_the_text_is_not_in_what_a_log_would_show() -> None:
    assert "06" not in repr(check("Anna 06-12345678"))


def test_every_kind_has_its_sentence_in_both_languages() -> None:
    for kind in Kind:
        key = f"guard.{kind.severity}.{kind}"
        assert key in texts.NL
        assert key in texts.EN
    assert texts.NL.keys() == texts.EN.keys()
    assert texts.NL["guard.block.phone"] == (
        "Dit lijkt een gegeven van een kind of gezin (telefoonnummer). Laat het weg of schrijf het algemener, "
        "bijvoorbeeld “een jongere”. Je tekst staat er nog en is niet bewaard."
    )


def test_nothing_found_needs_no_explanation() -> None:
    assert explain(check("Goed idee.")) == ()


def test_each_blocking_kind_is_explained_and_its_number_never_repeated() -> None:
    said = explain(check("06-12345678 en anna@voorbeeld.example"))
    assert said == ((Severity.BLOCK, ("guard.block.phone", {})), (Severity.BLOCK, ("guard.block.email", {})))


def test_a_warning_quotes_the_words() -> None:
    assert explain(check("Toen Chaima en Bram belden.")) == (
        (Severity.WARN, ("guard.warn.first_name", {"words": "“Chaima”, “Bram”"})),
    )


def test_warnings_of_several_kinds_are_told_in_one_sentence() -> None:
    ((severity, (key, values)),) = explain(check("Chaima, de moeder van een jongen van 14"))
    assert severity is Severity.WARN
    assert key == "guard.warn.several"
    assert values == {"words": "“Chaima”, “moeder van”, “jongen van 14”"}


def test_quoted_words_cannot_be_read_as_markdown() -> None:
    for _, (_, values) in explain(check("basisschool De *Ster* [x](y), Anna_Anna, meisje (14) met *Chaima*")):
        assert not set(str(values.get("words", ""))) & set("*_[]()#`<>")


def test_every_explanation_can_be_said_in_both_languages() -> None:
    for text in ("Anna", "Anna van Dijk, meisje van 14", "06-12345678", "moeder van een jongen"):
        for _, (key, values) in explain(check(text)):
            for language in (texts.NL, texts.EN):
                sentence = language[key].format(**values)
                assert "{" not in sentence
                assert "!" not in sentence


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "1-",
        "a",
        "a@",
        "a.b@",
        "A. ",
        "van ",
        "Anna ",
        "jongen van ",
        "geboren ",
        "http://",
        "06 ",
        "NL91 ",
        "op De ",
        "e\u0301",
        "\u0301",
    ],
)
def test_a_very_long_text_takes_time_in_proportion(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        spent: list[float] = []
        for _ in range(2):
            before = time.process_time()
            check(text)
            spent.append(time.process_time() - before)
        return min(spent)

    short, long = seconds(5_000), seconds(20_000)
    assert long < max(12 * short, 0.2), f"{short * 1000:.1f} ms became {long * 1000:.1f} ms"


def test_a_verdict_without_findings_is_clear() -> None:
    assert Verdict(text="").clear
