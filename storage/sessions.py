"""Sessions: one locking read for an answer, the whole for a moderator's step, and what happened written down."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.groups import Attended, FormAnswer
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.ports import AnswerDesk, Gathering
from dialogs.sessions.messages import Event
from dialogs.sessions.model import RunKey, Session
from storage import attended, incidents, papers, recording, session_reading
from storage.plans import PlannedConnection
from storage.shelf import Shelf


class SqlSessions:
    def __init__(self, db: PlannedConnection, shelf: Shelf) -> None:
        self._db = db
        self._shelf = shelf

    async def desk(
        self, session: SessionId, run: RunKey, *, sender: str, on_behalf_of: PersonId | None = None
    ) -> AnswerDesk | None:
        return await session_reading.desk(self._db, self._shelf, session, run, sender=sender, on_behalf_of=on_behalf_of)

    async def lock(self, session: SessionId) -> Session | None:
        return await session_reading.whole(self._db, self._shelf, session, lock=True)

    async def get(self, session: SessionId) -> Session | None:
        return await session_reading.whole(self._db, self._shelf, session, lock=False)

    async def gathering(self, session: SessionId, *, lock: bool = False) -> Gathering | None:
        return await session_reading.gathering(self._db, self._shelf, session, lock=lock)

    async def record(self, session: Session, events: Sequence[Event]) -> None:
        await recording.record(self._db, session, events)

    async def keep_draft(
        self, session: SessionId, form: str, person: PersonId, fields: Mapping[str, str], now: datetime
    ) -> None:
        await papers.keep_draft(self._db, session, form, person, fields=fields, now=now)

    async def draft(self, session: SessionId, form: str, person: PersonId) -> Mapping[str, str] | None:
        return await papers.draft(self._db, session, form, person)

    async def drop_draft(self, session: SessionId, form: str, person: PersonId) -> None:
        await papers.drop_draft(self._db, session, form, person)

    async def save_form(self, answer: FormAnswer) -> None:
        await papers.save_form(self._db, answer)

    async def form_answer(self, session: SessionId, form: str, person: PersonId) -> FormAnswer | None:
        return await papers.form_answer(self._db, session, form, person)

    async def forms_of(self, session: SessionId) -> Sequence[FormAnswer]:
        return await papers.forms_of(self._db, session)

    async def forms_of_group(self, group: GroupId, form: str) -> Sequence[FormAnswer]:
        return await papers.forms_of_group(self._db, group, form)

    async def attended(self, group: GroupId) -> Sequence[Attended]:
        return await attended.attended(self._db, group)

    async def wipe(self, session: SessionId, run: RunKey, person: PersonId, *, now: datetime) -> None:
        await incidents.wipe(self._db, session, run, person, now=now)

    async def report_incident(
        self, session: SessionId, run: RunKey, person: PersonId, *, by: PersonId, now: datetime
    ) -> None:
        await incidents.report(self._db, session, run, person, by=by, now=now)

    async def incidents(self, session: SessionId) -> frozenset[tuple[RunKey, PersonId]]:
        return await incidents.standing(self._db, session)

    async def lift_incident(self, session: SessionId, run: RunKey, person: PersonId) -> None:
        await incidents.lift(self._db, session, run, person)
