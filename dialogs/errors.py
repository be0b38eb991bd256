"""What can go wrong in the conversation: one family, each with the key of the sentence a person gets to read."""

from typing import ClassVar


class ModeratorError(Exception):
    """Something went wrong. Try again, or type *hulp*."""

    key: ClassVar[str] = "error.general"

    def __init__(self, key: str | None = None, **values: object) -> None:
        super().__init__(key or self.key)
        self.text_key = key or self.key
        self.values = values


class Refused(ModeratorError):
    """The command is understood but may not happen now; `text_key` says why."""


class NotYours(ModeratorError):
    """Only the moderator of this group can do that."""

    key = "error.moderator_only"


class Stale(ModeratorError):
    """What was pressed belongs to an earlier moment; the person gets the current card."""

    key = "error.stale"


class Invalid(ModeratorError):
    """A form came back with faults: `faults` maps a field's id to (text key, values)."""

    key = "error.form"

    def __init__(self, faults: dict[str, tuple[str, dict[str, object]]]) -> None:
        super().__init__()
        self.faults = faults


class StoreUnavailable(ModeratorError):
    """The store cannot be reached or used right now; `reason` says in one line what is in the way and what to do."""

    key = "error.store"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason
