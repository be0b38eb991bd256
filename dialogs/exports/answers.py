"""Answers of the rounds: what the programme may read, one by one and unnamed; what it may only count, counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from dialogs.exports.figures import FIGURES, counted
from dialogs.exports.protection import ENOUGH, LEFT_OUT, of_the_whole, protected, shuffled
from dialogs.exports.reading import Reading, of_field
from dialogs.exports.tables import (
    CAUGHT_UP,
    GROUP,
    ROW,
    SESSION,
    TEXT_WITHHELD,
    Cell,
    Export,
    Row,
    Table,
    column,
    filed,
)
from dialogs.formats.model import Field, FieldType, Meaning, Visibility
from dialogs.policy.matrix import Sight
from dialogs.sessions.model import Fields, RoundPhase, RoundRun, RunKey, Session, Value
from dialogs.sessions.seats import form_of
from dialogs.sessions.tallies import names_of

_COLUMNS: Final = (
    ROW,
    column(
        "kind",
        "answer: één antwoord zonder naam; mean: gemiddelde; count: aantal per keuze; text: tekst van de evaluatie.",
        "answer: one answer without name; mean: average; count: number per choice; text: text of the evaluation.",
        "answer", "mean", "count", "text",
    ),
    GROUP,
    SESSION,
    column("round", "Nummer van de ronde in de werkvorm.", "Number of the round in the format."),
    column("run", "De hoeveelste keer de ronde werd gedaan.", "Which time the round was done."),
    column("question", "Naam van het veld in de werkvorm.", "Name of the field in the format."),
    column("asked", "De vraag zoals die werd gesteld.", "The question as it was asked."),
    column("value", "Het antwoord, de keuze of het gemiddelde.", "The answer, the choice or the average."),
    column(
        "count",
        'Hoe vaak de keuze is gemaakt. "<5" is één tot en met vier, "-" is weggelaten.',
        'How often it was chosen. "<5" is one to four, "-" is left out.',
    ),
    column("contributors", "Van hoeveel mensen, vanaf vijf.", "Of how many people, from five on."),
    CAUGHT_UP,
    TEXT_WITHHELD,
)  # fmt: skip
_ELSEWHERE: Final = frozenset({Meaning.CONSENT_PUBLIC, Meaning.CONSENT_QUOTE})
"""Ticks that belong to a text; they stand beside it in the table of that text."""
_POINTS_AT_PEOPLE: Final = frozenset({FieldType.MEMBER, FieldType.PICK, FieldType.VOTES})
_NUMBERS: Final = frozenset({FieldType.SCALE, FieldType.NUMBER})
_TEXTS: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class _Question:
    """The same question in every group that plays the same format."""

    format: str
    session: int
    round: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What an A or N field came to: what each group was told, and all that is in now."""

    field: Field
    told: Sequence[Counter[str]]
    all: Counter[str]


def answers_export(reading: Reading, chance: Random) -> Export:
    table = Table(name="answers", columns=_COLUMNS)
    rows = [*_one_by_one(reading), *_of_groups(reading), *_of_programme(reading), *_evaluation(reading, chance)]
    figures = Table(name="figures", columns=FIGURES, rows=tuple(_kept_by_moderators(reading)))
    return Export(table=filed(table, rows, chance, by=("group", "session", "round", "question")), figures=figures)


# --- one by one


def _one_by_one(reading: Reading) -> Iterator[Row]:
    for given in reading.answers():
        for field in given.form.fields:
            value = given.answer.fields.get(field.id)
            if value is None or field.visibility is not Visibility.GROUP or _has_its_own_table(field):
                continue
            seen = of_field(given, field)
            if seen in {Sight.UNNAMED, Sight.COUNTED}:
                told = _told(field, value) if seen is Sight.UNNAMED else None
                if isinstance(told, str) and field.type in _TEXTS:
                    told = reading.unnamed(given.session.group, told)
                yield {
                    **_place(reading, given.session, given.run.key, field),
                    "kind": "answer",
                    "value": told,
                    "caught_up": given.answer.caught_up,
                    "text_withheld": told is None,
                }


def _has_its_own_table(field: Field) -> bool:
    return field.type is FieldType.EXPERIMENT or field.meaning in _ELSEWHERE


def _told(field: Field, value: Value) -> Cell:
    """A choice among people or their words names them; of it only goes out how many were chosen."""
    if field.type in _POINTS_AT_PEOPLE:
        return len(value) if isinstance(value, tuple) else 1
    match value:
        case tuple():
            return "; ".join(value)
        case str() | int():  # a yes or no too
            return value
        case _:
            return None


def _place(reading: Reading, session: Session, key: RunKey, field: Field) -> dict[str, Cell]:
    return {
        "group": reading.group_number(session.group),
        "session": session.number,
        "round": key.round_id,
        "run": key.run,
        **_asked(reading, field),
    }


def _asked(reading: Reading, field: Field) -> dict[str, Cell]:
    return {"question": field.id, "asked": field.label.in_(reading.records.language)}


# --- counted


def _unnamed(session: Session) -> Iterator[tuple[RoundRun, Field]]:
    for run in session.runs:
        form = form_of(session, run.key)
        for field in form.fields if form else ():
            if field.visibility in {Visibility.UNNAMED, Visibility.NOBODY} and field.type not in _TEXTS:
                yield run, field


def _said(reading: Reading, session: Session, run: RoundRun, field: Field) -> Sequence[Fields]:
    """What is in now, of a round that takes no more."""
    if field.visibility is Visibility.NOBODY:
        settled = run.phase in {RoundPhase.CLOSED, RoundPhase.SHOWN}
        return reading.records.unsigned.get((session.id, run.key), ()) if settled else ()
    if run.phase is not RoundPhase.SHOWN:
        return ()
    return [given.answer.fields for given in reading.of_run(session, run)]


def _words(field: Field, said: Sequence[Fields]) -> Counter[str]:
    return Counter(word for fields in said if field.id in fields for word in names_of(fields[field.id]))


def _told_to_group(run: RoundRun, field: Field, said: Sequence[Fields]) -> Counter[str]:
    """A was reckoned once, at the showing, and stands; N takes nothing more after it closed. Below five: nothing."""
    if run.phase is not RoundPhase.SHOWN:
        return Counter()
    tally = run.tallies.get(field.id)
    if tally is not None:
        return Counter(tally.counts if tally.contributors >= ENOUGH else {})
    if field.visibility is Visibility.UNNAMED:
        return Counter()
    counted = [fields for fields in said if field.id in fields]
    return _words(field, counted) if len(counted) >= ENOUGH else Counter()


def _of_groups(reading: Reading) -> Iterator[Row]:
    for session in reading.records.sessions:
        for run, field in _unnamed(session):
            told = _told_to_group(run, field, _said(reading, session, run, field))
            if told:
                tally = run.tallies.get(field.id)
                people = tally.contributors if tally else told.total()
                yield from _as_rows(_place(reading, session, run.key, field), field, told, people)


def _of_programme(reading: Reading) -> Iterator[Row]:
    """Over all groups, also what came in late; of every question once."""
    for question, came_to in _by_question(reading).items():
        field = came_to.field
        each = max(field.maximum or len(field.choices), 1) if field.type is FieldType.CHOICES else 1
        whole = of_the_whole(came_to.told, came_to.all, each=each)
        people = whole.total() if each == 1 else None
        if whole.total() >= ENOUGH * each:
            place: dict[str, Cell] = {"session": question.session, "round": question.round, **_asked(reading, field)}
            yield from _as_rows(place, field, whole, people)


def _by_question(reading: Reading) -> Mapping[_Question, _Counted]:
    found: dict[_Question, _Counted] = {}
    for session in reading.records.sessions:
        for run, field in _unnamed(session):
            name = reading.groups[session.group].format.id
            question = _Question(name, session.number, run.key.round_id, field.id)
            said = _said(reading, session, run, field)
            before = found.get(question) or _Counted(field=field, told=(), all=Counter())
            told = (*before.told, _told_to_group(run, field, said))
            found[question] = _Counted(field=field, told=told, all=before.all + _words(field, said))
    return found


def _as_rows(place: Mapping[str, Cell], field: Field, counts: Counter[str], people: int | None) -> Iterator[Row]:
    """Of a scale its mean and nothing else: together with it the counts would give the small ones away."""
    if field.type in _NUMBERS:
        total = sum(int(word) * count for word, count in counts.items())
        mean = round(total / counts.total(), 1)
        yield {**place, "kind": "mean", "value": mean, "contributors": people, "text_withheld": False}
        return
    safe = protected({choice: counts.get(choice, 0) for choice in _choices(field, counts)})
    for choice, count in safe.cells.items():
        yield {
            **place,
            "kind": "count",
            "value": choice,
            "count": count,
            "contributors": people if safe.whole != LEFT_OUT else None,
            "text_withheld": False,
        }


def _choices(field: Field, counts: Counter[str]) -> tuple[str, ...]:
    known = tuple(choice.id for choice in field.choices) or (("yes", "no") if field.type is FieldType.YES_NO else ())
    return tuple(dict.fromkeys((*known, *sorted(counts))))


# --- the evaluation's own words


def _evaluation(reading: Reading, chance: Random) -> Iterator[Row]:
    """Over all groups, shuffled, from ten on, and without a group, a session or a run: only to what they answer."""
    texts: dict[tuple[str, str], tuple[Field, list[str]]] = {}
    for session in reading.records.sessions:
        for run in session.runs:
            form = form_of(session, run.key)
            for field in form.fields if form else ():
                if field.visibility is Visibility.NOBODY and field.type in _TEXTS:
                    _, found = texts.setdefault((run.key.round_id, field.id), (field, []))
                    found += [
                        reading.unnamed(session.group, said)
                        for fields in _said(reading, session, run, field)
                        if isinstance(said := fields.get(field.id), str) and said
                    ]
    for (round_id, _), (field, found) in texts.items():
        for said in shuffled(found, chance):
            yield {"kind": "text", "round": round_id, "value": said, "text_withheld": False, **_asked(reading, field)}


# --- what is between people and their moderator


def _kept_by_moderators(reading: Reading) -> Iterator[Row]:
    """How often something was told to the moderator alone: nothing else of it leaves the group."""
    counts = Counter(
        f"{given.run.key.round_id}.{field.id}"
        for given in reading.answers()
        for field in given.form.fields
        if field.visibility is Visibility.MODERATOR
        and field.id in given.answer.fields
        and of_field(given, field) is Sight.COUNTED
    )
    for name, count in sorted(counts.items()):
        yield from counted("for_the_moderator", {name: count})
