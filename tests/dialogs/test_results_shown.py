"""What the group reads when answers are shown, for the rounds of the shipped formats and for one's own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from dialogs.formats.model import (
    Field,
    FieldType,
    Form,
    Language,
    Round,
    RoundKind,
    Visibility,
)
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.messages import MarkSeat
from dialogs.sessions.model import Fields, Tally, Value
from dialogs.sessions.views import audience
from tests.builders import ANNA, BERT, EIGHT, IRIS, TEN, Play, a_field, a_form, a_round, a_started_play
from tests.dialogs.scenes import FORMATS, TEXTS, an_experiment, the_plan, the_result, the_words
from tests.dialogs.test_cards_words import titles

PLAIN: Final = frozenset({FieldType.CHOICE, FieldType.CHOICES})


def shown(round_: Round, answers: Mapping[PersonId, Fields]) -> Play:
    play = a_started_play(round_)
    for person, fields in answers.items():
        play.answers(person, fields)
    play.show()
    return play


# --- every choice that people make is shown to those for whom it is


def rounds_with_choices() -> Iterator[Any]:
    """Each once, though it be played in more sessions and presets."""
    for format_id, format_ in FORMATS.items():
        rounds = {r.id: r for plans in format_.presets.values() for plan in plans for r in plan.rounds}
        for round_ in rounds.values():
            if round_.kind.revealed and round_.form and _plain_choices(round_.form):
                yield pytest.param(format_id, round_, id=f"{format_id}-{round_.id}")


def _plain_choices(form: Form) -> list[Field]:
    return [f for f in form.fields if f.type in PLAIN and f.visibility is Visibility.GROUP]


def _some_value(field: Field, place: int) -> Value:
    match field.type:
        case FieldType.CHOICE:
            return field.choices[place % len(field.choices)].id
        case FieldType.CHOICES:
            return (field.choices[place % len(field.choices)].id,)
        case FieldType.EXPERIMENT:
            return {"when": "het stokt", "then": "vraag ik door", "on": "2027-05-17", "safety": "no"}
        case FieldType.YES_NO:
            return True
        case FieldType.DATE:
            return "2027-06-01"
        case _:
            return f"Woorden van {place}"


@pytest.mark.parametrize(("format_id", "round_"), list(rounds_with_choices()))
@pytest.mark.parametrize("language", list(Language))
def test_what_somebody_chose_stands_on_the_shown_card(format_id: str, round_: Round, language: Language) -> None:
    play = a_started_play(round_)
    form = round_.form
    assert form is not None
    asked = audience(play.session, round_)
    for place, seat in enumerate(asked):
        play.answers(seat.person, {f.id: _some_value(f, place) for f in form.fields})
    play.show()
    words = "\n".join(the_words(play, format_id=format_id, language=language))
    for field in _plain_choices(form):
        for place, _ in enumerate(asked):
            chosen = next(c for c in field.choices if c.id in str(_some_value(field, place)))
            assert chosen.text.in_(language) in words


def test_in_a_choose_round_the_choices_are_counted_with_names() -> None:
    play = a_started_play(plan=the_plan("action-learning", 1, "S2"))
    play.answers(ANNA, {"goals": ("prevent",), "why": "Daar lopen wij vast."})
    play.answers(BERT, {"goals": ("prevent", "expertise")})
    play.show()
    words = "\n".join(the_words(play, format_id="action-learning"))
    assert "Hoe voorkomen we een uithuisplaatsing?\nAnna en Bert\n2" in words
    assert "Hoe leren we van elkaars deskundigheid?\nBert\n1" in words
    assert "Anna  Daar lopen wij vast." in words


def test_in_a_silent_round_a_choice_stands_with_the_words_it_belongs_to() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 2, "2.4"))
    play.answers(ANNA, {"bottleneck": "Wachtlijst.", "direction": "Samen bellen.", "worked": "a_little"})
    play.show()
    words = the_words(play)
    at = words.index("Anna  Wachtlijst.")
    assert words[at + 1 : at + 3] == ["Dit hielp, of zou kunnen helpen: Samen bellen.", "Werkte het: Een beetje"]


def test_a_round_of_ones_own_that_asks_nothing_but_a_choice_shows_it() -> None:
    choice = a_field("kind", FieldType.CHOICE, choices=("blauw", "groen"))
    silent = shown(a_round(form=a_form(choice)), {ANNA: {"kind": "groen"}})
    chosen = shown(a_round(kind=RoundKind.CHOOSE, form=a_form(choice)), {ANNA: {"kind": "groen"}})
    assert "Anna  groen" in the_words(silent)
    assert "groen\nAnna\n1" in "\n".join(the_words(chosen))


def test_two_choices_side_by_side_each_say_what_was_asked() -> None:
    fields = (
        a_field("kleur", FieldType.CHOICE, choices=("blauw",)),
        a_field("dier", FieldType.CHOICE, choices=("kat",)),
    )
    play = shown(a_round(kind=RoundKind.CHOOSE, form=a_form(*fields)), {ANNA: {"kleur": "blauw", "dier": "kat"}})
    assert "kleur\nblauw\nAnna\n1\ndier\nkat\nAnna\n1" in "\n".join(the_words(play))


def test_where_nobody_chose_the_card_says_so() -> None:
    choice = a_field("kind", FieldType.CHOICE, choices=("blauw", "groen"))
    assert "Er is niets ingestuurd." in the_words(shown(a_round(kind=RoundKind.CHOOSE, form=a_form(choice)), {}))


# --- said aloud, and typed by another


def test_among_the_counted_it_is_told_who_entered_a_choice() -> None:
    play = a_started_play(plan=the_plan("action-learning", 1, "S2"))
    play.answers(BERT, {"goals": ("prevent",)})
    play.does(MarkSeat(by=IRIS, person=ANNA, aloud=True))
    play.answers(ANNA, {"goals": ("prevent",)}, by=IRIS)
    play.show()
    words = "\n".join(the_words(play, format_id="action-learning"))
    assert "Hoe voorkomen we een uithuisplaatsing?\nAnna (ingevoerd door Iris) en Bert\n2" in words


def test_in_two_columns_it_is_told_who_entered_a_line() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 3, "3.4"))
    play.does(MarkSeat(by=IRIS, person=ANNA, aloud=True))
    play.answers(ANNA, {"works_when": "we vooraf bellen", "works_not_when": "iedereen wacht"}, by=IRIS)
    play.show()
    words = the_words(play)
    for said in ("we vooraf bellen", "iedereen wacht"):
        assert f"Anna  Namens Anna, ingevoerd door Iris: {said}" in words


# --- an experiment, and what was said beside it

PLAN: Final = {"when": "het stokt", "then": "vraag ik door", "on": "2027-05-17", "safety": "no"}


def test_the_day_to_look_back_halfway_stands_with_the_experiment() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 3, "3.5"))
    play.answers(ANNA, {"experiment": PLAN, "interim_date": "2027-06-01"})
    play.show()
    words = the_words(play)
    at = words.index("Anna  Als het stokt, dan vraag ik door.")
    assert words[at + 1] == "Op deze dag kijk ik even terug: di 1 juni 2027"


@pytest.mark.parametrize(("days", "told"), [(-7, False), (7, True)])
def test_of_an_experiment_that_goes_on_only_a_day_to_come_is_told(days: int, *, told: bool) -> None:
    own = an_experiment(TEN.date() + timedelta(days=days))
    play = a_started_play(plan=the_plan("mastermind-4", 3, "3.5"))
    play.answers(ANNA, {"experiment": {"picked": "e1"}, "interim_date": "2027-06-01"})
    play.show()
    words = the_words(play, experiments=(own,))
    assert "Anna  Als een overleg vastloopt, dan bel ik eerst." in words
    assert "Op deze dag kijk ik even terug: di 1 juni 2027" in words
    assert (TEXTS.nl.short_day(own.on) in words) is told


def test_whether_one_goes_on_or_adapts_stands_with_the_experiment() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 2, "2.6"))
    play.answers(ANNA, {"how": "other", "experiment": PLAN})
    play.show()
    assert "Zo ga ik verder: Ik probeer iets anders" in the_words(play)


def test_what_is_added_to_an_experiment_stands_with_it() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 1, "1.8"))
    play.answers(ANNA, {"experiment": PLAN})
    play.show()
    play.adds(ANNA, "Ook in het tweede overleg.")
    play.adds(BERT, "Ik doe met Anna mee.")
    words = the_words(play)
    at = words.index("Anna  Als het stokt, dan vraag ik door.")
    assert words[at + 1] == "Aanvulling: Ook in het tweede overleg."
    assert "Bert  Aanvulling: Ik doe met Anna mee." in words


def test_of_an_experiment_that_its_author_keeps_to_themselves_nothing_is_told() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 3, "3.5"))
    play.answers(ANNA, {"experiment": PLAN, "interim_date": "2027-06-01"})
    play.show()
    play.adds(ANNA, "Ook in het tweede overleg.")
    kept = an_experiment(
        date(2027, 5, 17), session=SessionId("s1"), round_id="3.5", run=1, visibility=Visibility.MODERATOR
    )
    assert "Anna" not in "\n".join(the_words(play, experiments=(kept,)))


def test_what_is_added_where_people_only_voted_is_read_too() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 4, "4.5"))
    play.show()
    play.adds(ANNA, "Deze probeer ik morgen.")
    assert "Anna  Aanvulling: Deze probeer ik morgen." in the_words(play)


def test_nothing_can_be_added_where_the_group_would_not_read_it() -> None:
    private = a_round(form=a_form(a_field(visibility=Visibility.MODERATOR)))
    assert "Aanvulling geven" not in titles(the_result(shown(private, {ANNA: {"text": "Voor de moderator."}})))


# --- without a name


@pytest.mark.parametrize("visibility", [Visibility.UNNAMED, Visibility.NOBODY])
def test_from_five_answers_on_a_choice_without_a_name_is_counted(visibility: Visibility) -> None:
    field = replace(a_field("safe", FieldType.YES_NO, visibility))
    people = EIGHT if visibility is Visibility.UNNAMED else ()
    play = shown(a_round(form=a_form(field)), {person: {"safe": person != ANNA} for person in people})
    if visibility is Visibility.NOBODY:
        run = replace(play.run, tallies={"safe": Tally(contributors=8, counts={"no": 1, "yes": 7})})
        play.session = replace(play.session, runs=(run,))
    words = "\n".join(the_words(play))
    assert "safe (8 antwoorden)\nJa\n7\nNee\n1" in words
    assert "minder dan vijf" not in words
    assert "Anna" not in words


def test_what_nobody_chose_is_counted_as_none() -> None:
    field = a_field("when", FieldType.CHOICES, Visibility.UNNAMED, choices=("nu", "straks"))
    play = shown(a_round(form=a_form(field)), {person: {"when": ("nu",)} for person in EIGHT[:5]})
    assert "when (5 antwoorden)\nnu\n5\nstraks\n0" in "\n".join(the_words(play))


def test_below_five_a_choice_without_a_name_is_not_counted() -> None:
    field = a_field("safe", FieldType.YES_NO, Visibility.UNNAMED)
    play = shown(a_round(form=a_form(field)), {person: {"safe": True} for person in EIGHT[:4]})
    words = "\n".join(the_words(play))
    assert "Er zijn minder dan vijf antwoorden." in words
    assert "Ja" not in words
