"""A format file that is wrong says where, in which field, and what to do; one that is right becomes a format."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.formats.faults import FormatFault, FormatFaults
from dialogs.formats.model import (
    Audience,
    Condition,
    FieldType,
    Format,
    Priority,
    RoundKind,
    Shows,
    Text,
    Visibility,
)
from dialogs.formats.reader import LONGEST, ReadFormat, read_format
from dialogs.formats.shelf import digest

OWN = """\
format: own
version: 3
kind: mastermind
title: {nl: "Eigen vorm", en: "Own form"}
presets: [long, 30]
sessions:
  - number: 1
    title: {nl: "Eén", en: "One"}
    minutes: {long: 40, 30: 30}
    rounds:
      - id: 1.1
        title: {nl: "De hotseat", en: "The hotseat"}
        kind: show
        minutes: 10
        purpose: hotseat
        shows: [preparation]
        told_by: hotseat
        prompt: {nl: "Vertel", en: "Tell"}
      - id: 1.2
        title: {nl: "Ideeën", en: "Ideas"}
        kind: silent
        minutes: {long: 10}
        priority: may
        audience: all_but_hotseat
        prompt: {nl: "Denk mee", en: "Think along"}
        form:
          required: true
          fields:
            - {id: idea, type: long_text, maximum: 200, required: yes, visibility: G, label: {nl: "Idee", en: "Idea"}}
      - id: 1.3
        title: {nl: "Herkenning", en: "Recognition"}
        kind: choose
        minutes: 10
        prompt: {nl: "Wat herken je?", en: "What do you recognise?"}
        form:
          fields:
            - id: dilemmas
              type: pick
              from: 1.1.dilemmas
              maximum: 3
              visibility: G+p
              label: {nl: "Dit herken ik", en: "I recognise this"}
            - id: hard
              type: choice
              visibility: A
              label: {nl: "Is het lastig?", en: "Is it hard?"}
              choices:
                - {id: yes, text: {nl: Ja, en: Yes}}
                - {id: no, text: {nl: Nee, en: No}}
            - id: why
              type: short_text
              maximum: 140
              visibility: M
              if: {hard: [yes]}
              label: {nl: "Waarom?", en: "Why?"}
      - id: 1.4
        title: {nl: "Energie", en: "Energy"}
        kind: choose
        minutes: 5
        prompt: {nl: "Eén woord", en: "One word"}
        form:
          one_tap: true
          fields:
            - id: energy
              type: scale
              minimum: 1
              maximum: 5
              visibility: A
              meaning: energy
              label: {nl: "Energie", en: "Energy"}
      - id: 1.5
        title: {nl: "Gesprek", en: "Talk"}
        kind: spoken
        minutes: 5
        purpose: insights
        steps:
          - {title: {nl: "Vertellen", en: "Tell"}, minutes: 2}
          - {title: {nl: "Vragen", en: "Ask"}, minutes: 3}
        prompt: {nl: "Wat neem je mee?", en: "What do you take?"}
forms:
  preparation:
    fields:
      - {id: ambition, type: long_text, maximum: 280, visibility: G, meaning: ambition, label: {nl: "Wens", en: "Wish"}}
reminders:
  - {id: preparation, anchor: session, offset: -7 days, to: hotseat, form: preparation, sessions: [1]}
"""


def read(text: str, *, shipped: bool = False) -> ReadFormat:
    return read_format(text, file="own.yaml", shipped=shipped)


def faults_of(text: str, *, shipped: bool = False) -> tuple[FormatFault, ...]:
    with pytest.raises(FormatFaults) as caught:
        read(text, shipped=shipped)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    """The own format with its one place that reads `old` rewritten."""
    assert OWN.count(old) == 1, old
    return OWN.replace(old, new)


def line_of(text: str, marker: str) -> int:
    assert text.count(marker) == 1, marker
    return text.count("\n", 0, text.index(marker)) + 1


def action_learning() -> str:
    """The own format without a hotseat, but for the one who tells in 1.1."""
    text = changed("kind: mastermind", "kind: action-learning").replace("all_but_hotseat", "all")
    text = text.replace("shows: [preparation]", "shows: [preparation]\n        prepared_by: [preparation]")
    return text.replace("to: hotseat", "to: all")


def test_a_right_file_becomes_a_format() -> None:
    own: Format = read(OWN).format
    assert (own.id, own.version, own.default_preset) == ("own", 3, "long")
    plan = own.plan("long", 1)
    assert [(each.id, each.minutes) for each in plan.rounds] == [
        ("1.1", 10),
        ("1.2", 10),
        ("1.3", 10),
        ("1.4", 5),
        ("1.5", 5),
    ]
    hotseat, ideas, recognition, energy, talk = plan.rounds
    assert (hotseat.kind, hotseat.shows, hotseat.told_by) == (RoundKind.SHOW, (Shows.PREPARATION,), Audience.HOTSEAT)
    assert (ideas.priority, hotseat.priority) == (Priority.MAY, Priority.MUST)
    assert ideas.form is not None
    assert ideas.form.required
    assert ideas.form.fields[0].required
    assert recognition.form is not None
    pick, hard, why = recognition.form.fields
    assert (pick.type, pick.source, pick.visibility, pick.programme) == (
        FieldType.PICK,
        "1.1.dilemmas",
        Visibility.GROUP,
        True,
    )
    assert [(choice.id, choice.text.en) for choice in hard.choices] == [("yes", "Yes"), ("no", "No")]
    assert why.shown_if == Condition(field="hard", choices=("yes",))
    assert energy.form is not None
    assert energy.form.one_tap
    assert [step.minutes for step in talk.steps] == [2, 3]
    assert own.reminders[0].offset.days == -7


def test_a_preset_leaves_out_the_rounds_without_minutes_for_it_and_the_others_keep_their_ids() -> None:
    plan = read(OWN).format.plan("30", 1)
    assert [each.id for each in plan.rounds] == ["1.1", "1.3", "1.4", "1.5"]
    assert plan.position("1.3") == 2


def test_a_format_without_presets_has_one_called_standard() -> None:
    text = OWN.replace("presets: [long, 30]\n", "").replace("{long: 40, 30: 30}", "40").replace("{long: 10}", "10")
    assert list(read(text).format.presets) == ["standard"]


def test_a_round_without_lines_opens_with_its_prompt() -> None:
    talk = read(OWN).format.plan("long", 1).round("1.5")
    assert talk.lines.open == talk.prompt


R = "sessions[1].rounds"
F = "sessions[1].rounds[1.3].form.fields"
P = "reminders[preparation]"
WRONG = [
    # what is written, what stands there instead, where the line is found, field, words of the message
    ("version: 3", "version: three", "version:", "version", "no whole number"),
    ("version: 3", "version: 0", "version:", "version", "from 1 to"),
    ("version: 3", "version:", "version:", "version", "empty"),
    ("kind: mastermind", "kind: talk", "kind: talk", "kind", "choose mastermind or action-learning"),
    ("format: own", "format: Own Form", "format:", "format", "no good name"),
    ("format: own", "formt: own", "formt:", "formt", "did you mean 'format'"),
    ("presets: [long, 30]", "presets: [long, 30, 30]", "presets:", "presets", "named once"),
    ("presets: [long, 30]", "presets: [long, '3 0', 30]", "presets:", "presets", "no good name"),
    ("presets: [long, 30]", "presets: {long: 30}", "presets:", "presets", "list of single values"),
    ('"Eigen vorm", en: "Own form"', '"Eigen vorm"', "Eigen vorm", "title.en", "English text is missing"),
    ('{nl: "Eigen vorm", en: "Own form"}', "Own form", "Own form", "title", "both languages"),
    ('nl: "Denk mee", en', "en", "Think along", f"{R}[1.2].prompt.nl", "Dutch text is missing"),
    ('en: "Think along"', 'en: ""', "Denk mee", f"{R}[1.2].prompt.en", "empty"),
    ('en: "Think along"', 'en: "Think along", de: "Denk"', "Denk mee", f"{R}[1.2].prompt.de", "Unknown key"),
    ("        told_by: hotseat", "        toldby: hotseat", "toldby", f"{R}[1.1].toldby", "did you mean 'told_by'"),
    ("        told_by: hotseat", "        told_by: all", "told_by", f"{R}[1.1].told_by", "One person tells"),
    ("{long: 40, 30: 30}", "{long: 41, 30: 30}", "{long: 41", "sessions[1].minutes", "1 too few"),
    ("{long: 40, 30: 30}", "{long: 40, 30: 20}", "30: 20}", "sessions[1].minutes", "in preset '30': 10 too many"),
    ("{long: 10}", "{long: -10}", "-10}", f"{R}[1.2].minutes.long", "from 1 to"),
    ("{long: 10}", "{long: 10, 45: 5}", "45: 5}", f"{R}[1.2].minutes.45", "Unknown key"),
    ("{long: 10}", "{}", "minutes: {}", f"{R}[1.2].minutes", "empty"),
    ("  - number: 1", "  - number: 2", "number: 2", "sessions[2].number", "make this 1"),
    (
        "      - id: 1.3",
        "      - id: 1.4\n",
        '- id: 1.4\n        title: {nl: "Ene',
        f"{R}[1.4].id",
        "already a round '1.4'",
    ),
    ("      - id: 1.3", "      - id: round three", "round three", f"{R}[round three].id", "no good name"),
    ("        kind: show", "        kind: shown", "kind: shown", f"{R}[1.1].kind", "spoken or silent"),
    (
        "        audience: all_but_hotseat",
        "        audience: inbrenger",
        "inbrenger",
        f"{R}[1.2].audience",
        "has no inb",
    ),
    ("        shows: [preparation]\n", "", "- id: 1.1", f"{R}[1.1].shows", "shows something"),
    ("shows: [preparation]", "shows: [preparation, round]", "- id: 1.1", f"{R}[1.1].from", "belong together"),
    ("shows: [preparation]", "shows: [reports, preparation]", "reports", f"{R}[1.1].shows", "a form 'look_back'"),
    ('Ask"}, minutes: 3}', 'Ask"}, minutes: 4}', "steps:", f"{R}[1.5].steps", "steps take 6 minutes and the round 5"),
    (
        "        minutes: {long: 10}",
        "        told_by: hotseat\n        minutes: {long: 10}",
        "told_by: hotseat\n        min",
        f"{R}[1.2].told_by",
        "show or spoken",
    ),
    ("          one_tap: true", "          one_tap: perhaps", "one_tap", f"{R}[1.4].form.one_tap", "true nor false"),
    (
        "              maximum: 5",
        "              maximum: 4",
        "type: scale",
        f"{R}[1.4].form.fields[energy].type",
        "a scale from 1 to 5",
    ),
    (
        "              meaning: energy",
        "              meaning: tip",
        "meaning: tip",
        f"{R}[1.4].form.fields[energy].meaning",
        "the type must be",
    ),
    ("from: 1.1.dilemmas", "from: 1.9.dilemmas", "from: 1.9", f"{F}[dilemmas].from", "no round '1.9"),
    ("from: 1.1.dilemmas", "from: 1.4", "from: 1.4", f"{F}[dilemmas].from", "comes later"),
    ("from: 1.1.dilemmas", "from: 1.3", "from: 1.3", f"{F}[dilemmas].from", "comes later"),
    ("from: 1.1.dilemmas", "from: 1.1", "from: 1.1", f"{F}[dilemmas].from", "no text to choose"),
    ("from: 1.1.dilemmas", "from: 1.1.ideas", "from: 1.1", f"{F}[dilemmas].from", "no field 'ideas'"),
    ("from: 1.1.dilemmas", "from: tips", "from: tips", f"{F}[dilemmas].from", "no form 'harvest'"),
    ("from: 1.1.dilemmas", "from: 1.2", "from: 1.2", f"{F}[dilemmas].from", "no round '1.2' in preset '30'"),
    ("              from: 1.1.dilemmas\n", "", "id: dilemmas", f"{F}[dilemmas].from", "is missing"),
    ("visibility: G+p", "visibility: G+q", "G+q", f"{F}[dilemmas].visibility", "M, G, A or N"),
    (
        "visibility: G+p",
        "visibility: A",
        'visibility: A\n              label: {nl: "Dit',
        f"{F}[dilemmas].visibility",
        "not for pick",
    ),
    (
        "              visibility: M",
        "              visibility: A",
        "visibility: A\n              if",
        f"{F}[why].visibility",
        "never shown without a name",
    ),
    (
        "              visibility: M",
        "              visibility: N",
        "visibility: G+p",
        f"{F}[dilemmas].visibility",
        "N does not mix",
    ),
    ("maximum: 140", "maximum: 1400", "maximum: 1400", f"{F}[why].maximum", "between 0 and 280"),
    (
        "maximum: 140",
        "minimum: 150\n              maximum: 140",
        "maximum: 140",
        f"{F}[why].maximum",
        "leaves nothing to answer",
    ),
    ("              maximum: 140\n", "", "id: why", f"{F}[why].maximum", "is missing"),
    ("type: choice", "type: yes_no", "choices:", f"{F}[hard].choices", "has no choices"),
    ("{id: no, text", "{id: yes, text", "Nee", f"{F}[hard].choices[yes].id", "already a choice"),
    (
        "                - {id: no, text: {nl: Nee, en: No}}\n",
        "",
        "choices:",
        f"{F}[hard].choices",
        "at least two choices",
    ),
    ("if: {hard: [yes]}", "if: {soft: [yes]}", "if:", f"{F}[why].if", "no choice that comes earlier"),
    ("if: {hard: [yes]}", "if: {hard: [maybe]}", "if:", f"{F}[why].if", "use yes or no"),
    (
        "            - id: why",
        "            - id: hard",
        "id: hard\n              type: short",
        f"{F}[hard].id",
        "already a field 'hard'",
    ),
    ("required: yes, visibility", "visibility", "required: true", f"{R}[1.2].form.required", "at least one required"),
    (
        "        kind: silent",
        "        kind: spoken",
        "required: true",
        f"{R}[1.2].form.required",
        "nothing is required",
    ),
    (
        "meaning: ambition",
        "meaning: ambtion",
        "ambtion",
        "forms.preparation.fields[ambition].meaning",
        "not known here",
    ),
    (
        "visibility: G, meaning: ambition",
        "visibility: N",
        "id: ambition",
        "forms.preparation.fields[ambition].visibility",
        "use G or M between sessions",
    ),
    (
        "visibility: G, meaning",
        "prefill: x.y, visibility: G, meaning",
        "x.y",
        "forms.preparation.fields[ambition].prefill",
        "There is no 'x.y'",
    ),
    ("-7 days", "a week", "a week", f"{P}.offset", "Write it like"),
    ("to: hotseat", "to: everyone", "everyone", f"{P}.to", "not known"),
    ("anchor: session", "anchor: moon", "moon", f"{P}.anchor", "not known"),
    ("form: preparation", "form: prep", "form: prep,", f"{P}.form", "no form 'prep'"),
    ("sessions: [1]}", "sessions: [2]}", "sessions: [2]", f"{P}.sessions", "no session 2"),
    ("sessions: [1]}", "not_sessions: [1]}", "not_sessions: [1]", f"{P}.not_sessions", "no session is left"),
    ("-7 days", "+1 day", "+1 day", f"{P}.sessions", "nothing is asked after the last session"),
    ("-7 days", "+30 minutes", "+30 minutes", f"{P}.offset", "wait 40 minutes or longer"),
    ("-7 days", "0 days", "0 days", f"{P}.offset", "would never come"),
    ("-7 days", "-91 days", "-91 days", f"{P}.offset", "91 days before it; at most 90"),
    ("session, offset: -7", "gap_middle, offset: 0", "gap_middle", f"{P}.sessions", "no gap before the first session"),
    ("anchor: session", "anchor: interim_date", "interim_date", f"{P}.anchor", "belong together"),
    ("session, offset: -7", "interim_date, offset: 1", "interim_date", f"{P}.offset", "on the day that a person chose"),
    ("to: hotseat", "to: own_interim_date", "to: own", f"{P}.to", "belong together"),
    ("to: hotseat", "to: inbrenger", "to: inbrenger", f"{P}.to", "has no inbrenger"),
    ("to: hotseat", "to: hotseat, via: group", "via: group", f"{P}.via", "said to them alone"),
    ("to: hotseat", "to: group, via: personal", "via: personal", f"{P}.via", "belong together"),
    ("to: hotseat", "to: hotseat, via: post", "via: post", f"{P}.via", "choose personal or group"),
    ("to: hotseat", "to: hotseat, tolerance: a day", "a day", f"{P}.tolerance", "how late it may be"),
    ("to: hotseat", "to: hotseat, tolerance: -1 day", "-1 day", f"{P}.tolerance", "how late it may be"),
    ("to: hotseat", "to: hotseat, tolerance: 0 days", "0 days", f"{P}.tolerance", "how late it may be"),
    ("to: hotseat", "to: hotseat, tolerance: 15 days", "15 days", f"{P}.tolerance", "at most 14 days"),
    ("        purpose: hotseat\n", "", "    rounds:", "sessions[1].rounds", "'purpose: hotseat'"),
    ("        purpose: insights\n", "", "    rounds:", "sessions[1].rounds", "'purpose: insights'"),
]


@pytest.mark.parametrize(("old", "new", "where", "field", "words"), WRONG)
def test_a_fault_is_named_with_its_line_its_field_and_what_to_do(
    old: str, new: str, where: str, field: str, words: str
) -> None:
    text = changed(old, new)
    found = [fault for fault in faults_of(text) if words in fault.message]
    assert found, [str(fault) for fault in faults_of(text)]
    assert (found[0].file, found[0].line, found[0].field) == ("own.yaml", line_of(text, where), field)
    assert str(found[0]) == f"own.yaml:{found[0].line}: {field}: {found[0].message}"


def test_a_reminder_says_how_late_it_may_be_and_where_it_goes() -> None:
    assert (read(OWN).format.reminders[0].tolerance, read(OWN).format.reminders[0].via) == (
        timedelta(days=1),
        "personal",
    )
    rule = read(changed("to: hotseat", "to: group, tolerance: 50 minutes")).format.reminders[0]
    assert (rule.tolerance, rule.via) == (timedelta(minutes=50), "group")  # a group is spoken to in its chat


def test_a_day_of_ones_own_to_look_back_must_be_asked_for() -> None:
    own = "{id: own, anchor: interim_date, offset: 0 days, to: own_interim_date}"
    text = changed(
        "forms:\n  prep", LATER.replace("kind: spoken", "kind: spoken\n        purpose: look_back") + "forms:\n  prep"
    )
    faults = faults_of(text + f"  - {own}\n")
    assert "reminders[own].anchor" in {fault.field for fault in faults if "meaning: interim_date" in fault.message}


def test_who_asks_long_before_a_later_session_is_told_that_a_short_gap_leaves_it_out() -> None:
    text = action_learning().replace("        told_by: hotseat\n", "")
    text = text.replace("forms:\n  prep", "  - {number: 2, like: 1}\nforms:\n  prep").replace(", sessions: [1]}", "}")
    assert read(text).warnings == ()
    long = text.replace("-7 days", "-14 days")
    assert [(each.field, "minimum_gap_days: 15" in each.message) for each in read(long).warnings] == [
        (f"{P}.offset", True)
    ]
    assert read(long.replace("-14 days", "-14 days, minimum_gap_days: 15")).warnings == ()


def test_what_a_group_began_with_is_read_though_its_reminder_would_be_refused_today() -> None:
    idle = changed("-7 days", "0 days")
    assert read_format(idle, file="kept.yaml", shipped=False, kept=True).format.id == "own"


def test_all_faults_come_together_in_the_order_of_the_file() -> None:
    text = OWN.replace("version: 3", "version: x").replace("-7 days", "soon").replace("kind: show", "kind: tell")
    faults = faults_of(text)
    assert [fault.field for fault in faults] == [
        "version",
        "sessions[1].rounds[1.1].kind",
        f"{P}.offset",
    ]
    assert str(FormatFaults(faults)).count("\n") == 2


LATER = """\
  - number: 2
    title: {nl: "Twee", en: "Two"}
    minutes: {long: 5, 30: 5}
    rounds:
      - id: 2.1
        title: {nl: "Terugblik", en: "Look back"}
        kind: spoken
        minutes: 5
        prompt: {nl: "Hoe ging het?", en: "How did it go?"}
"""


def test_a_later_session_needs_a_look_back_and_the_last_one_insights() -> None:
    faults = faults_of(changed("forms:\n  prep", LATER + "forms:\n  prep"))
    assert {fault.message for fault in faults} == {
        f"The last session of a mastermind needs a round with 'purpose: {purpose}' in preset '{preset}'."
        for purpose in ("look_back", "insights")
        for preset in ("long", "30")
    }
    assert {fault.field for fault in faults} == {"sessions[2].rounds"}


def test_the_first_of_several_sessions_needs_no_insights() -> None:
    later = LATER.replace("kind: spoken", "kind: spoken\n        purpose: look_back").replace("2.1", "A21")
    text = changed("forms:\n  prep", later + "forms:\n  prep").replace("purpose: insights", "priority: may")
    assert {fault.field for fault in faults_of(text)} == {"sessions[2].rounds"}


def test_action_learning_has_no_hotseat() -> None:
    faults = faults_of(changed("kind: mastermind", "kind: action-learning"))
    rounds = {"sessions[1].rounds[1.1].told_by", "sessions[1].rounds[1.2].audience"}
    assert {fault.field for fault in faults} == {*rounds, f"{P}.to"}


def required_rounds(*audiences: str, minutes: int = 10) -> str:
    """The own format with a required silent round for each audience."""
    rounds = "".join(
        f"""\
      - id: B{number}
        title: {{nl: "Vraag", en: "Question"}}
        kind: silent
        minutes: {minutes}
        audience: {audience}
        prompt: {{nl: "Wat?", en: "What?"}}
        form:
          required: true
          fields:
            - {{id: it, type: short_text, maximum: 90, required: true, visibility: G, label: {{nl: "Dit", en: "This"}}}}
"""
        for number, audience in enumerate(audiences, 1)
    )
    more = len(audiences) * minutes
    text = changed("{long: 40, 30: 30}", f"{{long: {40 + more}, 30: {30 + more}}}")
    return text.replace("forms:\n  prep", rounds + "forms:\n  prep")


def test_a_third_required_form_for_one_person_is_a_warning_in_an_own_format() -> None:
    text = required_rounds("all", "all", minutes=1)
    warnings = read(text).warnings
    assert [warning.field for warning in warnings] == ["sessions[1].rounds[B2].form.required"]
    assert warnings[0].line == text.count("\n", 0, text.rindex("required: true\n")) + 1
    assert "number 3 for a participant in a session of 42 minutes" in warnings[0].message
    assert "1.2, B1, B2" in warnings[0].message


def test_a_third_required_form_for_one_person_is_refused_in_a_shipped_format() -> None:
    faults = faults_of(required_rounds("all", "all", minutes=1), shipped=True)
    assert [fault.field for fault in faults] == ["sessions[1].rounds[B2].form.required"]


def test_required_forms_are_counted_per_person() -> None:
    assert read(required_rounds("hotseat", "hotseat", minutes=1), shipped=True).warnings == ()
    assert faults_of(required_rounds("hotseat", "hotseat", "all", minutes=1), shipped=True)
    assert faults_of(required_rounds("chosen", "all_but_chosen", minutes=1), shipped=True)


def test_a_session_from_sixty_minutes_may_ask_three_required_forms() -> None:
    text = required_rounds("all", "all", minutes=15)  # 70 and 60 minutes
    assert read(text, shipped=True).warnings == ()
    assert faults_of(required_rounds("all", "all", "all", minutes=15), shipped=True)


def test_one_tap_is_no_required_form() -> None:
    text = required_rounds("all", minutes=1).replace("one_tap: true", "one_tap: true\n          required: true")
    assert "never required" in faults_of(text)[0].message


NO_YAML = [
    ("", 1, "set of keys"),
    ("- one\n- two\n", 1, "set of keys"),
    ("just words", 1, "set of keys"),
    ("format: own\n\tversion: 1\n", 2, "spaces, no tabs"),
    ("format: own\ntitle: {nl: a\n", 3, "not YAML"),
    ("format: a: b\n", 1, "double quotes"),
    ("format: own\nversion: &v 3\n", 2, "Anchors"),
    ("format: own\nversion: *v\n", 2, "Anchors"),
    ("format: own\nkind: !!python/object/apply:os.system ['true']\n", 2, "Tags"),
    ("format: !own x\n", 1, "Tags"),
    ("format: own\n---\nformat: own\n", 3, "two documents"),
    ("format: own\n" + "a: " + "[" * 40 + "]" * 40, 2, "deep"),
    ("format: own\n? [a, b]\n: c\n", 2, "single word"),
    ("format: own\nversion: 1\nformat: own\n", 3, "already there on line 1"),
    ("format: own\nversion: \x07\n", 2, "Character number 7"),
    ("format: \udc80\n", 1, "UTF-8"),
    ('format: "\\U99999999"\n', 1, "not YAML"),
    ("format: own\n" + "#" * LONGEST, 1, "too large"),
    ("%YAML 9.9\n---\nformat: own\n", 1, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "words"), NO_YAML)
def test_what_is_no_safe_yaml_is_refused_kindly(text: str, line: int, words: str) -> None:
    faults = faults_of(text)
    assert (faults[0].file, faults[0].line) == ("own.yaml", line)
    assert words in faults[0].message


def test_a_thousand_aliases_are_never_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1000))
    assert len(faults_of(bomb)) == 1


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    windows = "\ufeff" + OWN.replace("\n", "\r\n")
    assert read(windows) == read(OWN)
    assert digest(windows) == digest(OWN)


def test_reading_twice_gives_the_same_format_and_another_text_another_digest() -> None:
    assert read(OWN) == read(OWN)
    assert digest(OWN) != digest(changed("version: 3", "version: 4"))


def test_a_session_like_another_is_played_with_its_rounds() -> None:
    text = action_learning()
    text = text.replace("        told_by: hotseat\n", "")
    more = "  - {number: 2, like: 1}\n  - {number: 3, like: 2, optional: true, title: {nl: Slot, en: End}}\n"
    read_ = read(text.replace("forms:\n  prep", more + "forms:\n  prep"), shipped=True)
    assert read_.warnings == ()
    for preset, plans in read_.format.presets.items():
        first, second, third = plans
        assert second == replace(first, number=2), preset
        assert third == replace(first, number=3, optional=True, title=Text(nl="Slot", en="End")), preset


def test_presets_that_count_their_own_sessions_may_have_the_same_number() -> None:
    own = "      - {id: X, title: {nl: Samen, en: Together}, kind: spoken, minutes: 9, prompt: {nl: Wat?, en: What?}}\n"
    text = action_learning()
    text = text.replace("        told_by: hotseat\n", "").replace("[long, 30]", "[long, 30, other]")
    text = re.sub(r"minutes: (10|5)\n", r"minutes: {long: \1, 30: \1}\n", text, count=4)
    other = "  - number: 1\n    title: {nl: Anders, en: Else}\n    minutes: {other: 9}\n    rounds:\n"
    other += own.replace("minutes: 9", "minutes: {other: 9}") + "  - {number: 2, like: 1}\n"
    found = read(text.replace("forms:\n  prep", other + "forms:\n  prep")).format
    assert [plan.title.nl for plan in found.presets["other"]] == ["Anders", "Anders"]
    assert [plan.number for plan in found.presets["long"]] == [1]


ALIKE = [
    ("  - {number: 2, like: 3}\n", "sessions[2].like", "no session 3 above this one"),
    ("  - {number: 2, like: 2}\n", "sessions[2].like", "no session 2 above this one"),
    ("  - {number: 2, like: one}\n", "sessions[2].like", "no whole number"),
    ("  - {number: 2, like: 1, minutes: 40}\n", "sessions[2].minutes", "takes its minutes from there"),
    ("  - {number: 2, like: 1, rounds: []}\n", "sessions[2].rounds", "takes its rounds from there"),
    ("  - {number: 3, like: 1}\n", "sessions[3].number", "make this 2"),
    ("  - {number: 2, like: 1, optional: perhaps}\n", "sessions[2].optional", "neither true nor false"),
    ("  - {number: 2, like: 1, optional: true}\n  - {number: 3, like: 1}\n", "sessions[3].optional", "only optional"),
    ("  - {number: 2, alike: 1}\n", "sessions[2].alike", "did you mean 'like'"),
]


@pytest.mark.parametrize(("lines", "field", "words"), ALIKE)
def test_what_is_wrong_with_a_session_like_another_is_named(lines: str, field: str, words: str) -> None:
    text = action_learning()
    text = text.replace("        told_by: hotseat\n", "").replace("forms:\n  prep", lines + "forms:\n  prep")
    found = [fault for fault in faults_of(text) if fault.field == field]
    assert found  # what is wrong in each preset is told for each
    assert all(words in fault.message for fault in found)
    assert found[0].line == text.count("\n", 0, text.index(lines)) + lines.count("\n")


def test_a_fault_in_a_session_is_told_once_however_many_are_like_it() -> None:
    more = "  - {number: 2, like: 1}\n  - {number: 3, like: 1}\n"
    text = action_learning()
    text = text.replace("        told_by: hotseat\n", "").replace(
        "minutes: 5\n        purpose", "minutes: 6\n        purpose"
    )
    faults = faults_of(text.replace("forms:\n  prep", more + "forms:\n  prep"))
    assert {fault.field for fault in faults} == {"sessions[1].rounds[1.5].steps", "sessions[1].minutes"}


def test_the_first_session_is_never_optional() -> None:
    faults = faults_of(changed("  - number: 1\n", "  - number: 1\n    optional: true\n"))
    assert [fault.field for fault in faults] == ["sessions[1].optional"] * 2  # in each preset
    assert "always played" in faults[0].message


def test_every_session_that_may_be_the_last_of_a_mastermind_needs_insights() -> None:
    later = LATER.replace("kind: spoken", "kind: spoken\n        purpose: look_back").replace("2.1", "A21")
    both = later + later.replace("number: 2", "number: 3\n    optional: true").replace("A21", "A31")
    faults = faults_of(changed("forms:\n  prep", both + "forms:\n  prep"))
    assert {fault.field for fault in faults} == {"sessions[2].rounds", "sessions[3].rounds"}
    assert all("purpose: insights" in fault.message for fault in faults)


def test_that_a_field_is_no_report_of_an_experiment_is_said() -> None:
    found = read(changed("type: long_text, maximum: 200, required: yes", "type: report, required: yes"), shipped=False)
    assert [(warning.field, "form 'look_back'" in warning.message) for warning in found.warnings] == [
        ("sessions[1].rounds[1.2].form.fields[idea].type", True)
    ]


def test_a_round_is_prepared_by_a_form_that_is_there() -> None:
    faults = faults_of(changed("kind: silent", "kind: silent\n        prepared_by: praline"))
    assert [(fault.field, fault.message) for fault in faults] == [
        ("sessions[1].rounds[1.2].prepared_by", "There is no form 'praline' between the sessions.")
    ]


def test_who_can_be_voted_for_must_have_been_asked() -> None:
    vote = """\
  highlight_vote:
    fields:
      - {id: vote, type: votes, from: volunteers, maximum: 1, visibility: M, label: {nl: "Wie?", en: "Who?"}}
"""
    faults = faults_of(changed("reminders:\n", vote + "reminders:\n"))
    assert [fault.field for fault in faults] == ["forms.highlight_vote.fields[vote].from"]
    asked = """\
  highlight:
    fields:
      - {id: volunteer, type: yes_no, visibility: G, label: {nl: "Wil je?", en: "Will you?"}}
"""
    assert read(changed("reminders:\n", asked + vote + "reminders:\n"), shipped=True).warnings == ()


# --- reminders that say nothing where they come


def with_rule(rule: str) -> str:
    """A format of two sessions: in the second is one round for the chosen one and the harvest is never told."""
    text = action_learning().replace("        told_by: hotseat\n", "")
    text = text.replace("forms:\n  prep", "  - {number: 2, like: 1}\nforms:\n  prep")
    one = "    fields:\n      - {id: it, type: short_text, maximum: 90, visibility: G, label: {nl: Dit, en: This}}\n"
    forms = "".join(f"  {name}:\n{one}" for name in ("harvest", "highlight", "look_back", "wish"))
    return text.replace("reminders:\n", f"{forms}reminders:\n") + f"  - {{id: more, {rule}}}\n"


IDLE = [
    ("anchor: session, offset: -2 days, to: all, form: highlight, sessions: [2], priority: 1", "form", "no round"),
    ("anchor: session, offset: -2 days, to: all, form: harvest, priority: 1", "form", "no round"),
    ("anchor: session, offset: -2 days, to: open_experiment, form: look_back, sessions: [1]", "form", "no round"),
    ("anchor: session, offset: +1 day, to: moderator", "offset", "before a session"),
    ("anchor: session, offset: +1 day, to: all", "offset", "nothing to tell"),
    ("anchor: session, offset: +1 day, to: inbrenger", "offset", "nothing to tell"),
]


@pytest.mark.parametrize(("rule", "field", "words"), IDLE)
def test_a_reminder_that_would_say_nothing_is_refused(rule: str, field: str, words: str) -> None:
    found = [fault for fault in faults_of(with_rule(rule)) if words in fault.message]
    assert [fault.field for fault in found] == [f"reminders[more].{field}"]


USELESS = [
    ("anchor: gap_middle, offset: +8 days, to: all, priority: 4, minimum_gap_days: 16", "offset", "_days: 17"),
    (
        "anchor: session, offset: -2 days, to: all, form: wish, sessions: [1], minimum_gap_days: 300",
        "minimum_gap_days",
        "nothing",
    ),
    ("anchor: session, offset: -2 days, to: all, form: wish, priority: 0", "priority", "two days a week"),
]


@pytest.mark.parametrize(("rule", "field", "words"), USELESS)
def test_a_reminder_with_something_of_no_use_is_warned_about(rule: str, field: str, words: str) -> None:
    found = [each for each in read(with_rule(rule)).warnings if words in each.message]
    assert [each.field for each in found] == [f"reminders[more].{field}"]


RIGHT = [
    "anchor: gap_middle, offset: +8 days, to: all, priority: 4, minimum_gap_days: 17",
    "anchor: session, offset: +1 day, to: all, form: wish, priority: 4",
    "anchor: session, offset: -1 day, to: moderator",
    "anchor: session, offset: -9 days, to: all, minimum_gap_days: 36",
]


@pytest.mark.parametrize("rule", RIGHT)
def test_a_reminder_that_says_something_passes_without_a_word(rule: str) -> None:
    assert read(with_rule(rule)).warnings == ()


@pytest.mark.parametrize(("to", "priority"), [("all", 9), ("hotseat", 9), ("moderator", 0), ("group", 0)])
def test_a_reminder_to_people_counts_for_their_two_days_a_week_unless_the_format_says_otherwise(
    to: str, priority: int
) -> None:
    rule = f"{{id: more, anchor: session, offset: -1 day, to: {to}}}"
    assert read(OWN + f"  - {rule}\n").format.reminders[-1].priority == priority
