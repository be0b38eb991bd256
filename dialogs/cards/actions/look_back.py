"""The report of an experiment (*terugblik*); `Report*` in `reporting` is about something recognisable."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.experiments.report import Done
from dialogs.ids import ExperimentId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportOpen(Action):
    """`Terugblik invullen`. `session` is any of the group's; the look-back session follows from the moment."""

    verb: ClassVar[str] = "try_report.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportPage(Action):
    """From page 1 to page 2. Inputs `done` and, with several to report on, `choice`: an experiment id."""

    verb: ClassVar[str] = "try_report.page"
    session: SessionId
    version: int
    experiment: ExperimentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSave(Action):
    verb: ClassVar[str] = "try_report.save"
    session: SessionId
    version: int
    experiment: ExperimentId
    done: Done


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSubmit(Action):
    """`version` is of the own report the page was opened with, 0 for a first one."""

    verb: ClassVar[str] = "try_report.submit"
    session: SessionId
    version: int
    experiment: ExperimentId
    done: Done


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportSupplement(Action):
    """Input `text`, added to what the group has read. `number` is the report's place in its session."""

    verb: ClassVar[str] = "try_report.supplement"
    session: SessionId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReportWithdraw(Action):
    verb: ClassVar[str] = "try_report.withdraw"
    session: SessionId
    number: int
    version: int


BUTTONS: Final[tuple[type[Action], ...]] = (
    ExperimentReportOpen,
    ExperimentReportPage,
    ExperimentReportSave,
    ExperimentReportSubmit,
    ExperimentReportSupplement,
    ExperimentReportWithdraw,
)
