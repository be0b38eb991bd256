"""Sessions with their answers, drafts and forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialogs.groups import (
    Attended,
    FormAnswer,
    Group,
)
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.ports.people import Visitor
from dialogs.sessions.messages import Event
from dialogs.sessions.model import RunKey, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDesk:
    """All an answer needs, from one statement: the session with this run and the sender's own seat and answer.

    `session.seats` holds the sender (and `on_behalf_of`, when asked), `session.runs` the one run.
    """

    session: Session
    group: Group  # without members and sessions
    visitor: Visitor
    drafted: bool = False  # the sender kept a draft for this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A session with the group it is of, what was reported as recognisable in any session of that group, and whether
    anybody keeps a draft for this one."""

    session: Session
    group: Group
    incidents: Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]
    drafts: bool = True  # there may be one; nobody looked


class Sessions(Protocol):
    async def desk(
        self, session: SessionId, run: RunKey, *, sender: str, on_behalf_of: PersonId | None = None
    ) -> AnswerDesk | None:
        """One statement, FOR SHARE OF the session. None: no such session, or the sender's address is not matched to
        somebody of its group. The run is missing from `session.runs` when it was never opened."""
        ...

    async def lock(self, session: SessionId) -> Session | None:
        """The whole session, every run and newest answer, FOR UPDATE OF the session."""
        ...

    async def get(self, session: SessionId) -> Session | None:
        """The same without a lock, for reading."""
        ...

    async def gathering(self, session: SessionId, *, lock: bool = False) -> Gathering | None:
        """What `get` or, with `lock`, `lock` finds, and all around it at the same moment, in one statement."""
        ...

    async def record(self, session: Session, events: Sequence[Event]) -> None:
        """Writes what happened to `session` (as it was before the events). A version written by another
        turn meanwhile raises `Stale`, at the commit at the latest: nothing of the turn may be kept then."""
        ...

    async def keep_draft(
        self, session: SessionId, form: str, person: PersonId, fields: Mapping[str, str], now: datetime
    ) -> None:
        """`form` is a run (`1.4#1`) or a form between sessions; raw inputs, its author's only."""
        ...

    async def draft(self, session: SessionId, form: str, person: PersonId) -> Mapping[str, str] | None: ...

    async def drop_draft(self, session: SessionId, form: str, person: PersonId) -> None: ...

    async def save_form(self, answer: FormAnswer) -> None:
        """A form between sessions; `version` must be one more than the stored one, else `Stale`."""
        ...

    async def form_answer(self, session: SessionId, form: str, person: PersonId) -> FormAnswer | None: ...

    async def forms_of(self, session: SessionId) -> Sequence[FormAnswer]:
        """Every form between sessions that was filled in for this one, oldest first."""
        ...

    async def forms_of_group(self, group: GroupId, form: str) -> Sequence[FormAnswer]:
        """One form in all sessions of a group, oldest session first."""
        ...

    async def attended(self, group: GroupId) -> Sequence[Attended]:
        """The sessions that were held, oldest first; not one in which nobody was seen at all."""
        ...

    async def wipe(self, session: SessionId, run: RunKey, person: PersonId, *, now: datetime) -> None:
        """Something recognisable: the answer's texts, versions, drafts and experiment go; what is left says so.
        A form between sessions goes whole; `run` then names it (`preparation`, 1). A report of an experiment is named
        by its place (`look_back`, number) and keeps only that there was one."""
        ...

    async def report_incident(
        self, session: SessionId, run: RunKey, person: PersonId, *, by: PersonId, now: datetime
    ) -> None: ...

    async def incidents(self, session: SessionId) -> frozenset[tuple[RunKey, PersonId]]:
        """Reported and therefore hidden, whatever else is true of them."""
        ...

    async def lift_incident(self, session: SessionId, run: RunKey, person: PersonId) -> None: ...
