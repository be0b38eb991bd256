"""What an observer may take along: coded, and only of who agreed to it; with the observer's own notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from dialogs.cards.observe import code
from dialogs.experiments.model import Level
from dialogs.exports.coding import coded_text, coder
from dialogs.exports.figures import FIGURES
from dialogs.exports.reading import Reading
from dialogs.exports.tables import ROW, SESSION, TEXT_WITHHELD, Cell, Export, Row, Table, column, filed
from dialogs.formats.model import FieldType
from dialogs.groups import Effect, FieldNote, Group
from dialogs.ids import GroupId, PersonId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.policy.promises import Promise, report_promise
from dialogs.programmes.model import Role
from dialogs.records import ConsentKind
from dialogs.sessions.model import Value
from dialogs.sessions.stages import report_stage

_COLUMNS: Final = (
    ROW,
    column(
        "set",
        "Welke groepen bij elkaar horen; willekeurig genummerd, bij elke export opnieuw.",
        "Which groups belong together; numbered at random, anew at every export.",
    ),
    SESSION,
    column(
        "kind",
        "answer: wat de groep las; report: een terugblik; note: eigen notitie.",
        "answer: what the group read; report: the report of an experiment; note: one's own note.",
        "answer",
        "report",
        "note",
    ),
    column("round", "Nummer van de ronde in de werkvorm.", "Number of the round in the format."),
    column("code", "Wie het schreef, gecodeerd: alleen met toestemming.", "Who wrote it, coded: only with consent."),
    column("question", "Naam van het veld.", "Name of the field."),
    column("value", "Wat er staat, met codes in plaats van namen.", "What it says, with codes in place of names."),
    column("effect", "Bevorderend of belemmerend.", "Helps or hinders.", *Effect),
    column("level", "Waar het speelt.", "Where it plays.", *Level),
    TEXT_WITHHELD,
)
_NAMES_PEOPLE: Final = frozenset({FieldType.MEMBER, FieldType.PICK, FieldType.VOTES})
_CODE: Final = re.compile(r"\bP(\d{2,})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One group as its observer knows it."""

    group: Group
    codes: Mapping[PersonId, int]
    notes: Sequence[FieldNote]


def observations_export(reading: Reading, observed: Sequence[Observed], chance: Random) -> Export:
    """Position, organisation and group stay out of it: together they would undo the codes."""
    agreed = frozenset(c.person for c in reading.records.consents if c.kind is ConsentKind.RESEARCH and c.given)
    in_no_order = list(observed)
    chance.shuffle(in_no_order)
    sets = {one.group.id: number for number, one in enumerate(in_no_order, 1)}
    rows = [{"set": sets[one.group.id], **row} for one in observed for row in _of_group(reading, one, agreed)]
    table = filed(Table(name="observations", columns=_COLUMNS), rows, chance, by=("set", "session", "round"))
    return Export(table=table, figures=Table(name="figures", columns=FIGURES))


def _of_group(reading: Reading, one: Observed, agreed: frozenset[PersonId]) -> Iterator[Row]:
    by_name = coder(one.codes, _names(reading, one.group))
    yield from _answers(reading, one, agreed, by_name)
    yield from _reports(reading, one, agreed, by_name)
    kept_out = {number for person, number in one.codes.items() if person not in agreed}
    for note in one.notes:
        about = {int(number) for number in _CODE.findall(note.text)}
        told = not about & kept_out
        yield {
            "session": reading.session_number(note.session),
            "kind": "note",
            "round": note.round_id,
            "value": note.text if told else None,
            "effect": note.effect,
            "level": note.level,
            "text_withheld": not told,
        }


def _names(reading: Reading, group: Group) -> Mapping[PersonId, str]:
    left = {p: n for s in reading.records.sessions if s.group == group.id for p, n in s.former.items()}
    return {**left, **{member.person: member.name for member in group.members}}


def _answers(reading: Reading, one: Observed, agreed: frozenset[PersonId], by_name: Mapping[str, str]) -> Iterator[Row]:
    for given in reading.answers():
        person = given.answer.person
        if given.session.group != one.group.id or person not in agreed or person not in one.codes:
            continue
        for field in given.form.fields:
            value = given.answer.fields.get(field.id)
            if value is None or field.type in _NAMES_PEOPLE:
                continue
            if _coded(Thing.ANSWER, Promise(field.visibility, field.programme), given.stage):
                yield {
                    "session": given.session.number,
                    "kind": "answer",
                    "round": given.run.key.round_id,
                    "code": code(one.codes[person]),
                    "question": field.id,
                    "value": _told(value, by_name),
                    "text_withheld": False,
                }


def _reports(reading: Reading, one: Observed, agreed: frozenset[PersonId], by_name: Mapping[str, str]) -> Iterator[Row]:
    for report in reading.records.reports:
        if report.group != one.group.id or report.person not in agreed or report.person not in one.codes:
            continue
        session = reading.sessions[report.session]
        promise = report_promise(report, reading.experiments.get(report.experiment))
        if not _coded(Thing.REPORT, promise, report_stage(report, session, reading.hidden(session.id))):
            continue
        for name, value in {"done": report.done.value, **report.fields}.items():
            if name != "sharing":
                yield {
                    "session": session.number,
                    "kind": "report",
                    "code": code(one.codes[report.person]),
                    "question": name,
                    "value": _told(value, by_name),
                    "text_withheld": False,
                }


def _coded(thing: Thing, promise: Promise, stage: Stage) -> bool:
    seen = sight(thing, promise.visibility, programme=promise.programme, reader=Reader.OBSERVER, stage=stage)
    return seen is Sight.CODED


def _told(value: Value, by_name: Mapping[str, str]) -> Cell:
    match value:
        case str():
            return coded_text(value, by_name)
        case int():  # a yes or no too
            return value
        case tuple():
            return coded_text("; ".join(value), by_name)
        case _:
            return coded_text(" · ".join(value[part] for part in ("when", "then") if part in value), by_name) or None


def observed_groups(reading: Reading, observer: PersonId) -> tuple[GroupId, ...]:
    """Where somebody observes now."""
    return tuple(
        one.group
        for one in reading.records.memberships
        if one.person == observer and one.role is Role.OBSERVER and one.left_at is None
    )
