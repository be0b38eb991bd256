"""How an experiment goes from one state to the next, and what an edit makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from zlib import crc32

from dialogs.experiments.model import Details, Experiment, ExperimentState, Safety
from dialogs.experiments.report import Done
from dialogs.formats.model import Visibility

OPEN: Final = frozenset({ExperimentState.THOUGHT_OF, ExperimentState.RUNNING, ExperimentState.GOES_ON})
MOST_OPEN: Final = 2
"""How many open ones a person has before the bot asks whether one more is wise."""


def is_full(others: Iterable[Experiment]) -> bool:
    """Whether one more beside these is asked about first."""
    return len([one for one in others if one.state in OPEN]) >= MOST_OPEN


def effective(experiment: Experiment, today: date) -> ExperimentState:
    """From its day on somebody is busy with it, whether or not anything was stored that day."""
    if experiment.state is ExperimentState.THOUGHT_OF and experiment.on <= today:
        return ExperimentState.RUNNING
    return experiment.state


_FOLLOWS: Final[Mapping[str, ExperimentState]] = {
    "go_on": ExperimentState.GOES_ON,
    "adapt": ExperimentState.FINISHED,  # a new one follows from it
    "share": ExperimentState.FINISHED,
    "stop": ExperimentState.STOPPED,
}
"""What *daarom ga ik ...* makes of it."""


def after_report(experiment: Experiment, done: Done, following: str | None) -> ExperimentState:
    """`following` is the choice of *daarom ga ik ...*. Who did not do it has changed nothing yet."""
    if done is Done.NO or following is None:
        return experiment.state
    return _FOLLOWS.get(following, experiment.state)


AUTHOR_MAY: Final[Mapping[ExperimentState, tuple[ExperimentState, ...]]] = {
    ExperimentState.THOUGHT_OF: (ExperimentState.RUNNING, ExperimentState.STOPPED),
    ExperimentState.RUNNING: (ExperimentState.FINISHED, ExperimentState.STOPPED),
    ExperimentState.GOES_ON: (ExperimentState.FINISHED, ExperimentState.STOPPED),
    ExperimentState.FINISHED: (ExperimentState.RUNNING, ExperimentState.GOES_ON, ExperimentState.STOPPED),
    ExperimentState.STOPPED: (ExperimentState.RUNNING, ExperimentState.GOES_ON, ExperimentState.FINISHED),
}
"""What its author may say of an experiment that stands like this. What has begun is never unbegun."""


def may_edit(experiment: Experiment) -> bool:
    """What is over is a result, and stays as it was; its author may say that it goes on, and then edit."""
    return experiment.state in OPEN


def begun(experiment: Experiment, today: date) -> Experiment:
    """With the state that follows from its day written down: what is stored next comes after that."""
    return replace(experiment, state=effective(experiment, today))


def edited(
    experiment: Experiment,
    *,
    when: str,
    then: str,
    on: date,
    safety: Safety,
    today: date,
    details: Details | None = None,
    visibility: Visibility | None = None,
    programme: bool | None = None,
) -> Experiment:
    """Other words in its place; what is None stays. Once somebody has begun, what it said until now is kept as a
    version: a report may be about those words. The same words again make no version."""
    changed = replace(
        begun(experiment, today),
        when=when,
        then=then,
        on=on,
        safety=safety,
        details=experiment.details if details is None else details,
        visibility=experiment.visibility if visibility is None else visibility,
        programme=experiment.programme if programme is None else programme,
    )
    if changed.state is ExperimentState.THOUGHT_OF or said_alike(changed, experiment):
        return changed
    return replace(changed, version=experiment.version + 1)


def chained(experiment: Experiment) -> Experiment:
    """What becomes of the one that another follows from: it is finished, unless it was over already."""
    return replace(experiment, state=ExperimentState.FINISHED) if experiment.state in OPEN else experiment


def said_alike(one: Experiment, other: Experiment) -> bool:
    """Whether the two say the same, whatever became of them."""
    return _said(one) == _said(other)


def seal(experiment: Experiment) -> int:
    """A small number that changes with whatever can be changed of an experiment: a form carries it, so that a second
    screen overwrites nothing unseen. The version does not do: it stays the same until the start. Never 0, which a new
    one has; at most a million, which is what a button may carry."""
    told = repr((experiment.version, experiment.state.value, _said(experiment)))
    return crc32(told.encode()) % _SEALS + 1


_SEALS: Final = 999_983


def _said(experiment: Experiment) -> tuple[object, ...]:
    return (
        experiment.when,
        experiment.then,
        experiment.on,
        experiment.safety,
        experiment.details,
        experiment.visibility,
        experiment.programme,
    )
