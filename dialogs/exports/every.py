"""The five tables of the shared store."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from random import Random
from typing import Final

from dialogs.exports.answers import answers_export
from dialogs.exports.bottlenecks import bottlenecks_export
from dialogs.exports.experiments import experiments_export
from dialogs.exports.insights import insights_export
from dialogs.exports.reading import Reading
from dialogs.exports.tables import Export
from dialogs.exports.tips import tips_export
from dialogs.records import ProgrammeRecords


class ExportTable(StrEnum):
    EXPERIMENTS = "experiments"
    ANSWERS = "answers"
    INSIGHTS = "insights"
    BOTTLENECKS = "bottlenecks"
    TIPS = "tips"


_MAKES: Final[Mapping[ExportTable, Callable[[Reading, Random], Export]]] = {
    ExportTable.EXPERIMENTS: experiments_export,
    ExportTable.ANSWERS: answers_export,
    ExportTable.INSIGHTS: insights_export,
    ExportTable.BOTTLENECKS: bottlenecks_export,
    ExportTable.TIPS: tips_export,
}


def export_of(table: ExportTable, records: ProgrammeRecords, *, today: date, chance: Random) -> Export:
    """Without names or addresses, and for the coordinator's eyes as the policy has them. `chance` makes the ids of rows
    and their order, so that neither tells anything."""
    return _MAKES[table](Reading(records, today=today), chance)
