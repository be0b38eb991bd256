"""Reads one field of a form from a sheet, with the rules that hold within that field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.formats.model import Choice, Condition, Field, FieldType, Meaning, Text, Visibility
from dialogs.formats.sheet import Sheet

FIELD_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
TEXTS: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})
COUNTABLE: Final = frozenset({FieldType.SCALE, FieldType.NUMBER, FieldType.YES_NO, FieldType.CHOICE, FieldType.CHOICES})
CHOOSING: Final = frozenset({FieldType.CHOICE, FieldType.CHOICES})
MEASURED: Final = frozenset({FieldType.SCALE, FieldType.NUMBER})
SOURCES: Final[Mapping[FieldType, frozenset[str]]] = {
    FieldType.CHOICE: frozenset({"positions"}),
    FieldType.EXPERIMENT: frozenset({"experiments"}),
    FieldType.PICK: frozenset({"experiments", "harvest", "tips", "volunteers"}),
    FieldType.VOTES: frozenset({"experiments", "harvest", "tips", "volunteers"}),
}
FROM_ROUNDS: Final = frozenset({FieldType.PICK, FieldType.VOTES})
SCORE_RANGE: Final = (0, 10)
ENERGY_RANGE: Final = (1, 5)
FEWEST_CHOICES: Final = 2
MOST_STEPS: Final = 11  # of a scale: 0 to 10
NO_REPORT: Final = (
    "Within a form this is a text of at most 500 characters, no report of an experiment: that is given with the form "
    "'look_back' between the sessions, and a round shows it with 'shows: [reports]'. Use type long_text for a text."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers `minimum` and `maximum` may be; None: the field has no limits."""

    lowest: int
    highest: int
    needs_minimum: bool = False
    needs_maximum: bool = True


LIMITS: Final[Mapping[FieldType, Limits]] = {
    FieldType.SHORT_TEXT: Limits(lowest=0, highest=280),
    FieldType.LONG_TEXT: Limits(lowest=0, highest=2000),
    FieldType.SCALE: Limits(lowest=0, highest=10, needs_minimum=True),
    FieldType.NUMBER: Limits(lowest=0, highest=100_000, needs_minimum=True),
    FieldType.CHOICES: Limits(lowest=0, highest=20, needs_maximum=False),
    FieldType.PICK: Limits(lowest=0, highest=10, needs_maximum=False),
    FieldType.VOTES: Limits(lowest=0, highest=10),
}
MEANT_FOR: Final[Mapping[Meaning, frozenset[FieldType]]] = {
    Meaning.DILEMMA: TEXTS | {FieldType.PICK},
    Meaning.SCORE: MEASURED,
    Meaning.ENERGY: frozenset({FieldType.SCALE}),
    Meaning.CONSENT_PUBLIC: frozenset({FieldType.YES_NO}),
    Meaning.CONSENT_QUOTE: frozenset({FieldType.YES_NO}),
    Meaning.WORKED: frozenset({FieldType.CHOICE}),
    Meaning.PARTY: frozenset({FieldType.CHOICE}),
    Meaning.GOAL: CHOOSING,
    Meaning.INTERIM_DATE: frozenset({FieldType.DATE}),
}  # every other one is a text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDraft:
    sheet: Sheet
    field: Field


def field_from(sheet: Sheet) -> FieldDraft:
    kind = sheet.one_of("type", FieldType, required=True)
    visibility, programme = _visibility(sheet)
    field = Field(
        id=sheet.name("id", FIELD_ID, like="'idea' or 'works_when' (a-z, digits and _)"),
        type=kind or FieldType.SHORT_TEXT,
        label=sheet.text("label", longest=140, required=True) or Text(nl="", en=""),
        visibility=visibility or Visibility.MODERATOR,
        required=sheet.flag("required"),
        programme=programme,
        placeholder=sheet.text("placeholder", longest=140),
        hint=sheet.text("hint", longest=200),
        minimum=sheet.number("minimum", lowest=0, highest=100_000),
        maximum=sheet.number("maximum", lowest=0, highest=100_000),
        minimum_text=sheet.text("minimum_text", longest=40),
        maximum_text=sheet.text("maximum_text", longest=40),
        choices=_choices(sheet),
        source=sheet.word("from"),
        meaning=sheet.one_of("meaning", Meaning),
        default=sheet.word("default"),
        prefill=sheet.word("prefill"),
        each=sheet.word("each"),
        shown_if=_condition(sheet),
    )
    sheet.close()
    if kind is not None:
        _check_limits(sheet, field)
        _check_choices(sheet, field)
        _check_source(sheet, field)
        _check_meaning(sheet, field)
        if kind is FieldType.REPORT:
            sheet.warn("type", NO_REPORT)
        if visibility is not None:
            _check_visibility(sheet, field)
    return FieldDraft(sheet=sheet, field=field)


def _visibility(sheet: Sheet) -> tuple[Visibility | None, bool]:
    word = sheet.word("visibility", required=True)
    if word is None:
        return None, False
    letter, plus, programme = word.partition("+")
    if letter in [each.value for each in Visibility] and (plus + programme) in {"", "+p"}:
        return Visibility(letter), bool(plus)
    sheet.refuse("visibility", "Write M, G, A or N, with +p when the programme gets it too, such as G+p.")
    return None, False


def _choices(sheet: Sheet) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for each in sheet.children("choices", named_by="id"):
        choice_id = each.name("id", FIELD_ID, like="'a_little' (a-z, digits and _)")
        if choice_id in [choice.id for choice in found]:
            each.refuse("id", f"There is already a choice '{choice_id}' here; give it another id.")
        text = each.text("text", longest=80, required=True) or Text(nl="", en="")
        each.close()
        found.append(Choice(id=choice_id, text=text))
    return tuple(found)


def _condition(sheet: Sheet) -> Condition | None:
    if not sheet.has("if"):
        sheet.node("if")
        return None
    each = sheet.child("if")
    if len(each.block.nodes) != 1:
        sheet.refuse("if", "Name one field and its choices here: {done: [yes, partly]}.")
        return None
    name = next(iter(each.block.nodes))
    choices = each.words(name)
    return Condition(field=name, choices=choices) if choices else None


def _check_limits(sheet: Sheet, field: Field) -> None:
    limits = LIMITS.get(field.type)
    if limits is None:
        for key in ("minimum", "maximum"):
            if sheet.has(key):
                sheet.refuse(key, f"A field of type {field.type} has no {key}; remove this line.")
        return
    if limits.needs_minimum and not sheet.has("minimum"):
        sheet.refuse("minimum", "'minimum' is missing; say where it begins.")
    if limits.needs_maximum and not sheet.has("maximum"):
        sheet.refuse("maximum", "'maximum' is missing; say how much is allowed.")
    for key, value in (("minimum", field.minimum), ("maximum", field.maximum)):
        if value is not None and not limits.lowest <= value <= limits.highest:
            sheet.refuse(key, f"For {field.type} this lies between {limits.lowest} and {limits.highest}.")
    if field.maximum is not None:
        _check_span(sheet, field, minimum=field.minimum or 0, maximum=field.maximum)


def _check_span(sheet: Sheet, field: Field, *, minimum: int, maximum: int) -> None:
    if maximum < 1 or minimum > maximum or (minimum == maximum and field.type in MEASURED):
        sheet.refuse("maximum", f"From {minimum} to {maximum} leaves nothing to answer; make the maximum larger.")
    elif field.type is FieldType.SCALE and maximum - minimum >= MOST_STEPS:
        sheet.refuse("maximum", f"A scale has at most {MOST_STEPS} steps; use type number.")
    elif field.type is FieldType.CHOICES and maximum > len(field.choices):
        sheet.refuse("maximum", f"There are only {len(field.choices)} choices; lower the maximum.")


def _check_choices(sheet: Sheet, field: Field) -> None:
    if field.type not in CHOOSING and sheet.has("choices"):
        sheet.refuse("choices", f"A field of type {field.type} has no choices; use type choice or choices.")
    if field.type in CHOOSING and len(field.choices) < FEWEST_CHOICES and field.source is None:
        sheet.refuse("choices", "Give at least two choices.")
    if field.default is not None and field.default not in [choice.id for choice in field.choices]:
        sheet.refuse("default", f"'{field.default}' is none of the choices of this field.")
    for key in ("minimum_text", "maximum_text"):
        if sheet.has(key) and field.type not in MEASURED:
            sheet.refuse(key, "Only a scale or a number has words at its ends; remove this line.")
    if field.each is not None and field.each != "experiments":
        sheet.refuse("each", "Only 'experiments' can be asked one by one.")


def _check_source(sheet: Sheet, field: Field) -> None:
    named = SOURCES.get(field.type)
    if named is None and field.source is not None:
        sheet.refuse("from", f"A field of type {field.type} takes nothing from elsewhere; use type pick or votes.")
    elif field.type in FROM_ROUNDS and field.source is None:
        sheet.refuse("from", "'from' is missing; say which round (such as 1.6) or list there is to choose from.")
    elif named and field.source and field.type not in FROM_ROUNDS and field.source not in named:
        sheet.refuse("from", f"A field of type {field.type} can only be from {' or '.join(sorted(named))}.")
    if field.source is not None and field.choices:
        sheet.refuse("from", "Choices that are written here cannot come from elsewhere too; keep one of them.")


def _check_meaning(sheet: Sheet, field: Field) -> None:
    if field.meaning is None:
        return
    allowed = MEANT_FOR.get(field.meaning, TEXTS)
    if field.type not in allowed:
        sheet.refuse("meaning", f"For '{field.meaning}' the type must be {' or '.join(sorted(allowed))}.")
    ranges = {Meaning.SCORE: SCORE_RANGE, Meaning.ENERGY: ENERGY_RANGE}
    wanted = ranges.get(field.meaning)
    if wanted and field.type in MEASURED and (field.minimum, field.maximum) != wanted:
        sheet.refuse("meaning", f"For '{field.meaning}' it goes from {wanted[0]} to {wanted[1]}.")


def _check_visibility(sheet: Sheet, field: Field) -> None:
    if field.visibility is Visibility.UNNAMED and field.type in TEXTS:
        sheet.refuse(
            "visibility",
            "A free text is never shown without a name: in a group of eight every sentence has an owner. Use G or M.",
        )
    elif field.visibility is Visibility.UNNAMED and field.type not in COUNTABLE:
        sheet.refuse("visibility", f"A is for scales, numbers, yes/no and choices, not for {field.type}. Use G or M.")
    elif field.visibility is Visibility.NOBODY and field.type not in COUNTABLE | TEXTS:
        sheet.refuse("visibility", f"N does not fit {field.type}, which belongs to a person. Use G or M.")
