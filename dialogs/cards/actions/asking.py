"""What anybody may ask the bot: help, how it stands, the dates, what is kept."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyOpen(Action):
    """`Wat bewaart de bot?`"""

    verb: ClassVar[str] = "privacy.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpShow(Action):
    verb: ClassVar[str] = "help.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShow(Action):
    verb: ClassVar[str] = "status.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningShow(Action):
    verb: ClassVar[str] = "planning.show"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoose(Action):
    """Which group was meant with a word typed in a 1:1 chat; without `group` it is the input `choice`.

    `word` and `number` are what was typed. `asked` is the moment of the question, which is answered once.
    """

    verb: ClassVar[str] = "group.choose"
    word: str
    asked: str
    number: int | None = None
    group: GroupId | None = None


BUTTONS: Final[tuple[type[Action], ...]] = (PrivacyOpen, HelpShow, StatusShow, PlanningShow, GroupChoose)
