"""Forms as they come back: every limit holds on the server, and nothing that was typed is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards.form_view import Tick
from dialogs.cards.offers import Offer
from dialogs.cards.reading import as_typed, chosen, read, ticked, typed, written
from dialogs.errors import Invalid
from dialogs.formats.model import Choice, Condition, Field, FieldType, Form, Meaning
from dialogs.sessions.model import Fields
from tests.dialogs.card_gallery import EVERYTHING, EXPERIMENT, IDEAS, OFFERS, QUESTION, a_field, two

FIRST, LAST = date(2027, 5, 10), date(2027, 5, 31)
SOUND = {
    "f-experiment.when": "een overleg vastloopt",
    "f-experiment.then": "vraag ik eerst door",
    "f-experiment.on": "2027-05-11",
    "f-experiment.safety": "no",
}


def one(field: Field) -> Form:
    return Form(fields=(field,))


def faults(form: Form, data: Mapping[str, Any], **more: Any) -> dict[str, str]:
    """The text key of each fault."""
    with pytest.raises(Invalid) as caught:
        read(form, data, **{"offers": {}, **more})
    return {name: key for name, (key, _) in caught.value.faults.items()}


def test_a_text_is_trimmed_and_kept() -> None:
    assert read(QUESTION, {"f-question": "  Wat zou helpen?\r\n"}, offers={}) == {"question": "Wat zou helpen?"}


def test_an_input_that_was_left_empty_is_asked_for() -> None:
    assert faults(QUESTION, {}) == {"question": "form.fault.empty"}
    assert faults(QUESTION, {"f-question": "   "}) == {"question": "form.fault.empty"}


def test_invisible_signs_are_no_answer() -> None:
    assert faults(QUESTION, {"f-question": "\u200b\u200d \u00ad"}) == {"question": "form.fault.empty"}


def test_the_limit_counts_after_trimming() -> None:
    assert read(QUESTION, {"f-question": f"  {'a' * 200}  "}, offers={}) == {"question": "a" * 200}
    assert faults(QUESTION, {"f-question": "a" * 201}) == {"question": "form.fault.too_long"}


def test_how_much_is_too_long_is_told() -> None:
    with pytest.raises(Invalid) as caught:
        read(QUESTION, {"f-question": "a" * 203}, offers={})
    assert caught.value.faults == {"question": ("form.fault.too_long", {"most": 200, "over": 3})}


def test_control_signs_and_nul_bytes_are_taken_out() -> None:
    data = {"f-question": "Wat\x00 zou\x07 \u202ehelpen\u2066?\ud800"}
    assert read(QUESTION, data, offers={}) == {"question": "Wat zou helpen?"}
    assert typed(QUESTION, data) == {"question": "Wat zou helpen?"}


def test_lines_stay_in_a_long_text_and_become_spaces_in_a_short_one() -> None:
    assert read(QUESTION, {"f-question": "een\r\ntwee\u2028drie"}, offers={}) == {"question": "een\ntwee\ndrie"}
    short = one(a_field("word", FieldType.SHORT_TEXT, "Woord", "Word"))
    assert read(short, {"f-word": "een\n twee"}, offers={}) == {"word": "een twee"}


def test_an_optional_field_may_stay_empty_when_another_is_filled() -> None:
    assert read(IDEAS, {"f-idea": "Bel elkaar"}, offers={}) == {"idea": "Bel elkaar"}


def test_a_form_with_nothing_in_it_is_no_answer() -> None:
    form = Form(fields=tuple(replace(field, required=False) for field in IDEAS.fields))
    assert faults(form, {}) == {"idea": "form.fault.nothing"}


def test_fields_the_form_does_not_have_are_ignored() -> None:
    data = {"f-question": "Wat nu?", "f-extra": "x", "question": "y", "session": "z", "f-question.when": 3}
    assert read(QUESTION, data, offers={}) == {"question": "Wat nu?"}


# --- choices


CHOICE = one(
    a_field("party", FieldType.CHOICE, "Wie?", "Who?", required=True, choices=(Choice(id="a", text=two("A", "A")),))
)
IDEA_OFFERS = {"ideas": tuple(Offer(id=f"i{number}", text="x") for number in range(1, 6))}
PICK = one(a_field("ideas", FieldType.PICK, "Welke?", "Which?", required=True, maximum=3, source="1.6"))


def test_a_choice_outside_the_list_is_refused() -> None:
    assert read(CHOICE, {"f-party": "a"}, offers={}) == {"party": "a"}
    assert faults(CHOICE, {"f-party": "b"}) == {"party": "form.fault.choice"}
    assert faults(CHOICE, {}) == {"party": "form.fault.empty_choice"}


def test_several_choices_come_comma_joined() -> None:
    assert read(PICK, {"f-ideas": "i1, i3,i1"}, offers=IDEA_OFFERS) == {"ideas": ("i1", "i3")}


def test_more_choices_than_allowed_are_refused() -> None:
    assert faults(PICK, {"f-ideas": "i1,i2,i3,i4"}, offers=IDEA_OFFERS) == {"ideas": "form.fault.too_many"}


def test_fewer_choices_than_asked_are_refused() -> None:
    two_at_least = one(replace(PICK.fields[0], minimum=2))
    assert faults(two_at_least, {"f-ideas": "i1"}, offers=IDEA_OFFERS) == {"ideas": "form.fault.too_few"}


def test_a_contribution_that_was_not_offered_cannot_be_picked() -> None:
    assert faults(PICK, {"f-ideas": "i1,i9"}, offers=IDEA_OFFERS) == {"ideas": "form.fault.choice"}


def test_a_pick_with_nothing_to_pick_from_is_not_asked() -> None:
    form = Form(fields=(PICK.fields[0], a_field("more", FieldType.LONG_TEXT, "Meer", "More")))
    assert read(form, {"f-more": "Toch iets"}, offers={}) == {"more": "Toch iets"}


def test_a_field_after_a_choice_is_required_only_after_that_choice() -> None:
    reason = a_field(
        "why", FieldType.LONG_TEXT, "Waarom?", "Why?", required=True,
        shown_if=Condition(field="party", choices=("b",)),
    )  # fmt: skip
    choices = tuple(Choice(id=name, text=two(name, name)) for name in "ab")
    form = Form(fields=(replace(CHOICE.fields[0], choices=choices), reason))
    assert read(form, {"f-party": "a"}, offers={}) == {"party": "a"}
    assert faults(form, {"f-party": "b"}) == {"why": "form.fault.empty"}


# --- numbers, yes and no, days


@pytest.mark.parametrize(("said", "number"), [("3", 3), (" 5 ", 5), ("0", 0), ("4.0", 4), (7, 7), (7.0, 7), ("+2", 2)])
def test_whole_numbers_are_read_as_people_and_channels_write_them(said: object, number: int) -> None:
    form = one(a_field("often", FieldType.NUMBER, "Hoe vaak?", "How often?", minimum=0, maximum=99))
    assert read(form, {"f-often": said}, offers={}) == {"often": number}


@pytest.mark.parametrize("said", ["100", "-1", "2.5", "1e3", "drie", "٣", "0x1", "9" * 400, float("inf"), float("nan")])
def test_what_is_no_number_within_the_limits_is_refused(said: object) -> None:
    form = one(a_field("often", FieldType.NUMBER, "Hoe vaak?", "How often?", minimum=0, maximum=99))
    assert faults(form, {"f-often": said}) == {"often": "form.fault.number"}


def test_a_scale_has_its_ends() -> None:
    form = one(a_field("score", FieldType.SCALE, "Hoe ver?", "How far?", minimum=0, maximum=10))
    assert read(form, {"f-score": "10"}, offers={}) == {"score": 10}
    assert faults(form, {"f-score": "11"}) == {"score": "form.fault.number"}


def test_yes_and_no_are_told_apart_from_nothing() -> None:
    form = one(a_field("agree", FieldType.YES_NO, "Lukte het?", "Did it work?", required=True))
    assert read(form, {"f-agree": "no"}, offers={}) == {"agree": False}
    assert read(form, {"f-agree": "yes"}, offers={}) == {"agree": True}
    assert faults(form, {}) == {"agree": "form.fault.empty_choice"}
    assert faults(form, {"f-agree": "maybe"}) == {"agree": "form.fault.choice"}


def test_consent_is_off_until_it_is_given() -> None:
    consent = a_field("public", FieldType.YES_NO, "Openbaar", "Public", meaning=Meaning.CONSENT_PUBLIC)
    form = Form(fields=(consent, *QUESTION.fields))
    assert read(form, {"f-question": "Wat nu?"}, offers={}) == {"public": False, "question": "Wat nu?"}
    assert read(form, {"f-question": "Wat nu?", "f-public": "yes"}, offers={})["public"] is True


def test_only_a_consent_is_no_answer() -> None:
    consent = a_field("public", FieldType.YES_NO, "Openbaar", "Public", meaning=Meaning.CONSENT_PUBLIC)
    form = Form(fields=(consent, a_field("more", FieldType.LONG_TEXT, "Meer", "More")))
    assert faults(form, {"f-public": "no"}) == {"more": "form.fault.nothing"}


DAY = one(a_field("day", FieldType.DATE, "Welke dag?", "Which day?", required=True))


def test_a_day_lies_between_the_first_and_the_last() -> None:
    assert read(DAY, {"f-day": "2027-05-10"}, offers={}, first_day=FIRST, last_day=LAST) == {"day": "2027-05-10"}
    assert faults(DAY, {"f-day": "2027-05-09"}, first_day=FIRST) == {"day": "form.fault.day_past"}
    assert faults(DAY, {"f-day": "2027-06-01"}, last_day=LAST) == {"day": "form.fault.day_late"}


@pytest.mark.parametrize("said", ["2027-02-30", "morgen", "10-05-2027", "2027-5-1", "٢٠٢٧-٠٥-١٠", "0000-00-00"])
def test_what_is_no_day_is_refused(said: str) -> None:
    assert faults(DAY, {"f-day": said}) == {"day": "form.fault.day"}


# --- the experiment


def test_a_short_experiment_has_four_parts() -> None:
    assert read(EXPERIMENT, SOUND, offers={}, first_day=FIRST) == {
        "experiment": {
            "when": "een overleg vastloopt",
            "then": "vraag ik eerst door",
            "on": "2027-05-11",
            "safety": "no",
        }
    }


def test_each_part_of_an_experiment_says_what_it_needs() -> None:
    assert faults(EXPERIMENT, {"f-experiment.when": "ja", "f-experiment.on": "2027-05-01"}, first_day=FIRST) == {
        "experiment.when": "form.fault.too_short",
        "experiment.then": "form.fault.experiment.then",
        "experiment.on": "form.fault.day_past",
        "experiment.safety": "form.fault.experiment.safety",
    }


@pytest.mark.parametrize(("part", "most"), [("when", 140), ("then", 280)])
def test_the_words_of_an_experiment_have_limits(part: str, most: int) -> None:
    name = f"f-experiment.{part}"
    assert read(EXPERIMENT, {**SOUND, name: "a" * most}, offers={})
    assert faults(EXPERIMENT, {**SOUND, name: "a" * (most + 1)}) == {f"experiment.{part}": "form.fault.too_long"}


def test_an_experiment_may_start_after_the_next_session() -> None:
    late = {**SOUND, "f-experiment.on": "2027-12-01"}
    assert read(EXPERIMENT, late, offers={}, first_day=FIRST, last_day=LAST)


def test_an_optional_experiment_may_be_left_out_but_not_by_half() -> None:
    optional = replace(EXPERIMENT.fields[0], required=False)
    form = Form(fields=(optional, a_field("more", FieldType.LONG_TEXT, "Meer", "More")))
    assert read(form, {"f-more": "Later"}, offers={}) == {"more": "Later"}
    assert "experiment.then" in faults(form, {"f-more": "Later", "f-experiment.when": "het druk is"})


# --- to and fro


def test_a_stored_answer_fills_the_form_as_it_was_typed() -> None:
    stored = read(EXPERIMENT, SOUND, offers={})
    assert {f"f-{name}": said for name, said in as_typed(EXPERIMENT, stored).items()} == SOUND


def test_every_kind_of_value_survives_being_shown_and_sent_again() -> None:
    data = {
        "f-word": "rust", "f-story": "Een verhaal", "f-one": "b", "f-some": "x,z", "f-scale": "4", "f-often": "3",
        "f-agree": "no", "f-day": "2027-05-12", "f-buddy": "p-2", "f-ideas": "i1,i2", "f-dots": "i2",
        "f-private": "Alleen voor jou", "f-report": "Ik zag iets", "f-try.when": "het stormt",
        "f-try.then": "bel ik eerst",        "f-try.on": "2027-05-12", "f-try.safety": "team_first",
    }  # fmt: skip
    first = read(EVERYTHING, data, offers=OFFERS)
    again = {f"f-{name}": said for name, said in as_typed(EVERYTHING, first).items()}
    assert read(EVERYTHING, again, offers=OFFERS) == first
    assert set(first) == {field.id for field in EVERYTHING.fields}


def test_what_was_typed_is_kept_however_wrong_it_is() -> None:
    data = {"f-word": "a" * 300, "f-often": "veel", "f-one": "zzz", "f-try.when": "x"}
    assert typed(EVERYTHING, data) == {"word": "a" * 300, "often": "veel", "one": "zzz", "try.when": "x"}


PLAIN: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60)
RAW = (
    PLAIN | st.text("0123456789-.,eE+ ", max_size=12) | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(), PLAIN)
)
NAMES = [
    *(f"f-{field.id}" for field in EVERYTHING.fields),
    *(f"f-try.{part}" for part in ("when", "then", "on", "safety")),
]


@given(st.dictionaries(st.sampled_from(NAMES), RAW))
def test_whatever_comes_back_is_read_or_refused_and_nothing_else(data: dict[str, Any]) -> None:
    found: Mapping[str, tuple[str, dict[str, object]]] = {}
    values: Fields = {}
    try:
        values = read(EVERYTHING, data, offers=OFFERS, first_day=FIRST, last_day=LAST)
    except Invalid as refused:
        found = refused.faults
    assert all(key.startswith("form.fault.") for key, _ in found.values())
    assert bool(found) != bool(values)
    if values:
        again = {f"f-{name}": said for name, said in as_typed(EVERYTHING, values).items()}
        assert read(EVERYTHING, again, offers=OFFERS, first_day=FIRST, last_day=LAST) == values
    assert all("\x00" not in said for said in typed(EVERYTHING, data).values())


# --- small dialogs


def test_a_small_choice_is_one_of_those_allowed_or_nothing() -> None:
    assert chosen({"f-choice": "1.5"}, {"1.5", "1.6"}) == "1.5"
    assert chosen({"f-choice": "9.9"}, {"1.5"}) is None
    assert chosen({"f-more": "end"}, {"end"}, name="more") == "end"
    assert chosen({"f-choice": ["1.5"]}, {"1.5"}) is None


def test_a_supplement_has_limits_too() -> None:
    assert written({"f-text": " Nog iets "}, "text", most=280) == "Nog iets"
    with pytest.raises(Invalid) as caught:
        written({"f-text": "a" * 281}, "text", most=280)
    assert caught.value.faults["text"][0] == "form.fault.too_long"


def test_an_empty_supplement_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        written({}, "text", most=280)
    assert caught.value.faults == {"text": ("form.fault.empty", {})}


def test_a_tick_counts_only_when_it_was_set() -> None:
    assert ticked({"f-tick-anyway": "yes"}, Tick.ANYWAY)
    assert not ticked({"f-tick-anyway": "no"}, Tick.ANYWAY)
    assert not ticked({}, Tick.UNRECOGNISABLE)
