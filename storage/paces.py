"""How fast the bot may speak for a tenant, counted by all processes together.

A scope has one number, `free_at`: were all that was let go spaced out evenly, the next would fit in then. Whatever is
let go moves it on; it never lies behind the clock, so that a rest is not saved up. One may leave a little before it, by
the pace's slack: that is the burst after a rest. (The generic cell rate algorithm of ATM, as a virtual schedule.)
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dialogs.ports import LONGEST_WAIT, ClaimedNotice, Pace
from storage.listed import NUMBERS, among
from storage.tables import outbox, paces

MOMENT: Final = sa.bindparam("moment", type_=sa.Double)
"""Wall time in seconds since 1970."""
FAR: Final = sa.bindparam("far", type_=sa.Double)
"""Further ahead no pace and no hold can have moved: such a number was written before the clock was set back, and says
no more than none."""
MOVED_AT_MOST: Final = LONGEST_WAIT + timedelta(minutes=1)
"""As long as the channel may ask to wait, and what is planned behind that."""


def moved_on(row: Any, added: Any) -> Any:
    """`row.free_at` after something was let go; `added` is what a row that was never there would have."""
    ahead = row.c.free_at.between(MOMENT, FAR)
    return sa.case((ahead, row.c.free_at + (added.free_at - MOMENT)), else_=added.free_at)


def _reserve() -> Any:
    """Each tenant of these notices is charged for all of them; tenants in one order, so that nobody waits in a ring."""
    asked = (
        sa.select(outbox.c.tenant, (MOMENT + sa.func.count() * sa.bindparam("every", type_=sa.Double)).label("free_at"))
        .where(among(outbox.c.id, "ids", NUMBERS))
        .group_by(outbox.c.tenant)
        .order_by(outbox.c.tenant)
    )
    add = insert(paces).from_select(["tenant", "free_at"], asked)
    return add.on_conflict_do_update(
        index_elements=[paces.c.tenant], set_={"free_at": moved_on(paces, add.excluded)}
    ).returning(paces.c.tenant, paces.c.free_at)


def _hold() -> Any:
    add = insert(paces)
    later = sa.case((paces.c.free_at.between(add.excluded.free_at, FAR), paces.c.free_at), else_=add.excluded.free_at)
    return add.on_conflict_do_update(index_elements=[paces.c.tenant], set_={"free_at": later})


RESERVE: Final = _reserve()
HOLD: Final = _hold()
KNOWS_NOTHING: Final = paces.c.free_at < MOMENT


def leaving(claimed: Iterable[tuple[int, str]], free: Mapping[str, float], pace: Pace) -> dict[int, datetime]:
    """When each of (id, tenant) may leave, in their order, once `free` is what their tenants were moved on to."""
    behind: dict[str, list[int]] = {}
    for number, tenant in claimed:
        behind.setdefault(tenant, []).append(number)
    return {
        number: moment_of(free[tenant] - (len(numbers) - place) * pace.every - pace.slack)
        for tenant, numbers in behind.items()
        for place, number in enumerate(numbers)
    }


def moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def clocks(real: datetime) -> dict[str, float]:
    """`MOMENT` and `FAR`."""
    return {"moment": real.timestamp(), "far": (real + MOVED_AT_MOST).timestamp()}


def held(notice: ClaimedNotice, until: datetime, pace: Pace) -> dict[str, object]:
    """For `HOLD`: nothing leaves before then, and afterwards evenly."""
    return {"tenant": notice.tenant, "free_at": until.timestamp() + pace.slack}
