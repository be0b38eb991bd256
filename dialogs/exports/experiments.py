"""Experiments with how they stand and what their newest report says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from dialogs.experiments.model import Experiment, ExperimentState, Level, Safety, Size, WithWhom
from dialogs.experiments.report import Done, ExperimentReport
from dialogs.experiments.rules import effective
from dialogs.exports.figures import FIGURES, counted
from dialogs.exports.reading import Reading
from dialogs.exports.tables import (
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
    row_id,
)
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId
from dialogs.policy.matrix import Sight
from dialogs.records import ExperimentRecord

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
_COLUMNS: Final = (
    ROW,
    GROUP,
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
    column("reports", "Aantal terugblikken.", "Number of reports."),
    column("done", "Uitgevoerd, volgens de nieuwste terugblik.", "Done, by the newest report.", *Done),
    *_REPORTED,
    column(
        "report_withheld",
        "Er is een terugblik, maar de tekst is niet voor het programma.",
        "There is a report, but its text is not for the programme.",
    ),
)


def experiments_export(reading: Reading, chance: Random) -> Export:
    ids = {record.experiment.id: row_id(chance) for record in reading.records.experiments}
    reports = _reports(reading)
    rows = [row for record in reading.records.experiments for row in _row(reading, record, ids, reports)]
    table = filed(Table(name="experiments", columns=_COLUMNS), rows, chance)
    return Export(table=table, figures=Table(name="figures", columns=FIGURES, rows=tuple(_figures(reading))))


def _reports(reading: Reading) -> Mapping[ExperimentId, list[ExperimentReport]]:
    """Oldest session first, as the programme may know of them."""
    found: dict[ExperimentId, list[ExperimentReport]] = {}
    for report in sorted(reading.records.reports, key=lambda one: (reading.sessions[one.session].number, one.at)):
        promise, seen = reading.of_report(report)
        if seen is not Sight.NONE and promise.visibility is Visibility.GROUP:
            found.setdefault(report.experiment, []).append(report)
    return found


def _row(
    reading: Reading,
    record: ExperimentRecord,
    ids: Mapping[ExperimentId, str],
    reports: Mapping[ExperimentId, list[ExperimentReport]],
) -> Iterator[Row]:
    one = record.experiment
    promise, seen = reading.of_experiment(one)
    if seen is Sight.NONE:
        return
    state = effective(one, reading.today)
    row: dict[str, Cell] = {"row": ids[one.id], "state": state.value, "text_withheld": seen is not Sight.UNNAMED}
    if promise.visibility is Visibility.GROUP:  # of what only a moderator knows not even the group is told
        row |= {
            "group": reading.group_number(one.group),
            "session": reading.session_number(one.session),
            "versions": one.version,
            "follows": ids.get(one.follows) if one.follows else None,
            **_report_cells(reading, reports.get(one.id, [])),
        }
    if seen is Sight.UNNAMED:
        row |= _words(one)
    yield row


def _words(one: Experiment) -> dict[str, Cell]:
    details = one.details
    return {
        "when": one.when,
        "then": one.then,
        "on": one.on.isoformat(),
        "safety": one.safety.value,
        "expects": details.expects or None,
        "success": details.success or None,
        "watching": details.watching or None,
        "with_whom": details.with_whom,
        "size": details.size,
        "level": details.level,
    }


def _report_cells(reading: Reading, reports: list[ExperimentReport]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"reports": len(reports)}
    if not reports:
        return cells
    newest = reports[-1]
    _, seen = reading.of_report(newest)
    cells |= {"done": newest.done.value, "report_withheld": seen is not Sight.UNNAMED}
    if seen is Sight.UNNAMED:
        for item in _REPORTED:
            value = newest.fields.get(item.name)
            cells[item.name] = "; ".join(value) if isinstance(value, tuple) else _plain(value)
    return cells


def _plain(value: object) -> Cell:
    return value if isinstance(value, str | int) else None


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
    yield from counted("state", {state.value: states[state] for state in ExperimentState})
    yield from counted("done", {one.value: done[one] for one in Done})
    yield from counted("reason", reasons)
