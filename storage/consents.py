"""What people agreed to: nothing is overwritten, the newest of a kind counts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.ids import PersonId, ProgrammeId
from dialogs.records import Consent, ConsentKind
from storage.tables import consents

_later = consents.alias("later")
NEWEST = (
    sa.select(consents)
    .where(
        ~sa.exists().where(
            *[_later.c[name] == consents.c[name] for name in ("programme_id", "person_id", "kind")],
            _later.c.number > consents.c.number,
        )
    )
    .order_by(consents.c.programme_id, consents.c.person_id, consents.c.kind)
)
"""What `consents_from` reads."""

_OF_PERSON = NEWEST.where(consents.c.person_id == sa.bindparam("person"))
_OF_PROGRAMME = NEWEST.where(
    consents.c.programme_id == sa.bindparam("programme"), consents.c.kind == sa.bindparam("about")
)
_LAST = sa.select(sa.func.max(consents.c.number)).where(
    consents.c.programme_id == sa.bindparam("programme"),
    consents.c.person_id == sa.bindparam("person"),
    consents.c.kind == sa.bindparam("about"),
)
_ADD = insert(consents).on_conflict_do_nothing()


class SqlConsents:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def of_person(self, person: PersonId) -> Sequence[Consent]:
        return consents_from(await self._db.execute(_OF_PERSON, {"person": person}))

    async def of_programme(self, programme: ProgrammeId, kind: ConsentKind) -> Mapping[PersonId, Consent]:
        asked = {"programme": programme, "about": kind.value}
        return {one.person: one for one in consents_from(await self._db.execute(_OF_PROGRAMME, asked))}

    async def record(self, consent: Consent) -> None:
        """Two answers at the same moment: the second is `Stale`."""
        asked = {"programme": consent.programme, "person": consent.person, "about": consent.kind.value}
        last = await self._db.scalar(_LAST, asked)
        row = {
            "programme_id": consent.programme,
            "person_id": consent.person,
            "kind": consent.kind.value,
            "number": (last or 0) + 1,
            "version": consent.version,
            "given": consent.given,
            "at": consent.at,
        }
        if (await self._db.execute(_ADD, row)).rowcount != 1:
            raise Stale


def consents_from(rows: Iterable[Any]) -> list[Consent]:
    return [
        Consent(
            programme=ProgrammeId(row.programme_id),
            person=PersonId(row.person_id),
            kind=ConsentKind(row.kind),
            given=row.given,
            version=row.version,
            at=row.at,
        )
        for row in rows
    ]
