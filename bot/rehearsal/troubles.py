"""The people of a rehearsal who do not do as planned: late, absent, twice, stopping, handing over."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.rehearsal.people import CastGroup, Chair, Person
from bot.rehearsal.simulated import Habits

_ROOM_FOR_ALL: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """Who and when; nobody is everything at once, and a small group has fewer of them.

    `hand_over` is the session before which the hotseat goes to `heir`.
    """

    late: Person | None = None
    absent: Person | None = None
    absent_in: int | None = None
    hand_over: int | None = None
    heir: Person | None = None
    habits: Mapping[str, Habits] = field(default_factory=dict)
    """By the channel's id of a person."""

    def of(self, person: Person) -> Habits:
        return self.habits.get(person.id, Habits())

    def is_absent(self, person: Person, number: int) -> bool:
        return person == self.absent and number == self.absent_in


def troubles(group: CastGroup, sessions: int, *, seed: int) -> Troubles:
    """Drawn by the seed from who sits on no special chair. In one session nobody misses another one, and nothing is
    handed over; in a group under five nobody is away, since nothing would be left to see."""
    chance = random.Random(f"{seed}|{group.chat_id}")  # noqa: S311 - a play
    ordinary = [p for p in group.people if p.role is Chair.PARTICIPANT]
    away = ordinary if len(ordinary) + 1 >= _ROOM_FOR_ALL else []
    drawn = iter(chance.sample(ordinary, len(ordinary)))
    twice, stopper, unlucky = (next(drawn, None) for _ in range(3))
    late, absent = _away(chance, away, but=[p for p in (twice, stopper, unlucky) if p])
    several = sessions > 1
    has_hotseat = any(p.role is Chair.HOTSEAT for p in group.people)
    heirs = [p for p in ordinary if p not in {late, absent}]
    heir = chance.choice(heirs) if heirs and has_hotseat and several else None
    return Troubles(
        late=late,
        absent=absent if several else None,
        absent_in=2 if several and absent else None,
        hand_over=min(3, sessions) if heir else None,
        heir=heir,
        habits=_habits(twice, stopper, unlucky),
    )


def _away(
    chance: random.Random, people: Sequence[Person], *, but: Sequence[Person]
) -> tuple[Person | None, Person | None]:
    """Others than those who have a habit already, where there are enough people."""
    free = [p for p in people if p not in but] or list(people)
    late = chance.choice(free) if free else None
    rest = [p for p in free if p != late] or [p for p in people if p != late]
    return late, chance.choice(rest) if rest else None


def _habits(twice: Person | None, stopper: Person | None, unlucky: Person | None) -> dict[str, Habits]:
    """One sends everything twice, one stops with what was tried, one did not get to it."""
    given = (
        (twice, Habits(twice=True)),
        (stopper, Habits(wishes={"done": "yes", "next": "stop"})),
        (unlucky, Habits(wishes={"done": "no"})),
    )
    return {person.id: habits for person, habits in given if person is not None}
