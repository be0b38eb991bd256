"""What a coordinator does with messages that could not be delivered: have them tried again, or put them aside."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.errors import Stale
from dialogs.ports import UnitOfWork
from dialogs.undelivered import Undelivered
from dialogs.usecases.house import House

PORTION: Final = 200
"""Notices a transaction: a running bot beside it need not wait for all of them."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    back: int = 0
    needless: tuple[int, ...] = ()  # dropped: something newer stands in their place already
    said: tuple[int, ...] = ()  # may have arrived; not tried
    late: tuple[int, ...] = ()  # nobody needs them any more; not tried


async def retry(house: House, letters: Sequence[Undelivered], *, even_if_said: bool) -> Retried:
    """What may have arrived is repeated only when that is said to be all right."""
    now = house.now()
    late = tuple(one.id for one in letters if one.too_late(now))
    in_time = [one for one in letters if not one.too_late(now)]
    said = () if even_if_said else tuple(one.id for one in in_time if one.may_have_arrived)
    again = [one.id for one in in_time if one.id not in said]
    back = await _in_portions(house, again, lambda uow, ids: uow.dead_letters.bring_back(ids))
    needless = tuple(one for one in again if one not in back)
    return Retried(back=len(back), needless=needless, said=said, late=late)


async def drop(house: House, letters: Sequence[Undelivered]) -> int:
    ids = [one.id for one in letters]
    return len(await _in_portions(house, ids, lambda uow, some: uow.dead_letters.put_aside(some)))


async def _in_portions(
    house: House, ids: Sequence[int], does: Callable[[UnitOfWork, Sequence[int]], Awaitable[Collection[int]]]
) -> Collection[int]:
    done: set[int] = set()
    for portion in _portions(ids):
        done.update(await _done(house, portion, does))
    return done


async def _done(
    house: House, portion: Sequence[int], does: Callable[[UnitOfWork, Sequence[int]], Awaitable[Collection[int]]]
) -> Collection[int]:
    """`Stale` when the bot was in the way each time."""
    tries = 0
    while True:
        tries += 1
        try:
            async with house.writing() as uow:
                found = await does(uow, portion)
                await uow.commit()
                return found
        except Stale:
            if tries == _TRIES:
                raise


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The newest first: of one card they stand in for the older ones."""
    newest_first = sorted(ids, reverse=True)
    for begin in range(0, len(newest_first), PORTION):
        yield newest_first[begin : begin + PORTION]
