"""What every use case works with: the store, the clock, the holidays."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.ports import Clock, NewUnitOfWork, Workdays
from dialogs.reminders.calendar import optional_forms_until
from dialogs.texts.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`writing` opens a transaction that may commit, `reading` one that may not."""

    writing: NewUnitOfWork
    reading: NewUnitOfWork
    clock: Clock
    workdays: Workdays
    texts: Catalogue
    public_url: str | None = None
    """Where people's browsers find this bot, for pages to print; None: there are none."""

    def now(self) -> datetime:
        return self.clock.now()

    def forms_until(self, zone: ZoneInfo) -> datetime:
        return optional_forms_until(self.now(), zone=zone, workdays=self.workdays)
