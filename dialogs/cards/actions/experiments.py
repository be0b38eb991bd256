"""Experiments, at any time."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.experiments.model import ExperimentState
from dialogs.ids import ExperimentId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentOpen(Action):
    """`Experiment invullen`: the one that is named, else the list of one's own, else the short form."""

    verb: ClassVar[str] = "experiment.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentList(Action):
    """Back to one's own experiments, from a page about one of them."""

    verb: ClassVar[str] = "experiment.list"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentChoose(Action):
    """On the list: the one in input `choice`, or a new one."""

    verb: ClassVar[str] = "experiment.choose"
    session: SessionId
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentEdit(Action):
    """From the page about one of them to its long form."""

    verb: ClassVar[str] = "experiment.edit"
    session: SessionId
    experiment: ExperimentId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSave(Action):
    """`Bewaren`: a draft of an experiment that is there already, else of the new one with this number."""

    verb: ClassVar[str] = "experiment.save"
    session: SessionId
    experiment: ExperimentId | None = None
    number: int | None = None
    follows: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentSubmit(Action):
    """The short form of a new one.

    `number` is the place it gets outside the rounds: chosen when the form was opened, so that sending it in twice
    makes one experiment. `follows` is the one it was adapted from.
    """

    verb: ClassVar[str] = "experiment.submit"
    session: SessionId
    number: int
    follows: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentDetails(Action):
    """The long form: everything about an experiment that is there already. `seal` is that of the experiment as the
    form showed it (`experiments.rules.seal`)."""

    verb: ClassVar[str] = "experiment.details"
    session: SessionId
    experiment: ExperimentId
    seal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentCorrect(Action):
    """The author says how it stands. `seal` as above."""

    verb: ClassVar[str] = "experiment.state"
    session: SessionId
    experiment: ExperimentId
    seal: int
    state: ExperimentState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentWithdraw(Action):
    """`Intrekken` of one that was thought of outside the rounds. `seal` as above."""

    verb: ClassVar[str] = "experiment.withdraw"
    session: SessionId
    experiment: ExperimentId
    seal: int


BUTTONS: Final[tuple[type[Action], ...]] = (
    ExperimentOpen,
    ExperimentList,
    ExperimentChoose,
    ExperimentEdit,
    ExperimentSave,
    ExperimentSubmit,
    ExperimentDetails,
    ExperimentCorrect,
    ExperimentWithdraw,
)
