"""What a group wrote around a session: its ambition, experiments, reports, forms and pairs, as much as is asked for."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import SessionId
from dialogs.ports import SeriesPart, SeriesParts
from storage.ambitions import ambitions_from
from storage.buddies import buddies_from
from storage.experiments import WITH_UNTOLD, experiments_from
from storage.handovers import handovers_from
from storage.packed import Packed
from storage.papers import forms_from
from storage.reports import WITH_SUPPLEMENTS, reports_from
from storage.tables import ambitions, buddies, experiments, form_answers, handovers, reports, sessions

_held = sessions.alias("held")


def _packed(part: SeriesPart, query: sa.Select[Any]) -> Packed:
    return Packed(query, name=part.value, beside=[sessions])


_PARTS: Final[Mapping[SeriesPart, tuple[Packed, Callable[[list[Any]], Any]]]] = {
    SeriesPart.AMBITIONS: (
        _packed(
            SeriesPart.AMBITIONS,
            sa.select(ambitions).where(ambitions.c.group_id == sessions.c.group_id).order_by(ambitions.c.version),
        ),
        ambitions_from,
    ),
    SeriesPart.EXPERIMENTS: (
        _packed(
            SeriesPart.EXPERIMENTS,
            WITH_UNTOLD.where(experiments.c.group_id == sessions.c.group_id).order_by(
                experiments.c.created_at, experiments.c.id
            ),
        ),
        experiments_from,
    ),
    SeriesPart.REPORTS: (
        _packed(SeriesPart.REPORTS, WITH_SUPPLEMENTS.where(reports.c.group_id == sessions.c.group_id)),
        reports_from,
    ),
    SeriesPart.FORMS: (
        _packed(
            SeriesPart.FORMS,
            sa.select(form_answers)
            .where(form_answers.c.session_id == sessions.c.id)
            .order_by(form_answers.c.at, form_answers.c.form, form_answers.c.person_id),
        ),
        forms_from,
    ),
    SeriesPart.BUDDIES: (
        _packed(
            SeriesPart.BUDDIES,
            sa.select(buddies)
            .join(_held, _held.c.id == buddies.c.session_id)
            .where(_held.c.group_id == sessions.c.group_id)
            .order_by(_held.c.number, buddies.c.pair, buddies.c.person_id),
        ),
        buddies_from,
    ),
    SeriesPart.HANDOVERS: (
        _packed(
            SeriesPart.HANDOVERS,
            sa.select(handovers).where(handovers.c.group_id == sessions.c.group_id).order_by(handovers.c.number),
        ),
        handovers_from,
    ),
}


@cache
def _statement(wanted: frozenset[SeriesPart]) -> "sa.Select[Any]":
    """Always the same one for the same wish, so that it is written and prepared once."""
    columns = [_PARTS[part][0].column for part in sorted(wanted)]
    return sa.select(*columns).select_from(sessions).where(sessions.c.id == sa.bindparam("session"))


class SqlSeries:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def parts(self, session: SessionId, wanted: frozenset[SeriesPart]) -> SeriesParts:
        if not wanted:
            return SeriesParts()
        row = (await self._db.execute(_statement(wanted), {"session": session})).one_or_none()
        if row is None:
            return SeriesParts()
        found: dict[str, Any] = {}
        for part in wanted:
            packed, made = _PARTS[part]
            found[part.value] = made(packed.rows(getattr(row, part.value)))
        return SeriesParts(**found)
