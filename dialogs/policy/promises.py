"""What was promised about an experiment and about a report of one, in the words of a field: who reads it, and `+p`."""

from dataclasses import dataclass

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ExperimentReport, Sharing
from dialogs.formats.model import Visibility


@dataclass(frozen=True, slots=True)
class Promise:
    visibility: Visibility
    programme: bool = False


def experiment_promise(experiment: Experiment) -> Promise:
    """What is between somebody and the moderator is for no programme, whatever was ticked beside it."""
    kept = experiment.visibility is not Visibility.GROUP
    return Promise(experiment.visibility, experiment.programme and not kept)


def report_promise(report: ExperimentReport, experiment: Experiment | None) -> Promise:
    """A report tells what its experiment was, so it never goes further than that one to the group: of an experiment
    that only the moderator knows the report is the moderator's only too."""
    kept = experiment is not None and experiment.visibility is not Visibility.GROUP
    if kept or report.sharing is Sharing.MODERATOR:
        return Promise(Visibility.MODERATOR)
    return Promise(Visibility.GROUP, report.sharing is Sharing.GROUP_PROGRAMME)
