"""Something recognisable is reported."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOpen(Action):
    """`Iets herkenbaars melden`."""

    verb: ClassVar[str] = "report.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmit(Action):
    """Input `choice`: a contribution's key (`contribution_key`)."""

    verb: ClassVar[str] = "report.submit"
    session: SessionId


BUTTONS: Final[tuple[type[Action], ...]] = (ReportOpen, ReportSubmit)
