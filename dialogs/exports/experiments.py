"""Experiments with how they stand and what their newest report says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

from dialogs.experiments.model import Experiment, ExperimentState, Level, Safety, Size, WithWhom
from dialogs.experiments.report import REPORT_PLACE, Done, ExperimentReport
from dialogs.experiments.rules import effective
from dialogs.exports.figures import FIGURES, counted, several
from dialogs.exports.protection import ENOUGH, LEFT_OUT, protected
from dialogs.exports.reading import Reading
from dialogs.exports.tables import (
    ROW,
    SESSION,
    TEXT_WITHHELD,
    Cell,
    Export,
    Row,
    Table,
    column,
    filed,
    row_id,
    with_values,
)
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, PersonId
from dialogs.policy.matrix import Sight

_REPORTED: Final = (
    column("observed", "Ik zag.", "I saw."),
    column("as_expected", "Ging het zoals verwacht.", "Did it go as expected."),
    column("learned", "Daarvan leerde ik.", "From that I learned."),
    column("next", "Daarom ga ik (keuze).", "So I will (choice)."),
    column("next_how", "Daarom ga ik (woorden).", "So I will (words)."),
    column("noticed", "Wat een jongere of ouder merkte.", "What a youngster or parent noticed."),
    column("works_when", "Werkt als.", "Works when."),
    column("works_not_when", "Werkt niet als.", "Does not work when."),
    column("confidence", "Hoe zeker, 1 tot en met 5.", "How confident, 1 to 5."),
    column("times", "Hoe vaak zelf gedaan.", "How often done oneself."),
    column("reasons", "Waarom niet gedaan.", "Why it was not done."),
    column("reason_other", "Waarom niet gedaan, anders.", "Why it was not done, otherwise."),
)
_STATE: Final = "state"
_COLUMNS: Final = (
    ROW,
    column(
        "group",
        "Nummer van de groep; leeg bij wat alleen geteld wordt van minder dan vijf mensen samen.",
        "Number of the group; empty of what is only counted, of fewer than five people together.",
    ),
    SESSION,
    column("state", "Hoe het ervoor staat.", "How it stands.", *ExperimentState),
    column("versions", "Hoe vaak het is opgeschreven.", "How many versions there were."),
    column("follows", "De rij van het experiment waar dit op volgt.", "The row of the experiment it follows from."),
    column("when", "Als ...", "When ..."),
    column("then", "Dan probeer ik ...", "I will try ..."),
    column("on", "De dag waarop het begint.", "The day it starts."),
    column("safety", "Kan dit misgaan voor een kind of gezin.", "Could this go wrong for a child.", *Safety),
    column("expects", "Ik verwacht dat.", "I expect that."),
    column("success", "Gelukt als.", "It worked when."),
    column("watching", "Ik let op.", "I watch."),
    column("with_whom", "Met wie.", "With whom.", *WithWhom),
    column("size", "Omvang.", "How much time.", *Size),
    column("level", "Waar het speelt.", "Where it plays.", *Level),
    TEXT_WITHHELD,
    column("reports", "Aantal terugblikken voor het programma.", "Number of reports for the programme."),
    column("done", "Uitgevoerd, volgens de nieuwste daarvan.", "Done, by the newest of these.", *Done),
    *_REPORTED,
)


def experiments_export(reading: Reading, chance: Random) -> Export:
    figures = tuple(_figures(reading))
    rows = [*_told(reading, chance), *_counted(reading, figures)]
    columns = with_values(_COLUMNS, {one.name: _choices(reading, one.name) for one in _REPORTED})
    table = filed(Table(name="experiments", columns=columns), rows, chance)
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=figures))


def _choices(reading: Reading, name: str) -> tuple[str, ...]:
    forms = [form for group in reading.records.groups if (form := group.format.forms.get(REPORT_PLACE))]
    return tuple(dict.fromkeys(c.id for form in forms for f in form.fields if f.id == name for c in f.choices))


def _told(reading: Reading, chance: Random) -> Iterator[Row]:
    """What was promised to the programme, one by one: an experiment, a report of one, or both. It points only at what
    stands here with its words: a row that is no more than counted would else get a group by the one that follows."""
    found = [one.experiment for one in reading.records.experiments]
    open_ = {one.id for one in found if reading.of_experiment(one)[1] is Sight.UNNAMED}
    ids, reports = {one.id: row_id(chance) for one in found}, _reports(reading)
    for one in found:
        if one.id in open_ or one.id in reports:
            yield {
                "row": ids[one.id],
                "group": reading.group_number(one.group),
                "session": reading.session_number(one.session),
                "text_withheld": one.id not in open_,
                **(_words(reading, one) if one.id in open_ else {}),
                "follows": ids[one.follows] if one.id in open_ and one.follows in open_ else None,
                **_report_cells(reading, reports.get(one.id, [])),
            }


def _counted(reading: Reading, figures: Iterable[Row]) -> Iterator[Row]:
    """What was not promised: only that it is there, as far as the figures say how many there are; and where, from five
    people on. What only a moderator knows is nowhere: not even the group is told."""
    if any(row["figure"] == _STATE and row["of"] == LEFT_OUT for row in figures):
        return
    reports = _reports(reading)
    places: dict[tuple[int | None, int | None], list[PersonId]] = {}
    for one in (record.experiment for record in reading.records.experiments):
        promise, seen = reading.of_experiment(one)
        if seen is Sight.COUNTED and one.id not in reports:
            place: tuple[int | None, int | None] = _NOWHERE
            if promise.visibility is Visibility.GROUP:
                place = reading.group_number(one.group), reading.session_number(one.session)
            places.setdefault(place, []).append(one.person)
    for place, people in places.items():
        group, session = place if len(set(people)) >= ENOUGH else _NOWHERE
        yield from ({"group": group, "session": session, "text_withheld": True} for _ in people)


_NOWHERE: Final = (None, None)


def _reports(reading: Reading) -> Mapping[ExperimentId, list[ExperimentReport]]:
    """Those that were promised to the programme, of the oldest session first."""
    found: dict[ExperimentId, list[ExperimentReport]] = {}
    for report in sorted(reading.records.reports, key=lambda one: (reading.sessions[one.session].number, one.at)):
        if reading.of_report(report)[1] is Sight.UNNAMED:
            found.setdefault(report.experiment, []).append(report)
    return found


def _words(reading: Reading, one: Experiment) -> dict[str, Cell]:
    details = one.details
    said = {"when": one.when, "then": one.then}
    said |= {"expects": details.expects, "success": details.success, "watching": details.watching}
    return {
        **{name: reading.unnamed(one.group, text) or None for name, text in said.items()},
        "state": effective(one, reading.today).value,
        "versions": one.version,
        "on": one.on.isoformat(),
        "safety": one.safety.value,
        "with_whom": details.with_whom,
        "size": details.size,
        "level": details.level,
    }


def _report_cells(reading: Reading, reports: list[ExperimentReport]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"reports": len(reports)}
    if reports:
        newest = reports[-1]
        cells["done"] = newest.done.value
        for item in _REPORTED:
            cells[item.name] = _plain(reading, newest, newest.fields.get(item.name))
    return cells


def _plain(reading: Reading, report: ExperimentReport, value: object) -> Cell:
    match value:
        case str():
            return reading.unnamed(report.group, value)
        case tuple():
            return "; ".join(value)
        case int():
            return value
        case _:
            return None


def _figures(reading: Reading) -> Iterator[Row]:
    """Of everybody's, also of what only a moderator knows; small numbers protected."""
    states, done, reasons = Counter[str](), Counter[str](), Counter[str]()
    for record in reading.records.experiments:
        _, seen = reading.of_experiment(record.experiment)
        if seen is not Sight.NONE:
            states[effective(record.experiment, reading.today)] += 1
    for report in reading.records.reports:
        _, seen = reading.of_report(report)
        if seen is not Sight.NONE:
            done[report.done] += 1
            told = report.fields.get("reasons")
            reasons.update(told if isinstance(told, tuple) else ())
    yield from counted(_STATE, {state.value: states[state] for state in ExperimentState})
    yield from counted("done", {one.value: done[one] for one in Done})
    not_done = protected({one.value: done[one] for one in Done}).cells[Done.NO.value]
    yield from several("reason", reasons, of=not_done)
