"""How an experiment goes from one state to the next."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from dialogs.experiments.model import Experiment, ExperimentState
from dialogs.experiments.report import Done

OPEN: Final = frozenset({ExperimentState.THOUGHT_OF, ExperimentState.RUNNING, ExperimentState.GOES_ON})
MOST_OPEN: Final = 2
"""How many open ones a person has before the bot asks whether one more is wise."""


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
