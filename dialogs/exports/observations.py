"""What an observer may take along: coded, and only of who agreed to it; with the observer's own notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from dialogs.cards.observe import code
from dialogs.experiments.model import Level
from dialogs.exports.coding import coded_text, coder
from dialogs.exports.figures import FIGURES
from dialogs.exports.reading import Reading
from dialogs.exports.tables import ROW, SESSION, TEXT_WITHHELD, Cell, Export, Row, Table, column, filed
from dialogs.exports.watched import Seen, Watched, answers_seen, ends_seen, reports_seen, tips_seen
from dialogs.formats.model import FieldType
from dialogs.groups import Effect, FieldNote, Group
from dialogs.ids import GroupId, PersonId
from dialogs.programmes.model import Role
from dialogs.records import ConsentKind
from dialogs.sessions.model import Value
from dialogs.sessions.seats import form_of

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
        "answer: wat de groep las; report: een terugblik; harvest: van de oogstkaart; note: eigen notitie.",
        "answer: what the group read; report: of an experiment; harvest: of the harvest card; note: one's own note.",
        "answer",
        "report",
        "harvest",
        "note",
    ),
    column("round", "Nummer van de ronde in de werkvorm.", "Number of the round in the format."),
    column("code", "Wie het schreef, gecodeerd: alleen met toestemming.", "Who wrote it, coded: only with consent."),
    column("about", "Over welk experiment, op de oogstkaart.", "About which experiment, on the harvest card."),
    column(
        "question",
        "Naam van het veld; supplement: later toegevoegd.",
        "Name of the field; supplement: added afterwards.",
    ),
    column("value", "Wat er staat, met codes in plaats van namen.", "What it says, with codes in place of names."),
    column("effect", "Bevorderend of belemmerend.", "Helps or hinders.", *Effect),
    column("level", "Waar het speelt.", "Where it plays.", *Level),
    TEXT_WITHHELD,
)
_NAMES_PEOPLE: Final = frozenset({FieldType.MEMBER, FieldType.PICK, FieldType.VOTES})
SUPPLEMENT: Final = "supplement"
_CODE: Final = re.compile(r"\bP(\d{2,})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One group as its observer knows it."""

    group: Group
    codes: Mapping[PersonId, int]
    notes: Sequence[FieldNote]


def observations_export(reading: Reading, observed: Sequence[Observed], chance: Random) -> Export:
    """Position, organisation and group stay out of it: together they would undo the codes."""
    agreed = frozenset(c.person for c in reading.records.consents if c.kind is ConsentKind.RESEARCH and c.stands)
    in_no_order = list(observed)
    chance.shuffle(in_no_order)
    sets = {one.group.id: number for number, one in enumerate(in_no_order, 1)}
    rows = [{"set": sets[one.group.id], **row} for one in observed for row in _of_group(reading, one, agreed)]
    table = filed(Table(name="observations", columns=_COLUMNS), rows, chance, by=("set", "session", "round"))
    return Export(table=table, figures=Table(name="figures", columns=FIGURES))


def _of_group(reading: Reading, one: Observed, agreed: frozenset[PersonId]) -> Iterator[Row]:
    by_name = coder(one.codes, reading.names(one.group.id))
    for session in reading.records.sessions:
        watched = reading.watched(session)
        for brought in _brought(watched) if session.group == one.group.id else ():
            person = brought.seen.person
            if person in agreed and person in one.codes:
                yield from _rows(watched, brought, one.codes[person], by_name)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """What somebody brought in, where, and about which experiment."""

    kind: str
    seen: Seen
    round_id: str | None = None
    about: str = ""


def _brought(watched: Watched) -> Iterator[_Brought]:
    for run in watched.session.runs:
        form = form_of(watched.session, run.key)
        names_people = {field.id for field in form.fields if field.type in _NAMES_PEOPLE} if form else set()
        for seen in answers_seen(watched, run):
            told = {name: value for name, value in seen.fields.items() if name not in names_people}
            yield _Brought(kind="answer", seen=replace(seen, fields=told), round_id=run.key.round_id)
    for seen in reports_seen(watched):
        yield _Brought(kind="report", seen=seen)
    for seen, experiment in ends_seen(watched):
        yield _Brought(kind="harvest", seen=seen, about=experiment.title)
    for seen in tips_seen(watched):
        yield _Brought(kind="harvest", seen=seen)


def _rows(watched: Watched, one: _Brought, number: int, by_name: Mapping[str, str]) -> Iterator[Row]:
    for name, value in [*one.seen.fields.items(), *((SUPPLEMENT, said) for said in one.seen.supplements)]:
        yield {
            "session": watched.session.number,
            "kind": one.kind,
            "round": one.round_id,
            "code": code(number),
            "about": coded_text(one.about, by_name) or None,
            "question": name,
            "value": _told(value, by_name),
            "text_withheld": False,
        }


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
