"""Bottlenecks with their direction and whether it worked, what the moderator called them, and what others must do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from dialogs.experiments.bottlenecks import Category
from dialogs.experiments.model import Level
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport
from dialogs.exports.figures import FIGURES, by_outcome, by_region, contributors
from dialogs.exports.insights import field_of
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
    with_values,
)
from dialogs.formats.model import Form, Meaning, Visibility
from dialogs.groups import BottleneckLabel
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.sessions.model import RunKey

_COLUMNS: Final = (
    ROW,
    GROUP,
    SESSION,
    column(
        "source",
        "round: in een ronde; report: in een terugblik.",
        "round: in a round; report: in the report of an experiment.",
        "round",
        "report",
    ),
    column("round", "Nummer van de ronde in de werkvorm.", "Number of the round in the format."),
    column("bottleneck", "Waar iemand tegenaan liep.", "What somebody ran into."),
    column("direction", "Wat hielp, al was het een beetje.", "What helped, even a little."),
    column("worked", "Werkte dat.", "Did that work.", "no", "a_little", "yes", "unknown"),
    column(
        "category",
        "Soort knelpunt, door de moderator benoemd.",
        "Kind of bottleneck, named by the moderator.",
        *Category,
    ),
    column("level", "Waar het speelt, door de moderator benoemd.", "Where it plays, as the moderator says.", *Level),
    column("party", "Wie aan zet is.", "Who must act."),
    column("request", "Wat aan die partij wordt gevraagd.", "What that party is asked."),
    CAUGHT_UP,
    TEXT_WITHHELD,
)
_TOLD: Final = (Meaning.BOTTLENECK, Meaning.DIRECTION, Meaning.WORKED, Meaning.PARTY, Meaning.REQUEST)
_WRITTEN: Final = frozenset({Meaning.BOTTLENECK, Meaning.DIRECTION, Meaning.REQUEST})
_Place = tuple[SessionId, RunKey, PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bottleneck:
    person: PersonId
    row: Row
    category: str | None
    worked: str | None
    party: str | None


def bottlenecks_export(reading: Reading, chance: Random) -> Export:
    labels = {(one.session, one.run, one.person): one for one in reading.records.labels}
    found = [*_of_rounds(reading, labels), *_of_reports(reading, labels)]
    columns = with_values(_COLUMNS, {"party": reading.choices(lambda field: field.meaning is Meaning.PARTY)})
    table = filed(Table(name="bottlenecks", columns=columns), [one.row for one in found], chance)
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=tuple(_figures(reading, found))))


def _of_rounds(reading: Reading, labels: Mapping[_Place, BottleneckLabel]) -> Iterator[_Bottleneck]:
    for given in reading.answers():
        field, answer = field_of(given.form, Meaning.BOTTLENECK), given.answer
        seen = of_field(given, field) if field else Sight.NONE
        if field is None or field.id not in answer.fields or seen not in {Sight.UNNAMED, Sight.COUNTED}:
            continue
        label = labels.get((given.session.id, given.run.key, answer.person))
        told = {m: _said(given.form, answer.fields, m) for m in _TOLD}
        named = _label_cells(label, programme=field.programme, stage=given.stage)
        row = {
            "group": reading.group_number(given.session.group),
            "session": given.session.number,
            "source": "round",
            "round": given.run.key.round_id,
            "caught_up": answer.caught_up,
            "text_withheld": seen is not Sight.UNNAMED,
            **named,
        }
        if seen is Sight.UNNAMED:
            row |= {
                m.value: _without_names(reading, given.session.group, m, told[m])
                for m in _TOLD
                if (f := field_of(given.form, m)) and of_field(given, f) is Sight.UNNAMED
            }
        yield _bottleneck(answer.person, row, label, told)


def _of_reports(reading: Reading, labels: Mapping[_Place, BottleneckLabel]) -> Iterator[_Bottleneck]:
    """Only where nobody wrote it down again in a round of the same session, which was filled in from the report."""
    again = {
        (given.session.id, given.answer.person)
        for given in reading.answers()
        if (field := field_of(given.form, Meaning.BOTTLENECK)) and field.id in given.answer.fields
    }
    for report in reading.records.reports:
        session = reading.sessions[report.session]
        form = reading.groups[session.group].format.forms.get(REPORT_PLACE)
        promise, seen = reading.of_report(report)
        told = {m: _said(form, report.fields, m) for m in _TOLD} if form else {}
        fits = promise.visibility is Visibility.GROUP and seen in {Sight.UNNAMED, Sight.COUNTED}
        if not told.get(Meaning.BOTTLENECK) or not fits or (session.id, report.person) in again:
            continue
        label = labels.get(_place_of(report))
        open_ = seen is Sight.UNNAMED
        stage = Stage.SHOWN if open_ else Stage.CLOSED
        row = {
            "group": reading.group_number(session.group),
            "session": session.number,
            "source": "report",
            "caught_up": False,
            "text_withheld": not open_,
            **_label_cells(label, programme=promise.programme, stage=stage),
            **({m.value: _without_names(reading, session.group, m, said) for m, said in told.items()} if open_ else {}),
        }
        yield _bottleneck(report.person, row, label, told)


def _without_names(reading: Reading, group: GroupId, meaning: Meaning, said: str | None) -> str | None:
    return reading.unnamed(group, said) if said and meaning in _WRITTEN else said


def _place_of(report: ExperimentReport) -> _Place:
    return report.session, RunKey(REPORT_PLACE, report.number), report.person


def _bottleneck(
    person: PersonId, row: Row, label: BottleneckLabel | None, told: Mapping[Meaning, str | None]
) -> _Bottleneck:
    return _Bottleneck(
        person=person,
        row=row,
        category=label.category if label else None,
        worked=told.get(Meaning.WORKED),
        party=told.get(Meaning.PARTY),
    )


def _label_cells(label: BottleneckLabel | None, *, programme: bool, stage: Stage) -> dict[str, Cell]:
    if label is None:
        return {}
    seen = sight(Thing.LABEL, Visibility.GROUP, programme=programme, reader=Reader.COORDINATOR, stage=stage)
    return {"category": label.category, "level": label.level} if seen is Sight.UNNAMED else {}


def _said(form: Form, fields: Mapping[str, object], meaning: Meaning) -> str | None:
    field = field_of(form, meaning)
    value = fields.get(field.id) if field else None
    return value if isinstance(value, str) else None


def _figures(reading: Reading, found: list[_Bottleneck]) -> Iterator[Row]:
    """Distinct people: by kind, of each kind by region and by whether it worked, and by who must act."""
    categories = _people((one.category, one.person) for one in found)
    outcomes = [(one.category, one.worked, one.person) for one in found if one.category and one.worked]
    yield from contributors("category", categories)
    yield from by_region("category_by_region", categories, reading.records.regions)
    yield from by_outcome("category_worked", categories, outcomes)
    yield from contributors("party", _people((one.party, one.person) for one in found))


def _people(told: Iterator[tuple[str | None, PersonId]]) -> dict[str, set[PersonId]]:
    found: dict[str, set[PersonId]] = {}
    for value, person in told:
        if value is not None:
            found.setdefault(value, set()).add(person)
    return dict(sorted(found.items()))
