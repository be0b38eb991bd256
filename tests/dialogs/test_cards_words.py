"""What the cards say, for each moment of a round and for each kind of form."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialogs.cards import blocks as b
from dialogs.cards.actions.answers import AnswerWithdraw, EnergyTap, TakePartAloud
from dialogs.cards.actions.between import PreparationSave
from dialogs.cards.actions.keys import contribution_key
from dialogs.cards.actions.regie_texts import Moving
from dialogs.cards.actions.registry import unpack
from dialogs.cards.contributions_block import Contribution, Contributions, Part
from dialogs.cards.experiments_block import ExperimentLine, Experiments, in_full
from dialogs.cards.form_view import Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.parts import BUDGET, size_of
from dialogs.cards.regie import NextKind, NextStep, next_line, regie_dialog
from dialogs.cards.regie_private import PrivateContribution, PrivateView, Standing, private_dialog
from dialogs.cards.round import Count, RoundView, result_card, round_card
from dialogs.cards.summary import SummaryView, summary_card
from dialogs.cards.values import experiment_line, parts, tell
from dialogs.cards.visibility import visibility_line
from dialogs.cards.welcome import PersonalView, personal_welcome
from dialogs.formats.model import Form, Language, RoundKind, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundPhase, RunKey, SessionPhase
from dialogs.texts.catalogue import Texts, load
from tests.dialogs.card_gallery import (
    ENERGY,
    EVERYTHING,
    EXPERIMENT,
    IDEAS,
    NAMES,
    OFFERS,
    PREPARATION,
    QUESTION,
    RUN,
    SESSION,
    TAKE_AWAY,
    ZONE,
    a_form,
    a_regie,
    a_round,
    contributions,
    gallery,
    moment,
)
from tests.dialogs.test_cards_looks import elements, inputs, of_type


@pytest.fixture(scope="module")
def nl() -> Texts:
    return load().in_(Language.NL)


@pytest.fixture(scope="module")
def en() -> Texts:
    return load().in_(Language.EN)


def said(card: Any) -> str:
    """All words of a card, one line per paragraph."""
    lines = []
    for element in elements(dict(card)):
        if element["type"] == "TextBlock":
            lines.append(element["text"])
        elif element["type"] == "RichTextBlock":
            lines.append("".join(run["text"] for run in element["inlines"]))
    return "\n".join(lines)


def titles(card: Any) -> list[str]:
    return [element["title"] for element in of_type(dict(card), "Action.Submit")]


def energy(**changes: Any) -> RoundView:
    return a_round(**{"kind": RoundKind.CHOOSE, "form": ENERGY, "count": Count(given=3, of=8), **changes})


# --- the card of a round


def test_an_open_round_says_where_until_when_how_many_and_who_sees_it(nl: Texts) -> None:
    card = round_card(a_round(), nl)
    assert said(card).split("\n") == [
        "Sessie 1 · ronde 4 van 9",
        "Alleen vragen",
        "tot 10.31 uur",
        "Ambitie: Eén persoon houdt de lijn vast, ook als de plek wisselt.",
        "Stel één open vraag die je collega verder laat denken. Nog geen advies.",
        "5 van de 7 hebben geantwoord",
        "Zichtbaar voor: je groep, met je naam. Wijzigen kan tot de antwoorden getoond zijn.",
    ]
    assert titles(card) == ["Antwoord geven", "Regie"]


def test_the_count_is_grammatical_on_the_card(nl: Texts, en: Texts) -> None:
    assert "1 van de 8 heeft geantwoord" in said(round_card(a_round(count=Count(given=1, of=8)), nl))
    assert "1 of 8 has answered" in said(round_card(a_round(count=Count(given=1, of=8)), en))


def test_a_round_has_its_own_word_on_the_button(nl: Texts, en: Texts) -> None:
    assert titles(round_card(a_round(form=EXPERIMENT), nl)) == ["Experiment invullen", "Regie"]
    assert titles(round_card(a_round(form=EXPERIMENT), en)) == ["Fill in experiment", "Moderate"]


def test_a_closed_round_lets_answers_be_changed(nl: Texts) -> None:
    card = round_card(a_round(phase=RoundPhase.CLOSED), nl)
    assert titles(card) == ["Antwoord wijzigen", "Regie"]
    assert "gesloten" in said(card)


def test_a_closed_round_without_owners_takes_nothing_more(nl: Texts) -> None:
    nobody = Form(fields=tuple(replace(field, visibility=Visibility.NOBODY) for field in QUESTION.fields))
    assert titles(round_card(a_round(form=nobody), nl)) == ["Antwoord geven", "Regie"]
    assert "Na het insturen kun je het niet meer wijzigen" in said(round_card(a_round(form=nobody), nl))
    assert titles(round_card(a_round(form=nobody, phase=RoundPhase.CLOSED), nl)) == ["Regie"]


def test_a_shown_round_points_to_the_answers_and_takes_none(nl: Texts) -> None:
    card = round_card(a_round(phase=RoundPhase.SHOWN), nl)
    assert "De antwoorden staan op een eigen kaart hieronder." in said(card)
    assert titles(card) == ["Regie"]


def test_a_skipped_round_shows_nothing_of_what_came_in(nl: Texts) -> None:
    card = round_card(a_round(phase=RoundPhase.SKIPPED, blocks=(contributions(),)), nl)
    assert "Anna" not in said(card)
    assert "Wat al ingestuurd was, is bewaard" in said(card)


def test_a_skipped_round_without_a_form_says_no_more_than_that(nl: Texts) -> None:
    assert said(round_card(a_round(phase=RoundPhase.SKIPPED, form=None), nl)).endswith("Deze ronde slaan we over.")


def test_with_a_single_answerer_the_card_says_who_has_the_word(nl: Texts) -> None:
    view = a_round(kind=RoundKind.SPOKEN, form=TAKE_AWAY, count=Count(given=0, of=1), speaker="Hanna")
    assert "Hanna heeft het woord." in said(round_card(view, nl))
    assert "van de 1" not in said(round_card(view, nl))


def test_an_optional_form_says_until_when_it_stays_open_and_stays_open_when_the_round_is_done(nl: Texts) -> None:
    done = a_round(kind=RoundKind.SPOKEN, form=TAKE_AWAY, phase=RoundPhase.DONE, forms_until=moment(18, day=11))
    assert "Invullen en wijzigen kan tot di 11 mei 18.00 uur." in said(round_card(done, nl))
    assert titles(round_card(done, nl)) == ["Antwoord geven", "Regie"]
    assert titles(round_card(replace(done, forms_until=None), nl)) == ["Regie"]


def test_a_repeated_round_says_so(nl: Texts) -> None:
    assert "Sessie 1 · ronde 4 van 9 · keer 2" in said(round_card(a_round(run=RunKey("1.4", 2)), nl))


def test_a_round_with_nothing_to_show_says_so_in_one_line(nl: Texts) -> None:
    card = round_card(a_round(kind=RoundKind.SHOW, form=None, count=None, blocks=(b.Nothing(),)), nl)
    assert "Hier is nog niets om te tonen. Vertel het elkaar." in said(card)


def test_regie_is_left_out_where_it_is_of_no_use(nl: Texts) -> None:
    assert titles(round_card(a_round(leads=False), nl)) == ["Antwoord geven"]


# --- results


def test_contributions_stand_beside_names_and_what_was_taken_back_does_not(nl: Texts) -> None:
    view = a_round(phase=RoundPhase.SHOWN, blocks=(contributions(),), count=Count(given=7, of=7), supplements=True)
    lines = said(result_card(view, nl))
    assert "Anna  Wat zou deze jongere zelf als eerste veranderen?" in lines
    assert "Chaima  teruggenomen" in lines
    assert "Els  verborgen na een melding" in lines
    assert "Gijs  Namens Gijs, ingevoerd door Hanna: Waar ben je bang voor?" in lines
    assert "Aanvulling: En waarom?" in lines
    assert "7 van de 7 hebben geantwoord. Aanvullen kan nog." in lines
    assert titles(result_card(view, nl)) == ["Aanvulling geven", "Regie", "Iets herkenbaars melden"]


def test_a_supplement_alone_still_has_a_name(nl: Texts) -> None:
    block = Contributions(items=(Contribution(name="Anna", supplements=("En waarom?",)),))
    assert "Anna  Aanvulling: En waarom?" in said(result_card(a_round(phase=RoundPhase.SHOWN, blocks=(block,)), nl))


def test_nobody_yet_is_said_in_words(nl: Texts, en: Texts) -> None:
    assert "Nog niemand van de 8 heeft geantwoord" in said(round_card(a_round(count=Count(given=0, of=8)), nl))
    assert "None of the 8 has chosen" in said(round_card(energy(count=Count(given=0, of=8)), en))


def test_an_unknown_person_is_welcomed_without_a_name(nl: Texts) -> None:
    assert said(personal_welcome(PersonalView(), nl)).split("\n")[0] == "Welkom"


def test_a_refusal_of_the_only_field_stands_once_beside_it(nl: Texts) -> None:
    lines = said(form_dialog(a_form(faults={"question": ("form.fault.empty", {})}), nl).card)
    assert "Vul hier nog iets in." in lines
    assert "Nog niet ingestuurd" not in lines


def test_choices_are_counted_with_names(nl: Texts) -> None:
    counts = b.ChoiceCounts(items=(b.ChoiceCount(text="Hoe dan?", names=("Anna", "Bert")),))
    lines = said(result_card(a_round(phase=RoundPhase.SHOWN, blocks=(counts,)), nl)).split("\n")
    start = lines.index("Hoe dan?")
    assert lines[start : start + 3] == ["Hoe dan?", "Anna en Bert", "2"]


def test_words_by_people_are_never_markdown(nl: Texts) -> None:
    nasty = "**vet** [klik](http://x) # kop"
    block = Contributions(items=(Contribution(name="*Anna*", parts=(Part(text=nasty),), supplements=(nasty,)),))
    view = a_round(prompt=nasty, ambition=nasty, phase=RoundPhase.OPEN, speaker=nasty, blocks=(block,))
    blocks = [element["text"] for element in of_type(round_card(view, nl), "TextBlock")]
    assert [line for line in blocks if "klik" in line or "*Anna*" in line] == []
    runs = [element["text"] for element in of_type(round_card(view, nl), "TextRun")]
    assert nasty in runs


def test_energy_is_one_tap_without_a_dialog(nl: Texts) -> None:
    card = round_card(energy(), nl)
    assert titles(card) == ["1", "2", "3", "4", "5", "Regie"]
    taps = [unpacked for e in of_type(card, "Action.Submit") if isinstance(unpacked := unpack(e["data"]), EnergyTap)]
    assert [tap.value for tap in taps] == [1, 2, 3, 4, 5]
    assert "3 van de 8 hebben gekozen" in said(card)
    assert "Hoeveel energie heb je nu? (1 is weinig, 5 is veel)" in said(card)
    assert "Zonder naam, en alleen een gemiddelde bij vijf antwoorden of meer. Opnieuw kiezen kan tot" in said(card)


@pytest.mark.parametrize("phase", [RoundPhase.CLOSED, RoundPhase.SHOWN])
def test_closing_and_showing_take_the_energy_buttons_away(nl: Texts, phase: RoundPhase) -> None:
    assert titles(round_card(energy(phase=phase), nl)) == ["Regie"]


def test_an_average_is_told_with_how_many_and_below_five_not_at_all(nl: Texts) -> None:
    shown = energy(phase=RoundPhase.SHOWN, blocks=(b.Average(label="Energie", contributors=8, mean=3.625),))
    assert "Gemiddeld 3,6 van 5 (8 antwoorden)" in said(result_card(shown, nl))
    few = energy(phase=RoundPhase.SHOWN, blocks=(b.Average(label="Energie", contributors=4, mean=None),))
    assert "Er zijn minder dan vijf antwoorden." in said(result_card(few, nl))
    assert "4" not in said(result_card(few, nl)).replace("ronde 4", "")


@pytest.mark.parametrize(
    ("when", "then", "whole"),
    [
        ("het vastloopt", "vraag ik door", "Als het vastloopt, dan vraag ik door."),
        ("Als het vastloopt,", "dan vraag ik door.", "Als het vastloopt, dan vraag ik door."),
        ("als het vastloopt ...", "Dan, vraag ik door", "Als het vastloopt, dan vraag ik door."),
        ("alsmaar regen", "danst niemand", "Als alsmaar regen, dan danst niemand."),
        ("het stokt?", "vraag ik: wat zou jij kunnen?", "Als het stokt, dan vraag ik: wat zou jij kunnen?"),
    ],
)
def test_an_experiment_reads_as_one_sentence(nl: Texts, when: str, then: str, whole: str) -> None:
    assert in_full(ExperimentLine(name="Anna", when=when, then=then), nl) == whole


def test_cards_that_a_group_shares_have_no_inputs(nl: Texts) -> None:
    shared = (
        "round",
        "result",
        "energy",
        "welcome",
        "planning",
        "status",
        "help",
        "summary",
        "unknown",
        "which",
    )
    cards = {name: card for name, card in gallery(nl).items() if name.startswith(shared)}
    assert len(cards) > len(shared)
    assert [name for name, card in cards.items() if inputs(card)] == []


def test_the_board_tells_who_did_what_and_who_tells_it_themselves(nl: Texts) -> None:
    lines = said(gallery(nl)["round-board"]).split("\n")
    for line in ("Gedaan (2)", "Deels (1)", "Niet gedaan (1)", "Vertelt het zelf", "Els en Farid"):
        assert line in lines
    assert "Anna:  als het vastloopt, dan bel ik eerst · Bellen scheelt een week." in lines
    assert "Bert:  als het stokt, dan vraag ik door · Aanvulling: Ook later." in lines
    assert "Chaima  ingetrokken" in lines


def test_pairs_are_a_proposal_until_the_moderator_agreed(nl: Texts) -> None:
    proposed, agreed = (said(gallery(nl)[name]) for name in ("round-pairs", "round-pairs-agreed"))
    assert "Chaima, Daan en Els" in proposed
    assert ["Een voorstel." in card for card in (proposed, agreed)] == [True, False]


def test_the_overview_says_of_each_group_how_it_stands(nl: Texts) -> None:
    lines = said(gallery(nl)["overview"]).split("\n")
    assert "Sessie 2 is bezig" in lines
    assert "Sessie 2: ma 17 mei 2027 10.00–11.00 uur" in lines
    assert "Alle sessies zijn geweest" in lines


@pytest.mark.parametrize("name", ["round-extras", "summary-extras"])
def test_what_can_be_done_between_sessions_stands_in_rows_of_two(nl: Texts, name: str) -> None:
    rows = [titles(row) for row in of_type(gallery(nl)[name], "ActionSet")]
    at = rows.index(["Terugblik invullen", "Inhalen"])
    assert rows[at + 1] == ["Ik kan niet"]


# --- big cards


def long_round(words: str) -> RoundView:
    items = tuple(
        Contribution(name=name, parts=(Part(text=words), Part(text=words)), by="Hanna", supplements=(words,) * 3)
        for name in NAMES
    )
    return a_round(phase=RoundPhase.SHOWN, blocks=(Contributions(items=items),), ambition=words)


@pytest.mark.parametrize("words", ["a" * 280, "é" * 280, "😀" * 280, '"\\' * 140])
def test_eight_people_with_the_longest_texts_fit_on_the_wire(nl: Texts, words: str) -> None:
    assert size_of(result_card(long_round(words), nl)) <= BUDGET
    lines = tuple(ExperimentLine(name=name, when=words[:140], then=words, on=date(2027, 5, 11)) for name in NAMES)
    assert size_of(result_card(a_round(phase=RoundPhase.SHOWN, blocks=(Experiments(items=lines),)), nl)) <= BUDGET
    closing = SummaryView(
        session=SESSION, session_number=1, zone=ZONE, experiments=lines,
        ambition=b.AmbitionVersion(number=2, text=words), next_at=moment(10, day=31), next_minutes=45,
        keeps=tuple(Contribution(name=name, parts=(Part(text=words),) * 2) for name in NAMES),
    )  # fmt: skip
    assert size_of(summary_card(closing, nl)) <= BUDGET
    came_in = tuple(
        PrivateContribution(key=contribution_key(RUN, PersonId(f"p-{n}")), name=name, parts=(Part(text=words),) * 2,
                            standing=Standing.IN, can=(Moving.HOLD,))
        for n, name in enumerate(NAMES)
    )  # fmt: skip
    assert (
        size_of(dict(private_dialog(PrivateView(session=SESSION, title="x", contributions=came_in), nl).card)) <= BUDGET
    )


def test_eight_full_answers_in_plain_words_are_shown_whole(nl: Texts) -> None:
    words = "Wie houdt de lijn vast als jij er niet bent? " * 6
    items = tuple(Contribution(name=name, parts=(Part(text=words), Part(text=words))) for name in NAMES)
    card = result_card(a_round(phase=RoundPhase.SHOWN, blocks=(Contributions(items=items),)), nl)
    assert said(card).count(words) == 16
    assert "ingekort" not in said(card)


def test_the_longest_preparation_is_shown_whole(nl: Texts) -> None:
    block = b.Preparation(
        name="Hanna", ambition="b" * 280, explanation="a" * 2000, dilemmas=("c" * 500,) * 3, influence="d" * 280,
        request="e" * 280, score=10,
    )  # fmt: skip
    card = round_card(a_round(kind=RoundKind.SHOW, form=None, blocks=(block,)), nl)
    assert "a" * 2000 in said(card)


def test_the_longest_preparation_comes_back_into_its_form(nl: Texts) -> None:
    values = {
        field.id: "😀" * (field.maximum or 1) for field in PREPARATION.fields if field.maximum and field.maximum > 10
    }
    assert size_of(dict(form_dialog(a_form(form=PREPARATION, values=values), nl).card)) < 3 * BUDGET


# --- forms


def test_a_dialog_repeats_the_prompt_and_says_limits_visibility_and_closing(nl: Texts) -> None:
    dialog = form_dialog(a_form(), nl)
    assert dialog.title == "Alleen vragen"
    assert said(dialog.card).split("\n") == [
        "Stel één open vraag die je collega verder laat denken. Nog geen advies.",
        (
            "Hooguit 200 tekens. Zichtbaar voor: je groep, met je naam. "
            "Noem geen namen of gegevens van kinderen of gezinnen. Sluiten bewaart niets."
        ),
    ]
    assert titles(dialog.card) == ["Insturen"]
    assert [e["label"] for e in inputs(dict(dialog.card))] == ["Jouw vraag"]


def test_a_refused_form_keeps_what_was_typed_and_explains_on_top(nl: Texts) -> None:
    view = a_form(values={"question": "Bel 06"}, notices=("Laat het nummer weg.",))
    card = dict(form_dialog(view, nl).card)
    assert card["body"][0]["style"] == "warning"
    assert said(card).startswith("Laat het nummer weg.")
    assert inputs(card)[0]["value"] == "Bel 06"


def test_the_reason_of_a_refusal_stands_just_above_its_field(nl: Texts) -> None:
    faults = {"experiment.then": ("form.fault.too_short", {"least": 5})}
    body = dict(form_dialog(a_form(form=EXPERIMENT, faults=faults), nl).card)["body"]
    place = next(n for n, element in enumerate(body) if element.get("id") == "f-experiment.then")
    assert said({"type": "AdaptiveCard", "body": [body[place - 1]]}) == "Schrijf iets meer: minstens 5 tekens."
    assert said({"type": "AdaptiveCard", "body": [body[0]]}).startswith("Nog niet ingestuurd. Eén veld")


def test_a_day_in_a_reason_is_written_as_people_write_it(nl: Texts) -> None:
    faults = {"experiment.on": ("form.fault.day_past", {"first": date(2027, 5, 10)})}
    assert "Kies een dag vanaf ma 10 mei 2027." in said(form_dialog(a_form(form=EXPERIMENT, faults=faults), nl).card)


def test_after_a_warning_one_may_go_on_with_a_tick(nl: Texts) -> None:
    card = dict(form_dialog(a_form(ticks=(Tick.UNRECOGNISABLE, Tick.ANYWAY)), nl).card)
    assert [e["id"] for e in of_type(card, "Input.Toggle")] == ["f-tick-unrecognisable", "f-tick-anyway"]


def test_a_draft_says_that_it_was_not_sent_in(nl: Texts) -> None:
    assert "Het is nog niet ingestuurd." in said(form_dialog(a_form(draft=True), nl).card)


def test_a_long_form_can_be_kept_for_later(nl: Texts) -> None:
    save = PreparationSave(session=SESSION, version=0)
    dialog = form_dialog(a_form(form=PREPARATION, save=save), nl)
    assert titles(dialog.card) == ["Insturen", "Bewaren"]
    assert "Met Bewaren kun je later verder" in said(dialog.card)


def test_withdrawing_and_taking_part_aloud_send_no_inputs(nl: Texts) -> None:
    view = a_form(
        withdraw=AnswerWithdraw(session=SESSION, round="1.4", run=1, version=1),
        aloud=TakePartAloud(session=SESSION, aloud=True),
    )
    buttons = of_type(dict(form_dialog(view, nl).card), "Action.Submit")
    assert [(e["title"], e.get("associatedInputs")) for e in buttons] == [
        ("Insturen", None), ("Intrekken", "none"), ("Ik doe mondeling mee", "none"),
    ]  # fmt: skip


def test_every_type_of_field_has_its_input(nl: Texts) -> None:
    card = dict(form_dialog(a_form(form=EVERYTHING, offers=OFFERS, first_day=date(2027, 5, 10)), nl).card)
    kinds = {e["id"].removeprefix("f-"): e["type"].removeprefix("Input.") for e in inputs(card)}
    assert kinds == {
        "word": "Text", "story": "Text", "one": "ChoiceSet", "some": "ChoiceSet", "scale": "ChoiceSet",
        "often": "Number", "agree": "ChoiceSet", "day": "Date", "buddy": "ChoiceSet", "ideas": "ChoiceSet",
        "dots": "ChoiceSet",
        "private": "Text", "report": "Text",
        "try.when": "Text", "try.then": "Text", "try.on": "Date", "try.safety": "ChoiceSet",
    }  # fmt: skip
    several = {e["id"] for e in inputs(card) if e.get("isMultiSelect")}
    assert several == {"f-some", "f-ideas", "f-dots"}


def test_a_pick_with_nothing_to_pick_from_is_left_out(nl: Texts) -> None:
    names = [e["id"] for e in inputs(dict(form_dialog(a_form(form=TAKE_AWAY), nl).card))]
    assert names == ["f-ambition"]


def test_where_fields_are_seen_by_different_people_each_says_by_whom(nl: Texts) -> None:
    lines = said(form_dialog(a_form(form=EVERYTHING, offers=OFFERS), nl).card)
    assert "Zichtbaar voor: alleen je moderator." in lines
    assert "Zonder naam, en alleen een gemiddelde bij vijf antwoorden of meer." in lines
    assert "Bij elke vraag staat wie het ziet." in lines


def test_what_goes_to_the_programme_is_said_before_typing(nl: Texts) -> None:
    told = Form(fields=tuple(replace(field, programme=True) for field in QUESTION.fields))
    line = "Zichtbaar voor: je groep, met je naam. Het programma krijgt het zonder naam."
    assert visibility_line(told, nl) == line
    partly = Form(fields=(replace(IDEAS.fields[0], programme=True), IDEAS.fields[1]))
    assert visibility_line(partly, nl).endswith("Een deel gaat zonder naam naar het programma.")


# --- values as words


def test_a_contribution_with_more_than_one_field_says_which_is_which(nl: Texts) -> None:
    assert parts(QUESTION, {"question": "Wat nu?"}, nl, offers={}) == (Part(text="Wat nu?"),)
    both = parts(IDEAS, {"idea": "Bel", "second": "Schrijf"}, nl, offers={})
    assert [part.label for part in both] == [None, "Nog een idee:"]
    assert parts(IDEAS, {"second": "Schrijf"}, nl, offers={}) == (Part(text="Schrijf", label="Nog een idee:"),)


def test_a_label_is_left_out_where_nothing_else_can_be_meant(nl: Texts) -> None:
    told = (Part(text="Bel"),)
    assert parts(IDEAS, {"idea": "Bel"}, nl, offers={}) == told
    assert parts(IDEAS, {"idea": "Bel", "second": "Schrijf"}, nl, offers={}, shown={"idea"}) == told


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("one", "a", "Het eerste"),
        ("some", ("x", "z"), "Keuze x; Keuze z"),
        ("scale", 5, "5 (veel)"),
        ("agree", False, "Nee"),
        ("day", "2027-05-10", "ma 10 mei 2027"),
        ("buddy", "p-2", "Bert"),
        ("often", 3, "3"),
        (
            "try",
            {"when": "het stormt", "then": "bel ik", "on": "2027-05-11"},
            "Als het stormt, dan bel ik. (di 11 mei)",
        ),
    ],
)
def test_stored_values_are_told_in_words(nl: Texts, field: str, value: object, words: str) -> None:
    asked = next(item for item in EVERYTHING.fields if item.id == field)
    assert tell(asked, value, nl, offers=OFFERS) == words


def test_an_experiment_becomes_a_line_of_who_tries_what() -> None:
    line = experiment_line("Anna", {"when": "w", "then": "t", "on": "2027-05-11", "safety": "no"})
    assert line == ExperimentLine(name="Anna", when="w", then="t", on=date(2027, 5, 11))


# --- the moderator


def test_regie_leads_with_verder_and_says_what_it_will_do(nl: Texts) -> None:
    dialog = regie_dialog(a_regie(), nl)
    assert titles(dialog.card) == ["Verder", "2 min verlengen", "Ronde sluiten", "Doen", "Alleen voor mij"]
    lines = said(dialog.card)
    assert "Verder toont de antwoorden. Daarna komt ronde 5, Herkenning (7 min)." in lines
    assert "nog 6 min" in lines
    assert "op schema" in lines


def test_the_first_page_of_regie_names_nobody_who_is_missing(nl: Texts) -> None:
    assert not any(name in said(regie_dialog(a_regie(), nl).card) for name in NAMES)


@pytest.mark.parametrize(
    ("phase", "kind", "lead"),
    [
        (SessionPhase.PLANNED, NextKind.START, "Sessie starten"),
        (SessionPhase.OPEN, NextKind.OPEN, "Verder"),
        (SessionPhase.OPEN, NextKind.END, "Sessie afronden"),
        (SessionPhase.ENDED, NextKind.ENDED, "Sessie hervatten"),
    ],
)
def test_there_is_always_one_filled_way_on(nl: Texts, phase: SessionPhase, kind: NextKind, lead: str) -> None:
    card = dict(regie_dialog(a_regie(session_phase=phase, next=NextStep(kind=kind)), nl).card)
    assert [e["title"] for e in of_type(card, "Action.Submit") if e.get("style") == "positive"] == [lead]


def test_time_that_is_over_and_a_session_that_runs_late_are_said_in_words(nl: Texts) -> None:
    lines = said(regie_dialog(a_regie(minutes_left=-3, minutes_behind=4), nl).card)
    assert "3 min over tijd" in lines
    assert "4 min achter" in lines


def test_what_verder_opens_is_named(nl: Texts) -> None:
    step = NextStep(kind=NextKind.OPEN, position=5, title="Herkenning", minutes=7)
    assert next_line(step, nl) == "Verder opent ronde 5, Herkenning (7 min)."


def test_the_second_page_tells_who_is_missing_only_where_that_may_be_known(nl: Texts) -> None:
    known = said(private_dialog(PrivateView(session=SESSION, title="x", missing=("Daan", "Els")), nl).card)
    assert "Nog niet geantwoord: Daan en Els" in known
    unknown = said(private_dialog(PrivateView(session=SESSION, title="x", missing=None), nl).card)
    assert "alleen het aantal" in unknown


def test_contributions_are_for_after_closing(nl: Texts) -> None:
    page = private_dialog(PrivateView(session=SESSION, title="x", missing=()), nl)
    assert "Wat er binnenkomt zie je na het sluiten van de ronde." in said(page.card)
    assert inputs(dict(page.card)) == []


def test_only_moves_that_fit_are_offered(nl: Texts) -> None:
    items = tuple(
        PrivateContribution(
            key=f"1.4/1/p-{n}", name="Anna", parts=(Part(text=f"vraag {n}"),), standing=standing, can=can
        )
        for n, (standing, can) in enumerate([(Standing.IN, (Moving.HOLD,)), (Standing.WITHDRAWN, ())])
    )
    card = dict(private_dialog(PrivateView(session=SESSION, title="x", contributions=items), nl).card)
    assert titles(card) == ["Achterhouden", "Terug"]
    assert inputs(card)[0]["choices"] == [{"title": "Anna: vraag 0 (binnen)", "value": "1.4/1/p-0"}]
