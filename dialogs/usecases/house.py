"""What every use case works with: the store, the clock, the holidays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.ids import SessionId
from dialogs.ports import Clock, NewUnitOfWork
from dialogs.reminders.calendar import Calendar, Workdays, optional_forms_until
from dialogs.texts.catalogue import Catalogue

_HOME: Final = ZoneInfo("Europe/Amsterdam")


def _nobody_asks(_session: SessionId) -> None:
    """Where nothing is logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`writing` opens a transaction that may commit, `reading` one that may not. `about` is told which session a turn
    turned out to be about, for the log."""

    writing: NewUnitOfWork
    reading: NewUnitOfWork
    clock: Clock
    workdays: Workdays
    texts: Catalogue
    public_url: str | None = None
    """Where people's browsers find this bot, for pages to print; None: there are none."""
    about: Callable[[SessionId], None] = _nobody_asks
    mails: bool = False
    """Whether somebody without a chat of their own can be written to."""
    zone: ZoneInfo = _HOME
    """What day it is where no group says so."""
    school: tuple[tuple[date, date], ...] = ()
    """First and last days of school holidays, which hold what is said halfway between two sessions."""

    def now(self) -> datetime:
        return self.clock.now()

    def calendar(self, zone: ZoneInfo) -> Calendar:
        return Calendar(zone=zone, workdays=self.workdays, school=self.school)

    def forms_until(self, zone: ZoneInfo) -> datetime:
        return optional_forms_until(self.now(), zone=zone, workdays=self.workdays)
