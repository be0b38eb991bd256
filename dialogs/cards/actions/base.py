"""One frozen type per button: what it carries in the card's data.

Card data holds a verb, ids and versions, never names or text. Inputs arrive in the same mapping,
their names start with `f-` (`dialogs.cards.parts`), so no input can overwrite an id.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from dialogs.ids import SessionId
from dialogs.sessions.model import RunKey

_DIALOG: Final = MappingProxyType({"type": "task/fetch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button. `opens_dialog` is true where pressing it on a card asks for a dialog."""

    verb: ClassVar[str] = ""
    opens_dialog: ClassVar[bool] = False

    def pack(self) -> dict[str, Any]:
        data: dict[str, Any] = {"verb": self.verb}
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None:
                data[item.name] = value.value if isinstance(value, StrEnum) else value
        if self.opens_dialog:
            data["msteams"] = dict(_DIALOG)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRun(Action):
    """A button about one run of one round."""

    session: SessionId
    round: str
    run: int

    @property
    def key(self) -> RunKey:
        return RunKey(self.round, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Action):
    """A moderator's press; `step` is the session's step number the dialog was drawn at."""

    session: SessionId
    step: int
