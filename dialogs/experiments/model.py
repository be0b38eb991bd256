"""A small experiment in someone's own practice: what, when, how it stands."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId

TITLE_LENGTH = 80
_THEN: Final = re.compile(r"\A[\s.…]*(?:dan|then)[\s,.…]+(?=\w)", re.IGNORECASE)

OUTSIDE_ROUND: Final = "experiment"
"""Stands where an experiment has its round when it was thought of outside the rounds: with a number of its person and
session it makes the place `RunKey("experiment", n)`."""

DRAFT_OF_EXPERIMENT: Final = "experiment/"
"""With an experiment's id the name of the draft of its long form."""


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


class StateCause(StrEnum):
    """What made an experiment's state change; kept beside the date."""

    AUTHOR = "author"  # said so, in the form or at the harvest
    REPORT = "report"  # *daarom ga ik ...*
    DATE = "date"  # its day has come
    ROUND = "round"  # thought of or picked in a round


class WithWhom(StrEnum):
    ALONE = "alone"
    COLLEAGUE = "colleague"
    TEAM = "team"
    OTHER_ORGANISATION = "other_organisation"
    FAMILY = "family"  # cliënt of gezin; never names


class Size(StrEnum):
    """How much time it takes."""

    UNDER_HALF_AN_HOUR = "under_half_an_hour"
    HALF_AN_HOUR = "half_an_hour"  # 30-60 minutes
    AN_HOUR = "an_hour"  # 1-2 hours
    HALF_A_DAY = "half_a_day"
    LONGER = "longer"


class Level(StrEnum):
    """Where something plays: of an experiment, a bottleneck, a factor."""

    SELF = "self"
    TEAM = "team"
    ORGANISATION = "organisation"
    CHAIN = "chain"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the long form adds, any time later: all of it may be left out."""

    expects: str = ""  # ik verwacht dat ...
    success: str = ""  # voor mij is het gelukt als ...
    watching: str = ""  # ik let op ...
    with_whom: WithWhom | None = None
    size: Size | None = None
    level: Level | None = None
    dilemma: int | None = None  # the hotseat's first or second
    bottleneck: SessionId | None = None  # the own one of that session


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
    programme: bool = False  # +p: the programme may have it too, without name
    details: Details = field(default_factory=Details)
    session: SessionId | None = None  # where it was thought of
    round_id: str | None = None
    run: int | None = None
    follows: ExperimentId | None = None
    created_at: datetime
    taken_back: bool = False  # by a moderator, when it was thought of outside the rounds
    untold: bool = False  # it, or its answer in a round, was held or taken back: the group does not read it

    @property
    def title(self) -> str:
        """The first words of what will be tried, at most 80 characters, never cut inside a word when avoidable. Who
        wrote *dan* themselves finished a sentence that a title is no part of."""
        said = _THEN.sub("", self.then)
        if len(said) <= TITLE_LENGTH:
            return said
        head = said[: TITLE_LENGTH - 1]
        return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """One line of an experiment's dated history."""

    state: ExperimentState
    at: datetime
    cause: StateCause


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVersion:
    """What an experiment said until it was edited."""

    version: int
    when: str
    then: str
    on: date
    safety: Safety
    visibility: Visibility
    programme: bool
    details: Details
    replaced_at: datetime
