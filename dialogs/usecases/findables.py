"""What `zoek` may come upon, kept when it is shown: an entry says where a text stands, and is no promise to show it."""

from collections.abc import Sequence
from datetime import datetime

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ExperimentReport
from dialogs.groups import FormAnswer, Group
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session


async def keep_shown(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """After `RoundShown` and `RoundDone`: the insights and experiments of that round, in one statement."""
    del uow, group, session, events, now  # until there is something to search


async def keep_experiment(uow: UnitOfWork, group: Group, experiment: Experiment) -> None:
    """After an experiment was written or changed outside its round."""
    del uow, group, experiment  # until there is something to search


async def keep_report(uow: UnitOfWork, group: Group, report: ExperimentReport) -> None:
    """After a report came in, changed or was withdrawn."""
    del uow, group, report  # until there is something to search


async def keep_harvest(uow: UnitOfWork, group: Group, answer: FormAnswer) -> None:
    """After a harvest card came in or changed."""
    del uow, group, answer  # until there is something to search
