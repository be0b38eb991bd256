"""How a simulated person differs from the others, and what came of what they were asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from bot.rehearsal.filling import ADAPT

_NEXT: Final = "f-next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How somebody differs from the others: `wishes` say what is chosen, by field; `twice` sends everything again,
    as an impatient finger or a second device does."""

    wishes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    twice: bool = False


class Did(StrEnum):
    ANSWERED = "answered"
    ALREADY = "already"  # had answered before
    NOTHING = "nothing"  # no card here that asks for anything
    TOLD = "told"  # got a line instead of a form, such as "this round is not for you"
    GAVE_UP = "gave_up"  # the form kept coming back


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A form or a press that was taken in: its button's verb, all that went with it, and what stood on the page."""

    verb: str
    data: Mapping[str, Any]
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`sent` is by input as it went over the wire, `wrote` by label as the person saw it, both of the last page.
    `handed` are all pages that were taken in, in order; `again` says how often something was sent a second time."""

    person: str
    did: Did
    message: str | None = None
    sent: Mapping[str, str] | None = None
    wrote: tuple[tuple[str, str], ...] = ()
    handed: tuple[Handed, ...] = ()
    again: int = 0

    @property
    def adapts(self) -> bool:
        """Something new was begun that has not been tried yet."""
        return any(one.data.get(_NEXT) == ADAPT for one in self.handed)
