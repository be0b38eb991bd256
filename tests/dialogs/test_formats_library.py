"""The formats that come with the bot: complete in both languages, and what domain.md section 4 says they are."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path

import pytest

import dialogs.formats
from dialogs.formats.model import (
    Audience,
    Field,
    FieldType,
    Form,
    Format,
    Language,
    Meaning,
    NotInFormat,
    Priority,
    Purpose,
    Round,
    RoundKind,
    SessionPlan,
    Shows,
    Text,
    Visibility,
)
from dialogs.formats.reader import read_format
from dialogs.formats.shelf import SHIPPED

LIBRARY = Path(dialogs.formats.__file__).parent / "library"
SAME_IN_BOTH = {"Tips", "Ideeën"}


def shipped(name: str) -> Format:
    file = f"{name}.yaml"
    read = read_format((LIBRARY / file).read_text(encoding="utf-8"), file=file, shipped=True)
    assert read.warnings == ()
    return read.format


def everything(value: object) -> Iterator[object]:
    """The value and all that it holds."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from everything(getattr(value, each.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from everything(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from everything(item)


def minutes_of(plan: SessionPlan) -> dict[str, int]:
    return {each.id: each.minutes for each in plan.rounds}


def form_of(plan: SessionPlan, round_id: str) -> Form:
    form = plan.round(round_id).form
    assert form is not None
    return form


def seen(field: Field) -> str:
    return field.visibility + ("+p" if field.programme else "")


def test_the_shelf_names_every_file_of_the_library_and_each_file_its_own_format() -> None:
    assert {path.stem for path in LIBRARY.glob("*.yaml")} == set(SHIPPED)
    assert [shipped(name).id for name in SHIPPED] == list(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_text_is_there_in_two_languages_that_differ(name: str) -> None:
    texts = [each for each in everything(shipped(name)) if isinstance(each, Text)]
    assert len(texts) > 20
    for text in texts:
        assert text.nl
        assert text.en
        assert text.nl != text.en or text.nl in SAME_IN_BOTH


@pytest.mark.parametrize("name", SHIPPED)
def test_no_text_shouts_or_says_what_someone_must_still_do(name: str) -> None:
    for text in (each for each in everything(shipped(name)) if isinstance(each, Text)):
        assert "!" not in text.nl + text.en
        assert "..." not in text.nl + text.en
        assert "je moet" not in text.nl.lower()
        assert '"' not in text.nl + text.en
        assert text.in_(Language.NL) == text.nl


@pytest.mark.parametrize("name", SHIPPED)
def test_a_label_says_nothing_about_limits_because_the_form_says_that_beneath_it(name: str) -> None:
    for field in (each for each in everything(shipped(name)) if isinstance(each, Field)):
        assert "(" not in field.label.nl + field.label.en


def test_a_session_or_round_that_is_not_there_is_named() -> None:
    four = shipped("mastermind-4")

    for preset, number in (("standard", 5), ("standard", 0), ("60", 1)):
        with pytest.raises(NotInFormat) as missing:
            four.plan(preset, number)
        assert str(missing.value) == f"format 'mastermind-4' has no session {number} in preset '{preset}'"
    for ask in (four.plan("45", 1).round, four.plan("45", 1).position):
        with pytest.raises(NotInFormat) as missing:
            ask("1.5")
        assert str(missing.value) == "session 1 has no round '1.5'"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_round_gives_the_moderator_an_opening_and_two_lines_to_rescue_it(name: str) -> None:
    for plans in shipped(name).presets.values():
        for each in (played for plan in plans for played in plan.rounds):
            assert len(each.lines.rescue) == 2
            assert each.lines.open != each.prompt


@pytest.mark.parametrize("name", SHIPPED)
def test_the_rounds_of_every_preset_fill_their_session(name: str) -> None:
    for plans in shipped(name).presets.values():
        for plan in plans:
            assert sum(each.minutes for each in plan.rounds) == plan.minutes


def required_of_one_person(plan: SessionPlan, me: Audience) -> int:
    asked = {Audience.ALL, Audience.CHOSEN, Audience.ALL_BUT_CHOSEN, me}
    return sum(1 for each in plan.rounds if each.form and each.form.required and each.audience in asked)


@pytest.mark.parametrize("name", SHIPPED)
def test_nobody_is_asked_for_more_required_forms_than_a_session_can_bear(name: str) -> None:
    for plans in shipped(name).presets.values():
        for plan in plans:
            most = 2 if plan.minutes < 60 else 3
            assert required_of_one_person(plan, Audience.ALL_BUT_HOTSEAT) <= most
            assert required_of_one_person(plan, Audience.HOTSEAT) <= most


def test_mastermind_4_has_the_published_schedule_and_one_of_four_times_45() -> None:
    four = shipped("mastermind-4")
    assert {name: [plan.minutes for plan in plans] for name, plans in four.presets.items()} == {
        "standard": [60, 45, 45, 60],
        "45": [45, 45, 45, 45],
    }
    assert four.default_preset == "standard"
    assert minutes_of(four.plan("standard", 1)) == {
        "1.1": 5, "1.2": 8, "1.3": 8, "1.4": 10, "1.5": 7, "1.6": 10, "1.7": 3, "1.8": 6, "1.9": 3,
    }  # fmt: skip
    assert minutes_of(four.plan("45", 1)) == {
        "1.1": 5, "1.2": 5, "1.3": 8, "1.4": 10, "1.6": 8, "1.8": 6, "1.9": 3,
    }  # fmt: skip
    assert minutes_of(four.plan("standard", 2)) == {
        "2.1": 3, "2.2": 15, "2.3": 5, "2.4": 8, "2.5": 5, "2.6": 6, "2.7": 3,
    }  # fmt: skip
    assert minutes_of(four.plan("standard", 3)) == {"3.1": 3, "3.2": 12, "3.3": 12, "3.4": 7, "3.5": 7, "3.6": 4}
    assert minutes_of(four.plan("standard", 4)) == {
        "4.1": 5, "4.2": 15, "4.3": 7, "4.4": 10, "4.5": 8, "4.6": 6, "4.7": 5, "4.8": 4,
    }  # fmt: skip
    assert minutes_of(four.plan("45", 4)) == {"4.1": 7, "4.2": 12, "4.4": 8, "4.5": 8, "4.6": 6, "4.8": 4}
    assert four.plan("45", 2) == four.plan("standard", 2)
    assert four.plan("45", 3) == four.plan("standard", 3)


S, Q, C, W = RoundKind.SPOKEN, RoundKind.SILENT, RoundKind.CHOOSE, RoundKind.SHOW
ALL, HOT, REST = Audience.ALL, Audience.HOTSEAT, Audience.ALL_BUT_HOTSEAT
TABLES = {
    # round: must, kind, who answers, F, f or T, and what is asked of whom
    "1.1": ("must", S, ALL, "", []),
    "1.2": ("may", S, ALL, "", []),
    "1.3": ("must", W, ALL, "", []),
    "1.4": ("must", Q, REST, "F", [("long_text", 200, "G")]),
    "1.5": ("may", C, REST, "f", [("pick", 3, "G"), ("short_text", 200, "G")]),
    "1.6": ("may", Q, REST, "f", [("long_text", 280, "G"), ("long_text", 280, "G")]),
    "1.7": ("may", S, HOT, "f", [("pick", 3, "G"), ("long_text", 280, "G")]),
    "1.8": ("must", Q, ALL, "F", [("experiment", None, "G")]),
    "1.9": ("may", C, ALL, "T", [("scale", 5, "A")]),
    "2.1": ("may", S, ALL, "f", [("short_text", 140, "M")]),
    "2.2": ("must", W, ALL, "", []),
    "2.3": ("may", S, HOT, "f", [("long_text", 500, "G")]),
    "2.4": ("must", Q, ALL, "F", [("long_text", 200, "G+p"), ("long_text", 200, "G+p"), ("choice", None, "G+p")]),
    "2.5": ("may", S, ALL, "", []),
    "2.6": ("must", Q, ALL, "F", [("choice", None, "G"), ("experiment", None, "G")]),
    "2.7": ("may", C, ALL, "T", [("scale", 5, "A")]),
    "3.1": ("may", S, ALL, "f", [("short_text", 140, "M")]),
    "3.2": ("must", W, ALL, "", []),
    "3.3": ("may", S, Audience.ALL_BUT_CHOSEN, "f", [("long_text", 280, "G")]),
    "3.4": ("may", Q, ALL, "F", [("long_text", 200, "G+p"), ("long_text", 200, "G+p")]),
    "3.5": ("must", Q, ALL, "F", [("experiment", None, "G"), ("date", None, "G")]),
    "3.6": ("may", C, ALL, "T", [("scale", 5, "A")]),
    "4.1": ("may", W, ALL, "", []),
    "4.2": ("must", W, ALL, "", []),
    "4.3": ("may", S, HOT, "f", [("scale", 10, "G+p"), ("long_text", 500, "G")]),
    "4.4": ("must", Q, ALL, "F", [("long_text", 280, "G+p"), ("choice", None, "G+p"), ("yes_no", None, "M+p")]),
    "4.5": ("may", C, ALL, "f", [("votes", 3, "G")]),
    "4.6": ("must", Q, ALL, "f", [("long_text", 200, "G+p"), ("choice", None, "G+p"), ("long_text", 280, "G+p")]),
    "4.7": ("may", S, ALL, "f", [("long_text", 280, "G"), ("date", None, "G")]),
    "4.8": ("may", Q, ALL, "F", [("scale", 5, "N"), ("scale", 5, "N"), ("scale", 5, "N"), ("long_text", 280, "N")]),
}


def in_short(each: Round) -> tuple[str, RoundKind, Audience, str, list[tuple[str, int | None, str]]]:
    if each.form is None:
        return each.priority, each.kind, each.audience, "", []
    mark = "T" if each.form.one_tap else "F" if each.form.required else "f"
    asked = [(field.type.value, field.maximum, seen(field)) for field in each.form.fields]
    return each.priority, each.kind, each.audience, mark, asked


def test_every_round_of_mastermind_4_is_the_one_of_the_tables() -> None:
    rounds = [each for plan in shipped("mastermind-4").presets["standard"] for each in plan.rounds]
    assert {each.id: in_short(each) for each in rounds} == TABLES


def test_what_the_rounds_of_mastermind_4_show_and_are_for() -> None:
    rounds = {each.id: each for plan in shipped("mastermind-4").presets["standard"] for each in plan.rounds}
    assert {key: each.purpose for key, each in rounds.items() if each.purpose} == {
        "1.3": Purpose.HOTSEAT,
        "2.2": Purpose.LOOK_BACK,
        "3.2": Purpose.LOOK_BACK,
        "4.2": Purpose.LOOK_BACK,
        "4.4": Purpose.INSIGHTS,
    }
    assert {key: each.shows for key, each in rounds.items() if each.shows} == {
        "1.1": (Shows.AGREEMENTS,),
        "1.2": (Shows.SPEAKING_ORDER,),
        "1.3": (Shows.PREPARATION,),
        "1.7": (Shows.AMBITION_VERSIONS,),
        "2.2": (Shows.REPORTS,),
        "2.3": (Shows.AMBITION_VERSIONS,),
        "3.2": (Shows.REPORTS,),
        "3.6": (Shows.PAIRS,),
        "4.1": (Shows.TIMELINE,),
        "4.2": (Shows.HARVEST,),
        "4.3": (Shows.AMBITION_VERSIONS,),
    }
    assert rounds["1.3"].told_by is Audience.HOTSEAT
    assert rounds["2.2"].seconds_each == 75
    assert [step.minutes for step in rounds["3.3"].steps] == [2, 3, 5, 2]
    assert rounds["1.4"].prompt.nl == "Stel één open vraag die je collega verder laat denken. Nog geen advies."


def test_what_is_picked_and_what_it_becomes() -> None:
    four = shipped("mastermind-4")
    first, last = four.plan("standard", 1), four.plan("standard", 4)
    assert [field.source for field in form_of(first, "1.5").fields] == ["1.3.dilemmas", None]
    assert [field.source for field in form_of(first, "1.7").fields] == ["1.6", None]
    assert form_of(first, "1.7").fields[1].meaning is Meaning.AMBITION
    assert form_of(first, "1.9").fields[0].meaning is Meaning.ENERGY
    assert form_of(last, "4.5").fields[0].source == "tips"
    assert form_of(last, "4.4").answered_by == "harvest"
    button = form_of(first, "1.8").button
    assert button == Text(nl="Experiment invullen", en="Fill in experiment")


def test_in_the_short_preset_the_ambition_of_session_4_joins_the_first_round() -> None:
    merged = shipped("mastermind-4").plan("45", 4).round("4.1")
    assert merged.kind is RoundKind.SPOKEN
    assert merged.shows == (Shows.TIMELINE, Shows.AMBITION_VERSIONS)
    assert in_short(merged)[2:] == TABLES["4.3"][2:]


def test_the_forms_between_the_sessions() -> None:
    forms = shipped("mastermind-4").forms
    assert list(forms) == ["attendance", "preparation", "look_back", "highlight", "highlight_vote", "harvest"]
    vote = forms["highlight_vote"].fields[0]
    assert (vote.type, vote.source, vote.maximum, seen(vote)) == (FieldType.VOTES, "volunteers", 1, "M")
    preparation = {field.id: field for field in forms["preparation"].fields}
    assert {field_id: field.maximum for field_id, field in preparation.items() if field.maximum} == {
        "ambition": 280,
        "explanation": 2000,
        "dilemma_1": 500,
        "dilemma_2": 500,
        "dilemma_3": 500,
        "influence": 280,
        "request": 280,
        "score": 10,
    }
    hint = preparation["ambition"].hint
    assert hint is not None
    assert hint.nl == "Je ambitie is openbaar. Ook zonder naam kan men je herkennen."
    look_back = {field.id: field for field in forms["look_back"].fields}
    assert {field.shown_if.choices for field in look_back.values() if field.shown_if} == {
        ("yes", "partly", "other"),
        ("no",),
    }
    assert [choice.id for choice in look_back["done"].choices] == ["yes", "partly", "no", "other"]
    assert len(look_back["reasons"].choices) == 7
    assert (look_back["times"].minimum, look_back["times"].maximum) == (0, 99)
    assert (look_back["observed"].minimum, look_back["observed"].maximum) == (5, 500)
    assert look_back["as_expected"].required
    assert look_back["sharing"].default == "group"
    harvest = {field.id: field for field in forms["harvest"].fields}
    assert harvest["end_state"].each == "experiments"
    assert (harvest["tip"].maximum, harvest["tip"].meaning, harvest["tip"].programme) == (140, Meaning.TIP, True)
    assert [name for name, form in forms.items() if form.drafts] == ["preparation", "look_back", "harvest"]


def test_the_reminders_are_those_of_section_7() -> None:
    rules = {rule.id: rule for rule in shipped("mastermind-4").reminders}
    days = {rule.id: rule.offset / timedelta(days=1) for rule in rules.values() if rule.anchor == "session"}
    assert days == {
        "attendance": -7,
        "preparation": -7,
        "harvest": -7,
        "look_back": -2,
        "highlight": -2,
        "run_sheet": -1,
        "session_link": pytest.approx(-1 / 24),
        "first_experiment": 1,
        "look_back_again": 2,
        "restart": -14,
    }
    assert {rule.id for rule in rules.values() if rule.exempt_from_quiet_hours} == {"session_link"}
    assert (rules["preparation"].sessions, rules["harvest"].sessions) == ((1,), (4,))
    assert (rules["first_experiment"].not_sessions, rules["look_back_again"].not_sessions) == ((4,), (1, 4))
    assert (rules["nudge"].anchor, rules["nudge"].minimum_gap_days) == ("gap_middle", 10)
    assert {rules[name].minimum_gap_days for name in ("buddy", "interim", "restart")} == {36}
    ranks = [rules[name].priority for name in ("look_back", "attendance", "first_experiment", "nudge", "interim")]
    assert ranks == [1, 2, 3, 4, 5]


def test_the_taster_is_one_session_of_fifteen_minutes() -> None:
    taster = shipped("taster")
    assert [len(plans) for plans in taster.presets.values()] == [1]
    plan = taster.plan(taster.default_preset, 1)
    four = shipped("mastermind-4").plan("standard", 1)
    assert minutes_of(plan) == {"1.1": 4, "1.2": 6, "1.3": 5}
    assert [each.priority for each in plan.rounds] == [Priority.MUST] * 3
    assert plan.round("1.1").prompt == four.round("1.3").prompt
    assert in_short(plan.round("1.2")) == in_short(four.round("1.4"))
    assert taster.forms["preparation"].fields == shipped("mastermind-4").forms["preparation"].fields
    insight = form_of(plan, "1.3").fields[0]
    assert form_of(plan, "1.3").required
    assert (insight.maximum, seen(insight), insight.meaning) == (280, "G", Meaning.INSIGHT)


def test_mastermind_3_shares_its_first_and_last_session_with_mastermind_4() -> None:
    three, four = shipped("mastermind-3"), shipped("mastermind-4")
    assert [plan.minutes for plan in three.presets["standard"]] == [60, 45, 60]
    assert three.plan("standard", 1) == four.plan("standard", 1)
    assert minutes_of(three.plan("standard", 2)) == {
        "2.1": 3, "2.2": 12, "2.3": 5, "2.4": 10, "2.5": 6, "2.6": 6, "2.7": 3,
    }  # fmt: skip
    assert [step.minutes for step in three.plan("standard", 2).round("2.5").steps] == [1, 2, 2, 1]
    last = {f"4{each.id[1:]}": each for each in three.plan("standard", 3).rounds}
    assert list(last) == [each.id for each in four.plan("standard", 4).rounds]
    for each in four.plan("standard", 4).rounds:
        assert in_short(last[each.id]) == in_short(each)
        assert last[each.id].minutes == each.minutes
        assert last[each.id].prompt == each.prompt


def test_mastermind_3_asks_between_its_sessions_what_mastermind_4_asks() -> None:
    three, four = shipped("mastermind-3"), shipped("mastermind-4")
    assert list(three.forms) == list(four.forms)
    for name in ("attendance", "preparation", "look_back"):
        assert three.forms[name] == four.forms[name]
    for name in ("highlight", "highlight_vote", "harvest"):
        assert [in_field(field) for field in three.forms[name].fields] == [
            in_field(field) for field in four.forms[name].fields
        ]
    assert "sessie 2" in three.forms["highlight"].fields[0].label.nl
    assert "sessie 2" in three.forms["highlight_vote"].fields[0].label.nl


def in_field(field: Field) -> tuple[str, FieldType, int | None, str, str | None]:
    return field.id, field.type, field.maximum, seen(field), field.source


LENGTHS = ("180", "150", "120")


def test_action_learning_begins_with_a_start_meeting_about_learning_goals() -> None:
    learning = shipped("action-learning")
    for preset in LENGTHS:
        start = learning.plan(preset, 1)
        assert start.minutes == int(preset)
        assert list(minutes_of(start)) == ["S1", "S2", "S3", "S4", "S5", "S6"]
        goals = form_of(start, "S2").fields[0]
        assert (goals.meaning, seen(goals), len(goals.choices)) == (Meaning.GOAL, "G", 5)
        later = form_of(learning.plan(preset, 2), "A2").fields[0]
        assert (later.meaning, later.choices) == (Meaning.GOAL, goals.choices)
        assert learning.plan(preset, 2).round("A2").shows == (Shows.GOALS,)
        assert start.round("S5").shows == (Shows.AGREEMENTS,)


def test_three_to_six_learning_meetings_follow_each_like_the_first() -> None:
    learning = shipped("action-learning")
    for preset in LENGTHS:
        _, first, *others = learning.presets[preset]
        assert [plan.number for plan in others] == [3, 4, 5, 6, 7]
        assert [plan.optional for plan in (first, *others)] == [False, False, False, True, True, True]
        for plan in others:
            assert (plan.title, plan.minutes, plan.rounds) == (first.title, first.minutes, first.rounds)


def test_the_teams_meet_together_once_and_the_project_group_three_times() -> None:
    learning = shipped("action-learning")
    assert [plan.minutes for plan in learning.presets["joint"]] == [150]
    project = learning.presets["project"]
    assert [plan.minutes for plan in project] == [120, 120, 120]
    assert list(minutes_of(project[0]).values()) == [5, 30, 40, 25, 15, 5]
    assert project[0].rounds == project[1].rounds == project[2].rounds
    assert [plan.title.nl for plan in project] == [f"Projectgroep: {when}" for when in ("begin", "midden", "einde")]
    assert not any(plan.optional for name in ("joint", "project") for plan in learning.presets[name])


def test_action_learning_asks_nothing_about_the_case_itself_between_its_meetings() -> None:
    forms = shipped("action-learning").forms
    assert list(forms) == ["attendance", "preparation", "project_preparation", "consent", "facts", "look_back"]
    assert forms["project_preparation"].fields == forms["preparation"].fields
    assert forms["project_preparation"].intro != forms["preparation"].intro
    assert [in_field(field)[:4] for field in forms["preparation"].fields] == [
        ("prepared", FieldType.YES_NO, None, "M"),
        ("helped", FieldType.LONG_TEXT, 280, "M"),
        ("hindered", FieldType.LONG_TEXT, 280, "M"),
    ]
    assert [field.type for field in forms["facts"].fields] == [FieldType.CHOICES, FieldType.CHOICE]
    assert {seen(field) for name in ("consent", "facts") for field in forms[name].fields} == {"M"}
    assert forms["look_back"] == shipped("mastermind-4").forms["look_back"]
    opening = shipped("action-learning").plan("180", 2).round("A1")
    assert (opening.shows, opening.form) == ((Shows.REPORTS,), None)


def test_action_learning_has_three_lengths() -> None:
    learning = shipped("action-learning")
    order = ["A1", "A2", "A3", "A4", "pauze", "A5", "A6", "A7", "A8", "A9", "A10"]
    minutes = {name: list(minutes_of(learning.plan(name, 2)).values()) for name in LENGTHS}
    assert minutes == {
        "180": [10, 10, 35, 20, 10, 20, 15, 20, 20, 10, 10],
        "150": [10, 10, 25, 20, 10, 15, 20, 20, 10, 10],
        "120": [10, 10, 20, 15, 5, 10, 15, 15, 10, 10],
    }
    assert [each.id for each in learning.plan("180", 2).rounds] == order
    assert [each.id for each in learning.plan("150", 2).rounds] == [each for each in order if each != "A6"]
    assert [each.id for each in learning.plan("180", 2).rounds if each.priority is Priority.MAY] == ["pauze", "A6"]
    required = [each.id for each in learning.plan("180", 2).rounds if each.form and each.form.required]
    assert required == ["A7", "A8"]
    goal = form_of(learning.plan("120", 2), "A2").fields[0]
    assert (goal.type, len(goal.choices)) == (FieldType.CHOICE, 5)


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_unnamed_is_a_free_text_of_ones_own_group(name: str) -> None:
    for field in (each for each in everything(shipped(name)) if isinstance(each, Field)):
        if field.visibility is Visibility.UNNAMED:
            assert field.type is FieldType.SCALE
