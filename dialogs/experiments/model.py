"""A small experiment in someone's own practice: what, when, how it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId

TITLE_LENGTH = 80


class ExperimentState(StrEnum):
    THOUGHT_OF = "thought_of"  # bedacht
    RUNNING = "running"  # bezig
    GOES_ON = "goes_on"  # gaat door
    FINISHED = "finished"  # afgerond
    STOPPED = "stopped"  # bewust gestopt, a result


class Safety(StrEnum):
    """Kan dit misgaan voor een kind of gezin?"""

    NO = "no"
    TEAM_FIRST = "team_first"  # ja, ik bespreek het eerst in mijn eigen team


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """`when` and `then` are the person's words; `on` is the day it starts, in the group's zone."""

    id: ExperimentId
    group: GroupId
    person: PersonId
    when: str  # als ...
    then: str  # dan probeer ik ...
    on: date  # wanneer
    safety: Safety
    state: ExperimentState
    version: int
    visibility: Visibility = Visibility.GROUP
    session: SessionId | None = None  # where it was thought of
    round_id: str | None = None
    run: int | None = None
    follows: ExperimentId | None = None
    created_at: datetime

    @property
    def title(self) -> str:
        """The first words of what will be tried, at most 80 characters, never cut inside a word when avoidable."""
        if len(self.then) <= TITLE_LENGTH:
            return self.then
        head = self.then[: TITLE_LENGTH - 1]
        return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
